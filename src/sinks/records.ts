/**
 * Rows of a batch -> text of a sink. Where the sink tells how a row is put together, everything that follows from a
 * code is rendered once for a distinct code and cells of the trace are copied as bytes.
 */

import { type Batch, type CodeEntry, type Column, cellValue, SPAN_QUOTED } from "../record/batch.js";
import type { CodeValues } from "../record/code-values.js";
import { type ColumnDefinition, type ColumnName, type ColumnType, columnNamed } from "../record/schema.js";
import { SECONDS_DECIMALS } from "./number-text.js";
import { type RecordOptions, RecordValues } from "./record-values.js";
import type { RowParts, RowSink, SinkColumn } from "./sink.js";
import { Utf8Buffer, utf8 } from "./utf8-buffer.js";

/** The columns of the schema as a sink wants them. */
export function sinkColumns(names: readonly ColumnName[]): SinkColumn[] {
  return names.map((name) => {
    const { type, few = false } = columnNamed(name)!;
    return { name, type, few };
  });
}

/** Appends cells of row `i`. */
type RowPart = (i: number) => void;

/** Columns [from, to) that all follow from the code. */
interface CodeRun {
  readonly from: number;
  readonly to: number;
}

/** Digits that are within the range of an integer column whatever they are. */
const SAFE_DIGITS: Readonly<Partial<Record<ColumnType, number>>> = { u8: 2, u16: 4, u32: 9, u53: 15 };
/** Digits before the point that, with the decimals, survive a number: the text is what would be printed. */
const SAFE_SECONDS_DIGITS = 8;
const BYTE_BITS = SPAN_QUOTED - 1;

/** Formats batch after batch for one sink, which was opened for the same columns. */
export class RecordFormatter {
  readonly #sink: RowSink;
  readonly #columns: readonly (ColumnDefinition & { readonly name: ColumnName })[];
  readonly #runs: readonly CodeRun[];
  readonly #values: RecordValues;
  /** UTF-8 of every code run, in the order of `#runs`. */
  readonly #rendered = new WeakMap<CodeEntry, readonly Uint8Array[]>();
  readonly #buffer = new Utf8Buffer();

  constructor(sink: RowSink, columns: readonly ColumnName[], options: RecordOptions = {}) {
    this.#sink = sink;
    this.#columns = columns.map((name) => columnNamed(name)!);
    this.#values = new RecordValues(columns, options);
    const runs: CodeRun[] = [];
    for (let from = 0, to = 0; from < columns.length; from = to + 1) {
      for (to = from; to < columns.length && this.#columns[to]!.origin === "code"; ) to++;
      if (to > from) runs.push({ from, to });
    }
    this.#runs = runs;
  }

  /** Text of all rows of `batch`, as far as the sink gives it out; `file` is the value of that column. */
  format(batch: Batch, file: string): string {
    const { parts } = this.#sink;
    if (parts === undefined) return this.#formatValues(batch, file);
    this.#formatParts(batch, file, parts);
    return this.#buffer.text();
  }

  /** The same as UTF-8, which saves a string where bytes are written; borrowed until the next call. */
  formatBytes(batch: Batch, file: string): Uint8Array {
    const { parts } = this.#sink;
    if (parts === undefined) return utf8(this.#formatValues(batch, file));
    this.#formatParts(batch, file, parts);
    return this.#buffer.view();
  }

  #formatValues(batch: Batch, file: string): string {
    let text = "";
    for (const values of this.#values.rows(batch, file)) text += this.#sink.row(values);
    return text;
  }

  #formatParts(batch: Batch, file: string, parts: RowParts): void {
    const buffer = this.#buffer;
    const row = this.#rowParts(batch, file, parts);
    buffer.clear();
    for (let i = 0; i < batch.length; i++) {
      buffer.appendText(parts.open());
      for (let k = 0; k < row.length; k++) row[k]!(i);
      buffer.appendText(parts.close);
    }
  }

  #rowParts(batch: Batch, file: string, parts: RowParts): RowPart[] {
    const buffer = this.#buffer;
    const row: RowPart[] = [];
    /** Cells that are the same in all rows, until a column that is not. */
    let same = "";
    const push = (...next: RowPart[]) => {
      const bytes = utf8(same);
      if (bytes.length > 0) row.push(() => buffer.appendBytes(bytes));
      same = "";
      row.push(...next);
    };
    let run = 0;
    for (let k = 0; k < this.#columns.length; k++) {
      const { name, type, origin } = this.#columns[k]!;
      const column = batch.columns.get(name);
      if (origin === "code") {
        push(this.#codePart(batch, run, parts));
        k = this.#runs[run++]!.to - 1;
      } else if (name === "row" || name === "offset") {
        const values = batch[name];
        const lead = utf8(parts.leads[k]!);
        push((i) => buffer.appendInteger(lead, values[i]!));
      } else if (name === "file" || column === undefined) {
        same += parts.cell(k, name === "file" ? file : null);
      } else {
        push(this.#sourcePart(column, type, k, parts));
      }
    }
    push();
    return row;
  }

  #codePart({ entry, entries }: Batch, run: number, parts: RowParts): RowPart {
    return (i) => {
      const found = entries[entry[i]!]!;
      let rendered = this.#rendered.get(found);
      if (rendered === undefined) {
        rendered = this.#render(this.#values.ofEntry(found), parts);
        this.#rendered.set(found, rendered);
      }
      this.#buffer.appendBytes(rendered[run]!);
    };
  }

  #render(values: CodeValues, parts: RowParts): Uint8Array[] {
    return this.#runs.map(({ from, to }) => {
      let cells = "";
      for (let k = from; k < to; k++) {
        cells += parts.cell(k, values[this.#columns[k]!.name as keyof CodeValues]);
      }
      return utf8(cells);
    });
  }

  /** Cells of the trace: copied where the bytes are what would be printed, otherwise by way of their value. */
  #sourcePart(column: Column, type: ColumnType, k: number, parts: RowParts): RowPart {
    const buffer = this.#buffer;
    const byValue: RowPart = (i) => buffer.appendText(parts.cell(k, cellValue(column, type, i)));
    if (column.kind !== "span") return byValue;
    const { bytes, from, to, scale } = column;
    if (type === "text") {
      const lead = utf8(parts.leads[k]! + parts.quote);
      const quote = utf8(parts.quote);
      return (i) => {
        const end = to[i]! & BYTE_BITS;
        if (!buffer.appendPlain(lead, bytes, from[i]!, end, quote, parts.plain)) byValue(i);
      };
    }
    const lead = utf8(parts.leads[k]!);
    const digits = SAFE_DIGITS[type];
    if (digits !== undefined) {
      return (i) => {
        if (!buffer.appendDigits(lead, bytes, from[i]!, to[i]! & BYTE_BITS, digits)) byValue(i);
      };
    }
    if (type !== "seconds" || scale !== 1) return byValue;
    return (i) => {
      const end = to[i]! & BYTE_BITS;
      const copied = buffer.appendDecimal(lead, bytes, from[i]!, end, SAFE_SECONDS_DIGITS, SECONDS_DECIMALS);
      if (!copied) byValue(i);
    };
  }
}
