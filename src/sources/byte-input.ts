/**
 * Bytes of a trace: a file, standard input, a Blob, a stream or memory, all behind one interface.
 * Owns reading and the inputs that need no Node; files and stdin live in `src/node.ts`.
 */
import { DecodeError } from "../errors.js";

export interface ByteInput {
  /** As named by the user; `-` for standard input. */
  readonly name: string;
  /** Number of bytes, when it is known before reading. */
  readonly byteLength?: number;
  /**
   * Reads the next bytes into the beginning of `into`; at least one byte unless the input has ended.
   * @returns the number of bytes read, 0 at the end
   */
  read(into: Uint8Array): number | Promise<number>;
  /** Reads bytes at `position`; missing where the input cannot be read twice. May fill less than asked. */
  readAt?(into: Uint8Array, position: number): number | Promise<number>;
  /** There when the bytes come out of a compressed input. */
  readonly packed?: PackedPlace;
  /** Does nothing when it is closed already. */
  close(): void | Promise<void>;
}

/** How far a compressed input was read. Its own bytes, not those that come out of it. */
export interface PackedPlace {
  readonly taken: number;
  readonly byteLength?: number;
}

/** What a caller may hand over as a trace. */
export type InputLike =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>
  | ByteInput;

function isByteInput(input: object): input is ByteInput {
  return "read" in input && typeof input.read === "function" && "close" in input;
}

/** Wraps memory, a Blob, a stream or an iterable of byte chunks. */
export function toByteInput(input: InputLike, name = "input"): ByteInput {
  if (input instanceof Uint8Array) return bytesInput(input, name);
  if (input instanceof ArrayBuffer) return bytesInput(new Uint8Array(input), name);
  if (typeof Blob !== "undefined" && input instanceof Blob) return blobInput(input, name);
  if (isByteInput(input)) return input;
  if (input instanceof ReadableStream) return streamInput(input, name);
  if (Symbol.asyncIterator in input) return chunksInput(input[Symbol.asyncIterator](), name);
  if (Symbol.iterator in input) return chunksInput(input[Symbol.iterator](), name);
  throw new DecodeError("E_OPTION", "the input is neither bytes, a Blob, a stream nor an iterable of bytes");
}

/** Bytes in memory. The array is not copied. */
export function bytesInput(bytes: Uint8Array, name = "input"): ByteInput {
  let position = 0;
  const readAt = (into: Uint8Array, from: number): number => {
    const part = bytes.subarray(from, from + into.length);
    into.set(part);
    return part.length;
  };
  return {
    name,
    byteLength: bytes.length,
    read(into) {
      const count = readAt(into, position);
      position += count;
      return count;
    },
    readAt,
    close() {},
  };
}

/** A Blob or File, read as a stream and, for tables at its end, by slices. */
export function blobInput(blob: Blob, name = "input"): ByteInput {
  let stream: ByteInput | undefined;
  return {
    name,
    byteLength: blob.size,
    read(into) {
      stream ??= streamInput(blob.stream() as ReadableStream<Uint8Array>, name);
      return stream.read(into);
    },
    async readAt(into, position) {
      const part = new Uint8Array(await blob.slice(position, position + into.length).arrayBuffer());
      into.set(part);
      return part.length;
    },
    close() {
      return stream?.close();
    },
  };
}

function streamInput(stream: ReadableStream<Uint8Array>, name: string): ByteInput {
  const reader = stream.getReader();
  return chunksInput(
    {
      next: async () => {
        const { done, value } = await reader.read();
        return done ? { done: true, value: undefined } : { done: false, value };
      },
      return: async () => {
        await reader.cancel();
        return { done: true, value: undefined };
      },
    },
    name,
  );
}

/** Chunks of an iterator; a chunk larger than the space asked for is given out in parts. */
function chunksInput(chunks: Iterator<Uint8Array> | AsyncIterator<Uint8Array>, name: string): ByteInput {
  let rest: Uint8Array = new Uint8Array(0);
  const take = (into: Uint8Array): number => {
    const part = rest.subarray(0, into.length);
    into.set(part);
    rest = rest.subarray(part.length);
    return part.length;
  };
  return {
    name,
    async read(into) {
      while (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) return 0;
        rest = next.value;
      }
      return take(into);
    },
    async close() {
      await chunks.return?.();
    },
  };
}

/**
 * The first bytes of an input, up to `length`, and the input itself as if nothing had been read.
 * Fewer bytes mean that the input has no more.
 */
export async function peek(
  input: ByteInput,
  length: number,
): Promise<{ head: Uint8Array; input: ByteInput }> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await input.read(buffer.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  const head = buffer.subarray(0, filled);
  let given = 0;
  return {
    head,
    input: {
      name: input.name,
      ...(input.byteLength === undefined ? {} : { byteLength: input.byteLength }),
      ...(input.packed === undefined ? {} : { packed: input.packed }),
      read(into) {
        if (given === filled) return input.read(into);
        const part = head.subarray(given, given + into.length);
        into.set(part);
        given += part.length;
        return part.length;
      },
      ...(input.readAt === undefined ? {} : { readAt: input.readAt.bind(input) }),
      close: () => input.close(),
    },
  };
}
