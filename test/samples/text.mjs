/**
 * What the generators of samples share: numbers that look random and are the same in every run, control codes from
 * their parts, rows of CSV, and UTF-16. Knows nothing of the code under `src`, which the samples are to judge.
 */

/** Seeded numbers (mulberry32): `next()` gives 0 to 2^32 - 1. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low, high) {
    return low + (this.next() % (high - low + 1));
  }

  pick(list) {
    return list[this.next() % list.length];
  }
}

/** CTL_CODE of winioctl.h. */
export function ctlCode(device, fn, method, access) {
  return ((device << 16) | (access << 14) | (fn << 2) | method) >>> 0;
}

export function hex(code, digits = 8) {
  return `0x${code.toString(16).padStart(digits, "0")}`;
}

/** A row whose cells all stand in quotes. */
export function quotedRow(cells, delimiter = ",") {
  return cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter);
}

export function utf8(text) {
  return Buffer.from(text, "utf8");
}

export function utf16le(text) {
  return Buffer.from(text, "utf16le");
}

export function utf16be(text) {
  return Buffer.from(text, "utf16le").swap16();
}

export const BOM = "\ufeff";

/** Time of day in milliseconds as `13:05:09.0420000`. */
export function clock(milliseconds, digits = 7) {
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  const second = Math.floor(milliseconds / 1000);
  const fraction = String(milliseconds % 1000)
    .padStart(3, "0")
    .padEnd(digits, "0");
  return `${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}.${fraction}`;
}
