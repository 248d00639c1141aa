/**
 * The macro form of a control code, `CTL_CODE(device, function, method, access)`, read and printed.
 *
 * Owns the macro's shape and the spellings of method and access that headers use. Names of device types come from
 * outside: this room knows only the standard ones.
 */
import { DecodeError } from "../errors.js";
import { pack, unpack } from "./control-code.js";
import { DeviceType } from "./device-type.js";
import { accessName, RequiredAccess } from "./required-access.js";
import { parseCodeNumber, quoteText } from "./text.js";
import { methodName, TransferMethod } from "./transfer-method.js";

/** Finds the number of a device type's name; undefined when the name is unknown. */
export type ResolveDevice = (name: string) => number | undefined;

/** Every spelling of a single access. */
export const ACCESS_SPELLINGS: Readonly<Record<string, number>> = {
  ...RequiredAccess,
  FILE_SPECIAL_ACCESS: RequiredAccess.FILE_ANY_ACCESS,
  FILE_READ_DATA: RequiredAccess.FILE_READ_ACCESS,
  FILE_WRITE_DATA: RequiredAccess.FILE_WRITE_ACCESS,
};

/** Every spelling of a method. */
export const METHOD_SPELLINGS: Readonly<Record<string, number>> = {
  ...TransferMethod,
  METHOD_DIRECT_TO_HARDWARE: TransferMethod.METHOD_IN_DIRECT,
  METHOD_DIRECT_FROM_HARDWARE: TransferMethod.METHOD_OUT_DIRECT,
};

const MACRO = /^CTL_CODE\s*\(([\s\S]*)\)\s*;?$/i;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** C reads bare digits after a 0 as octal, a person mostly means hexadecimal: refused. */
const OCTAL = /^0[0-9]+$/;

/** True when a text has the shape of the macro, whatever stands in it. */
export function isCtlCodeText(text: string): boolean {
  return /^\s*CTL_CODE\s*\(/i.test(text);
}

function resolveStandardDevice(name: string): number | undefined {
  return Object.hasOwn(DeviceType, name) ? DeviceType[name as keyof typeof DeviceType] : undefined;
}

function resolveIn(spellings: Readonly<Record<string, number>>): ResolveDevice {
  return (name) => (Object.hasOwn(spellings, name) ? spellings[name] : undefined);
}

/** Reads one name or number. */
function parseTerm(what: string, text: string, resolve: ResolveDevice): number {
  const term = text.trim();
  if (IDENTIFIER.test(term)) {
    const value = resolve(term);
    if (value === undefined) throw new DecodeError("E_NAME", `${term} is no known name of a ${what}`);
    return value;
  }
  if (OCTAL.test(term)) {
    throw new DecodeError(
      "E_NUMBER",
      `${quoteText(term)} as ${what} is octal in C: write it with 0x or without the 0`,
    );
  }
  return parseCodeNumber(term);
}

function parseAccess(text: string): number {
  const bare = text.trim().replace(/^\(([^()]*)\)$/, "$1");
  let access = 0;
  for (const term of bare.split("|"))
    access |= parseTerm("required access", term, resolveIn(ACCESS_SPELLINGS));
  return access >>> 0;
}

/**
 * Reads the macro: `parseCtlCode("CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)")` is
 * 0x00222000. Each argument is a name or a number; accesses are joined by `|` in any order; `;` may follow.
 *
 * @param resolveDevice finds device types by name; by default only the standard FILE_DEVICE_* names.
 * @throws DecodeError E_NUMBER when the text is no such macro, E_NAME for an unknown name, E_RANGE for a number that
 * does not fit its field.
 */
export function parseCtlCode(text: string, resolveDevice: ResolveDevice = resolveStandardDevice): number {
  const parts = MACRO.exec(text.trim())?.[1]?.split(",");
  if (parts?.length !== 4) {
    throw new DecodeError(
      "E_NUMBER",
      `${quoteText(text)} is not CTL_CODE(device type, function, method, access)` +
        (parts ? `: ${parts.length} arguments, expected 4` : ""),
    );
  }
  const [device, func, method, access] = parts as [string, string, string, string];
  return pack({
    deviceType: parseTerm("device type", device, resolveDevice),
    functionCode: parseTerm("function", func, () => undefined),
    transferMethod: parseTerm("transfer method", method, resolveIn(METHOD_SPELLINGS)),
    requiredAccess: parseAccess(access),
  });
}

/**
 * Prints the macro: `formatCtlCode(0x902eb, "FILE_DEVICE_FILE_SYSTEM")` is
 * `"CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0xBA, METHOD_NEITHER, FILE_ANY_ACCESS)"`. Without a name the device type is a
 * number. It is the plain split, right for the layout ctl_code only.
 *
 * @throws DecodeError E_RANGE when `code` is not an integer from 0 to 0xFFFFFFFF.
 */
export function formatCtlCode(code: number, deviceTypeName?: string | null): string {
  const fields = unpack(code);
  const device = deviceTypeName ?? upperHex(fields.deviceType, 4);
  const access = accessName(fields.requiredAccess).replace("|", " | ");
  return `CTL_CODE(${device}, ${upperHex(fields.functionCode, 1)}, ${methodName(fields.transferMethod)}, ${access})`;
}

function upperHex(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;
}
