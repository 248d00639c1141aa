/**
 * The records of an input up to the limits of a run, and the accounting of exactly those: where batches end never
 * shows in what is counted, reported or written.
 */
import { type DecodeOptions, openTrace } from "../decode.js";
import { type Accounting, newAccounting } from "../record/accounting.js";
import type { Batch } from "../record/batch.js";
import type { Issue } from "../record/issue.js";
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
}

/**
 * Reads `input` to its end or to the first limit. `opened` is called once before the first batch, `onBatch` for every
 * batch that is not empty; the batch is borrowed while it runs.
 */
export async function readRecords(
  input: ByteInput,
  options: DecodeOptions,
  limits: Limits,
  opened: (reader: RecordReader) => Promise<void>,
  onBatch: (batch: Batch) => Promise<void> | void,
): Promise<RecordsRead> {
  const waiting: Issue[] = [];
  const trace = await openTrace(input, { ...options, onIssue: (issue) => waiting.push(issue) });
  const counts = newAccounting();
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
    await opened(trace.reader);
    let last = limits.rows === 0 ? 0 : Number.POSITIVE_INFINITY;
    if (last > 0) {
      for await (const batch of trace.batches()) {
        if (batch.length >= limits.rows) {
          batch.length = limits.rows;
          last = batch.row[limits.rows - 1]!;
        }
        last = tell(last);
        while (batch.length > 0 && batch.row[batch.length - 1]! > last) batch.length--;
        limits.rows -= batch.length;
        for (let i = 0; i < batch.length; i++) {
          if (batch.entries[batch.entry[i]!]!.code === null) counts.unresolved++;
          else counts.decoded++;
        }
        if (batch.length > 0) await onBatch(batch);
        if (last < Number.POSITIVE_INFINITY) break;
      }
      if (last === Number.POSITIVE_INFINITY) last = tell(last);
    }
    const { accounting } = trace.reader;
    if (last === Number.POSITIVE_INFINITY) return { source: trace.source.name, accounting };
    const { decoded, unresolved, rejected } = counts;
    return {
      source: trace.source.name,
      accounting: {
        ...counts,
        records: last,
        other: last - decoded - unresolved - rejected,
        codes: decoded + unresolved,
        bytes: accounting.bytes,
        complete: false,
      },
    };
  } finally {
    await trace.close();
  }
}
