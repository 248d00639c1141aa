/** Paths by their bytes: a path that was met before is found without making a text of it. */

/** Both tables are begun anew when one has so many paths or so many bytes. */
const MOST_PATHS = 32768;
const MOST_BYTES = 1 << 23;
/** Paths with one hash that are kept; made-up ones beyond are made into a text each time. */
const MOST_ALIKE = 16;

interface Path {
  readonly bytes: Uint8Array;
  readonly isOneByte: boolean;
  readonly text: string;
  /** Another one with the same hash. */
  readonly next: Path | undefined;
}

const utf16 = new TextDecoder("utf-16le");

function textOf(bytes: Uint8Array, isOneByte: boolean): string {
  if (!isOneByte) return utf16.decode(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

export class Paths {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #known = new Map<number, Path>();
  #count = 0;
  #kept = 0;

  /** `bytes` is where the paths stand. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The text of bytes [from, from + length); null when there are none. */
  text(from: number, length: number, isOneByte: boolean): string | null {
    if (length === 0) return null;
    const hash = this.#hash(from, length);
    const first = this.#known.get(hash);
    let alike = 0;
    for (let path = first; path !== undefined; path = path.next) {
      alike++;
      if (path.isOneByte === isOneByte && this.#equals(path.bytes, from, length)) return path.text;
    }
    const bytes = this.#bytes.slice(from, from + length);
    const text = textOf(bytes, isOneByte);
    if (alike === MOST_ALIKE) return text;
    if (this.#count === MOST_PATHS || this.#kept > MOST_BYTES) {
      this.#known = new Map();
      this.#count = 0;
      this.#kept = 0;
    }
    this.#known.set(hash, { bytes, isOneByte, text, next: this.#known.get(hash) });
    this.#count++;
    this.#kept += length;
    return text;
  }

  #hash(from: number, length: number): number {
    const view = this.#view;
    const end = from + length;
    let hash = length;
    let at = from;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x85ebca6b);
    return hash;
  }

  #equals(bytes: Uint8Array, from: number, length: number): boolean {
    if (bytes.length !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[i] !== this.#bytes[from + i]) return false;
    return true;
  }
}
