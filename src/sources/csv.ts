/**
 * Generic CSV: any table with a column of control codes, from scripts, exports and databases.
 *
 * The code's column is named by the user or has one of the usual titles; further columns are known by theirs.
 * Comma, semicolon, tab or `|`, quoted or not. Dialects beyond that (a delimiter of several characters, an
 * escape character, comment lines) are read by csv-dialect.ts.
 */
import { DecodeError } from "../errors.js";
import type { NameTable } from "../names/index.js";
import { cellText } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { type ColumnRadix, decideRadix, entryOfText, numberEntry } from "./code-text.js";
import { type CsvHeader, findColumn, readHeader, titleKey } from "./csv-header.js";
import { splitRow } from "./csv-row.js";
import type { Head, ReadRequest, Source, SourceOptions } from "./source.js";
import type { TextCell, TextLayout } from "./text-layout.js";
import { TextReader } from "./text-reader.js";

/** Titles that mean a control code, as comparison keys, best first. */
const CODE_KEYS = [
  "iocontrolcode",
  "ioctlcode",
  "controlcode",
  "fscontrolcode",
  "smb2.ioctl.function",
  "infoclass",
  "control",
  "ioctl",
  "code",
];

/** Titles of the other columns, and what their numbers are multiplied by. */
const CELLS: readonly (readonly [ColumnName, readonly (readonly [string, number])[]])[] = [
  [
    "time",
    [
      ["timestamp", 1],
      ["time", 1],
      ["timeofday", 1],
      ["date&time", 1],
    ],
  ],
  [
    "processId",
    [
      ["pid", 1],
      ["processid", 1],
    ],
  ],
  [
    "threadId",
    [
      ["tid", 1],
      ["threadid", 1],
    ],
  ],
  [
    "processName",
    [
      ["process", 1],
      ["processname", 1],
      ["image", 1],
    ],
  ],
  ["operation", [["operation", 1]]],
  [
    "path",
    [
      ["path", 1],
      ["file", 1],
      ["device", 1],
    ],
  ],
  [
    "status",
    [
      ["status", 1],
      ["result", 1],
    ],
  ],
  [
    "inputLength",
    [
      ["inlen", 1],
      ["inputlength", 1],
    ],
  ],
  [
    "outputLength",
    [
      ["outlen", 1],
      ["outputlength", 1],
    ],
  ],
  [
    "duration",
    [
      ["duration", 1],
      ["durationms", 1e-3],
      ["durationus", 1e-6],
    ],
  ],
];

const DELIMITERS = [",", "\t", ";", "|"];

/** The column of the code, from 0, or -1. */
function codeColumnOf(header: CsvHeader, options: SourceOptions): number {
  const asked = options.codeColumn;
  if (asked === undefined) return findColumn(header, CODE_KEYS, true);
  const index = typeof asked === "number" ? asked : /^\d+$/.test(asked) ? Number(asked) : null;
  if (index !== null) return index >= 1 && index <= header.titles.length ? index - 1 : -1;
  return findColumn(header, [titleKey(String(asked))], true);
}

/** Rows of the head that are whole, header excluded. */
function* headRows(head: Head, delimiter: number, from: number): Generator<readonly string[]> {
  const { text } = head;
  for (let at = from; at < text.length; ) {
    const row = splitRow(text, at, text.length, delimiter, head.whole);
    if (row === null) return;
    if (row.regular) yield row.cells.map((cell) => cellText(text, cell.from, cell.to, cell.quoted));
    at = row.next;
  }
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
  const cells = new Map<ColumnName, TextCell>();
  for (const [name, titles] of CELLS) {
    for (const [key, scale] of titles) {
      const column = header.keys.indexOf(key);
      if (column >= 0 && column !== codeColumn && !cells.has(name)) cells.set(name, { column, scale });
    }
  }
  const table: NameTable = header.keys[codeColumn] === "smb2.ioctl.function" ? "wireshark" : "default";
  const column = chooseRadix(request, () => {
    const texts: string[] = [];
    for (const row of headRows(head, header.delimiter, header.byteLength)) texts.push(row[codeColumn] ?? "");
    return texts;
  });
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
    cells,
    headerBytes: header.byteLength,
    headerLines: header.lineCount,
    resolve: (text) => entryOfText(text, column, table),
    numberEntry: (code) => numberEntry(code, null),
  };
}

/** The radix that the user gave, or that the texts show; says so when it was taken from them. */
export function chooseRadix(request: ReadRequest, texts: () => Iterable<string>): ColumnRadix {
  const asked = request.options.radix ?? "auto";
  if (asked !== "auto") return { radix: asked, isGiven: true };
  const { radix, why } = decideRadix(texts());
  if (radix !== 0) {
    request.note(
      `bare digits are read as ${radix === 10 ? "decimal" : "hexadecimal"}: ${why} (--radix overrules)`,
    );
  }
  return { radix, isGiven: false };
}

/** The radix in which the kernel may read bare digits by itself: it does not see that a leading zero contradicts. */
export function kernelRadix({ radix, isGiven }: ColumnRadix): 0 | 10 | 16 {
  return radix === 10 && !isGiven ? 0 : radix;
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

export const csv: Source = {
  name: "csv",
  doc: {
    writer: "scripts, databases, exports of other tools: CSV, TSV, semicolon or | separated",
    record: "any table with a column IoControlCode, or name the column with --code-column",
    carries: "time, process, ids, operation, path, status, lengths, duration, by the titles of their columns",
    verified: true,
  },
  detect(head, options) {
    return findHeader(head, options) !== null;
  },
  open: read,
  openRanges: read,
  canAppend: true,
};
