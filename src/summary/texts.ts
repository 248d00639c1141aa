/**
 * A list of texts that grows to hundreds of millions. The first ones are strings, which take the least time; all others are
 * bytes, as strings would fill the engine's heap, which is small and ends the process when it is full.
 */
import { withRoom } from "./with-room.js";

/** Texts that are kept as strings. */
export const FIRST_TEXTS = 1 << 14;

/** Texts of one page; the pages' bytes are at most twice as long as they need to be, and exact in all but the last one. */
const PAGE_BITS = 12;
const PAGE_TEXTS = 1 << PAGE_BITS;
const FIRST_BYTES = 1 << 14;
/** Longer texts have bytes of their own, so that a page stays below 4 GiB. */
const LONG_BYTES = 1 << 18;

/** Character codes that one call makes a string of. */
const CODES_PER_CALL = 4096;

/** A text's first byte: a byte a UTF-16 code unit follows, or two bytes, the low one first. An empty text has no byte. */
const NARROW = 1;
const WIDE = 2;

/** Text i of a page ends before byte `ends[i]` and begins where the one before ends, but for those that are long. */
export interface TextPage {
  bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly long: Map<number, Uint8Array<ArrayBuffer>>;
}

function kindOf(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return WIDE;
  return NARROW;
}

/** Writes a text to `bytes` from `from` on, its kind in front; nothing of an empty one. */
function encode(text: string, kind: number, bytes: Uint8Array, from: number): void {
  if (text !== "") bytes[from] = kind;
  for (let i = 0, at = from + 1; i < text.length; i++, at += kind) {
    const unit = text.charCodeAt(i);
    bytes[at] = unit;
    if (kind === WIDE) bytes[at + 1] = unit >>> 8;
  }
}

/** Bytes [from, to) as a text, each a code unit. */
export function narrowText(bytes: Uint8Array, from: number, to: number): string {
  return textOfUnits(bytes.subarray(from, to));
}

function textOfUnits(units: Uint8Array | Uint16Array): string {
  let text = "";
  for (let i = 0; i < units.length; i += CODES_PER_CALL) {
    text += String.fromCharCode.apply(null, units.subarray(i, i + CODES_PER_CALL) as unknown as number[]);
  }
  return text;
}

/** A list in a form that goes from thread to thread as it is. All pages but the last one are full. */
export interface PlainTexts {
  readonly first: string[];
  readonly pages: TextPage[];
  readonly size: number;
}

export class Texts {
  readonly #first: string[];
  readonly #pages: TextPage[];
  #size: number;

  /** The texts of a plain list, which now belong to this one. */
  constructor({ first, pages, size }: PlainTexts = { first: [], pages: [], size: 0 }) {
    this.#first = first;
    this.#pages = pages;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /** This list as it is now. Not a copy: add nothing as long as it is used. */
  get plain(): PlainTexts {
    return { first: this.#first, pages: this.#pages, size: this.#size };
  }

  add(text: string): void {
    if (this.#size < FIRST_TEXTS) {
      this.#first.push(text);
    } else {
      const kind = kindOf(text);
      const { bytes, from } = this.#room(text.length * kind);
      encode(text, kind, bytes, from);
    }
    this.#size++;
  }

  /** The same for a text of which bytes [from, to) are the code units. */
  addNarrow(text: Uint8Array, from: number, to: number): void {
    if (this.#size < FIRST_TEXTS) {
      this.#first.push(narrowText(text, from, to));
    } else {
      const room = this.#room(to - from);
      if (from < to) room.bytes[room.from] = NARROW;
      for (let i = from, at = room.from + 1; i < to; i++, at++) room.bytes[at] = text[i]!;
    }
    this.#size++;
  }

  /** Where the next text goes, with its kind in front, when `length` bytes follow that. */
  #room(length: number): { bytes: Uint8Array; from: number } {
    const place = (this.#size - FIRST_TEXTS) & (PAGE_TEXTS - 1);
    if (place === 0) {
      const full = this.#pages[this.#pages.length - 1];
      if (full !== undefined) full.bytes = full.bytes.slice(0, full.ends[PAGE_TEXTS - 1]);
      const ends = new Uint32Array(PAGE_TEXTS);
      this.#pages.push({ bytes: new Uint8Array(FIRST_BYTES), ends, long: new Map() });
    }
    const page = this.#pages[this.#pages.length - 1]!;
    const from = place === 0 ? 0 : page.ends[place - 1]!;
    const to = length === 0 ? from : from + 1 + length;
    if (length > LONG_BYTES) {
      const own = new Uint8Array(1 + length);
      page.long.set(place, own);
      page.ends[place] = from;
      return { bytes: own, from: 0 };
    }
    if (to > page.bytes.length) page.bytes = withRoom(page.bytes, Math.max(to, page.bytes.length * 2));
    page.ends[place] = to;
    return { bytes: page.bytes, from };
  }

  /** Where a text that is not among the first ones stands, with its kind in front. */
  #bytesOf(index: number): { bytes: Uint8Array; from: number; to: number } {
    const at = index - FIRST_TEXTS;
    const { bytes, ends, long } = this.#pages[at >>> PAGE_BITS]!;
    const place = at & (PAGE_TEXTS - 1);
    const own = long.get(place);
    if (own !== undefined) return { bytes: own, from: 0, to: own.length };
    return { bytes, from: place === 0 ? 0 : ends[place - 1]!, to: ends[place]! };
  }

  /** Text `index`, below `size`. */
  at(index: number): string {
    if (index < FIRST_TEXTS) return this.#first[index]!;
    const { bytes, from: kindAt, to } = this.#bytesOf(index);
    const from = kindAt + 1;
    if (from >= to) return "";
    if (bytes[kindAt] === NARROW) return narrowText(bytes, from, to);
    const units = Uint16Array.from({ length: (to - from) / 2 }, (_, i) => {
      return bytes[from + 2 * i]! | (bytes[from + 2 * i + 1]! << 8);
    });
    return textOfUnits(units);
  }

  /** Calls back with the code units [from, to) of text `index` where they are bytes. False where not. */
  withNarrow(index: number, call: (bytes: Uint8Array, from: number, to: number) => void): boolean {
    if (index < FIRST_TEXTS) return false;
    const { bytes, from, to } = this.#bytesOf(index);
    if (from < to && bytes[from] !== NARROW) return false;
    call(bytes, Math.min(from + 1, to), to);
    return true;
  }

  /** Whether text `index` is the one of which bytes [from, to) are the code units. */
  isNarrowAt(index: number, text: Uint8Array, from: number, to: number): boolean {
    if (index < FIRST_TEXTS) return this.#first[index] === narrowText(text, from, to);
    const own = this.#bytesOf(index);
    if (from === to) return own.from === own.to;
    if (own.to - own.from !== 1 + to - from || own.bytes[own.from] !== NARROW) return false;
    const { bytes } = own;
    for (let i = from, at = own.from + 1; i < to; i++, at++) if (bytes[at] !== text[i]) return false;
    return true;
  }

  /** Whether text `index` is `text`. */
  isAt(index: number, text: string): boolean {
    if (index < FIRST_TEXTS) return this.#first[index] === text;
    const { bytes, from, to } = this.#bytesOf(index);
    if (text === "") return from === to;
    const kind = bytes[from]!;
    if (to - from !== 1 + text.length * kind) return false;
    for (let i = 0, at = from + 1; i < text.length; i++, at += kind) {
      const unit = kind === WIDE ? bytes[at]! | (bytes[at + 1]! << 8) : bytes[at]!;
      if (text.charCodeAt(i) !== unit) return false;
    }
    return true;
  }
}
