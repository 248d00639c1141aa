/**
 * Drives the kernel over a text trace (CSV or list), window by window, and gives batches; over the whole input,
 * or over the rows that begin in a range of it.
 *
 * Owns how windows are filled and scanned, and records that are longer than a window. What columns mean and
 * what a code's text says is the business of the format's source.
 */
import { type Kernel, SCAN, type ScanConfig, TEXT_CLASS, TEXT_TAG } from "../kernel/kernel.js";
import { ReferenceKernel } from "../kernel/reference.js";
import { type Accounting, newAccounting } from "../record/accounting.js";
import { type Batch, type CodeEntry, cellText } from "../record/batch.js";
import type { GroupSink } from "../record/group-sink.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { endOfRow, splitRow } from "./csv-row.js";
import {
  DEFAULT_MAX_RECORD_BYTES,
  type Head,
  type RangeReader,
  type RangeResult,
  type ReadRequest,
  type SourceRange,
} from "./source.js";
import { TextAppend } from "./text-append.js";
import { EMPTY_BATCH, TextBatches } from "./text-batches.js";
import { TextBytes } from "./text-bytes.js";
import { TextCounts } from "./text-counts.js";
import type { TextLayout } from "./text-layout.js";
import { guessRowStart } from "./text-range.js";
import { TextWindow } from "./text-window.js";

/** What is read at a time: it leaves room in the second-level cache for the tables. */
const CHUNK_BYTES = 256 * 1024;
/** What is read behind a range at first, where its last row nearly always ends. */
const LAST_ROW_BYTES = 8 * 1024;
/** So many chunks without a record to be given away are done before others get their turn. */
const CHUNKS_AT_ONCE = 4;
/** Room at the end of the window for the line end that a last row may lack. */
const SPARE_BYTES = 64;
const LF = 0x0a;

/**
 * `read`: bytes are wanted next. `resume`: the scan waits for its records to be used. `tables`: it waits for
 * its tables to be emptied. `resync`: a record was too long, a row to go on with is looked for.
 */
type Phase = "read" | "resume" | "tables" | "resync" | "end";

/** A kernel, and the entries of the texts it knows. */
interface Scanner {
  readonly kernel: Kernel;
  entries: CodeEntry[];
}

export class TextReader implements RangeReader {
  readonly columns: readonly ColumnName[];
  readonly #bytes: TextBytes;
  readonly #head: Head;
  readonly #layout: TextLayout;
  readonly #request: ReadRequest;
  readonly #maxRecordBytes: number;
  readonly #config: ScanConfig;
  readonly #counts: TextCounts;
  readonly #batches: TextBatches;
  readonly #window: TextWindow;
  readonly #append: TextAppend | null;
  readonly #usual: Scanner;

  #accounting = newAccounting();
  /** The scanner at work: the usual one, or one with a larger window for a long record. */
  #scanner: Scanner;
  #phase: Phase = "read";
  /** First byte of the window that is to be scanned. */
  #from: number;
  /** Bytes of the window that the last scan is done with, and the line feeds in them. */
  #done = 0;
  #doneLineFeeds: number | undefined;
  #ended = false;
  /** The input's last row lacks a line end; the window has one that is not in the input. */
  #lacksLineEnd = false;
  /** The input has ended, and what is left of it is no whole row. */
  #isStuck = false;
  /** Rows before the scan that is under way. */
  #rows = 0;
  /** Where rows stop to belong to the range, as an offset of the input. */
  #rangeEnd = Number.POSITIVE_INFINITY;
  #rangeStart = 0;
  /** The rows of the window that end in the range are taken; the one that goes over its end is next. */
  #isAtLastRow = false;

  /** `input` stands at its first byte. */
  constructor(input: ByteInput, head: Head, layout: TextLayout, request: ReadRequest) {
    this.#bytes = new TextBytes(input, head);
    this.#head = head;
    this.#layout = layout;
    this.#request = request;
    this.#maxRecordBytes = request.options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
    this.columns = [...layout.cells.keys()];
    this.#counts = new TextCounts(layout, request.append === undefined ? request.countBy : []);
    const wanted = request.columns.flatMap((name) => layout.cells.get(name)?.column ?? []);
    const mode = request.append !== undefined ? "append" : this.#counts.active ? "count" : "emit";
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
      mode,
      radix: layout.radix,
    };
    this.#usual = { kernel: request.kernel, entries: [] };
    this.#scanner = this.#usual;
    request.kernel.configure(this.#config);
    this.#append = request.append === undefined ? null : new TextAppend(layout, head, request.append);
    this.#append?.configure(request.kernel);
    this.#append?.begin(head);
    this.#window = new TextWindow(request.kernel.window, head);
    this.#batches = new TextBatches(layout, request, this.#config.wanted, this.#window);
    this.#from = layout.headerBytes;
  }

