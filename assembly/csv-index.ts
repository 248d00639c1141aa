/**
 * CSV, first step: where rows end and where delimiters stand, 64 bytes at a time.
 *
 * Compare with delimiter, line feed and quote. Inside-quotes is the prefix-XOR of the quote bits. A quote that
 * opens anywhere but at the start of a field, or closes before anything but a delimiter, a line end or a second
 * quote, makes its row irregular: indexing stops in front of it and `indexCarefully` takes the row byte by byte.
 *
 * Text with many quotes is indexed by `indexQuoted` as long as it is regular, and by `indexBlocks` where it is not. All of it is
 * one file as it is one state.
 */
import { bitsOf, both, hasByte, movedUp } from "./block";
import { delimiter } from "./config";
import { BITMAP_PTR, HIDDEN_PTR, ROW_ENDS_PTR, WINDOW_PTR } from "./memory";
import { storeRowEnds } from "./row-ends";

export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;
export const QUOTE: u32 = 0x22;

/** End of the index in ROW_ENDS. */
export let rowEnds: usize = 0;
/** Indexing stopped in front of an irregular row. */
export let irregular: bool = false;
/** Text follows a closing quote in the row that was taken carefully. */
export let brokenQuote: bool = false;
/** Line feeds inside quotes in the rows indexed since `beginIndex`. */
export let quotedLineFeeds: u32 = 0;

/** Nothing was seen of text that has no place behind a closing quote, which `indexQuoted` would find late and again and again. */
let isTrusted: bool = false;

export function beginIndex(): void {
  quotedLineFeeds = 0;
  isTrusted = true;
}

let delimiterVector: v128 = i64x2.splat(0);
let lineFeedVector: v128 = i64x2.splat(0);
let quoteVector: v128 = i64x2.splat(0);

function lineFeeds(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let p = from; p < to; p++) count += u32(load<u8>(p) == LF);
  return count;
}

/**
 * What is not to be indexed in the blocks of [begin, end) is overwritten, so that no block has to be masked: by zero
 * in front, behind by delimiters, which may follow a quote.
 */
function hideAround(begin: usize, end: usize): void {
  const block = begin & ~63;
  memory.copy(HIDDEN_PTR, block, 64);
  memory.copy(HIDDEN_PTR + 64, end, 64);
  memory.fill(block, 0, begin - block);
  memory.fill(end, <u8>delimiter, 64);
}

function showAround(begin: usize, end: usize): void {
  memory.copy(end, HIDDEN_PTR + 64, 64);
  const block = begin & ~63;
  memory.copy(block, HIDDEN_PTR, begin - block);
}

/** The next block that is to be indexed, and what is known of those before it. */
let next: usize = 0;
/** Something of a quote is in front of it. */
let isQuoting: bool = false;
/** Bits of `next`: a field may begin there. */
let boundary: u64 = 0;
/** All bits: quotes are open. */
let inside: u64 = 0;
/** Bit 0: a quote was closed just before, and behind one a CR. */
let afterClosing: u64 = 0;
let afterReturn: u64 = 0;
let delimiters: u32 = 0;
/** Where indexing stopped. */
let stop: usize = 0;

/** Bytes that are left to `indexBlocks` where `indexQuoted` does not get on: twice as many each time. */
const QUOTED_STEP: usize = 128;

/** Fills BITMAP and ROW_ENDS for window bytes [from, to), or up to the first irregular quote. `from` begins a row. */
export function index(from: u32, limit: u32): void {
  delimiterVector = i8x16.splat(<u8>delimiter);
  lineFeedVector = i8x16.splat(<u8>LF);
  quoteVector = i8x16.splat(<u8>QUOTE);
  const begin = WINDOW_PTR + from;
  const end = WINDOW_PTR + limit;
  next = begin & ~63;
  isQuoting = false;
  boundary = (<u64>1) << (begin & 63);
  inside = 0;
  afterClosing = 0;
  afterReturn = 0;
  delimiters = 0;
  rowEnds = ROW_ENDS_PTR;
  irregular = false;
  brokenQuote = false;
  hideAround(begin, end);
  stop = end;
  // Quotes in the first block stand for many.
  const isQuoted = hasByte(
    v128.load(next),
    v128.load(next, 16),
    v128.load(next, 32),
    v128.load(next, 48),
    quoteVector,
  );
  let step = QUOTED_STEP;
  while (next < end && !irregular) {
    let to = end;
    if (isQuoted && isTrusted) {
      const before = next;
      indexQuoted(end);
      step = next - before > step ? QUOTED_STEP : step * 2;
      to = min(next + step, end);
    }
    indexBlocks(to);
  }
  showAround(begin, end);
  const tail = rowEnds == ROW_ENDS_PTR ? begin : <usize>load<u32>(rowEnds - 8) + 1;
  if (quotedLineFeeds) quotedLineFeeds -= lineFeeds(tail, stop);
}

