/**
 * The offset array of a .pml: where every event begins, five bytes each (u32 offset, one byte without a known use). Behind
 * the last entry stands, for those who ask, where the events end.
 *
 * The upper half of offsets in files above 4 GiB is not known, so an entry is read as the first such place behind a
 * place that is known.
 */
import { CAPACITY_OFFSETS, EVENT_BYTES, OFFSET_BYTES, type PmlWalk } from "../../kernel/pml-walk.js";
import type { ByteInput } from "../byte-input.js";
import { readFull, type Steps } from "../steps.js";

const FOUR_GIB = 2 ** 32;

export class OffsetArray {
  /** Number of events. */
  readonly count: number;
  /** Where the events end, exclusive; the array begins there. */
  readonly end: number;
  readonly #input: ByteInput;
  readonly #entry = new Uint8Array(OFFSET_BYTES);
  readonly #entryView = new DataView(this.#entry.buffer);
  /** Row of the first entry that the walk has. */
  #first = 0;

  /** `input` has `readAt`. */
  constructor(input: ByteInput, end: number, count: number) {
    this.#input = input;
    this.end = end;
    this.count = count;
  }

  /** Low half of the offset of event `row`, or of the end of the events; null when it cannot be read. */
  *#low(row: number): Steps<number | null> {
    if (row === this.count) return this.end % FOUR_GIB;
    const count = yield* readFull(this.#input, this.#entry, this.end + row * OFFSET_BYTES);
    return count === OFFSET_BYTES ? this.#entryView.getUint32(0, true) : null;
  }

  /**
   * What is wrong with the array as a whole, or null: the first event stands elsewhere, or the last entry leads out of
   * the events. Single entries are looked at when their turn comes.
   */
  *fault(firstEvent: number): Steps<string | null> {
    if (this.count === 0) {
      return this.end - firstEvent < EVENT_BYTES ? null : "the header tells of no events, and there are some";
    }
    const first = yield* this.#low(0);
    if (first !== firstEvent) return `its first entry is ${first}, and the first event is at ${firstEvent}`;
    const last = yield* this.#low(this.count - 1);
    if (last === null) return "the file ends inside it";
    return this.end < FOUR_GIB && last + EVENT_BYTES > this.end
      ? `its last entry is ${last}, and the events end at ${this.end}`
      : null;
  }

  /** Where event `row` begins, or where the events end, when that is behind `known`; null when the entry is wrong. */
  *behind(known: number, row: number): Steps<number | null> {
    const low = yield* this.#low(row);
    if (low === null) return null;
    const at = known + ((low - (known % FOUR_GIB)) >>> 0);
    const room = row === this.count ? 0 : EVENT_BYTES;
    return at > known && at + room <= this.end ? at : null;
  }

  /** Gives the walk the entries from `row` on. */
  *load(walk: PmlWalk, row: number): Steps<void> {
    const whole = Math.min(CAPACITY_OFFSETS, this.count - row);
    const into = walk.offsets.subarray(0, whole * OFFSET_BYTES);
    const count = yield* readFull(this.#input, into, this.end + row * OFFSET_BYTES);
    // What the file no longer has is no offset of an event.
    walk.offsets.fill(0, count);
    this.#first = row;
    const hasEnd = whole < CAPACITY_OFFSETS;
    walk.setOffsets(row, hasEnd ? whole + 1 : whole, hasEnd);
    if (hasEnd) this.correct(walk, this.count, this.end);
  }

  /** Puts an entry right that the walk has. */
  correct(walk: PmlWalk, row: number, offset: number): void {
    const view = new DataView(walk.offsets.buffer, walk.offsets.byteOffset, walk.offsets.byteLength);
    view.setUint32((row - this.#first) * OFFSET_BYTES, offset % FOUR_GIB, true);
  }

  /** First row whose event begins at or behind `offset`. Only below 4 GiB. */
  *rowAt(offset: number): Steps<number> {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const at = yield* this.#low(middle);
      if (at === null || at >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where event `row` begins, or where the events end. Only below 4 GiB. */
  *offsetOf(row: number): Steps<number> {
    return (yield* this.#low(row)) ?? this.end;
  }
}
