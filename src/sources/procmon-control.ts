/**
 * How Process Monitor writes control requests, in CSV and XML alike: the columns, the operations, and the code in Detail.
 *
 * The code stands behind `Control: `, mostly as a name of Process Monitor's own table, else as
 * `0x902eb (Device:0x9 Function:186 Method: 3)`; access is not printed, the full number is. What follows a comma
 * is no part of it.
 */
import { unpack } from "../control-code/control-code.js";
import { formatCode, parseCodeNumber, quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import type { MajorFunction, OwnName } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import { nameEntry, numberEntry, rejectedEntry, unresolvedEntry } from "./code-text.js";

/** What stands in Detail before the code. */
export const CONTROL_PREFIX = "Control: ";

/** Control operations as Process Monitor names them, and the request each stands for. */
export const CONTROL_OPERATIONS: readonly (readonly [string, MajorFunction])[] = [
  ["FileSystemControl", "IRP_MJ_FILE_SYSTEM_CONTROL"],
  ["DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"],
  ["InternalDeviceIoControl", "IRP_MJ_INTERNAL_DEVICE_CONTROL"],
];

/** Titles of the columns that the schema has; the first one that is there counts. */
export const PROCMON_TITLES: readonly (readonly [ColumnName, readonly string[]])[] = [
  ["time", ["Time of Day", "Date & Time"]],
  ["processName", ["Process Name"]],
  ["processId", ["PID"]],
  ["threadId", ["TID"]],
  ["operation", ["Operation"]],
  ["path", ["Path"]],
  ["status", ["Result"]],
  ["duration", ["Duration"]],
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

/** The entry of a control request whose Detail does not begin with `Control: `. */
export function entryOfOtherDetail(detail: string, majorFunction: MajorFunction | null): CodeEntry {
  const shown = detail === "" ? null : detail;
  const message =
    shown === null
      ? "Detail is empty"
      : `Detail ${quoteText(detail)} does not begin with "${CONTROL_PREFIX}"`;
  return { ...unresolvedEntry(shown, message, majorFunction), issue: { error: "E_CODE_TEXT", message } };
}
