/** The list of text formats. Help, `formats` and the guess from the name of the output are printed from it. */
import { DecodeError } from "../errors.js";
import { openCsv, openTsv } from "./csv.js";
import { openJson, openNdjson } from "./ndjson.js";
import type { RowSink, SinkColumn, SinkOptions, TextFormat } from "./sink.js";
import { openTable } from "./table.js";

export { RecordFormatter, type RecordFormatterOptions, sinkColumns } from "./records.js";
export type {
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
  readonly name: TextFormat;
  /** Ends of file names that mean this format, in lower case. */
  readonly suffixes: readonly string[];
  readonly doc: string;
  open(columns: readonly SinkColumn[], options?: SinkOptions): RowSink | Promise<RowSink>;
}

export const SINKS: readonly SinkFormat[] = [
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
  const sink = SINKS.find(({ name }) => name === format);
  if (sink === undefined) {
    const known = SINKS.map(({ name }) => name).join(", ");
    throw new DecodeError("E_OPTION", `no text format ${JSON.stringify(format)}, there are ${known}`);
  }
  return sink.open(columns, options);
}
