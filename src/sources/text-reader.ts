/**
 * Drives the kernel over a text trace (CSV or list), window by window, and gives batches.
 *
 * Owns how windows are filled and scanned, records that are longer than a window, and the reports on broken
 * rows. What columns mean and what a code's text says is the business of the format's source.
 */
import { type Kernel, SCAN, type ScanConfig, TEXT_CLASS, TEXT_TAG } from "../kernel/kernel.js";
import { ReferenceKernel } from "../kernel/reference.js";
import { newAccounting } from "../record/accounting.js";
import { type Batch, type CodeEntry, cellText } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { splitRow } from "./csv-row.js";
import { textInput } from "./encoding.js";
import { type CountedGroup, DEFAULT_MAX_RECORD_BYTES, type Head, type ReadRequest, type RecordReader } from "./source.js";
import { EMPTY_BATCH, TextBatches } from "./text-batches.js";
import { TextCounts } from "./text-counts.js";
import type { TextLayout } from "./text-layout.js";
import { TextWindow } from "./text-window.js";

/** What is read at a time: it fits the second-level cache together with its bitmap. */
const CHUNK_BYTES = 512 * 1024;
/** Room at the end of the window for the line end that a last row may lack. */
const SPARE_BYTES = 64;
const LF = 0x0a;

/**
 * `read`: bytes are wanted next. `resume`: the scan waits for its records to be used. `tables`: it waits for
 * its tables to be emptied. `resync`: a record was too long, a row to go on with is looked for.
 */
type Phase = "read" | "resume" | "tables" | "resync" | "end";

export class TextReader implements RecordReader {
  readonly columns: readonly ColumnName[];
  readonly accounting = newAccounting();
  readonly #input: ByteInput;
  readonly #layout: TextLayout;
  readonly #request: ReadRequest;
  readonly #maxRecordBytes: number;
  readonly #config: ScanConfig;
  readonly #counts: TextCounts;
  readonly #batches: TextBatches;
  readonly #window: TextWindow;

  /** The kernel that scans: that of the request, or one with a larger window for a long record. */
  #kernel: Kernel;
  #entries: CodeEntry[] = [];
  #phase: Phase = "read";
  /** First byte of the window that is to be scanned. */
  #from: number;
  /** Bytes of the window that the last scan is done with, and the line feeds in them. */
  #done = 0;
  #doneLineFeeds: number | undefined;
  #ended = false;
  /** Rows before the scan that is under way. */
  #rows = 0;

