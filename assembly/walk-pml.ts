/**
 * Process Monitor logs: hops from event to event, checks every length, and counts the codes of control requests or
 * writes the requests to the columns for the reader.
 *
 * ```
 *  0        4       8      12         16     20        28    36      40     44       48      52
 * | process | thread | class | operation |      | duration | time | status | depth  | detail | extra | ...
 * ```
 * then `depth` pointers, then `detail` bytes; `extra` = 0, or the offset of a u16 length and so many bytes behind.
 * Detail of a control request, with 32-bit and 64-bit pointers: minor function at 0, output length at 0x10, input length
 * at 0x14 and 0x18, code at 0x18 and 0x20, path info at 0x2C and 0x40 (bit 15 = a byte a character, else UTF-16; characters),
 * path four bytes behind that.
 */
import { countCode, forgetCountedCodes } from "./code-counts";
import {
  CAPACITY_PML_RECORDS,
  PML_BYTES_PTR,
  PML_OFFSETS_PTR,
  PML_RECORDS_PTR,
} from "./memory";

const WALK_DONE: u32 = 0;
const WALK_RECORDS_FULL: u32 = 1;
const WALK_OFFSETS_OUT: u32 = 2;
const WALK_FAULT: u32 = 3;

const FAULT_NONE: u32 = 0;
const FAULT_CLASS: u32 = 1;
const FAULT_SIZE: u32 = 2;
const FAULT_EXTRA: u32 = 3;
const FAULT_OFFSET: u32 = 4;
const FAULT_DETAIL: u32 = 5;
const FAULT_PATH: u32 = 6;

const EVENT_BYTES: u32 = 0x34;
/** Larger events are taken for damage. */
export const PML_LARGEST_EVENT: u32 = 1 << 24;
const CLASSES: u32 = 5;
const CLASS_FILE_SYSTEM: u32 = 3;
/** The first of three operations that are control requests. */
const FIRST_CONTROL: u32 = 33;
const CONTROLS: u32 = 3;
const OFFSET_BYTES: u32 = 5;
/** So many bytes may stand between the last event and the offset array. */
const MOST_PADDING: u32 = 3;
/** A length of extra detail that may be one too small. */
const CLIPPED_LENGTH: u32 = 0xffff;
/** Bytes of the next event that tell whether one byte stands in front of it. */
const CLASS_END: u32 = 13;

const ONE_BYTE_CHARACTERS: u32 = 0x8000;

export let pmlPosition: usize = 0;
export let pmlRow: u32 = 0;
export let pmlNeeded: u32 = 0;
export let pmlFault: u32 = 0;
export let pmlSize: u32 = 0;
export let pmlRecordCount: u32 = 0;

let counting: bool = false;
let pointerShift: u32 = 3;
let inputLengthAt: usize = 0;
let codeAt: usize = 0;
let pathInfoAt: usize = 0;
let firstOffset: u32 = 0;
let offsetCount: u32 = 0;
let hasEndOffset: bool = false;

export function pmlReset(is64Bit: u32, countCodes: u32): void {
  pointerShift = is64Bit ? 3 : 2;
  inputLengthAt = is64Bit ? 0x18 : 0x14;
  codeAt = is64Bit ? 0x20 : 0x18;
  pathInfoAt = is64Bit ? 0x40 : 0x2c;
  counting = countCodes != 0;
  forgetCountedCodes();
  pmlRecordCount = 0;
  pmlSetOffsets(0, 0, 0);
}

/**
 * The entries of rows [first, first + count) stand in OFFSETS; count 0 = events are not compared with any. With `hasEnd`
 * the last of them is where the events end.
 */
export function pmlSetOffsets(first: u32, count: u32, hasEnd: u32): void {
  firstOffset = first;
  offsetCount = count;
  hasEndOffset = hasEnd != 0;
}

// @ts-ignore: decorator
@inline
function column(index: u32): usize {
  return PML_RECORDS_PTR + index * (CAPACITY_PML_RECORDS << 2);
}

function surface(row: u32, event: usize, detail: usize, operation: u32): void {
  const at = pmlRecordCount << 2;
  store<u32>(column(0) + at, row);
  store<u32>(column(1) + at, <u32>(event - PML_BYTES_PTR));
  store<u32>(column(2) + at, load<u32>(detail + codeAt));
  store<u32>(column(3) + at, operation);
  store<u32>(column(4) + at, load<u8>(detail));
  store<u32>(column(5) + at, load<u32>(detail + inputLengthAt));
  store<u32>(column(6) + at, load<u32>(detail, 0x10));
  store<u32>(column(7) + at, load<u32>(event, 0x24));
  store<u32>(column(8) + at, load<u32>(event, 0x14));
  store<u32>(column(9) + at, load<u32>(event, 0x18));
  store<u32>(column(10) + at, load<u32>(event, 0x1c));
  store<u32>(column(11) + at, load<u32>(event, 0x20));
  store<u32>(column(12) + at, load<u32>(event));
  store<u32>(column(13) + at, load<u32>(event, 4));
  store<u32>(column(14) + at, <u32>(detail - PML_BYTES_PTR + pathInfoAt + 4));
  store<u32>(column(15) + at, load<u16>(detail + pathInfoAt));
  pmlRecordCount++;
}

