/** `ioctlens summary`: counts by control code and by further columns. */

import { rowFilter } from "../record/row-filter.js";
import type { ColumnName } from "../record/schema.js";
import { openSink, type SinkValue } from "../sinks/index.js";
import type { ByteInput } from "../sources/byte-input.js";
import { RecordCounter, type SummarizeOptions, type SummarizeResult, summarize } from "../summarize.js";
import { Measures } from "../summary/measures.js";
import { Summary } from "../summary/summary.js";
import { SpooledInput } from "../workers/spool.js";
import { chooseFormat, parseColumns, parseCount, sinkOptions, type TraceFlags } from "./options.js";
import { readRecords } from "./records.js";
import { runInputs } from "./run.js";
import { firstRows, parseMeasures, parseSort, sortedRows, tableColumns, tableRows } from "./summary-table.js";

export interface SummaryFlags extends TraceFlags {
  readonly by?: string;
  readonly measures?: string;
  readonly sort?: string;
  readonly top?: string;
}

/** Groups are written in pieces of so many. */
const PIECE_GROUPS = 4096;

/** Rows as text, in pieces. */
function* pieces(
  rows: Iterable<readonly SinkValue[]>,
  toText: (values: readonly SinkValue[]) => string,
): Generator<string> {
  let text = "";
  let written = 0;
  for (const row of rows) {
    text += toText(row);
    if (++written % PIECE_GROUPS === 0) {
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
  const filter = rowFilter(flags, flags.namesPack);
  const names = parseMeasures(flags.measures);
  const top = flags.top === undefined ? undefined : parseCount(flags.top, "--top", 0);
  /** Columns with few values are counted along, and the filter is applied to the counts; else row by row. */
  const isByRow = filter?.countable === null || names.length > 0;
  const wide = isByRow ? [] : (filter?.countable ?? []);
  const total = new Summary([...new Set([...by, ...wide])]);
  const measures = new Measures(names, total.by);
  const columns = tableColumns(format, by, measures);
  const sort = flags.sort === undefined ? undefined : parseSort(flags.sort, columns);
  return runInputs(args, flags, (files, output) => {
    let groupLimit: number | undefined;
    return {
      // --max-errors has to see the records one by one, and so have measures and some filters.
      countBy: flags.maxErrors === undefined && !isByRow ? new RecordCounter(total, "").countBy : undefined,
      async read(input, options, limits) {
        groupLimit ??= limits.rows;
        const file = options.name ?? "-";
        // Several inputs are counted apart first, so that one that fails half way leaves nothing behind.
        const own = files.length === 1 ? total : new Summary(total.by);
        // --limit cuts the groups; every record is counted.
        limits.rows = Number.POSITIVE_INFINITY;
        if (limits.rejected === Number.POSITIVE_INFINITY && !isByRow) {
          const read = await summarizeInput(input, { ...options, name: file }, jobs, own);
          if (own !== total) total.merge(own);
          return { source: read.source, accounting: read.accounting, file, codes: own.codes() };
        }
        const measured = new Measures(names, total.by);
        const wanted = [...new RecordCounter(own, file, filter).columns, ...measured.columns];
        const read = await readRecords(
          input,
          { ...options, columns: [...new Set(wanted)] },
          limits,
          async () => {},
          (batch) => {
            own.addBatch(batch, file);
            if (names.length > 0) measured.addBatch(batch, file);
          },
          isByRow ? filter : undefined,
        );
        if (own !== total) total.merge(own);
        measures.merge(measured);
        return { ...read, file };
      },
      async finish() {
        const shown = filter === undefined || isByRow ? total : total.where(filter, by);
        const all = tableRows(shown, measures, { format, by, pack: flags.namesPack });
        const sink = await openSink(format, columns, sinkOptions(flags, by.includes("names")));
        const most = Math.min(top ?? Number.POSITIVE_INFINITY, groupLimit ?? Number.POSITIVE_INFINITY);
        const rows = firstRows(sort === undefined ? all : sortedRows(all, sort), most);
        await output.write(sink.begin());
        for (const piece of pieces(rows, (values) => sink.row(values))) await output.write(piece);
        await output.write(sink.end());
      },
    };
  });
}
