/** The list of formats. Help, `formats` and the guess from the name of the output are printed from it. */
import { DecodeError } from "../errors.js";
import { openCsv, openTsv } from "./csv.js";
import { openJson, openNdjson } from "./ndjson.js";
import type {
  BinaryFormat,
  ByteSink,
  ByteSinkOptions,
  OutputFormat,
  RowSink,
  SinkColumn,
  SinkOptions,
  TextFormat,
} from "./sink.js";
import { openTable } from "./table.js";

export { provenance } from "./provenance.js";
export { RecordEncoder } from "./record-encoder.js";
export type { RecordOptions } from "./record-values.js";
export { RecordFormatter, sinkColumns } from "./records.js";
export type {
  BinaryFormat,
  ByteSink,
  ByteSinkOptions,
  OutputFormat,
  RowParts,
  RowSink,
  SinkColumn,
  SinkColumnType,
  SinkOptions,
  SinkValue,
  TextFormat,
} from "./sink.js";
export { type CsvDialect, codeSuffix, suffixHeader } from "./suffix.js";

export interface SinkFormat {
  readonly name: OutputFormat;
  /** Ends of file names that mean this format, in lower case. */
  readonly suffixes: readonly string[];
  readonly doc: string;
}

interface TextSinkFormat extends SinkFormat {
  readonly name: TextFormat;
  open(columns: readonly SinkColumn[], options?: SinkOptions): RowSink | Promise<RowSink>;
}

interface BinarySinkFormat extends SinkFormat {
  readonly name: BinaryFormat;
  open(columns: readonly SinkColumn[], options?: ByteSinkOptions): Promise<ByteSink>;
}

const TEXT_SINKS: readonly TextSinkFormat[] = [
  {
    name: "csv",
    suffixes: [".csv"],
    doc: "comma-separated with a header, RFC 4180 quotes where needed",
    open: openCsv,
  },
  {
    name: "tsv",
    suffixes: [".tsv", ".tab"],
    doc: "tab-separated with a header, no quotes; tab, line end and backslash as \\t \\n \\r \\\\",
    open: openTsv,
  },
  { name: "ndjson", suffixes: [".ndjson", ".jsonl"], doc: "one JSON object a line", open: openNdjson },
  { name: "json", suffixes: [".json"], doc: "one JSON array of objects", open: openJson },
  {
    name: "table",
    suffixes: [".txt"],
    doc: "aligned columns for reading, cut to the terminal",
    open: openTable,
  },
];

const BINARY_SINKS: readonly BinarySinkFormat[] = [
  {
    name: "parquet",
    suffixes: [".parquet"],
    doc: "Apache Parquet, a row group for 122,880 rows",
    open: async (columns, options) => (await import("./parquet.js")).openParquet(columns, options),
  },
  {
    name: "arrow",
    suffixes: [".arrow", ".feather"],
    doc: "Apache Arrow IPC file (Feather 2), a record batch for 65,536 rows",
    open: async (columns, options) => (await import("./arrow.js")).openArrowFile(columns, options),
  },
  {
    name: "arrow-stream",
    suffixes: [".arrows"],
    doc: "the same as Arrow IPC stream, for readers that do not wait for the end",
    open: async (columns, options) => (await import("./arrow.js")).openArrowStream(columns, options),
  },
];

export const SINKS: readonly SinkFormat[] = [...TEXT_SINKS, ...BINARY_SINKS];

/** The format that the name of an output ends with: `formatOfFile("codes.csv")?.name` is `"csv"`. */
export function formatOfFile(file: string): SinkFormat | undefined {
  const name = file.toLowerCase();
  return SINKS.find(({ suffixes }) => suffixes.some((suffix) => name.endsWith(suffix)));
}

/**
 * A sink for `columns`; a promise where the format has to be loaded first.
 *
 * @throws DecodeError E_OPTION when there is no such format.
 */
export function openSink(
  format: TextFormat,
  columns: readonly SinkColumn[],
  options: SinkOptions = {},
): RowSink | Promise<RowSink> {
  const sink = TEXT_SINKS.find(({ name }) => name === format);
  if (sink === undefined) {
    const known = TEXT_SINKS.map(({ name }) => name).join(", ");
    throw new DecodeError("E_OPTION", `no text format ${JSON.stringify(format)}, there are ${known}`);
  }
  return sink.open(columns, options);
}

/** The binary format of this name, or undefined for a text format. */
function binarySink(format: OutputFormat): BinarySinkFormat | undefined {
  return BINARY_SINKS.find(({ name }) => name === format);
}

/** True for formats that are no text. */
export function isBinary(format: OutputFormat): format is BinaryFormat {
  return binarySink(format) !== undefined;
}

/** Loads a binary format and opens a sink for `columns`. */
export function openByteSink(
  format: BinaryFormat,
  columns: readonly SinkColumn[],
  options: ByteSinkOptions = {},
): Promise<ByteSink> {
  return binarySink(format)!.open(columns, options);
}
