/**
 * Process Monitor CSV: File > Save > Comma-Separated Values.
 *
 * UTF-8 with byte order mark, every field quoted, CR LF, columns chosen by the user. The code stands in Detail
 * behind `Control: `, mostly as a name of Process Monitor's own table, else as
 * `0x902eb (Device:0x9 Function:186 Method: 3)`; access is not printed, the full number is. Line feeds and bare
 * CRs inside fields are data. Skipped: everything that is no control operation.
 */
import { unpack } from "../control-code/control-code.js";
import { formatCode, parseCodeNumber, quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import { TEXT_TAG } from "../kernel/kernel.js";
import type { MajorFunction, OwnName } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { nameEntry, numberEntry, rejectedEntry, unresolvedEntry } from "./code-text.js";
import { type CsvHeader, findColumn, isOddDialect, readHeader, titleKey } from "./csv-header.js";
import type { Head, ReadRequest, Source, SourceOptions } from "./source.js";
import type { TextCell, TextLayout } from "./text-layout.js";
import { TextReader } from "./text-reader.js";

const COMMA = 0x2c;
const PREFIX = "Control: ";

/** Control operations as Process Monitor names them, and the request each stands for. */
const OPERATIONS: readonly (readonly [string, MajorFunction])[] = [
  ["FileSystemControl", "IRP_MJ_FILE_SYSTEM_CONTROL"],
  ["DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"],
  ["InternalDeviceIoControl", "IRP_MJ_INTERNAL_DEVICE_CONTROL"],
];

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

/** Where the columns of the schema come from, first title that is there. */
const CELLS: readonly (readonly [ColumnName, readonly string[]])[] = [
  ["time", ["timeofday", "date&time"]],
  ["processName", ["processname"]],
  ["processId", ["pid"]],
  ["threadId", ["tid"]],
  ["operation", ["operation"]],
  ["path", ["path"]],
  ["status", ["result"]],
  ["duration", ["duration"]],
];

const NUMBER =
  /^(0x[0-9a-fA-F]+)(?:\s*\(Device:\s*(0x[0-9a-fA-F]+)\s+Function:\s*(\d+)\s+Method:\s*(\d+)\))?\s*$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The entry of what stands behind `Control: `, up to the first comma. */
export function entryOfControl(
  text: string,
  majorFunction: MajorFunction | null,
  own?: readonly OwnName[],
): CodeEntry {
  const trimmed = text.trim();
  if (trimmed === "") return unresolvedEntry(null, "the control code is empty", majorFunction);
  if (NAME.test(trimmed)) return nameEntry(trimmed, "procmon", majorFunction, own);
  const number = NUMBER.exec(trimmed);
  if (number === null)
    return rejectedEntry("E_CODE_TEXT", `${quoteText(trimmed)} is neither a control code nor a name`);
  try {
    const code = parseCodeNumber(number[1]!);
    const entry = numberEntry(code, majorFunction);
    if (number[2] === undefined) return entry;
    const fields = unpack(code);
    const agrees =
      Number(number[2]) === fields.deviceType &&
      Number(number[3]) === fields.functionCode &&
      Number(number[4]) === fields.transferMethod;
    if (agrees) return entry;
    const message = `${formatCode(code)} has device 0x${fields.deviceType.toString(16)}, function ${fields.functionCode}, method ${fields.transferMethod}, but the text says ${quoteText(trimmed)}`;
    return { ...entry, issue: { error: "E_CODE_PARTS", message } };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
}

function resolve(text: string, tag: number, own: readonly OwnName[] | undefined): CodeEntry {
  const majorFunction = OPERATIONS[(tag & TEXT_TAG.OPERATION) - 1]?.[1] ?? null;
  if ((tag & TEXT_TAG.NO_PREFIX) === 0) return entryOfControl(text, majorFunction, own);
  const shown = text === "" ? null : text;
  const message =
    shown === null ? "Detail is empty" : `Detail ${quoteText(text)} does not begin with "Control: "`;
  return { ...unresolvedEntry(shown, message, majorFunction), issue: { error: "E_CODE_TEXT", message } };
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
  for (const [name, keys] of CELLS) {
    const column = findColumn(header, keys, false);
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
    operations: OPERATIONS.map(([name]) => name),
    prefix: PREFIX,
    radix: 0,
    cells,
    headerBytes: header.byteLength,
    headerLines: header.lineCount,
    resolve: (text, tag) => resolve(text, tag, names),
    numberEntry: (code, tag) => numberEntry(code, OPERATIONS[(tag & TEXT_TAG.OPERATION) - 1]?.[1] ?? null),
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
