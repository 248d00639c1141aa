/** Files as inputs, for the main thread and for workers. */
import { closeSync, constants, fstatSync, openSync, read, readSync } from "node:fs";
import { DecodeError } from "../errors.js";
import { type ByteInput, toByteInput } from "../sources/byte-input.js";

/** Smaller files are not worth a second thread. */
export const THREADS_FROM_BYTES = 64 * 1024 * 1024;

/** What went wrong with an input, in a person's words. */
export function readError(name: string, cause: unknown): DecodeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text =
    code === "ENOENT"
      ? "no such file"
      : code === "EISDIR"
        ? "this is a directory"
        : code === "EACCES"
          ? "permission denied"
          : message;
  return new DecodeError("E_READ", text, { file: name, cause });
}

/** Chunks of a pipe. It is waited for outside the thread pool, so that a silent one cannot hold up an exit. */
export async function* chunksOf(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw readError(name, cause);
  }
}

/** Bytes of a named pipe that is open. */
async function* pipeChunks(fd: number): AsyncGenerator<Uint8Array> {
  const { Socket } = await import("node:net");
  yield* new Socket({ fd, writable: false }) as AsyncIterable<Uint8Array>;
}

function readDevice(fd: number, into: Uint8Array, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, into, 0, into.length, null, (error, count) => {
      if (error === null) resolve(count);
      else if (error.code === "EOF") resolve(0);
      else reject(readError(name, error));
    });
  });
}

/**
 * A file. Regular files are read by position, straight into the memory that asks, without a promise; pipes and
 * devices as streams.
 * @throws DecodeError E_READ when it cannot be opened; reading throws E_READ too
 */
export function fileInput(path: string, name = path): ByteInput {
  let fd: number;
  try {
    // Without waiting for a pipe's writer, as the reading waits for it.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    throw readError(name, cause);
  }
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw new DecodeError("E_READ", "this is a directory", { file: name });
  }
  if (stat.isFIFO()) return toByteInput(chunksOf(pipeChunks(fd), name), name);
  let isClosed = false;
  const close = (): void => {
    if (!isClosed) closeSync(fd);
    isClosed = true;
  };
  if (!stat.isFile()) return { name, read: (into) => readDevice(fd, into, name), close };
  let position = 0;
  const readAt = (into: Uint8Array, from: number): number => {
    try {
      return readSync(fd, into, 0, into.length, from);
    } catch (cause) {
      throw readError(name, cause);
    }
  };
  return {
    name,
    // Files that report no size, as those of /proc, are read to their end all the same.
    ...(stat.size > 0 ? { byteLength: stat.size } : {}),
    read(into) {
      const count = readAt(into, position);
      position += count;
      return count;
    },
    readAt,
    close,
  };
}
