/**
 * Event trace logs: walks the events of one buffer, finds each event's key, and does with it what its class says:
 * pass over it, count the code that stands at a fixed place, or write it to the columns for the reader.
 *
 * A key slot, 64 bytes:
 * ```
 *  0       8       16      24      28      32       40    44
 * | guid           | schema| word  | class | total  | id  | length of schema
 * ```
 * word = id or opcode | version << 16 | kind << 24 | bit 31; 0 marks a free slot.
 */
import { countCode, forgetCountedCodes } from "./code-counts";
import {
  CAPACITY_ETL_KEYS,
  CAPACITY_ETL_RECORDS,
  ETL_HEADERS_PTR,
  ETL_KEY_BITS,
  ETL_KEY_BYTES,
  ETL_KEY_LIST_PTR,
  ETL_KEYS_PTR,
  ETL_RECORDS_PTR,
  ETL_RULE_BYTES,
  ETL_RULES_PTR,
  ETL_TYPES_PTR,
} from "./memory";

const WALK_DONE: u32 = 0;
const WALK_RECORDS_FULL: u32 = 1;
const WALK_NEW_KEY: u32 = 2;
const WALK_KEYS_FULL: u32 = 3;
const WALK_FAULT: u32 = 4;

const FAULT_NONE: u32 = 0;
const FAULT_MARKER: u32 = 1;
const FAULT_SIZE: u32 = 2;
const FAULT_ITEMS: u32 = 3;

const KIND_CLASSIC: u32 = 0;
const KIND_FULL: u32 = 1;
const KIND_EVENT: u32 = 2;
const KIND_SCHEMA: u32 = 3;
const KIND_NONE: u32 = 4;
const KIND_MESSAGE: u32 = 5;

const CLASS_NEW: u32 = 0;
const CLASS_SKIP: u32 = 1;
const CLASS_FIRST_RULE: u32 = 3;

const COUNTER_MESSAGE: u32 = 32;
const COUNTER_MESSAGE_B0: u32 = 33;
export const ETL_HEADER_COUNTERS: u32 = 34;
const SCHEMA_ITEM: u32 = 11;
const MAJOR_DEVICE_CONTROL: u32 = 0x0e;
const MAJOR_INTERNAL_DEVICE_CONTROL: u32 = 0x0f;

/** Header types as bits: EVENT32 and EVENT64; these and SYSTEM, COMPACT, PERFINFO. */
const EVENT_TYPES: u32 = 0x000c0000;
const QUICK_TYPES: u32 = 0x000f001e;

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;
const OCCUPIED: u32 = 0x80000000;

export let etlPosition: usize = 0;
export let etlFault: u32 = 0;
export let etlRowCount: u32 = 0;
export let etlRecordCount: u32 = 0;
export let etlKeyCount: u32 = 0;
export let etlPendingKey: u32 = 0;
export let etlPendingPayload: usize = 0;
export let etlPendingEnd: usize = 0;
export let etlHasTime: u32 = 0;
export let etlFirstTime: u64 = 0;
export let etlSmallestTime: u64 = 0;
export let etlLargestTime: u64 = 0;

let counting: bool = false;
let limit: usize = 0;
let schemaLength: u32 = 0;

/** headerSize | offset of the time << 8 | kind << 16 | offset of the size << 24 | 1 << 31 (known). */
function setType(type: u32, headerSize: u32, timeAt: u32, kind: u32, sizeAt: u32): void {
  store<u32>(ETL_TYPES_PTR + (type << 2), headerSize | (timeAt << 8) | (kind << 16) | (sizeAt << 24) | OCCUPIED);
}

export function etlReset(countCodes: u32): void {
  memory.fill(ETL_TYPES_PTR, 0, 32 * 4);
  for (let type: u32 = 1; type <= 2; type++) setType(type, 32, 16, KIND_CLASSIC, 4);
  for (let type: u32 = 3; type <= 4; type++) setType(type, 24, 16, KIND_CLASSIC, 4);
  for (let type: u32 = 16; type <= 17; type++) setType(type, 16, 8, KIND_CLASSIC, 4);
  setType(10, 48, 16, KIND_FULL, 0);
  setType(20, 48, 16, KIND_FULL, 0);
  setType(11, 72, 16, KIND_FULL, 0);
  setType(21, 72, 16, KIND_FULL, 0);
  setType(13, 8, 0, KIND_NONE, 0);
  setType(18, 80, 16, KIND_EVENT, 0);
  setType(19, 80, 16, KIND_EVENT, 0);
  memory.fill(ETL_HEADERS_PTR, 0, ETL_HEADER_COUNTERS << 3);
  counting = countCodes != 0;
  forgetCountedCodes();
  etlRecordCount = 0;
  etlForgetKeys();
  etlBegin();
}

