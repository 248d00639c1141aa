/**
 * Counted texts of up to 15 bytes with their counts, for quick loops: one look into one cache line, where an entry of
 * intern.ts needs its index first. What is not found here is looked up there, so this table decides nothing but the time.
 *
 * A slot, 32 bytes, two of them one cache line; a text stands at its home or beside it, and those that find both taken
 * stand nowhere:
 * ```
 *  0      8           16      20       24
 * | key0 | markedKey | entry | unused | count |
 * ```
 * The keys are those of the entry, the second one with a mark in the byte that is free. In a free slot all bits of both
 * are set. The count is what was found here since settleLikely. In here slots are counted in bytes from LIKELY_PTR;
 * entries have their addresses.
 */
import { countsCodesOnly } from "./config";
import {
  addToCount,
  entryAt,
  firstKeyOf,
  isApart,
  lengthOfText,
  NO_SLOT,
  secondKeyOf,
  setSlot,
  slotOf,
  TAG_QUOTED,
  tagOf,
} from "./entry";
import { entryCount, hashOfShort } from "./intern";
import { LIKELY_BITS, LIKELY_PTR } from "./memory";

const SLOT_BYTES: usize = 32;
const LAST_SLOT: usize = SLOT_BYTES * ((1 << LIKELY_BITS) - 1);

const LONGEST: u32 = 15;
/** Second key of a free slot: the mark of no text. */
const FREE: u64 = 0xffffffffffffffff;

/** Forgets all texts. Where the table is of no use it is left alone, and nothing is offered to it. */
export function resetLikely(): void {
  if (countsCodesOnly) memory.fill(LIKELY_PTR, 0xff, SLOT_BYTES << LIKELY_BITS);
}

/**
 * `key1` of a text, marked with its length and whether it stood in quotes. Texts of 16 to 31 bytes get marks that no
 * slot has; those of up to 63 bytes too, where nothing stands in quotes.
 */
// @ts-ignore: decorator
@inline
export function markedKey(key1: u64, length: u32, tag: u32): u64 {
  return key1 | (<u64>(length | (tag & TAG_QUOTED)) << 56);
}

/** Home of the text with these keys, the second one marked. */
// @ts-ignore: decorator
@inline
export function homeSlot(key0: u64, key1: u64): usize {
  // The shift leaves the bits of a slot's number above the 5 of its size.
  return <usize>(hashOfShort(key0, key1) >> (64 - LIKELY_BITS - 5)) & LAST_SLOT;
}

// @ts-ignore: decorator
@inline
function isIn(slot: usize, key0: u64, key1: u64): bool {
  return ((load<u64>(slot, LIKELY_PTR) ^ key0) | (load<u64>(slot, LIKELY_PTR + 8) ^ key1)) == 0;
}

// @ts-ignore: decorator
@inline
function countOf(slot: usize): u64 {
  return load<u64>(slot, LIKELY_PTR + 24);
}

/** Counts the text when it stands at its home. */
// @ts-ignore: decorator
@inline
export function countAtHome(home: usize, key0: u64, key1: u64): bool {
  if (!isIn(home, key0, key1)) return false;
  store<u64>(home, countOf(home) + 1, LIKELY_PTR + 24);
  return true;
}

/** Counts the text when it stands beside its home, which it gets when it is met much more often than the one there. */
// @ts-ignore: decorator
@inline
export function countBeside(home: usize, key0: u64, key1: u64): bool {
  const slot = home ^ SLOT_BYTES;
  if (!countAtHome(slot, key0, key1)) return false;
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

/** Gives the text of an entry that is counted a slot, once, when one is free. */
export function offer(entry: usize): void {
  if (!countsCodesOnly || slotOf(entry) != 0) return;
  setSlot(entry, NO_SLOT);
  const length = lengthOfText(entry);
  if (length > LONGEST || isApart(entry)) return;
  const key0 = firstKeyOf(entry);
  const key1 = markedKey(secondKeyOf(entry), length, tagOf(entry));
  let slot = homeSlot(key0, key1);
  if (load<u64>(slot, LIKELY_PTR + 8) != FREE) slot ^= SLOT_BYTES;
  if (load<u64>(slot, LIKELY_PTR + 8) != FREE) return;
  store<u64>(slot, key0, LIKELY_PTR);
  store<u64>(slot, key1, LIKELY_PTR + 8);
  store<u32>(slot, <u32>entry, LIKELY_PTR + 16);
  store<u64>(slot, 0, LIKELY_PTR + 24);
  setSlot(entry, LIKELY_PTR + slot);
}
