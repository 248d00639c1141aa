/**
 * Interning: a distinct text gets a small id once; every later row finds it by one probe.
 *
 * A slot, 32 bytes:
 * ```
 *  0        8        16        20           24
 * | key0   | key1   | lenTag  | id | class | count          |
 *                               24   8 bits  u64
 * ```
 * Texts of up to 16 bytes stand in key0 and key1, zero padded. For longer ones key0 is the hash and key1
 * the address of a copy in ARENA. lenTag = length | tag << 24 is never 0 for a text, so 0 marks a free slot.
 *
 * An entry, 16 bytes: slot address, control code, suffix address, suffix length.
 */
import {
  ARENA_BYTES,
  ARENA_PTR,
  CAPACITY_ENTRIES,
  ENTRIES_PTR,
  ENTRY_BYTES,
  keepMask,
  SLOT_BITS,
  SLOT_BYTES,
  SLOTS_PTR,
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

/** Longer texts are not interned. */
export const MAX_INTERNED: u32 = 1 << 16;
/** Answers of intern: the tables are full, the text is too long. */
export const INTERN_FULL: usize = 0;
export const INTERN_TOO_LONG: usize = 1;

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;

export let entryCount: u32 = 0;
let arenaUsed: u32 = 0;

export function resetIntern(): void {
  memory.fill(SLOTS_PTR, 0, (<usize>1 << SLOT_BITS) * SLOT_BYTES);
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
export function slotEntry(slot: usize): u32 {
  return load<u32>(slot, 20) >> 8;
}

// @ts-ignore: decorator
@inline
export function slotClass(slot: usize): u32 {
  return load<u32>(slot, 20) & 0xff;
}

// @ts-ignore: decorator
@inline
export function countSlot(slot: usize): void {
  store<u64>(slot, load<u64>(slot, 24) + 1, 24);
}

export function setClass(entry: u32, cls: u32): void {
  const slot = <usize>load<u32>(ENTRIES_PTR + entry * ENTRY_BYTES);
  store<u32>(slot, (entry << 8) | cls, 20);
}

// @ts-ignore: decorator
@inline
function home(key: u64): usize {
  return SLOTS_PTR + <usize>((key * K0) >> (64 - SLOT_BITS)) * SLOT_BYTES;
}

// @ts-ignore: decorator
@inline
function next(slot: usize): usize {
  const after = slot + SLOT_BYTES;
  return after == SLOTS_PTR + (<usize>1 << SLOT_BITS) * SLOT_BYTES ? SLOTS_PTR : after;
}

function claim(slot: usize, key0: u64, key1: u64, lenTag: u32): usize {
  if (entryCount == CAPACITY_ENTRIES) return INTERN_FULL;
  store<u64>(slot, key0);
  store<u64>(slot, key1, 8);
  store<u32>(slot, lenTag, 16);
  store<u32>(slot, entryCount << 8, 20);
  store<u64>(slot, 0, 24);
  const entry = ENTRIES_PTR + entryCount * ENTRY_BYTES;
  store<u32>(entry, <u32>slot);
  store<u32>(entry, 0, 4);
  store<u32>(entry, 0, 8);
  store<u32>(entry, 0, 12);
  entryCount++;
  return slot;
}

/** The slot of text [from, from + length), made when it is new (class CLASS_NEW), or INTERN_FULL, INTERN_TOO_LONG. */
// @ts-ignore: decorator
@inline
export function intern(from: usize, length: u32, tag: u32): usize {
  return length <= 16 ? internShort(from, length, tag) : internLong(from, length, tag);
}

// @ts-ignore: decorator
@inline
export function internShort(from: usize, length: u32, tag: u32): usize {
  const lenTag = length | (tag << 24);
  const text = v128.and(v128.load(from), keepMask(length));
  const key0 = v128.extract_lane<u64>(text, 0);
  const key1 = v128.extract_lane<u64>(text, 1);
  let slot = home(key0 ^ (key1 * K1) ^ lenTag);
  if (load<u64>(slot) == key0 && load<u64>(slot, 8) == key1 && load<u32>(slot, 16) == lenTag) return slot;
  return probeShort(slot, key0, key1, lenTag);
}

function probeShort(from: usize, key0: u64, key1: u64, lenTag: u32): usize {
  let slot = from;
  while (true) {
    const found = load<u32>(slot, 16);
    if (found == 0) return claim(slot, key0, key1, lenTag);
    if (found == lenTag && load<u64>(slot) == key0 && load<u64>(slot, 8) == key1) return slot;
    slot = next(slot);
  }
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
  const lenTag = length | (tag << 24);
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
  let slot = home(hash);
  while (true) {
    const found = load<u32>(slot, 16);
    if (found == 0) break;
    if (found == lenTag && load<u64>(slot) == hash && equal(from, <usize>load<u64>(slot, 8), length)) return slot;
    slot = next(slot);
  }
  if (entryCount == CAPACITY_ENTRIES) return INTERN_FULL;
  const copy = allocate(length);
  if (copy == 0) return INTERN_FULL;
  memory.copy(copy, from, length);
  return claim(slot, hash, copy, lenTag);
}
