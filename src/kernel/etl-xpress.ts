/**
 * Plain LZ77 (XPRESS without Huffman), as [MS-XCA] 2.4 describes it: one stream a buffer.
 * The readable twin of `assembly/xpress.ts`.
 */

/**
 * Unpacks bytes [from, to) to [into, into + size) of the same array.
 * @returns the bytes of input used, or -1 when the stream is broken
 */
export function unpackXpress(
  bytes: Uint8Array,
  from: number,
  to: number,
  into: number,
  size: number,
): number {
  let at = from;
  let out = into;
  const end = into + size;
  let flags = 0;
  let left = 0;
  let nibbleAt = -1;
  while (out < end) {
    if (left === 0) {
      if (at + 4 > to) return -1;
      flags = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
      at += 4;
      left = 32;
    }
    left--;
    if (((flags >>> left) & 1) === 0) {
      if (at >= to) return -1;
      bytes[out++] = bytes[at++]!;
      continue;
    }
    if (at + 2 > to) return -1;
    const match = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    const distance = (match >>> 3) + 1;
    let length = match & 7;
    if (length === 7) {
      if (nibbleAt < 0) {
        if (at >= to) return -1;
        nibbleAt = at++;
        length = bytes[nibbleAt]! & 15;
      } else {
        length = bytes[nibbleAt]! >>> 4;
        nibbleAt = -1;
      }
      if (length === 15) {
        if (at >= to) return -1;
        length = bytes[at++]!;
        if (length === 255) {
          if (at + 2 > to) return -1;
          length = bytes[at]! | (bytes[at + 1]! << 8);
          at += 2;
          if (length === 0) {
            if (at + 4 > to) return -1;
            length =
              (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
            at += 4;
          }
          if (length < 15 + 7) return -1;
          length -= 15 + 7;
        }
        length += 15;
      }
      length += 7;
    }
    length += 3;
    if (distance > out - into || length > end - out) return -1;
    if (distance >= length) {
      bytes.copyWithin(out, out - distance, out - distance + length);
      out += length;
    } else {
      for (let i = 0; i < length; i++, out++) bytes[out] = bytes[out - distance]!;
    }
  }
  return at - from;
}
