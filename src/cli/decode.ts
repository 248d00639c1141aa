/** `ioctlens decode`: records out. */
import { openTrace, shownColumns } from "../decode.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import { openSink, RecordFormatter, type RowSink, type SinkOptions, sinkColumns, type TextFormat } from "../sinks/index.js";
import { chooseFormat, parseColumns, parseCount, type TraceFlags } from "./options.js";
import { Output } from "./output.js";
import { runInputs, stoppedEarly } from "./run.js";

export interface DecodeFlags extends TraceFlags {
  readonly columns?: string;
}

/** What a person wants to see of a record on a terminal. */
const TABLE_COLUMNS: readonly ColumnName[] = ["row", "time", "processName", "operation", "path", "status", "code", "codeText", "name"];

/** Columns by format, when the user named none. */
function defaultColumns(format: TextFormat, available: readonly ColumnName[], withFile: boolean): ColumnName[] {
  const columns = shownColumns(available, withFile);
  if (format === "csv" || format === "tsv") return columns.filter((name) => name !== "names");
  if (format !== "table") return columns;
  const has = new Set<ColumnName>([...available, "file", "row", "code", "codeText", "name"]);
  return columns.filter((name) => has.has(name) && (name === "file" || TABLE_COLUMNS.includes(name)));
}

export function sinkOptions(flags: TraceFlags, alwaysNames: boolean): SinkOptions {
  return {
    spreadsheetSafe: flags.spreadsheetSafe ?? false,
    alwaysNames,
    color: flags.color === "always" || (flags.color === "auto" && process.stdout.isTTY && process.env.NO_COLOR === undefined),
    ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  };
}

export async function decodeCommand(args: readonly string[], flags: DecodeFlags): Promise<number> {
  const format = chooseFormat(flags);
  const asked = flags.columns === undefined ? null : parseColumns(flags.columns);
  let left = flags.limit === undefined ? Number.POSITIVE_INFINITY : parseCount(flags.limit, "--limit", 0);
  return runInputs(args, flags, (files) => {
    let output: Output | null = null;
    let sink: RowSink | null = null;
    let formatter: RecordFormatter | null = null;
    return {
      async read(input, options) {
        const columns = asked?.filter((name) => columnNamed(name)?.origin === "source");
        const trace = await openTrace(input, columns === undefined ? options : { ...options, columns });
        const codes = new Set<number>();
        let { accounting } = trace.reader;
        try {
          if (output === null || sink === null || formatter === null) {
            const shown = asked ?? defaultColumns(format, trace.reader.columns, files.length > 1);
            sink = await openSink(format, sinkColumns(shown), sinkOptions(flags, asked !== null));
            output = Output.open(flags.output, flags.force ?? false);
            formatter = new RecordFormatter(sink, shown, { pack: flags.namesPack });
            output.write(sink.begin());
          }
          for await (const batch of trace.batches()) {
            if (batch.length >= left) batch.length = left;
            left -= batch.length;
            for (let i = 0; i < batch.length; i++) {
              const { code } = batch.entries[batch.entry[i]!]!;
              if (code !== null) codes.add(code);
            }
            if (batch.length > 0) output.write(formatter.format(batch, options.name ?? "-"));
            if (left === 0) {
              accounting = stoppedEarly(accounting);
              break;
            }
          }
        } finally {
          await trace.close();
        }
        return { file: options.name ?? "-", source: trace.source.name, accounting, codes };
      },
      finish() {
        if (output === null || sink === null) return;
        output.write(sink.end());
        output.finish();
      },
      abandon() {
        output?.abandon();
      },
    };
  });
}

