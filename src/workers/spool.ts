/**
 * Inputs that come only once, kept in a private temporary file where a format has to read them in another order.
 *
 * Elsewhere than on Windows the file loses its name as soon as it is open, so that nothing is left however the
 * process ends; on Windows it is removed when it is closed, or when the process exits.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DecodeError } from "../errors.js";
import { DEFAULT_MAX_EXPAND_BYTES } from "../packed/expansion.js";
import type { ByteInput } from "../sources/byte-input.js";
import { readError } from "./file-input.js";

const COPY_BYTES = 1024 * 1024;
/** After so many bytes signals get their turn, also where no read is waited for. */
const TURN_BYTES = 16 * 1024 * 1024;

/** What went wrong with the temporary file. It is the input that cannot be read then; outputs are not concerned. */
function spoolError(name: string, cause: unknown): DecodeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text = code === "ENOSPC" ? "no space left on the device" : message;
  return new DecodeError(
    "E_READ",
    `the temporary file that this format needs for what comes only once cannot be written: ${text}`,
    { file: name, cause },
  );
}

/** An input in a temporary file. */
export class SpooledInput implements ByteInput {
  readonly name: string;
  readonly #fd: number;
  readonly #remove: () => void;
  #length = 0;
  #position = 0;
  #closed = false;

  constructor(name: string) {
    this.name = name;
    try {
      const folder = mkdtempSync(join(tmpdir(), "ioctlens-"));
      this.#remove = () => rmSync(folder, { recursive: true, force: true });
      process.once("exit", this.#remove);
      this.#fd = openSync(join(folder, "spool"), "wx+", 0o600);
      if (process.platform !== "win32") this.#remove();
    } catch (cause) {
      throw spoolError(name, cause);
    }
  }

  get byteLength(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length; ) {
        at += writeSync(this.#fd, bytes, at, bytes.length - at, this.#length + at);
      }
    } catch (cause) {
      throw spoolError(this.name, cause);
    }
    this.#length += bytes.length;
  }

  readAt(into: Uint8Array, position: number): number {
    try {
      return readSync(this.#fd, into, 0, into.length, position);
    } catch (cause) {
      throw readError(this.name, cause);
    }
  }

  read(into: Uint8Array): number {
    const count = this.readAt(into, this.#position);
    this.#position += count;
    return count;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
    this.#remove();
    process.off("exit", this.#remove);
  }
}

/**
 * Copies an input from where it stands to its end. It is left open; whoever closes the copy removes it.
 * @throws DecodeError E_EXPAND_LIMIT when it has more than `maxBytes`, E_READ
 */
export async function spool(input: ByteInput, maxBytes = DEFAULT_MAX_EXPAND_BYTES): Promise<SpooledInput> {
  const spooled = new SpooledInput(input.name);
  try {
    const buffer = new Uint8Array(COPY_BYTES);
    let nextTurn = TURN_BYTES;
    for (;;) {
      const count = await input.read(buffer);
      if (count === 0) return spooled;
      if (spooled.byteLength + count > maxBytes) {
        throw new DecodeError(
          "E_EXPAND_LIMIT",
          `this format needs a copy in a temporary file, and it has more than ${maxBytes} bytes; --max-expand allows more`,
          { file: input.name },
        );
      }
      spooled.append(buffer.subarray(0, count));
      if (spooled.byteLength < nextTurn) continue;
      nextTurn = spooled.byteLength + TURN_BYTES;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    spooled.close();
    throw error;
  }
}
