/** A block of 64 bytes in four vectors, compared with one byte that a vector holds 16 times. */

/** Bit i: byte i is equal. */
// @ts-ignore: decorator
@inline
export function bitsOf(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  // Without the u32 between them the engine widens with the sign.
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(a, byte))) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(b, byte))) << 16) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(c, byte))) << 32) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(d, byte))) << 48)
  );
}

/** The same of the block at `at`. */
// @ts-ignore: decorator
@inline
export function bits(at: usize, byte: v128): u64 {
  return bitsOf(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), byte);
}

/** Any byte is equal. */
// @ts-ignore: decorator
@inline
export function hasByte(a: v128, b: v128, c: v128, d: v128, byte: v128): bool {
  return v128.any_true(
    v128.or(v128.or(i8x16.eq(a, byte), i8x16.eq(b, byte)), v128.or(i8x16.eq(c, byte), i8x16.eq(d, byte))),
  );
}

/** The bits of two blocks that follow each other, a lane each. */
// @ts-ignore: decorator
@inline
export function both(low: u64, high: u64): v128 {
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

/** Lane 0 of `bits` follows lane 1 of `before`, lane 1 follows lane 0: every bit moves up, the highest one to the next lane. */
// @ts-ignore: decorator
@inline
export function movedUp(bits: v128, highest: v128, before: v128): v128 {
  return v128.or(i64x2.shl(bits, 1), v128.shuffle<i64>(before, highest, 1, 2));
}
