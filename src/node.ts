/** The library with files and standard input: everything of `ioctlens`, and inputs that need Node. */
import { closeSync, fstatSync, openSync, read, readSync } from "node:fs";
import { DecodeError } from "./errors.js";
import type { ByteInput } from "./sources/byte-input.js";

export * from "./index.js";

function readError(name: string, cause: unknown): DecodeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text =
    code === "ENOENT" ? "no such file" : code === "EISDIR" ? "this is a directory" : code === "EACCES" ? "permission denied" : message;
  return new DecodeError("E_READ", text, { file: name, cause });
}

/** Waits until a descriptor that does not block may have bytes again. */
const RETRY_MS = 5;

function readStream(fd: number, into: Uint8Array, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const attempt = (): void => {
      read(fd, into, 0, into.length, null, (error, count) => {
        if (error === null) resolve(count);
        else if (error.code === "EAGAIN") setTimeout(attempt, RETRY_MS);
        else if (error.code === "EOF") resolve(0);
        else reject(readError(name, error));
      });
    };
    attempt();
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
    fd = openSync(path, "r");
  } catch (cause) {
    throw readError(name, cause);
  }
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw new DecodeError("E_READ", "this is a directory", { file: name });
  }
  const close = (): void => closeSync(fd);
  if (!stat.isFile()) return { name, read: (into) => readStream(fd, into, name), close };
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

/** Standard input, named `-`. */
export function stdinInput(): ByteInput {
  const stat = fstatSync(0);
  if (stat.isFile()) return { ...fileInput("/dev/stdin", "-"), close() {} };
  return { name: "-", read: (into) => readStream(0, into, "-"), close() {} };
}
