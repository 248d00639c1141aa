/** What tests of sinks share about binary formats: writing rows, and reading them back with other libraries. */
import { type RecordBatch, RecordBatchReader, type Table, tableFromIPC, Vector } from "apache-arrow";
import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet";
import { type ColumnName, columnNamed } from "../../src/record/schema.js";
import {
  type BinaryFormat,
  type ByteSinkOptions,
  openByteSink,
  openSink,
  type SinkColumn,
  type SinkValue,
  sinkColumns,
} from "../../src/sinks/index.js";
import { MEASURES } from "../../src/summary/measures.js";

/** Columns that are no part of the schema: those of tables of counts. */
const OTHER_COLUMNS: readonly SinkColumn[] = [
  { name: "count", type: "u53" },
  { name: "share", type: "share" },
  { name: "change", type: "text" },
  { name: "countBefore", type: "u53" },
  { name: "countAfter", type: "u53" },
  { name: "shareBefore", type: "share" },
  { name: "shareAfter", type: "share" },
  { name: "ratio", type: "share" },
  { name: "expectedDeviceType", type: "u16" },
  { name: "expectedDeviceTypeName", type: "text" },
  ...Object.values(MEASURES).flatMap(({ columns }): readonly SinkColumn[] => columns),
];

export const BINARY_FORMATS: readonly BinaryFormat[] = ["parquet", "arrow", "arrow-stream"];

/** The whole output of some rows. */
export async function encode(
  format: BinaryFormat,
  columns: readonly SinkColumn[],
  rows: Iterable<readonly SinkValue[]>,
  options: ByteSinkOptions = {},
): Promise<Buffer> {
  const sink = await openByteSink(format, columns, options);
  const pieces: Uint8Array[] = [];
  for (const row of rows) pieces.push(sink.row(row));
  pieces.push(sink.end());
  return Buffer.concat(pieces);
}

/** A value as a sink got it: an INT64 is a number here, a list is an array. */
function sinkValue(value: unknown): SinkValue {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Vector) return [...value] as string[];
  return value as SinkValue;
}

/** The bytes alone; a Buffer may be a part of something larger. */
function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

export function parquetHead(bytes: Uint8Array): FileMetaData {
  return parquetMetadata(arrayBuffer(bytes));
}

/** Names and rows of a Parquet file, by hyparquet. */
export async function readParquet(bytes: Uint8Array): Promise<{ names: string[]; rows: SinkValue[][] }> {
  const objects = await parquetReadObjects({ file: arrayBuffer(bytes) });
  const { schema } = parquetHead(bytes);
  const names: string[] = [];
  for (let i = 1; i < schema.length; i += schema[i]!.num_children === undefined ? 1 : 3)
    names.push(schema[i]!.name);
  const rows = objects.map((row) => {
    if (Object.keys(row).join() !== names.join()) throw new Error(`a row of ${Object.keys(row)}`);
    // hyparquet gives a list that is null as undefined.
    return names.map((name) => sinkValue(row[name] ?? null));
  });
  return { names, rows };
}

function rowsOf(table: Table | RecordBatch): SinkValue[][] {
  const columns = table.schema.fields.map((_, k) => table.getChildAt(k)!);
  return Array.from({ length: table.numRows }, (_, i) => columns.map((column) => sinkValue(column.get(i))));
}

export function arrowTable(bytes: Uint8Array): Table {
  // The reader wants 8-byte alignment.
  return tableFromIPC(new Uint8Array(bytes));
}

/** Names and rows of Arrow IPC, by apache-arrow. */
export function readArrow(bytes: Uint8Array): { names: string[]; rows: SinkValue[][] } {
  const table = arrowTable(bytes);
  return { names: table.schema.fields.map(({ name }) => name), rows: rowsOf(table) };
}

/** Rows of the record batches that stand in the first bytes of a stream, which may be cut anywhere. */
export function rowsSoFar(bytes: Uint8Array): SinkValue[][] {
  const rows: SinkValue[][] = [];
  for (const batch of RecordBatchReader.from(new Uint8Array(bytes))) rows.push(...rowsOf(batch));
  return rows;
}

export function readBack(
  format: BinaryFormat,
  bytes: Uint8Array,
): Promise<{ names: string[]; rows: SinkValue[][] }> {
  return format === "parquet" ? readParquet(bytes) : Promise.resolve(readArrow(bytes));
}

/** Rows as ndjson prints them, which every format has to agree on. */
export async function asNdjson(
  columns: readonly SinkColumn[],
  rows: Iterable<readonly SinkValue[]>,
  alwaysNames = true,
): Promise<string> {
  const sink = await openSink("ndjson", columns, { alwaysNames });
  let text = sink.begin();
  for (const row of rows) text += sink.row(row);
  return text + sink.end();
}

/** The columns of the output of a command by their names. */
export function columnsNamed(names: readonly string[]): SinkColumn[] {
  return names.map((name) => {
    const other = OTHER_COLUMNS.find((column) => column.name === name);
    if (other !== undefined) return other;
    if (columnNamed(name) === undefined) throw new Error(`no column ${name}`);
    return sinkColumns([name as ColumnName])[0]!;
  });
}
