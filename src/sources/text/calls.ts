/** Tools that write a call with its arguments: API Monitor, NtTrace, drltrace, drstrace and Dr. Memory. */
import { type Finder, isClock, majorOfCall, numberOf, statusOf } from "./finder.js";

/** Places of the arguments of DeviceIoControl, and of NtDeviceIoControlFile and NtFsControlFile. */
const WIN32_ARGUMENTS = { code: 1, inputLength: 3, outputLength: 5 };
const NATIVE_ARGUMENTS = { code: 5, inputLength: 7, outputLength: 9 };

function argumentsOf(name: string): typeof WIN32_ARGUMENTS {
  return name === "DeviceIoControl" ? WIN32_ARGUMENTS : NATIVE_ARGUMENTS;
}

/**
 * API Monitor: `NtDeviceIoControlFile ( 0x00000450, NULL, ..., 2147541020, ... )`, alone or in a row with tabs. Numbers
 * without 0x are decimal.
 */
export function apiMonitor(): Finder {
  const call =
    /\b((?:Nt|Zw)(?:DeviceIoControlFile|FsControlFile)|DeviceIoControl) \( ((?:0x[\da-f]+|NULL), [^()]*)\)/i;
  return (line) => {
    const found = call.exec(line);
    if (found === null) return null;
    const [, name = "", list = ""] = found;
    const values = list.split(",").map((value) => value.trim());
    const places = argumentsOf(name);
    const text = values[places.code] ?? "";
    if (text === "") return null;
    const row = line.includes("\t") ? line.split("\t").map((cell) => cell.trim()) : [];
    const at = row.findIndex((cell) => cell.includes(found[0]));
    const seconds = row.slice(at + 1).findLast((cell) => /^\d+\.\d{7}$/.test(cell));
    const cells = {
      time: row.slice(0, Math.max(at, 0)).find(isClock) ?? null,
      status: at < 0 ? null : statusOf(row[at + 1]),
      duration: seconds === undefined ? null : Number(seconds),
      inputLength: numberOf(values[places.inputLength]),
      outputLength: numberOf(values[places.outputLength]),
    };
    return [{ text, majorFunction: majorOfCall(name), bare: 10, cells }];
  };
}

/** NtTrace: named arguments; numbers from -9 to 9 are decimal, all others have 0x. */
export function ntTrace(): Finder {
  const call = /\b((?:Nt|Zw)(?:DeviceIoControlFile|FsControlFile))\(([^()]{0,4000})\)(?: => (\S+))?/;
  return (line) => {
    const found = call.exec(line);
    if (found === null) return null;
    const [, name = "", list = "", status] = found;
    const value = (key: string): string | undefined => new RegExp(`(?:^|, )${key}=(-?\\w+)`).exec(list)?.[1];
    const text = value("IoControlCode") ?? value("FsControlCode") ?? "";
    if (!/^(?:0x.*|-?\d)$/.test(text)) return null;
    const cells = {
      status: statusOf(status),
      inputLength: numberOf(value("InputBufferLength")),
      outputLength: numberOf(value("OutputBufferLength")),
    };
    return [{ text, majorFunction: majorOfCall(name), bare: 10, cells }];
  };
}

/** Dr. Memory's tools: the call on a line, its arguments on the next ones, numbered from 0. */
export function drMemory(): Finder {
  const call =
    /^(?:~~(\w+)~~ |system call #0x[\da-f]+ )?(?:[^\s!]{1,80}!)?((?:Nt|Zw)(?:DeviceIoControlFile|FsControlFile)|DeviceIoControl)[ \t]*$/;
  const argument = /^[ \t]{1,16}arg (\d{1,2})(?::| =) (0x[\da-f]+)/;
  let last: { readonly row: number; readonly name: string; readonly threadId: number | null } | null = null;
  return (line, row) => {
    const begun = call.exec(line);
    if (begun !== null) {
      last = { row, name: begun[2]!, threadId: numberOf(begun[1]) };
      return null;
    }
    const found = argument.exec(line);
    if (found === null || last === null) return null;
    const number = Number(found[1]);
    const { row: start, name, threadId } = last;
    // Argument n stands n + 1 lines below its call; anything else is another call's.
    if (number !== argumentsOf(name).code || row !== start + number + 1) return null;
    return [{ text: found[2]!, majorFunction: majorOfCall(name), cells: { threadId } }];
  };
}
