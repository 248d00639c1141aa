/** Radix of bare digits, as the wrapper decided it for the whole column. */
export const RADIX_DECIMAL: u32 = 10;
export const RADIX_HEX: u32 = 16;

/** Answer of parseCode for everything it leaves to the full grammar of the library. */
export const NOT_PLAIN: i64 = -1;

// @ts-ignore: decorator
@inline
function hexDigit(byte: u32): u32 {
  const digit = byte - 0x30;
  if (digit <= 9) return digit;
  const letter = (byte | 0x20) - 0x61;
  return letter <= 5 ? letter + 10 : 0xff;
}

/** Hex digits [from, to), no more than 8 after leading zeros; else NOT_PLAIN. */
function parseHex(from: usize, to: usize): i64 {
  if (from == to) return NOT_PLAIN;
  let value: u64 = 0;
  for (let p = from; p < to; p++) {
    const digit = hexDigit(load<u8>(p));
    if (digit == 0xff) return NOT_PLAIN;
    value = (value << 4) | digit;
    if (value > 0xffffffff) return NOT_PLAIN;
  }
  return <i64>value;
}

function parseDecimal(from: usize, to: usize): i64 {
  if (from == to || to - from > 10) return NOT_PLAIN;
  let value: u64 = 0;
  for (let p = from; p < to; p++) {
    const digit = <u32>load<u8>(p) - 0x30;
    if (digit > 9) return NOT_PLAIN;
    value = value * 10 + digit;
  }
  return value > 0xffffffff ? NOT_PLAIN : <i64>value;
}

/**
 * Text [from, to) -> control code when it is plainly a number: `0x` and hex digits, or bare digits in the
 * column's radix, or a negative decimal down to -2147483648. Blanks, names, grouped digits, suffixes and
 * everything wrong answer NOT_PLAIN, and the library's grammar has the last word on them.
 */
export function parseCode(from: usize, to: usize, radix: u32): i64 {
  if (to - from > 2 && load<u8>(from) == 0x30 && (load<u8>(from, 1) | 0x20) == 0x78) {
    return parseHex(from + 2, to);
  }
  if (to > from && load<u8>(from) == 0x2d) {
    const magnitude = parseDecimal(from + 1, to);
    if (magnitude < 1 || magnitude > 0x80000000) return NOT_PLAIN;
    return 0x100000000 - magnitude;
  }
  if (radix == RADIX_HEX) return parseHex(from, to);
  if (radix == RADIX_DECIMAL) return parseDecimal(from, to);
  return NOT_PLAIN;
}
