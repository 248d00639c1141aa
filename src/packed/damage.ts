/**
 * Damage in the middle of a compressed input, as its reader sees it: the bytes end there. What was read before stays,
 * the damage is told at the end.
 */
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";
import type { Head } from "../sources/source.js";

const CHUNK_BYTES = 256 * 1024;
const LF = 0x0a;

/** An input that ends where it is damaged. */
export interface EndingInput {
  readonly input: ByteInput;
  /** What ended it; null while it is sound. */
  readonly damage: DecodeError | null;
}

/** `input` up to where reading it throws E_UNPACK. */
export function endAtDamage(input: ByteInput): EndingInput {
  let damage: DecodeError | null = null;
  const end = (error: unknown): number => {
    if (!(error instanceof DecodeError) || error.code !== "E_UNPACK") throw error;
    damage = error;
    return 0;
  };
  return {
    input: {
      ...input,
      read(into) {
        if (damage !== null) return 0;
        try {
          const count = input.read(into);
          return typeof count === "number" ? count : count.catch(end);
        } catch (error) {
          return end(error);
        }
      },
    },
    get damage() {
      return damage;
    },
  };
}

/** The end of the last line feed in `bytes`, or 0. */
export function endOfLines(bytes: Uint8Array, encoding: Head["encoding"]): number {
  if (encoding === "utf-8") return bytes.lastIndexOf(LF) + 1;
  const low = encoding === "utf-16le" ? 0 : 1;
  for (let at = bytes.length - 2 - (bytes.length % 2); at >= 0; at -= 2) {
    if (bytes[at + low] === LF && bytes[at + 1 - low] === 0) return at + 2;
  }
  return 0;
}

/**
 * `input` without the line that `isDamaged` cut off, so that no half of a number is taken for a whole one.
 * Lines are held back until they are whole, as far as they have room in CHUNK_BYTES. Begins at the first byte.
 */
export function wholeLines(
  input: ByteInput,
  encoding: Head["encoding"],
  isDamaged: () => boolean,
): ByteInput {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let from = 0;
  /** Bytes up to here may be given out. */
  let whole = 0;
  let filled = 0;
  let ended = false;
  const received = (count: number): void => {
    filled += count;
    ended = count === 0;
    if (ended) whole = isDamaged() ? 0 : filled;
    else whole = endOfLines(buffer.subarray(0, filled), encoding) || (filled === buffer.length ? filled : 0);
  };
  const read = (into: Uint8Array): number | Promise<number> => {
    while (from === whole && !ended) {
      buffer.copyWithin(0, from, filled);
      filled -= from;
      from = 0;
      whole = 0;
      const count = input.read(buffer.subarray(filled));
      if (typeof count !== "number") return later(into, count);
      received(count);
    }
    const part = buffer.subarray(from, Math.min(whole, from + into.length));
    into.set(part);
    from += part.length;
    return part.length;
  };
  const later = async (into: Uint8Array, count: Promise<number>): Promise<number> => {
    received(await count);
    return read(into);
  };
  return { ...input, read };
}
