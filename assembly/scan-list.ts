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
import { countAtHome, countBeside, homeSlot, markedKey, offer } from "./likely";
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
/** The last line that was taken by itself ended in CR LF: others probably do. */
let hasReturns: bool = false;

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
  hasReturns = end != lineEnd;
  if (end == start || load<u8>(start) == HASH) {
    listOtherCount++;
    return DONE;
  }
  let id = NO_ENTRY;
  const entry = intern(start, length, TAG_CODE);
  if (entry > INTERN_TOO_LONG) {
    let cls = entryClass(entry);
    if (counting && cls == CLASS_COUNT) {
      offer(entry);
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

/**
 * Counts the line [start, lineEnd) when it is plain. `returns`, a constant: lines end in CR LF. Without it a CR is taken for
 * a part of the text, and no such text is found, as they are APART.
 */
// @ts-ignore: decorator
@inline
function countLine(start: usize, lineEnd: usize, returns: bool): bool {
  if (returns && load<u8>(lineEnd - 1) != CR) return false;
  const length = <u32>(lineEnd - start) - u32(returns);
  const key0 = firstKey(start, length);
  const key1 = markedKey(secondKey(start, length), length, TAG_CODE);
  return countAtHome(homeSlot(key0, key1), key0, key1);
}

/**
 * Counts lines for as long as they are plain: a short text that is known and counted. No calls in here. Six or four lines
 * a step, where 64 bytes hold so many: the places of their ends do not have to wait for each other.
 */
// @ts-ignore: decorator
@inline
function countLines(returns: bool): void {
  const lineFeed = i8x16.splat(<u8>LF);
  const end = WINDOW_PTR + limit;
  let start = lineStart;
  let lines: u32 = 0;
  while (true) {
    let lineFeeds = bits(start, lineFeed);
    const end1 = start + <usize>ctz(lineFeeds);
    if (lineFeeds == 0 || end1 >= end) break;
    lineFeeds &= lineFeeds - 1;
    const end2 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end3 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end4 = start + <usize>ctz(lineFeeds);
    const four = lineFeeds;
    lineFeeds &= lineFeeds - 1;
    const end5 = start + <usize>ctz(lineFeeds);
    lineFeeds &= lineFeeds - 1;
    const end6 = start + <usize>ctz(lineFeeds);
    if (!countLine(start, end1, returns)) {
      const length = lengthOf(start, end1);
      // Where line ends are not what was expected, takeLine takes the line, and expects them from there on.
      if (length - 1 > 15 || (start + length != end1) != returns) break;
      const key0 = firstKey(start, length);
      const key1 = markedKey(secondKey(start, length), length, TAG_CODE);
      if (!countBeside(homeSlot(key0, key1), key0, key1)) {
        const entry = findShort(start, length, (TAG_CODE << 24) | length);
        if (entry == 0 || entryClass(entry) != CLASS_COUNT || slotOf(entry) == 0) break;
        countEntry(entry);
      }
    }
    start = end1 + 1;
    lines++;
    if (four == 0 || end4 >= end) continue;
    if (!countLine(start, end2, returns)) continue;
    start = end2 + 1;
    lines++;
    if (!countLine(start, end3, returns)) continue;
    start = end3 + 1;
    lines++;
    if (!countLine(start, end4, returns)) continue;
    start = end4 + 1;
    lines++;
    if (lineFeeds == 0 || end6 >= end) continue;
    if (!countLine(start, end5, returns)) continue;
    start = end5 + 1;
    lines++;
    if (!countLine(start, end6, returns)) continue;
    start = end6 + 1;
    lines++;
  }
  listRowCount += lines;
  lineStart = start;
}

function countPlainLines(): void {
  countLines(false);
}

function countReturnLines(): void {
  countLines(true);
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
    if (countsCodesOnly) {
      if (hasReturns) countReturnLines();
      else countPlainLines();
    }
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
