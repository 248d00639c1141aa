/** Constants of Windows' headers that a driver's header uses without defining them. */
import { ACCESS_SPELLINGS, METHOD_SPELLINGS } from "../../control-code/ctl-code-text.js";
import { DeviceType } from "../../control-code/device-type.js";
import { deviceTypeFor } from "../device-names.js";
import { codeFor } from "../lookup.js";
import { INT, type Integer, integer, UNSIGNED } from "./integers.js";

const CONSTANTS: Readonly<Record<string, number>> = {
  ...DeviceType,
  ...METHOD_SPELLINGS,
  ...ACCESS_SPELLINGS,
  TRUE: 1,
  FALSE: 0,
  true: 1,
  false: 0,
};

/** The value of a constant of Windows' headers: methods, accesses, device types and their bases, control codes. */
export function knownConstant(name: string): Integer | undefined {
  const value = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : deviceTypeFor(name);
  if (value !== undefined) return integer(BigInt(value), INT);
  const code = codeFor(name, "extra")?.code;
  return code === undefined ? undefined : integer(BigInt(code), UNSIGNED, true);
}

/** A name that says itself that it is a control code. */
const CODE_NAME = /(?:^|_)(?:IOCTL|FSCTL)(?:_|$)/;
/** A number that codes are built upon. */
const BASE_NAME = /_BASE$/;
/** Smaller numbers have device type 0, which no device has: they are functions and device types. */
const FIRST_CODE = 0x10000;

/** True when a constant is named as control codes are. */
export function isCodeName(name: string): boolean {
  return CODE_NAME.test(name);
}

/**
 * True when a constant is a control code: it came out of CTL_CODE, or it is named as one (or is known as one) and has
 * a device type.
 */
export function isControlCode(name: string, code: number, isFromMacro: boolean): boolean {
  if (isFromMacro) return true;
  if (code < FIRST_CODE || BASE_NAME.test(name)) return false;
  return isCodeName(name) || codeFor(name, "extra") !== undefined;
}
