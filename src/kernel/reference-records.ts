/** What a scan of the reference kernel gives: columns of emitted records and the rows of mode `append`. */
import { CAPACITY, type RecordColumns } from "./kernel.js";
import type { CsvRow } from "./reference-csv.js";

const SPAN_QUOTED = 0x80000000;
/** Room that a row always leaves free in the output. */
const OUTPUT_SLACK = 96;

/** Emitted records, up to CAPACITY.RECORDS. */
export class RecordList {
  readonly columns: RecordColumns;
  count = 0;

  constructor() {
    const column = () => new Uint32Array(CAPACITY.RECORDS);
    this.columns = {
      row: column(),
      start: column(),
      end: column(),
      entry: column(),
      status: column(),
      spans: Array.from({ length: CAPACITY.SPANS }, () => ({ from: column(), to: column() })),
    };
  }

  get isFull(): boolean {
    return this.count === CAPACITY.RECORDS;
  }

  /** Adds record [start, end); its spans follow by `setSpan`. */
  add(row: number, start: number, end: number, entry: number, status: number): void {
    const at = this.count++;
    this.columns.row[at] = row;
    this.columns.start[at] = start;
    this.columns.end[at] = end;
    this.columns.entry[at] = entry;
    this.columns.status[at] = status;
  }

  /** Span `index` of the record added last. */
  setSpan(index: number, from: number, to: number, isQuoted: boolean): void {
    const span = this.columns.spans[index]!;
    span.from[this.count - 1] = from;
    span.to[this.count - 1] = isQuoted ? to + SPAN_QUOTED : to;
  }
}

/** Rows with suffixes, up to the capacity it is made with. */
export class RowOutput {
  readonly #bytes: Uint8Array;
  #used = 0;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /** Borrowed until `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }

  /** Writes the row of `window`, then the suffix, then the row's line end; false when there is no room. */
  write(window: Uint8Array, row: CsvRow, suffix: Uint8Array): boolean {
    const needed = row.end - row.start + suffix.length + OUTPUT_SLACK;
    if (this.#used + needed > this.#bytes.length) return false;
    this.#put(window.subarray(row.start, row.end));
    this.#put(suffix);
    this.#put(window.subarray(row.end, row.lineEnd + 1));
    return true;
  }

  #put(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }
}
