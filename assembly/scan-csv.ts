/**
 * CSV, second step: goes through the indexed rows, picks the control records and counts, emits or copies them.
 *
 * Most rows are plain and fall to a quick loop without a call in it: `countRows` (a known code that is only counted),
 * `appendRows` (the same, copied) and `skipRows` (another operation). They stop at the first row that is not plain, `takeRow`
 * takes that one, and they go on.
 */
import {
  codeColumn,
  columnCount,
  countsCodesOnly,
  GROUPS_PTR,
  groupCount,
  MODE_APPEND,
  MODE_COUNT,
  mode,
  operationColumn,
  operationLengths,
  PREFIX_PTR,
  WANTED_PTR,
  wantedCount,
} from "./config";
import { chained, countPair, PAIR_FULL, pair } from "./count";
import { beforeComma, delimiterAt, delimiterBits, isQuoted, operationOf, withoutLowest } from "./csv-cells";
import {
  beginIndex,
  brokenQuote,
  CR,
  index,
  indexCarefully,
  irregular,
  QUOTE,
  rowEnds,
} from "./csv-index";
import {
  CLASS_COUNT,
  CLASS_NEW,
  CLASS_OTHER,
  countEntry,
  entryClass,
  entryId,
  slotOf,
  suffixLengthOf,
  suffixOf,
  TAG_CODE,
  TAG_GROUP,
  TAG_NO_PREFIX,
  TAG_QUOTED,
} from "./entry";
import {
  findShort,
  firstKey,
  intern,
  INTERN_FULL,
  INTERN_TOO_LONG,
  likelyEntry,
  matchesCounted,
  secondKey,
} from "./intern";
import { countBeside, homeSlot, missesSlot, offer } from "./likely";
import { OUTPUT_PTR, ROW_ENDS_PTR, WINDOW_PTR } from "./memory";
import {
  append,
  classify,
  copyRow,
  DONE,
  emit,
  emitNoSpans,
  emitSpan,
  hasRoom,
  NEW_TEXT,
  NO_ENTRY,
  OUTPUT_FULL,
  outputUsed,
  RECORDS_FULL,
  recordsFull,
  setOutputEnd,
  STATUS_COLUMNS,
  STATUS_OK,
  STATUS_QUOTE,
  TABLES_FULL,
} from "./record";

/** Window bytes before this one are done with: the start of the first row that is not taken. */
export let consumed: u32 = 0;
/** Rows taken since the scan of this window began, blank ones included. */
export let rowCount: u32 = 0;
/** Rows among them that carry no code by their nature. */
export let otherCount: u32 = 0;

let limit: u32 = 0;
/** Next row in ROW_ENDS, and the delimiters indexed before it. */
let cursor: usize = 0;
let delimitersBefore: u32 = 0;
/** ROW_ENDS holds the one row that was indexed carefully. */
let isCareful: bool = false;

/** Scans window bytes [from, to); `from` is the start of a row. Answers why it came back. */
export function scanCsv(from: u32, to: u32): u32 {
  consumed = from;
  limit = to;
  rowCount = 0;
  otherCount = 0;
  isCareful = false;
  beginIndex();
  index(from, to);
  rewind();
  return resumeCsv();
}

function rewind(): void {
  cursor = ROW_ENDS_PTR;
  delimitersBefore = 0;
}

/** Goes on after RECORDS_FULL, NEW_TEXT, OUTPUT_FULL or TABLES_FULL was dealt with. */
export function resumeCsv(): u32 {
  while (true) {
    const why = takeRows();
    if (why != DONE || !irregular) return why;
    if (isCareful) {
      index(consumed, limit);
    } else if (!indexCarefully(consumed, limit)) {
      return DONE;
    }
    isCareful = !isCareful;
    rewind();
  }
}

/** Works through ROW_ENDS. */
function takeRows(): u32 {
  const isSkipping = operationColumn > 0 && <u32>operationColumn + 1 < columnCount && mode != MODE_APPEND;
  const isAppending = operationColumn < 0 && load<u32>(PREFIX_PTR) == 0 && mode == MODE_APPEND;
  while (true) {
    if (!brokenQuote) {
      if (isSkipping) skipRows();
      else if (countsCodesOnly) countRows();
      else if (isAppending) appendRows();
    }
    if (cursor >= rowEnds) return DONE;
    const why = takeRow();
    if (why != DONE) return why;
  }
}

/**
 * Counts rows, or copies them if `appending`, which is a constant, for as long as they are plain: whole, with a short code
 * that is known and counted.
 */
