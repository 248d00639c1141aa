/**
 * Text of a cell -> control code when it is plainly a number. The same rule as assembly/number.ts; everything else
 * is left to the full grammar in control-code/text.ts.
 */

/** Answer for every text that is not plainly a number. */
export const NOT_PLAIN = -1;

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const UPPER_A = 0x41;
const UPPER_F = 0x46;
const LOWER_A = 0x61;
const LOWER_F = 0x66;
const UPPER_X = 0x58;
const LOWER_X = 0x78;

const MAX_CODE = 0xffffffff;
/** Magnitude of the lowest signed 32-bit number. */
const MAX_NEGATIVE = 0x80000000;
const TWO_TO_32 = 0x100000000;
const DECIMAL_DIGITS = 10;

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  if (byte >= UPPER_A && byte <= UPPER_F) return byte - UPPER_A + 10;
  if (byte >= LOWER_A && byte <= LOWER_F) return byte - LOWER_A + 10;
  return NOT_PLAIN;
}

/** Hex digits, at least one, no more than 8 after leading zeros. */
function parseHex(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return NOT_PLAIN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = hexDigit(bytes[at]!);
    if (digit === NOT_PLAIN) return NOT_PLAIN;
    value = value * 16 + digit;
    if (value > MAX_CODE) return NOT_PLAIN;
  }
  return value;
}

/** Decimal digits, 1 to 10 of them, leading zeros among them. */
function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  if (from === to || to - from > DECIMAL_DIGITS) return NOT_PLAIN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    value = value * 10 + (byte - ZERO);
  }
  return value > MAX_CODE ? NOT_PLAIN : value;
}

/**
 * Reads bytes [from, to) as a code: `0x` and hex digits, or a negative decimal down to -2147483648, or bare digits
 * in the column's `radix` (0: none). Answers NOT_PLAIN for everything else.
 */
export function parsePlainCode(bytes: Uint8Array, from: number, to: number, radix: 0 | 10 | 16): number {
  const second = bytes[from + 1];
  if (to - from > 2 && bytes[from] === ZERO && (second === LOWER_X || second === UPPER_X)) {
    return parseHex(bytes, from + 2, to);
  }
  if (to > from && bytes[from] === MINUS) {
    const magnitude = parseDecimal(bytes, from + 1, to);
    return magnitude < 1 || magnitude > MAX_NEGATIVE ? NOT_PLAIN : TWO_TO_32 - magnitude;
  }
  if (radix === 16) return parseHex(bytes, from, to);
  if (radix === 10) return parseDecimal(bytes, from, to);
  return NOT_PLAIN;
}
