/**
 * CSV: finds rows and cells in the window, picks the control records and hands them to record.ts.
 *
 * 1. index: 64 bytes a step, compare with delimiter, line feed and quote. Inside-quotes is the prefix-XOR of
 *    the quote bits. A quote that opens anywhere but at the start of a field, or closes before anything but a
 *    delimiter, a line end or a second quote, makes the row irregular: indexing stops in front of it.
 * 2. irregular rows go byte by byte (`carefulRow`), then indexing goes on behind them.
 * 3. rows: the bitmap of delimiters gives column k of a row; the column count is checked for every row.
 */
import {
  codeColumn,
  columnCount,
  delimiter,
  GROUPS_PTR,
  groupCount,
  MODE_APPEND,
  MODE_COUNT,
  mode,
  OPERATION_BYTES,
  OPERATIONS_PTR,
  operationColumn,
  operationCount,
  PREFIX_PTR,
  WANTED_PTR,
  wantedCount,
} from "./config";
import { chained, countPair, PAIR_FULL, pair } from "./count";
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
  TAG_GROUP,
  TAG_NO_PREFIX,
  TAG_QUOTED,
} from "./intern";
import { BITMAP_PTR, keepMask, ROW_ENDS_PTR, WINDOW_PTR } from "./memory";
import {
  append,
  classify,
  DONE,
  emit,
  emitNoSpans,
  emitSpan,
  NEW_TEXT,
  NO_ENTRY,
  OUTPUT_FULL,
  RECORDS_FULL,
  recordsFull,
  STATUS_COLUMNS,
  STATUS_OK,
  STATUS_QUOTE,
  TABLES_FULL,
} from "./record";

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;

/** Window bytes before this one are done with: the start of the first row that is not whole. */
export let consumed: u32 = 0;
/** Rows since the scan of this window began, blank ones included. */
export let rowCount: u32 = 0;
/** Rows among them that carry no code by their nature. */
export let otherCount: u32 = 0;
/** Line feeds inside quotes in those rows. */
export let quotedLineFeeds: u32 = 0;

let limit: u32 = 0;
let cursor: usize = 0;
let rowEnds: usize = 0;
let delimitersBefore: u32 = 0;
let irregular: bool = false;
/** ROW_ENDS holds the one row that carefulRow took. */
let careful: bool = false;
let rowStatus: u32 = STATUS_OK;

/** Scans window bytes [from, to); `from` is the start of a row. Answers why it came back. */
export function scanCsv(from: u32, to: u32): u32 {
  consumed = from;
  limit = to;
  rowCount = 0;
  otherCount = 0;
  quotedLineFeeds = 0;
  index();
  return resumeCsv();
}

/** Goes on after RECORDS_FULL, NEW_TEXT, OUTPUT_FULL or TABLES_FULL was dealt with. */
export function resumeCsv(): u32 {
  while (true) {
    const why = rows();
    if (why != DONE || !irregular) return why;
    if (careful) {
      index();
    } else if (!carefulRow()) {
      return DONE;
    }
  }
}

// @ts-ignore: decorator
@inline
function bits(at: usize, byte: v128): u64 {
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(at), byte)) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)) << 16) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)) << 32) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)) << 48)
  );
}

let delimiterVector: v128 = i64x2.splat(0);
let lineFeedVector: v128 = i64x2.splat(0);
let quoteVector: v128 = i64x2.splat(0);

function lineFeeds(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let p = from; p < to; p++) count += u32(load<u8>(p) == LF);
  return count;
}

