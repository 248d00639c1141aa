/**
 * Where data goes: standard output, or a file that appears whole or not at all (temporary file beside it, fsync,
 * rename). Devices and pipes are written to directly; a symbolic link is followed.
 */
import { closeSync, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, type Stats, statSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DecodeError } from "../errors.js";
import { ClosedPipe } from "./exit.js";

const STDOUT = 1;

function writeError(name: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "EPIPE") return new ClosedPipe();
  return new DecodeError("E_WRITE", code === "ENOSPC" ? "no space left on the device" : message, { file: name, cause });
}

/** The state of what stands at `path`, following links; undefined when nothing does. */
function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Names of files that are being written, so that an end by a signal can remove them. */
const unfinished = new Set<string>();

/** Removes every file that is not finished. */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // It is gone already.
    }
  }
  unfinished.clear();
}

export class Output {
  readonly name: string;
  readonly #fd: number;
  readonly #temporary: string | null;
  readonly #target: string;
  readonly #encoder = new TextEncoder();
  #closed = false;

  private constructor(name: string, fd: number, temporary: string | null, target: string) {
    this.name = name;
    this.#fd = fd;
    this.#temporary = temporary;
    this.#target = target;
  }

  /**
   * Standard output for undefined or `-`, else the file at `path`.
   * @throws DecodeError E_EXISTS when a file stands there and `force` is false, E_WRITE when it cannot be made
   */
  static open(path: string | undefined, force: boolean): Output {
    if (path === undefined || path === "-") return new Output("standard output", STDOUT, null, "");
    const stat = statOf(path);
    try {
      if (stat !== undefined && !stat.isFile()) return new Output(path, openSync(path, "w"), null, path);
      if (stat !== undefined && !force) {
        throw new DecodeError("E_EXISTS", "the file exists already; --force replaces it", { file: path });
      }
      const target = stat === undefined ? path : realpathSync(path);
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
      const fd = openSync(temporary, "wx", stat?.mode ?? 0o666);
      unfinished.add(temporary);
      if (stat !== undefined) fchmodSync(fd, stat.mode & 0o7777);
      return new Output(path, fd, temporary, target);
    } catch (error) {
      throw error instanceof DecodeError ? error : writeError(path, error);
    }
  }

  /** Writes text as UTF-8, or bytes. */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? this.#encoder.encode(data) : data;
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(this.#fd, bytes, at, bytes.length - at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw writeError(this.name, error);
        // A pipe that does not block is full.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  }

  /** Makes the file appear. */
  finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#fd === STDOUT) return;
    try {
      if (this.#temporary !== null) fsyncSync(this.#fd);
      closeSync(this.#fd);
      if (this.#temporary !== null) {
        renameSync(this.#temporary, this.#target);
        unfinished.delete(this.#temporary);
      }
    } catch (error) {
      removeUnfinished();
      throw writeError(this.name, error);
    }
  }

  /** Gives the file up; nothing appears. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#fd === STDOUT) return;
    closeSync(this.#fd);
    if (this.#temporary !== null) {
      unlinkSync(this.#temporary);
      unfinished.delete(this.#temporary);
    }
  }
}