  get accounting(): Accounting {
    return this.#accounting;
  }

  get range(): RangeResult {
    // Not behind the input, when the window has a line end that the input lacks.
    const end = Math.min(this.#window.offsetAt(0), this.#bytes.position);
    return { start: Math.min(this.#rangeStart, end), end, lines: this.#window.lineAt(0) - 1 };
  }

  begin(range: SourceRange): void {
    const { bomLength } = this.#head;
    let start = range.from;
    if (range.from === 0) {
      start = bomLength + this.#layout.headerBytes;
    } else if (!range.isExact) {
      const before = range.from - 1;
      // The window is empty.
      const guess = guessRowStart((length) => {
        const bytes = this.#usual.kernel.window.subarray(0, length);
        return bytes.subarray(0, this.#bytes.readAt(bytes, before));
      }, this.#layout);
      start = guess < 0 ? range.to : before + guess;
    }
    this.#rangeStart = start;
    this.#rangeEnd = range.to;
    this.#bytes.seek(start);
    this.#window.begin(start - bomLength, range.from === 0 ? this.#layout.headerLines : 0);
    this.#useScanner(this.#usual);
    this.#accounting = newAccounting();
    this.#phase = start >= range.to ? "end" : "read";
    this.#from = 0;
    this.#done = 0;
    this.#doneLineFeeds = undefined;
    this.#ended = false;
    this.#lacksLineEnd = false;
    this.#isStuck = false;
    this.#isAtLastRow = false;
    this.#rows = 0;
  }

  next(): Batch | null | Promise<Batch | null> {
    for (let chunks = 1; ; chunks++) {
      const batch = this.#next();
      if (batch !== EMPTY_BATCH || chunks === CHUNKS_AT_ONCE || this.#phase === "tables") return batch;
    }
  }

  #next(): Batch | null | Promise<Batch | null> {
    const { kernel } = this.#scanner;
    kernel.takeRecords();
    switch (this.#phase) {
      case "read":
      case "resync":
        return this.#read();
      case "resume":
        return this.#scanned(kernel.resume());
      case "tables":
        if (this.#counts.active && this.#scanner === this.#usual)
          throw new Error("nobody takes what was counted");
        this.#emptyTables();
        return this.#scanned(kernel.resume());
      case "end":
        return null;
    }
  }

  giveCounted(sink: GroupSink): void {
    if (this.#phase === "end") {
      this.#useScanner(this.#usual);
      this.#giveUsual(sink);
    } else if (this.#phase === "tables" && this.#scanner === this.#usual) {
      this.#giveUsual(sink);
      this.#phase = "resume";
    }
  }

  #giveUsual(sink: GroupSink): void {
    const { kernel, entries } = this.#usual;
    this.#counts.drain(kernel, entries, this.#accounting, sink);
    this.#emptyTables();
  }

  /** Empties tables; what a kernel for long records counted is kept. */
  #emptyTables(): void {
    const { kernel, entries } = this.#scanner;
    if (this.#scanner !== this.#usual) this.#counts.keep(kernel, entries, this.#accounting);
    this.#scanner.entries = [];
    kernel.reset();
  }

  /** Bytes of the window that a record may fill with its line feed, and in a resync the one in front of it. */
  get #capacity(): number {
    const lineFeeds = this.#phase === "resync" ? 2 : 1;
    return Math.min(this.#window.bytes.length - SPARE_BYTES, this.#maxRecordBytes + lineFeeds + this.#from);
  }

  /** What is read next: behind the end of a range little, and as much again as long as its last row does not end. */
  get #chunkBytes(): number {
    if (this.#rangeEnd === Number.POSITIVE_INFINITY) return CHUNK_BYTES;
    const behind = this.#window.offsetAt(this.#window.filled) - this.#rangeEnd;
    return Math.min(CHUNK_BYTES, behind < 0 ? LAST_ROW_BYTES - behind : Math.max(LAST_ROW_BYTES, behind));
  }

  #read(): Batch | null | Promise<Batch | null> {
    const window = this.#window;
    window.advance(this.#done, this.#doneLineFeeds);
    this.#done = 0;
    this.#doneLineFeeds = undefined;
    const isBehindRange = this.#phase === "read" && window.offsetAt(0) >= this.#rangeEnd;
    if (isBehindRange || (this.#ended && window.filled <= this.#from)) {
      this.#phase = "end";
      window.filled = 0;
      return null;
    }
    if (this.#isStuck) return this.#openQuote();
    if (this.#scanner !== this.#usual && window.filled * 2 < this.#usual.kernel.window.length) {
      this.#useScanner(this.#usual);
    }
    if (window.filled >= this.#capacity && this.#phase === "read") {
      if (this.#isAtLastRow) return this.#scan();
      this.#makeRoom();
    }
    const room = Math.min(this.#chunkBytes, this.#capacity - window.filled);
    const got = this.#bytes.read(window.bytes.subarray(window.filled, window.filled + room));
    return typeof got === "number" ? this.#received(got) : got.then((count) => this.#received(count));
  }

  #received(count: number): Batch | null {
    const window = this.#window;
    this.#accounting.bytes = this.#bytes.taken();
    window.filled += count;
    if (count === 0 && !this.#ended) {
      this.#ended = true;
      this.#lacksLineEnd = window.filled > this.#from && window.bytes[window.filled - 1] !== LF;
      if (this.#lacksLineEnd) window.bytes[window.filled++] = LF;
    }
    if (this.#phase === "resync") {
      if (!this.#resync()) return EMPTY_BATCH;
      this.#phase = "read";
    }
    return this.#scan();
  }

  /** Scans what the window holds, as far as it belongs to the range. */
  #scan(): Batch {
    const window = this.#window;
    if (window.filled <= this.#from) return EMPTY_BATCH;
    // A long record is looked at again only when its window is full.
    if (this.#scanner !== this.#usual && !this.#ended && window.filled < this.#capacity) return EMPTY_BATCH;
    const to = this.#scanEnd();
    if (to > 0) return this.#scanned(this.#scanner.kernel.scan(this.#from, to));
    this.#isStuck = this.#ended;
    return EMPTY_BATCH;
  }

  /** End of what is scanned now: rows that begin behind the range are left out. 0 = more bytes are needed. */
  #scanEnd(): number {
    const window = this.#window;
    if (this.#rangeEnd === Number.POSITIVE_INFINITY) return window.filled;
    const rangeEnd = this.#rangeEnd - window.offsetAt(0);
    if (rangeEnd >= window.filled) return window.filled;
    if (rangeEnd <= 0) return 0;
    // The rows before the last one, whose end may lie behind the range; then that one alone.
    const { kernel } = this.#scanner;
    const { delimiter, format } = this.#layout;
    const before = window.bytes.subarray(0, rangeEnd).lastIndexOf(LF) + 1;
    if (before > 0 && kernel === this.#usual.kernel && !this.#isAtLastRow) {
      this.#isAtLastRow = true;
      return rangeEnd;
    }
    this.#isAtLastRow = false;
    if (format === "list") return window.bytes.subarray(0, window.filled).indexOf(LF) + 1;
    return endOfRow(window.bytes, 0, window.filled, delimiter);
  }

  /** Deals with what a scan came back for. */
  #scanned(status: number): Batch {
    const { kernel } = this.#scanner;
    let why = status;
    while (why === SCAN.NEW_TEXT || why === SCAN.OUTPUT_FULL) {
      if (why === SCAN.OUTPUT_FULL) {
        this.#append?.take(kernel, false);
      } else if (!this.#classify(kernel.pendingEntry)) {
        why = SCAN.TABLES_FULL;
        break;
      }
      why = kernel.resume();
    }
    const batch = this.#batches.make(kernel, this.#scanner.entries, this.#rows, this.#accounting);
    if (why === SCAN.RECORDS_FULL) this.#phase = "resume";
    else if (why === SCAN.TABLES_FULL) this.#phase = "tables";
    else this.#windowDone();
    return batch;
  }

  #windowDone(): void {
    const { kernel } = this.#scanner;
    const headerLines = this.#from > 0 ? this.#layout.headerLines : 0;
    this.#phase = "read";
    this.#isStuck = this.#ended && kernel.consumed === this.#from && !this.#isAtLastRow;
    this.#from = 0;
    this.#done = kernel.consumed;
    this.#doneLineFeeds = headerLines + kernel.rowCount + kernel.quotedLineFeeds;
    this.#rows += kernel.rowCount;
    this.#accounting.records += kernel.rowCount;
    this.#accounting.other += kernel.otherCount;
    this.#append?.take(kernel, this.#lacksLineEnd && this.#done === this.#window.filled);
  }

  /** Says what a new text means; false when there is no room for its suffix. */
  #classify(id: number): boolean {
    const { kernel, entries } = this.#scanner;
    const tag = kernel.entryTag(id);
    const bytes = kernel.entryBytes(id);
    const entry = this.#layout.resolve(cellText(bytes, 0, bytes.length, (tag & TEXT_TAG.QUOTED) !== 0), tag);
    if (this.#append?.setSuffix(kernel, id, entry) === false) return false;
    entries[id] = entry;
    kernel.setClass(id, this.#classOf(entry));
    return true;
  }

  #classOf(entry: CodeEntry): number {
    if (entry.kind === "other") return TEXT_CLASS.OTHER;
    if (entry.issue === null) return TEXT_CLASS.COUNT;
    return entry.kind === "unresolved" && !this.#request.reportUnresolved
      ? TEXT_CLASS.COUNT
      : TEXT_CLASS.EMIT;
  }

  /** No row of the full window is whole: takes a larger one, or gives the record up. */
  #makeRoom(): void {
    const window = this.#window;
    const size = window.bytes.length - SPARE_BYTES;
    if (size <= this.#maxRecordBytes) {
      const kernel = new ReferenceKernel({
        windowBytes: Math.min(size * 4, this.#maxRecordBytes + 1) + SPARE_BYTES,
      });
      kernel.configure({ ...this.#config, groups: [], mode: this.#append === null ? "emit" : "append" });
      this.#append?.configure(kernel);
      this.#useScanner({ kernel, entries: [] });
      return;
    }
    this.#reject("E_RECORD_TOO_LONG", `the record is longer than ${this.#maxRecordBytes} bytes`);
    this.#append?.brokenPart(window.bytes.subarray(0, window.filled));
    window.advance(window.filled);
    this.#useScanner(this.#usual);
    this.#phase = "resync";
  }

  /** The window goes over to the memory of another kernel; one for long records leaves what it counted. */
  #useScanner(scanner: Scanner): void {
    if (scanner === this.#scanner) return;
    if (this.#scanner !== this.#usual) this.#emptyTables();
    this.#window.moveTo(scanner.kernel.window);
    this.#scanner = scanner;
  }

  /**
   * After a record that was too long: the first line end after which a row has the header's column count.
   * True when it was found; the window then begins with that row.
   */
  #resync(): boolean {
    const window = this.#window;
    const { format, delimiter, columnCount } = this.#layout;
    const inputEnd = window.filled - Number(this.#lacksLineEnd);
    const skip = (to: number): void => {
      this.#append?.brokenPart(window.bytes.subarray(0, Math.min(to, inputEnd)));
      window.advance(to);
    };
    let lineEnd = window.bytes.subarray(0, window.filled).indexOf(LF);
    while (lineEnd >= 0) {
      const start = lineEnd + 1;
      const row = splitRow(window.bytes, start, window.filled, delimiter, this.#ended);
      const isFull = lineEnd === 0 && window.filled >= this.#capacity;
      if (row === null && !this.#ended && !isFull && format !== "list") {
        skip(lineEnd);
        return false;
      }
      if (format === "list" || (row?.regular && row.cells.length === columnCount)) {
        skip(start);
        this.#append?.brokenEnd();
        return true;
      }
      const next = window.bytes.subarray(start, window.filled).indexOf(LF);
      lineEnd = next < 0 ? -1 : start + next;
    }
    skip(window.filled);
    if (this.#ended) this.#append?.brokenEnd();
    return false;
  }

  /** The input has ended inside a record: a quote is open. */
  #openQuote(): null {
    const window = this.#window;
    this.#reject("E_QUOTE_OPEN", "a quote is not closed before the input ends");
    const to = window.filled - Number(this.#lacksLineEnd);
    this.#append?.brokenPart(window.bytes.subarray(this.#from, to));
    this.#append?.brokenEnd();
    window.advance(to);
    this.#phase = "end";
    return null;
  }

  /** The record at the window's start is broken as a whole. */
  #reject(error: "E_RECORD_TOO_LONG" | "E_QUOTE_OPEN", message: string): void {
    this.#accounting.records++;
    this.#rows++;
    this.#batches.report(this.#rows, this.#from, null, "rejected", error, message, this.#accounting);
  }
}