/** Fills BITMAP and ROW_ENDS from `consumed` on, up to `limit` or the first irregular quote. */
function index(): void {
  delimiterVector = i8x16.splat(<u8>delimiter);
  lineFeedVector = i8x16.splat(<u8>LF);
  quoteVector = i8x16.splat(<u8>QUOTE);
  const begin = WINDOW_PTR + consumed;
  const end = WINDOW_PTR + limit;
  let p = begin & ~63;
  let keep: u64 = ~(<u64>0) << (begin & 63);
  let boundary: u64 = (<u64>1) << (begin & 63);
  let inside: u64 = 0;
  let afterClosing: u64 = 0;
  let afterReturn: u64 = 0;
  let delimiters: u32 = 0;
  let out = ROW_ENDS_PTR;
  let stop = end;
  irregular = false;
  careful = false;
  for (; p < end; p += 64) {
    if (end - p < 64) keep &= (<u64>1 << (end - p)) - 1;
    let d = bits(p, delimiterVector) & keep;
    let n = bits(p, lineFeedVector) & keep;
    const q = bits(p, quoteVector) & keep;
    if (q | inside | afterClosing | afterReturn) {
      let x = q ^ (q << 1);
      x ^= x << 2;
      x ^= x << 4;
      x ^= x << 8;
      x ^= x << 16;
      x ^= x << 32;
      x ^= inside;
      const closing = q & ~x;
      const outsideLineFeeds = n & ~x;
      const outsideDelimiters = d & ~x;
      const returns = bits(p, i8x16.splat(<u8>CR));
      const follows = (closing << 1) | afterClosing;
      const returned = follows & returns;
      const bad =
        keep &
        ((follows & ~(outsideDelimiters | outsideLineFeeds | returns | q)) |
          (((returned << 1) | afterReturn) & ~outsideLineFeeds) |
          (q & x & ~(((outsideDelimiters | outsideLineFeeds | closing) << 1) | boundary)));
      if (bad) {
        const good = (bad & (0 - bad)) - 1;
        irregular = true;
        stop = p + <usize>ctz(bad);
        quotedLineFeeds += <u32>popcnt(n & x & good);
        n = outsideLineFeeds & good;
        d = outsideDelimiters & good;
      } else {
        quotedLineFeeds += <u32>popcnt(n & x);
        inside = <u64>(<i64>x >> 63);
        afterClosing = closing >> 63;
        afterReturn = returned >> 63;
        n = outsideLineFeeds;
        d = outsideDelimiters;
        boundary = (d | n | closing) >> 63;
      }
    } else {
      boundary = (d | n) >> 63;
    }
    store<u64>(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), d);
    while (n) {
      const bit = ctz(n);
      store<u64>(
        out,
        <u64>(p + <usize>bit) | (<u64>(delimiters + <u32>popcnt(d & ((<u64>1 << bit) - 1))) << 32),
      );
      out += 8;
      n &= n - 1;
    }
    delimiters += <u32>popcnt(d);
    keep = ~(<u64>0);
    if (irregular) break;
  }
  cursor = ROW_ENDS_PTR;
  rowEnds = out;
  delimitersBefore = 0;
  rowStatus = STATUS_OK;
  const tail = out == ROW_ENDS_PTR ? begin : <usize>load<u32>(out - 8) + 1;
  if (quotedLineFeeds) quotedLineFeeds -= lineFeeds(tail, stop);
}

/**
 * Takes the row at `consumed` byte by byte and indexes what follows it. False when the row has no end in the
 * window yet.
 */
function carefulRow(): bool {
  const start = WINDOW_PTR + consumed;
  const end = WINDOW_PTR + limit;
  let p = start;
  let delimiters: u32 = 0;
  let quoted: u32 = 0;
  let status = STATUS_OK;
  const from = start & ~63;
  store<u64>(BITMAP_PTR + ((from - WINDOW_PTR) >> 3), 0);
  let cleared = from + 64;
  let fieldStart = true;
  let inQuotes = false;
  for (; p < end; p++) {
    if (p >= cleared) {
      store<u64>(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), 0);
      cleared += 64;
    }
    const byte = <u32>load<u8>(p);
    if (inQuotes) {
      if (byte == LF) quoted++;
      if (byte != QUOTE) continue;
      if (p + 1 < end && load<u8>(p, 1) == QUOTE) {
        p++;
        if (p >= cleared) {
          store<u64>(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), 0);
          cleared += 64;
        }
        continue;
      }
      inQuotes = false;
      if (p + 1 == end) return false;
      const after = <u32>load<u8>(p, 1);
      if (after == delimiter || after == LF) continue;
      if (after == CR) {
        if (p + 2 == end) return false;
        if (load<u8>(p, 2) == LF) continue;
      }
      status = STATUS_QUOTE;
    } else if (byte == LF) {
      break;
    } else if (status != STATUS_OK) {
      continue;
    } else if (byte == QUOTE && fieldStart) {
      inQuotes = true;
      fieldStart = false;
    } else if (byte == delimiter) {
      const bitAt = BITMAP_PTR + ((p - WINDOW_PTR) >> 3);
      store<u8>(bitAt, load<u8>(bitAt) | (1 << (<u8>p & 7)));
      delimiters++;
      fieldStart = true;
    } else {
      fieldStart = false;
    }
  }
  if (p >= end) return false;
  quotedLineFeeds += quoted;
  store<u64>(ROW_ENDS_PTR, <u64>p | (<u64>delimiters << 32));
  cursor = ROW_ENDS_PTR;
  rowEnds = ROW_ENDS_PTR + 8;
  delimitersBefore = 0;
  rowStatus = status;
  careful = true;
  return true;
}

