/** `--append` with several threads: the same bytes and the same account as with one, whatever stands in the file. */
import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ColumnName,
  type DecodeOptions,
  fileInput,
  type Issue,
  type OwnName,
  summarize,
} from "../../dist/node.js";
import { BlockAppender } from "../../dist/workers/append-blocks.js";
import { appendedCells } from "../../dist/workers/append-cells.js";
import {
  type AppendSizes,
  appendFile,
  type FileAppendOptions,
  type FileAppendResult,
} from "../../dist/workers/append-file.js";
import { tellIssues } from "../../dist/workers/block-issues.js";
import { BlockOrder } from "../../dist/workers/block-order.js";
import { BlockWriter } from "../../dist/workers/block-writer.js";
import { Folder } from "../cli/command.js";
import { adversarialCsv, adversarialList, giantCell } from "./adversarial.js";

const folder = new Folder();
const COLUMNS: readonly ColumnName[] = ["code", "codeText", "transferMethod", "name"];
const HEADER = "process,IoControlCode,path\n";

interface Sizes extends AppendSizes {
  readonly jobs: number;
}

/** Small buffers have their rows wait for their place in the middle of a block. */
const SIZES: readonly Sizes[] = [
  { blockBytes: 1000, bufferBytes: 1 << 20, jobs: 2 },
  { blockBytes: 4096, bufferBytes: 500, jobs: 3 },
  { blockBytes: 1000, bufferBytes: 300, jobs: 3 },
  { blockBytes: 16_000, bufferBytes: 1 << 20, jobs: 2 },
];

type Run = (options: FileAppendOptions & { name: string }) => Promise<FileAppendResult>;

/** All that a caller sees beside the bytes. */
async function told(options: FileAppendOptions, run: Run): Promise<unknown> {
  const issues: Issue[] = [];
  const notes: string[] = [];
  const { source, accounting, codes } = await run({
    name: "trace",
    reportUnresolved: true,
    ...options,
    onIssue: (issue) => issues.push(issue),
    onNote: (note) => notes.push(note),
  });
  return { source, accounting, codes: [...codes].sort((a, b) => a - b), issues, notes };
}

interface Told {
  readonly issues: readonly Issue[];
  readonly accounting: FileAppendResult["accounting"];
}

/** What one thread makes of a file. */
async function alone(
  path: string,
  options: FileAppendOptions,
  columns = COLUMNS,
): Promise<{ bytes: Buffer; told: Told }> {
  const written: Uint8Array[] = [];
  const account = await told(options, async (given) => {
    const append = {
      ...appendedCells({ columns, names: given.names }),
      write: (bytes: Uint8Array) => written.push(bytes.slice()),
    };
    const { source, accounting, summary } = await summarize(fileInput(path), { ...given, append });
    return { source, accounting, codes: summary.codes() };
  });
  return { bytes: Buffer.concat(written), told: account as Told };
}

/** Runs in which other threads took part. */
let shared = 0;

/** Makes the main thread wait after each of its blocks until others took part: starting them takes long. */
function sharing(blockBytes: number): (bytes: number) => void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let calls = 0;
  let isShared = false;
  return (bytes) => {
    calls++;
    if (!isShared && bytes > calls * blockBytes) {
      isShared = true;
      shared++;
    }
    if (!isShared && calls < 100) Atomics.wait(sleeper, 0, 0, 4);
  };
}

/** Does `work` with an empty file, and gives what stands in it then. */
async function written(work: (output: { fd: number; name: string }) => Promise<void>): Promise<Buffer> {
  const fd = openSync(folder.at("out"), "w");
  try {
    await work({ fd, name: "out" });
  } finally {
    closeSync(fd);
  }
  return readFileSync(folder.at("out"));
}

function expectSame(bytes: Buffer, expected: Buffer, what: string): void {
  if (bytes.equals(expected)) return;
  const at = bytes.findIndex((byte, i) => byte !== expected[i]);
  const around = (of: Buffer): string => of.subarray(Math.max(0, at - 100), at + 100).toString("latin1");
  expect({ length: bytes.length, at, bytes: around(bytes) }, what).toEqual({
    ...{ length: expected.length, at, bytes: around(expected) },
  });
}

