/**
 * Where data goes: standard output, or a file that appears whole or not at all (temporary file beside it, fsync,
 * rename). Devices and pipes are written to directly; a symbolic link is followed.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DecodeError } from "../errors.js";
import { type OpenFile, writeError } from "../workers/file-output.js";
import { ClosedPipe } from "./exit.js";

const STDOUT = 1;
/** A pipe that nobody has written to takes so much before it is full. */
const PIPE_BYTES = 65536;
/** A pipe that does not block and is full is tried again after so long. */
const RETRY_MS = 2;
/** Names of descriptors that are open already. */
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;
const STANDARD: Readonly<Record<string, number>> = { "-": 1, "/dev/stdout": 1, "/dev/stderr": 2 };

function outputError(name: string, cause: unknown): Error {
  return (cause as NodeJS.ErrnoException).code === "EPIPE" ? new ClosedPipe() : writeError(name, cause);
}

/** The descriptor that `path` stands for, or undefined. */
function openDescriptor(path: string): number | undefined {
  const number = DESCRIPTOR.exec(path)?.[1];
  return number === undefined ? STANDARD[path] : Number(number);
}

/** The file behind `path`, also where a symbolic link leads to a file that is not there yet. */
function linkTarget(path: string): string {
  let target = path;
  // The system follows 40 links as well.
  for (let i = 0; i < 40; i++) {
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  throw new Error("too many symbolic links");
}

/** Files that are being written. Whatever ends the process, they are removed. */
const unfinished = new Set<string>();
let made = 0;

/** Removes every file that is not finished. */
function removeUnfinished(): void {
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
  /** False for a descriptor that was open before. */
  readonly #owned: boolean;
  readonly #temporary: string | null;
  readonly #target: string;
  readonly #encoder = new TextEncoder();
  #closed = false;
  /** Bytes written to standard output while it may block. */
  #blocking = 0;

  private constructor(name: string, fd: number, owned: boolean, temporary: string | null, target: string) {
    this.name = name;
    this.#fd = fd;
    this.#owned = owned;
    this.#temporary = temporary;
    this.#target = target;
  }

  /**
   * Standard output for undefined or `-`, else the file at `path`.
   * @throws DecodeError E_EXISTS when a file stands there and `force` is false, E_WRITE when it cannot be made
   */
  static open(path: string | undefined, force: boolean): Output {
    if (path === undefined) return new Output("standard output", STDOUT, false, null, "");
    const descriptor = openDescriptor(path);
    if (descriptor !== undefined) {
      return new Output(descriptor === STDOUT ? "standard output" : path, descriptor, false, null, "");
    }
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat !== undefined && !stat.isFile()) return new Output(path, openSync(path, "w"), true, null, "");
      if (stat !== undefined && !force) {
        throw new DecodeError("E_EXISTS", "the file exists already; --force replaces it", { file: path });
      }
      const target = stat === undefined ? linkTarget(path) : realpathSync(path);
      const temporary = join(dirname(target), `.ioctlens-${process.pid}-${++made}.part`);
      const fd = openSync(temporary, "wx", stat?.mode ?? 0o666);
      if (made === 1) process.once("exit", removeUnfinished);
      unfinished.add(temporary);
      if (stat !== undefined) fchmodSync(fd, stat.mode & 0o7777);
      return new Output(path, fd, true, temporary, target);
    } catch (error) {
      throw error instanceof DecodeError ? error : outputError(path, error);
    }
  }

  /** The new file, for who writes all of it by position; null where bytes go out as they come. */
  get file(): OpenFile | null {
    return this.#temporary === null ? null : { fd: this.#fd, name: this.name };
  }

  /** The end of what is written of `bytes` from `at`; `at` itself when a pipe is full. */
  #writeSome(bytes: Uint8Array, at: number): number {
    if (this.#fd === STDOUT && this.#blocking <= PIPE_BYTES) {
      // With its stream a pipe does not block, so that signals get their turn; little output does not need it.
      this.#blocking += bytes.length - at;
      if (this.#blocking > PIPE_BYTES) process.stdout.on("error", () => {});
    }
    try {
      return at + writeSync(this.#fd, bytes, at, bytes.length - at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return at;
      throw outputError(this.name, error);
    }
  }

  /** Writes text as UTF-8, or bytes, which may be used again once the promise is kept. Signals get their turn. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? this.#encoder.encode(data) : data;
    for (let at = 0; at < bytes.length; ) {
      const next = this.#writeSome(bytes, at);
      if (next === at) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      at = next;
    }
  }

  /** The same, for callers that cannot wait. */
  writeNow(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? this.#encoder.encode(data) : data;
    for (let at = 0; at < bytes.length; ) {
      const next = this.#writeSome(bytes, at);
      if (next === at) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      at = next;
    }
  }

  /** Makes the file appear. */
  finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#owned) return;
    try {
      if (this.#temporary !== null) fsyncSync(this.#fd);
      closeSync(this.#fd);
      if (this.#temporary !== null) {
        renameSync(this.#temporary, this.#target);
        unfinished.delete(this.#temporary);
      }
    } catch (error) {
      throw outputError(this.name, error);
    }
  }

  /** Gives the file up; nothing appears. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#owned) return;
    closeSync(this.#fd);
    if (this.#temporary !== null) {
      unlinkSync(this.#temporary);
      unfinished.delete(this.#temporary);
    }
  }
}
