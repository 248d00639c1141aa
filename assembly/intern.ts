/**
 * Interning: a distinct text gets a small id once; every later row finds it by one probe.
 *
 * An entry, 64 bytes, one cache line:
 * ```
 *  0      8      16       20      24      32     36           40             44     48
 * | key0 | key1 | lenTag | class | count | code | suffix ptr | suffix bytes | slot | unused |
 * ```
 * Of a text of up to 16 bytes key0 and key1 are its bytes, zero padded. Of a longer one key0 is the hash and key1
 * the address of a copy in ARENA. To the count comes that of the slot in LIKELY (settleLikely).
 * lenTag = length | APART, where it is | tag << 24; it is never 0. INDEX holds entry + 1 at the hash of the text or at
 * the next free place.
 */
import {
  ARENA_BYTES,
  ARENA_PTR,
  CAPACITY_ENTRIES,
  ENTRIES_PTR,
  ENTRY_BYTES,
  INDEX_BITS,
  INDEX_PTR,
  firstMask,
  keepMask,
  secondMask,
} from "./memory";

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
const APART: u32 = 1 << 23;
/** Instead of a slot in LIKELY. */
export const NO_SLOT: usize = 1;
/** Longer texts are not interned. */
export const MAX_INTERNED: u32 = 1 << 16;
/** Answers of intern: the tables are full, the text is too long. */
export const INTERN_FULL: usize = 0;
export const INTERN_TOO_LONG: usize = 1;

const CR: u32 = 0x0d;
const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;

/** Where entry + 1 leads; the place of entry -1 has lenTag 0 and is equal to no text. */
const BEFORE_ENTRIES: usize = ENTRIES_PTR - ENTRY_BYTES;
const INDEX_MASK: usize = (1 << INDEX_BITS) - 1;

export let entryCount: u32 = 0;
let arenaUsed: u32 = 0;

export function resetIntern(): void {
  memory.fill(INDEX_PTR, 0, (<usize>1 << INDEX_BITS) << 1);
  memory.fill(BEFORE_ENTRIES, 0, ENTRY_BYTES);
  entryCount = 0;
  arenaUsed = 0;
}

/** `bytes` of ARENA, 16-byte aligned with slack for whole vectors, or 0 when they do not fit. */
export function allocate(bytes: u32): usize {
  const size = (bytes + 31) & ~15;
  if (size > ARENA_BYTES - arenaUsed) return 0;
  const at = ARENA_PTR + arenaUsed;
  arenaUsed += size;
  return at;
}

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

export function keyOf(entry: usize): u64 {
  return load<u64>(entry);
}

export function secondKeyOf(entry: usize): u64 {
  return load<u64>(entry, 8);
}

export function lengthOfText(entry: usize): u32 {
  return load<u32>(entry, 16) & (APART - 1);
}

export function tagOf(entry: usize): u32 {
  return load<u32>(entry, 16) >> 24;
}

