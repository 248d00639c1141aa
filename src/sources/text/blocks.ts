/** Tools that spread a request over several lines: WinDbg's !irp, IRPMon, ioctlfuzzer. */
import { methodName } from "../../control-code/transfer-method.js";
import type { MajorFunction } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { checkParts } from "../line-code.js";
import { tokenEntry } from "../token-code.js";
import { type Finder, hexOf, MAJOR_OF_NUMBER, numberOf, statusOf } from "./finder.js";

/**
 * WinDbg: a stack location, and `Args: output length, input length, code, buffer` up to three lines below it. Numbers are
 * hexadecimal with and without 0x.
 *
 * ```
 * >[IRP_MJ_DEVICE_CONTROL(e), N/A(0)]
 *             5  0 ffffb58878d92a70 ffffb588906bb960 00000000-00000000
 *        \Driver\VulnDr
 *             Args: 0000010c 00000000 0x226000 00000000
 * ```
 */
export function windbgIrp(): Finder {
  const location =
    /\bIRP_MJ_\w+\(([\da-f]{1,2})\), ?[^()]{1,60}\(([\da-f]{1,2})\)|\[ {0,2}([\da-f]{1,2}), ?([\da-f]{1,2})\]/i;
  const list = /\bArgs: ([\da-f]{8,16}) ([\da-f]{8,16}) ((?:0x)?[\da-f]{1,16}) (?:0x)?[\da-f]{8,16}/i;
  const reach = 3;
  /** Minor functions whose third argument is a code: a user's request, the kernel's. */
  const minors = new Set([0, 4]);
  let last: { readonly row: number; readonly majorFunction: MajorFunction } | null = null;
  return (line, row) => {
    const begun = location.exec(line);
    if (begun !== null) {
      const majorFunction = MAJOR_OF_NUMBER[(begun[1] ?? begun[3])!.toLowerCase()];
      const hasCode =
        majorFunction !== "IRP_MJ_FILE_SYSTEM_CONTROL" || minors.has(hexOf(begun[2] ?? begun[4]) ?? -1);
      last = majorFunction !== undefined && hasCode ? { row, majorFunction } : null;
      return null;
    }
    const found = list.exec(line);
    if (found === null || last === null) return null;
    const { row: start, majorFunction } = last;
    last = null;
    if (row > start + reach) return null;
    const cells = { outputLength: hexOf(found[1]), inputLength: hexOf(found[2]) };
    return [{ text: found[3]!, majorFunction, bare: 16, cells }];
  };
}

const IRPMON_MAJORS: Readonly<Record<string, MajorFunction>> = {
  FSControl: "IRP_MJ_FILE_SYSTEM_CONTROL",
  DeviceControl: "IRP_MJ_DEVICE_CONTROL",
  InternalDeviceControl: "IRP_MJ_INTERNAL_DEVICE_CONTROL",
};

/**
 * IRPMon: `Name = value` lines, the first of a request is its ID. Process and thread stand behind the code, so they are
 * not carried.
 */
export function irpmon(): Finder {
  const field =
    /^(ID|Time|Device name|File name|Major function|Result value|Result constant|Output length|Input length|IOCTL|FSCTL) = (.*)$/;
  const mostLines = 60;
  const values = new Map<string, string>();
  let first = 0;
  return (line, row) => {
    const found = field.exec(line);
    if (found === null) return null;
    const [, name = "", value = ""] = found;
    if (name === "ID" || row > first + mostLines) {
      values.clear();
      first = row;
    }
    values.set(name, value.trim());
    if (name !== "IOCTL" && name !== "FSCTL") return null;
    const text = /^(?:0x[\da-f]+|[a-z_]\w*)/i.exec(value)?.[0];
    if (text === undefined) return null;
    const major = IRPMON_MAJORS[values.get("Major function") ?? ""] ?? null;
    const cells = {
      time: values.get("Time") ?? null,
      path: values.get("File name") ?? values.get("Device name") ?? null,
      status: statusOf(values.get("Result constant") ?? values.get("Result value")),
      inputLength: numberOf(values.get("Input length")),
      outputLength: numberOf(values.get("Output length")),
    };
    return [
      { text, majorFunction: name === "FSCTL" ? "IRP_MJ_FILE_SYSTEM_CONTROL" : major, bare: 10, cells },
    ];
  };
}

const METHODS = [0, 1, 2, 3].map((method) => methodName(method) as string);

function fuzzerEntry(text: string): CodeEntry {
  const [, digits = "", method = ""] = /(0x[\da-f]+),\s+Method: (\w+)/i.exec(text)!;
  const entry = tokenEntry(digits, { majorFunction: "IRP_MJ_DEVICE_CONTROL" });
  return checkParts(entry, { method: METHODS.indexOf(method) }, text);
}

/** ioctlfuzzer: a line with the process, one with the device, one with the code and its method. */
export function ioctlFuzzer(): Finder {
  let process: { readonly row: number; readonly name: string; readonly id: number | null } | null = null;
  let device: { readonly row: number; readonly path: string } | null = null;
  return (line, row) => {
    const caller = /^'([^']*)' \(PID: (\d{1,10})\)/.exec(line);
    if (caller !== null) {
      process = { row, name: caller[1]!.slice(caller[1]!.lastIndexOf("\\") + 1), id: numberOf(caller[2]) };
      return null;
    }
    const target = /^'([^']*)' \([\da-fx]+\) \[/i.exec(line);
    if (target !== null) {
      device = { row, path: target[1]! };
      return null;
    }
    const found = /^IOCTL Code: 0x[\da-f]+,\s{1,4}Method: METHOD_\w+/i.exec(line);
    if (found === null) return null;
    const isOurs = process !== null && process.row === row - 2;
    const cells = {
      processName: isOurs ? process!.name : null,
      processId: isOurs ? process!.id : null,
      path: device !== null && device.row === row - 1 ? device.path : null,
    };
    return [{ text: found[0], majorFunction: "IRP_MJ_DEVICE_CONTROL", entry: fuzzerEntry, cells }];
  };
}
