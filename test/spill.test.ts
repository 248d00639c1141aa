/**
 * Counting past the kernel's tables by far: millions of distinct values, in memory bounded by them. Only with
 * IOCTLENS_SPEED=1, since it takes a while.
 */
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { Folder, peakOf, run, TELL_PEAK } from "./cli/command.js";

/** Of a process that counts little, and for each distinct value. */
const FEW_BYTES = 100e6;
const BYTES_A_PATH = 200;
const BYTES_A_CODE = 200;
const PATHS = 5_000_000;
const CODES = 3_000_000;
const PIECE_ROWS = 50_000;

const folder = new Folder();

/** Writes `head` and the rows 0 to `count`, exclusive. */
function generate(name: string, head: string, count: number, row: (i: number) => string): string {
  const path = folder.at(name);
  const fd = openSync(path, "w");
  writeSync(fd, head);
  for (let from = 0; from < count; from += PIECE_ROWS) {
    let text = "";
    for (let i = from; i < Math.min(from + PIECE_ROWS, count); i++) text += row(i);
    writeSync(fd, text);
  }
  closeSync(fd);
  return path;
}

/** Summarizes a file into another; the peak of its memory in bytes, and the accounting. */
async function summarized(path: string, flags: readonly string[]): Promise<{ peak: number; stats: Stats }> {
  const stats = folder.at("stats.json");
  const out = folder.at("out.csv");
  const args = ["summary", path, ...flags, "--stats", stats, "--force", "-f", "csv", "-o", out, "-q"];
  const { status, stderr } = await run(args, { node: TELL_PEAK });
  expect(status, stderr).toBe(0);
  const peak = peakOf(stderr);
  console.info(`${flags.join(" ")}: peak of ${(peak / 1e6).toFixed(0)} MB`);
  return { peak, stats: JSON.parse(folder.read("stats.json")) as Stats };
}

interface Stats {
  readonly total: { readonly records: number; readonly decoded: number; readonly distinctCodes: number };
}

/** Lines of the summary. */
async function* outputLines(): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(folder.at("out.csv")) });
}

/** Its groups, and the sum of their counts; no cell of the last two is quoted. */
async function countsOf(): Promise<{ groups: number; sum: number }> {
  let groups = -1;
  let sum = 0;
  for await (const line of outputLines()) {
    if (groups++ < 0) continue;
    const share = line.lastIndexOf(",");
    sum += Number(line.slice(line.lastIndexOf(",", share - 1) + 1, share));
  }
  return { groups, sum };
}

describe.runIf(process.env.IOCTLENS_SPEED === "1")("many distinct values", () => {
  it("5 million paths", { timeout: 400_000 }, async () => {
    const path = generate(
      "paths.csv",
      "process,IoControlCode,path\n",
      PATHS,
      (i) =>
        `app,0x${(0x220000 + 4 * (i & 15)).toString(16)},C:\\Users\\somebody\\AppData\\Local\\${i}.tmp\n`,
    );
    const { peak, stats } = await summarized(path, ["--by", "path", "-j", "1"]);
    expect(stats.total).toMatchObject({ records: PATHS, decoded: PATHS, distinctCodes: 16 });
    expect(await countsOf()).toEqual({ groups: PATHS, sum: PATHS });
    expect(peak).toBeLessThan(FEW_BYTES + PATHS * BYTES_A_PATH);
  });

  it("a list of 3 million codes", { timeout: 400_000 }, async () => {
    const path = generate("codes.txt", "", CODES, (i) => `0x${(0x10000000 + i).toString(16)}\n`);
    const { peak, stats } = await summarized(path, ["-j", "1"]);
    expect(stats.total).toMatchObject({ records: CODES, decoded: CODES, distinctCodes: CODES });
    expect(await countsOf()).toEqual({ groups: CODES, sum: CODES });
    expect(peak).toBeLessThan(FEW_BYTES + CODES * BYTES_A_CODE);
  });
});
