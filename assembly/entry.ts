/**
 * What is kept of an interned text: its entry.
 *
 * 64 bytes, one cache line:
 * ```
 *  0      8      16       20      24      32     36           40             44     48
 * | key0 | key1 | lenTag | class | count | code | suffix ptr | suffix bytes | slot | unused |
 * ```
 * Of a text of up to 16 bytes key0 and key1 are its bytes, zero padded. Of a longer one key0 is the hash and key1
 * the address of a copy in ARENA. To the count comes that of the slot in LIKELY (settleLikely).
 * lenTag = length | APART, where it is | tag << 24; it is never 0.
 */
import { ENTRIES_PTR, ENTRY_BYTES } from "./memory";

/** What a row with this text means. The wrapper sets it; 0 asks the wrapper. */
export const CLASS_NEW: u32 = 0;
export const CLASS_COUNT: u32 = 1;
export const CLASS_EMIT: u32 = 2;
export const CLASS_OTHER: u32 = 3;

/** Tags keep texts of different roles apart. */
export const TAG_CODE: u32 = 0x80;
export const TAG_GROUP: u32 = 0x40;
/** The text stood in quotes, so doubled quotes in it mean one. */
export const TAG_QUOTED: u32 = 0x20;
/** A control record whose text does not begin with the prefix. */
export const TAG_NO_PREFIX: u32 = 0x10;

/** Bit of lenTag: the text is longer than 16 bytes, or ends in CR. No lenTag without it is equal to one with it. */
export const APART: u32 = 1 << 23;
/** Instead of a slot in LIKELY. */
export const NO_SLOT: usize = 1;

/** Address of an entry. */
// @ts-ignore: decorator
@inline
export function entryAt(id: u32): usize {
  return ENTRIES_PTR + id * ENTRY_BYTES;
}

// @ts-ignore: decorator
@inline
export function entryId(entry: usize): u32 {
  return <u32>(entry - ENTRIES_PTR) / ENTRY_BYTES;
}

// @ts-ignore: decorator
@inline
export function entryClass(entry: usize): u32 {
  return load<u32>(entry, 20);
}

// @ts-ignore: decorator
@inline
export function countEntry(entry: usize): void {
  store<u64>(entry, load<u64>(entry, 24) + 1, 24);
}

export function addToCount(entry: usize, count: u64): void {
  store<u64>(entry, load<u64>(entry, 24) + count, 24);
}

export function setClass(id: u32, cls: u32): void {
  store<u32>(entryAt(id), cls, 20);
}

export function setCode(entry: usize, code: u32): void {
  store<u32>(entry, code, 32);
}

/** Address of the text's slot in LIKELY, NO_SLOT, or 0 as long as it was not offered one. */
// @ts-ignore: decorator
@inline
export function slotOf(entry: usize): usize {
  return <usize>load<u32>(entry, 44);
}

// @ts-ignore: decorator
@inline
export function setSlot(entry: usize, slot: usize): void {
  store<u32>(entry, <u32>slot, 44);
}

export function setSuffix(id: u32, at: u32, length: u32): void {
  const entry = entryAt(id);
  store<u32>(entry, at, 36);
  store<u32>(entry, length, 40);
}

// @ts-ignore: decorator
@inline
export function suffixOf(entry: usize): usize {
  return load<u32>(entry, 36);
}

// @ts-ignore: decorator
@inline
export function suffixLengthOf(entry: usize): u32 {
  return load<u32>(entry, 40);
}
