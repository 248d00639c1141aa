/** A file counted by several threads: the same answer as by one, whatever stands in it. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  type ColumnName,
  fileInput,
  type Issue,
  type SummarizeOptions,
  type SummarizeResult,
  Summary,
  summarize,
} from "../../dist/node.js";
import { type BlockTask, blockRange, RangeCounter } from "../../dist/workers/count-blocks.js";
import { summarizeFile } from "../../dist/workers/summarize-file.js";
import { Folder } from "../cli/command.js";
import { zipArchive } from "../samples/packed.mjs";
import { adversarialCsv, adversarialList, giantCell } from "./adversarial.js";

const folder = new Folder();
const BLOCKS = [1000, 4096, 70_000];
const SIZES = BLOCKS.flatMap((blockBytes) => [2, 3].map((jobs) => ({ blockBytes, jobs })));
/** The sizes that most inputs are counted in: starting threads takes long. */
const FEW_SIZES = [SIZES[1]!, SIZES[2]!, SIZES[4]!];
const FILES = 40;

/** All that a caller sees of a summary. */
async function told(
  options: SummarizeOptions,
  run: (options: SummarizeOptions & { name: string }) => Promise<SummarizeResult>,
): Promise<unknown> {
  const issues: Issue[] = [];
  const notes: string[] = [];
  const { source, accounting, summary } = await run({
    name: "trace",
    reportUnresolved: true,
    ...options,
    onIssue: (issue) => issues.push(issue),
    onNote: (note) => notes.push(note),
  });
  return { source, accounting, groups: summary.groups(), total: summary.total, issues, notes };
}

/** Lets the other threads have blocks too: this one waits after each of its first ones. */
function slowly(): (bytes: number) => void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let calls = 0;
  return () => {
    if (calls++ < 25) Atomics.wait(sleeper, 0, 0, 2);
  };
}

/** Expects the same of `text` in every one of `sizes` as in one thread; gives that. */
async function sameInBlocks(
  text: string,
  options: SummarizeOptions = {},
  sizes: readonly { blockBytes: number; jobs: number }[] = FEW_SIZES,
): Promise<{ issues: readonly Issue[]; total: number }> {
  folder.write("trace", text);
  const path = folder.at("trace");
  const one = await told(options, (given) => summarize(fileInput(path), given));
  for (const { blockBytes, jobs } of sizes) {
    const many = await told(options, (given) =>
      summarizeFile(path, { ...given, jobs, onProgress: slowly() }, new Summary(given.by), {
        blockBytes,
        minBytes: 1,
      }),
    );
    expect(many, `${jobs} threads, blocks of ${blockBytes} bytes`).toEqual(one);
  }
  return one as { issues: readonly Issue[]; total: number };
}

/** The task of counting `text`, and who counts it into `summary`. */
async function blocksOf(
  text: string,
  blockBytes: number,
  summary = new Summary(),
): Promise<{ task: BlockTask; counter: RangeCounter }> {
  folder.write("blocks", text);
  const task: BlockTask = {
    path: folder.at("blocks"),
    name: "blocks",
    options: {},
    by: summary.by,
    blockBytes,
    blockCount: Math.ceil(Buffer.byteLength(text) / blockBytes),
    module: undefined,
    progress: new Int32Array(2),
    ownsProcess: false,
  };
  const { counter } = (await RangeCounter.open(task, summary, () => {}))!;
  return { task, counter };
}

/** Blocks of `text` whose guessed start is not where the block before ends. */
async function wrongGuesses(text: string, blockBytes: number): Promise<number[]> {
  const { task, counter } = await blocksOf(text, blockBytes);
  const wrong: number[] = [];
  let end = 0;
  for (let index = 0; index < task.blockCount; index++) {
    const range = blockRange(task, index);
    const guessed = counter.count(index, range).range;
    if (index === 0) {
      end = guessed.end;
      continue;
    }
    const isRight = guessed.start === guessed.end ? end >= range.to : guessed.start === end;
    if (!isRight) wrong.push(index);
    if (end < range.to) end = counter.count(index, { from: end, to: range.to, isExact: true }).range.end;
  }
  await counter.close();
  return wrong;
}

