/** `ioctlens decode`: records out. */
import { shownColumns } from "../decode.js";
import type { Batch } from "../record/batch.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import {
  isBinary,
  type OutputFormat,
  openByteSink,
  openSink,
  provenance,
  RecordEncoder,
  RecordFormatter,
  sinkColumns,
} from "../sinks/index.js";
import { chooseFormat, parseColumns, sinkOptions, type TraceFlags, wantedRows } from "./options.js";
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
  format: OutputFormat,
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

/** Batches -> the output. */
interface Writer {
  readonly begin: string;
  batch(batch: Batch, file: string): Uint8Array;
  end(): string | Uint8Array;
}

async function openWriter(
  format: OutputFormat,
  shown: readonly ColumnName[],
  flags: DecodeFlags,
  metadata: () => Record<string, string>,
): Promise<Writer> {
  const columns = sinkColumns(shown);
  const records = { pack: flags.namesPack, names: flags.own?.names };
  if (isBinary(format)) {
    const sink = await openByteSink(format, columns, { metadata });
    const encoder = new RecordEncoder(sink, shown, records);
    return { begin: "", batch: (batch, file) => encoder.encode(batch, file), end: () => sink.end() };
  }
  const sink = await openSink(format, columns, sinkOptions(flags, flags.columns !== undefined));
  const formatter = new RecordFormatter(sink, shown, records);
  return {
    begin: sink.begin(),
    batch: (batch, file) => formatter.formatBytes(batch, file),
    end: () => sink.end(),
  };
}

export async function decodeCommand(args: readonly string[], flags: DecodeFlags): Promise<number> {
  if (flags.append === true) return (await import("./append.js")).appendCommand(args, flags);
  const format = chooseFormat(flags);
  const asked = flags.columns === undefined ? null : parseColumns(flags.columns);
  const filter = wantedRows(flags);
  const shown = asked?.filter((name) => columnNamed(name)?.origin === "source");
  const wanted = shown && [...new Set([...shown, ...(filter?.columns ?? [])])];
  return runInputs(args, flags, (files, output) => {
    let writer: Writer | null = null;
    const sources = new Set<string>();
    /** True once no other source can follow. */
    let areSourcesKnown = files.length === 1;
    const metadata = () => provenance(flags.namesPack, areSourcesKnown ? sources : undefined);
    return {
      async read(input, options, limits) {
        const file = options.name ?? "-";
        const read = await readRecords(
          input,
          wanted === undefined ? options : { ...options, columns: wanted },
          limits,
          async (reader, source) => {
            sources.add(source);
            if (writer !== null) return;
            const columns = asked ?? defaultColumns(format, reader.columns, files.length > 1);
            writer = await openWriter(format, columns, flags, metadata);
            await output.write(writer.begin);
          },
          async (batch) => output.write(writer!.batch(batch, file)),
          filter,
        );
        return { ...read, file };
      },
      async finish() {
        areSourcesKnown = true;
        if (writer !== null) await output.write(writer.end());
      },
    };
  });
}
