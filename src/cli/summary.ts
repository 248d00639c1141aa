/** `ioctlens summary`: counts by control code and by further columns. */

import { type ColumnName, columnNamed, SCHEMA } from "../record/schema.js";
import { openSink, type SinkColumn, type SinkValue, type TextFormat } from "../sinks/index.js";
import type { ByteInput } from "../sources/byte-input.js";
import { RecordCounter, type SummarizeOptions, type SummarizeResult, summarize } from "../summarize.js";
import { Summary, type SummaryGroup } from "../summary/summary.js";
import { SpooledInput } from "../workers/spool.js";
import {
  chooseFormat,
  parseColumns,
  parseCount,
  parseWhere,
  sinkOptions,
  type TraceFlags,
} from "./options.js";
import { readRecords } from "./records.js";
import { runInputs } from "./run.js";

export interface SummaryFlags extends TraceFlags {
  readonly by?: string;
}

/** Groups are written in pieces of so many. */
const PIECE_GROUPS = 4096;

const CODE_COLUMNS = SCHEMA.filter((column) => column.origin === "code").map((column) => column.name);
type CodeColumn = Extract<(typeof SCHEMA)[number], { origin: "code" }>["name"];
/** Columns of the code that a table shows. */
const TABLE_COLUMNS: readonly CodeColumn[] = [
  "code",
  "codeText",
  "name",
  "deviceTypeName",
  "functionCode",
  "requiredAccess",
  "transferMethod",
];

/** Keys of a group that follow from the code, as the format shows them. */
function codeColumns(format: TextFormat, by: readonly ColumnName[]): readonly CodeColumn[] {
  const usual = CODE_COLUMNS.filter((name) => name !== "facts" || by.includes(name));
  if (format === "table")
    return CODE_COLUMNS.filter((name) => TABLE_COLUMNS.includes(name) || by.includes(name));
  if (format === "csv" || format === "tsv")
    return usual.filter((name) => name !== "names" || by.includes(name));
  return usual;
}

/** Rows of the first `limit` groups, in pieces. */
function* pieces(
  groups: Iterable<SummaryGroup>,
  limit: number,
  columns: readonly CodeColumn[],
  row: (values: SinkValue[]) => string,
): Generator<string> {
  let text = "";
  let written = 0;
  for (const group of groups) {
    if (written === limit) break;
    written++;
    text += row([...columns.map((name) => group[name]), ...group.values, group.count, group.share]);
    if (written % PIECE_GROUPS === 0) {
      yield text;
      text = "";
    }
  }
  yield text;
}

/** Counts an input, with several threads where it is a file. */
async function summarizeInput(
  input: ByteInput,
  options: SummarizeOptions & { readonly name: string },
  jobs: number | undefined,
  summary: Summary,
): Promise<SummarizeResult> {
  // Threads open the file themselves; a pipe's name stands for nothing any more.
  if (input.readAt === undefined || options.name === "-" || input instanceof SpooledInput)
    return summarize(input, options, summary);
  await input.close();
  const { summarizeFile } = await import("../workers/summarize-file.js");
  return summarizeFile(options.name, jobs === undefined ? options : { ...options, jobs }, summary);
}

export async function summaryCommand(args: readonly string[], flags: SummaryFlags): Promise<number> {
  const jobs = flags.jobs === undefined ? undefined : parseCount(flags.jobs, "--jobs", 1);
  const format = chooseFormat(flags);
  const by: ColumnName[] = flags.by === undefined ? [] : parseColumns(flags.by);
  const filter = parseWhere(flags);
  /** Columns with few values are counted along, and the filter is applied to the counts; else row by row. */
  const wide = filter?.countable ?? [];
  const rowFilter = filter?.countable === null ? filter : undefined;
  const total = new Summary([...new Set([...by, ...wide])]);
  return runInputs(args, flags, (files, output) => {
    let groupLimit: number | undefined;
    return {
      // --max-errors has to see the records one by one, and so have some filters.
      countBy: flags.maxErrors === undefined ? new RecordCounter(total, "", rowFilter).countBy : undefined,
      async read(input, options, limits) {
        groupLimit ??= limits.rows;
        const file = options.name ?? "-";
        // Several inputs are counted apart first, so that one that fails half way leaves nothing behind.
        const own = files.length === 1 ? total : new Summary(total.by);
        // --limit cuts the groups; every record is counted.
        limits.rows = Number.POSITIVE_INFINITY;
        if (limits.rejected === Number.POSITIVE_INFINITY && rowFilter === undefined) {
          const read = await summarizeInput(input, { ...options, name: file }, jobs, own);
          if (own !== total) total.merge(own);
          return { source: read.source, accounting: read.accounting, file, codes: own.codes() };
        }
        const read = await readRecords(
          input,
          { ...options, columns: new RecordCounter(own, file, rowFilter).columns },
          limits,
          async () => {},
          (batch) => own.addBatch(batch, file),
          rowFilter,
        );
        if (own !== total) total.merge(own);
        return { ...read, file };
      },
      async finish() {
        const shown = filter === undefined || rowFilter !== undefined ? total : total.where(filter, by);
        const columns = codeColumns(format, by);
        const sinkColumns: SinkColumn[] = [
          ...[...columns, ...shown.by].map((name) => ({ name, type: columnNamed(name)!.type })),
          { name: "count", type: "u53" },
          { name: "share", type: "share" },
        ];
        const sink = await openSink(format, sinkColumns, sinkOptions(flags, by.includes("names")));
        const groups = shown.orderedGroups(flags.namesPack);
        await output.write(sink.begin());
        for (const piece of pieces(groups, groupLimit ?? Number.POSITIVE_INFINITY, columns, (values) =>
          sink.row(values),
        )) {
          await output.write(piece);
        }
        await output.write(sink.end());
      },
    };
  });
}