describe("RULES 3 and 4: blocks", () => {
  it.each(Array.from({ length: FILES / 5 }, (_, i) => ({ from: 5 * i, to: 5 * i + 4 })))(
    "adversarial CSVs of seeds $from to $to",
    async ({ from, to }) => {
      for (let seed = from; seed <= to; seed++) {
        const { text, isProcmon } = adversarialCsv(seed);
        const cell: ColumnName = isProcmon ? "processName" : "path";
        const by = [[], [cell], [cell, "file"], ["file"]] as const;
        const sizes = [SIZES[seed % SIZES.length]!];
        await sameInBlocks(text, { by: by[seed % 4]! }, sizes);
      }
    },
  );

  it("guesses go wrong in them, so that blocks are counted anew", async () => {
    let wrong = 0;
    for (let seed = 0; seed < 10; seed++) {
      wrong += (await wrongGuesses(adversarialCsv(seed).text, 1000)).length;
    }
    expect(wrong).toBeGreaterThan(10);
  });

  it("rows so long that a first look at a block shows none or one, with quotes and without", async () => {
    const row = (quote: string, i: number) =>
      `p,0x${(0x222000 + (i % 7)).toString(16)},${quote}${"x,\n".repeat(quote === "" ? 0 : 900)}${"y".repeat(3000 + i)}${quote}\n`;
    for (const quote of ["", '"']) {
      const text = `process,IoControlCode,path\n${Array.from({ length: 60 }, (_, i) => row(quote, i)).join("")}`;
      expect((await sameInBlocks(text)).total).toBe(60);
      const right = Math.ceil(text.length / 40_000) - (await wrongGuesses(text, 40_000)).length;
      expect(right).toBeGreaterThan(2);
    }
  });

  it("a cell of row-like text over many blocks, where every guess is wrong", async () => {
    const text = giantCell(600_000);
    const blocks = Math.ceil(text.length / 4096);
    expect((await wrongGuesses(text, 4096)).length).toBeGreaterThan(blocks - 4);
    expect((await sameInBlocks(text)).total).toBe(3);
    expect((await sameInBlocks(text, { by: ["path", "file"] }, [{ blockBytes: 4096, jobs: 2 }])).total).toBe(
      3,
    );
  });

  it("the same cell without an end: the record is rejected, the rest is kept", async () => {
    const { total, issues } = await sameInBlocks(giantCell(100_000, false));
    expect(total).toBe(1);
    expect(issues.map(({ row, line, error }) => [row, line, error])).toEqual([[2, 3, "E_QUOTE_OPEN"]]);
  });

  it("records over --max-record", async () => {
    const long = `p,0x222004,"${"x,0x1,y\n".repeat(2000)}"\n`;
    const row = "p,0x222008,q\n";
    const head = `process,IoControlCode,path\n${row.repeat(500)}`;
    for (const maxRecordBytes of [100, 5000, 15_999]) {
      const text = `${head}${long}${row.repeat(500)}${long.replaceAll("x,0x1,y", "some text")}${row.repeat(300)}`;
      const { issues } = await sameInBlocks(text, { maxRecordBytes });
      expect(issues[0]).toMatchObject({ row: 501, line: 502, error: "E_RECORD_TOO_LONG" });
      await sameInBlocks(`${head}${long}`, { maxRecordBytes }, [{ blockBytes: 1000, jobs: 2 }]);
    }
  });

  it("adversarial CSVs under a short --max-record", async () => {
    for (let seed = 100; seed < 118; seed++) {
      await sameInBlocks(adversarialCsv(seed).text, { maxRecordBytes: 300 }, [SIZES[seed % 6]!]);
    }
  });

  it("lists", async () => {
    for (let seed = 0; seed < 3; seed++) await sameInBlocks(adversarialList(seed), {}, [SIZES[2 * seed]!]);
    expect((await sameInBlocks(adversarialList(3).trimEnd(), { by: ["file"] })).total).toBeGreaterThan(2000);
  });

  it("a header alone, a header and one row, and a header that is longer than a block", async () => {
    expect((await sameInBlocks("process,IoControlCode,path\n")).total).toBe(0);
    expect((await sameInBlocks("process,IoControlCode,path")).total).toBe(0);
    expect((await sameInBlocks("process,IoControlCode,path\na,0x1,b")).total).toBe(1);
    const titles = Array.from({ length: 400 }, (_, i) => `column ${i}`);
    const text = `IoControlCode,${titles.join(",")}\n${`0x222000${",".repeat(400)}\n`.repeat(100)}`;
    expect((await sameInBlocks(text)).total).toBe(100);
  });

  it("rows in the middle of which every block begins", async () => {
    const row = `p,0x222000,${"y".repeat(1500)}\n`;
    expect((await sameInBlocks(`process,IoControlCode,path\n${row.repeat(50)}`)).total).toBe(50);
    const quoted = `p,0x222000,"${"y,\n".repeat(900)}"\n`;
    expect((await sameInBlocks(`process,IoControlCode,path\n${quoted.repeat(50)}`)).total).toBe(50);
  });

  it("a thread whose last block ends in a record that is longer than the window", async () => {
    const long = `p,0x222004,"${"y,0x5\r\n".repeat(400_000)}"\r\n`;
    const text = `process,IoControlCode,path\n${long}${"p,0x222008,q\n".repeat(200_000)}`;
    const summary = new Summary();
    const { task, counter } = await blocksOf(text, 1_000_000, summary);
    const { range, accounting } = counter.count(0, blockRange(task, 0));
    counter.finish();
    await counter.close();
    const end = "process,IoControlCode,path\n".length + long.length;
    expect([range.end, accounting.records, summary.total]).toEqual([end, 1, 1]);
  });

  it("groups that the kernel's tables have no room for do not wait for the end of the block", async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `p,0x222008,C:\\${i}\n`);
    const summary = new Summary(["path"]);
    const text = `process,IoControlCode,path\n${rows.join("")}`;
    const { task, counter } = await blocksOf(text, text.length, summary);
    counter.count(0, blockRange(task, 0));
    expect(summary.total).toBeGreaterThan(50_000);
    counter.finish();
    await counter.close();
    expect(summary.total).toBe(100_000);
  });

  it("more distinct values than the kernel's tables hold", async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `p,0x${(i % 9000).toString(16)},C:\\${i % 50_000}\n`,
    );
    const text = `process,IoControlCode,path\n${rows.join("")}`;
    expect((await sameInBlocks(text, { by: ["path"] }, [{ blockBytes: 70_000, jobs: 2 }])).total).toBe(
      60_000,
    );
  });
});

