/** CSV, cells of one indexed row: its columns through the bitmap of delimiters, and what stands in them. */
import { OPERATION_BYTES, OPERATIONS_PTR, operationCount } from "./config";
import { QUOTE } from "./csv-index";
import { BITMAP_PTR, WINDOW_PTR } from "./memory";

const COMMA: u32 = 0x2c;

/** The next delimiter bits from `start` on, 57 of them at least. */
// @ts-ignore: decorator
@inline
export function delimiterBits(start: usize): u64 {
  const bit = start - WINDOW_PTR;
  return load<u64>(BITMAP_PTR + (bit >> 3)) >> (bit & 7);
}

/** `bits` without its `count` lowest ones. No loop as far as most tables go: a loop asks for the stack each time. */
// @ts-ignore: decorator
@inline
export function withoutLowest(bits: u64, count: u32): u64 {
  let left = bits;
  if (count > 0) {
    left &= left - 1;
    if (count > 1) {
      left &= left - 1;
      if (count > 2) {
        left &= left - 1;
        for (let i: u32 = 3; i < count; i++) left &= left - 1;
      }
    }
  }
  return left;
}

/** Address of delimiter `n` (from 0) of the row at or after `start`. The row must have so many. */
export function delimiterAt(start: usize, n: u32): usize {
  let w = delimiterBits(start);
  for (let i: u32 = 0; i < n; i++) w &= w - 1;
  return w ? start + <usize>ctz(w) : delimiterFarther(start, n);
}

function delimiterFarther(start: usize, n: u32): usize {
  let left = n;
  let bit = start - WINDOW_PTR;
  let word = BITMAP_PTR + ((bit >> 6) << 3);
  let w = (load<u64>(word) >> (bit & 63)) << (bit & 63);
  while (true) {
    const found = <u32>popcnt(w);
    if (left < found) {
      for (; left; left--) w &= w - 1;
      return WINDOW_PTR + ((word - BITMAP_PTR) << 3) + <usize>ctz(w);
    }
    left -= found;
    word += 8;
    w = load<u64>(word);
  }
}

/** A cell of a row without fault that begins with a quote ends with one. */
// @ts-ignore: decorator
@inline
export function isQuoted(from: usize, to: usize): bool {
  return to > from && load<u8>(from) == QUOTE;
}

/** The operation that cell [from, to) names, from 1, or 0. */
export function operationOf(from: usize, to: usize): u32 {
  const length = <u32>(to - from);
  for (let i: u32 = 0; i < operationCount; i++) {
    const operation = OPERATIONS_PTR + i * OPERATION_BYTES;
    if (length != load<u32>(operation)) continue;
    if (memory.compare(from, operation + 16, length) == 0) return i + 1;
  }
  return 0;
}

/** End of the text in front of the first comma of [from, to). */
export function beforeComma(from: usize, to: usize): usize {
  const comma = i8x16.splat(<u8>COMMA);
  for (let p = from; p < to; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), comma));
    if (found) {
      const at = p + <usize>ctz(found);
      return at < to ? at : to;
    }
  }
  return to;
}
