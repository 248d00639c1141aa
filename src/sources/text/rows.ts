/** Tools that write a row with tabs for each request: minispy, FileSpy, Portmon. DebugView's frame. */
import { formatCode, parseCodeNumber, quoteText } from "../../control-code/text.js";
import { codeFor, type MajorFunction } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { numberEntry, rejectedEntry, unresolvedEntry } from "../code-text.js";
import type { Cells, LineCode } from "../line-code.js";
import { type Finder, hexOf, isClock, isRequestWithoutCode, NO_CODE, statusOf } from "./finder.js";

/** `number TAB time TAB text`: time as written, and the text. */
export function debugViewRow(line: string): { readonly time: string; readonly text: string } | null {
  const found = /^\d{8}\t(\d+\.\d{8}|\d{1,2}:\d\d:\d\d(?:\.\d{3})?(?: [AP]M)?)\t(.*)$/.exec(line);
  return found === null ? null : { time: found[1]!, text: found[2]! };
}

function majorOf(operation: string): MajorFunction | null {
  if (/^(?:IRP_MJ_DEVICE_CONTROL|FASTIO_DEVICE_CONTROL)\b/.test(operation)) return "IRP_MJ_DEVICE_CONTROL";
  if (/^IRP_MJ_INTERNAL_DEVICE_CONTROL\b/.test(operation)) return "IRP_MJ_INTERNAL_DEVICE_CONTROL";
  return /^IRP_MJ_FILE_SYSTEM_CONTROL\b/.test(operation) ? "IRP_MJ_FILE_SYSTEM_CONTROL" : null;
}

/** A 32-bit field that was printed as a pointer: its upper half is whatever stood in memory behind it. */
function pointerEntry(text: string, majorFunction: MajorFunction): CodeEntry {
  const digits = /^0x([\da-f]{1,16})$/i.exec(text)?.[1];
  if (digits === undefined) {
    return rejectedEntry("E_CODE_TEXT", `${quoteText(text)} is no number as minispy prints it`);
  }
  const entry = numberEntry(Number.parseInt(digits.slice(-8), 16), majorFunction);
  if (!/[^0]/.test(digits.slice(0, -8))) return entry;
  const message = `${quoteText(text)} has more than 32 bits; minispy prints the code as a pointer, and its lower half ${formatCode(entry.code!)} was taken`;
  return { ...entry, issue: { error: "E_RANGE", message } };
}

/** minispy's log: columns by the titles of its header, so that 32-bit and 64-bit builds read alike. */
export function minispy(): Finder {
  let titles: readonly string[] = [];
  return (line) => {
    const row = line.split("\t").map((cell) => cell.trim());
    if (row[0] === "Opr") {
      titles = row.map((title) => title.toLowerCase().replaceAll(" ", ""));
      return NO_CODE;
    }
    if (!/^(?:IRP|FIO|FSF|ERR)$/.test(row[0]!)) return null;
    if (titles.length === 0) return withoutHeader(row);
    const cell = (title: string): string => row[titles.indexOf(title)] ?? "";
    const majorFunction = majorOf(cell("majoroperation"));
    if (majorFunction === null || isRequestWithoutCode(majorFunction, cell("minoroperation"))) return NO_CODE;
    const thread = /^([\da-f]+)\.([\da-f]+)$/i.exec(cell("process.thrd"));
    const status = /^(0x[\da-f]{1,8}):/i.exec(cell("status:inform"))?.[1];
    const argument = (title: string): number | null =>
      hexOf(/^0x([\da-f]+)$/i.exec(cell(title))?.[1]?.slice(-8));
    const cells: Cells = {
      time: cell("preoptime") || null,
      processId: hexOf(thread?.[1]),
      threadId: hexOf(thread?.[2]),
      path: cell("name") || null,
      status: statusOf(status),
      outputLength: argument("arg1"),
      inputLength: argument("arg2"),
    };
    return [{ text: cell("arg3"), majorFunction, entry: (text) => pointerEntry(text, majorFunction), cells }];
  };
}