describe("RULES 12: the command", () => {
  it("MANNERS 4.6: prints the same bytes with -j 1 and -j 2", async () => {
    const pieces = Array.from({ length: 8 }, (_, seed) => adversarialCsv(seed))
      .filter(({ isProcmon }) => !isProcmon)
      .map(({ text }) => text.replace(/^\ufeff/, "").replace(/^.*\n/, ""));
    const piece = Buffer.from(`${pieces.join("\n").replace(/"unclosed.*$/s, "")}\n`);
    const fd = openSync(folder.at("large.csv"), "w");
    writeSync(fd, "process,IoControlCode,path\n");
    for (let size = 0; size < 70e6; size += piece.length) writeSync(fd, piece);
    closeSync(fd);
    const outputs: unknown[] = [];
    for (const jobs of ["1", "2"]) {
      const stats = `stats-${jobs}.json`;
      const errors = `errors-${jobs}.ndjson`;
      const flags = ["--by", "processName", "-j", jobs, "-f", "ndjson", "--stats", stats, "--errors", errors];
      const { status, stdout, stderr } = await folder.run(["summary", "large.csv", ...flags]);
      expect(status, stderr).toBe(0);
      outputs.push({ stdout, stats: folder.read(stats), errors: folder.read(errors), stderr });
    }
    expect(outputs[1]).toEqual(outputs[0]);
    expect((outputs[0] as { stdout: string }).stdout.length).toBeGreaterThan(1000);
  });
});

describe("a compressed file", () => {
  it("is read by one thread, however large it is", async () => {
    const plain = readFileSync("samples/procmon-afternoon.csv");
    const sizes = { blockBytes: 1000, minBytes: 0 };
    writeFileSync(folder.at("plain.csv"), plain);
    const expected = await summarizeFile(folder.at("plain.csv"), { jobs: 1 });
    writeFileSync(folder.at("plain.csv.gz"), gzipSync(plain));
    writeFileSync(folder.at("plain.zip"), zipArchive([{ path: "p.csv", bytes: plain }]));
    for (const name of ["plain.csv.gz", "plain.zip"]) {
      const result = await summarizeFile(folder.at(name), { jobs: 3, by: [] }, undefined, sizes);
      expect(result.accounting).toEqual(expected.accounting);
      expect([...result.summary.groups()]).toEqual([...expected.summary.groups()]);
    }
  });
});

describe("signal and policy", () => {
  const sizes = { blockBytes: 1000, minBytes: 1 };
  const text = `IoControlCode,Path\n${"0x902EB,a\n".repeat(20_000)}0x902EB\n${"0x902EB,a\n".repeat(100)}`;

  it("an abort ends all threads, and the call rejects with its reason", async () => {
    folder.write("trace", text);
    const controller = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    let threads = 0;
    const threadCount = (): number => (process.report.getReport() as { workers: unknown[] }).workers.length;
    const before = threadCount();
    // Waits until the other threads are there, as the blocks are few.
    const onProgress = (): void => {
      calls++;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      threads = Math.max(threads, threadCount() - before);
      if (threads === 2) controller.abort(reason);
    };
    const options = { jobs: 3, signal: controller.signal, onProgress };
    const count = () => summarizeFile(folder.at("trace"), options, new Summary(), sizes);
    await expect(count()).rejects.toBe(reason);
    expect(calls).toBeLessThan(text.length / 1000 - 1);
    expect(threads).toBe(2);
    await expect.poll(threadCount).toBe(before);
    await expect(count()).rejects.toBe(reason);
  });

  it("throw names the first broken record of the file, whichever thread met it", async () => {
    folder.write("trace", text);
    const options = { jobs: 3, onError: "throw", onProgress: slowly() } as const;
    await expect(summarizeFile(folder.at("trace"), options, new Summary(), sizes)).rejects.toMatchObject({
      code: "E_COLUMN_COUNT",
      row: 20_001,
      line: 20_002,
    });
  });
});
