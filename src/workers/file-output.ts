/** Files as outputs, for the main thread and for workers. */
import { writeSync } from "node:fs";
import { DecodeError } from "../errors.js";

/** What went wrong with an output, in a person's words. */
export function writeError(name: string, cause: unknown): DecodeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text =
    code === "ENOSPC"
      ? "no space left on the device"
      : code === "ENOENT"
        ? "no such folder"
        : code === "EACCES"
          ? "permission denied"
          : code === "EISDIR"
            ? "this is a folder"
            : message;
  return new DecodeError("E_WRITE", text, { file: name, cause });
}

/** A regular file that is open for writing. A number and a text, so that threads can be told. */
export interface OpenFile {
  readonly fd: number;
  /** As the user named it. */
  readonly name: string;
}

/**
 * Linux keeps what one call writes in pages as large as the call. Those of 2 MiB come from memory that a virtual machine has often
 * given back to its host, and then take several times as long.
 */
const MAX_WRITE = 1024 * 1024;

/**
 * Writes all of `bytes` to `file` from byte `position` on. Several threads may do so at once.
 * @throws DecodeError E_WRITE
 */
export function writeAt({ fd, name }: OpenFile, bytes: Uint8Array, position: number): void {
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(fd, bytes, at, Math.min(bytes.length - at, MAX_WRITE), position + at);
    }
  } catch (cause) {
    throw writeError(name, cause);
  }
}