export function etlForgetKeys(): void {
  memory.fill(ETL_KEYS_PTR, 0, ETL_KEY_BYTES << ETL_KEY_BITS);
  etlKeyCount = 0;
}

export function etlBegin(): void {
  etlRowCount = 0;
  etlHasTime = 0;
  etlFirstTime = 0;
  etlSmallestTime = 0;
  etlLargestTime = 0;
}

export function etlTakeRecords(): void {
  etlRecordCount = 0;
}

export function etlSetClass(key: u32, keyClass: u32): void {
  store<u32>(load<u32>(ETL_KEY_LIST_PTR + (key << 2)), keyClass, 28);
}

/** A hash of bytes [from, from + length), in steps of 8; the rest byte by byte. */
function hashBytes(from: usize, length: u32): u64 {
  let hash: u64 = length;
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) {
    hash = (hash ^ load<u64>(from + at)) * K0;
    hash ^= hash >> 29;
  }
  for (; at < length; at++) {
    hash = (hash ^ load<u8>(from + at)) * K1;
    hash ^= hash >> 31;
  }
  return hash;
}

// @ts-ignore: decorator
@inline
function home(low: u64, high: u64, schema: u64, word: u32): usize {
  const hash = (low ^ (high * K1) ^ (schema * K0) ^ (<u64>word * K1)) * K0;
  return ETL_KEYS_PTR + (<usize>(hash >> (64 - ETL_KEY_BITS)) << 6);
}

/** The slot of a key, made when it is new (class CLASS_NEW), or 0 when the table is full. */
// @ts-ignore: decorator
@inline
function slotOf(low: u64, high: u64, schema: u64, word: u32): usize {
  const slot = home(low, high, schema, word);
  if (
    load<u32>(slot, 24) == word &&
    load<u64>(slot) == low &&
    load<u64>(slot, 8) == high &&
    load<u64>(slot, 16) == schema
  ) {
    return slot;
  }
  return probe(slot, low, high, schema, word);
}

function probe(from: usize, low: u64, high: u64, schema: u64, word: u32): usize {
  let slot = from;
  while (true) {
    const found = load<u32>(slot, 24);
    if (found == 0) break;
    if (found == word && load<u64>(slot) == low && load<u64>(slot, 8) == high && load<u64>(slot, 16) == schema) return slot;
    slot += ETL_KEY_BYTES;
    if (slot == ETL_KEYS_PTR + (ETL_KEY_BYTES << ETL_KEY_BITS)) slot = ETL_KEYS_PTR;
  }
  if (etlKeyCount == CAPACITY_ETL_KEYS) return 0;
  store<u64>(slot, low);
  store<u64>(slot, high, 8);
  store<u64>(slot, schema, 16);
  store<u32>(slot, word, 24);
  store<u32>(slot, CLASS_NEW, 28);
  store<u64>(slot, 0, 32);
  store<u32>(slot, etlKeyCount, 40);
  store<u32>(ETL_KEY_LIST_PTR + (etlKeyCount << 2), <u32>slot);
  etlKeyCount++;
  return slot;
}

/** True when the rule was enough: the code is counted, or there is none. */
function byRule(keyClass: u32, type: u32, payload: usize, end: usize): bool {
  const wide: usize = type == 2 || type == 4 || type == 17 || (type >= 19 && type <= 21) ? 4 : 0;
  const rule = ETL_RULES_PTR + (keyClass - CLASS_FIRST_RULE) * ETL_RULE_BYTES + wide;
  const length = <u32>(end - payload);
  if (length < load<u32>(rule, 8) || length > load<u32>(rule, 16)) return false;
  let operation = load<u32>(rule - wide, 32);
  const majorOffset = load<i32>(rule, 24);
  if (majorOffset >= 0) {
    const major = load<u32>(payload + <usize>majorOffset);
    if (major == MAJOR_DEVICE_CONTROL) operation = 2;
    else if (major == MAJOR_INTERNAL_DEVICE_CONTROL) operation = 3;
    else return true;
  }
  return counting && countCode(load<u32>(payload + load<u32>(rule)), operation);
}

// @ts-ignore: decorator
@inline
function column(index: u32): usize {
  return ETL_RECORDS_PTR + index * (CAPACITY_ETL_RECORDS << 2);
}

