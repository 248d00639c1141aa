/**
 * table: for terminals. A header, a rule, rows; two spaces between columns, numbers on the right.
 *
 * Column widths are taken from the first rows and kept, so that memory stays flat. Text is cut with `…` to fit the
 * terminal; numbers and codes never are, their columns grow when a later row needs it. Control characters are written
 * `\n` `\x1B`, so that no trace can steer the terminal. Does not know whether there is a terminal.
 *
 * cli-table3 knows how wide chars are. It lays out 2,500 rows a second, so rows of printable ASCII do without it.
 */
import type CliTable from "cli-table3";
import { LIST_DELIMITER, plainText } from "./csv.js";
import { fixed, isTextType } from "./number-text.js";
import type { RowSink, SinkColumn, SinkOptions, SinkValue } from "./sink.js";

type TableClass = typeof CliTable;
type Alignment = "left" | "right";

/** Rows that decide the widths. */
const ROWS_FOR_WIDTHS = 1000;
const GAP = "  ";
/** A text column is not made narrower than this. */
const NARROWEST_TEXT = 8;

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Controls, lone surrogates, and marks that change the direction of the line. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
};

const NO_STYLE = { "padding-left": 0, "padding-right": 0, head: [], border: [] };

function escapeChar(char: string): string {
  const unit = char.charCodeAt(0);
  const hex = unit.toString(16).toUpperCase();
  return SHORT_ESCAPES[char] ?? (unit < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`);
}

function tableText(type: SinkColumn["type"], value: SinkValue): string {
  if (type === "share" && typeof value === "number" && Number.isFinite(value)) {
    return `${fixed(value * 100, 2)} %`;
  }
  const text = Array.isArray(value) ? value.join(`${LIST_DELIMITER} `) : plainText(type, value);
  return PRINTABLE_ASCII.test(text) ? text : text.replace(UNSAFE, escapeChar);
}

class TableSink implements RowSink {
  readonly #Table: TableClass;
  readonly #columns: readonly SinkColumn[];
  readonly #width: number | undefined;
  readonly #color: boolean;
  /** Columns that may be cut. */
  readonly #cuttable: readonly boolean[];
  readonly #alignments: readonly Alignment[];
  /** The first rows, until they have decided the widths. */
  #rows: string[][] = [];
  #widths: number[] | null = null;

  constructor(Table: TableClass, columns: readonly SinkColumn[], options: SinkOptions) {
    this.#Table = Table;
    this.#columns = columns;
    this.#width = options.width;
    this.#color = options.color === true;
    this.#alignments = columns.map(({ type }) => (isTextType(type) ? "left" : "right"));
    this.#cuttable = columns.map(({ type }) => options.width !== undefined && isTextType(type));
  }

  begin(): string {
    return "";
  }

  row(values: readonly SinkValue[]): string {
    const row = this.#columns.map(({ type }, i) => tableText(type, values[i]!));
    if (this.#widths !== null) return this.#line(this.#grown(this.#widths, row), row);
    this.#rows.push(row);
    return this.#rows.length < ROWS_FOR_WIDTHS ? "" : this.#firstRows();
  }

  end(): string {
    return this.#widths === null ? this.#firstRows() : "";
  }

  #firstRows(): string {
    const rows = this.#rows;
    this.#rows = [];
    const widths = this.#fit(rows);
    this.#widths = widths;
    return this.#header(widths) + rows.map((row) => this.#line(widths, row)).join("");
  }

  #header(widths: readonly number[]): string {
    const names = this.#line(
      widths,
      this.#columns.map(({ name }) => name),
    );
    const rule = widths.map((width) => "─".repeat(width)).join(GAP);
    return `${this.#color ? `\u001b[1m${names.trimEnd()}\u001b[22m\n` : names}${rule}\n`;
  }

  /** Columns of the terminal that `text` takes. */
  #widthOf(text: string): number {
    if (PRINTABLE_ASCII.test(text)) return text.length;
    const chars = { ...NO_LINES, top: "-", middle: "" };
    const table = new this.#Table({ chars, style: { ...NO_STYLE } });
    table.push([text]);
    return table.width;
  }

  /** Widths that hold the header and `rows`; text columns, then headers, give way until the line fits. */
  #fit(rows: readonly string[][]): number[] {
    const values = this.#columns.map((_, i) =>
      rows.reduce((widest, row) => Math.max(widest, this.#widthOf(row[i]!)), 1),
    );
    const widths = this.#columns.map(({ name }, i) => Math.max(this.#widthOf(name), values[i]!));
    if (this.#width === undefined) return widths;
    const room = this.#width - GAP.length * (widths.length - 1);
    const narrowest = widths.map((width, i) =>
      this.#cuttable[i] ? Math.min(width, NARROWEST_TEXT) : values[i]!,
    );
    const text = widths.map((_, i) => i).filter((i) => this.#cuttable[i]);
    const other = widths.map((_, i) => i).filter((i) => !this.#cuttable[i]);
    for (const shrinking of [text, other]) shrink(widths, narrowest, shrinking, room);
    return widths;
  }

  /** `widths`, wider where a cell of `row` may not be cut. */
  #grown(widths: number[], row: readonly string[]): number[] {
    for (let i = 0; i < widths.length; i++) {
      if (!this.#cuttable[i]) widths[i] = Math.max(widths[i]!, this.#widthOf(row[i]!));
    }
    return widths;
  }

  #line(widths: readonly number[], row: readonly string[]): string {
    const line = row.every((cell) => PRINTABLE_ASCII.test(cell))
      ? row.map((cell, i) => asciiCell(cell, widths[i]!, this.#alignments[i]!)).join(GAP)
      : this.#layOut(widths, row);
    return `${line.trimEnd()}\n`;
  }

  #layOut(widths: readonly number[], row: readonly string[]): string {
    const table = new this.#Table({
      chars: { ...NO_LINES, middle: GAP },
      style: { ...NO_STYLE },
      colWidths: [...widths],
      colAligns: [...this.#alignments],
    });
    table.push([...row]);
    return table.toString().replace(LONE_SURROGATE, " ");
  }
}

/** What cli-table3 makes of a cell of printable ASCII. */
function asciiCell(text: string, width: number, alignment: Alignment): string {
  if (text.length > width) return `${text.slice(0, width - 1)}…`;
  return alignment === "left" ? text.padEnd(width) : text.padStart(width);
}

/** Takes from the widest of `columns` until all widths fit into `room` or none can give more. */
function shrink(
  widths: number[],
  narrowest: readonly number[],
  columns: readonly number[],
  room: number,
): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const giving = columns.filter((i) => widths[i]! > narrowest[i]!);
    if (giving.length === 0) return;
    const widest = Math.max(...giving.map((i) => widths[i]!));
    const first = giving.filter((i) => widths[i] === widest);
    const below = Math.max(
      ...first.map((i) => narrowest[i]!),
      ...giving.map((i) => widths[i]!).filter((width) => width < widest),
    );
    const step = Math.max(1, Math.min(widest - below, Math.floor(excess / first.length)));
    for (const i of first) {
      if (excess <= 0) return;
      widths[i]! -= Math.min(step, excess);
      excess -= Math.min(step, excess);
    }
  }
}

/** Loads cli-table3, which other formats do without. */
export async function openTable(columns: readonly SinkColumn[], options: SinkOptions = {}): Promise<RowSink> {
  const { default: Table } = await import("cli-table3");
  return new TableSink(Table, columns, options);
}
