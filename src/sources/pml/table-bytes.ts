/** Small reads at any place of a file, a block at a time. */
import type { ByteInput } from "../byte-input.js";
import { readFull, type Steps } from "../steps.js";

const BLOCK_BYTES = 65536;

export class TableBytes {
  readonly #input: ByteInput;
  #block = new Uint8Array(0);
  #at = 0;

  /** `input` has `readAt`. */
  constructor(input: ByteInput) {
    this.#input = input;
  }

  /** `length` bytes at `position`, borrowed until the next call; null when the file has not so many. */
  *read(position: number, length: number): Steps<DataView | null> {
    if (position < this.#at || position + length > this.#at + this.#block.length) {
      const block = new Uint8Array(Math.max(BLOCK_BYTES, length));
      const count = yield* readFull(this.#input, block, position);
      this.#block = block.subarray(0, count);
      this.#at = position;
      if (count < length) return null;
    }
    const { buffer, byteOffset } = this.#block;
    return new DataView(buffer, byteOffset + position - this.#at, length);
  }
}