function surface(row: u32, start: usize, payload: usize, end: usize, slot: usize, time: u64): void {
  const at = etlRecordCount << 2;
  store<u32>(column(0) + at, row);
  store<u32>(column(1) + at, <u32>start);
  store<u32>(column(2) + at, <u32>payload);
  store<u32>(column(3) + at, <u32>end);
  store<u32>(column(4) + at, load<u32>(slot, 40));
  store<u32>(column(5) + at, <u32>time);
  store<u32>(column(6) + at, <u32>(time >> 32));
  etlRecordCount++;
}

/** Start of the payload behind the extended items, or 0 when they do not fit; `schema` of the first one of type 11. */
function behindItems(from: usize, end: usize): usize {
  let at = from;
  let schema: usize = 0;
  schemaLength = 0;
  while (true) {
    if (at + 8 > end) return 0;
    const size = <usize>load<u16>(at);
    const dataSize = <usize>load<u16>(at, 6);
    if (size < 8 || dataSize > size - 8 || at + size > end) return 0;
    if (schema == 0 && <u32>load<u16>(at, 2) == SCHEMA_ITEM) {
      schema = at + 8;
      schemaLength = <u32>dataSize;
    }
    const more = load<u16>(at, 4) & 1;
    at += size;
    if (!more) break;
  }
  schemaAt = schema;
  return at;
}

let schemaAt: usize = 0;

/** Walks the events of [from, to). */
export function etlWalk(from: usize, to: usize): u32 {
  etlPosition = from;
  limit = to;
  return etlResume();
}

