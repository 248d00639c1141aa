/** Reads a trace as tests of sources do: whole, in pieces, by both engines and as counts, which must all agree. */
import { expect } from "vitest";
import { type DecodeOptions, openTrace } from "../../src/decode.js";
import { DecodeError } from "../../src/errors.js";
import { type Accounting, balances } from "../../src/record/accounting.js";
import { type CellValue, cellValue } from "../../src/record/batch.js";
import type { Issue } from "../../src/record/issue.js";
import { type ColumnName, columnNamed } from "../../src/record/schema.js";
import type { InputLike } from "../../src/sources/byte-input.js";
import { summarize } from "../../src/summarize.js";
import { inPieces } from "../samples/outputs.js";

export interface ReadRecord {
  readonly row: number;
  readonly offset: number;
  readonly code: number | null;
  readonly codeText: string | null;
  readonly cells: Readonly<Partial<Record<ColumnName, CellValue>>>;
}

export interface Read {
  readonly source: string;
  readonly records: readonly ReadRecord[];
  readonly issues: readonly Issue[];
  readonly notes: readonly string[];
  readonly accounting: Accounting;
}

const PIECE_BYTES = 5;
/** Longer inputs are not read in such pieces. */
const MAX_PIECED_BYTES = 20_000;

/** One way through the input. */
export async function readOnce(input: InputLike, options: DecodeOptions): Promise<Read> {
  const records: ReadRecord[] = [];
  const issues: Issue[] = [];
  const notes: string[] = [];
  const trace = await openTrace(input, {
    reportUnresolved: true,
    ...options,
    onIssue: (issue) => issues.push(issue),
    onNote: (note) => notes.push(note),
  });
  for await (const batch of trace.batches()) {
    for (let i = 0; i < batch.length; i++) {
      const { code, codeText } = batch.entries[batch.entry[i]!]!;
      const cells = Object.fromEntries(
        [...batch.columns].map(([name, column]) => [name, cellValue(column, columnNamed(name)!.type, i)]),
      );
      records.push({ row: batch.row[i]!, offset: batch.offset[i]!, code, codeText, cells });
    }
  }
  await trace.close();
  return { source: trace.source.name, records, issues, notes, accounting: trace.reader.accounting };
}

/** Reads `given` in every way and expects the same of each. */
export async function read(given: string | Uint8Array, options: DecodeOptions = {}): Promise<Read> {
  const bytes = typeof given === "string" ? Buffer.from(given) : given;
  const result = await readOnce(bytes, { ...options, engine: "wasm" });
  expect(await readOnce(bytes, { ...options, engine: "reference" })).toEqual(result);
  if (bytes.length <= MAX_PIECED_BYTES) {
    expect(await readOnce(inPieces(bytes, PIECE_BYTES), { ...options, engine: "wasm" })).toEqual(result);
    expect(await readOnce(inPieces(bytes, 1), { ...options, engine: "reference" })).toEqual(result);
  }
  expect(balances(result.accounting), JSON.stringify(result.accounting)).toBe(true);
  expect(result.accounting.bytes).toBe(bytes.length);
  const issues: Issue[] = [];
  const counted = await summarize(bytes, {
    reportUnresolved: true,
    ...options,
    onIssue: (issue) => issues.push(issue),
  });
  expect(counted.accounting).toEqual(result.accounting);
  expect(issues).toEqual(result.issues);
  expect(counted.summary.total).toBe(result.records.length);
  return result;
}

/** The codes of `given`, in order. */
export async function codesIn(
  given: string | Uint8Array,
  options: DecodeOptions = {},
): Promise<(number | null)[]> {
  return (await read(given, options)).records.map(({ code }) => code);
}

/** The DecodeError that opening `given` ends with. */
export async function errorOf(given: string | Uint8Array, options: DecodeOptions = {}): Promise<DecodeError> {
  try {
    await read(given, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return error as DecodeError;
  }
  throw new Error("it can be read");
}