/** Expects the same of `text` in every one of `sizes` as with one thread; gives that. */
async function sameInBlocks(
  text: string | Uint8Array,
  options: FileAppendOptions = {},
  sizes: readonly Sizes[] = [SIZES[0]!, SIZES[1]!],
  columns = COLUMNS,
): Promise<{ bytes: Buffer; told: Told }> {
  folder.write("trace", text);
  const path = folder.at("trace");
  const one = await alone(path, options, columns);
  for (const { jobs, ...size } of sizes) {
    const what = `${jobs} threads, blocks of ${size.blockBytes} bytes, buffers of ${size.bufferBytes}`;
    let many: unknown;
    const bytes = await written(async (output) => {
      const onProgress = sharing(size.blockBytes);
      many = await told(options, (given) =>
        appendFile(path, { columns }, output, { ...given, jobs, onProgress }, size),
      );
    });
    expectSame(bytes, one.bytes, what);
    expect(many, what).toEqual(one.told);
  }
  return one;
}

/** The same of one thread that goes through the blocks, which is quicker than to start others. */
async function sameByBlocks(text: string, size: AppendSizes, options: DecodeOptions = {}): Promise<number> {
  folder.write("trace", text);
  const path = folder.at("trace");
  const one = await alone(path, options);
  const issues: Issue[] = [];
  let wrong = 0;
  const bytes = await written(async (output) => {
    const progress = new Int32Array(2);
    const { blockBytes, bufferBytes } = size;
    const task = {
      ...{ path, name: "trace", options: { ...options, reportUnresolved: true }, by: [], blockBytes },
      blockCount: Math.ceil(Buffer.byteLength(text) / blockBytes),
      ...{
        module: undefined,
        progress,
        ownsProcess: false,
        cells: { columns: COLUMNS },
        output,
        bufferBytes,
      },
      order: BlockOrder.memory(),
    };
    const appender = (await BlockAppender.open(task, () => {}))!;
    const end = await appender.run();
    await appender.close();
    if (end.how !== "done") throw new Error(`ended ${JSON.stringify(end)}`);
    tellIssues(end.blocks, { onIssue: (issue) => issues.push(issue) });
    const records = end.blocks.reduce((sum, { accounting }) => sum + accounting.records, 0);
    const counted = end.counted.counts.reduce((sum, count) => sum + count, 0);
    expect({ records, counted }).toEqual({
      records: one.told.accounting.records,
      counted: one.told.accounting.codes,
    });
    wrong = task.blockCount - end.blocks.length;
  });
  expectSame(bytes, one.bytes, JSON.stringify({ text, size, options }));
  expect(issues).toEqual(one.told.issues);
  return wrong;
}