/** Indexes the next blocks up to `to`, or to the end of the one that holds it, whatever is in them. */
function indexBlocks(to: usize): void {
  let p = next;
  /** Something of a quote is in front of this block, or in it. */
  let quoting = isQuoting;
  let begins = boundary;
  let within = inside;
  let closed = afterClosing;
  let returnedBefore = afterReturn;
  let count = delimiters;
  let out = rowEnds;
  for (; p < to; p += 64) {
    const v0 = v128.load(p);
    const v1 = v128.load(p, 16);
    const v2 = v128.load(p, 32);
    const v3 = v128.load(p, 48);
    let d = bitsOf(v0, v1, v2, v3, delimiterVector);
    let n = bitsOf(v0, v1, v2, v3, lineFeedVector);
    if (quoting || hasByte(v0, v1, v2, v3, quoteVector)) {
      const q = bitsOf(v0, v1, v2, v3, quoteVector);
      let x = q ^ (q << 1);
      x ^= x << 2;
      x ^= x << 4;
      x ^= x << 8;
      x ^= x << 16;
      x ^= x << 32;
      x ^= within;
      const closing = q & ~x;
      const ends = (d | n) & ~x;
      const returns = bitsOf(v0, v1, v2, v3, i8x16.splat(<u8>CR));
      const follows = (closing << 1) | closed;
      const returned = follows & returns;
      const bad =
        (follows & ~(ends | returns | q)) |
          (((returned << 1) | returnedBefore) & ~(ends & n)) |
          (q & x & ~((ends << 1) | begins | follows));
      if (bad) {
        const good = (bad & (0 - bad)) - 1;
        irregular = true;
        stop = p + <usize>ctz(bad);
        quotedLineFeeds += <u32>popcnt(n & x & good);
        n = n & ends & good;
        d = d & ends & good;
      } else {
        quotedLineFeeds += <u32>popcnt(n & x);
        within = <u64>(<i64>x >> 63);
        closed = closing >> 63;
        returnedBefore = returned >> 63;
        n &= ends;
        d &= ends;
        begins = ends >> 63;
        quoting = (q | x | (returned >> 63)) != 0;
      }
    } else {
      begins = (d | n) >> 63;
    }
    store<u64>(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), d);
    out = storeRowEnds(out, p, n, d, count);
    count += <u32>popcnt(d);
    if (irregular) break;
  }
  next = p;
  isQuoting = quoting;
  boundary = begins;
  inside = within;
  afterClosing = closed;
  afterReturn = returnedBefore;
  delimiters = count;
  rowEnds = out;
}

/**
 * Indexes the next blocks before `end`, two at a time, a lane each, for as long as nothing is irregular: what `indexBlocks` does,
 * without its branches and with half of the operations. What follows a closing quote in front of a line feed is taken for a CR, but
 * for a block's last byte, which is left to `indexBlocks`; at the end it is looked at, and where it is something else nothing is
 * indexed.
 */
