/** Counting inputs for the commands that print counts: in threads where that can be, row by row where it must. */
import type { DecodeOptions } from "../decode.js";
import type { RowFilter } from "../record/row-filter.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "../sources/byte-input.js";
import { RecordCounter, type SummarizeOptions, type SummarizeResult, summarize } from "../summarize.js";
import { type MeasureName, Measures } from "../summary/measures.js";
import { Summary } from "../summary/summary.js";
import { THREADS_FROM_BYTES } from "../workers/file-input.js";
import { parseCount, type TraceFlags, wantedRows } from "./options.js";
import { type Limits, readRecords } from "./records.js";
import type { InputResult } from "./report.js";

/** What was counted of some inputs. */
export interface Counted {
  summary: Summary;
  measures: Measures;
}

export class InputCounter {
  /** Names of the sources of the inputs that were counted. */
  readonly sources = new Set<string>();
  readonly #by: readonly ColumnName[];
  /** Those and the columns of conditions, which are applied to the counts when these have few values. */
  readonly #wideBy: readonly ColumnName[];
  readonly #names: readonly MeasureName[];
  readonly #filter: RowFilter | undefined;
  readonly #isByRow: boolean;
  readonly #jobs: number | undefined;

  constructor(flags: TraceFlags, by: readonly ColumnName[], names: readonly MeasureName[] = []) {
    this.#by = by;
    this.#names = names;
    this.#filter = wantedRows(flags);
    this.#jobs = flags.jobs === undefined ? undefined : parseCount(flags.jobs, "--jobs", 1);
    // --max-errors has to see the records one by one, and so have measures and some conditions.
    this.#isByRow = flags.maxErrors !== undefined || this.#filter?.countable === null || names.length > 0;
    const wide = this.#isByRow ? [] : (this.#filter?.countable ?? []);
    this.#wideBy = [...new Set([...by, ...wide])];
  }

  begin(): Counted {
    return { summary: new Summary(this.#wideBy), measures: new Measures(this.#names, this.#by) };
  }

  /** Counts an input into `counted`; one that fails half way leaves nothing behind. */
  async read(
    input: ByteInput,
    options: DecodeOptions,
    limits: Limits,
    counted: Counted,
  ): Promise<InputResult> {
    const file = options.name ?? "-";
    const { summary, measures } = this.begin();
    const add = (source: string): void => {
      this.sources.add(source);
      counted.summary.merge(summary);
      counted.measures.merge(measures);
    };
    if (!this.#isByRow) {
      const read = await countInThreads(input, { ...options, name: file }, this.#jobs, summary);
      add(read.source);
      return { source: read.source, accounting: read.accounting, file, codes: summary.codes() };
    }
    const columns = [...new RecordCounter(summary, file, this.#filter).columns, ...measures.columns];
    const read = await readRecords(
      input,
      { ...options, columns: [...new Set(columns)] },
      limits,
      async () => {},
      (batch) => {
        summary.addBatch(batch, file);
        if (this.#names.length > 0) measures.addBatch(batch, file);
      },
      this.#filter,
    );
    add(read.source);
    return { ...read, file };
  }

  /** What the conditions leave of a summary, by the columns that were asked for. */
  finished({ summary }: Counted): Summary {
    if (this.#filter === undefined || this.#isByRow) return summary;
    return summary.where(this.#filter, this.#by);
  }
}

/** Counts an input, with several threads where it is a file. */
async function countInThreads(
  input: ByteInput,
  options: SummarizeOptions & { readonly name: string },
  jobs: number | undefined,
  summary: Summary,
): Promise<SummarizeResult> {
  // Threads open the file themselves, by its name.
  const isLarge = (input.byteLength ?? 0) >= THREADS_FROM_BYTES;
  if (input.readAt === undefined || !isLarge || jobs === 1) return summarize(input, options, summary);
  await input.close();
  const { summarizeFile } = await import("../workers/summarize-file.js");
  return summarizeFile(
    options.name,
    { ...options, ...(jobs === undefined ? {} : { jobs }), ownsProcess: true },
    summary,
  );
}
