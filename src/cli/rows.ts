/** Rows of a command that is no pipeline -> text of any text format. Owns no format: `src/sinks` does. */
import {
  type ByteSink,
  openSink,
  type RowSink,
  type SinkColumn,
  type SinkOptions,
  type SinkValue,
  type TextFormat,
} from "../sinks/index.js";
import type { Output } from "./output.js";

/** The formats of such a command: `text` is written for people, the others by the sinks. */
export type CommandFormat = "text" | TextFormat;

/** Text is written in pieces of this length. */
const PIECE_LENGTH = 1 << 15;

/** Values of one row, by column. */
export type Row = Readonly<Record<string, SinkValue>>;

/** The whole output for `rows`; a header alone when there are none. @throws DecodeError E_OPTION */
export async function rowsText(
  format: TextFormat,
  columns: readonly SinkColumn[],
  rows: Iterable<Row>,
  options: SinkOptions = {},
): Promise<string> {
  const sink = await openSink(format, columns, { alwaysNames: true, ...options });
  let text = sink.begin();
  for (const row of rows) text += sink.row(columns.map(({ name }) => row[name] ?? null));
  return text + sink.end();
}

/** Writes a whole table, in pieces. */
export async function writeRows(
  output: Output,
  sink: RowSink | ByteSink,
  rows: Iterable<readonly SinkValue[]>,
): Promise<void> {
  let text = "begin" in sink ? sink.begin() : "";
  for (const values of rows) {
    const row = sink.row(values);
    if (typeof row === "string") text += row;
    else if (row.length > 0) await output.write(row);
    if (text.length >= PIECE_LENGTH) {
      await output.write(text);
      text = "";
    }
  }
  await output.write(text);
  await output.write(sink.end());
}
