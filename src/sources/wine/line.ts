/**
 * One line of a Wine or Proton log: who wrote it, and the control code it tells.
 *
 * ```
 * 28107.646:003c:0050:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=304 method=0)
 * seconds   process thread class channel function
 * ```
 *
 * Each of the first three may be missing; older versions print none of them. Numbers are `%x`, newer versions `%#x`.
 */
import { parseCodeNumber, quoteText } from "../../control-code/text.js";
import type { MajorFunction, OwnName } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { unresolvedEntry } from "../code-text.js";
import { checkParts, type LineCode } from "../line-code.js";
import { tokenEntry } from "../token-code.js";

/** Text before it is passed over: programs write into the same console. */
const PREFIX =
  /(?:(\d{1,9}\.\d{3,6}):)?(?:([0-9a-f]{4,8}):)?(?:([0-9a-f]{4,8}):)?(?:fixme|err|warn|trace):([^:\s]{1,40}):(\S{1,200}) (.*)$/;

/** The four fields check that the digits were read right. Older versions call two of them otherwise. */
const WITH_PARTS =
  /\b(ioctl|fsctl) (?:0x)?([0-9a-f]+) \((?:device|type)=(?:0x)?([0-9a-f]+) access=(?:0x)?([0-9a-f]+) func=(?:0x)?([0-9a-f]+) meth(?:od)?=(?:0x)?([0-9a-f]+)\)/i;
/** Older versions, with a small u; and lines that were cut behind the number, or within it. */
const WITHOUT_PARTS = /\b([Uu])nsupported (ioctl|fsctl) ((?:0x)?[0-9a-f]+)(?![\w.])( \((?:device|type)=)?/i;
/** Winsock's requests: a name, digits, or the macro that makes the number. */
const WINSOCK = /\b(?:unsupported WS_IOCTL cmd \(|unimplemented ioctl )([\w?]+(?:\([^()]*\))?)/;
/** Arguments of NtDeviceIoControlFile and NtFsControlFile under `WINEDEBUG=+file`. */
const CALL = /^\((?:[^,()]*(?:\(nil\))?,){5}(0x[0-9a-f]+),[^,]*,(0x[0-9a-f]+),[^,]*,(0x[0-9a-f]+)\)/;

const MACRO = /^_WSAIO(R?W?)\((IOC_\w+), (\d+)\)$/;
const DIRECTIONS: Readonly<Record<string, number>> = {
  "": 0x20000000,
  R: 0x40000000,
  W: 0x80000000,
  RW: 0xc0000000,
};
const FAMILIES: Readonly<Record<string, number>> = {
  IOC_WS2: 0x08000000,
  IOC_PROTOCOL: 0x10000000,
  IOC_VENDOR: 0x18000000,
};

/** What a line of the log tells beside the message. */
export interface WineLine {
  /** Seconds as written. */
  readonly time: string | null;
  readonly processId: number | null;
  readonly threadId: number | null;
  readonly code: LineCode | null;
}

function majorOf(word: string, functionName: string): MajorFunction | null {
  if (word.toLowerCase() === "fsctl" || functionName === "NtFsControlFile")
    return "IRP_MJ_FILE_SYSTEM_CONTROL";
  const isDevice = functionName === "harddisk_ioctl" || /DeviceIoControl(?:File)?$/.test(functionName);
  return isDevice ? "IRP_MJ_DEVICE_CONTROL" : null;
}

function partsEntry(text: string, majorFunction: MajorFunction | null): CodeEntry {
  const [, , digits = "", ...parts] = WITH_PARTS.exec(text)!;
  const [device, access, functionCode, method] = parts.map((part) => Number.parseInt(part, 16));
  const entry = tokenEntry(digits, { majorFunction, bare: 16 });
  return checkParts(
    entry,
    { device: device!, access: access!, functionCode: functionCode!, method: method! },
    text,
  );
}

/** `_WSAIOW(IOC_VENDOR, 16)`, a name or digits. Digits are always hexadecimal here. */
function winsockEntry(text: string, own?: readonly OwnName[]): CodeEntry {
  const macro = MACRO.exec(text);
  const base = macro === null ? undefined : DIRECTIONS[macro[1]!]! + (FAMILIES[macro[2]!] ?? Number.NaN);
  const number = Number(macro?.[3]);
  if (base !== undefined && Number.isFinite(base) && number <= 0xffff) {
    return { ...tokenEntry((base + number).toString(16), { majorFunction: null, bare: 16 }), codeText: text };
  }
  if (/^\w+$/.test(text)) return tokenEntry(text, { majorFunction: null, bare: 16, own });
  return unresolvedEntry(text, `${quoteText(text)} is no request of Winsock's that is known`, null);
}

function uncheckedCode(found: RegExpExecArray, functionName: string): LineCode {
  const [all, u, word = "", digits = "", parts] = found;
  const majorFunction = majorOf(word, functionName);
  if (u === "U" && parts === undefined) {
    const message = `${quoteText(all)}: the line ends before the fields that check the number`;
    const cut = unresolvedEntry(digits, message, majorFunction);
    return { text: all, majorFunction, entry: () => ({ ...cut, issue: { error: "E_CODE_TEXT", message } }) };
  }
  // This function is known to have printed %x before it printed the fields.
  const isHex = parts !== undefined || functionName === "harddisk_ioctl";
  return { text: digits, majorFunction, ...(isHex ? { bare: 16 } : {}) };
}

function codeOf(functionName: string, message: string): LineCode | null {
  const checked = WITH_PARTS.exec(message);
  if (checked !== null) {
    const majorFunction = majorOf(checked[1]!, functionName);
    return { text: checked[0], majorFunction, entry: (text) => partsEntry(text, majorFunction) };
  }
  const unchecked = WITHOUT_PARTS.exec(message);
  if (unchecked !== null) return uncheckedCode(unchecked, functionName);
  if (functionName === "WSAIoctl") {
    const winsock = WINSOCK.exec(message);
    return winsock === null
      ? null
      : { text: winsock[1]!, majorFunction: null, bare: 16, entry: winsockEntry };
  }
  if (functionName !== "NtDeviceIoControlFile" && functionName !== "NtFsControlFile") return null;
  const call = CALL.exec(message);
  if (call === null) return null;
  const [, text = "", inputLength = "", outputLength = ""] = call;
  const cells = { inputLength: lengthOf(inputLength), outputLength: lengthOf(outputLength) };
  return { text, majorFunction: majorOf("", functionName), cells };
}

function lengthOf(hex: string): number | null {
  return hex.length <= "0x".length + 8 ? parseCodeNumber(hex) : null;
}

function idOf(hex: string | undefined): number | null {
  return hex === undefined ? null : Number.parseInt(hex, 16);
}

/** Takes a line apart, or null when it is none of Wine's own. */
export function parseWineLine(line: string): WineLine | null {
  const found = PREFIX.exec(line);
  if (found === null) return null;
  const [, time, first, second, , functionName = "", message = ""] = found;
  return {
    time: time ?? null,
    processId: second === undefined ? null : idOf(first),
    threadId: idOf(second ?? first),
    code: codeOf(functionName, message),
  };
}
