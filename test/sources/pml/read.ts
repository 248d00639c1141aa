/** Reads a .pml for a test in every way there is, which must all agree. */
import { expect } from "vitest";
import { balances } from "../../../src/record/accounting.js";
import type { ColumnName } from "../../../src/record/schema.js";
import { summarize } from "../../../src/summarize.js";
import { inPieces, inSmallReads } from "../../samples/outputs.js";
import { type Read, readOnce } from "../read.js";

/** Columns that need nothing from the end of the file. */
export const STREAM_COLUMNS: readonly ColumnName[] = [
  ...(["time", "threadId", "operation", "path", "status", "duration"] as const),
  ...(["inputLength", "outputLength", "minorFunction"] as const),
];

/** Codes with their operations, as a summary counts them. */
export async function countsOf(bytes: Uint8Array, by: readonly ColumnName[] = ["operation"]) {
  const { summary, accounting } = await summarize(bytes, { engine: "wasm", by });
  const counts = summary.groups().map(({ code, values, count }) => [code, ...values, count]);
  return { counts: counts.map((group) => JSON.stringify(group)).sort(), accounting };
}

/** What `countsOf` gives, made from records. */
export function countsOfRecords({ records }: Read, by: readonly ColumnName[] = ["operation"]): string[] {
  const counts = new Map<string, number>();
  for (const { code, cells } of records) {
    const key = JSON.stringify([code, ...by.map((name) => cells[name])]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => JSON.stringify([...(JSON.parse(key) as unknown[]), count])).sort();
}

/** Reads it as a file with both engines, counts it by code, and expects the same of each. */
export async function readPml(bytes: Uint8Array): Promise<Read> {
  const read = await readOnce(bytes, { engine: "wasm", source: "procmon-pml" });
  expect(await readOnce(bytes, { engine: "reference", source: "procmon-pml" })).toEqual(read);
  expect(balances(read.accounting), JSON.stringify(read.accounting)).toBe(true);
  expect(read.accounting).toMatchObject({ bytes: bytes.length, unresolved: 0, codes: read.records.length });
  const rejected = read.issues.filter(({ kind }) => kind === "rejected");
  expect(rejected).toHaveLength(read.accounting.rejected);
  const counted = await countsOf(bytes);
  expect(counted.counts).toEqual(countsOfRecords(read));
  const { warnings, ...counts } = read.accounting;
  // The process table is read for names only.
  expect(counted.accounting).toMatchObject(counts);
  expect(counted.accounting.warnings).toBeLessThanOrEqual(warnings);
  return read;
}

/** Reads it as a file in small reads and as a stream in small pieces; gives what the stream gave. */
export async function readPieces(bytes: Uint8Array, size: number): Promise<Read> {
  const whole = await readPml(bytes);
  expect(await readOnce(inSmallReads(bytes, size), { engine: "wasm" })).toEqual(whole);
  const options = { columns: STREAM_COLUMNS } as const;
  const stream = await readOnce(inPieces(bytes, size), { ...options, engine: "wasm" });
  expect(await readOnce(inPieces(bytes, size + 1), { ...options, engine: "reference" })).toEqual(stream);
  return stream;
}
