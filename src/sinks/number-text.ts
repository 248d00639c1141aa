/** Numbers as every text output prints them. */
import { formatCode } from "../control-code/text.js";
import type { SinkColumnType } from "./sink.js";

export const SECONDS_DECIMALS = 7;
export const SHARE_DECIMALS = 6;

/** From here on toFixed turns to exponents. */
const TO_FIXED_LIMIT = 1e21;

/** `value` with `decimals` decimals, never an exponent: `fixed(2.91e-5, 7)` is `"0.0000291"`. */
export function fixed(value: number, decimals: number): string {
  if (Math.abs(value) < TO_FIXED_LIMIT) return value.toFixed(decimals);
  return `${BigInt(value)}.${"0".repeat(decimals)}`;
}

/** A finite number of a column of type `type`. */
export function numberText(type: SinkColumnType, value: number): string {
  switch (type) {
    case "code":
      return formatCode(value);
    case "seconds":
      return fixed(value, SECONDS_DECIMALS);
    case "share":
      return fixed(value, SHARE_DECIMALS);
    default:
      return String(value);
  }
}

/** True for columns whose values are text, also where a value looks like a number. */
export function isTextType(type: SinkColumnType): boolean {
  return type === "text" || type === "list";
}
