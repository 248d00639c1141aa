/** Reads an .etl for a test: every record with every column, the accounting and the issues. */
import { EtlReference } from "../../../src/kernel/etl-reference.js";
import type { EtlWalk } from "../../../src/kernel/etl-walk.js";
import type { Kernel } from "../../../src/kernel/kernel.js";
import type { Accounting } from "../../../src/record/accounting.js";
import { type CellValue, type CodeEntry, cellValue } from "../../../src/record/batch.js";
import type { Issue } from "../../../src/record/issue.js";
import { type ColumnName, columnNamed, SCHEMA } from "../../../src/record/schema.js";
import { bytesInput } from "../../../src/sources/byte-input.js";
import * as etl from "../../../src/sources/etl/reader.js";
import type { Head, ReadRequest, SourceOptions } from "../../../src/sources/source.js";
import { countedGroups } from "../counted-groups.js";

export interface EtlRecord {
  readonly row: number;
  readonly offset: number;
  readonly entry: CodeEntry;
  readonly code: number | null;
  readonly [column: string]: CellValue | CodeEntry;
}

export interface EtlAnswer {
  readonly records: EtlRecord[];
  readonly accounting: Accounting;
  readonly issues: Issue[];
  readonly notes: string[];
}

const ALL = SCHEMA.filter((c) => c.origin === "source").map((c) => c.name) as ColumnName[];

export function headOf(bytes: Uint8Array): Head {
  const head = bytes.subarray(0, 65536);
  return { bytes: head, text: head, encoding: "utf-8", bomLength: 0, whole: bytes.length <= 65536 };
}

export const referenceWalk: EtlWalk = new EtlReference();

function request(walk: EtlWalk, options: SourceOptions, issues: Issue[], notes: string[]): ReadRequest {
  return {
    kernel: { etl: walk } as Kernel,
    options,
    columns: ALL,
    reportUnresolved: true,
    report: (issue) => void issues.push(issue),
    note: (message) => void notes.push(message),
    file: "test.etl",
  };
}

/** All records of the trace. */
export async function readEtl(
  bytes: Uint8Array,
  walk: EtlWalk = referenceWalk,
  options: SourceOptions = {},
): Promise<EtlAnswer> {
  const issues: Issue[] = [];
  const notes: string[] = [];
  const reader = await etl.open(
    bytesInput(bytes, "test.etl"),
    headOf(bytes),
    request(walk, options, issues, notes),
  );
  const records: EtlRecord[] = [];
  for (;;) {
    const batch = await reader.next();
    if (batch === null) break;
    for (let i = 0; i < batch.length; i++) {
      const entry = batch.entries[batch.entry[i]!]!;
      const record: Record<string, CellValue | CodeEntry> = {
        row: batch.row[i]!,
        offset: batch.offset[i]!,
        entry,
        code: entry.code,
      };
      for (const [name, column] of batch.columns)
        record[name] = cellValue(column, columnNamed(name)!.type, i);
      records.push(record as unknown as EtlRecord);
    }
  }
  return { records, accounting: reader.accounting, issues, notes };
}

export interface EtlCounts {
  /** `code/majorFunction` -> count, sorted. */
  readonly counts: [string, number][];
  readonly accounting: Accounting;
  readonly issues: Issue[];
}

/** The summary by code alone. */
export async function countEtl(
  bytes: Uint8Array,
  walk: EtlWalk = referenceWalk,
  options: SourceOptions = {},
): Promise<EtlCounts> {
  const issues: Issue[] = [];
  const asked = { ...request(walk, options, issues, []), countBy: [] };
  const input = bytesInput(bytes, "test.etl");
  const reader = await etl.open(input, headOf(bytes), asked);
  while ((await reader.next()) !== null) {}
  const counts = countedGroups(reader)
    .map(({ entry, count }): [string, number] => [entryKey(entry), count])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { counts, accounting: reader.accounting, issues };
}

function entryKey(entry: CodeEntry): string {
  return `${entry.code} ${entry.codeText} ${entry.majorFunction}`;
}

/** What `countEtl` gives, made from records. */
export function countsOf(records: readonly EtlRecord[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { entry } of records) counts.set(entryKey(entry), (counts.get(entryKey(entry)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
