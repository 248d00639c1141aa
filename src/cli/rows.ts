/** Rows of a command that is no pipeline -> text of any text format. Owns no format: `src/sinks` does. */
import {
  openSink,
  type SinkColumn,
  type SinkOptions,
  type SinkValue,
  type TextFormat,
} from "../sinks/index.js";

/** The formats of such a command: `text` is written for people, the others by the sinks. */
export type CommandFormat = "text" | TextFormat;

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
