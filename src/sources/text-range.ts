/** Where rows begin in a piece of a text trace that is read from its middle. */
import { endOfRow, splitRow } from "./csv-row.js";
import type { TextLayout } from "./text-layout.js";

const LF = 0x0a;
const QUOTE = 0x22;
/** So much is looked at, and so much where that does not show enough. */
const LOOK_BYTES = 8 * 1024;
const GUESS_BYTES = 256 * 1024;
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

/** Where the next row begins when byte 0 does not stand in quotes, -1 when none is seen, and the good rows from there on. */
function startOutside(bytes: Uint8Array, layout: TextLayout): { at: number; rows: number } {
  if (layout.format === "list") {
    const at = bytes.indexOf(LF) + 1;
    return at > 0 ? { at, rows: GOOD_ROWS } : { at: -1, rows: 0 };
  }
  const at = bytes[0] === LF ? 1 : behindRow(bytes, 0, layout);
  return { at, rows: at < 0 ? 0 : goodRows(bytes, at, layout) };
}

/**
 * A likely start of a row, in the bytes that `look` gives of a length, or fewer at the end of the input. The first of them is
 * the last one before the range; -1 when no start is seen. A look at a few kilobytes is enough for most traces.
 * A guess: whether byte 0 stands in quotes cannot be known, so both are tried and the one with more good rows
 * behind it wins. Who uses it must check it against the end of the rows before.
 */
export function guessRowStart(look: (length: number) => Uint8Array, layout: TextLayout): number {
  const first = startOutside(look(LOOK_BYTES), layout);
  if (first.rows === GOOD_ROWS) return first.at;
  const bytes = look(GUESS_BYTES);
  const outside = startOutside(bytes, layout);
  if (outside.rows === GOOD_ROWS || layout.format === "list") return outside.at;
  const closed = behindQuote(bytes);
  const inside = closed < 0 ? -1 : behindRow(bytes, closed, layout);
  if (inside < 0 || outside.at < 0) return Math.max(inside, outside.at);
  return goodRows(bytes, inside, layout) > outside.rows ? inside : outside.at;
}
