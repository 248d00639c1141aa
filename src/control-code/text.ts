/**
 * Control codes as text: the grammar of numbers and the printed forms.
 *
 * Owns what one text means by itself. Whether a column of bare digits is decimal or hexadecimal is decided once per
 * column by its source, which then passes `radix`. CTL_CODE(...) stands in ctl-code-text.ts.
 */
import { DecodeError } from "../errors.js";
import { MAX_CODE } from "./control-code.js";

/** How bare digits are read: no `0x`, no `h`, no sign. */
export type Radix = "auto" | 10 | 16;

export interface NumberOptions {
  /** Default "auto": for a single value given by a person, see {@link parseCodeNumber}. */
  radix?: Radix;
  /** Also accept decimal digits in groups of exactly three: `1,311,212`. Default false. */
  grouped?: boolean;
}

/** Lowest number that stands for a code: a signed 32-bit integer, as C# and Java print it. */
const MIN_SIGNED = -0x80000000;
const TWO_TO_32 = 0x100000000;
const HEX_DIGITS = 8;
/** No decimal u32 is longer, so no digit is lost before the range is checked. */
const DECIMAL_DIGITS = 10;

const PREFIXED_HEX = /^0x([0-9a-f]+)$/i;
const SUFFIXED_HEX = /^([0-9a-f]+)h$/i;
const SIGNED_DECIMAL = /^([-+])([0-9]+)$/;
const BARE_DECIMAL = /^[0-9]+$/;
const BARE_HEX = /^[0-9a-f]+$/i;
/** Groups after `,` `.` space, no-break space or narrow no-break space, the same one throughout. */
const GROUPED_DECIMAL = /^([-+]?)([0-9]{1,3}(?:([,. \u00a0\u202f])[0-9]{3})(?:\3[0-9]{3})*)$/;

/** Longest piece of an input that a message repeats. */
const QUOTED_LENGTH = 60;

/** A text as a message shows it: in quotes, shortened. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}...` : text);
}

function notANumber(text: string, why: string): DecodeError {
  return new DecodeError("E_NUMBER", `${quoteText(text)} is not a number: ${why}`);
}

function hexValue(digits: string, text: string): number {
  const kept = digits.length - HEX_DIGITS;
  if (kept > 0 && /[^0]/.test(digits.slice(0, kept))) {
    throw new DecodeError("E_RANGE", `${quoteText(text)} has more than 32 bits, largest is 0xFFFFFFFF`);
  }
  return Number.parseInt(kept > 0 ? digits.slice(kept) : digits, 16);
}

function decimalValue(negative: boolean, digits: string, text: string): number {
  const significant = digits.replace(/^0+(?=.)/, "");
  const size = significant.length > DECIMAL_DIGITS ? Number.POSITIVE_INFINITY : Number(significant);
  const value = negative ? -size : size;
  if (value < MIN_SIGNED || value > MAX_CODE) {
    throw new DecodeError("E_RANGE", `${quoteText(text)} lies outside ${MIN_SIGNED} to ${MAX_CODE}`);
  }
  return value < 0 ? value + TWO_TO_32 : size;
}

/** True when "auto" takes bare hex digits for decimal: no letter, and a leading 0 only alone. */
function looksDecimal(digits: string): boolean {
  return BARE_DECIMAL.test(digits) && (digits.length === 1 || digits[0] !== "0");
}

/**
 * Reads one number as an unsigned 32-bit code. `0x22A018` and `22A018h` are hexadecimal, `-2147426276` and `+5` are
 * decimal, a negative number stands for itself plus 2^32. Spaces and tabs around are skipped. More than 8 hexadecimal
 * digits are accepted when the excess is zero. Bare digits follow `radix`; "auto" takes digits with a letter a to f, or
 * with a leading 0 on a longer token, for hexadecimal and all others for decimal.
 *
 * @throws DecodeError E_NUMBER when the text has none of these forms, E_RANGE when the number has more than 32 bits.
 */
export function parseCodeNumber(text: string, options: NumberOptions = {}): number {
  const { radix = "auto", grouped = false } = options;
  const token = text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "");
  if (token === "") throw notANumber(text, "it is empty");

  const hex = PREFIXED_HEX.exec(token) ?? SUFFIXED_HEX.exec(token);
  if (hex) return hexValue(hex[1] as string, text);

  const signed = SIGNED_DECIMAL.exec(token);
  if (signed) return decimalValue(signed[1] === "-", signed[2] as string, text);

  if (BARE_HEX.test(token)) {
    const decimal = radix === 10 || (radix === "auto" && looksDecimal(token));
    if (!decimal) return hexValue(token, text);
    if (!BARE_DECIMAL.test(token))
      throw notANumber(text, "it has letters, and bare digits are read as decimal");
    return decimalValue(false, token, text);
  }

  const groups = GROUPED_DECIMAL.exec(token);
  if (groups && !grouped) throw notANumber(text, "digits in groups are not accepted here");
  if (groups) return decimalValue(groups[1] === "-", (groups[2] as string).replace(/[^0-9]/g, ""), text);
  throw notANumber(text, whyNot(token));
}

function whyNot(token: string): string {
  if (/^[-+]/.test(token)) return "only decimal digits may follow a sign";
  if (/^0x/i.test(token)) return "only hexadecimal digits may follow 0x";
  const odd = /[^0-9a-f]/i.exec(token);
  return odd ? `unexpected ${JSON.stringify(odd[0])} at position ${odd.index + 1}` : "it has no digits";
}

/** Prints a code as every text output does: `formatCode(0x902eb)` is `"0x000902EB"`. */
export function formatCode(code: number): string {
  return `0x${(code >>> 0).toString(16).toUpperCase().padStart(HEX_DIGITS, "0")}`;
}
