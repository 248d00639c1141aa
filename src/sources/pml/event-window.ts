/** The window on the events of a .pml: bytes of the file in kernel memory, the event at hand moved to the front when it is cut. */
import type { ByteInput } from "../byte-input.js";
import { readFull, type Steps } from "../steps.js";

const READ_BYTES = 512 * 1024;

export class EventWindow {
  readonly bytes: Uint8Array;
  /** Position of the event at hand in `bytes`. */
  at = 0;
  readonly #input: ByteInput;
  /** Offset of `bytes` in the file. */
  #base = 0;
  #filled = 0;
  /** Exclusive end of what is wanted; infinite when the end of the file is. */
  #end: number;
  /** What `input.read` gives next. */
  #cursor = 0;
  #hasEnded = false;

  constructor(bytes: Uint8Array, input: ByteInput, end: number) {
    this.bytes = bytes;
    this.#input = input;
    this.#end = end;
  }

  get base(): number {
    return this.#base;
  }

  /** Exclusive end of the bytes that are there. */
  get filled(): number {
    return this.#filled;
  }

  /** Offset in the file of the event at hand. */
  get offset(): number {
    return this.#base + this.at;
  }

  /** Bytes that are there of the event at hand. */
  get rest(): number {
    return this.#filled - this.at;
  }

  /** Nothing stands behind what is there. */
  get isEnd(): boolean {
    return this.#hasEnded || this.#base + this.#filled >= this.#end;
  }

  /** Reads over the bytes before the first event. */
  *begin(firstEvent: number): Steps<void> {
    this.#cursor = yield* readFull(this.#input, this.bytes.subarray(0, firstEvent), null);
    this.#base = this.#cursor;
    this.#hasEnded = this.#cursor < firstEvent;
  }

  /** Goes to `offset`; elsewhere than in the bytes that are there the input needs `readAt`. */
  seek(offset: number, end = this.#end): void {
    this.#end = end;
    if (offset >= this.#base && offset <= this.#base + this.#filled) {
      this.at = offset - this.#base;
      this.#filled = Math.min(this.#filled, end - this.#base);
      return;
    }
    this.#base = offset;
    this.at = 0;
    this.#filled = 0;
    this.#hasEnded = false;
  }

  /** Sees to it that `needed` bytes of the event at hand are there; false when there are no more so many. */
  *more(needed: number): Steps<boolean> {
    this.#slide();
    while (this.#filled < needed && !this.isEnd) {
      const to = Math.min(Math.max(READ_BYTES, needed), this.#end - this.#base);
      yield* this.#fill(this.bytes.subarray(this.#filled, to));
    }
    return this.#filled >= needed;
  }

  #slide(): void {
    this.bytes.copyWithin(0, this.at, this.#filled);
    this.#base += this.at;
    this.#filled -= this.at;
    this.at = 0;
  }

  *#fill(into: Uint8Array): Steps<void> {
    const position = this.#base + this.#filled;
    const isNext = position === this.#cursor;
    const count = yield* readFull(this.#input, into, isNext ? null : position);
    if (isNext) this.#cursor += count;
    this.#filled += count;
    if (count < into.length) this.#hasEnded = true;
  }

  /** True when all that follows up to the end of the file is zero. Nothing can be read afterwards. */
  *isBlank(): Steps<boolean> {
    for (;;) {
      if (this.bytes.subarray(this.at, this.#filled).some((byte) => byte !== 0)) return false;
      this.at = this.#filled;
      if (!(yield* this.more(1))) return true;
    }
  }

  /** Bytes of the file; those of an input that comes once are read to its end. */
  *fileBytes(): Steps<number> {
    const { byteLength, readAt } = this.#input;
    if (byteLength !== undefined && readAt !== undefined) return byteLength;
    const into = this.bytes.subarray(0, READ_BYTES);
    for (;;) {
      const count = yield* readFull(this.#input, into, null);
      this.#cursor += count;
      if (count < into.length) return this.#cursor;
    }
  }
}