// @ts-ignore: decorator
@inline
function isClass(value: u32): bool {
  return value - 1 < CLASSES;
}

/**
 * Walks window bytes [from, to), which stand at `base` (modulo 2^32) of the file; the first event has number `firstRow`. At most
 * `room` requests are written to the columns. `isEnd` = no event follows behind `to`.
 */
export function pmlWalk(from: u32, to: u32, base: u32, firstRow: u32, room: u32, isEnd: u32): u32 {
  let p: usize = PML_BYTES_PTR + from;
  const end: usize = PML_BYTES_PTR + to;
  let row = firstRow;
  let why = WALK_DONE;
  let fault = FAULT_NONE;
  let size: u32 = 0;
  let needed = EVENT_BYTES;
  pmlRecordCount = 0;
  while (p + EVENT_BYTES <= end) {
    const eventClass = load<u32>(p, 8);
    const detailSize = load<u32>(p, 0x2c);
    const extra = load<u32>(p, 0x30);
    if (!isClass(eventClass)) {
      fault = FAULT_CLASS;
      break;
    }
    if (detailSize > PML_LARGEST_EVENT || extra > PML_LARGEST_EVENT) {
      fault = FAULT_SIZE;
      break;
    }
    const detailAt = EVENT_BYTES + (<u32>load<u16>(p, 0x28) << pointerShift);
    let next = detailAt + detailSize;
    let isClipped = false;
    if (extra != 0) {
      if (extra < next) {
        fault = FAULT_EXTRA;
        break;
      }
      if (p + extra + 2 > end) {
        needed = extra + 2;
        break;
      }
      const length = <u32>load<u16>(p + extra);
      next = extra + 2 + length;
      isClipped = length == CLIPPED_LENGTH;
      if (isClipped && offsetCount == 0) {
        if (p + next + CLASS_END <= end) {
          if (!isClass(load<u32>(p + next, 8)) && isClass(load<u32>(p + next, 9))) next++;
        } else if (!isEnd) {
          needed = next + CLASS_END;
          break;
        }
      }
    }
    if (next > PML_LARGEST_EVENT) {
      fault = FAULT_SIZE;
      break;
    }
    size = next;
    if (offsetCount != 0) {
      const entry = row + 1 - firstOffset;
      if (entry >= offsetCount) {
        why = WALK_OFFSETS_OUT;
        break;
      }
      const padding = load<u32>(PML_OFFSETS_PTR + entry * OFFSET_BYTES) - (base + <u32>(p - PML_BYTES_PTR) + size);
      if (padding != 0) {
        const most: u32 = hasEndOffset && entry + 1 == offsetCount ? MOST_PADDING : u32(isClipped);
        if (padding > most) {
          fault = FAULT_OFFSET;
          break;
        }
        size += padding;
      }
    }
    if (p + size > end) {
      needed = size;
      break;
    }
    const operation = <u32>load<u16>(p, 0xc) - FIRST_CONTROL;
    if (eventClass == CLASS_FILE_SYSTEM && operation < CONTROLS) {
      const detail = p + detailAt;
      const pathAt = <u32>pathInfoAt + 4;
      if (detailSize < pathAt) {
        fault = FAULT_DETAIL;
        break;
      }
      const info = <u32>load<u16>(detail + pathInfoAt);
      const characters = info & (ONE_BYTE_CHARACTERS - 1);
      const pathBytes = info & ONE_BYTE_CHARACTERS ? characters : characters << 1;
      if (pathBytes > detailSize - pathAt) {
        fault = FAULT_PATH;
        break;
      }
      if (!counting || !countCode(load<u32>(detail + codeAt), operation + 1)) {
        if (pmlRecordCount == room) {
          why = WALK_RECORDS_FULL;
          break;
        }
        surface(row, p, detail, operation + 1);
      }
    }
    row++;
    p += size;
    size = 0;
  }
  pmlPosition = p - PML_BYTES_PTR;
  pmlRow = row;
  pmlNeeded = needed;
  pmlFault = fault;
  pmlSize = fault != FAULT_NONE ? size : 0;
  return fault != FAULT_NONE ? WALK_FAULT : why;
}
