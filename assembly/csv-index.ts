/**
 * CSV, first step: where rows end and where delimiters stand, 64 bytes at a time.
 *
 * Compare with delimiter, line feed and quote. Inside-quotes is the prefix-XOR of the quote bits. A quote that
 * opens anywhere but at the start of a field, or closes before anything but a delimiter, a line end or a second
 * quote, makes its row irregular: indexing stops in front of it and `indexCarefully` takes the row byte by byte.
 */
import { bitsOf, hasByte } from "./block";
import { delimiter } from "./config";
import { BITMAP_PTR, HIDDEN_PTR, ROW_ENDS_PTR, WINDOW_PTR } from "./memory";

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

export function beginIndex(): void {
  quotedLineFeeds = 0;
}

let delimiterVector: v128 = i64x2.splat(0);
let lineFeedVector: v128 = i64x2.splat(0);
let quoteVector: v128 = i64x2.splat(0);

function lineFeeds(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let p = from; p < to; p++) count += u32(load<u8>(p) == LF);
  return count;
}

// @ts-ignore: decorator
@inline
function storeRowEnd(to: usize, block: usize, lineEnds: u64, blockDelimiters: u64, before: u32): void {
  // The bits up to the first line end: it is no delimiter itself.
  const inRow = lineEnds ^ (lineEnds - 1);
  store<u32>(to, <u32>block + <u32>ctz(lineEnds));
  store<u32>(to, before + <u32>popcnt(blockDelimiters & inRow), 4);
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

/** Fills BITMAP and ROW_ENDS for window bytes [from, to), or up to the first irregular quote. `from` begins a row. */
export function index(from: u32, limit: u32): void {
  delimiterVector = i8x16.splat(<u8>delimiter);
  lineFeedVector = i8x16.splat(<u8>LF);
  quoteVector = i8x16.splat(<u8>QUOTE);
  const begin = WINDOW_PTR + from;
  const end = WINDOW_PTR + limit;
  let p = begin & ~63;
  /** Something of a quote is in front of this block, or in it. */
  let isQuoting = false;
  let boundary: u64 = (<u64>1) << (begin & 63);
  let inside: u64 = 0;
  let afterClosing: u64 = 0;
  let afterReturn: u64 = 0;
  let delimiters: u32 = 0;
  let out = ROW_ENDS_PTR;
  let stop = end;
  irregular = false;
  brokenQuote = false;
  hideAround(begin, end);
  for (; p < end; p += 64) {
    const v0 = v128.load(p);
    const v1 = v128.load(p, 16);
    const v2 = v128.load(p, 32);
    const v3 = v128.load(p, 48);
    let d = bitsOf(v0, v1, v2, v3, delimiterVector);
    let n = bitsOf(v0, v1, v2, v3, lineFeedVector);
    if (isQuoting || hasByte(v0, v1, v2, v3, quoteVector)) {
      const q = bitsOf(v0, v1, v2, v3, quoteVector);
      let x = q ^ (q << 1);
      x ^= x << 2;
      x ^= x << 4;
      x ^= x << 8;
      x ^= x << 16;
      x ^= x << 32;
      x ^= inside;
      const closing = q & ~x;
      const ends = (d | n) & ~x;
      const returns = bitsOf(v0, v1, v2, v3, i8x16.splat(<u8>CR));
      const follows = (closing << 1) | afterClosing;
      const returned = follows & returns;
      const bad =
        (follows & ~(ends | returns | q)) |
          (((returned << 1) | afterReturn) & ~(ends & n)) |
          (q & x & ~((ends << 1) | boundary | follows));
      if (bad) {
        const good = (bad & (0 - bad)) - 1;
        irregular = true;
        stop = p + <usize>ctz(bad);
        quotedLineFeeds += <u32>popcnt(n & x & good);
        n = n & ends & good;
        d = d & ends & good;
      } else {
        quotedLineFeeds += <u32>popcnt(n & x);
        inside = <u64>(<i64>x >> 63);
        afterClosing = closing >> 63;
        afterReturn = returned >> 63;
        n &= ends;
        d &= ends;
        boundary = ends >> 63;
        isQuoting = (q | x | (returned >> 63)) != 0;
      }
    } else {
      boundary = (d | n) >> 63;
    }
    store<u64>(BITMAP_PTR + ((p - WINDOW_PTR) >> 3), d);
    // The first one, wanted or not: whether a row ends in a block cannot be foreseen.
    let to = out;
    out += <usize>(popcnt(n) << 3);
    storeRowEnd(to, p, n, d, delimiters);
    n &= n - 1;
    while (n) {
      to += 8;
      storeRowEnd(to, p, n, d, delimiters);
      n &= n - 1;
    }
    delimiters += <u32>popcnt(d);
    if (irregular) break;
  }
  showAround(begin, end);
  rowEnds = out;
  const tail = out == ROW_ENDS_PTR ? begin : <usize>load<u32>(out - 8) + 1;
  if (quotedLineFeeds) quotedLineFeeds -= lineFeeds(tail, stop);
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