export function isApart(entry: usize): bool {
  return (load<u32>(entry, 16) & APART) != 0;
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

// @ts-ignore: decorator
@inline
function home(key: u64): usize {
  return <usize>((key * K0) >> (64 - INDEX_BITS));
}

/** Address that a place of INDEX leads to. */
// @ts-ignore: decorator
@inline
function entryOf(index: usize): usize {
  return BEFORE_ENTRIES + <usize>load<u16>(INDEX_PTR + (index << 1)) * ENTRY_BYTES;
}

function claim(index: usize, key0: u64, key1: u64, lenTag: u32): usize {
  if (entryCount == CAPACITY_ENTRIES) return INTERN_FULL;
  const entry = entryAt(entryCount);
  entryCount++;
  store<u16>(INDEX_PTR + (index << 1), <u16>entryCount);
  memory.fill(entry, 0, ENTRY_BYTES);
  store<u64>(entry, key0);
  store<u64>(entry, key1, 8);
  store<u32>(entry, lenTag, 16);
  return entry;
}

/** The entry of text [from, from + length), made when it is new (class CLASS_NEW), or INTERN_FULL, INTERN_TOO_LONG. */
// @ts-ignore: decorator
@inline
export function intern(from: usize, length: u32, tag: u32): usize {
  return length <= 16 ? internShort(from, length, tag) : internLong(from, length, tag);
}

// @ts-ignore: decorator
@inline
function isOther(entry: usize, key0: u64, key1: u64, lenTag: u32): bool {
  return ((load<u64>(entry) ^ key0) | (load<u64>(entry, 8) ^ key1) | <u64>(load<u32>(entry, 16) ^ lenTag)) != 0;
}

// @ts-ignore: decorator
@inline
function homeOfShort(key0: u64, key1: u64): usize {
  // Turned by two bytes and a half, so that digits do not cancel each other out.
  return home(key0 ^ rotl<u64>(key1, 20));
}

/** Keys of a text of up to 1000 bytes; those of more than 16 belong to no entry. */
// @ts-ignore: decorator
@inline
export function firstKey(from: usize, length: u32): u64 {
  return load<u64>(from) & firstMask(length);
}

// @ts-ignore: decorator
@inline
export function secondKey(from: usize, length: u32): u64 {
  return load<u64>(from, 8) & secondMask(length);
}

/** The entry that a short text has nearly always, or any other. */
// @ts-ignore: decorator
@inline
export function likelyEntry(key0: u64, key1: u64): usize {
  return entryOf(homeOfShort(key0, key1));
}

/** `entry` is that of a short text, and its rows are counted. `lenTag` = length | tag << 24. */
// @ts-ignore: decorator
@inline
export function matchesCounted(entry: usize, key0: u64, key1: u64, lenTag: u32): bool {
  // Class and lenTag stand side by side. What is longer than 16 bytes is equal to nothing that is kept without APART.
  const wanted = <u64>lenTag | (<u64>CLASS_COUNT << 32);
  return ((load<u64>(entry) ^ key0) | (load<u64>(entry, 8) ^ key1) | (load<u64>(entry, 16) ^ wanted)) == 0;
}

/**
 * The entry of a text of 1 to 16 bytes, or 0 when it is new. No calls: for loops that must keep everything in
 * registers. `lenTag` = length | tag << 24.
 */
// @ts-ignore: decorator
@inline
export function findShort(from: usize, length: u32, lenTag: u32): usize {
  const key0 = firstKey(from, length);
  const key1 = secondKey(from, length);
  let index = homeOfShort(key0, key1);
  let entry = entryOf(index);
  // The first probe nearly always hits, and stands outside of the loop: a loop asks for the stack each time.
  if (isOther(entry, key0, key1, lenTag)) {
    do {
      if (entry == BEFORE_ENTRIES) return 0;
      index = (index + 1) & INDEX_MASK;
      entry = entryOf(index);
    } while (isOther(entry, key0, key1, lenTag));
  }
  return entry;
}

function internShort(from: usize, length: u32, tag: u32): usize {
  const isApart = length > 0 && load<u8>(from + length - 1) == CR;
  const lenTag = length | (tag << 24) | (isApart ? APART : 0);
  const found = findShort(from, length, lenTag);
  if (found != 0) return found;
  const key0 = firstKey(from, length);
  const key1 = secondKey(from, length);
  let index = homeOfShort(key0, key1);
  while (entryOf(index) != BEFORE_ENTRIES) index = (index + 1) & INDEX_MASK;
  return claim(index, key0, key1, lenTag);
}

// @ts-ignore: decorator
@inline
function equal(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 16 <= length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  const rest = length - at;
  return !v128.any_true(v128.and(v128.xor(v128.load(a + at), v128.load(b + at)), keepMask(rest)));
}

function internLong(from: usize, length: u32, tag: u32): usize {
  if (length > MAX_INTERNED) return INTERN_TOO_LONG;
  const lenTag = length | APART | (tag << 24);
  let hash: u64 = lenTag;
  let at: u32 = 0;
  for (; at + 16 <= length; at += 16) {
    hash = (hash ^ load<u64>(from + at)) * K0;
    hash = ((hash >> 29) ^ hash ^ load<u64>(from + at, 8)) * K1;
  }
  const rest = v128.and(v128.load(from + at), keepMask(length - at));
  hash = (hash ^ v128.extract_lane<u64>(rest, 0)) * K0;
  hash = ((hash >> 29) ^ hash ^ v128.extract_lane<u64>(rest, 1)) * K1;
  hash ^= hash >> 32;
  let index = home(hash);
  let entry = entryOf(index);
  while (entry != BEFORE_ENTRIES) {
    const isSame =
      load<u32>(entry, 16) == lenTag &&
      load<u64>(entry) == hash &&
      equal(from, <usize>load<u64>(entry, 8), length);
    if (isSame) return entry;
    index = (index + 1) & INDEX_MASK;
    entry = entryOf(index);
  }
  if (entryCount == CAPACITY_ENTRIES) return INTERN_FULL;
  const copy = allocate(length);
  if (copy == 0) return INTERN_FULL;
  memory.copy(copy, from, length);
  return claim(index, hash, copy, lenTag);
}
