/**
 * csv: RFC 4180 with LF line ends; quotes only around cells with a delimiter, quote, CR or LF, or a space at an end.
 * tsv: no quotes; tab, LF, CR and backslash inside a value are written `\t` `\n` `\r` `\\`.
 *
 * Both: a header of the column names, missing = empty, lists joined by `;`, codes as 0x000902EB.
 * `spreadsheetSafe`: values of text and list columns that begin with `=` `+` `-` `@`, tab or CR get a leading `'`.
 */
import { isTextType, numberText } from "./number-text.js";
import { type RowSink, type SinkColumn, type SinkOptions, type SinkValue, sinkOfParts } from "./sink.js";
import { plainBytes } from "./utf8-buffer.js";

/** Between the elements of a list. */
export const LIST_DELIMITER = ";";

const QUOTE_WORTHY = /["\r\n]|^ | $/;
const COMMA_QUOTE_WORTHY = /[",\r\n]|^ | $/;
const TAB_WORTHY = /[\t\n\r\\]/g;
/** With tab and CR, what a formula begins with. */
const FORMULA_CHARS = "=+-@";
const FORMULA_START = /^[=+\-@\t\r]/;
const TAB_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };

/** `text` in quotes, quotes inside doubled. */
export function quoteCell(text: string): string {
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}

/** `text` as a cell of a CSV with this delimiter, in quotes only where needed. */
export function csvCell(text: string, delimiter: string): string {
  const needed =
    delimiter === ","
      ? COMMA_QUOTE_WORTHY.test(text)
      : QUOTE_WORTHY.test(text) || (text !== "" && text.includes(delimiter));
  return needed ? quoteCell(text) : text;
}

function tsvCell(text: string): string {
  return text.replace(TAB_WORTHY, (char) => TAB_ESCAPES[char]!);
}

/** A value without the marks of the format; empty when missing. */
export function plainText(type: SinkColumn["type"], value: SinkValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? numberText(type, value) : "";
  return value.join(LIST_DELIMITER);
}

/** What the two formats differ in. */
interface Delimited {
  readonly delimiter: string;
  /** Text -> cell. */
  readonly mark: (text: string) => string;
  /** A missing cell that is the only one of its row. */
  readonly lonely: string;
  /** Chars that `mark` changes, changes at an end of a text only, and writes twice. */
  readonly special: string;
  readonly inside: string;
  readonly doubled: string;
}

/** Readers skip an empty line, so a row of one missing cell is `""`. */
const CSV: Delimited = {
  delimiter: ",",
  mark: (text) => csvCell(text, ","),
  lonely: '""',
  special: ",",
  inside: " ",
  doubled: "",
};
const TSV: Delimited = { delimiter: "\t", mark: tsvCell, lonely: "", special: "", inside: "", doubled: "\\" };

function openDelimited(format: Delimited, columns: readonly SinkColumn[], options: SinkOptions): RowSink {
  const { delimiter, mark } = format;
  const safe = options.spreadsheetSafe === true;
  const types = columns.map(({ type }) => type);
  const guarded = types.map((type) => safe && isTextType(type));
  const leads = types.map((_, i) => (i === 0 ? "" : delimiter));
  const header = `${columns.map(({ name }) => mark(name)).join(delimiter)}\n`;
  const missing = columns.length === 1 ? format.lonely : "";
  return sinkOfParts(
    {
      leads,
      quote: "",
      plain: plainBytes(format.special, format.inside + (safe ? FORMULA_CHARS : ""), format.doubled),
      cell(index, value) {
        const text = plainText(types[index]!, value);
        if (text === "") return leads[index]! + missing;
        // Nothing in a number has to be marked.
        if (typeof value === "number") return leads[index]! + text;
        return leads[index]! + mark(guarded[index] && FORMULA_START.test(text) ? `'${text}` : text);
      },
      open: () => "",
      close: "\n",
    },
    () => header,
    () => "",
  );
}

export function openCsv(columns: readonly SinkColumn[], options: SinkOptions = {}): RowSink {
  return openDelimited(CSV, columns, options);
}

export function openTsv(columns: readonly SinkColumn[], options: SinkOptions = {}): RowSink {
  return openDelimited(TSV, columns, options);
}