function indexQuoted(end: usize): void {
  if (afterReturn) return;
  let p = next;
  const first = rowEnds;
  let out = first;
  let count = delimiters;
  let within = i64x2.splat(inside);
  let closed = i64x2.splat(afterClosing);
  let ended = i64x2.splat(boundary);
  let anyReturns = i64x2.splat(0);
  let lineFeedCount: u32 = 0;
  for (; p + 128 <= end; p += 128) {
    const v0 = v128.load(p);
    const v1 = v128.load(p, 16);
    const v2 = v128.load(p, 32);
    const v3 = v128.load(p, 48);
    const w0 = v128.load(p, 64);
    const w1 = v128.load(p, 80);
    const w2 = v128.load(p, 96);
    const w3 = v128.load(p, 112);
    const q = both(bitsOf(v0, v1, v2, v3, quoteVector), bitsOf(w0, w1, w2, w3, quoteVector));
    const d = both(bitsOf(v0, v1, v2, v3, delimiterVector), bitsOf(w0, w1, w2, w3, delimiterVector));
    const n0 = bitsOf(v0, v1, v2, v3, lineFeedVector);
    const n1 = bitsOf(w0, w1, w2, w3, lineFeedVector);
    const n = both(n0, n1);
    let x = v128.xor(q, i64x2.shl(q, 1));
    x = v128.xor(x, i64x2.shl(x, 2));
    x = v128.xor(x, i64x2.shl(x, 4));
    x = v128.xor(x, i64x2.shl(x, 8));
    x = v128.xor(x, i64x2.shl(x, 16));
    x = v128.xor(x, i64x2.shl(x, 32));
    // The sign of lane 0 goes to all of lane 1.
    const sign = v128.shuffle<i32>(i32x4.shr_s(x, 31), i64x2.splat(0), 4, 4, 1, 1);
    x = v128.xor(x, v128.xor(within, sign));
    const closing = v128.andnot(q, x);
    const lineEnds = v128.andnot(n, x);
    const fieldEnds = v128.andnot(d, x);
    const ends = v128.or(lineEnds, fieldEnds);
    const lastClosing = i64x2.shr_u(closing, 63);
    const lastEnd = i64x2.shr_u(ends, 63);
    const follows = movedUp(closing, lastClosing, closed);
    const begins = movedUp(ends, lastEnd, ended);
    const returns = v128.and(follows, i64x2.shr_u(lineEnds, 1));
    const opening = v128.and(q, x);
    const badClosing = v128.andnot(follows, v128.or(v128.or(ends, opening), returns));
    const badOpening = v128.andnot(opening, v128.or(begins, follows));
    if (v128.any_true(v128.or(badClosing, badOpening))) break;
    anyReturns = v128.or(anyReturns, returns);
    within = v128.shuffle<i32>(i32x4.shr_s(x, 31), x, 3, 3, 3, 3);
    closed = lastClosing;
    ended = lastEnd;
    v128.store(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), fieldEnds);
    lineFeedCount += <u32>popcnt(n0) + <u32>popcnt(n1);
    let fields = i64x2.extract_lane(fieldEnds, 0);
    out = storeRowEnds(out, p, i64x2.extract_lane(lineEnds, 0), fields, count);
    count += <u32>popcnt(fields);
    fields = i64x2.extract_lane(fieldEnds, 1);
    out = storeRowEnds(out, p + 64, i64x2.extract_lane(lineEnds, 1), fields, count);
    count += <u32>popcnt(fields);
  }
  if (p == next) return;
  if (v128.any_true(anyReturns)) {
    for (let at = first; at < out; at += 8) {
      const lineEnd = <usize>load<u32>(at);
      const before = <u32>load<u8>(lineEnd - 1);
      if (before == CR || before == QUOTE || load<u8>(lineEnd - 2) != QUOTE) continue;
      isTrusted = false;
      return;
    }
  }
  next = p;
  isQuoting = true;
  boundary = i64x2.extract_lane(ended, 1);
  inside = i64x2.extract_lane(within, 1);
  afterClosing = i64x2.extract_lane(closed, 1);
  delimiters = count;
  rowEnds = out;
  quotedLineFeeds += lineFeedCount - <u32>((out - first) >> 3);
}

/** Indexes the one row at window byte `from`, byte by byte. False when it has no end before `limit`. */
export function indexCarefully(from: u32, limit: u32): bool {
  const start = WINDOW_PTR + from;
  const end = WINDOW_PTR + limit;
  let p = start;
  let delimiters: u32 = 0;
  let quoted: u32 = 0;
  let broken = false;
  let cleared = start & ~63;
  let fieldStart = true;
  let inQuotes = false;
  for (; p < end; p++) {
    while (cleared <= p + 1) {
      store<u64>(BITMAP_PTR + ((cleared - WINDOW_PTR) >> 3), 0);
      cleared += 64;
    }
    const byte = <u32>load<u8>(p);
    if (inQuotes) {
      if (byte == LF) quoted++;
      if (byte != QUOTE) continue;
      if (p + 1 < end && load<u8>(p, 1) == QUOTE) {
        p++;
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
      broken = true;
    } else if (byte == LF) {
      break;
    } else if (broken) {
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
  rowEnds = ROW_ENDS_PTR + 8;
  brokenQuote = broken;
  return true;
}

