/**
 * The kernel in plain TypeScript, byte by byte: the oracle of the WebAssembly kernel, and its replacement where
 * WebAssembly is not allowed. Same bytes and same calls, same answers (assembly/ has the fast version).
 */
import { DISPOSE } from "../dispose.js";
import { closed } from "./closed.js";
import { EtlReference } from "./etl-reference.js";
import {
  CAPACITY,
  type FieldColumns,
  type Kernel,
  NO_ENTRY,
  RECORD_STATUS,
  type RecordColumns,
  SCAN,
  type ScanConfig,
  type TakeEntryGroup,
  TEXT_CLASS,
  TEXT_TAG,
} from "./kernel.js";
import { PmlReference } from "./pml-reference.js";
import { CodeCell } from "./reference-code.js";
import { CsvRow } from "./reference-csv.js";
import { splitFields } from "./reference-fields.js";
import { NOT_PLAIN, parsePlainCode } from "./reference-number.js";
import { RecordList, RowOutput } from "./reference-records.js";
import { FULL, GroupTable, TextTable, TOO_LONG } from "./reference-texts.js";

const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;

const NO_BYTES = new Uint8Array(0);

/** Not shared between scans that run at the same time. */
export class ReferenceKernel implements Kernel {
  readonly variant = "reference";
  #walks: { etl?: EtlReference; pml?: PmlReference } = {};
  window: Uint8Array;
  consumed = 0;
  rowCount = 0;
  otherCount = 0;
  quotedLineFeeds = 0;
  pendingEntry = 0;
  #texts = new TextTable();
  #groups = new GroupTable();
  #records = new RecordList();
  #output: RowOutput;
  /** The row in hand and its code's text. */
  #row: CsvRow;
  #code: CodeCell;
  #config!: ScanConfig;
  #emptySuffix: Uint8Array = NO_BYTES;
  #limit = 0;

  /** `windowBytes` = size of the window, for records that are longer than the usual one. */
  constructor({ windowBytes = CAPACITY.WINDOW_BYTES }: { windowBytes?: number } = {}) {
    this.window = new Uint8Array(windowBytes);
    this.#output = new RowOutput(Math.max(CAPACITY.OUTPUT_BYTES, 2 * windowBytes));
    this.#row = new CsvRow(this.window);
    this.#code = new CodeCell(this.window);
  }

  /** Made when it is first asked for: it has bytes of its own. */
  get etl(): EtlReference {
    this.#walks.etl ??= new EtlReference();
    return this.#walks.etl;
  }
  get pml(): PmlReference {
    this.#walks.pml ??= new PmlReference();
    return this.#walks.pml;
  }

  configure(config: ScanConfig): void {
    this.#config = config;
    this.#code.configure(config);
    this.takeRecords();
    this.takeOutput();
    this.#emptySuffix = NO_BYTES;
    this.reset();
  }

  reset(): void {
    this.#texts.clear();
    this.#groups.clear();
    this.setEmptySuffix(this.#emptySuffix);
  }

  scan(from: number, to: number): number {
    this.consumed = from;
    this.#limit = to;
    this.rowCount = 0;
    this.otherCount = 0;
    this.quotedLineFeeds = 0;
    return this.resume();
  }

  resume(): number {
    return this.#config.format === "list" ? this.#takeLines() : this.#takeRows();
  }

  #takeRows(): number {
    const row = this.#row;
    while (row.find(this.consumed, this.#limit, this.#config.delimiter)) {
      const why = this.#takeRow();
      if (why !== SCAN.DONE) return why;
      this.quotedLineFeeds += row.quotedLineFeeds;
      this.rowCount++;
      this.consumed = row.lineEnd + 1;
    }
    return SCAN.DONE;
  }

  /** Takes the row in hand. It is neither counted nor emitted nor written when the answer is not DONE. */
  #takeRow(): number {
    const { mode, groups } = this.#config;
    const row = this.#row;
    const status = this.#rowStatus();
    let isOther = row.isBlank || (status === RECORD_STATUS.OK && !this.#code.find(row));
    let isShown = !isOther;
    let entry = NO_ENTRY;
    if (isShown && status === RECORD_STATUS.OK) {
      const found = this.#texts.intern(this.window, this.#code.from, this.#code.to, this.#code.tag);
      if (found === FULL) return SCAN.TABLES_FULL;
      const textClass = found === TOO_LONG ? TEXT_CLASS.EMIT : this.#classOf(found);
      if (textClass === TEXT_CLASS.NEW) return SCAN.NEW_TEXT;
      isOther = textClass === TEXT_CLASS.OTHER;
      isShown = textClass === TEXT_CLASS.EMIT || (textClass === TEXT_CLASS.COUNT && mode === "emit");
      if (!isOther && found !== TOO_LONG) entry = found;
    }

    let group = FULL;
    if (!isOther && !isShown && mode === "count" && groups.length > 0) {
      group = this.#findGroup(entry);
      if (group === FULL) return SCAN.TABLES_FULL;
      if (group === TOO_LONG) isShown = true;
    }
    if (isShown && this.#records.isFull) return SCAN.RECORDS_FULL;
    if (mode === "append" && !this.#append(entry)) return SCAN.OUTPUT_FULL;
    if (isOther) this.otherCount++;
    else if (isShown) this.#emitRow(entry, status);
    else if (group !== FULL) this.#groups.addOne(group);
    else this.#texts.at(entry).total++;
    return SCAN.DONE;
  }

  #rowStatus(): number {
    const row = this.#row;
    if (!row.isWellFormed) return RECORD_STATUS.QUOTE;
    if (row.isBlank || row.columnCount === this.#config.columnCount) return RECORD_STATUS.OK;
    return RECORD_STATUS.COLUMNS | (row.columnCount << 8);
  }

  /** Class of the code's text in hand. A new plain number is read here; NEW asks the caller. */
  #classOf(entry: number): number {
    const text = this.#texts.at(entry);
    if (text.textClass !== TEXT_CLASS.NEW) return text.textClass;
    const { mode, radix } = this.#config;
    const { from, to } = this.#code;
    const code = mode === "append" ? NOT_PLAIN : parsePlainCode(this.window, from, to, radix);
    if (code === NOT_PLAIN) {
      this.pendingEntry = entry;
      return TEXT_CLASS.NEW;
    }
    text.code = code;
    text.textClass = TEXT_CLASS.COUNT;
    return TEXT_CLASS.COUNT;
  }

  /** The group of the row in hand, or FULL, or TOO_LONG. */
  #findGroup(entry: number): number {
    const row = this.#row;
    const columns = this.#config.groups;
    let group = FULL;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      const tag = TEXT_TAG.GROUP | (row.isQuoted(column) ? TEXT_TAG.QUOTED : 0);
      const cell = this.#texts.intern(this.window, row.cellFrom(column), row.cellTo(column), tag);
      if (cell < 0) return cell;
      group = i === 0 ? this.#groups.first(entry, cell) : this.#groups.following(group, cell);
      if (group === FULL) return FULL;
    }
    return group;
  }

