/**
 * Inputs that come only once, kept in a private temporary file where a format has to read them in another order.
 *
 * Elsewhere than on Windows the file loses its name as soon as it is open, so that nothing is left however the
 * process ends; on Windows it is removed when it is closed, or when the process exits.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DecodeOptions, openTrace } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { ColumnName } from "../record/schema.js";
import { type ByteInput, peek } from "../sources/byte-input.js";
import { makeHead } from "../sources/encoding.js";
import { SOURCES, sourceNamed } from "../sources/index.js";
import { HEAD_BYTES } from "../sources/source.js";
import { readError } from "./file-input.js";

/** Default of `--max-expand`: 64 GiB. */
export const DEFAULT_MAX_EXPAND_BYTES = 64 * 1024 ** 3;

const COPY_BYTES = 1024 * 1024;
/** After so many bytes signals get their turn, also where no read is waited for. */
const TURN_BYTES = 16 * 1024 * 1024;

/** What went wrong with the temporary file. It is the input that cannot be read then; outputs are not concerned. */
function spoolError(name: string, cause: unknown): DecodeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text = code === "ENOSPC" ? "no space left on the device" : message;
  return new DecodeError(
    "E_READ",
    `the temporary file that this format needs for a pipe cannot be written: ${text}`,
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
 * Copies an input to its end, and closes it.
 * @throws DecodeError E_EXPAND_LIMIT when it has more than `maxBytes`, E_READ
 */
export async function spool(input: ByteInput, maxBytes = DEFAULT_MAX_EXPAND_BYTES): Promise<SpooledInput> {
  let spooled: SpooledInput | undefined;
  try {
    spooled = new SpooledInput(input.name);
    const buffer = new Uint8Array(COPY_BYTES);
    let nextTurn = TURN_BYTES;
    for (;;) {
      const count = await input.read(buffer);
      if (count === 0) break;
      if (spooled.byteLength + count > maxBytes) {
        throw new DecodeError(
          "E_EXPAND_LIMIT",
          `this format needs a pipe in a temporary file, and it has more than ${maxBytes} bytes; --max-expand allows more`,
          { file: input.name },
        );
      }
      spooled.append(buffer.subarray(0, count));
      if (spooled.byteLength < nextTurn) continue;
      nextTurn = spooled.byteLength + TURN_BYTES;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    spooled?.close();
    throw error;
  } finally {
    await input.close();
  }
  return spooled;
}

/** True when the source of an input that begins with `bytes` refuses to read it as it comes. */
async function needsFile(
  bytes: Uint8Array,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
): Promise<boolean> {
  const head = makeHead(bytes, bytes.length < HEAD_BYTES);
  const source =
    options.source === undefined
      ? SOURCES.find((candidate) => candidate.isBinary === true && candidate.detect(head, options))
      : sourceNamed(options.source);
  if (source?.isBinary !== true) return false;
  const { onIssue: _issue, onNote: _note, onProgress: _progress, ...quiet } = options;
  try {
    const trace = await openTrace([bytes], { ...quiet, source: source.name }, countBy);
    await trace.close();
    return false;
  } catch (error) {
    // Whatever else is wrong shows again when it is opened.
    return error instanceof DecodeError && error.code === "E_NEEDS_FILE";
  }
}

/**
 * The input itself; or a copy in a temporary file, where its format cannot read it as it comes for this request.
 * What openTrace is to get decides: `options` and `countBy` are the same as there.
 * @throws DecodeError E_EXPAND_LIMIT, E_READ; the input is closed then
 */
export async function spoolIfNeeded(
  given: ByteInput,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
  maxBytes = DEFAULT_MAX_EXPAND_BYTES,
): Promise<ByteInput> {
  if (given.readAt !== undefined) return given;
  let opened = given;
  try {
    const { head, input } = await peek(given, HEAD_BYTES);
    opened = input;
    if (!(await needsFile(head, options, countBy))) return input;
  } catch (error) {
    await given.close();
    throw error;
  }
  return spool(opened, maxBytes);
}
