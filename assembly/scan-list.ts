/** Plain list: one code a line. Blank lines and lines that begin with `#` carry no code. */
import { bits } from "./block";
import { countsCodesOnly, mode, MODE_COUNT } from "./config";
import {
  CLASS_COUNT,
  CLASS_NEW,
  CLASS_OTHER,
  countEntry,
  entryClass,
  entryId,
  slotOf,
  TAG_CODE,
} from "./entry";
import { findShort, firstKey, intern, INTERN_FULL, INTERN_TOO_LONG, secondKey } from "./intern";
import { countBeside, homeSlot, missesSlot, offer } from "./likely";
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
/** Where the next line begins. */
let lineStart: usize = 0;

/** Scans window bytes [from, to); `from` is the start of a line. Answers why it came back. */
export function scanList(from: u32, to: u32): u32 {
  listConsumed = from;
  limit = to;
  listRowCount = 0;
  listOtherCount = 0;
  lineStart = WINDOW_PTR + from;
  return resumeList();
}

/** Length of the text of line [start, lineEnd), without a CR at its end. */
// @ts-ignore: decorator
@inline
function lengthOf(start: usize, lineEnd: usize): u32 {
  return <u32>(lineEnd - start) - u32(lineEnd > start && load<u8>(lineEnd - 1) == CR);
}

/** Takes the line at `start`, whatever it is. Anything but DONE leaves it where it is. */
function takeLine(start: usize, lineEnd: usize, counting: bool): u32 {
  const length = lengthOf(start, lineEnd);
  const end = start + length;
  if (end == start || load<u8>(start) == HASH) {
    listOtherCount++;
    return DONE;
  }
  let id = NO_ENTRY;
  const entry = intern(start, length, TAG_CODE);
  if (entry > INTERN_TOO_LONG) {
    let cls = entryClass(entry);
    if (counting && cls == CLASS_COUNT) {
      // A CR belongs to what is looked at in countLines.
      offer(entry, start, lineEnd);
      countEntry(entry);
      return DONE;
    }
    if (cls == CLASS_NEW) {
      if (!classify(entry, start, length)) return NEW_TEXT;
      if (counting) {
        countEntry(entry);
        return DONE;
      }
    } else if (cls == CLASS_OTHER) {
      listOtherCount++;
      return DONE;
    }
    id = entryId(entry);
  } else if (entry == INTERN_FULL) {
    return TABLES_FULL;
  }
  if (recordsFull()) return RECORDS_FULL;
  emit(listRowCount, start, lineEnd, id, STATUS_OK);
  emitSpan(0, start, end, false);
  return DONE;
}

/** 0 when the line [start, lineEnd) holds a text that stands at its home, and is counted. */
// @ts-ignore: decorator
@inline
function missesLine(start: usize, lineEnd: usize): u64 {
  const length = <u32>(lineEnd + 1 - start);
  const key0 = firstKey(start, length);
  const key1 = secondKey(start, length);
  return missesSlot(homeSlot(key0, key1), key0, key1);
}

/** Counts the line [start, lineEnd) of at most 63 bytes when its text is known and counted, but stands not at its home. */
// @ts-ignore: decorator
@inline
function countElsewhere(start: usize, lineEnd: usize): bool {
  const length = <u32>(lineEnd + 1 - start);
  const key0 = firstKey(start, length);
  const key1 = secondKey(start, length);
  if (countBeside(homeSlot(key0, key1), key0, key1)) return true;
  const textLength = lengthOf(start, lineEnd);
  if (textLength - 1 > 15) return false;
  const entry = findShort(start, textLength, (TAG_CODE << 24) | textLength);
  if (entry == 0 || entryClass(entry) != CLASS_COUNT || slotOf(entry) == 0) return false;
  countEntry(entry);
  return true;
}

/**
 * Counts lines for as long as they are plain: a short text that is known and counted. No calls in here. Five lines a step,
 * which 64 bytes hold when they are codes: the places of their ends do not have to wait for each other.
 */
function countLines(): void {
  const lineFeed = i8x16.splat(<u8>LF);
  const end = WINDOW_PTR + limit;
  let start = lineStart;
  let lines: u32 = 0;
  while (start + 64 <= end) {
    let lineFeeds = bits(start, lineFeed);
    if (lineFeeds == 0) break;
    const end1 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end2 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end3 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end4 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end5 = start + <usize>ctz(lineFeeds);
    // Where a line is not at its home, it is the first one of the next step.
    if (missesLine(start, end1) != 0) {
      if (!countElsewhere(start, end1)) break;
      lines += 1;
      start = end1 + 1;
    } else if (lineFeeds == 0) {
      lines += 1;
      start = end1 + 1;
    } else if (missesLine(end1 + 1, end2) != 0) {
      lines += 1;
      start = end1 + 1;
    } else if (missesLine(end2 + 1, end3) != 0) {
      lines += 2;
      start = end2 + 1;
    } else if (missesLine(end3 + 1, end4) != 0) {
      lines += 3;
      start = end3 + 1;
    } else if (missesLine(end4 + 1, end5) != 0) {
      lines += 4;
      start = end4 + 1;
    } else {
      lines += 5;
      start = end5 + 1;
    }
  }
  listRowCount += lines;
  lineStart = start;
}

/** The line end at or after `start`, or 0 when the line is not whole. */
function lineEndFrom(start: usize): usize {
  const lineFeed = i8x16.splat(<u8>LF);
  const end = WINDOW_PTR + limit;
  for (let p = start; p < end; p += 16) {
    const lineFeeds = i8x16.bitmask(i8x16.eq(v128.load(p), lineFeed));
    if (lineFeeds) {
      const lineEnd = p + <usize>ctz(lineFeeds);
      return lineEnd < end ? lineEnd : 0;
    }
  }
  return 0;
}

export function resumeList(): u32 {
  const counting = mode == MODE_COUNT;
  let why = DONE;
  while (true) {
    if (countsCodesOnly) countLines();
    const lineEnd = lineEndFrom(lineStart);
    if (lineEnd == 0) break;
    why = takeLine(lineStart, lineEnd, counting);
    if (why != DONE) break;
    listRowCount++;
    lineStart = lineEnd + 1;
  }
  listConsumed = <u32>(lineStart - WINDOW_PTR);
  return why;
}
