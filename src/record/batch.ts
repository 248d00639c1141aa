/**
 * A batch: the columns of some records, in the order of the input. Its arrays are borrowed until the next
 * batch is asked for; what is to stay must be copied.
 *
 * Owns the shape of columns and how a cell becomes a value. Knows no source and no sink.
 */
import type { DecodeErrorCode } from "../errors.js";
import type { MajorFunction } from "../names/index.js";
import type { ColumnName, ColumnType } from "./schema.js";

/** What a source found in the place of a control code; one object for all records that say the same. */
export interface CodeEntry {
  /** `other` = the record carries no code by its nature, such as an empty cell. */
  readonly kind: "decoded" | "unresolved" | "rejected" | "other";
  /** The control code, 0 to 0xFFFFFFFF; null unless `kind` is decoded. */
  readonly code: number | null;
  /** The source's own spelling when it is not a plain number. */
  readonly codeText: string | null;
  /** The name in the source's own table that gave the code; ranked before other names. */
  readonly ownName: string | null;
  /** Kind of request, where the source tells. */
  readonly majorFunction: MajorFunction | null;
  /** What is to be reported for every record that says this. */
  readonly issue: { readonly error: DecodeErrorCode; readonly message: string } | null;
}

/** Cells as spans of bytes of the trace. */
export interface SpanColumn {
  readonly kind: "span";
  readonly bytes: Uint8Array;
  /** First byte of cell i. */
  readonly from: Uint32Array;
  /** End of cell i, exclusive; bit 31 = the cell stood in quotes, where two quotes mean one. */
  readonly to: Uint32Array;
  /** What a number of this column is multiplied by to give the unit of the schema. */
  readonly scale: number;
}

/** Cells as numbers of a dictionary of texts; an id of NO_TEXT is a missing cell. */
export interface TextColumn {
  readonly kind: "text";
  readonly ids: Uint32Array;
  readonly values: readonly string[];
}

/** Numbers; `known[i]` is 0 where the cell is missing. Without `known` none is. */
export interface NumberColumn {
  readonly kind: "number";
  readonly values: Float64Array | Uint32Array | Uint16Array | Uint8Array;
  readonly known?: Uint8Array;
}

export type Column = SpanColumn | TextColumn | NumberColumn;

export const NO_TEXT = 0xffffffff;
export const SPAN_QUOTED = 0x80000000;

export interface Batch {
  /** Number of records, decoded and unresolved ones only. */
  length: number;
  /** Record number in the input, from 1. */
  readonly row: Float64Array;
  /** Byte offset of the record in the input. */
  readonly offset: Float64Array;
  /** Index into `entries` of record i. */
  readonly entry: Uint32Array;
  readonly entries: readonly CodeEntry[];
  /** Columns of origin `source` that were asked for and that the input has. */
  readonly columns: ReadonlyMap<ColumnName, Column>;
}

/** A value of a cell: text, a number in the unit of the schema, or null when missing. */
export type CellValue = string | number | null;

const utf8 = new TextDecoder();
const DOUBLED = /""/g;

/** The text of window bytes [from, to), doubled quotes undone when the cell stood in quotes. */
export function cellText(bytes: Uint8Array, from: number, to: number, quoted: boolean): string {
  const text = utf8.decode(bytes.subarray(from, to));
  return quoted && text.includes('""') ? text.replace(DOUBLED, '"') : text;
}

/**
 * Text of a cell -> value of a column of type `type`. Empty text is a missing cell. Text that is no number in
 * a number column is missing too. Hex with 0x and one decimal comma are understood.
 */
export function valueOfText(type: ColumnType, text: string, scale = 1): CellValue {
  if (text === "") return null;
  if (type === "text") return text;
  if (type === "seconds") {
    const number = Number(text.replace(",", "."));
    return Number.isFinite(number) && text.trim() !== "" ? number * scale : null;
  }
  const trimmed = text.trim();
  if (!/^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(trimmed)) return null;
  const number = Number(trimmed);
  const limit =
    type === "u8" ? 0xff : type === "u16" ? 0xffff : type === "u32" ? 0xffffffff : Number.MAX_SAFE_INTEGER;
  return number <= limit ? number : null;
}

/** Value of cell `i` of a column of type `type`. */
export function cellValue(column: Column, type: ColumnType, i: number): CellValue {
  switch (column.kind) {
    case "number":
      return column.known === undefined || column.known[i] !== 0 ? column.values[i]! : null;
    case "text": {
      const id = column.ids[i]!;
      return id === NO_TEXT ? null : column.values[id]!;
    }
    case "span": {
      const to = column.to[i]!;
      const end = (to & ~SPAN_QUOTED) >>> 0;
      const text = cellText(column.bytes, column.from[i]!, end, to >= SPAN_QUOTED);
      return valueOfText(type, text, column.scale);
    }
  }
}
