/** The bytes of a text trace as UTF-8, in order or from a place on, and how many of the input were taken. */
import { DecodeError } from "../errors.js";
import type { ByteInput } from "./byte-input.js";
import { textInput } from "./encoding.js";
import type { Head } from "./source.js";

export class TextBytes {
  readonly #input: ByteInput;
  readonly #text: ByteInput;
  #taken = 0;
  /** Next byte to be read by position; null = the input is read in order. */
  #position: number | null = null;

  constructor(input: ByteInput, head: Head) {
    const add = (count: number): number => {
      this.#taken += count;
      return count;
    };
    this.#input = input;
    this.#text = textInput(
      {
        name: input.name,
        read(into) {
          const count = input.read(into);
          return typeof count === "number" ? add(count) : count.then(add);
        },
        close: () => input.close(),
      },
      head,
    );
  }

  /** Bytes of the input that were read since the beginning, or since `seek`. */
  taken(): number {
    return this.#taken;
  }

  /** Offset of the next byte after `seek`. */
  get position(): number {
    return this.#position ?? this.#taken;
  }

  /** Goes on at byte `position` of the input, which must be UTF-8. */
  seek(position: number): void {
    this.#position = position;
    this.#taken = 0;
  }

  read(into: Uint8Array): number | Promise<number> {
    if (this.#position === null) return this.#text.read(into);
    const count = this.readAt(into, this.#position);
    this.#position += count;
    this.#taken += count;
    return count;
  }

  /** Bytes at `position`; ranges are read from inputs that answer at once. */
  readAt(into: Uint8Array, position: number): number {
    const count = this.#input.readAt?.(into, position);
    if (typeof count === "number") return count;
    throw new DecodeError("E_READ", "the input cannot be read in parts", { file: this.#input.name });
  }
}
