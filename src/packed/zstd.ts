/**
 * Zstandard: one or more frames, some of which may be skipped. The unpacking is libzstd's own, as the package zstddec
 * brings it: it checks every length and the checksums, and takes windows up to 128 MiB, as the command zstd does.
 *
 * The package's own way of streaming tells no errors, so its library is called here as its manual says:
 * ZSTD_decompressStream, with the input that it asked for, so that it never takes more than one block at a time.
 */
import { FEED_BYTES, type Unpacker, UnpackFault } from "./unpacked-input.js";

/** Functions of libzstd, as WebAssembly exports them. Pointers and sizes are numbers; memory may grow in any call. */
interface LibZstd {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** A block is never larger. */
const OUTPUT_BYTES = 128 * 1024;
/** ZSTD_inBuffer and ZSTD_outBuffer: pointer, size, position; 32 bits each. */
const BUFFER_STRUCT_BYTES = 12;
/** Bytes with which a frame begins. */
const FRAME_START_BYTES = 5;
/** Results from here on are errors: minus the code of zstd_errors.h. */
const FIRST_ERROR = 0xffffff00;
const PREFIX_UNKNOWN = 10;

/** Errors of zstd_errors.h that a person can do something about. */
const FAULTS: Readonly<Record<number, string>> = {
  14: "uses a feature that is not supported",
  16: "needs a window of more than 128 MiB (it was made with --long or --ultra); unpack it first",
  22: "is damaged: wrong checksum",
  32: "needs a dictionary; unpack it first",
  64: "needs more memory than there is",
};

let library: Promise<LibZstd> | undefined;

async function loadLibrary(): Promise<LibZstd> {
  if (typeof WebAssembly === "undefined") {
    throw new UnpackFault("cannot be unpacked, since WebAssembly is not allowed here; unpack it first");
  }
  const { ZSTDDecoder } = await import("zstddec/stream");
  let exports: LibZstd | undefined;
  class Loader extends ZSTDDecoder {
    override _init(result: WebAssembly.WebAssemblyInstantiatedSource): void {
      exports = result.instance.exports as unknown as LibZstd;
      super._init(result);
    }
  }
  await new Loader().init();
  if (exports === undefined) throw new UnpackFault("cannot be unpacked: its library is in other use");
  return exports;
}

export async function zstdUnpacker(): Promise<Unpacker> {
  library ??= loadLibrary();
  const zstd = await library;
  const context = zstd.ZSTD_createDCtx();
  const memory = zstd.malloc(2 * BUFFER_STRUCT_BYTES + FEED_BYTES + OUTPUT_BYTES);
  if (context === 0 || memory === 0) throw new UnpackFault(FAULTS[64]);
  const inputStruct = memory;
  const outputStruct = inputStruct + BUFFER_STRUCT_BYTES;
  const inputAt = outputStruct + BUFFER_STRUCT_BYTES;
  const outputAt = inputAt + FEED_BYTES;
  let view = new DataView(zstd.memory.buffer);
  /** Memory as it is now. */
  const words = (): DataView => {
    if (view.buffer !== zstd.memory.buffer) view = new DataView(zstd.memory.buffer);
    return view;
  };
  const setStruct = (struct: number, pointer: number, size: number, position: number): void => {
    words().setUint32(struct, pointer, true);
    words().setUint32(struct + 4, size, true);
    words().setUint32(struct + 8, position, true);
  };
  const positionOf = (struct: number): number => words().getUint32(struct + 8, true);

  let filled = 0;
  let position = 0;
  /** Packed bytes that the library asked for; 0 at the end of a frame. */
  let wanted = 0;
  let frames = 0;
  let isClosed = false;
  /** The last call filled the output, so there may be more of it. It comes first: an error would take it along. */
  let isFull = false;

  function step(size: number): number {
    const next = wanted === 0 ? FRAME_START_BYTES : wanted;
    const inputEnd = isFull ? position : Math.min(filled, position + next);
    setStruct(inputStruct, inputAt, inputEnd, position);
    setStruct(outputStruct, outputAt, size, 0);
    const result = zstd.ZSTD_decompressStream(context, outputStruct, inputStruct) >>> 0;
    if (result >= FIRST_ERROR) {
      const code = -(result | 0);
      if (code === PREFIX_UNKNOWN && wanted === 0 && frames > 0) {
        throw new UnpackFault("is followed by bytes that are none of it");
      }
      throw new UnpackFault(FAULTS[code] ?? `is damaged (error ${code} of zstd)`);
    }
    if (result === 0) frames++;
    wanted = result;
    position = positionOf(inputStruct);
    return positionOf(outputStruct);
  }

  return {
    feed(bytes) {
      new Uint8Array(zstd.memory.buffer, inputAt, bytes.length).set(bytes);
      filled = bytes.length;
      position = 0;
    },
    take(into) {
      const size = Math.min(into.length, OUTPUT_BYTES);
      while (position < filled || isFull) {
        const count = step(size);
        isFull = count === size && wanted > 0;
        if (count === 0) continue;
        into.set(new Uint8Array(zstd.memory.buffer, outputAt, count));
        return count;
      }
      return 0;
    },
    end() {
      if (wanted > 0 || frames === 0) throw new UnpackFault("is cut off before its end");
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      zstd.ZSTD_freeDCtx(context);
      zstd.free(memory);
    },
  };
}
