/** Where rows begin in a piece of a text trace that is read from its middle. */
import { endOfRow, splitRow } from "./csv-row.js";
import type { TextLayout } from "./text-layout.js";

const LF = 0x0a;
const QUOTE = 0x22;
/** So many rows in a row with the header's column count are proof enough. */
const GOOD_ROWS = 8;

/** Number of whole rows from `start` on, up to GOOD_ROWS, that have the header's column count. */
function goodRows(bytes: Uint8Array, start: number, layout: TextLayout): number {
  let at = start;
  for (let rows = 0; rows < GOOD_ROWS; rows++) {
    const row = splitRow(bytes, at, bytes.length, layout.delimiter, false);
    if (row === null || !row.regular || row.cells.length !== layout.columnCount) return rows;
    at = row.next;
  }
  return GOOD_ROWS;
}

/** Position behind the first closing quote, as if byte 0 stood inside quotes; -1 when there is none. */
function behindQuote(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) return at + 1;
    at++;
  }
  return -1;
}

/** First byte behind the row at byte `from`, -1 when it has no end in `bytes`. */
function behindRow(bytes: Uint8Array, from: number, layout: TextLayout): number {
  return endOfRow(bytes, from, bytes.length, layout.delimiter) || -1;
}

/** Where the next row begins when byte 0 does not stand in quotes; -1 when none is seen. */
function startOutside(bytes: Uint8Array, layout: TextLayout): number {
  return bytes[0] === LF ? 1 : behindRow(bytes, 0, layout);
}

/**
 * A start of a row in `bytes`, whose first byte is the last one before the range, that is hardly wrong; -1 when none is seen.
 * A few kilobytes are enough for most traces.
 */
export function plainRowStart(bytes: Uint8Array, layout: TextLayout): number {
  if (layout.format === "list") return bytes.indexOf(LF) + 1 || -1;
  const start = startOutside(bytes, layout);
  return start > 0 && goodRows(bytes, start, layout) === GOOD_ROWS ? start : -1;
}

/**
 * A likely start of a row where plainRowStart sees none; -1 when none is seen.
 * A guess: whether byte 0 stands in quotes cannot be known, so both are tried and the one with more good rows
 * behind it wins. Who uses it must check it against the end of the rows before.
 */
export function guessRowStart(bytes: Uint8Array, layout: TextLayout): number {
  const plain = plainRowStart(bytes, layout);
  if (plain >= 0 || layout.format === "list") return plain;
  const outside = startOutside(bytes, layout);
  const closed = behindQuote(bytes);
  const inside = closed < 0 ? -1 : behindRow(bytes, closed, layout);
  if (inside < 0 || outside < 0) return Math.max(inside, outside);
  return goodRows(bytes, inside, layout) > goodRows(bytes, outside, layout) ? inside : outside;
}
