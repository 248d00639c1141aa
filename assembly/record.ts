/**
 * What both scans do with a record once its code's cell is known: intern, count, emit, append.
 */
import { pauseAlways, radix, wantedCount } from "./config";
import { CLASS_COUNT, entryAt, entryId, setClass, setCode, suffixLengthOf, suffixOf } from "./entry";
import {
  CAPACITY_RECORDS,
  OUTPUT_BYTES,
  OUTPUT_PTR,
  RECORD_COLUMNS,
  RECORDS_PTR,
  WINDOW_PTR,
} from "./memory";
import { NOT_PLAIN, parseCode } from "./number";

/** Why a scan came back. */
export const DONE: u32 = 0;
export const RECORDS_FULL: u32 = 1;
export const NEW_TEXT: u32 = 2;
export const OUTPUT_FULL: u32 = 3;
export const TABLES_FULL: u32 = 4;

/** Status of an emitted record: fine, wrong column count (actual count in the upper 24 bits), text after a quote. */
export const STATUS_OK: u32 = 0;
export const STATUS_COLUMNS: u32 = 1;
export const STATUS_QUOTE: u32 = 2;

/** Entry of an emitted record whose code's cell is too long to be interned. */
export const NO_ENTRY: u32 = 0xffffffff;
/** Bit of a span's end: the cell stood in quotes. */
export const SPAN_QUOTED: u32 = 0x80000000;

export let recordCount: u32 = 0;
export let outputUsed: u32 = 0;
/** Entry that waits for its class when a scan came back with NEW_TEXT. */
export let pendingEntry: u32 = 0;

export function takeRecords(): void {
  recordCount = 0;
}

export function takeOutput(): void {
  outputUsed = 0;
}

// @ts-ignore: decorator
@inline
function column(index: u32): usize {
  return RECORDS_PTR + index * (CAPACITY_RECORDS << 2);
}

/** A new text: true when the kernel could read it as a plain number, else the wrapper must be asked. */
export function classify(entry: usize, from: usize, length: u32): bool {
  if (!pauseAlways) {
    const code = parseCode(from, from + length, radix);
    if (code != NOT_PLAIN) {
      setCode(entry, <u32>code);
      setClass(entryId(entry), CLASS_COUNT);
      return true;
    }
  }
  pendingEntry = entryId(entry);
  return false;
}

// @ts-ignore: decorator
@inline
export function recordsFull(): bool {
  return recordCount == CAPACITY_RECORDS;
}

/** Adds a record; its spans follow by {@link emitSpan}. */
export function emit(row: u32, start: usize, end: usize, entry: u32, status: u32): void {
  const at = recordCount << 2;
  store<u32>(column(0) + at, row);
  store<u32>(column(1) + at, <u32>(start - WINDOW_PTR));
  store<u32>(column(2) + at, <u32>(end - WINDOW_PTR));
  store<u32>(column(3) + at, entry);
  store<u32>(column(4) + at, status);
  recordCount++;
}

/** Span `index` of the record emitted last: window bytes [from, to) without the quotes around them. */
export function emitSpan(index: u32, from: usize, to: usize, quoted: bool): void {
  const at = (recordCount - 1) << 2;
  const base = RECORD_COLUMNS + (index << 1);
  store<u32>(column(base) + at, <u32>(from - WINDOW_PTR));
  store<u32>(column(base + 1) + at, <u32>(to - WINDOW_PTR) | (quoted ? SPAN_QUOTED : 0));
}

export function emitNoSpans(): void {
  const at = (recordCount - 1) << 2;
  for (let i: u32 = 0; i < wantedCount << 1; i++) store<u32>(column(RECORD_COLUMNS + i) + at, 0);
}

/** What is copied at once of a row, and of a suffix; most are no longer. 64 to 96, in steps of 16. */
const USUAL_ROW: u32 = 80;
const USUAL_SUFFIX: u32 = 96;
/** Room that a row always leaves free in OUTPUT: for its line end, and for what copyText writes behind what it copies. */
const OUTPUT_SLACK: usize = 96;

/**
 * Copies `length` bytes in vectors: `usual` ones, a constant, in any case, since a loop would ask for the stack and its end is not
 * foreseen where lengths differ.
 */
// @ts-ignore: decorator
@inline
function copyText(to: usize, from: usize, length: u32, usual: u32): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
  if (usual > 64) v128.store(to, v128.load(from, 64), 64);
  if (usual > 80) v128.store(to, v128.load(from, 80), 80);
  if (length > usual) {
    for (let i: u32 = usual; i < length; i += 32) {
      v128.store(to + i, v128.load(from + i));
      v128.store(to + i, v128.load(from + i, 16), 16);
    }
  }
}

/**
 * Copies row [start, end) (line end excluded), the suffix and the line end of the row to `to`, and answers where they end.
 */
// @ts-ignore: decorator
@inline
export function copyRow(
  to: usize,
  start: usize,
  end: usize,
  lineEnd: usize,
  suffix: usize,
  suffixLength: u32,
): usize {
  copyText(to, start, <u32>(end - start), USUAL_ROW);
  const suffixAt = to + (end - start);
  copyText(suffixAt, suffix, suffixLength, USUAL_SUFFIX);
  const lineEndAt = suffixAt + suffixLength;
  store<u16>(lineEndAt, load<u16>(end));
  return lineEndAt + (lineEnd + 1 - end);
}

/** OUTPUT has room for so many bytes and a line end at `to`. */
// @ts-ignore: decorator
@inline
export function hasRoom(to: usize, length: u32): bool {
  return to + length + OUTPUT_SLACK <= OUTPUT_PTR + OUTPUT_BYTES;
}

export function setOutputEnd(to: usize): void {
  outputUsed = <u32>(to - OUTPUT_PTR);
}

/**
 * Appends row [start, end) to OUTPUT with the suffix of `entry`. NO_ENTRY takes the suffix kept for rows without a code; a
 * blank row takes none. False when OUTPUT is full.
 */
export function append(start: usize, end: usize, lineEnd: usize, entry: u32): bool {
  let suffix: usize = emptySuffixPtr;
  let suffixLength = emptySuffixLength;
  if (end == start) {
    suffixLength = 0;
  } else if (entry != NO_ENTRY) {
    suffix = suffixOf(entryAt(entry));
    suffixLength = suffixLengthOf(entryAt(entry));
  }
  const to = OUTPUT_PTR + outputUsed;
  if (!hasRoom(to, <u32>(end - start) + suffixLength)) return false;
  setOutputEnd(copyRow(to, start, end, lineEnd, suffix, suffixLength));
  return true;
}

let emptySuffixPtr: usize = 0;
let emptySuffixLength: u32 = 0;

export function setEmptySuffix(at: usize, length: u32): void {
  emptySuffixPtr = at;
  emptySuffixLength = length;
}
