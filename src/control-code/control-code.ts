/**
 * The control code as a number: splitting any u32 into its four fields and putting fields together.
 *
 * This readable version is the reference the kernel is compared with. It owns no bit positions (bits.ts) and no
 * exceptions from the layout (layouts.ts): `unpack` is the plain split of every number.
 */
import { DecodeError } from "../errors.js";
import {
  ACCESS_MASK,
  ACCESS_SHIFT,
  DEVICE_MASK,
  DEVICE_SHIFT,
  FUNCTION_MASK,
  FUNCTION_SHIFT,
  METHOD_MASK,
  METHOD_SHIFT,
} from "./bits.js";
import { RequiredAccess } from "./required-access.js";
import { TransferMethod } from "./transfer-method.js";

/** Largest control code. */
export const MAX_CODE = 0xffffffff;

/** The four fields of a control code, as numbers. */
export interface CodeFields {
  /** 0 to 0xFFFF. */
  deviceType: number;
  /** 0 to 0xFFF. */
  functionCode: number;
  /** 0 to 3: 0 any, 1 read, 2 write, 3 both. */
  requiredAccess: number;
  /** 0 to 3: buffered, in direct, out direct, neither. */
  transferMethod: number;
}

/** Access and function of a code whose device type is known. */
export interface MatchedFunction {
  requiredAccess: number;
  functionCode: number;
}

function checkRange(what: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new DecodeError("E_RANGE", `${what} ${value} lies outside 0 to ${max}`);
  }
}

/**
 * Splits a code: `unpack(0x000902eb)` is `{ deviceType: 9, functionCode: 186, requiredAccess: 0, transferMethod: 3 }`.
 *
 * @throws DecodeError E_RANGE when `code` is not an integer from 0 to 0xFFFFFFFF.
 */
export function unpack(code: number): CodeFields {
  checkRange("code", code, MAX_CODE);
  return {
    deviceType: (code >>> DEVICE_SHIFT) & DEVICE_MASK,
    functionCode: (code >>> FUNCTION_SHIFT) & FUNCTION_MASK,
    requiredAccess: (code >>> ACCESS_SHIFT) & ACCESS_MASK,
    transferMethod: (code >>> METHOD_SHIFT) & METHOD_MASK,
  };
}

/**
 * Puts a code together, unsigned: `pack(unpack(code)) === code` for every u32. Nothing is masked away.
 *
 * @throws DecodeError E_RANGE that names the field, its value and its largest value.
 */
export function pack(fields: CodeFields): number {
  checkRange("deviceType", fields.deviceType, DEVICE_MASK);
  checkRange("functionCode", fields.functionCode, FUNCTION_MASK);
  checkRange("requiredAccess", fields.requiredAccess, ACCESS_MASK);
  checkRange("transferMethod", fields.transferMethod, METHOD_MASK);
  return (
    ((fields.deviceType << DEVICE_SHIFT) |
      (fields.requiredAccess << ACCESS_SHIFT) |
      (fields.functionCode << FUNCTION_SHIFT) |
      (fields.transferMethod << METHOD_SHIFT)) >>>
    0
  );
}

/**
 * Takes a code apart for a driver that knows its own device type:
 * `matchFunction(0x0022a018, 0x22)` is `{ requiredAccess: 2, functionCode: 0x806 }`.
 *
 * @throws DecodeError E_DEVICE_TYPE when the code has another device type, E_RANGE when it is no u32.
 */
export function matchFunction(code: number, deviceType: number): MatchedFunction {
  const fields = unpack(code);
  if (fields.deviceType !== deviceType) {
    throw new DecodeError(
      "E_DEVICE_TYPE",
      `code has device type 0x${hex(fields.deviceType)}, expected 0x${hex(deviceType)}`,
    );
  }
  return { requiredAccess: fields.requiredAccess, functionCode: fields.functionCode };
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}

/** A code without data: FILE_ANY_ACCESS, METHOD_NEITHER. @throws DecodeError E_RANGE */
export function ioctlNone(deviceType: number, functionCode: number): number {
  return pack({
    deviceType,
    functionCode,
    requiredAccess: RequiredAccess.FILE_ANY_ACCESS,
    transferMethod: TransferMethod.METHOD_NEITHER,
  });
}

function buffered(deviceType: number, functionCode: number, requiredAccess: number): number {
  return pack({ deviceType, functionCode, requiredAccess, transferMethod: TransferMethod.METHOD_BUFFERED });
}

/** A code that reads: FILE_READ_ACCESS, METHOD_BUFFERED. @throws DecodeError E_RANGE */
export function ioctlRead(deviceType: number, functionCode: number): number {
  return buffered(deviceType, functionCode, RequiredAccess.FILE_READ_ACCESS);
}

/** A code that writes: FILE_WRITE_ACCESS, METHOD_BUFFERED. @throws DecodeError E_RANGE */
export function ioctlWrite(deviceType: number, functionCode: number): number {
  return buffered(deviceType, functionCode, RequiredAccess.FILE_WRITE_ACCESS);
}

/** A code that reads and writes: both accesses, METHOD_BUFFERED. @throws DecodeError E_RANGE */
export function ioctlReadWrite(deviceType: number, functionCode: number): number {
  return buffered(
    deviceType,
    functionCode,
    RequiredAccess.FILE_READ_ACCESS | RequiredAccess.FILE_WRITE_ACCESS,
  );
}
