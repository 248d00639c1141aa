/** Everything that a trace gives, as text: what the golden files hold and what runs under different conditions must agree on. */
import { type DecodeOptions, openTrace, shownColumns } from "../../src/decode.js";
import type { Accounting } from "../../src/record/accounting.js";
import type { Issue } from "../../src/record/issue.js";
import { type ColumnName, columnNamed, SCHEMA } from "../../src/record/schema.js";
import { openSink, RecordFormatter, type RowSink, sinkColumns } from "../../src/sinks/index.js";
import { type ByteInput, bytesInput, type InputLike } from "../../src/sources/byte-input.js";
import { type SummarizeOptions, summarize } from "../../src/summarize.js";

export const FORMATS = ["csv", "tsv", "ndjson", "json", "table"] as const;
const SUMMARY_NAME = "summary.ndjson";

/** Columns that the command shows of a record in a table. */
const TABLE_COLUMNS = new Set<ColumnName>([
  ...(["row", "time", "processName", "operation", "path", "status"] as const),
  ...(["code", "codeText", "name"] as const),
]);

/** Texts by the name of their golden file. */
export type Outputs = Readonly<Record<string, string>>;

function columnsOf(format: (typeof FORMATS)[number], available: readonly ColumnName[]): ColumnName[] {
  const columns = shownColumns(available, false);
  if (format === "csv" || format === "tsv")
    return columns.filter((name) => name !== "names" && name !== "facts");
  if (format !== "table") return columns;
  const has = new Set<ColumnName>([...available, "row", "code", "codeText", "name"]);
  return columns.filter((name) => has.has(name) && TABLE_COLUMNS.has(name));
}

/** Codes of the records of a trace, in order; null where the code could not be told. */
export async function codesOf(input: InputLike, options: DecodeOptions = {}): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  const trace = await openTrace(input, options);
  for await (const batch of trace.batches()) {
    for (let i = 0; i < batch.length; i++) codes.push(batch.entries[batch.entry[i]!]!.code);
  }
  await trace.close();
  return codes;
}

export interface TraceResult {
  readonly outputs: Outputs;
  readonly source: string;
  readonly accounting: Accounting;
  readonly issues: readonly Issue[];
  readonly notes: readonly string[];
}

/** Decodes in every format, and counts. `open` gives the same input anew at every call. */
export async function outputsOf(
  open: () => InputLike,
  options: SummarizeOptions = {},
  formats: readonly (typeof FORMATS)[number][] = FORMATS,
): Promise<TraceResult> {
  const issues: Issue[] = [];
  const notes: string[] = [];
  const trace = await openTrace(open(), {
    ...options,
    reportUnresolved: true,
    onIssue: (issue) => issues.push(issue),
    onNote: (note) => notes.push(note),
  });
  const writers: { name: string; text: string; sink: RowSink; formatter: RecordFormatter }[] = [];
  for (const format of formats) {
    const columns = columnsOf(format, trace.reader.columns);
    const sink = await openSink(format, sinkColumns(columns));
    const formatter = new RecordFormatter(sink, columns);
    writers.push({ name: `decode.${format}`, text: sink.begin(), sink, formatter });
  }
  for await (const batch of trace.batches()) {
    if (batch.length === 0) continue;
    for (const writer of writers) writer.text += writer.formatter.format(batch, "input");
  }
  await trace.close();
  const { accounting } = trace.reader;
  const counted = await summaryOf(open, options);
  if (JSON.stringify(counted.accounting) !== JSON.stringify(accounting)) {
    throw new Error(
      `decode counts ${JSON.stringify(accounting)}, summary ${JSON.stringify(counted.accounting)}`,
    );
  }
  const report = { source: trace.source.name, columns: trace.reader.columns, accounting, notes, issues };
  return {
    outputs: {
      ...Object.fromEntries(writers.map(({ name, text, sink }) => [name, text + sink.end()])),
      [SUMMARY_NAME]: counted.text,
      "report.json": `${JSON.stringify(report, null, 1)}\n`,
    },
    source: trace.source.name,
    accounting,
    issues,
    notes,
  };
}

/** The summary as ndjson. */
export async function summaryOf(
  open: () => InputLike,
  options: SummarizeOptions = {},
): Promise<{ text: string; accounting: Accounting }> {
  const { summary, accounting } = await summarize(open(), options);
  const columns = SCHEMA.flatMap((column) =>
    column.origin === "code" && column.name !== "facts" ? [column.name] : [],
  );
  const sink = await openSink("ndjson", [
    ...[...columns, ...summary.by].map((name) => ({ name, type: columnNamed(name)!.type })),
    { name: "count", type: "u53" },
    { name: "share", type: "share" },
  ]);
  const rows = summary
    .groups()
    .map((group) =>
      sink.row([...columns.map((name) => group[name]), ...group.values, group.count, group.share]),
    );
  return { text: sink.begin() + rows.join("") + sink.end(), accounting };
}

/** The bytes as a file that gives at most `size` bytes a read, and not at once. */
export function inSmallReads(bytes: Uint8Array, size: number): ByteInput {
  const whole = bytesInput(bytes);
  return {
    name: whole.name,
    byteLength: bytes.length,
    read: async (into) => whole.read(into.subarray(0, size)),
    readAt: async (into, position) => whole.readAt!(into.subarray(0, size), position),
    close() {},
  };
}

/** The bytes in pieces of `size`, as a stream gives them. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
