/**
 * Counting a trace by control code and further columns: the pipeline of decode.ts with a Summary at its end.
 */
import { type DecodeOptions, openTrace } from "./decode.js";
import type { Accounting } from "./record/accounting.js";
import type { Batch } from "./record/batch.js";
import type { GroupSink } from "./record/group-sink.js";
import { type RowFilter, rowFilter } from "./record/row-filter.js";
import { type ColumnName, columnNamed } from "./record/schema.js";
import type { InputLike } from "./sources/byte-input.js";
import type { RecordReader } from "./sources/source.js";
import { Summary } from "./summary/summary.js";

export interface SummarizeOptions extends DecodeOptions {
  /** Columns that form groups beside the code. */
  readonly by?: readonly ColumnName[];
}

export interface SummarizeResult {
  readonly source: string;
  readonly summary: Summary;
  readonly accounting: Accounting;
}

/**
 * Counts the records of a trace by control code and the columns of `by`, into `summary` when one is given. Shares are
 * of the records that the conditions keep.
 */
export async function summarize(
  input: InputLike,
  options: SummarizeOptions = {},
  summary = new Summary(options.by),
): Promise<SummarizeResult> {
  return countWhere(options, summary, (rest, into, filter) => countRecords(input, rest, into, filter));
}

/**
 * Counts by way of `count`, and keeps what the conditions on rows let through: of the counts where their columns
 * have few values, else of the rows.
 */
export async function countWhere<Options extends SummarizeOptions>(
  options: Options,
  summary: Summary,
  count: (options: Options, summary: Summary, filter?: RowFilter) => Promise<SummarizeResult>,
): Promise<SummarizeResult> {
  const filter = rowFilter(options);
  if (filter === undefined) return count(options, summary);
  if (filter.countable === null) return count(options, summary, filter);
  const wide = new Summary([...new Set([...summary.by, ...filter.countable])]);
  const result = await count(options, wide);
  summary.merge(wide.where(filter, summary.by));
  return { ...result, summary };
}

/** Counts an input into `summary`; with a filter row by row. */
export async function countRecords(
  input: InputLike,
  options: SummarizeOptions,
  summary: Summary,
  filter?: RowFilter,
): Promise<SummarizeResult> {
  const counter = new RecordCounter(summary, options.name ?? "input", filter);
  const trace = await openTrace(input, { ...options, columns: counter.columns }, counter.countBy);
  try {
    for await (const batch of trace.batches()) counter.take(trace.reader, batch);
    counter.take(trace.reader, null);
  } finally {
    await trace.close();
  }
  return { source: trace.source.name, summary, accounting: trace.reader.accounting };
}

/** Adds what the readers of one input give to a summary. */
export class RecordCounter {
  /** Columns that the reader has to fill. */
  readonly columns: readonly ColumnName[];
  /** Columns that it may count by itself, if any. */
  readonly countBy: readonly ColumnName[] | undefined;
  readonly #summary: Summary;
  readonly #file: string;
  readonly #sink: GroupSink;
  readonly #filter: RowFilter | undefined;

  /** `filter`: what is kept of every batch; nothing is counted by the reader then. */
  constructor(summary: Summary, file: string, filter?: RowFilter) {
    this.#summary = summary;
    this.#file = file;
    this.#filter = filter;
    const fileAt = summary.by.indexOf("file");
    this.#sink = fileAt < 0 ? summary.sink() : sinkWithFile(summary.sink(), file, fileAt);
    const own = summary.by.filter((name) => columnNamed(name)?.origin === "source");
    this.columns = [...new Set([...own, ...(filter?.columns ?? [])])];
    const isInKernel =
      filter === undefined &&
      summary.by.every((name) => name === "file" || columnNamed(name)?.origin === "source");
    this.countBy = isInKernel ? this.columns : undefined;
  }

  /** Counts a batch, and what the reader counted by itself. `batch` null = the end, or none. */
  take(reader: RecordReader, batch: Batch | null): void {
    if (batch !== null && batch.length > 0) {
      this.#filter?.apply(batch, this.#file);
      this.#summary.addBatch(batch, this.#file);
    }
    reader.giveCounted(this.#sink);
  }
}

/** Gives on what it takes, with the name of the file as value `at`. */
function sinkWithFile(sink: GroupSink, file: string, at: number): GroupSink {
  let given = 0;
  const giveFile = (): void => {
    if (given === at) sink.value(file);
  };
  return {
    begin(entry) {
      sink.begin(entry);
      given = 0;
      giveFile();
    },
    text(bytes) {
      if (!sink.text(bytes)) return false;
      given++;
      giveFile();
      return true;
    },
    value(value) {
      sink.value(value);
      given++;
      giveFile();
    },
    end: (count) => sink.end(count),
  };
}
