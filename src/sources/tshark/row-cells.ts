/**
 * A row of `tshark -T fields` or of Wireshark's CSV export, taken apart.
 *
 * Neither is quite CSV, and in both a line is a row. tshark up to 4.0 puts quotes around every value (-E quote=d or
 * s) and leaves those inside alone; later ones double them, and put a backslash before a backslash and, without
 * quotes, before the separator. Wireshark doubles quotes and backslashes and writes every byte that is not ASCII as
 * `\303`. How a line was written shows in the line.
 */
const BACKSLASH = 0x5c;
const ESCAPED_BYTE = /\\[23][0-7][0-7]/;

const utf8 = new TextDecoder();

/** The end of a quoted cell whose text begins at `from`, or -1, and whether quotes inside are doubled. */
function quotedEnd(line: string, from: number, separator: string): { end: number; isDoubled: boolean } {
  const quote = line[from - 1]!;
  const isEnd = (at: number): boolean => at + 1 === line.length || line[at + 1] === separator;
  let at = line.indexOf(quote, from);
  while (at >= 0 && line[at + 1] === quote) at = line.indexOf(quote, at + 2);
  if (at >= 0 && isEnd(at)) return { end: at, isDoubled: true };
  at = line.indexOf(quote, from);
  while (at >= 0 && !isEnd(at)) at = line.indexOf(quote, at + 1);
  return { end: at, isDoubled: false };
}

/** True when an odd number of backslashes stands before `at`. */
function isEscapedAt(line: string, at: number): boolean {
  let before = at;
  while (line.charCodeAt(before - 1) === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}

/** Cells of a line, `most` at most, quotes around them undone. `isEscaped`: a separator behind a backslash is none. */
function split(line: string, separator: string, isEscaped: boolean, most: number): string[] {
  const cells: string[] = [];
  let quotes = "\"'";
  for (let from = 0; ; from++) {
    const quote = line.charAt(from);
    if (quote !== "" && quotes.includes(quote)) {
      const { end, isDoubled } = quotedEnd(line, from + 1, separator);
      if (end >= 0) {
        const text = line.slice(from + 1, end);
        cells.push(isDoubled ? text.replaceAll(quote + quote, quote) : text);
        if (end + 1 === line.length || cells.length >= most) return cells;
        from = end + 1;
        continue;
      }
      // None ends a cell from here on, so that no other one need be looked for.
      quotes = quotes.replace(quote, "");
    }
    let end = line.indexOf(separator, from);
    while (isEscaped && end >= 0 && isEscapedAt(line, end)) end = line.indexOf(separator, end + 1);
    cells.push(line.slice(from, end < 0 ? line.length : end));
    if (end < 0 || cells.length >= most) return cells;
    from = end;
  }
}

/** The text of a line in which bytes from 0x80 are written as `\303`; other escapes stay as they are. */
function withBytes(line: Uint8Array): string {
  const out = new Uint8Array(line.length);
  let length = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] !== BACKSLASH) {
      out[length++] = line[at]!;
      continue;
    }
    const digits = String.fromCharCode(...line.subarray(at + 1, at + 4));
    if (/^[23][0-7][0-7]$/.test(digits)) {
      out[length++] = Number.parseInt(digits, 8);
      at += 3;
    } else {
      out[length++] = BACKSLASH;
      if (at + 1 < line.length) out[length++] = line[++at]!;
    }
  }
  return utf8.decode(out.subarray(0, length));
}

/** Takes rows apart. */
export class RowCells {
  readonly #separator: string;
  readonly #count: number;
  readonly #most: number;
  readonly #escapes: RegExp;

  /** `separator`: one character. `count`: columns that a row should have; 0 = any number. */
  constructor(separator: string, count: number) {
    this.#separator = separator;
    this.#count = count;
    this.#most = count === 0 ? Number.POSITIVE_INFINITY : count + 1;
    const shown = `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`;
    this.#escapes = new RegExp(`\\\\(\\\\|[23][0-7][0-7]|${shown})`, "g");
  }

  /** The cells of a line, fewer or one more when it is broken. `bytes` = the line as it stands in the trace. */
  split(line: string, bytes: Uint8Array): string[] {
    const separator = this.#separator;
    if (!line.includes("\\") || line.replace(this.#escapes, "").includes("\\")) {
      return split(line, separator, false, this.#most);
    }
    const text = ESCAPED_BYTE.test(line) ? withBytes(bytes) : line;
    const escaped = split(text, separator, true, this.#most);
    const cells = escaped.length === this.#count ? escaped : split(text, separator, false, this.#most);
    return cells.map((cell) => cell.replace(this.#escapes, "$1"));
  }
}
