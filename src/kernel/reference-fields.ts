/** Codes -> field columns, code by code; `unpack` of control-code without an object a code. */
import {
  ACCESS_MASK,
  ACCESS_SHIFT,
  DEVICE_SHIFT,
  FUNCTION_MASK,
  FUNCTION_SHIFT,
  METHOD_MASK,
  METHOD_SHIFT,
} from "../control-code/bits.js";
import type { FieldColumns } from "./kernel.js";

/** Splits codes into `out`, whose columns have at least codes.length elements. */
export function splitFields(codes: Uint32Array, out: FieldColumns<ArrayBufferLike>): void {
  const { deviceType, functionCode, requiredAccess, transferMethod } = out;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    deviceType[i] = code >>> DEVICE_SHIFT;
    functionCode[i] = (code >>> FUNCTION_SHIFT) & FUNCTION_MASK;
    requiredAccess[i] = (code >>> ACCESS_SHIFT) & ACCESS_MASK;
    transferMethod[i] = (code >>> METHOD_SHIFT) & METHOD_MASK;
  }
}
