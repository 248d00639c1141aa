/** Plain list: one code a line. Blank lines and lines that begin with `#` carry no code. */
import { mode, MODE_COUNT } from "./config";
import {
  CLASS_COUNT,
  CLASS_NEW,
  CLASS_OTHER,
  countSlot,
  INTERN_FULL,
  INTERN_TOO_LONG,
  intern,
  slotClass,
  slotEntry,
  TAG_CODE,
} from "./intern";
import { WINDOW_PTR } from "./memory";
import { classify, DONE, emit, emitSpan, NEW_TEXT, NO_ENTRY, RECORDS_FULL, recordsFull, STATUS_OK, TABLES_FULL } from "./record";

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const HASH: u32 = 0x23;

/** Window bytes before this one are done with: the start of the first line that is not whole. */
export let listConsumed: u32 = 0;
export let listRowCount: u32 = 0;
export let listOtherCount: u32 = 0;

let limit: u32 = 0;

/** Scans window bytes [from, to); `from` is the start of a line. Answers why it came back. */
export function scanList(from: u32, to: u32): u32 {
  listConsumed = from;
  limit = to;
  listRowCount = 0;
  listOtherCount = 0;
  return resumeList();
}

/** Takes one line [start, end) with `CR` cut off. DONE when the next line may be taken. */
// @ts-ignore: decorator
@inline
function line(start: usize, lineEnd: usize, counting: bool): u32 {
  const end = lineEnd > start && load<u8>(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
  if (end == start || load<u8>(start) == HASH) {
    listOtherCount++;
    return DONE;
  }
  const length = <u32>(end - start);
  let entry = NO_ENTRY;
  const slot = intern(start, length, TAG_CODE);
  if (slot > INTERN_TOO_LONG) {
    let cls = slotClass(slot);
    if (counting && cls == CLASS_COUNT) {
      countSlot(slot);
      return DONE;
    }
    if (cls == CLASS_NEW) {
      if (!classify(slot, start, length)) return NEW_TEXT;
      if (counting) {
        countSlot(slot);
        return DONE;
      }
    } else if (cls == CLASS_OTHER) {
      listOtherCount++;
      return DONE;
    }
    entry = slotEntry(slot);
  } else if (slot == INTERN_FULL) {
    return TABLES_FULL;
  }
  if (recordsFull()) return RECORDS_FULL;
  emit(listRowCount, start, lineEnd, entry, STATUS_OK);
  emitSpan(0, start, end, false);
  return DONE;
}

export function resumeList(): u32 {
  const counting = mode == MODE_COUNT;
  const lineFeed = i8x16.splat(<u8>LF);
  const end = WINDOW_PTR + limit;
  let start = WINDOW_PTR + listConsumed;
  let count = listRowCount;
  let keep: u64 = ~(<u64>0) << (start & 63);
  for (let p = start & ~63; p < end; p += 64) {
    let n =
      (<u64>i8x16.bitmask(i8x16.eq(v128.load(p), lineFeed)) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 16), lineFeed)) << 16) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 32), lineFeed)) << 32) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 48), lineFeed)) << 48)) &
      keep;
    keep = ~(<u64>0);
    if (end - p < 64) n &= (<u64>1 << (end - p)) - 1;
    while (n) {
      const lineEnd = p + <usize>ctz(n);
      n &= n - 1;
      listRowCount = count;
      const why = line(start, lineEnd, counting);
      if (why != DONE) {
        listConsumed = <u32>(start - WINDOW_PTR);
        return why;
      }
      count++;
      start = lineEnd + 1;
    }
  }
  listConsumed = <u32>(start - WINDOW_PTR);
  listRowCount = count;
  return DONE;
}
