/** Batches of a text trace from the records that the kernel emitted, and reports on the broken ones. */
import type { DecodeErrorCode } from "../errors.js";
import { type Kernel, NO_ENTRY, RECORD_STATUS, TEXT_TAG } from "../kernel/kernel.js";
import type { Accounting } from "../record/accounting.js";
import { type Batch, type CodeEntry, type Column, cellText, SPAN_QUOTED } from "../record/batch.js";
import type { Issue } from "../record/issue.js";
import type { ColumnName } from "../record/schema.js";
import type { ReadRequest } from "./source.js";
import type { TextLayout } from "./text-layout.js";
import type { TextWindow } from "./text-window.js";

/** Entries of texts that the kernel does not intern stand from here on among those of a batch. */
const LONG_ENTRY = 1 << 20;

export const EMPTY_BATCH: Batch = {
  length: 0,
  row: new Float64Array(0),
  offset: new Float64Array(0),
  entry: new Uint32Array(0),
  entries: [],
  columns: new Map(),
};

export class TextBatches {
  readonly #layout: TextLayout;
  readonly #request: ReadRequest;
  readonly #wanted: readonly number[];
  readonly #window: TextWindow;
  readonly #file: string;
  #row = new Float64Array(0);
  #offset = new Float64Array(0);

  constructor(layout: TextLayout, request: ReadRequest, wanted: readonly number[], window: TextWindow) {
    this.#layout = layout;
    this.#request = request;
    this.#wanted = wanted;
    this.#window = window;
    this.#file = request.file;
  }

  /** Tells the caller of something in the record of row `row`, which begins at window byte `position`. */
  report(
    row: number,
    position: number,
    column: string | null,
    kind: Issue["kind"],
    error: DecodeErrorCode,
    message: string,
    accounting: Accounting,
  ): void {
    if (kind === "rejected") accounting.rejected++;
    if (kind === "warning") accounting.warnings++;
    this.#request.report({
      file: this.#file,
      row,
      line: this.#window.lineAt(position),
      offset: this.#window.offsetAt(position),
      column,
      kind,
      error,
      message,
    });
  }

  /** The records of `kernel`; `rowsBefore` rows stand before the window. Borrows the kernel's columns. */
  make(kernel: Kernel, entries: CodeEntry[], rowsBefore: number, accounting: Accounting): Batch {
    const { recordCount, records } = kernel;
    if (recordCount === 0) return EMPTY_BATCH;
    if (this.#row.length < recordCount) {
      this.#row = new Float64Array(records.row.length);
      this.#offset = new Float64Array(records.row.length);
    }
    const spans = records.spans.slice(0, this.#wanted.length);
    let kept = 0;
    for (let i = 0; i < recordCount; i++) {
      const row = rowsBefore + records.row[i]! + 1;
      const position = records.start[i]!;
      const status = records.status[i]!;
      if (status !== RECORD_STATUS.OK) {
        this.#reportRow(row, position, status, accounting);
        continue;
      }
      let id = records.entry[i]!;
      if (id === NO_ENTRY) {
        id = LONG_ENTRY + i;
        entries[id] = this.#longEntry(kernel, i);
      }
      entries[id] ??= this.#layout.numberEntry(kernel.entryCode(id), kernel.entryTag(id));
      const entry = entries[id]!;
      if (entry.issue !== null) this.#reportEntry(row, position, entry, accounting);
      if (entry.kind === "other") accounting.other++;
      if (entry.kind === "rejected" || entry.kind === "other") continue;
      if (entry.kind === "decoded") accounting.decoded++;
      else accounting.unresolved++;
      accounting.codes++;
      this.#row[kept] = row;
      this.#offset[kept] = this.#window.offsetAt(position);
      records.entry[kept] = id;
      if (kept !== i) {
        for (const span of spans) {
          span.from[kept] = span.from[i]!;
          span.to[kept] = span.to[i]!;
        }
      }
      kept++;
    }
    return {
      length: kept,
      row: this.#row,
      offset: this.#offset,
      entry: records.entry,
      entries,
      columns: this.#columns(kernel),
    };
  }

  #columns(kernel: Kernel): Map<ColumnName, Column> {
    const columns = new Map<ColumnName, Column>();
    for (const name of this.#request.columns) {
      const cell = this.#layout.cells.get(name);
      if (cell === undefined) continue;
      const span = kernel.records.spans[this.#wanted.indexOf(cell.column)]!;
      columns.set(name, {
        kind: "span",
        bytes: kernel.window,
        from: span.from,
        to: span.to,
        scale: cell.scale,
      });
    }
    return columns;
  }

  #reportRow(row: number, position: number, status: number, accounting: Accounting): void {
    if ((status & 0xff) === RECORD_STATUS.COLUMNS) {
      const message = `the row has ${status >>> 8} columns, the header ${this.#layout.columnCount}`;
      this.report(row, position, null, "rejected", "E_COLUMN_COUNT", message, accounting);
    } else {
      this.report(row, position, null, "rejected", "E_QUOTE", "text follows a closing quote", accounting);
    }
  }

  #reportEntry(row: number, position: number, entry: CodeEntry, accounting: Accounting): void {
    const { kind, issue } = entry;
    if (issue === null || kind === "other") return;
    if (kind === "unresolved" && !this.#request.reportUnresolved) return;
    const name = this.#layout.codeColumnName;
    this.report(
      row,
      position,
      name,
      kind === "decoded" ? "warning" : kind,
      issue.error,
      issue.message,
      accounting,
    );
  }

  /** The entry of a code's text that is too long for the kernel's tables. */
  #longEntry(kernel: Kernel, record: number): CodeEntry {
    const span = kernel.records.spans[this.#wanted.indexOf(this.#layout.codeColumn)]!;
    const to = span.to[record]!;
    const text = cellText(kernel.window, span.from[record]!, (to & ~SPAN_QUOTED) >>> 0, to >= SPAN_QUOTED);
    const { prefix } = this.#layout;
    if (prefix === "") return this.#layout.resolve(text, TEXT_TAG.CODE);
    if (!text.startsWith(prefix)) return this.#layout.resolve(text, TEXT_TAG.CODE | TEXT_TAG.NO_PREFIX);
    return this.#layout.resolve(text.slice(prefix.length).split(",", 1)[0]!, TEXT_TAG.CODE);
  }
}
