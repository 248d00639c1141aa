/** A control code that a log line tells, and how it goes out with the values beside it. */
import { unpack } from "../control-code/control-code.js";
import { formatCode, quoteText } from "../control-code/text.js";
import type { MajorFunction } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import type { RecordOutput, ResolveText } from "./record-output.js";
import { tokenEntry } from "./token-code.js";

/** Values of a record, in the unit of the schema. */
export type Cells = Readonly<Partial<Record<ColumnName, string | number | null>>>;

export interface LineCode {
  /** The code as it is spelt, with all that bears on its meaning. */
  readonly text: string;
  readonly majorFunction: MajorFunction | null;
  /** Digits without `0x` are always written so by this format. */
  readonly bare?: 10 | 16;
  /** What the spelling means, where it is more than a token. */
  readonly entry?: ResolveText;
  readonly cells?: Cells;
}

/** The column `operation` of each kind of request. */
const OPERATIONS: Readonly<Record<MajorFunction, string>> = {
  IRP_MJ_FILE_SYSTEM_CONTROL: "FileSystemControl",
  IRP_MJ_DEVICE_CONTROL: "DeviceIoControl",
  IRP_MJ_INTERNAL_DEVICE_CONTROL: "InternalDeviceIoControl",
};

/** Longest line that is looked into: expressions on it take time that may grow with its square. */
export const MOST_LINE_LENGTH = 65536;

/** Rejects a line that is too long to be looked into. */
export function rejectLongLine(output: RecordOutput): void {
  output.reject(
    "E_RECORD_TOO_LONG",
    `the line is longer than ${MOST_LINE_LENGTH.toLocaleString("en-US")} characters and was not looked into`,
  );
}

/** Gives out a code of the record at hand. `format`: name of the format, whose spellings are its own. */
export function giveLineCode(
  output: RecordOutput,
  code: LineCode,
  format: string,
  radix: "auto" | 10 | 16 | undefined,
): void {
  const { text, majorFunction, bare } = code;
  if (majorFunction !== null) output.set("operation", OPERATIONS[majorFunction]);
  for (const [name, value] of Object.entries(code.cells ?? {})) output.set(name as ColumnName, value);
  const rule = { majorFunction, radix, ...(bare === undefined ? {} : { bare }) };
  const resolve: ResolveText = code.entry ?? ((token, own) => tokenEntry(token, { ...rule, own }));
  output.giveText(text, resolve, `${format} ${majorFunction ?? ""} ${bare ?? ""}`);
}

/** The fields of a code as a line prints them; a missing one is not checked. */
export interface PrintedParts {
  readonly device?: number;
  readonly access?: number;
  readonly functionCode?: number;
  readonly method?: number;
}

/**
 * The entry with a warning when printed parts are not those of the number. They are compared with the plain split, which
 * is what is printed for numbers that are no CTL_CODE too.
 */
export function checkParts(entry: CodeEntry, parts: PrintedParts, text: string): CodeEntry {
  if (entry.code === null) return entry;
  const fields = unpack(entry.code);
  const { device, access, functionCode, method } = parts;
  const agrees =
    (device ?? fields.deviceType) === fields.deviceType &&
    (access ?? fields.requiredAccess) === fields.requiredAccess &&
    (functionCode ?? fields.functionCode) === fields.functionCode &&
    (method ?? fields.transferMethod) === fields.transferMethod;
  if (agrees) return entry;
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const message = `${formatCode(entry.code)} has device ${hex(fields.deviceType)}, access ${fields.requiredAccess}, function ${hex(fields.functionCode)}, method ${fields.transferMethod}, but the text says ${quoteText(text)}`;
  return { ...entry, issue: { error: "E_CODE_PARTS", message } };
}
