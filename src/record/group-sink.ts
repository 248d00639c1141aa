/** Counted groups of records on their way from a reader to a summary. */
import type { CellValue, CodeEntry } from "./batch.js";

/**
 * Takes groups of records that a reader counted by itself, part by part: there may be millions, and an object each would take
 * most of the time. A group begins, gets its values of the `countBy` columns in order, each as text or as value, and ends.
 */
export interface GroupSink {
  begin(entry: CodeEntry): void;
  /** A text as its bytes in UTF-8, not empty; borrowed until this returns. False when it has to be given as value, as most that are not ASCII. */
  text(bytes: Uint8Array): boolean;
  value(value: CellValue): void;
  end(count: number): void;
}