describe("RULES 3, 4 and 21: --append in blocks", () => {
  it.each(Array.from({ length: 5 }, (_, i) => ({ from: 5 * i, to: 5 * i + 4 })))(
    "adversarial CSVs of seeds $from to $to",
    async ({ from, to }) => {
      for (let seed = from; seed <= to; seed++) {
        await sameInBlocks(adversarialCsv(seed).text, {}, [SIZES[seed % SIZES.length]!]);
      }
    },
  );

  it("adversarial CSVs under a short --max-record", async () => {
    for (let seed = 100; seed < 112; seed++) {
      const { text } = adversarialCsv(seed);
      await sameInBlocks(text, { maxRecordBytes: 300 }, [SIZES[seed % SIZES.length]!]);
    }
  });

  it("rows in any order of bytes, in blocks and buffers of any size", async () => {
    const piece = fc.constantFrom(
      ...['"', '""', ",", "\n", "\r\n", "\r", "a", "0x902EB", "?", '","', '\n"', "a,0x1,b\n", 'a,0x2,"b\n'],
    );
    const rows = fc
      .array(fc.tuple(piece, fc.integer({ min: 1, max: 12 })), { maxLength: 120 })
      .map((pieces) => pieces.map(([text, times]) => text.repeat(times)).join(""));
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.option(fc.integer({ min: 5, max: 60 }), { nil: undefined }),
        fc.boolean(),
        async (text, blockBytes, bufferBytes, maxRecordBytes, hasMark) => {
          const options = maxRecordBytes === undefined ? {} : { maxRecordBytes };
          const given = `${hasMark ? "\ufeff" : ""}${HEADER}${text}`;
          await sameByBlocks(given, { blockBytes, bufferBytes }, options);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("a cell of row-like text over many blocks, where every guess is wrong, closed and not", async () => {
    const { told } = await sameInBlocks(giantCell(600_000), {}, SIZES);
    expect(told.accounting.decoded).toBe(3);
    const open = await sameInBlocks(giantCell(100_000, false), {}, SIZES.slice(0, 2));
    expect(open.told.issues.map(({ row, line, error }) => [row, line, error])).toEqual([
      [2, 3, "E_QUOTE_OPEN"],
    ]);
    expect(await sameByBlocks(giantCell(100_000), { blockBytes: 1000, bufferBytes: 300 })).toBeGreaterThan(
      90,
    );
  });

  it("records over --max-record across blocks", async () => {
    const long = `p,0x222004,"${"x,0x1,y\n".repeat(2000)}"\n`;
    const row = "p,0x222008,q\n";
    const head = `${HEADER}${row.repeat(500)}`;
    for (const maxRecordBytes of [100, 5000, 15_999]) {
      const other = long.replaceAll("x,0x1,y", "some text");
      const text = `${head}${long}${row.repeat(500)}${other}${row.repeat(300)}`;
      const { told } = await sameInBlocks(text, { maxRecordBytes });
      expect(told.issues[0]).toMatchObject({ row: 501, line: 502, error: "E_RECORD_TOO_LONG" });
      await sameInBlocks(`${head}${long}`, { maxRecordBytes }, [SIZES[0]!]);
      await sameInBlocks(`${head}${long.slice(0, -2)}`, { maxRecordBytes }, [SIZES[1]!]);
    }
  });

  it("records longer than the window, which end in the middle of a block", async () => {
    const long = `p,0x222004,"${"y,0x5\r\n".repeat(400_000)}"\r\n`;
    const row = "p,0x222008,q\n";
    const text = `${HEADER}${row}${long}${row.repeat(150_000)}${long}${row.repeat(150_000)}`;
    const { told } = await sameInBlocks(text, {}, [
      { blockBytes: 2_500_000, bufferBytes: 4 << 20, jobs: 2 },
      { blockBytes: 400_000, bufferBytes: 100_000, jobs: 3 },
    ]);
    expect(told.accounting).toMatchObject({ records: 300_003, decoded: 300_003 });
  });

  it("a header alone, one that is longer than a block, no line end at the end, blank rows", async () => {
    await sameInBlocks(HEADER);
    await sameInBlocks(HEADER.trimEnd());
    await sameInBlocks(`\ufeff${HEADER}a,0x1,b`);
    const titles = Array.from({ length: 400 }, (_, i) => `column ${i}`);
    await sameInBlocks(`IoControlCode,${titles.join(",")}\n${`0x222000${",".repeat(400)}\n`.repeat(100)}`);
    await sameInBlocks(`IoControlCode,${titles.join(",")}`);
    const rows = "p,0x222008,q\r\n\r\n\n".repeat(900);
    for (const end of ["", "p,0x1,q", "p,0x1,q\r", "\n\n\n", '"p,0x1,q']) {
      await sameInBlocks(`\ufeff${HEADER}${rows}${end}`, {}, [SIZES[0]!]);
    }
  });

  it("more distinct codes than the kernel's tables hold, and cells much longer than rows", async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `0x${(0x10000000 + (i % 40_000) * 3).toString(16)}\n`,
    );
    const columns: readonly ColumnName[] = ["facts", "names", "layout", "deviceTypeName", "name"];
    await sameInBlocks(
      `IoControlCode\n${rows.join("")}`,
      {},
      [{ blockBytes: 70_000, bufferBytes: 50_000, jobs: 2 }],
      columns,
    );
  });

  it("own names reach the threads, quotes of Process Monitor stay", async () => {
    const names: readonly OwnName[] = [{ name: "IOCTL_OWN", code: 0x9c402784, line: 1, file: "own.h" }];
    const titles = '\ufeff"Process Name","Operation","Path","Detail"\r\n';
    const rows = ["IOCTL_OWN", "0x9C402784", "FSCTL_GET_REPARSE_POINT", "IOCTL_NONE"].map(
      (code) => `"p","DeviceIoControl","C:\\x","Control: ${code}"\r\n`,
    );
    const { bytes } = await sameInBlocks(`${titles}${rows.join("").repeat(300)}`, { names });
    expect(bytes.toString()).toContain(
      '"Control: IOCTL_OWN","0x9C402784","IOCTL_OWN","METHOD_BUFFERED","IOCTL_OWN"\r\n',
    );
  });

  it("what cannot be read in blocks is left to one thread: UTF-16, no CSV, odd dialects", async () => {
    const text = `\ufeff${HEADER}${"ä,0x222008,q\r\n".repeat(300)}`;
    await sameInBlocks(Buffer.from(text, "utf16le"));
    folder.write("list", adversarialList(1));
    folder.write("odd", text);
    for (const [file, options] of [["list", {}] as const, ["odd", { escape: "\\" }] as const]) {
      await written(async (output) => {
        const run = appendFile(
          folder.at(file),
          { columns: COLUMNS },
          output,
          { ...options, jobs: 2 },
          SIZES[0]!,
        );
        await expect(run).rejects.toMatchObject({ code: "E_OPTION" });
      });
    }
  });

  it("more issues than are kept: one thread does it all, notes are told once", async () => {
    const text = `IoControlCode\n${"2228232\n0x222008\n?\n".repeat(250_000)}`;
    const { told } = await sameInBlocks(text, {}, [{ blockBytes: 400_000, bufferBytes: 1 << 20, jobs: 2 }]);
    expect((told as unknown as { notes: string[] }).notes.length).toBe(1);
    expect(told.issues.length).toBe(250_000);
  });
});

describe("threads", () => {
  it("took part in the runs above", () => {
    expect(shared).toBeGreaterThan(9);
  });

  const text = `${HEADER}${"p,0x222008,q\n".repeat(40_000)}`;
  const threadCount = (): number => (process.report.getReport() as { workers: unknown[] }).workers.length;

  it("take part, and end with the call", async () => {
    folder.write("trace", text);
    const before = threadCount();
    let most = 0;
    const onProgress = (): void => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      most = Math.max(most, threadCount() - before);
    };
    await written(async (output) => {
      const options = { jobs: 3, onProgress };
      await appendFile(folder.at("trace"), { columns: COLUMNS }, output, options, SIZES[0]!);
    });
    expect(most).toBe(2);
    await expect.poll(threadCount).toBe(before);
  });

  it("an output that cannot be written ends all of them with E_WRITE", async () => {
    folder.write("trace", text);
    const before = threadCount();
    const fd = openSync(folder.at("trace"), "r");
    for (let i = 0; i < 3; i++) {
      const run = appendFile(
        folder.at("trace"),
        { columns: COLUMNS },
        { fd, name: "o" },
        { jobs: 3 },
        SIZES[1]!,
      );
      await expect(run).rejects.toMatchObject({ code: "E_WRITE", file: "o" });
    }
    closeSync(fd);
    await expect.poll(threadCount).toBe(before);
  });

  it("a file that shrinks meanwhile ends no run", async () => {
    folder.write("trace", text);
    const fd = openSync(folder.at("trace"), "r+");
    let calls = 0;
    const bytes = await written(async (output) => {
      const options = {
        jobs: 2,
        onProgress: () => {
          if (calls++ === 3) ftruncateSync(fd, 5000);
        },
      };
      await appendFile(folder.at("trace"), { columns: COLUMNS }, output, options, SIZES[0]!);
    });
    closeSync(fd);
    expect(bytes.toString().startsWith("process,IoControlCode,path,code,")).toBe(true);
  });
});

