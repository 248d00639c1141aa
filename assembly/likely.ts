/**
 * Counted texts of up to 15 bytes with their counts, for quick loops: one look into one cache line, where an entry of
 * intern.ts needs its index first. What is not found here is looked up there, so this table decides nothing but the time.
 *
 * A slot, 32 bytes, two of them one cache line; a text stands at its home or beside it, and those that find both taken
 * stand nowhere:
 * ```
 *  0      8      16      20       24
 * | key0 | key1 | entry | unused | count |
 * ```
 * The keys are the text with the byte behind it, its end, and zeros: a line feed or CR, a delimiter, or the quote of a
 * text in quotes. An end is not zero, so the keys tell how long the text is, and in an unquoted text no end can stand;
 * one that begins with zero has no slot, as longer texts, whose keys are cut off, may begin so. In a free slot all bytes
 * of both are line feeds. The count is what was found here since settleLikely. In here slots are counted in bytes from
 * LIKELY_PTR; entries have their addresses.
 */
import { countsCodesOnly } from "./config";
import { addToCount, entryAt, NO_SLOT, setSlot, slotOf } from "./entry";
import { entryCount, firstKey, hashOfShort, secondKey } from "./intern";
import { LIKELY_BITS, LIKELY_PTR } from "./memory";

const SLOT_BYTES: usize = 32;
const LAST_SLOT: usize = SLOT_BYTES * ((1 << LIKELY_BITS) - 1);

const LONGEST: u32 = 15;
const LF: u8 = 0x0a;
/** A key of a free slot. */
const FREE: u64 = 0x0a0a0a0a0a0a0a0a;

/** Forgets all texts. Where the table is of no use it is left alone, and nothing is offered to it. */
export function resetLikely(): void {
  if (countsCodesOnly) memory.fill(LIKELY_PTR, LF, SLOT_BYTES << LIKELY_BITS);
}

/** Home of the text with these keys. */
// @ts-ignore: decorator
@inline
export function homeSlot(key0: u64, key1: u64): usize {
  // The shift leaves the bits of a slot's number above the 5 of its size.
  return <usize>(hashOfShort(key0, key1) >> (64 - LIKELY_BITS - 5)) & LAST_SLOT;
}

// @ts-ignore: decorator
@inline
function countOf(slot: usize): u64 {
  return load<u64>(slot, LIKELY_PTR + 24);
}

/** 0 when the text stands in the slot, and is counted. */
// @ts-ignore: decorator
@inline
export function missesSlot(slot: usize, key0: u64, key1: u64): u64 {
  const difference = (load<u64>(slot, LIKELY_PTR) ^ key0) | (load<u64>(slot, LIKELY_PTR + 8) ^ key1);
  if (difference == 0) store<u64>(slot, countOf(slot) + 1, LIKELY_PTR + 24);
  return difference;
}

/** Counts the text when it stands beside its home, which it gets when it is met much more often than the one there. */
// @ts-ignore: decorator
@inline
export function countBeside(home: usize, key0: u64, key1: u64): bool {
  const slot = home ^ SLOT_BYTES;
  if (missesSlot(slot, key0, key1) != 0) return false;
  if (countOf(slot) > 2 * countOf(home)) swap(slot, home);
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
  setSlot(load<u32>(a, LIKELY_PTR + 16), LIKELY_PTR + a);
  setSlot(load<u32>(b, LIKELY_PTR + 16), LIKELY_PTR + b);
}

/** Gives what was counted here to the entries. */
export function settleLikely(): void {
  for (let id: u32 = 0; id < entryCount; id++) {
    const entry = entryAt(id);
    const slot = slotOf(entry);
    if (slot <= NO_SLOT) continue;
    addToCount(entry, load<u64>(slot, 24));
    store<u64>(slot, 0, 24);
  }
}

function isFree(slot: usize): bool {
  return load<u64>(slot, LIKELY_PTR) == FREE && load<u64>(slot, LIKELY_PTR + 8) == FREE;
}

/** Gives the text of an entry that is counted, [from, to) with its end behind it, a slot, once, when one is free. */
export function offer(entry: usize, from: usize, to: usize): void {
  if (!countsCodesOnly || slotOf(entry) != 0) return;
  setSlot(entry, NO_SLOT);
  const length = <u32>(to - from);
  if (length > LONGEST || load<u8>(from) == 0) return;
  const key0 = firstKey(from, length + 1);
  const key1 = secondKey(from, length + 1);
  let slot = homeSlot(key0, key1);
  if (!isFree(slot)) slot ^= SLOT_BYTES;
  if (!isFree(slot)) return;
  store<u64>(slot, key0, LIKELY_PTR);
  store<u64>(slot, key1, LIKELY_PTR + 8);
  store<u32>(slot, <u32>entry, LIKELY_PTR + 16);
  store<u64>(slot, 0, LIKELY_PTR + 24);
  setSlot(entry, LIKELY_PTR + slot);
}
