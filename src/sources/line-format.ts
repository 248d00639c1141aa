/** Text formats in which a record is a line. */
import type { ColumnName } from "../record/schema.js";
import type { TextFormat } from "./format-reader.js";
import type { RecordOutput } from "./record-output.js";
import type { TextWindow } from "./text-window.js";

const LF = 0x0a;
const CR = 0x0d;

export interface LineTaker {
  /** Columns of origin `source` that the input has. */
  readonly columns: readonly ColumnName[];
  /**
   * Matches, with the flag `g` and inside one line, what every line with a code has; lines without it are counted
   * as carrying none and never looked at. It sees bytes as Latin-1. Without it all lines are taken.
   */
  readonly mayCarry?: RegExp;
  /** Lines at the beginning that are no records, such as a header. */
  readonly headerLines?: number;
  /** Lines behind them that are no records either: asked of each until it says no. */
  isHeader?(line: string): boolean;
  /**
   * Takes a line without its line end, as text and as the bytes it was made of, which are borrowed for the call.
   * `output` has begun the record and ends it.
   */
  take(line: string, output: RecordOutput, bytes: Uint8Array): void;
}

const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");

/** Number of line feeds in bytes [from, to). */
function lineFeeds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === LF) count++;
  return count;
}

/** A format whose records are lines. */
export function lineFormat(taker: LineTaker): TextFormat {
  const { mayCarry } = taker;
  let headerLines = taker.headerLines ?? 0;
  let isInHeader = taker.isHeader !== undefined;

  function takeLine(window: TextWindow, from: number, to: number, output: RecordOutput): void {
    output.begin(window.offsetAt(from), window.lineAt(from));
    const line = lineOf(window, from, to);
    taker.take(utf8.decode(line), output, line);
    output.end();
  }

  /** The line, without its line end. */
  function lineOf({ bytes }: TextWindow, from: number, to: number): Uint8Array {
    return bytes.subarray(from, to > from && bytes[to - 1] === CR ? to - 1 : to);
  }

  /** First byte behind the header, or `to`. */
  function passHeader(window: TextWindow, to: number): number {
    let from = 0;
    for (; headerLines > 0 && from < to; headerLines--) from = endOfLine(window, from) + 1;
    while (isInHeader && from < to) {
      const end = endOfLine(window, from);
      isInHeader = taker.isHeader!(utf8.decode(lineOf(window, from, end)));
      if (isInHeader) from = end + 1;
    }
    return from;
  }

  /** End of the line at `from`, its line feed excluded. */
  function endOfLine(window: TextWindow, from: number): number {
    const found = window.bytes.subarray(0, window.filled).indexOf(LF, from);
    return found < 0 ? window.filled : found;
  }

  function scanAll(window: TextWindow, from: number, to: number, output: RecordOutput): void {
    for (let at = from; at < to; ) {
      const end = endOfLine(window, at);
      takeLine(window, at, end, output);
      at = end + 1;
    }
  }

  function scanMatching(
    pattern: RegExp,
    window: TextWindow,
    from: number,
    to: number,
    output: RecordOutput,
  ): void {
    const text = latin1.decode(window.bytes.subarray(0, to));
    let at = from;
    pattern.lastIndex = from;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const begin = text.lastIndexOf("\n", match.index) + 1;
      const end = endOfLine(window, begin);
      output.others(lineFeeds(window.bytes, at, begin));
      takeLine(window, begin, end, output);
      at = end + 1;
      if (at >= to) return;
      pattern.lastIndex = at;
    }
    const rest = lineFeeds(window.bytes, at, to);
    output.others(window.bytes[to - 1] === LF ? rest : rest + 1);
  }

  return {
    columns: taker.columns,
    scan(window, isEnd, output) {
      const to = isEnd ? window.filled : window.bytes.subarray(0, window.filled).lastIndexOf(LF) + 1;
      const from = passHeader(window, to);
      if (from >= to) return Math.min(from, to);
      if (mayCarry === undefined) scanAll(window, from, to, output);
      else scanMatching(mayCarry, window, from, to, output);
      return to;
    },
    resume(window, from) {
      const found = window.bytes.subarray(0, window.filled).indexOf(LF, from);
      return found < 0 ? -1 : found + 1;
    },
  };
}
