/**
 * Texts of 7 to 16 bytes that are counted, for loops that find them without masks: a text is known by its first 8
 * bytes, its last 8 and its length. One of 7 bytes is looked at with the byte behind it, then with the one in front: it
 * is found where both are as they were. What is not found here is looked up in intern.ts, so this table decides
 * nothing but the time.
 *
 * A slot, 32 bytes, two of them one cache line; a text stands at its home or beside it:
 * ```
 *  0        8       16       20      24
 * | first8 | last8 | lenTag | entry | count |
 * ```
 * The count is what was found here; the entry has the rest. In here slots are counted in bytes from LIKELY_PTR; entries
 * have their addresses.
 */
import { countsCodesOnly } from "./config";
import { isApart, lenTagOf, NO_SLOT, setSlot, slotOf } from "./intern";
import { LIKELY_BITS, LIKELY_PTR } from "./memory";

const SLOT_BYTES: usize = 32;
const LAST_SLOT: usize = SLOT_BYTES * ((1 << LIKELY_BITS) - 1);
const SHORTEST: u32 = 7;
const LONGEST: u32 = 16;

const K0: u64 = 0x9e3779b97f4a7c15;

/** Forgets all texts. Where the table is of no use it is left alone, and nothing is offered to it. */
export function resetLikely(): void {
  if (countsCodesOnly) memory.fill(LIKELY_PTR, 0, SLOT_BYTES << LIKELY_BITS);
}

/** Home of the text with these bytes. */
// @ts-ignore: decorator
@inline
export function homeSlot(first8: u64, last8: u64): usize {
  // Turned by two bytes and a half, so that digits do not cancel each other out. The shift leaves the bits of a slot's
  // number above the 5 of its size.
  return <usize>(((first8 ^ rotl<u64>(last8, 20)) * K0) >> (64 - LIKELY_BITS - 5)) & LAST_SLOT;
}

// @ts-ignore: decorator
@inline
function isIn(slot: usize, first8: u64, last8: u64, lenTag: u32): bool {
  return (
    ((load<u64>(slot, LIKELY_PTR) ^ first8) |
      (load<u64>(slot, LIKELY_PTR + 8) ^ last8) |
      <u64>(load<u32>(slot, LIKELY_PTR + 16) ^ lenTag)) ==
    0
  );
}

// @ts-ignore: decorator
@inline
function countOf(slot: usize): u64 {
  return load<u64>(slot, LIKELY_PTR + 24);
}

/** Counts the text when it stands at its home. */
// @ts-ignore: decorator
@inline
export function countAtHome(home: usize, first8: u64, last8: u64, lenTag: u32): bool {
  if (!isIn(home, first8, last8, lenTag)) return false;
  store<u64>(home, countOf(home) + 1, LIKELY_PTR + 24);
  return true;
}

/** Counts the text when it stands beside its home, which it gets when it is met more often than the one there. */
// @ts-ignore: decorator
@inline
export function countBeside(home: usize, first8: u64, last8: u64, lenTag: u32): bool {
  const slot = home ^ SLOT_BYTES;
  if (!countAtHome(slot, first8, last8, lenTag)) return false;
  if (countOf(slot) > countOf(home)) swap(slot, home);
  return true;
}

// @ts-ignore: decorator
@inline
function swap(a: usize, b: usize): void {
  const keys = v128.load(a, LIKELY_PTR);
  const rest = v128.load(a, LIKELY_PTR + 16);
  v128.store(a, v128.load(b, LIKELY_PTR), LIKELY_PTR);
  v128.store(a, v128.load(b, LIKELY_PTR + 16), LIKELY_PTR + 16);
  v128.store(b, keys, LIKELY_PTR);
  v128.store(b, rest, LIKELY_PTR + 16);
  setSlot(load<u32>(a, LIKELY_PTR + 20), LIKELY_PTR + a);
  setSlot(load<u32>(b, LIKELY_PTR + 20), LIKELY_PTR + b);
}

/** Gives a counted text [from, from + length) a slot once, when one is free. */
export function offer(entry: usize, from: usize, length: u32): void {
  if (!countsCodesOnly || slotOf(entry) != 0) return;
  setSlot(entry, NO_SLOT);
  if (length < SHORTEST || length > LONGEST || isApart(entry)) return;
  const first8 = load<u64>(from);
  const last8 = load<u64>(from + length - 8);
  let slot = homeSlot(first8, last8);
  // lenTag is never 0.
  if (load<u32>(slot, LIKELY_PTR + 16) != 0) slot ^= SLOT_BYTES;
  if (load<u32>(slot, LIKELY_PTR + 16) != 0) return;
  store<u64>(slot, first8, LIKELY_PTR);
  store<u64>(slot, last8, LIKELY_PTR + 8);
  store<u32>(slot, lenTagOf(entry), LIKELY_PTR + 16);
  store<u32>(slot, <u32>entry, LIKELY_PTR + 20);
  setSlot(entry, LIKELY_PTR + slot);
}
