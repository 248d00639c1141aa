/** A block of 64 bytes, compared with one byte that a vector holds 16 times. */

/** Bit i: byte i is equal. */
// @ts-ignore: decorator
@inline
export function bits(at: usize, byte: v128): u64 {
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(at), byte)) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)) << 16) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)) << 32) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)) << 48)
  );
}

/** Any byte is equal. */
// @ts-ignore: decorator
@inline
export function hasByte(at: usize, byte: v128): bool {
  return v128.any_true(
    v128.or(
      v128.or(i8x16.eq(v128.load(at), byte), i8x16.eq(v128.load(at, 16), byte)),
      v128.or(i8x16.eq(v128.load(at, 32), byte), i8x16.eq(v128.load(at, 48), byte)),
    ),
  );
}
