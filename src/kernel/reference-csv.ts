/**
 * One row of a CSV, found byte by byte. The rule: a quote counts only at the start of a field; inside quotes two
 * quotes stand for one; after the closing quote only the delimiter, LF or CR LF may follow, else the row is
 * malformed and ends at the next LF. A row ends at LF or CR LF outside quotes; a CR elsewhere is data.
 */

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** The row found last. Positions are window bytes. */
export class CsvRow {
  start = 0;
  /** End of the last cell, exclusive: `lineEnd` or the CR in front of it. */
  end = 0;
  /** Position of the LF that ends the row. */
  lineEnd = 0;
  /** False when text follows a closing quote; the row then has no cells. */
  isWellFormed = true;
  /** Line feeds inside quotes, up to the fault in a malformed row. */
  quotedLineFeeds = 0;
  #delimiterCount = 0;
  readonly #delimiters: Uint32Array;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#delimiters = new Uint32Array(bytes.length);
    this.#bytes = bytes;
  }

  /** Finds the row that starts at `start`; false when it has no end in front of `limit`. */
  find(start: number, limit: number, delimiter: number): boolean {
    const bytes = this.#bytes;
    this.start = start;
    this.isWellFormed = true;
    this.quotedLineFeeds = 0;
    let count = 0;
    let at = start;
    for (;;) {
      // A field starts here.
      if (at < limit && bytes[at] === QUOTE) {
        at = this.#closingQuote(at + 1, limit) + 1;
        if (!this.#endsField(at, limit, delimiter)) {
          this.isWellFormed = false;
          while (at < limit && bytes[at] !== LF) at++;
          return this.#endAt(at, limit);
        }
      }
      let byte = 0;
      while (at < limit) {
        byte = bytes[at]!;
        if (byte === delimiter || byte === LF) break;
        at++;
      }
      if (at >= limit || byte === LF) {
        this.#delimiterCount = count;
        return this.#endAt(at, limit);
      }
      this.#delimiters[count++] = at;
      at++;
    }
  }

  /** Position of the quote that closes the field whose text starts at `from`, or `limit`. */
  #closingQuote(from: number, limit: number): number {
    const bytes = this.#bytes;
    let lineFeeds = 0;
    let at = from;
    for (; at < limit; at++) {
      const byte = bytes[at];
      if (byte === LF) lineFeeds++;
      if (byte !== QUOTE) continue;
      if (at + 1 >= limit || bytes[at + 1] !== QUOTE) break;
      at++;
    }
    this.quotedLineFeeds += lineFeeds;
    return Math.min(at, limit);
  }

  /** True when what stands at `at`, behind a closing quote, is no fault as far as the window shows. */
  #endsField(at: number, limit: number, delimiter: number): boolean {
    if (at >= limit) return true;
    const byte = this.#bytes[at];
    if (byte === delimiter || byte === LF) return true;
    return byte === CR && (at + 1 >= limit || this.#bytes[at + 1] === LF);
  }

  #endAt(lineEnd: number, limit: number): boolean {
    if (lineEnd >= limit) return false;
    this.lineEnd = lineEnd;
    this.end = lineEnd > this.start && this.#bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    return true;
  }

  /** True for a row that is empty or only a CR. */
  get isBlank(): boolean {
    return this.end === this.start;
  }

  /** Number of cells of a well-formed row. */
  get columnCount(): number {
    return this.#delimiterCount + 1;
  }

  /** True when cell `column` stands in quotes. */
  isQuoted(column: number): boolean {
    const from = this.#cellStart(column);
    return this.#cellEnd(column) > from && this.#bytes[from] === QUOTE;
  }

  /** First byte of the cell's text, quotes around it left out. */
  cellFrom(column: number): number {
    return this.#cellStart(column) + (this.isQuoted(column) ? 1 : 0);
  }

  /** End of the cell's text, exclusive, quotes around it left out. */
  cellTo(column: number): number {
    return this.#cellEnd(column) - (this.isQuoted(column) ? 1 : 0);
  }

  #cellStart(column: number): number {
    return column === 0 ? this.start : this.#delimiters[column - 1]! + 1;
  }

  #cellEnd(column: number): number {
    return column === this.#delimiterCount ? this.end : this.#delimiters[column]!;
  }
}