/** Address of delimiter `n` (from 0) of the row at or after `start`. The row must have so many. */
// @ts-ignore: decorator
@inline
function delimiterAt(start: usize, n: u32): usize {
  let bit = start - WINDOW_PTR;
  const word = BITMAP_PTR + ((bit >> 6) << 3);
  const shift = <u64>(bit & 63);
  let w = (load<u64>(word) >> shift) | ((load<u64>(word, 8) << 1) << (63 - shift));
  for (let i: u32 = 0; i < n; i++) w &= w - 1;
  if (w) return start + <usize>ctz(w);
  return delimiterFarther(start, n);
}

function delimiterFarther(start: usize, n: u32): usize {
  let left = n;
  let bit = start - WINDOW_PTR;
  let word = BITMAP_PTR + ((bit >> 6) << 3);
  let w = (load<u64>(word) >> (bit & 63)) << (bit & 63);
  while (true) {
    const found = <u32>popcnt(w);
    if (left < found) {
      for (; left; left--) w &= w - 1;
      return WINDOW_PTR + ((word - BITMAP_PTR) << 3) + <usize>ctz(w);
    }
    left -= found;
    word += 8;
    w = load<u64>(word);
  }
}

/** The operation that cell [from, to) names, from 1, or 0. */
// @ts-ignore: decorator
@inline
function operationOf(from: usize, to: usize): u32 {
  const length = <u32>(to - from);
  for (let i: u32 = 0; i < operationCount; i++) {
    const operation = OPERATIONS_PTR + i * OPERATION_BYTES;
    if (length != load<u32>(operation)) continue;
    if (memory.compare(from, operation + 16, length) == 0) return i + 1;
  }
  return 0;
}

/** End of the text in front of the first comma of [from, to). */
function beforeComma(from: usize, to: usize): usize {
  const comma = i8x16.splat(<u8>COMMA);
  for (let p = from; p < to; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), comma));
    if (found) {
      const at = p + <usize>ctz(found);
      return at < to ? at : to;
    }
  }
  return to;
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

/** A cell of a row without fault that begins with a quote ends with one. */
// @ts-ignore: decorator
@inline
function isQuoted(from: usize, to: usize): bool {
  return to > from && load<u8>(from) == QUOTE;
}

/** Counts the row under its group. False when a table is full or a text too long. */
function countGroup(start: usize, end: usize, entry: u32): usize {
  let left = entry;
  let slot: usize = 0;
  for (let i: u32 = 0; i < groupCount; i++) {
    const column = load<u32>(GROUPS_PTR + (<usize>i << 2));
    let from = column == 0 ? start : delimiterAt(start, column - 1) + 1;
    let to = column + 1 == columnCount ? end : delimiterAt(from, 0);
    let tag = TAG_GROUP;
    if (isQuoted(from, to)) {
      from++;
      to--;
      tag |= TAG_QUOTED;
    }
    const text = intern(from, <u32>(to - from), tag);
    if (text <= INTERN_TOO_LONG) return text;
    slot = pair(left, slotEntry(text));
    if (slot == PAIR_FULL) return INTERN_FULL;
    left = chained(slot);
  }
  countPair(slot);
  return slot;
}

