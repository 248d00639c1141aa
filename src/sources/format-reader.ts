/**
 * Reads a text trace whose format is written in TypeScript: fills a window with UTF-8 text, has the format take the
 * whole records in it, and gives batches. Owns the window, its growth for long records, and what is done about
 * records that are longer than the limit.
 */
import type { Accounting } from "../record/accounting.js";
import type { Batch } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { RecordOutput } from "./record-output.js";
import { DEFAULT_MAX_RECORD_BYTES, type Head, type ReadRequest, type RecordReader } from "./source.js";
import { EMPTY_BATCH } from "./text-batches.js";
import { TextBytes } from "./text-bytes.js";
import { TextWindow } from "./text-window.js";

const CHUNK_BYTES = 512 * 1024;

/** A text format. Positions are bytes of the window; they are valid for one call. */
export interface TextFormat {
  /** Columns of origin `source` that the input has. */
  readonly columns: readonly ColumnName[];
  /**
   * Takes the whole records of window bytes [0, filled). `isEnd`: nothing follows, so that what stands there is
   * all there will be. Asks the window for offsets and lines in rising order.
   * @returns the position behind what it is done with
   */
  scan(window: TextWindow, isEnd: boolean, output: RecordOutput): number;
  /**
   * The record at position 0 is longer than the limit, and was rejected: where a next record may begin at `from` or
   * behind it, or -1 when none is in sight.
   */
  resume(window: TextWindow, from: number): number;
  /** After `resume` gave -1: bytes at the end of the window that it has to see again, such as half of a word. */
  readonly unseen?: number;
}

export class FormatReader implements RecordReader {
  readonly columns: readonly ColumnName[];
  readonly #bytes: TextBytes;
  readonly #format: TextFormat;
  readonly #window: TextWindow;
  readonly #output: RecordOutput;
  readonly #maxRecordBytes: number;
  /** A record was too long; its rest is passed over. */
  #isSkipping = false;
  #ended = false;

  /** `input` stands at its first byte. */
  constructor(input: ByteInput, head: Head, format: TextFormat, request: ReadRequest) {
    this.columns = format.columns;
    this.#format = format;
    this.#bytes = new TextBytes(input, head);
    this.#maxRecordBytes = request.options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
    this.#window = new TextWindow(new Uint8Array(Math.min(CHUNK_BYTES, this.#maxRecordBytes + 1)), head);
    this.#output = new RecordOutput(request, format.columns);
  }

  get accounting(): Accounting {
    return this.#output.accounting;
  }

  giveCounted(): void {}

  next(): Batch | null | Promise<Batch | null> {
    const ready = this.#output.take(false);
    if (ready !== null) return ready;
    if (this.#ended) return this.#output.take(true);
    const window = this.#window;
    if (window.filled === window.bytes.length) this.#makeRoom();
    const got = this.#bytes.read(window.bytes.subarray(window.filled, window.bytes.length));
    return typeof got === "number" ? this.#received(got) : got.then((count) => this.#received(count));
  }

  #received(count: number): Batch {
    const window = this.#window;
    this.accounting.bytes = this.#bytes.taken();
    window.filled += count;
    this.#ended = count === 0;
    if (!this.#isSkipping || this.#skip(0)) {
      window.advance(this.#format.scan(window, this.#ended, this.#output));
    }
    return this.#output.take(true) ?? EMPTY_BATCH;
  }

  /** No record of the full window is whole: takes a larger one, or gives the record up. */
  #makeRoom(): void {
    const window = this.#window;
    const limit = this.#maxRecordBytes + 1;
    if (window.filled < limit) {
      window.moveTo(new Uint8Array(Math.min(limit, window.filled * 2)));
      return;
    }
    this.#output.begin(window.offsetAt(0), window.lineAt(0));
    this.#output.reject("E_RECORD_TOO_LONG", `the record is longer than ${this.#maxRecordBytes} bytes`);
    this.#output.end();
    this.#isSkipping = true;
    this.#skip(1);
  }

  /** Passes over the rest of a record that was too long. False when its end is not in sight. */
  #skip(from: number): boolean {
    const window = this.#window;
    const next = this.#format.resume(window, from);
    window.advance(next < 0 ? window.filled - (this.#format.unseen ?? 0) : next);
    this.#isSkipping = next < 0;
    return !this.#isSkipping;
  }
}
