/**
 * What an output format is to the rest: rows of values in, text or bytes out. Pure: no input, no output, no terminal.
 * A new format is one file and one line in `index.ts`.
 */
import type { CellValue } from "../record/batch.js";
import type { ColumnType } from "../record/schema.js";

/** A value of a cell; a list for columns of type `list`. */
export type SinkValue = CellValue | readonly string[];

/** `share` is a fraction of 1, printed with 6 decimals; counts are `u53`. */
export type SinkColumnType = ColumnType | "share";

export interface SinkColumn {
  readonly name: string;
  readonly type: SinkColumnType;
  /** Few distinct texts, see `ColumnDefinition`. */
  readonly few?: boolean;
}

/** Turns rows into text of one format. What `begin`, `row` and `end` return, put together, is the output. */
export interface RowSink {
  begin(): string;
  /** Text that is ready after this row; may be empty, or hold earlier rows too. `values` is not kept. */
  row(values: readonly SinkValue[]): string;
  end(): string;
  /** How a row is put together from its cells, where the format allows it; for callers with many rows. */
  readonly parts?: RowParts;
}

/** A row is `open`, its cells in order, `close`; a cell that returns often is made once. */
export interface RowParts {
  /** Text in front of the value of column i, such as its delimiter or key. An integer is its lead and its digits. */
  readonly leads: readonly string[];
  /** On both sides of a text. */
  readonly quote: string;
  /** Which bytes of a text stand in its cell as they are: a table of flags, see `utf8-buffer.ts`. */
  readonly plain: Uint8Array;
  /** Column `index` with its lead. */
  cell(index: number, value: SinkValue): string;
  /** What comes before the cells of the next row. To be called once for every row. */
  open(): string;
  readonly close: string;
}

/** Turns rows into bytes of one format, which come in large pieces: put together, they are the output. */
export interface ByteSink {
  /** Bytes that are ready after this row, most often none. `values` is not kept, but the lists in it are. */
  row(values: readonly SinkValue[]): Uint8Array;
  /** The rest of the output. To be called once. */
  end(): Uint8Array;
}

export type TextFormat = "csv" | "tsv" | "ndjson" | "json" | "table";
export type BinaryFormat = "parquet" | "arrow" | "arrow-stream";
export type OutputFormat = TextFormat | BinaryFormat;

export interface ByteSinkOptions {
  /** What stands in the output about its origin; asked for each time that it is written, the last time at the end. */
  readonly metadata?: () => Readonly<Record<string, string>>;
  /** Most rows of one piece: a row group, a record batch. */
  readonly pieceRows?: number;
}

export interface SinkOptions {
  /** csv, tsv: text that a spreadsheet would take for a formula gets a leading `'`. */
  readonly spreadsheetSafe?: boolean;
  /** ndjson, json: print the column `names` even when it has fewer than 2 elements. */
  readonly alwaysNames?: boolean;
  /** table: columns of the terminal; without it no cell is cut. */
  readonly width?: number;
  /** table: the header in bold. */
  readonly color?: boolean;
}

/** A sink from its parts, for formats of one line a row. */
export function sinkOfParts(parts: RowParts, begin: () => string, end: () => string): RowSink {
  return {
    begin,
    end,
    parts,
    row(values) {
      let text = parts.open();
      for (let i = 0; i < values.length; i++) text += parts.cell(i, values[i]!);
      return text + parts.close;
    },
  };
}
