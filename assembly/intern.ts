/**
 * Interning: a distinct text gets a small id once; every later row finds it by one probe.
 * INDEX holds entry + 1 (entry.ts) at the hash of the text or at the next free place.
 */
import { APART, CLASS_COUNT, entryAt } from "./entry";
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

// @ts-ignore: decorator
@inline
function home(key: u64): usize {
  return <usize>((key * K0) >> (64 - INDEX_BITS));
}

/** A hash of a short text's keys, whose upper bits are the best. */
// @ts-ignore: decorator
@inline
export function hashOfShort(key0: u64, key1: u64): u64 {
  // One addition with a shift by so little; digits of both keys hardly ever cancel each other out.
  return (key0 + (key1 << 3)) * K0;
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
  return <usize>(hashOfShort(key0, key1) >> (64 - INDEX_BITS));
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
