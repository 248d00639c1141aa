/**
 * Text under construction as UTF-8 bytes. Cells of a trace are UTF-8 already, so copying bytes spares a string for
 * every cell. Which bytes may be copied is the format's to say, by a table of flags.
 */

/** The byte stands in a cell as it is. */
export const PLAIN = 1;
/** The byte may also be the first or last of a cell. */
export const PLAIN_AT_END = 2;
/** The byte is written twice, as `\` in JSON. */
export const DOUBLED = 4;

const FIRST_CAPACITY = 1 << 16;
const ZERO = 48;
const NINE = 57;
const DOT = 46;
/** Largest integer whose digits `| 0` can take apart. */
const MAX_INT = 0x7fffffff;

/** Up to so many bytes a loop is faster than `set`. */
const SHORT = 32;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Flags for bytes 0 to 255: printable ASCII is plain everywhere but for the chars of `special`, plain but not at the
 * ends for those of `inside`, written twice for those of `doubled`. A quote is never plain, since cells of a CSV spell
 * it as two.
 */
export function plainBytes(special: string, inside: string, doubled: string): Uint8Array {
  const flags = new Uint8Array(256);
  for (let byte = 0x20; byte < 0x7f; byte++) {
    const char = String.fromCharCode(byte);
    if (char === '"' || special.includes(char)) continue;
    flags[byte] = PLAIN | (inside.includes(char) ? 0 : PLAIN_AT_END) | (doubled.includes(char) ? DOUBLED : 0);
  }
  return flags;
}

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** True for digits that are the number they stand for, such as `0` and `4512`, not `007`. */
function isPlainInteger(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === ZERO && to - from > 1) return false;
  for (let i = from; i < to; i++) if (bytes[i]! < ZERO || bytes[i]! > NINE) return false;
  return to > from;
}

export class Utf8Buffer {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  /** What was appended since `clear`; borrowed until the next call. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  text(): string {
    return decoder.decode(this.view());
  }

  #reserve(byteCount: number): void {
    if (this.#length + byteCount <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + byteCount));
    grown.set(this.view());
    this.#bytes = grown;
  }

  appendBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    if (bytes.length > SHORT) this.#bytes.set(bytes, this.#length);
    else for (let i = 0; i < bytes.length; i++) this.#bytes[this.#length + i] = bytes[i]!;
    this.#length += bytes.length;
  }

  appendText(text: string): void {
    this.#reserve(text.length * 3);
    const out = this.#bytes;
    const start = this.#length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.#length = start + encoder.encodeInto(text, out.subarray(start)).written;
        return;
      }
      out[start + i] = unit;
    }
    this.#length = start + text.length;
  }

  /** `lead`, then the digits of an integer from 0 to 2^53 - 1. */
  appendInteger(lead: Uint8Array, value: number): void {
    this.appendBytes(lead);
    if (value > MAX_INT) {
      this.appendText(String(value));
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    this.#reserve(digits);
    let rest = value | 0;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const tens = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#length += digits;
  }

  /**
   * `lead`, bytes [from, to) and `tail`, if the range is not empty and `flags` says that all its bytes may be copied;
   * otherwise returns false and appends nothing.
   */
  appendPlain(
    lead: Uint8Array,
    bytes: Uint8Array,
    from: number,
    to: number,
    tail: Uint8Array,
    flags: Uint8Array,
  ): boolean {
    if (from >= to || (flags[bytes[from]!]! & flags[bytes[to - 1]!]! & PLAIN_AT_END) === 0) return false;
    const start = this.#length;
    this.appendBytes(lead);
    this.#reserve((to - from) * 2 + tail.length);
    const out = this.#bytes;
    let at = this.#length;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      const flag = flags[byte]!;
      if (flag === 0) {
        this.#length = start;
        return false;
      }
      out[at++] = byte;
      if ((flag & DOUBLED) !== 0) out[at++] = byte;
    }
    for (let i = 0; i < tail.length; i++) out[at++] = tail[i]!;
    this.#length = at;
    return true;
  }

  /** `lead` and bytes [from, to), if they are an integer of up to `maxDigits` digits as it is printed. */
  appendDigits(lead: Uint8Array, bytes: Uint8Array, from: number, to: number, maxDigits: number): boolean {
    if (to - from > maxDigits || !isPlainInteger(bytes, from, to)) return false;
    this.#copy(lead, bytes, from, to);
    return true;
  }

  /** `lead` and bytes [from, to), if they are digits, up to `maxDigits`, a point and exactly `decimals` digits. */
  appendDecimal(
    lead: Uint8Array,
    bytes: Uint8Array,
    from: number,
    to: number,
    maxDigits: number,
    decimals: number,
  ): boolean {
    const point = to - decimals - 1;
    if (point <= from || point - from > maxDigits || bytes[point] !== DOT) return false;
    if (!isPlainInteger(bytes, from, point)) return false;
    for (let i = point + 1; i < to; i++) if (bytes[i]! < ZERO || bytes[i]! > NINE) return false;
    this.#copy(lead, bytes, from, to);
    return true;
  }

  #copy(lead: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
    this.appendBytes(lead);
    this.#reserve(to - from);
    const out = this.#bytes;
    const shift = this.#length - from;
    for (let i = from; i < to; i++) out[i + shift] = bytes[i]!;
    this.#length += to - from;
  }
}