describe("BlockOrder", () => {
  it("tells the end of the blocks before, one after the other; whoever waits is stopped", () => {
    const memory = BlockOrder.memory();
    const order = new BlockOrder(memory);
    const other = new BlockOrder(memory);
    expect(order.before(0)).toEqual({ input: 0, output: 0 });
    expect(other.before(1, 0)).toBeNull();
    order.settle(0, { input: 2 ** 40, output: 2 ** 41 });
    expect(other.before(1, 0)).toEqual({ input: 2 ** 40, output: 2 ** 41 });
    expect(order.before(2, 1)).toBeNull();
    order.stop();
    expect(() => other.before(2)).toThrow();
    expect(() => other.settle(1, { input: 0, output: 0 })).toThrow();
    expect(() => order.before(1)).toThrow();
  });
});

describe("BlockWriter", () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);

  it("asks for the place when memory is full, and drops what has none", async () => {
    const result = await written(async (output) => {
      const writer = new BlockWriter(output, 4);
      let asked = 0;
      writer.begin(() => {
        asked++;
        return 2;
      });
      for (const piece of ["ab", "cd", "e", "fghijk", "l"]) writer.write(bytes(piece));
      expect([asked, writer.length]).toEqual([2, 12]);
      writer.flush(2);
      writer.begin(() => null);
      writer.write(bytes("xxx"));
      writer.write(bytes("yyy"));
      writer.begin(() => 0);
      writer.write(bytes("01"));
      expect(writer.length).toBe(2);
      writer.flush(0);
    });
    expect(result.toString()).toBe("01abcdefghijkl");
  });
});
