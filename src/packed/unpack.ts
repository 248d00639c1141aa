/** Takes the packings off an input, one after the other. */
import { DecodeError } from "../errors.js";
import { type ByteInput, peek } from "../sources/byte-input.js";
import type { Expansion } from "./expansion.js";
import { PACKING_BYTES, type Packing, packingOf } from "./packing.js";
import { type Unpacker, UnpackFault, unpackError, unpackedInput } from "./unpacked-input.js";

/** More packings around each other than this are no accident. */
export const MOST_LAYERS = 4;

async function unpackerOf(packing: Exclude<Packing, "zip">): Promise<Unpacker> {
  if (packing === "gzip") return (await import("./gzip.js")).gzipUnpacker();
  return (await import("./zstd.js")).zstdUnpacker();
}

/** @throws DecodeError E_UNPACK when `depth` packings are off and there is another one */
export function checkDepth(depth: number, file: string): void {
  if (depth < MOST_LAYERS) return;
  throw unpackError(file, `it is packed more than ${MOST_LAYERS} times over`);
}

/**
 * The stream of a packing that holds one input. `input` belongs to what is given back, and is closed when that fails.
 * @throws DecodeError E_UNPACK
 */
export async function unpackStream(
  input: ByteInput,
  packing: Exclude<Packing, "zip">,
  expansion: Expansion,
  depth: number,
): Promise<ByteInput> {
  try {
    checkDepth(depth, input.name);
    return unpackedInput(input, packing, await unpackerOf(packing), expansion, depth);
  } catch (error) {
    await input.close();
    if (error instanceof UnpackFault) throw unpackError(input.name, `the ${packing} data ${error.message}`);
    throw error;
  }
}

/** An input without the streams around it. */
export interface Unpacked {
  readonly input: ByteInput;
  /** It is an archive. */
  readonly isArchive: boolean;
  /** Packings that were taken off. */
  readonly depth: number;
}

/**
 * `given` without the streams around it; itself when there are none. It belongs to what is given back, and is closed
 * when that fails. Damage in the first bytes shows when they are read again.
 * @throws DecodeError E_UNPACK, E_EXPAND_LIMIT, E_READ
 */
export async function unpackStreams(given: ByteInput, expansion: Expansion, from = 0): Promise<Unpacked> {
  let input = given;
  for (let depth = from; ; depth++) {
    const packing = await beginOf(input);
    input = packing.input;
    if (packing.name === "gzip" || packing.name === "zstd") {
      input = await unpackStream(input, packing.name, expansion, depth);
      continue;
    }
    return { input, isArchive: packing.name === "zip", depth };
  }
}

/** What `input` is packed with. Closes it when it cannot be read. */
async function beginOf(given: ByteInput): Promise<{ name: Packing | null; input: ByteInput }> {
  try {
    if (given.readAt === undefined) {
      const { head, input } = await peek(given, PACKING_BYTES);
      return { name: packingOf(head), input };
    }
    const head = new Uint8Array(PACKING_BYTES);
    const count = await given.readAt(head, 0);
    return { name: packingOf(head.subarray(0, count)), input: given };
  } catch (error) {
    // Damage is told when the input is read, behind what is sound.
    if (error instanceof DecodeError && error.code === "E_UNPACK") return { name: null, input: given };
    await given.close();
    throw error;
  }
}
