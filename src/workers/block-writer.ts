/**
 * The bytes that one block gives, on their way to the output. They are kept in memory until their place in the output
 * is known, and behind that written from there on.
 */
import { type OpenFile, writeAt } from "./file-output.js";

export class BlockWriter {
  readonly #file: OpenFile;
  readonly #buffer: Uint8Array;
  /** Bytes in the buffer, and bytes of the block that are written already. */
  #used = 0;
  #written = 0;
  #isDropped = false;
  #place: () => number | null = () => null;

  /** Keeps up to `bufferBytes` in memory. */
  constructor(file: OpenFile, bufferBytes: number) {
    this.#file = file;
    this.#buffer = new Uint8Array(bufferBytes);
  }

  /**
   * Begins a block, and forgets what is left of the one before. `place` is asked for the block's place in the output when
   * memory is full, and may wait for it; null = the bytes are not wanted after all.
   */
  begin(place: () => number | null): void {
    this.#used = 0;
    this.#written = 0;
    this.#isDropped = false;
    this.#place = place;
  }

  /** Takes bytes of the block, which are borrowed. */
  write(bytes: Uint8Array): void {
    if (this.#isDropped) return;
    if (this.#used + bytes.length <= this.#buffer.length) {
      this.#buffer.set(bytes, this.#used);
      this.#used += bytes.length;
      return;
    }
    const position = this.#place();
    if (position === null) {
      this.#isDropped = true;
      return;
    }
    this.flush(position);
    writeAt(this.#file, bytes, position + this.#written);
    this.#written += bytes.length;
  }

  /** Bytes that the block has so far. */
  get length(): number {
    return this.#written + this.#used;
  }

  /** Writes what is in memory, of a block that has its place at byte `position` of the output. */
  flush(position: number): void {
    writeAt(this.#file, this.#buffer.subarray(0, this.#used), position + this.#written);
    this.#written += this.#used;
    this.#used = 0;
  }
}
