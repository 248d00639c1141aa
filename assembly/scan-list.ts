/** Plain list: one code a line. Blank lines and lines that begin with `#` carry no code. */
import { mode, MODE_COUNT } from "./config";
import {
  CLASS_COUNT,
  CLASS_NEW,
  CLASS_OTHER,
  countEntry,
  findShort,
  INTERN_FULL,
  INTERN_TOO_LONG,
  intern,
  entryClass,
  entryId,
  TAG_CODE,
} from "./intern";
import { ROW_ENDS_PTR, WINDOW_PTR } from "./memory";
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
  lastLineEnd = indexLines();
  lineCursor = ROW_ENDS_PTR;
  lineStart = WINDOW_PTR + from;
  return resumeList();
}

/** Takes the line at `start`, whatever it is. Anything but DONE leaves it where it is. */
function takeLine(start: usize, lineEnd: usize, counting: bool): u32 {
  const end = lineEnd > start && load<u8>(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
  if (end == start || load<u8>(start) == HASH) {
    listOtherCount++;
    return DONE;
  }
  const length = <u32>(end - start);
  let id = NO_ENTRY;
  const entry = intern(start, length, TAG_CODE);
  if (entry > INTERN_TOO_LONG) {
    let cls = entryClass(entry);
    if (counting && cls == CLASS_COUNT) {
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

// @ts-ignore: decorator
@inline
function storeLineEnd(to: usize, block: usize, lineEnds: u64): u64 {
  store<u32>(to, <u32>(block + <usize>ctz(lineEnds)));
  return lineEnds & (lineEnds - 1);
}

/** Fills ROW_ENDS (u32 here) from `listConsumed` on; answers its end. */
function indexLines(): usize {
  const lineFeed = i8x16.splat(<u8>LF);
  const end = WINDOW_PTR + limit;
  const begin = WINDOW_PTR + listConsumed;
  let keep: u64 = ~(<u64>0) << (begin & 63);
  let out = ROW_ENDS_PTR;
  for (let p = begin & ~63; p < end; p += 64) {
    let n =
      (<u64>i8x16.bitmask(i8x16.eq(v128.load(p), lineFeed)) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 16), lineFeed)) << 16) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 32), lineFeed)) << 32) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(p, 48), lineFeed)) << 48)) &
      keep;
    keep = ~(<u64>0);
    if (end - p < 64) n &= (<u64>1 << (end - p)) - 1;
    let to = out;
    out += <usize>(popcnt(n) << 2);
    do {
      n = storeLineEnd(to, p, n);
      n = storeLineEnd(to + 4, p, n);
      n = storeLineEnd(to + 8, p, n);
      n = storeLineEnd(to + 12, p, n);
      n = storeLineEnd(to + 16, p, n);
      n = storeLineEnd(to + 20, p, n);
      n = storeLineEnd(to + 24, p, n);
      n = storeLineEnd(to + 28, p, n);
      to += 32;
    } while (n);
  }
  return out;
}

/** The next line, its end in ROW_ENDS, and the end of ROW_ENDS. */
let lineStart: usize = 0;
let lineCursor: usize = 0;
let lastLineEnd: usize = 0;

/** Counts lines for as long as they are plain: a short text that is known and counted. No calls in here. */
function countLines(last: usize): void {
  let start = lineStart;
  let at = lineCursor;
  while (at < last) {
    const lineEnd = <usize>load<u32>(at);
    const length = <u32>(lineEnd - start) - u32(load<u8>(lineEnd - 1) == CR);
    if (length - 1 > 15) break;
    const entry = findShort(start, length, (TAG_CODE << 24) | length);
    if (entry == 0 || entryClass(entry) != CLASS_COUNT) break;
    countEntry(entry);
    start = lineEnd + 1;
    at += 4;
  }
  listRowCount += <u32>((at - lineCursor) >> 2);
  lineStart = start;
  lineCursor = at;
}

export function resumeList(): u32 {
  const counting = mode == MODE_COUNT;
  const last = lastLineEnd;
  let why = DONE;
  while (true) {
    if (counting) countLines(last);
    if (lineCursor == last) break;
    const lineEnd = <usize>load<u32>(lineCursor);
    why = takeLine(lineStart, lineEnd, counting);
    if (why != DONE) break;
    listRowCount++;
    lineStart = lineEnd + 1;
    lineCursor += 4;
  }
  listConsumed = <u32>(lineStart - WINDOW_PTR);
  return why;
}