  #emitRow(entry: number, status: number): void {
    const row = this.#row;
    const { wanted } = this.#config;
    this.#records.add(this.rowCount, row.start, row.lineEnd, entry, status);
    for (let i = 0; i < wanted.length; i++) {
      const column = wanted[i]!;
      if (status !== RECORD_STATUS.OK) this.#records.setSpan(i, 0, 0, false);
      else this.#records.setSpan(i, row.cellFrom(column), row.cellTo(column), row.isQuoted(column));
    }
  }

  #append(entry: number): boolean {
    const suffix = entry === NO_ENTRY ? this.#emptySuffix : this.#texts.at(entry).suffix;
    return this.#output.write(this.window, this.#row, this.#row.isBlank ? NO_BYTES : suffix);
  }

  #takeLines(): number {
    for (;;) {
      let lineEnd = this.consumed;
      while (lineEnd < this.#limit && this.window[lineEnd] !== LF) lineEnd++;
      if (lineEnd >= this.#limit) return SCAN.DONE;
      const why = this.#takeLine(this.consumed, lineEnd);
      if (why !== SCAN.DONE) return why;
      this.rowCount++;
      this.consumed = lineEnd + 1;
    }
  }

  /** A line that is empty or begins with `#` carries no code; any other is a code's text. */
  #takeLine(start: number, lineEnd: number): number {
    const { window } = this;
    const end = lineEnd > start && window[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    let textClass: number = TEXT_CLASS.OTHER;
    let entry = NO_ENTRY;
    if (end > start && window[start] !== HASH) {
      const found = this.#texts.intern(window, start, end, TEXT_TAG.CODE);
      if (found === FULL) return SCAN.TABLES_FULL;
      this.#code.set(start, end);
      textClass = found === TOO_LONG ? TEXT_CLASS.EMIT : this.#classOf(found);
      if (found !== TOO_LONG) entry = found;
    }
    if (textClass === TEXT_CLASS.NEW) return SCAN.NEW_TEXT;
    if (textClass === TEXT_CLASS.OTHER) {
      this.otherCount++;
    } else if (textClass === TEXT_CLASS.COUNT && this.#config.mode === "count") {
      this.#texts.at(entry).total++;
    } else {
      if (this.#records.isFull) return SCAN.RECORDS_FULL;
      this.#records.add(this.rowCount, start, lineEnd, entry, RECORD_STATUS.OK);
      this.#records.setSpan(0, start, end, false);
    }
    return SCAN.DONE;
  }

  get records(): RecordColumns {
    return this.#records.columns;
  }

  get recordCount(): number {
    return this.#records.count;
  }

  takeRecords(): void {
    this.#records.count = 0;
  }

  get entryCount(): number {
    return this.#texts.count;
  }

  entryTag(entry: number): number {
    return this.#texts.at(entry).tag;
  }

  entryBytes(entry: number): Uint8Array {
    return this.#texts.at(entry).bytes;
  }

  entryCode(entry: number): number {
    return this.#texts.at(entry).code;
  }

  setClass(entry: number, textClass: number): void {
    this.#texts.at(entry).textClass = textClass;
  }

  entryTotals(): Float64Array {
    return Float64Array.from({ length: this.entryCount }, (_, entry) => this.#texts.at(entry).total);
  }

  giveGroups(take: TakeEntryGroup): void {
    this.#groups.give(take);
  }

  setSuffix(entry: number, suffix: Uint8Array): boolean {
    if (!this.#texts.reserve(suffix.length)) return false;
    this.#texts.at(entry).suffix = suffix.slice();
    return true;
  }

  setEmptySuffix(suffix: Uint8Array): void {
    this.#texts.reserve(suffix.length);
    this.#emptySuffix = suffix.slice();
  }

  get output(): Uint8Array {
    return this.#output.bytes;
  }

  takeOutput(): void {
    this.#output.clear();
  }

  fields(codes: Uint32Array, out: FieldColumns<ArrayBufferLike>): void {
    splitFields(codes, out);
  }

  close(): void {
    this.#walks = closed();
    this.#texts = closed();
    this.#groups = closed();
    this.#records = closed();
    this.#output = closed();
    this.#row = closed();
    this.#code = closed();
    this.#config = closed();
    this.window = NO_BYTES;
  }

  [DISPOSE](): void {
    this.close();
  }
}