/** A row of minispy's before any header: which of its numbers is the code is not known. */
function withoutHeader(row: readonly string[]): readonly LineCode[] | null {
  const majorFunction = row.map(majorOf).find((major) => major !== null);
  if (majorFunction === undefined) return null;
  const none = unresolvedEntry(null, "the header that names minispy's columns is missing", majorFunction);
  return [{ text: "", majorFunction, entry: () => none }];
}

/** The name and the number that stand together; the number counts. */
function namedEntry(text: string, majorFunction: MajorFunction | null): CodeEntry {
  const [, name = "", digits = ""] = /^(\w+) \((\w+)\)$/.exec(text)!;
  const code = parseCodeNumber(digits, { radix: 16 });
  const entry: CodeEntry = { ...numberEntry(code, majorFunction), codeText: name };
  const known = codeFor(name, "extra");
  if (known === undefined) return entry;
  if (known.code === code || known.others.includes(code)) return { ...entry, ownName: name };
  const message = `${name} is ${formatCode(known.code)}, but the row says ${formatCode(code)}, which was taken`;
  return { ...entry, issue: { error: "E_CODE_PARTS", message } };
}

const FILESPY_CODE = /^(?:([A-Za-z_]\w*) \(([\dA-F]{8})\)|Ioctl: ([\dA-F]{8}))(?!\w)/;
const FILESPY_STATUS = /^(?:STATUS_\w+|SUCCESS|FAILURE|0x[\da-f]{8})$/i;

/** FileSpy's rows: number, time, process, operation, flags, file object, path, status, text; some are left out at times. */
export function filespy(): Finder {
  return (line) => {
    if (!line.includes("\t")) return null;
    const row = line.split("\t").map((cell) => cell.trim());
    const at = row.findIndex((cell) => majorOf(cell) !== null);
    const operation = row[at] ?? "";
    const majorFunction = majorOf(operation);
    const statusAt = row.findIndex((cell, i) => i > at && FILESPY_STATUS.test(cell));
    if (majorFunction === null || statusAt < 0) return null;
    if (isRequestWithoutCode(majorFunction, operation)) return NO_CODE;
    const processName = row[at - 1] ?? "";
    const isName = processName !== "" && !/^[\d.:]+$/.test(processName);
    const cells: Cells = {
      time: row.slice(0, at).find(isClock) ?? null,
      processName: isName ? processName : null,
      path: (statusAt > at + 1 && row[statusAt - 1]) || null,
      status: statusOf(row[statusAt]),
    };
    const found = FILESPY_CODE.exec(row[statusAt + 1] ?? "");
    return [{ majorFunction, cells, ...filespyCode(found, majorFunction) }];
  };
}

function filespyCode(
  found: RegExpExecArray | null,
  majorFunction: MajorFunction,
): Pick<LineCode, "text" | "bare" | "entry"> {
  if (found === null) {
    const none = unresolvedEntry(null, "the row of a control request tells no control code", majorFunction);
    return { text: "", entry: () => none };
  }
  const [text, , , digits] = found;
  if (digits !== undefined) return { text: digits, bare: 16 };
  return { text, entry: (named) => namedEntry(named, majorFunction) };
}

/** Portmon's rows. Its second column is a time or a duration, which the file does not tell. */
export function portmon(): Finder {
  const row =
    /^\d+[ \t]+\d+\.\d{8}[ \t]+(\S[^\t]{0,60}?)[ \t]+((?:IOCTL|FSCTL)_\w+)[ \t]+(\S+)[ \t]+([A-Z]\w*)/;
  return (line) => {
    const found = row.exec(line);
    if (found === null) return null;
    const [, processName = "", text = "", path = "", status = ""] = found;
    return [{ text, majorFunction: null, cells: { processName, path, status } }];
  };
}
