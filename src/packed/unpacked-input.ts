/** Packed bytes -> an input of unpacked ones. Owns the reading and the limits; how to unpack is an `Unpacker`'s business. */
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";
import type { Expansion } from "./expansion.js";

/** Takes the bytes of one packed stream and gives the unpacked ones. */
export interface Unpacker {
  /** Packed bytes, at most FEED_BYTES, borrowed until `take` gives 0. Called only when it does. */
  feed(bytes: Uint8Array): void;
  /**
   * Unpacks into the beginning of `into`; 0 when more packed bytes are needed.
   * @throws UnpackFault for damage; whatever was unpacked before it has been given
   */
  take(into: Uint8Array): number;
  /** The packed bytes have ended. @throws UnpackFault when they are not whole */
  end(): void;
  close(): void;
}

/** What is wrong with packed bytes. `message` follows on the name of the packing. */
export class UnpackFault extends Error {}

/** Packed bytes that an unpacker gets at a time. */
export const FEED_BYTES = 64 * 1024;
/** After so many of them that gave nothing, others get their turn. */
const TURN_FEEDS = 256;

/** An error in packed data. */
export function unpackError(file: string, message: string, cause?: unknown): DecodeError {
  return new DecodeError("E_UNPACK", message, { file, cause });
}

/**
 * The unpacked bytes of `input`, which it owns from then on.
 * Reading throws E_UNPACK for damage and E_EXPAND_LIMIT for too much; what was given before stands. `what` names the packing.
 * More than `knownBytes`, which an archive tells, is damage too.
 */
export function unpackedInput(
  input: ByteInput,
  what: string,
  unpacker: Unpacker,
  expansion: Expansion,
  depth: number,
  knownBytes = Number.POSITIVE_INFINITY,
): ByteInput {
  const buffer = new Uint8Array(FEED_BYTES);
  let taken = 0;
  let total = 0;
  let ended = false;
  let failed: unknown;
  const fault = (error: unknown): unknown => {
    if (!(error instanceof UnpackFault)) return error;
    return unpackError(input.name, `the ${what} data ${error.message} (in its first ${taken} bytes)`);
  };
  const received = (count: number): void => {
    taken += count;
    if (depth === 0) expansion.packedBytes = Math.max(expansion.packedBytes, taken);
    ended = count === 0;
    if (!ended) unpacker.feed(buffer.subarray(0, count));
  };
  const read = (into: Uint8Array): number | Promise<number> => {
    if (failed !== undefined) throw failed;
    try {
      for (let feeds = 0; ; feeds++) {
        const given = unpacker.take(into);
        if (given > 0) {
          expansion.gave(depth, given);
          total += given;
          if (total > knownBytes) throw new UnpackFault("is longer than the archive tells");
          return given;
        }
        if (ended) {
          unpacker.end();
          return 0;
        }
        const count = input.read(buffer);
        if (typeof count !== "number") return later(into, count);
        received(count);
        if (feeds >= TURN_FEEDS)
          return new Promise<void>((resolve) => setTimeout(resolve)).then(() => read(into));
      }
    } catch (error) {
      failed = fault(error);
      throw failed;
    }
  };
  const later = async (into: Uint8Array, count: Promise<number>): Promise<number> => {
    try {
      received(await count);
    } catch (error) {
      failed = fault(error);
      throw failed;
    }
    return read(into);
  };
  return {
    name: input.name,
    packed: input.packed ?? {
      get taken() {
        return taken;
      },
      ...(input.byteLength === undefined ? {} : { byteLength: input.byteLength }),
    },
    read,
    async close() {
      unpacker.close();
      await input.close();
    },
  };
}
