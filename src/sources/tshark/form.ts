/** Which of its forms a trace of tshark or Wireshark has, as its first bytes show. */
import { DecodeError } from "../../errors.js";
import { isOddDialect } from "../csv-header.js";
import type { Head, SourceOptions } from "../source.js";
import { CODE_FIELD, fieldNamed, INFO_FIELD, TIME_COLUMN } from "./fields.js";
import { RowCells } from "./row-cells.js";

/** Rows: `-T fields`, or Wireshark's CSV export. */
export interface RowsForm {
  readonly kind: "rows";
  /** One character. */
  readonly separator: string;
  /** Titles of the columns; empty when the first line is data. */
  readonly titles: readonly string[];
  readonly columnCount: number;
  /** Columns of the fields that are read, from 0, by name. */
  readonly columns: ReadonlyMap<string, number>;
}

export type Form = RowsForm | { readonly kind: "summary" } | { readonly kind: "json" };

/** So many characters are looked at to tell lines and JSON from each other. */
const BEGIN_BYTES = 4096;

const FIELD = /^[A-Za-z_][\w-]*(?:\.[\w-]+)+\.?$/;
/** Columns of Wireshark's packet list, in lower case. */
const LIST_TITLES = /^(?:no\.|time|source|destination|protocol|length|info)$/;

/** A packet of the summary: number, time, addresses, protocol, length. */
const SUMMARY_LINE =
  /^\s*\d+\s+(?:\d{4}[-/][\d-]+\s)?[\d:.]+\s+\S+\s+(?:\u2192|->)\s+\S+\s+[A-Za-z]\S*\s+\d+\s/;
/** The first line of the packet list that was exported as plain text. */
const SUMMARY_TITLES = /^No\.\s+Time\s+Source\s+Destination\s+Protocol\s+Length\s+Info\s*$/;
/** A packet of -T json, and one of -T ek. */
const JSON_PACKET = /"_source"\s*:\s*\{\s*"layers"\s*:|"timestamp"\s*:\s*"[^"]*"\s*,\s*"layers"\s*:/;

const utf8 = new TextDecoder();

function firstLine(head: Head): string {
  const end = head.text.indexOf(0x0a);
  return utf8.decode(head.text.subarray(0, end < 0 ? head.text.length : end)).replace(/\r$/, "");
}

function cellsOfTitles(line: string, separator: string): string[] {
  return new RowCells(separator, 0).split(line, new Uint8Array());
}

/** The column that the user named, from 0, or -1. */
function namedColumn(titles: readonly string[], asked: string | number): number {
  const index = typeof asked === "number" || /^\d+$/.test(asked) ? Number(asked) - 1 : null;
  if (index !== null) return index < titles.length ? index : -1;
  return titles.findIndex((title) => title.toLowerCase() === String(asked).toLowerCase());
}

/** Columns of fields by their names. Titles of the packet list are those of its columns, however they are called. */
function columnsOf(titles: readonly string[], isPacketList: boolean): Map<string, number> {
  const columns = new Map<string, number>();
  titles.forEach((title, column) => {
    const name = title.toLowerCase();
    const field =
      isPacketList && name === "info"
        ? INFO_FIELD
        : isPacketList && name === "time"
          ? TIME_COLUMN
          : fieldNamed(name);
    if (field === undefined) return;
    const before = columns.get(field);
    if (before === undefined) columns.set(field, column);
    else if (field === CODE_FIELD) {
      const message = `the header has the field ${field} twice, as columns ${before + 1} and ${column + 1}`;
      throw new DecodeError("E_DUPLICATE_COLUMN", message, { column: title, line: 1 });
    }
  });
  return columns;
}

/** Rows below a line of titles, or null when the first line is none of Wireshark's. */
function rowsWithTitles(line: string, options: SourceOptions): RowsForm | null {
  const separator = options.delimiter ?? /[^\w."'-]/.exec(line)?.[0] ?? "\t";
  const titles = cellsOfTitles(line, separator);
  const keys = titles.map((title) => title.toLowerCase());
  const isPacketList = keys.includes("protocol") && keys.includes("info");
  if (!isPacketList && !keys.every((key) => FIELD.test(key) || LIST_TITLES.test(key))) return null;
  const columns = columnsOf(titles, isPacketList);
  const isOurs =
    columns.has(CODE_FIELD) || columns.has(INFO_FIELD) || keys.some((key) => /^(?:frame|smb2?)\./.test(key));
  if (!isOurs) return null;
  if (options.codeColumn !== undefined) columns.set(CODE_FIELD, namedColumn(titles, options.codeColumn));
  return { kind: "rows", separator, titles, columnCount: titles.length, columns };
}

/**
 * Rows without titles, the code in column `codeColumn`, from 1; null when the first line has no such column or something
 * else than a code in it.
 */
export function rowsWithoutTitles(head: Head, codeColumn: number, options: SourceOptions): RowsForm | null {
  const line = firstLine(head);
  const afterQuote = /^(["']).*?\1([^\w\s"'])/.exec(line)?.[2];
  const found = line.includes("\t") ? "\t" : (afterQuote ?? /[,;|]/.exec(line)?.[0]);
  const separator = options.delimiter ?? found ?? "\t";
  const cells = cellsOfTitles(line, separator);
  const code = cells[codeColumn - 1];
  if (code === undefined || !/^(?:(?:0[xX][0-9a-fA-F]+|\d+|[A-Z][A-Z0-9_]+)(?:\W|$)|$)/.test(code))
    return null;
  const columns = new Map([[CODE_FIELD, codeColumn - 1]]);
  return { kind: "rows", separator, titles: [], columnCount: cells.length, columns };
}

/** The form of a trace of tshark or Wireshark, or null when the head shows none. */
export function formOf(head: Head, options: SourceOptions): Form | null {
  if (isOddDialect(options) || options.noHeader === true) return null;
  const begin = utf8.decode(head.text.subarray(0, BEGIN_BYTES));
  if (/^\s*[[{]/.test(begin)) return JSON_PACKET.test(begin) ? { kind: "json" } : null;
  const line = begin.split(/\r?\n/).find((text) => text.trim() !== "") ?? "";
  if (SUMMARY_TITLES.test(line) || SUMMARY_LINE.test(line)) return { kind: "summary" };
  return rowsWithTitles(firstLine(head), options);
}