export function etlResume(): u32 {
  const to = limit;
  let p = etlPosition;
  let row = etlRowCount;
  let hasTime = etlHasTime != 0;
  let first = etlFirstTime;
  let smallest = etlSmallestTime;
  let largest = etlLargestTime;
  let why = WALK_DONE;
  let fault = FAULT_NONE;
  while (p + 8 <= to) {
    if (hasTime) {
      // The quick way: a kernel or manifest event without extras whose key is known and passed over. The size is
      // picked by arithmetic, so that the way to the next event is one load, and one branch decides about the rest.
      const last = to - 8;
      while (p <= last) {
        const head = load<u64>(p);
        const marker = <u32>head;
        const type = (marker >> 16) & 0x1f;
        const isEvent = (EVENT_TYPES >> type) & 1;
        const isQuick = (QUICK_TYPES >> type) & 1;
        const events = <u64>0 - <u64>isEvent;
        const info = load<u32>(ETL_TYPES_PTR + (type << 2));
        const size = <usize>((<u32>(head >> 32) & (isEvent - 1)) | (marker & (0 - isEvent))) & 0xffff;
        const low = load<u64>(p, 24) & events;
        const high = load<u64>(p, 32) & events;
        const classic = <u32>(head >> 48) | ((marker & 0xff) << 16);
        const event = (load<u32>(p, 40) & 0xffffff) | (KIND_EVENT << 24);
        const word = (classic & (isEvent - 1)) | (event & (0 - isEvent)) | OCCUPIED;
        const slot = home(low, high, 0, word);
        const time = load<u64>(p + ((info >> 8) & 0xff));
        // Extra header bytes of a kernel event, or flags of a manifest event that want a closer look.
        const extras = (marker & 0x8700 & (isEvent - 1)) | (<u32>(head >> 32) & 0x101 & (0 - isEvent));
        const other =
          (load<u64>(slot) ^ low) |
          (load<u64>(slot, 8) ^ high) |
          load<u64>(slot, 16) |
          <u64>((load<u32>(slot, 24) ^ word) | (load<u32>(slot, 28) ^ CLASS_SKIP)) |
          <u64>(extras | ((marker >> 21) ^ 0x600) | (isQuick ^ 1)) |
          <u64>(u32(size < <usize>(info & 0xff)) | u32(size > to - p));
        if (other) break;
        store<u64>(slot, load<u64>(slot, 32) + 1, 32);
        const counter = ETL_HEADERS_PTR + (type << 3);
        store<u64>(counter, load<u64>(counter) + 1);
        if (time > largest) largest = time;
        else if (time < smallest) smallest = time;
        row++;
        p += (size + 7) & ~7;
      }
      if (p > last) break;
    }
    const marker = load<u32>(p);
    let type = (marker >> 16) & 0xff;
    let info: u32 = 0;
    if (marker >> 30 == 3) {
      info = type < 32 ? load<u32>(ETL_TYPES_PTR + (type << 2)) : 0;
      if (info == 0) {
        if (marker != 0xffffffff) {
          fault = FAULT_MARKER;
          why = WALK_FAULT;
        } else {
          limit = p;
        }
        break;
      }
    } else if (marker >> 28 == 0x9) {
      info = 8 | (KIND_MESSAGE << 16);
      type = COUNTER_MESSAGE;
    } else if (marker >> 28 == 0xb) {
      info = 16 | (8 << 8) | (KIND_NONE << 16);
      type = COUNTER_MESSAGE_B0;
    } else {
      fault = FAULT_MARKER;
      why = WALK_FAULT;
      break;
    }
    let kind = (info >> 16) & 0xff;
    const size = <usize>load<u16>(p + ((info >> 24) & 0x7f));
    let headerSize = <usize>(info & 0xff);
    let timeAt = <usize>((info >> 8) & 0xff);
    if (kind == KIND_CLASSIC) headerSize += ((marker >> 8) & 0x7) * 8 + ((marker & 0x8000) >> 12);
    if (size < headerSize || size > to - p) {
      fault = FAULT_SIZE;
      why = WALK_FAULT;
      break;
    }
    const end = p + size;
    let payload = p + headerSize;
    let slot: usize = 0;
    if (kind == KIND_CLASSIC) {
      slot = slotOf(0, 0, 0, <u32>load<u16>(p, 6) | ((marker & 0xff) << 16) | OCCUPIED);
    } else if (kind == KIND_EVENT) {
      let word = <u32>load<u16>(p, 40) | (<u32>load<u8>(p, 42) << 16);
      let schema: u64 = 0;
      const flags = <u32>load<u16>(p, 4);
      if (flags & 0x101) {
        if (flags & 0x100) {
          kind = KIND_FULL;
          word = <u32>load<u8>(p, 45) | (<u32>load<u8>(p, 42) << 16);
        }
        if (flags & 1) {
          payload = behindItems(payload, end);
          if (payload == 0) {
            fault = FAULT_ITEMS;
            why = WALK_FAULT;
            break;
          }
          if (schemaAt != 0 && kind == KIND_EVENT) {
            kind = KIND_SCHEMA;
            schema = hashBytes(schemaAt, schemaLength);
          }
        }
      }
      slot = slotOf(load<u64>(p, 24), load<u64>(p, 32), schema, word | (kind << 24) | OCCUPIED);
    } else if (kind == KIND_FULL) {
      const word = <u32>load<u8>(p, 4) | (<u32>load<u8>(p, 6) << 16);
      slot = slotOf(load<u64>(p, 24), load<u64>(p, 32), 0, word | (KIND_FULL << 24) | OCCUPIED);
    } else if (kind == KIND_MESSAGE) {
      const options = <u32>load<u16>(p, 6);
      let at: usize = 8;
      if (options & 1) at += 4;
      if (options & 2) at += 16;
      else if (options & 4) at += 4;
      timeAt = (options & 0x18) != 0 && at + 8 <= size ? at : 0;
    }
    const time = timeAt != 0 ? load<u64>(p + timeAt) : 0;
    if (kind < KIND_NONE) {
      if (slot == 0) {
        why = WALK_KEYS_FULL;
        break;
      }
      const keyClass = load<u32>(slot, 28);
      if (keyClass != CLASS_SKIP) {
        if (keyClass == CLASS_NEW) {
          etlPendingKey = load<u32>(slot, 40);
          etlPendingPayload = payload;
          etlPendingEnd = end;
          why = WALK_NEW_KEY;
          break;
        }
        if (keyClass < CLASS_FIRST_RULE || !byRule(keyClass, type, payload, end)) {
          if (etlRecordCount == CAPACITY_ETL_RECORDS) {
            why = WALK_RECORDS_FULL;
            break;
          }
          surface(row, p, payload, end, slot, time);
        }
      }
      store<u64>(slot, load<u64>(slot, 32) + 1, 32);
    }
    if (timeAt != 0) {
      if (hasTime) {
        if (time > largest) largest = time;
        else if (time < smallest) smallest = time;
      } else {
        hasTime = true;
        first = time;
        smallest = time;
        largest = time;
      }
    }
    const counter = ETL_HEADERS_PTR + (type << 3);
    store<u64>(counter, load<u64>(counter) + 1);
    row++;
    p += (size + 7) & ~7;
  }
  etlPosition = p;
  etlRowCount = row;
  etlHasTime = u32(hasTime);
  etlFirstTime = first;
  etlSmallestTime = smallest;
  etlLargestTime = largest;
  etlFault = fault;
  return why;
}
