/**
 * The records of an input up to the limits of a run, and the accounting of exactly those: where batches end never
 * shows in what is counted, reported or written.
 */
import { type DecodeOptions, openTrace } from "../decode.js";
import { type Accounting, newAccounting } from "../record/accounting.js";
import type { Batch } from "../record/batch.js";
import { distinctCodes } from "../record/distinct-codes.js";
import type { Issue } from "../record/issue.js";
import { keepRows, type RowFilter } from "../record/row-filter.js";
import type { ByteInput } from "../sources/byte-input.js";
import type { RecordReader } from "../sources/source.js";

/** What a run may still take; shared by its inputs. */
export interface Limits {
  /** Rows that may still be written (`--limit`). */
  rows: number;
  /** Broken records that may still be met (`--max-errors`); below 0 when there were more. */
  rejected: number;
}

export interface RecordsRead {
  readonly source: string;
  readonly accounting: Accounting;
  /** Distinct codes of the records that were read, kept or not, ascending. */
  readonly codes: Uint32Array<ArrayBuffer>;
}

/** Counts records and codes of rows; a record with several codes has several rows, one behind the other. */
class RowCounter {
  readonly codes = new Set<number>();
  readonly counts = newAccounting();
  #row = 0;
  #isDecoded = false;

  add(batch: Batch, end: number): void {
    const { counts } = this;
    for (let i = 0; i < end; i++) {
      const { code } = batch.entries[batch.entry[i]!]!;
      const isDecoded = code !== null;
      if (isDecoded) this.codes.add(code);
      counts.codes++;
      if (batch.row[i] !== this.#row) {
        this.#row = batch.row[i]!;
        this.#isDecoded = isDecoded;
        if (isDecoded) counts.decoded++;
        else counts.unresolved++;
      } else if (isDecoded && !this.#isDecoded) {
        this.#isDecoded = true;
        counts.unresolved--;
        counts.decoded++;
      }
    }
  }
}

/**
 * Reads `input` to its end or to the first limit. `opened` is called once before the first batch, `onBatch` for every
 * batch that is not empty; the batch is borrowed while it runs. A filter drops rows, and changes no count.
 */
export async function readRecords(
  input: ByteInput,
  options: DecodeOptions,
  limits: Limits,
  opened: (reader: RecordReader, source: string) => Promise<void>,
  onBatch: (batch: Batch) => Promise<void> | void,
  filter?: RowFilter,
): Promise<RecordsRead> {
  const waiting: Issue[] = [];
  const trace = await openTrace(input, { ...options, onIssue: (issue) => waiting.push(issue) });
  const counter = new RowCounter();
  const { counts } = counter;
  /** Tells the issues up to row `last`; gives the row at which one too many was met. */
  const tell = (last: number): number => {
    let end = last;
    for (const issue of waiting.splice(0)) {
      if ((issue.row ?? 0) > end) break;
      if (issue.kind === "warning") counts.warnings++;
      if (issue.kind === "rejected") {
        counts.rejected++;
        if (--limits.rejected < 0) end = issue.row ?? end;
      }
      options.onIssue?.(issue);
    }
    return end;
  };
  try {
    await opened(trace.reader, trace.source.name);
    let last = limits.rows === 0 ? 0 : Number.POSITIVE_INFINITY;
    if (last > 0) {
      for await (const batch of trace.batches()) {
        const rows = filter?.rowsOf(batch, options.name ?? "") ?? null;
        const kept = rows === null ? batch.length : rows.length;
        if (kept >= limits.rows) {
          const at = limits.rows - 1;
          last = batch.row[rows === null ? at : rows[at]!]!;
        }
        last = tell(last);
        let end = batch.length;
        while (end > 0 && batch.row[end - 1]! > last) end--;
        if (rows === null) end = Math.min(end, limits.rows);
        counter.add(batch, end);
        if (rows === null) batch.length = end;
        else
          keepRows(
            batch,
            rows.slice(0, limits.rows).filter((row) => row < end),
          );
        limits.rows -= batch.length;
        if (batch.length > 0) await onBatch(batch);
        if (last < Number.POSITIVE_INFINITY) break;
      }
      if (last === Number.POSITIVE_INFINITY) last = tell(last);
    }
    const { accounting } = trace.reader;
    const codes = distinctCodes(counter.codes);
    if (last === Number.POSITIVE_INFINITY) return { source: trace.source.name, accounting, codes };
    const { decoded, unresolved, rejected } = counts;
    return {
      source: trace.source.name,
      codes,
      accounting: {
        ...counts,
        records: last,
        other: last - decoded - unresolved - rejected,
        bytes: accounting.bytes,
        complete: false,
      },
    };
  } finally {
    await trace.close();
  }
}