// @ts-ignore: decorator
@inline
function quickRows(appending: bool): void {
  const delimitersWanted = columnCount - 1;
  const column = codeColumn;
  const isLast = column == delimitersWanted;
  const last = rowEnds;
  let start = WINDOW_PTR + consumed;
  let before = delimitersBefore;
  let at = cursor;
  let out: usize = OUTPUT_PTR + outputUsed;
  while (at < last) {
    const rowEnd = load<u64>(at);
    const delimiters = <u32>(rowEnd >> 32);
    const lineEnd = <usize>(<u32>rowEnd);
    if (delimiters - before != delimitersWanted) break;
    let from = start;
    let to = lineEnd;
    let w = delimiterBits(start);
    if (column != 0) {
      w = withoutLowest(w, column - 1);
      if (w == 0) break;
      from = start + <usize>ctz(w) + 1;
      w &= w - 1;
    }
    if (isLast) {
      to -= usize(load<u8>(lineEnd - 1) == CR);
    } else {
      if (w == 0) break;
      to = start + <usize>ctz(w);
    }
    let tag = TAG_CODE;
    if (load<u8>(from) == QUOTE) {
      from++;
      to--;
      tag = TAG_CODE | TAG_QUOTED;
    }
    const length = <u32>(to - from);
    if (length - 1 > 15) break;
    const lenTag = (tag << 24) | length;
    if (!appending) {
      const key0 = firstKey(from, length + 1);
      const key1 = secondKey(from, length + 1);
      const home = homeSlot(key0, key1);
      if (missesSlot(home, key0, key1) != 0 && !countBeside(home, key0, key1)) {
        const entry = findShort(from, length, lenTag);
        if (entry == 0 || entryClass(entry) != CLASS_COUNT || slotOf(entry) == 0) break;
        countEntry(entry);
      }
    } else {
      const key0 = firstKey(from, length);
      const key1 = secondKey(from, length);
      let entry = likelyEntry(key0, key1);
      if (!matchesCounted(entry, key0, key1, lenTag)) {
        entry = findShort(from, length, lenTag);
        if (entry == 0 || entryClass(entry) != CLASS_COUNT) break;
      }
      const end = lineEnd - usize(load<u8>(lineEnd - 1) == CR);
      const suffixLength = suffixLengthOf(entry);
      if (!hasRoom(out, <u32>(end - start) + suffixLength)) break;
      out = copyRow(out, start, end, lineEnd, suffixOf(entry), suffixLength);
      countEntry(entry);
    }
    before = delimiters;
    start = lineEnd + 1;
    at += 8;
  }
  rowCount += <u32>((at - cursor) >> 3);
  consumed = <u32>(start - WINDOW_PTR);
  delimitersBefore = before;
  cursor = at;
  if (appending) setOutputEnd(out);
}

function countRows(): void {
  quickRows(false);
}

function appendRows(): void {
  quickRows(true);
}

/** Passes over whole rows whose operation has not even the length of a control operation. */
function skipRows(): void {
  const delimitersWanted = columnCount - 1;
  const column = <u32>operationColumn;
  const lengths = operationLengths;
  const last = rowEnds;
  let start = WINDOW_PTR + consumed;
  let before = delimitersBefore;
  let at = cursor;
  while (at < last) {
    const rowEnd = load<u64>(at);
    const delimiters = <u32>(rowEnd >> 32);
    if (delimiters - before != delimitersWanted) break;
    let w = delimiterBits(start);
    w = withoutLowest(w, column - 1);
    if (w == 0) break;
    const from = start + <usize>ctz(w) + 1;
    w = delimiterBits(from);
    if (w == 0) break;
    const length = <u32>ctz(w) - (u32(load<u8>(from) == QUOTE) << 1);
    if ((lengths >> length) & 1) break;
    before = delimiters;
    start = <usize>(<u32>rowEnd) + 1;
    at += 8;
  }
  const taken = <u32>((at - cursor) >> 3);
  rowCount += taken;
  otherCount += taken;
  consumed = <u32>(start - WINDOW_PTR);
  delimitersBefore = before;
  cursor = at;
}

/** The code's cell of the row that findCode looked at, without quotes and prefix, and the tag of its text. */
let codeFrom: usize = 0;
let codeTo: usize = 0;
let codeTag: u32 = 0;

/** Finds the code's cell of whole row [start, end). False when the row carries no code by its nature. */
function findCode(start: usize, end: usize): bool {
  let tag = TAG_CODE;
  if (operationColumn >= 0) {
    const column = <u32>operationColumn;
    const from = column == 0 ? start : delimiterAt(start, column - 1) + 1;
    const to = column + 1 == columnCount ? end : delimiterAt(from, 0);
    const quote = usize(isQuoted(from, to));
    const operation = operationOf(from + quote, to - quote);
    if (operation == 0) return false;
    tag |= operation;
  }
  let from = codeColumn == 0 ? start : delimiterAt(start, codeColumn - 1) + 1;
  let to = codeColumn + 1 == columnCount ? end : delimiterAt(from, 0);
  if (isQuoted(from, to)) {
    from++;
    to--;
    tag |= TAG_QUOTED;
  }
  const prefixLength = load<u32>(PREFIX_PTR);
  if (prefixLength != 0) {
    if (to - from >= prefixLength && memory.compare(from, PREFIX_PTR + 16, prefixLength) == 0) {
      from += prefixLength;
      to = beforeComma(from, to);
    } else if (operationColumn >= 0) {
      tag |= TAG_NO_PREFIX;
    } else {
      return false;
    }
  } else if (to == from) {
    return false;
  }
  codeFrom = from;
  codeTo = to;
  codeTag = tag;
  return true;
}

