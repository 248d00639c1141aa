/** `ioctlens decode`: records out. */
import { shownColumns } from "../decode.js";
import { rowFilter } from "../record/row-filter.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import { openSink, RecordFormatter, type RowSink, sinkColumns, type TextFormat } from "../sinks/index.js";
import { chooseFormat, parseColumns, sinkOptions, type TraceFlags } from "./options.js";
import { readRecords } from "./records.js";
import { runInputs } from "./run.js";

export interface DecodeFlags extends TraceFlags {
  readonly columns?: string;
  readonly append?: boolean;
}

/** What a person wants to see of a record on a terminal. */
const TABLE_COLUMNS: readonly ColumnName[] = [
  "file",
  "row",
  "time",
  "processName",
  "operation",
  "path",
  "status",
  "code",
  "codeText",
  "name",
];
/** Shown in a table whatever the input has. */
const ALWAYS_IN_TABLE: readonly ColumnName[] = ["file", "row", "code", "codeText", "name"];

/** Columns by format, when the user named none. */
function defaultColumns(
  format: TextFormat,
  available: readonly ColumnName[],
  withFile: boolean,
): ColumnName[] {
  const columns = shownColumns(available, withFile);
  if (format === "csv" || format === "tsv")
    return columns.filter((name) => name !== "names" && name !== "facts");
  if (format !== "table") return columns;
  const has = new Set<ColumnName>([...available, ...ALWAYS_IN_TABLE]);
  return columns.filter((name) => has.has(name) && TABLE_COLUMNS.includes(name));
}

export async function decodeCommand(args: readonly string[], flags: DecodeFlags): Promise<number> {
  if (flags.append === true) return (await import("./append.js")).appendCommand(args, flags);
  const format = chooseFormat(flags);
  const asked = flags.columns === undefined ? null : parseColumns(flags.columns);
  const filter = rowFilter(flags, flags.namesPack);
  const shown = asked?.filter((name) => columnNamed(name)?.origin === "source");
  const wanted = shown && [...new Set([...shown, ...(filter?.columns ?? [])])];
  return runInputs(args, flags, (files, output) => {
    let sink: RowSink | null = null;
    let formatter: RecordFormatter | null = null;
    return {
      async read(input, options, limits) {
        const file = options.name ?? "-";
        const read = await readRecords(
          input,
          wanted === undefined ? options : { ...options, columns: wanted },
          limits,
          async (reader) => {
            if (sink !== null) return;
            const columns = asked ?? defaultColumns(format, reader.columns, files.length > 1);
            sink = await openSink(format, sinkColumns(columns), sinkOptions(flags, asked !== null));
            formatter = new RecordFormatter(sink, columns, { pack: flags.namesPack });
            await output.write(sink.begin());
          },
          async (batch) => output.write(formatter!.formatBytes(batch, file)),
          filter,
        );
        return { ...read, file };
      },
      async finish() {
        if (sink !== null) await output.write(sink.end());
      },
    };
  });
}
