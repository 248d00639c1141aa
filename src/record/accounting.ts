/** What became of every record of an input: records = decoded + unresolved + other + rejected. */

/** Counts of one input. All are records, but `codes` (rows out) and `bytes`. */
export interface Accounting {
  records: number;
  decoded: number;
  unresolved: number;
  /** Records that carry no code by their nature. */
  other: number;
  rejected: number;
  warnings: number;
  /** Codes given out; more than decoded + unresolved when one record holds several. */
  codes: number;
  /** Bytes of the input that were read. */
  bytes: number;
  /** False when reading stopped early, by a limit. */
  complete: boolean;
  /** Events and buffers that the trace itself says were lost, where a format tells. They are no records. */
  lostEvents?: number;
  lostBuffers?: number;
}

export function newAccounting(): Accounting {
  return {
    records: 0,
    decoded: 0,
    unresolved: 0,
    other: 0,
    rejected: 0,
    warnings: 0,
    codes: 0,
    bytes: 0,
    complete: true,
  };
}

/** Adds the counts of `from` to `to`. */
export function addAccounting(to: Accounting, from: Accounting): void {
  to.records += from.records;
  to.decoded += from.decoded;
  to.unresolved += from.unresolved;
  to.other += from.other;
  to.rejected += from.rejected;
  to.warnings += from.warnings;
  to.codes += from.codes;
  to.bytes += from.bytes;
  to.complete &&= from.complete;
  if (from.lostEvents !== undefined) to.lostEvents = (to.lostEvents ?? 0) + from.lostEvents;
  if (from.lostBuffers !== undefined) to.lostBuffers = (to.lostBuffers ?? 0) + from.lostBuffers;
}

/** True when every record was accounted for. */
export function balances(counts: Accounting): boolean {
  return counts.records === counts.decoded + counts.unresolved + counts.other + counts.rejected;
}
