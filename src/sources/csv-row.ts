/**
 * One row of ordinary CSV, taken apart slowly: for headers, samples of a column and places where a row may
 * begin. Rows in bulk are the kernel's work; both follow the same rules (a quote counts only at the start of a
 * field; after the closing quote only a delimiter, a line feed, or CR LF).
 */

export interface CsvCell {
  readonly from: number;
  /** Exclusive; quotes around the cell are left out. */
  readonly to: number;
  readonly quoted: boolean;
}

export interface CsvRow {
  readonly cells: readonly CsvCell[];
  /** First byte behind the row's line end. */
  readonly next: number;
  /** False when text follows a closing quote. */
  readonly regular: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * The row at byte `from` of `bytes`, which end at `to` (exclusive), or null when it has no end there. With
 * `last` the end of the bytes ends the row, unless a quote is open.
 */
export function splitRow(
  bytes: Uint8Array,
  from: number,
  to: number,
  delimiter: number,
  last: boolean,
): CsvRow | null {
  const cells: CsvCell[] = [];
  const end = walkRow(bytes, from, to, delimiter, last, cells);
  return end === null ? null : { cells, ...end };
}

/** First byte behind the row at byte `from`, as splitRow has it, or 0 when it has no end. */
export function endOfRow(bytes: Uint8Array, from: number, to: number, delimiter: number): number {
  return walkRow(bytes, from, to, delimiter, false, null)?.next ?? 0;
}

/** Goes to the end of a row and notes its cells, where they are wanted. */
function walkRow(
  bytes: Uint8Array,
  from: number,
  to: number,
  delimiter: number,
  last: boolean,
  cells: CsvCell[] | null,
): { next: number; regular: boolean } | null {
  let regular = true;
  let at = from;
  for (;;) {
    const start = at;
    const quoted = at < to && bytes[at] === QUOTE;
    let end: number;
    if (quoted) {
      at++;
      for (;;) {
        while (at < to && bytes[at] !== QUOTE) at++;
        if (at >= to) return null;
        if (at + 1 < to && bytes[at + 1] === QUOTE) at += 2;
        else break;
      }
      end = at++;
      const crlf = at < to && bytes[at] === CR && (at + 1 < to ? bytes[at + 1] === LF : last);
      if (at < to && bytes[at] !== delimiter && bytes[at] !== LF && !crlf) {
        regular = false;
        while (at < to && bytes[at] !== LF) at++;
      }
      if (crlf) at++;
    } else {
      while (at < to && bytes[at] !== delimiter && bytes[at] !== LF) at++;
      end = at;
    }
    if (at >= to && !last) return null;
    const ended = at >= to || bytes[at] === LF;
    if (ended && !quoted && end > start && bytes[end - 1] === CR) end--;
    cells?.push({ from: quoted ? start + 1 : start, to: end, quoted });
    at++;
    if (ended) return { next: Math.min(at, to), regular };
  }
}
