/** The table of a command that counts -> the output, in any format. */
import type { ColumnName } from "../record/schema.js";
import {
  isBinary,
  type OutputFormat,
  openByteSink,
  openSink,
  provenance,
  type SinkColumn,
  type SinkValue,
} from "../sinks/index.js";
import { sinkOptions, type TraceFlags } from "./options.js";
import type { Output } from "./output.js";
import { writeRows } from "./rows.js";

export interface TableOptions {
  readonly flags: TraceFlags;
  /** Columns that were asked for. */
  readonly by: readonly ColumnName[];
  /** Names of the sources that were read. */
  readonly sources: Iterable<string>;
}

/** Writes all rows and the end of the output. */
export async function writeTable(
  output: Output,
  format: OutputFormat,
  columns: readonly SinkColumn[],
  rows: Iterable<readonly SinkValue[]>,
  { flags, by, sources }: TableOptions,
): Promise<void> {
  const sink = isBinary(format)
    ? await openByteSink(format, columns, { metadata: () => provenance(flags.namesPack, sources) })
    : await openSink(format, columns, sinkOptions(flags, by.includes("names")));
  await writeRows(output, sink, rows);
}
