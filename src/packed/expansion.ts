/** How much an input may unpack to. One bomb can look like any other file until it is unpacked. */
import { DecodeError } from "../errors.js";

/** Limits of what one input unpacks to. */
export interface ExpandLimits {
  /** Bytes. Default: 64 GiB. */
  readonly maxExpandBytes?: number;
  /** Times the bytes of the packed input. Default: 1000. It counts from 16 MiB on. */
  readonly maxExpandRatio?: number;
}

/** Default of `maxExpandBytes`: 64 GiB. */
export const DEFAULT_MAX_EXPAND_BYTES = 64 * 1024 ** 3;
/** Default of `maxExpandRatio`. Deflate cannot do much more than 1000; real traces stay below 100. */
export const DEFAULT_MAX_EXPAND_RATIO = 1000;
/** What unpacks to no more than this is never refused for its ratio. */
const HARMLESS_BYTES = 16 * 1024 * 1024;

/** Counts what an input unpacks to, layer by layer where a packed input holds another one. */
export class Expansion {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #maxRatio: number;
  readonly #given: number[] = [];
  /** Bytes of the input itself, as far as they are taken; of an archive all. */
  packedBytes = 0;

  constructor(file: string, limits: ExpandLimits) {
    this.#file = file;
    this.#maxBytes = limits.maxExpandBytes ?? DEFAULT_MAX_EXPAND_BYTES;
    this.#maxRatio = limits.maxExpandRatio ?? DEFAULT_MAX_EXPAND_RATIO;
  }

  /**
   * Counts bytes that layer `depth` (0 = the outermost) gave.
   * @throws DecodeError E_EXPAND_LIMIT
   */
  gave(depth: number, count: number): void {
    const total = (this.#given[depth] ?? 0) + count;
    this.#given[depth] = total;
    this.check(total);
  }

  /**
   * Judges a size that was given, or that an archive tells.
   * @throws DecodeError E_EXPAND_LIMIT
   */
  check(bytes: number): void {
    if (bytes > this.#maxBytes) {
      throw this.#error(`it unpacks to more than ${this.#maxBytes} bytes; --max-expand allows more`);
    }
    if (bytes > HARMLESS_BYTES && bytes > this.#maxRatio * this.packedBytes) {
      throw this.#error(
        `it unpacks to more than ${this.#maxRatio} times its size, as bombs do; --max-expand SIZE,RATIO allows more`,
      );
    }
  }

  #error(message: string): DecodeError {
    return new DecodeError("E_EXPAND_LIMIT", message, { file: this.#file });
  }
}
