/** A simple greedy compressor for plain LZ77 (XPRESS), the counterpart of the reader's unpacking. For tests only. */

const MOST_DISTANCE = 8192;
const HASH_SIZE = 1 << 14;

/** Compresses `bytes`; what comes out unpacks to the same again. */
export function packXpress(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  const last = new Int32Array(HASH_SIZE).fill(-1);
  let flagsAt = -1;
  let flags = 0;
  let count = 32;
  let nibbleAt = -1;
  const put32 = (at: number, value: number) => {
    for (let i = 0; i < 4; i++) out[at + i] = (value >>> (8 * i)) & 0xff;
  };
  const flag = (bit: number) => {
    if (count === 32) {
      if (flagsAt >= 0) put32(flagsAt, flags);
      flagsAt = out.length;
      out.push(0, 0, 0, 0);
      flags = 0;
      count = 0;
    }
    flags = (flags | (bit << (31 - count))) >>> 0;
    count++;
  };
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let from = -1;
    if (at + 3 <= bytes.length) {
      const hash = (bytes[at]! * 0x9e5f + bytes[at + 1]! * 0x3779 + bytes[at + 2]! * 0x1b) & (HASH_SIZE - 1);
      from = last[hash]!;
      last[hash] = at;
      if (from >= 0 && at - from <= MOST_DISTANCE) {
        while (at + length < bytes.length && bytes[from + length] === bytes[at + length]) length++;
      }
    }
    if (length < 3) {
      flag(0);
      out.push(bytes[at++]!);
      continue;
    }
    flag(1);
    const code = Math.min(7, length - 3);
    const match = ((at - from - 1) << 3) | code;
    out.push(match & 0xff, match >>> 8);
    if (code === 7) {
      const nibble = Math.min(15, length - 10);
      if (nibbleAt < 0) {
        nibbleAt = out.length;
        out.push(nibble);
      } else {
        out[nibbleAt]! |= nibble << 4;
        nibbleAt = -1;
      }
      if (nibble === 15) {
        const rest = length - 25;
        if (rest < 255) {
          out.push(rest);
        } else {
          out.push(255);
          const whole = length - 3;
          if (whole <= 0xffff) {
            out.push(whole & 0xff, whole >>> 8);
          } else {
            out.push(0, 0);
            const wide = out.length;
            out.push(0, 0, 0, 0);
            put32(wide, whole);
          }
        }
      }
    }
    at += length;
  }
  if (count === 32) {
    // The last word was used up: writers add one that says nothing.
    if (flagsAt >= 0) put32(flagsAt, flags);
    out.push(0xff, 0xff, 0xff, 0xff);
  } else {
    // Flags behind the end are ones.
    put32(flagsAt, (flags | (count === 0 ? 0xffffffff : 0xffffffff >>> count)) >>> 0);
  }
  return Uint8Array.from(out);
}
