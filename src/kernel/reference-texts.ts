/** Interned texts and group counts of the reference kernel, as assembly/intern.ts and assembly/count.ts keep them. */
import { CAPACITY, type TakeEntryGroup, TEXT_CLASS } from "./kernel.js";

/** Answer of `intern`, `pair` and `reserve`: the tables are full. */
export const FULL = -1;
/** Answer of `intern`: the text is longer than CAPACITY.TEXT_BYTES. */
export const TOO_LONG = -2;

/** Texts up to this length take no room of the arena. */
const SHORT_BYTES = 16;
const BUCKETS = 1 << 15;
const NONE = -1;

/** A distinct text and what is known of it. */
interface Text {
  readonly tag: number;
  readonly bytes: Uint8Array;
  /** Entry of the next text in the same bucket, or NONE. */
  readonly next: number;
  code: number;
  textClass: number;
  total: number;
  suffix: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** Distinct texts by tag and bytes, numbered from 0 in order of appearance. */
export class TextTable {
  #texts: Text[] = [];
  readonly #buckets = new Int32Array(BUCKETS).fill(NONE);
  #arenaUsed = 0;

  clear(): void {
    this.#texts = [];
    this.#buckets.fill(NONE);
    this.#arenaUsed = 0;
  }

  get count(): number {
    return this.#texts.length;
  }

  at(entry: number): Text {
    return this.#texts[entry]!;
  }

  /** Takes room of the arena, rounded as the kernel rounds it; false when it does not fit. */
  reserve(byteCount: number): boolean {
    const size = (byteCount + 31) & ~15;
    if (size > CAPACITY.ARENA_BYTES - this.#arenaUsed) return false;
    this.#arenaUsed += size;
    return true;
  }

  /** Entry of text [from, to), made when it is new, or FULL, or TOO_LONG. */
  intern(bytes: Uint8Array, from: number, to: number, tag: number): number {
    const length = to - from;
    if (length > CAPACITY.TEXT_BYTES) return TOO_LONG;
    let hash = tag;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const bucket = (hash ^ (hash >>> 15)) & (BUCKETS - 1);
    const first = this.#buckets[bucket]!;
    for (let entry = first; entry !== NONE; entry = this.#texts[entry]!.next) {
      if (isSame(this.#texts[entry]!, bytes, from, length, tag)) return entry;
    }
    if (this.#texts.length === CAPACITY.ENTRIES) return FULL;
    if (length > SHORT_BYTES && !this.reserve(length)) return FULL;
    const entry = this.#texts.length;
    this.#texts.push({
      tag,
      bytes: bytes.slice(from, to),
      next: first,
      code: 0,
      textClass: TEXT_CLASS.NEW,
      total: 0,
      suffix: NO_BYTES,
    });
    this.#buckets[bucket] = entry;
    return entry;
  }
}

function isSame(text: Text, bytes: Uint8Array, from: number, length: number, tag: number): boolean {
  if (text.tag !== tag || text.bytes.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.bytes[i] !== bytes[from + i]) return false;
  return true;
}

interface Pair {
  /** Entry of the code's text in a first pair, of no use in later ones. */
  readonly entry: number;
  /** The pair in front, or NONE. */
  readonly before: number;
  /** Entry of the group cell. */
  readonly cell: number;
  count: number;
}

/**
 * Groups as chains of pairs: (code's text, cell 1) is a pair, (that pair, cell 2) the next one, and so on. The last
 * pair of a chain carries the count.
 */
export class GroupTable {
  #pairs: Pair[] = [];
  readonly #byKey = new Map<number, number>();

  clear(): void {
    this.#pairs = [];
    this.#byKey.clear();
  }

  /** The pair that begins a chain, or FULL. */
  first(entry: number, cell: number): number {
    return this.#pair(entry, { entry, before: NONE, cell, count: 0 });
  }

  /** The pair that goes on behind `before`, or FULL. */
  following(before: number, cell: number): number {
    return this.#pair(CAPACITY.ENTRIES + before, { entry: NONE, before, cell, count: 0 });
  }

  #pair(left: number, made: Pair): number {
    const key = left * CAPACITY.ENTRIES + made.cell;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#pairs.length === CAPACITY.PAIRS) return FULL;
    this.#byKey.set(key, this.#pairs.length);
    return this.#pairs.push(made) - 1;
  }

  addOne(pair: number): void {
    this.#pairs[pair]!.count++;
  }

  /** Every chain with a count. */
  give(take: TakeEntryGroup): void {
    for (const last of this.#pairs) {
      if (last.count === 0) continue;
      const cells: number[] = [last.cell];
      let pair = last;
      while (pair.before !== NONE) {
        pair = this.#pairs[pair.before]!;
        cells.push(pair.cell);
      }
      take(pair.entry, cells.reverse(), last.count);
    }
  }
}
