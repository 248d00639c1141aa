/**
 * Plain LZ77 (XPRESS without Huffman), one stream a buffer: words of 32 flags, highest bit first; 0 is a byte, 1 a
 * match of 13 bits distance and a length of 3 bits, 4 bits more, 8, 16, 32. Every read and copy is checked.
 */

/** Unpacks [from, to) to [into, into + size). Answers the bytes of input used, or -1 when the stream is broken. */
export function unpackXpress(from: usize, to: usize, into: usize, size: u32): i32 {
  let at = from;
  let out = into;
  const end = into + size;
  let flags: u32 = 0;
  let left: u32 = 0;
  let nibbleAt: usize = 0;
  while (out < end) {
    if (left == 0) {
      if (at + 4 > to) return -1;
      flags = load<u32>(at);
      at += 4;
      left = 32;
    }
    left--;
    if (((flags >> left) & 1) == 0) {
      if (at >= to) return -1;
      store<u8>(out, load<u8>(at));
      out++;
      at++;
      continue;
    }
    if (at + 2 > to) return -1;
    const match = <u32>load<u16>(at);
    at += 2;
    const distance = <usize>((match >> 3) + 1);
    let length: u64 = match & 7;
    if (length == 7) {
      if (nibbleAt == 0) {
        if (at >= to) return -1;
        nibbleAt = at++;
        length = <u64>(<u32>load<u8>(nibbleAt) & 15);
      } else {
        length = <u64>(<u32>load<u8>(nibbleAt) >> 4);
        nibbleAt = 0;
      }
      if (length == 15) {
        if (at >= to) return -1;
        length = load<u8>(at++);
        if (length == 255) {
          if (at + 2 > to) return -1;
          length = load<u16>(at);
          at += 2;
          if (length == 0) {
            if (at + 4 > to) return -1;
            length = load<u32>(at);
            at += 4;
          }
          if (length < 22) return -1;
          length -= 22;
        }
        length += 15;
      }
      length += 7;
    }
    length += 3;
    if (distance > out - into || length > <u64>(end - out)) return -1;
    const stop = out + <usize>length;
    if (distance >= 16 && stop + 16 <= end) {
      for (; out < stop; out += 16) v128.store(out, v128.load(out - distance));
      out = stop;
    } else {
      for (; out < stop; out++) store<u8>(out, load<u8>(out - distance));
    }
  }
  return <i32>(at - from);
}
