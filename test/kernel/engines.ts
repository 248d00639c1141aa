/** What the suites of the kernel share: the engines, a plain configuration, rows as text. */
import { createKernel } from "../../src/kernel/index.js";
import { type Kernel, type ScanConfig, TEXT_CLASS } from "../../src/kernel/kernel.js";
import { type Answer, type Driven, type DriveOptions, drive, latin1, type SeenRecord } from "./drive.js";

/** Every engine with how to make a kernel of it, for describe.each. */
export const ENGINES = [
  ["wasm", () => createKernel("wasm")],
  ["reference", () => createKernel("reference")],
] as const;

/** Two columns, the code in the first, every record emitted with both cells. */
export const TWO_COLUMNS: ScanConfig = {
  format: "csv",
  delimiter: 0x2c,
  columnCount: 2,
  codeColumn: 0,
  operationColumn: -1,
  operations: [],
  prefix: "",
  wanted: [0, 1],
  groups: [],
  mode: "emit",
  radix: 16,
};

/** A list, every code emitted. */
export const LIST: ScanConfig = { ...TWO_COLUMNS, format: "list", columnCount: 1, wanted: [] };

/** Every text is emitted. */
export const emitAll = (): Answer => ({ textClass: TEXT_CLASS.EMIT });

/** Cells of a record as they stand between the quotes, or its status where it has none. */
export function cellsOf(record: SeenRecord, bytes: Uint8Array): string[] | string {
  if (record.status !== 0) return statusText(record);
  return record.spans.map(({ from, to }) => latin1(bytes.subarray(from, to)));
}

function statusText({ status }: SeenRecord): string {
  return (status & 0xff) === 2 ? "rejected: quote" : `rejected: ${status >>> 8} columns`;
}

/** Feeds the bytes and gives the records as cells. */
export function rowsOf(
  kernel: Kernel,
  config: ScanConfig,
  bytes: Uint8Array,
  options: DriveOptions = {},
): { rows: (string[] | string)[]; driven: Driven } {
  const driven = drive(kernel, config, bytes, { classify: emitAll, ...options });
  return { rows: driven.seen.records.map((record) => cellsOf(record, bytes)), driven };
}
