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
