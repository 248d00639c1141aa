/**
 * Text encodings of a trace: finds the encoding of a head, and gives UTF-16 input as UTF-8.
 *
 * Surrogates without a partner keep their value as three bytes, so that no two texts become one and the
 * bytes can be turned back.
 */
import type { ByteInput } from "./byte-input.js";
import type { Head } from "./source.js";

const LF = 0x0a;

/** Little-endian UTF-16 without a byte order mark: units of ASCII make up most of the first line, or of the first units. */
function looksUtf16(bytes: Uint8Array): boolean {
  const units = Math.min(bytes.length >> 1, 256);
  let ascii = 0;
  for (let i = 0; i < units; i++) {
    const low = bytes[2 * i];
    if (bytes[2 * i + 1] === 0) {
      if (low === 0) return false;
      if (low === LF && i > 1 && ascii * 4 >= i * 3) return true;
      ascii++;
    }
  }
  return units > 1 && ascii * 4 >= units * 3;
}

/** The head of an input from its first bytes. */
export function makeHead(bytes: Uint8Array, whole: boolean): Head {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { bytes, text: bytes.subarray(3), encoding: "utf-8", bomLength: 3, whole };
  }
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (little || big || looksUtf16(bytes)) {
    const bomLength = little || big ? 2 : 0;
    const text = new Uint8Array(Math.ceil(bytes.length * 1.5) + 4);
    const converter = new Utf16Converter(big);
    const length = converter.convert(bytes.subarray(bomLength), text);
    return {
      bytes,
      text: text.subarray(0, length),
      encoding: big ? "utf-16be" : "utf-16le",
      bomLength,
      whole,
    };
  }
  return { bytes, text: bytes, encoding: "utf-8", bomLength: 0, whole };
}

/** Turns UTF-16 bytes into UTF-8, chunk by chunk. */
class Utf16Converter {
  readonly #big: boolean;
  /** An odd byte, then a high surrogate, that wait for their other half; -1 = none. */
  #odd = -1;
  #high = -1;

  constructor(big: boolean) {
    this.#big = big;
  }

  /** Converts `from` to the start of `to`, which has room for 1.5 times the bytes and 4 more. */
  convert(from: Uint8Array, to: Uint8Array): number {
    let out = 0;
    let at = 0;
    const put = (unit: number): void => {
      to[out++] = 0xe0 | (unit >> 12);
      to[out++] = 0x80 | ((unit >> 6) & 0x3f);
      to[out++] = 0x80 | (unit & 0x3f);
    };
    while (at < from.length) {
      let first: number;
      if (this.#odd >= 0) {
        first = this.#odd;
        this.#odd = -1;
      } else {
        first = from[at++]!;
        if (at === from.length) {
          this.#odd = first;
          break;
        }
      }
      const second = from[at++]!;
      const unit = this.#big ? (first << 8) | second : (second << 8) | first;
      if (this.#high >= 0) {
        const high = this.#high;
        this.#high = -1;
        if (unit >= 0xdc00 && unit < 0xe000) {
          const point = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
          to[out++] = 0xf0 | (point >> 18);
          to[out++] = 0x80 | ((point >> 12) & 0x3f);
          to[out++] = 0x80 | ((point >> 6) & 0x3f);
          to[out++] = 0x80 | (point & 0x3f);
          continue;
        }
        put(high);
      }
      if (unit < 0x80) {
        to[out++] = unit;
      } else if (unit < 0x800) {
        to[out++] = 0xc0 | (unit >> 6);
        to[out++] = 0x80 | (unit & 0x3f);
      } else if (unit >= 0xd800 && unit < 0xdc00) {
        this.#high = unit;
      } else {
        put(unit);
      }
    }
    return out;
  }

  /** What is left at the end of the input: a surrogate without its partner. */
  finish(to: Uint8Array): number {
    if (this.#high < 0) return 0;
    const high = this.#high;
    this.#high = -1;
    to[0] = 0xe0 | (high >> 12);
    to[1] = 0x80 | ((high >> 6) & 0x3f);
    to[2] = 0x80 | (high & 0x3f);
    return 3;
  }
}

/** Number of UTF-16 units that the whole characters of UTF-8 bytes [from, to) stand for. */
export function utf16Units(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

const CHUNK_BYTES = 256 * 1024;

/** The text of an input as UTF-8 without byte order mark. `input` must stand at its first byte. */
export function textInput(input: ByteInput, head: Head): ByteInput {
  if (head.encoding === "utf-8") return head.bomLength === 0 ? input : skip(input, head.bomLength);
  const source = skip(input, head.bomLength);
  const converter = new Utf16Converter(head.encoding === "utf-16be");
  const raw = new Uint8Array(CHUNK_BYTES);
  const text = new Uint8Array(CHUNK_BYTES * 2);
  let from = 0;
  let to = 0;
  let ended = false;
  const take = (into: Uint8Array): number => {
    const part = text.subarray(from, Math.min(to, from + into.length));
    into.set(part);
    from += part.length;
    return part.length;
  };
  const received = (count: number): void => {
    from = 0;
    to = count === 0 ? converter.finish(text) : converter.convert(raw.subarray(0, count), text);
    ended = count === 0;
  };
  const more = async (into: Uint8Array, first: Promise<number>): Promise<number> => {
    received(await first);
    while (from === to && !ended) received(await source.read(raw));
    return take(into);
  };
  return {
    name: input.name,
    read(into) {
      while (from === to && !ended) {
        const count = source.read(raw);
        if (typeof count !== "number") return more(into, count);
        received(count);
      }
      return take(into);
    },
    close: () => input.close(),
  };
}

/** The input without its first `length` (a few) bytes. */
function skip(input: ByteInput, length: number): ByteInput {
  let left = length;
  const dropped = (into: Uint8Array, count: number): number | Promise<number> => {
    const drop = Math.min(left, count);
    left -= drop;
    into.copyWithin(0, drop, count);
    return count === 0 || count > drop ? count - drop : read(into);
  };
  const read = (into: Uint8Array): number | Promise<number> => {
    const count = input.read(into);
    if (left === 0) return count;
    return typeof count === "number" ? dropped(into, count) : count.then((n) => dropped(into, n));
  };
  return { name: input.name, read, close: () => input.close() };
}

/** Turns UTF-8 (with lone surrogates as three bytes) back into UTF-16, chunk by chunk. */
export class Utf16Writer {
  readonly #big: boolean;
  /** Bytes of a character whose rest is still to come. */
  #begun: number[] = [];

  constructor(big: boolean) {
    this.#big = big;
  }

  convert(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array((bytes.length + this.#begun.length) * 2);
    let length = 0;
    const put = (unit: number): void => {
      out[length++] = this.#big ? unit >> 8 : unit & 0xff;
      out[length++] = this.#big ? unit & 0xff : unit >> 8;
    };
    for (const byte of bytes) {
      if (byte < 0x80) {
        put(byte);
        continue;
      }
      this.#begun.push(byte);
      const [first = 0, second = 0, third = 0, fourth = 0] = this.#begun;
      const wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
      if (this.#begun.length < wanted) continue;
      this.#begun = [];
      if (wanted === 2) {
        put(((first & 0x1f) << 6) | (second & 0x3f));
      } else if (wanted === 3) {
        put(((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f));
      } else {
        const point = ((first & 7) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
        put(0xd800 + ((point - 0x10000) >> 10));
        put(0xdc00 + (point & 0x3ff));
      }
    }
    return out.subarray(0, length);
  }
}
