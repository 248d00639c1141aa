/**
 * Process Monitor CSV: File > Save > Comma-Separated Values.
 *
 * UTF-8 with byte order mark, every field quoted, CR LF, columns chosen by the user. The code stands in Detail, see
 * procmon-control.ts. Line feeds and bare CRs inside fields are data. Skipped: everything that is no control
 * operation.
 */
import { DecodeError } from "../errors.js";
import { TEXT_TAG } from "../kernel/kernel.js";
import type { MajorFunction, OwnName } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { numberEntry } from "./code-text.js";
import { type CsvHeader, findColumn, isOddDialect, readHeader, titleKey } from "./csv-header.js";
import {
  CONTROL_OPERATIONS,
  CONTROL_PREFIX,
  entryOfControl,
  entryOfOtherDetail,
  PROCMON_TITLES,
} from "./procmon-control.js";
import type { Head, ReadRequest, Source, SourceOptions } from "./source.js";
import type { TextCell, TextLayout } from "./text-layout.js";
import { TextReader } from "./text-reader.js";

const COMMA = 0x2c;

/** Columns that Process Monitor offers (Options > Select Columns), as comparison keys. */
const TITLES = new Set(
  [
    ...["Time of Day", "Process Name", "PID", "Operation", "Path", "Result", "Detail", "Date & Time"],
    ...["Relative Time", "Duration", "Completion Time", "Event Class", "Sequence", "Image Path", "Company"],
    ...[
      "Description",
      "Version",
      "User",
      "Authentication ID",
      "Session",
      "Command Line",
      "TID",
      "Virtualized",
    ],
    ...["Integrity", "Category", "Parent PID", "Architecture"],
  ].map(titleKey),
);

function majorOf(tag: number): MajorFunction | null {
  return CONTROL_OPERATIONS[(tag & TEXT_TAG.OPERATION) - 1]?.[1] ?? null;
}

function resolve(text: string, tag: number, own: readonly OwnName[] | undefined): CodeEntry {
  const isControl = (tag & TEXT_TAG.NO_PREFIX) === 0;
  return isControl ? entryOfControl(text, majorOf(tag), own) : entryOfOtherDetail(text, majorOf(tag));
}

function procmonHeader(head: Head, options: SourceOptions): CsvHeader | null {
  if (options.noHeader === true || options.codeColumn !== undefined || isOddDialect(options)) return null;
  const header = readHeader(head, options.delimiter === undefined ? COMMA : options.delimiter.charCodeAt(0));
  if (header === null || !header.keys.includes("detail")) return null;
  const known = header.keys.filter((key) => TITLES.has(key)).length;
  return known === header.keys.length || known >= 3 ? header : null;
}

function layoutOf(header: CsvHeader, { names }: SourceOptions): TextLayout {
  const codeColumn = findColumn(header, ["detail"], true);
  const operationColumn = findColumn(header, ["operation"], true);
  const cells = new Map<ColumnName, TextCell>();
  for (const [name, titles] of PROCMON_TITLES) {
    const column = findColumn(header, titles.map(titleKey), false);
    if (column >= 0) cells.set(name, { column, scale: 1 });
  }
  return {
    format: "csv",
    delimiter: header.delimiter,
    columnCount: header.titles.length,
    titles: header.titles,
    quoteAll: header.quoteAll,
    codeColumn,
    codeColumnName: header.titles[codeColumn]!,
    operationColumn,
    operations: CONTROL_OPERATIONS.map(([name]) => name),
    prefix: CONTROL_PREFIX,
    radix: 0,
    cells,
    headerBytes: header.byteLength,
    headerLines: header.lineCount,
    resolve: (text, tag) => resolve(text, tag, names),
    numberEntry: (code, tag) => numberEntry(code, majorOf(tag)),
  };
}

function read(input: ByteInput, head: Head, request: ReadRequest): TextReader {
  const header = procmonHeader(head, request.options);
  if (header === null) {
    throw new DecodeError(
      "E_MISSING_COLUMN",
      'the first row is no header of Process Monitor: it has no column "Detail"',
    );
  }
  return new TextReader(input, head, layoutOf(header, request.options), request);
}

export const procmonCsv: Source = {
  name: "procmon-csv",
  doc: {
    writer: "Process Monitor, saved as Comma-Separated Values",
    record:
      "procmon /BackingFile trace.pml, then File > Save > CSV; keep at least the columns Operation and Detail",
    carries: "time, process, ids, operation, path, result, duration",
    verified: true,
  },
  detect(head, options) {
    const header = procmonHeader(head, options);
    if (header === null) return false;
    layoutOf(header, options);
    return true;
  },
  load: () => ({ open: read, openRanges: read }),
  canAppend: true,
};