/** Works through ROW_ENDS. */
function rows(): u32 {
  const columns = columnCount;
  const appending = mode == MODE_APPEND;
  const counting = mode == MODE_COUNT;
  const hasOperation = operationColumn >= 0;
  const prefixLength = load<u32>(PREFIX_PTR);
  const last = rowEnds;
  let start = WINDOW_PTR + consumed;
  let before = delimitersBefore;
  let at = cursor;
  let why = DONE;
  while (at < last) {
    const rowEnd = load<u64>(at);
    const lineEnd = <usize>(<u32>rowEnd);
    const delimiters = <u32>(rowEnd >> 32);
    const end = lineEnd > start && load<u8>(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
    let from: usize = 0;
    let to: usize = 0;
    let slot: usize = 0;
    let tag: u32 = TAG_CODE;
    let isOther = false;
    let status = rowStatus;
    if (end == start) {
      isOther = true;
      status = STATUS_OK;
    } else if (status == STATUS_OK && delimiters - before != columns - 1) {
      status = STATUS_COLUMNS | ((delimiters - before + 1) << 8);
    } else if (status == STATUS_OK) {
      if (hasOperation) {
        const column = <u32>operationColumn;
        let a = column == 0 ? start : delimiterAt(start, column - 1) + 1;
        let b = column + 1 == columns ? end : delimiterAt(a, 0);
        if (isQuoted(a, b)) {
          a++;
          b--;
        }
        const operation = operationOf(a, b);
        if (operation == 0) isOther = true;
        tag |= operation;
      }
      if (!isOther) {
        from = codeColumn == 0 ? start : delimiterAt(start, codeColumn - 1) + 1;
        to = codeColumn + 1 == columns ? end : delimiterAt(from, 0);
        if (isQuoted(from, to)) {
          from++;
          to--;
          tag |= TAG_QUOTED;
        }
        if (prefixLength) {
          if (to - from >= prefixLength && memory.compare(from, PREFIX_PTR + 16, prefixLength) == 0) {
            from += prefixLength;
            to = beforeComma(from, to);
          } else if (hasOperation) {
            tag |= TAG_NO_PREFIX;
          } else {
            isOther = true;
          }
        } else if (to == from) {
          isOther = true;
        }
      }
    }

    let entry = NO_ENTRY;
    let show = status != STATUS_OK;
    if (!isOther && !show) {
      slot = intern(from, <u32>(to - from), tag);
      if (slot > INTERN_TOO_LONG) {
        let cls = slotClass(slot);
        if (cls == CLASS_NEW) {
          if (!classify(slot, from, <u32>(to - from))) {
            why = NEW_TEXT;
            break;
          }
          cls = CLASS_COUNT;
        }
        entry = slotEntry(slot);
        if (cls == CLASS_OTHER) {
          isOther = true;
          entry = NO_ENTRY;
        } else if (counting && cls == CLASS_COUNT) {
          if (groupCount == 0) {
            countSlot(slot);
          } else {
            const group = countGroup(start, end, entry);
            if (group == INTERN_FULL) {
              why = TABLES_FULL;
              break;
            }
            show = group == INTERN_TOO_LONG;
          }
        } else {
          show = !appending || cls != CLASS_COUNT;
        }
      } else if (slot == INTERN_FULL) {
        why = TABLES_FULL;
        break;
      } else {
        show = true;
      }
    }
    if (show && recordsFull()) {
      why = RECORDS_FULL;
      break;
    }
    if (appending) {
      if (!append(start, end, lineEnd, entry)) {
        why = OUTPUT_FULL;
        break;
      }
      if (entry != NO_ENTRY && !show) countSlot(slot);
    }
    if (show) emitRow(start, end, lineEnd, entry, status);
    otherCount += u32(isOther);
    rowCount++;
    before = delimiters;
    start = lineEnd + 1;
    at += 8;
  }
  consumed = <u32>(start - WINDOW_PTR);
  delimitersBefore = before;
  cursor = at;
  return why;
}