/** Takes the next row, whatever it is. Anything but DONE leaves it where it is. */
function takeRow(): u32 {
  const start = WINDOW_PTR + consumed;
  const rowEnd = load<u64>(cursor);
  const lineEnd = <usize>(<u32>rowEnd);
  const columns = <u32>(rowEnd >> 32) - delimitersBefore + 1;
  const end = lineEnd > start && load<u8>(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
  let status = STATUS_OK;
  let isOther = end == start;
  if (!isOther) {
    if (brokenQuote) status = STATUS_QUOTE;
    else if (columns != columnCount) status = STATUS_COLUMNS | (columns << 8);
    else isOther = !findCode(start, end);
  }
  let text = INTERN_TOO_LONG;
  let isShown = status != STATUS_OK;
  let isCounted = false;
  if (!isOther && !isShown) {
    const length = <u32>(codeTo - codeFrom);
    text = intern(codeFrom, length, codeTag);
    if (text == INTERN_FULL) return TABLES_FULL;
    isShown = true;
    if (text != INTERN_TOO_LONG) {
      if (entryClass(text) == CLASS_NEW && !classify(text, codeFrom, length)) return NEW_TEXT;
      isOther = entryClass(text) == CLASS_OTHER;
      isCounted = entryClass(text) == CLASS_COUNT && (mode == MODE_COUNT || mode == MODE_APPEND);
      isShown = !isOther && !isCounted;
    }
  }
  if (isCounted && groupCount != 0 && mode == MODE_COUNT) {
    const group = findGroup(start, end, entryId(text));
    if (group == INTERN_FULL) return TABLES_FULL;
    if (group == INTERN_TOO_LONG) {
      isCounted = false;
      isShown = true;
    } else {
      countPair(group);
      isCounted = false;
    }
  }
  if (isShown && recordsFull()) return RECORDS_FULL;
  const entry = text == INTERN_TOO_LONG || isOther ? NO_ENTRY : entryId(text);
  if (mode == MODE_APPEND && !append(start, end, lineEnd, entry)) return OUTPUT_FULL;
  if (isCounted) {
    countEntry(text);
    offer(text, codeFrom, codeTo);
  }
  if (isShown) emitRow(start, end, lineEnd, entry, status);
  otherCount += u32(isOther);
  rowCount++;
  consumed = <u32>(lineEnd + 1 - WINDOW_PTR);
  delimitersBefore = <u32>(rowEnd >> 32);
  cursor += 8;
  return DONE;
}

/** The group of the row: a pair's address, INTERN_FULL or INTERN_TOO_LONG. */
function findGroup(start: usize, end: usize, entry: u32): usize {
  let left = entry;
  let slot: usize = 0;
  for (let i: u32 = 0; i < groupCount; i++) {
    const column = load<u32>(GROUPS_PTR + (<usize>i << 2));
    const from = column == 0 ? start : delimiterAt(start, column - 1) + 1;
    const to = column + 1 == columnCount ? end : delimiterAt(from, 0);
    const quote = <u32>isQuoted(from, to);
    const text = intern(from + quote, <u32>(to - from) - 2 * quote, TAG_GROUP | (quote ? TAG_QUOTED : 0));
    if (text <= INTERN_TOO_LONG) return text;
    slot = pair(left, entryId(text));
    if (slot == PAIR_FULL) return INTERN_FULL;
    left = chained(slot);
  }
  return slot;
}

function emitRow(start: usize, end: usize, lineEnd: usize, entry: u32, status: u32): void {
  emit(rowCount, start, lineEnd, entry, status);
  if (status != STATUS_OK) {
    emitNoSpans();
    return;
  }
  let column: u32 = 0;
  let from = start;
  for (let i: u32 = 0; i < wantedCount; i++) {
    const wanted = load<u32>(WANTED_PTR + (<usize>i << 2));
    if (wanted > column) {
      from = delimiterAt(from, wanted - column - 1) + 1;
      column = wanted;
    }
    const to = wanted + 1 == columnCount ? end : delimiterAt(from, 0);
    const quoted = isQuoted(from, to);
    emitSpan(i, from + usize(quoted), to - usize(quoted), quoted);
  }
}
