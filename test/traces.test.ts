/**
 * Real captures of Process Monitor, which lie beside the repository and are no part of it. Their figures were counted
 * with another CSV reader and the table of names in Process Monitor's own list.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { type DecodeOptions, openTrace } from "../src/decode.js";
import { balances } from "../src/record/accounting.js";
import { cellValue } from "../src/record/batch.js";
import type { Issue } from "../src/record/issue.js";
import type { InputLike } from "../src/sources/byte-input.js";
import { summarize } from "../src/summarize.js";
import { codesOf, inPieces } from "./samples/outputs.js";

const FOLDER = "../shared/traces/procmon";
const COMMAND = "dist/bin/ioctlens.js";
const isThere = existsSync(FOLDER);

interface Capture {
  readonly name: string;
  readonly records: number;
  readonly decoded: number;
  /** Sum of the codes modulo 2^32. */
  readonly sum: number;
  readonly operations: Readonly<Record<string, number>>;
}

const CAPTURES: readonly Capture[] = [
  {
    name: "LogfileTests64bitUTC",
    records: 53_214,
    decoded: 444,
    sum: 335_806_574,
    operations: { FileSystemControl: 425, DeviceIoControl: 19 },
  },
  {
    name: "LogfileTests32bitUTC",
    records: 32_930,
    decoded: 191,
    sum: 199_005_856,
    operations: { FileSystemControl: 176, DeviceIoControl: 15 },
  },
  { name: "LogFileUTC64Process", records: 3_400, decoded: 0, sum: 0, operations: {} },
];

function bytesOf({ name }: Capture): Buffer {
  return gunzipSync(readFileSync(join(FOLDER, `${name}.csv.gz`)));
}

/** What decode says of an input, in the shape of a Capture. */
async function figuresOf(name: string, input: InputLike, options: DecodeOptions = {}) {
  const operations: Record<string, number> = {};
  const issues: Issue[] = [];
  let sum = 0;
  const trace = await openTrace(input, {
    ...options,
    reportUnresolved: true,
    onIssue: (issue) => issues.push(issue),
  });
  for await (const batch of trace.batches()) {
    const column = batch.columns.get("operation")!;
    for (let i = 0; i < batch.length; i++) {
      const operation = String(cellValue(column, "text", i));
      operations[operation] = (operations[operation] ?? 0) + 1;
      sum = (sum + batch.entries[batch.entry[i]!]!.code!) >>> 0;
    }
  }
  await trace.close();
  const { records, decoded, unresolved, other, rejected, warnings, bytes } = trace.reader.accounting;
  expect(trace.source.name).toBe("procmon-csv");
  expect({ unresolved, rejected, warnings, issues }).toEqual({
    unresolved: 0,
    rejected: 0,
    warnings: 0,
    issues: [],
  });
  expect(other).toBe(records - decoded);
  return { figures: { name, records, decoded, sum, operations }, bytes };
}

if (!isThere) {
  describe("real captures", () => {
    it.skip(`skipped: ${FOLDER} is not here`, () => {});
  });
}

describe.skipIf(!isThere).each(CAPTURES)("real capture $name", (capture) => {
  const scratch = mkdtempSync(join(tmpdir(), "ioctlens-traces-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const trace = isThere ? bytesOf(capture) : Buffer.alloc(0);

  it.each(["wasm", "reference"] as const)("has its figures with the engine %s", async (engine) => {
    const { figures, bytes } = await figuresOf(capture.name, trace, { engine });
    expect(figures).toEqual(capture);
    expect(bytes).toBe(trace.length);
  });

  it.each(["wasm", "reference"] as const)(
    "is counted the same by summarize with the engine %s",
    async (engine) => {
      const { summary, accounting } = await summarize(trace, { engine, by: ["operation"] });
      const operations: Record<string, number> = {};
      let sum = 0;
      for (const group of summary.groups()) {
        const operation = String(group.values[0]);
        operations[operation] = (operations[operation] ?? 0) + group.count;
        sum = (sum + Number((BigInt(group.code!) * BigInt(group.count)) % 0x1_0000_0000n)) >>> 0;
      }
      const { records, decoded } = accounting;
      expect({ name: capture.name, records, decoded, sum, operations }).toEqual(capture);
      expect(balances(accounting)).toBe(true);
    },
  );

  it.each([65_536, 4096])("has its figures in pieces of %i bytes", async (size) => {
    expect((await figuresOf(capture.name, inPieces(trace, size))).figures).toEqual(capture);
  });

  it("gives the same codes in pieces of 7 bytes, over a slice of 400 KiB", async () => {
    const end = trace.indexOf("\n", 400 * 1024) + 1;
    const slice = trace.subarray(0, end);
    expect(await codesOf(inPieces(slice, 7))).toEqual(await codesOf(slice));
  });

  it.each(["wasm", "reference"] as const)("has its figures as UTF-16LE, %s", async (engine) => {
    const utf16 = Buffer.from(trace.toString("utf8"), "utf16le");
    const { figures, bytes } = await figuresOf(capture.name, utf16, { engine });
    expect(figures).toEqual(capture);
    expect(bytes).toBe(utf16.length);
    const withoutBom = await figuresOf(capture.name, inPieces(utf16.subarray(2), 65_535), { engine });
    expect(withoutBom.figures).toEqual(capture);
  });

  it("has its figures from standard input of the command", async () => {
    expect(existsSync(COMMAND), "run npm run build first").toBe(true);
    const stats = join(scratch, "stats.json");
    const child = spawn(process.execPath, [COMMAND, "decode", "-q", "-f", "ndjson", "--stats", stats, "-"]);
    child.stdin.end(trace);
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    const exit = await new Promise((resolve) => child.on("close", resolve));
    expect(exit).toBe(0);
    const records = text.split("\n").filter((line) => line !== "");
    const sum = records.reduce(
      (total, line) => (total + Number.parseInt(JSON.parse(line).code, 16)) >>> 0,
      0,
    );
    const counts = {
      records: capture.records,
      decoded: capture.decoded,
      unresolved: 0,
      other: capture.records - capture.decoded,
      rejected: 0,
      bytes: trace.length,
    };
    expect({ count: records.length, sum }).toEqual({ count: capture.decoded, sum: capture.sum });
    const written = JSON.parse(readFileSync(stats, "utf8"));
    expect(written.inputs).toMatchObject([{ file: "-", source: "procmon-csv", ...counts }]);
    expect(written.total).toMatchObject(counts);
  });
});
