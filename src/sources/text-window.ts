/**
 * The window of a text reader: bytes of the trace in kernel memory, and where they stand in the input.
 * Positions are window bytes. Knows nothing of rows.
 */
import { utf16Units } from "./encoding.js";
import type { Head } from "./source.js";

const LF = 0x0a;

export class TextWindow {
  /** Memory of the kernel that scans; valid up to `filled`. */
  bytes: Uint8Array;
  filled = 0;
  readonly #bomLength: number;
  readonly #utf16: boolean;
  /** Text bytes before the window. */
  #base = 0;
  /** Lines, and UTF-16 units, before position `mark`; the mark moves forward with the questions. */
  #lineMark = 0;
  #lines = 0;
  #unitMark = 0;
  #units = 0;
  /** Lines before the window. */
  #linesBefore = 0;

  constructor(bytes: Uint8Array, head: Head) {
    this.bytes = bytes;
    this.#bomLength = head.bomLength;
    this.#utf16 = head.encoding !== "utf-8";
  }

  /** Line of the byte at `position`, from 1. Ask in rising order between two calls of advance. */
  lineAt(position: number): number {
    for (; this.#lineMark < position; this.#lineMark++) {
      if (this.bytes[this.#lineMark] === LF) this.#lines++;
    }
    return this.#lines + 1;
  }

  /** Offset of `position` in the input's own bytes. Ask in rising order between two calls of advance. */
  offsetAt(position: number): number {
    if (!this.#utf16) return this.#bomLength + this.#base + position;
    this.#units += utf16Units(this.bytes, this.#unitMark, position);
    this.#unitMark = position;
    return this.#bomLength + 2 * this.#units;
  }

  /** Empties the window, which then stands at text byte `base`, behind `lines` lines. */
  begin(base: number, lines: number): void {
    this.filled = 0;
    this.#base = base;
    this.#lineMark = 0;
    this.#lines = lines;
    this.#linesBefore = lines;
  }

  /** Drops the bytes before `position`. `lineFeeds` = those among them, when they are known already. */
  advance(position: number, lineFeeds?: number): void {
    if (position === 0) return;
    if (lineFeeds === undefined) this.lineAt(position);
    else this.#lines = this.#linesBefore + lineFeeds;
    this.#linesBefore = this.#lines;
    this.#lineMark = 0;
    if (this.#utf16) this.offsetAt(position);
    this.#unitMark = 0;
    this.#base += position;
    this.bytes.copyWithin(0, position, this.filled);
    this.filled -= position;
  }

  /** Goes on in other memory, which must hold `filled` bytes. */
  moveTo(bytes: Uint8Array): void {
    bytes.set(this.bytes.subarray(0, this.filled));
    this.bytes = bytes;
  }
}