  /** `input` stands at its first byte. */
  constructor(input: ByteInput, head: Head, layout: TextLayout, request: ReadRequest) {
    this.#input = textInput(this.#counted(input), head);
    this.#layout = layout;
    this.#request = request;
    this.#maxRecordBytes = request.options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
    this.columns = [...layout.cells.keys()];
    this.#counts = new TextCounts(layout, request.countBy);
    const wanted = request.columns.flatMap((name) => layout.cells.get(name)?.column ?? []);
    this.#config = {
      format: layout.format,
      delimiter: layout.delimiter,
      columnCount: layout.columnCount,
      codeColumn: layout.codeColumn,
      operationColumn: layout.operationColumn,
      operations: layout.operations,
      prefix: layout.prefix,
      wanted: [...new Set([layout.codeColumn, ...wanted])].sort((a, b) => a - b),
      groups: this.#counts.columns,
      mode: this.#counts.active ? "count" : "emit",
      radix: layout.radix,
    };
    this.#kernel = request.kernel;
    this.#kernel.configure(this.#config);
    this.#window = new TextWindow(this.#kernel.window, head);
    this.#batches = new TextBatches(layout, request, this.#config.wanted, this.#window, this.accounting);
    this.#from = layout.headerBytes;
  }

  next(): Batch | null | Promise<Batch | null> {
    this.#kernel.takeRecords();
    switch (this.#phase) {
      case "read":
      case "resync":
        return this.#read();
      case "resume":
        return this.#scanned(this.#kernel.resume());
      case "tables":
        this.#counts.drain(this.#kernel, this.#entries, this.accounting);
        this.#entries = [];
        this.#kernel.reset();
        return this.#scanned(this.#kernel.resume());
      case "end":
        return null;
    }
  }

  /** Counts the bytes of the input as they stand in it. */
  #counted(input: ByteInput): ByteInput {
    const add = (count: number): number => {
      this.accounting.bytes += count;
      return count;
    };
    return {
      name: input.name,
      read(into) {
        const count = input.read(into);
        return typeof count === "number" ? add(count) : count.then(add);
      },
      close: () => input.close(),
    };
  }

  takeCounted(): CountedGroup[] {
    return this.#counts.take();
  }

  /** Bytes of the record at the window's start that fit, with one for its line feed. */
  get #capacity(): number {
    return Math.min(this.#window.bytes.length - SPARE_BYTES, this.#maxRecordBytes + 1 + this.#from);
  }

  #read(): Batch | null | Promise<Batch | null> {
    const window = this.#window;
    if (this.#done > 0) {
      window.advance(this.#done, this.#doneLineFeeds);
      this.#done = 0;
      this.#doneLineFeeds = undefined;
    }
    if (this.#ended) return this.#finish();
    if (this.#kernel !== this.#request.kernel && window.filled * 2 < this.#request.kernel.window.length) {
      this.#useKernel(this.#request.kernel);
    }
    if (window.filled >= this.#capacity && this.#phase === "read") this.#makeRoom();
    const room = Math.min(CHUNK_BYTES, this.#capacity - window.filled);
    const got = this.#input.read(window.bytes.subarray(window.filled, window.filled + room));
    return typeof got === "number" ? this.#received(got) : got.then((count) => this.#received(count));
  }

  #received(count: number): Batch | null {
    const window = this.#window;
    window.filled += count;
    if (count === 0) {
      this.#ended = true;
      if (window.filled > this.#from && window.bytes[window.filled - 1] !== LF) window.bytes[window.filled++] = LF;
    }
    if (this.#phase === "resync") {
      if (!this.#resync()) return EMPTY_BATCH;
      this.#phase = "read";
    }
    if (window.filled <= this.#from) return EMPTY_BATCH;
    // A long record is looked at again only when its window is full.
    const isLong = this.#kernel !== this.#request.kernel;
    if (isLong && !this.#ended && window.filled < this.#capacity) return EMPTY_BATCH;
    return this.#scanned(this.#kernel.scan(this.#from, window.filled));
  }

  /** Deals with what a scan came back for. */
  #scanned(status: number): Batch {
    const kernel = this.#kernel;
    let why = status;
    while (why === SCAN.NEW_TEXT) {
      this.#classify(kernel.pendingEntry);
      why = kernel.resume();
    }
    if (why === SCAN.RECORDS_FULL) {
      this.#phase = "resume";
    } else if (why === SCAN.TABLES_FULL) {
      this.#phase = "tables";
    } else {
      this.#phase = "read";
      this.#done = kernel.consumed;
      this.#doneLineFeeds = this.#layout.headerLines * Number(this.#from > 0) + kernel.rowCount + kernel.quotedLineFeeds;
      this.#from = 0;
    }
    const batch = this.#batches.make(kernel, this.#entries, this.#rows);
    if (why === SCAN.DONE) {
      this.accounting.records += kernel.rowCount;
      this.accounting.other += kernel.otherCount;
      this.#rows += kernel.rowCount;
    }
    return batch;
  }

  #classify(id: number): void {
    const kernel = this.#kernel;
    const tag = kernel.entryTag(id);
    const bytes = kernel.entryBytes(id);
    const entry = this.#layout.resolve(cellText(bytes, 0, bytes.length, (tag & TEXT_TAG.QUOTED) !== 0), tag);
    this.#entries[id] = entry;
    kernel.setClass(id, this.#classOf(entry));
  }

  #classOf(entry: CodeEntry): number {
    if (entry.kind === "other") return TEXT_CLASS.OTHER;
    if (entry.issue === null) return TEXT_CLASS.COUNT;
    return entry.kind === "unresolved" && !this.#request.reportUnresolved ? TEXT_CLASS.COUNT : TEXT_CLASS.EMIT;
  }

  /** No row of the full window is whole: takes a larger one, or gives the record up. */
  #makeRoom(): void {
    const size = this.#window.bytes.length - SPARE_BYTES;
    if (size <= this.#maxRecordBytes) {
      const larger = Math.min(size * 4, this.#maxRecordBytes + 1) + SPARE_BYTES;
      const kernel = new ReferenceKernel({ windowBytes: larger });
      kernel.configure({ ...this.#config, groups: [], mode: "emit" });
      this.#useKernel(kernel);
      return;
    }
    this.#reject("E_RECORD_TOO_LONG", `the record is longer than ${this.#maxRecordBytes} bytes`);
    this.#window.advance(this.#window.filled);
    this.#useKernel(this.#request.kernel);
    this.#phase = "resync";
  }

  /** The window goes over to the memory of `kernel`. */
  #useKernel(kernel: Kernel): void {
    if (kernel === this.#kernel) return;
    this.#window.moveTo(kernel.window);
    const shortEntries = this.#shortEntries;
    if (this.#kernel === this.#request.kernel) this.#shortEntries = this.#entries;
    this.#entries = kernel === this.#request.kernel ? shortEntries : [];
    this.#kernel = kernel;
  }
  #shortEntries: CodeEntry[] = [];

  /**
   * After a record that was too long: the first line end after which a row has the header's column count.
   * True when it was found; the window then begins with that row.
   */
  #resync(): boolean {
    const window = this.#window;
    const { format, delimiter, columnCount } = this.#layout;
    let lineEnd = window.bytes.subarray(0, window.filled).indexOf(LF);
    while (lineEnd >= 0) {
      const start = lineEnd + 1;
      const row = splitRow(window.bytes, start, window.filled, delimiter, this.#ended);
      const isFull = lineEnd === 0 && window.filled >= this.#capacity;
      if (row === null && !this.#ended && !isFull) {
        window.advance(lineEnd);
        return false;
      }
      if (format === "list" || (row !== null && row.regular && row.cells.length === columnCount)) {
        window.advance(start);
        return true;
      }
      const next = window.bytes.subarray(start, window.filled).indexOf(LF);
      lineEnd = next < 0 ? -1 : start + next;
    }
    window.advance(window.filled);
    return false;
  }

  #finish(): Batch | null {
    if (this.#window.filled > this.#from) this.#reject("E_QUOTE_OPEN", "a quote is not closed before the input ends");
    this.#phase = "end";
    this.#counts.drain(this.#request.kernel, this.#kernel === this.#request.kernel ? this.#entries : this.#shortEntries, this.accounting);
    return null;
  }

  /** The record at the window's start is broken as a whole. */
  #reject(error: "E_RECORD_TOO_LONG" | "E_QUOTE_OPEN", message: string): void {
    this.accounting.records++;
    this.#rows++;
    this.#batches.report(this.#rows, this.#from, null, "rejected", error, message);
  }
}
