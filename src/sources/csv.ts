/**
 * Generic CSV: any table with a column of control codes, from scripts, exports and databases.
 *
 * The code's column is named by the user or has one of the usual titles; further columns are known by theirs.
 * Comma, semicolon, tab or `|`, quoted or not. Dialects beyond that (a delimiter of several characters, an
 * escape character, comment lines) are read by csv-dialect.ts.
 */
import { DecodeError } from "../errors.js";
import { cellText } from "../record/batch.js";
import type { ByteInput } from "./byte-input.js";
import { entryOfText, numberEntry } from "./code-text.js";
import { chooseRadix, kernelRadix } from "./column-radix.js";
import { cellsOf, codeColumnOf, tableOf } from "./csv-columns.js";
import { type CsvHeader, isOddDialect, readHeader, titleKey } from "./csv-header.js";
import { splitRow } from "./csv-row.js";
import { headLines } from "./head-lines.js";
import type { Head, ReadRequest, Source, SourceOptions, SourceReader } from "./source.js";
import type { TextLayout } from "./text-layout.js";
import { TextReader } from "./text-reader.js";

const QUOTE = 0x22;
const DELIMITERS = [",", "\t", ";", "|"];

/** What stands in a column, row for row, in the rows of the head that are whole, header excluded. */
export function columnTexts(
  head: Pick<Head, "text" | "whole">,
  { delimiter, byteLength }: Pick<CsvHeader, "delimiter" | "byteLength">,
  column: number,
): string[] {
  const { text, whole } = head;
  if (!text.includes(QUOTE, byteLength)) {
    // The engine takes plain lines apart much faster.
    const separator = String.fromCharCode(delimiter);
    return headLines(head, byteLength).map(
      (line) => line.replace(/\r$/, "").split(separator, column + 1)[column] ?? "",
    );
  }
  const texts: string[] = [];
  for (let at = byteLength; at < text.length; ) {
    const row = splitRow(text, at, text.length, delimiter, whole);
    if (row === null) break;
    const cell = row.cells[column];
    if (row.regular) texts.push(cell === undefined ? "" : cellText(text, cell.from, cell.to, cell.quoted));
    at = row.next;
  }
  return texts;
}

/** The header as it is, or made up when the first row is data. */
function headerOf(head: Head, delimiter: string, options: SourceOptions): CsvHeader | null {
  const header = readHeader(head, delimiter.charCodeAt(0));
  if (header === null || options.noHeader !== true) return header;
  const titles = header.titles.map((_, i) => `column ${i + 1}`);
  return { ...header, titles, keys: titles.map(titleKey), byteLength: 0, lineCount: 0 };
}

/** The header under the delimiter that shows a code's column; of several the one with most columns. */
function findHeader(head: Head, options: SourceOptions): CsvHeader | null {
  const delimiters = options.delimiter === undefined ? DELIMITERS : [options.delimiter];
  let best: CsvHeader | null = null;
  let duplicate: unknown;
  for (const delimiter of delimiters) {
    const header = headerOf(head, delimiter, options);
    if (header === null || (best !== null && header.titles.length <= best.titles.length)) continue;
    try {
      if (codeColumnOf(header, options) >= 0) best = header;
    } catch (error) {
      duplicate = error;
    }
  }
  if (best === null && duplicate !== undefined) throw duplicate;
  return best;
}

function layoutOf(header: CsvHeader, head: Head, request: ReadRequest): TextLayout {
  const codeColumn = codeColumnOf(header, request.options);
  const column = chooseRadix(request, () => columnTexts(head, header, codeColumn));
  return {
    format: "csv",
    delimiter: header.delimiter,
    columnCount: header.titles.length,
    titles: header.titles,
    quoteAll: header.quoteAll,
    codeColumn,
    codeColumnName: header.titles[codeColumn]!,
    operationColumn: -1,
    operations: [],
    prefix: "",
    radix: kernelRadix(column),
    cells: cellsOf(header.keys, codeColumn),
    headerBytes: header.byteLength,
    headerLines: header.lineCount,
    resolve: (text) => entryOfText(text, column, tableOf(header.keys[codeColumn]!), request.options.names),
    numberEntry: (code) => numberEntry(code, null),
  };
}

function read(input: ByteInput, head: Head, request: ReadRequest): TextReader {
  const header = findHeader(head, request.options);
  if (header === null) {
    const asked = request.options.codeColumn;
    throw new DecodeError(
      "E_MISSING_COLUMN",
      asked === undefined
        ? "no column of the header is known as a control code; name it with --code-column"
        : `the header has no column ${JSON.stringify(asked)}`,
    );
  }
  return new TextReader(input, head, layoutOf(header, head, request), request);
}

const reader: SourceReader = {
  async open(input, head, request) {
    if (!isOddDialect(request.options)) return read(input, head, request);
    const { openDialect } = await import("./csv-dialect.js");
    return openDialect(input, head, request);
  },
  openRanges: (input, head, request) => (isOddDialect(request.options) ? null : read(input, head, request)),
};

export const csv: Source = {
  name: "csv",
  doc: {
    writer: "scripts, databases, exports of other tools: CSV, TSV, semicolon or | separated",
    record: "any table with a column IoControlCode, or name the column with --code-column",
    carries: "time, process, ids, operation, path, status, lengths, duration, by the titles of their columns",
    verified: true,
  },
  detect(head, options) {
    return isOddDialect(options) || findHeader(head, options) !== null;
  },
  load: () => reader,
  canAppend: true,
};
