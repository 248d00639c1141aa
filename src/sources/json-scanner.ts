/**
 * Finds the tokens of a JSON text that comes window by window, and tells a visitor where they stand.
 *
 * Takes a value, or values one after the other. Keys and strings are given as they stand and numbers as text, so
 * nothing is lost to duplicate keys or to 53 bits. Owns the grammar, the place of an error and how to go on behind it.
 * More lenient than the standard: a comma before a closing bracket, none between two objects of an array, NaN and
 * Infinity, control characters inside strings. A line feed inside a string is an error: the end of a line then ends
 * what is broken in it. Knows nothing of records.
 */
import { type JsonProblem, type JsonVisitor, wordKind } from "./json-text.js";

/** Containers inside each other, at most. */
export const MAX_DEPTH = 512;

/** A string of this length is not given: whoever waits for its end would need that much memory. */
const LONG_BYTES = 65536;
/** An object begins where behind `{` and so many blanks at most a key or `}` stands. */
const MOST_BLANKS = 32;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const RECORD_SEPARATOR = 0x1e;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What may come next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY_OR_END = 2;
const AFTER_KEY = 3;
const AFTER_VALUE = 4;

const utf8 = new TextDecoder();
/** Bytes of a word that a message shows. */
const SHOWN_BYTES = 24;

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === LF || byte === CR || byte === TAB;
}

/** Ends a number or a literal. */
function endsWord(byte: number): boolean {
  return isBlank(byte) || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === COLON;
}

export class JsonScanner {
  /** Open containers. */
  depth = 0;
  /** Blanks before the token at hand when it is the first of its line, else -1. */
  blanks = 0;
  /** True behind a problem: a value of the top level may be a part of what was broken. */
  isLost = false;
  #problem: JsonProblem | null = null;
  readonly #longBytes: number;
  /** Kind of each open container, 1 = object. */
  readonly #kinds = new Uint8Array(MAX_DEPTH);
  #state = VALUE;
  /** Inside a string that is too long to be given. */
  #isLong = false;
  #isStopped = false;
  /** Blanks before an object that is no part of what was broken; -1 = unknown. */
  #wantedBlanks = -1;
  /** What closes something that was broken may stand at the top level. */
  #wasLost = false;
  /** Parts of what was broken are passed over. */
  #onlyWanted = false;

  /** `maxRecordBytes`: longer strings are not given either. */
  constructor(maxRecordBytes: number) {
    this.#longBytes = Math.min(LONG_BYTES, maxRecordBytes);
  }

  /** Why `scan` stopped before the end; `recover` goes on behind it. */
  get problem(): JsonProblem | null {
    return this.#problem;
  }

  /** Called by the visitor: `scan` returns behind the token at hand. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * Goes on behind a problem, at the top level: at the next object. `blanks`: those before the value that was
   * broken; an object on a line of its own behind as many is surely another one. `onlySuch`: go on at such a one
   * alone, if `blanks` is known.
   */
  recover(blanks: number, onlySuch: boolean): void {
    this.depth = 0;
    this.#state = VALUE;
    this.#isLong = false;
    this.isLost = true;
    this.#wasLost = true;
    this.#wantedBlanks = blanks;
    this.#onlyWanted = onlySuch && blanks >= 0;
  }

  /**
   * Tells `visitor` the tokens of bytes [from, to). `isEnd`: nothing follows.
   * @returns where it stopped: `to`, the start of a token that may go on behind it, or the place of the problem
   */
  scan(bytes: Uint8Array, from: number, to: number, isEnd: boolean, visitor: JsonVisitor): number {
    this.#problem = null;
    this.#isStopped = false;
    let at = from;
    while (at < to && !this.#isStopped) {
      if (this.isLost && this.depth === 0) {
        const found = this.#seek(bytes, at, to, isEnd);
        if (found < 0) return ~found;
        at = found;
      }
      const next = this.#isLong
        ? this.#passString(bytes, at, to, visitor)
        : this.#token(bytes, at, to, isEnd, visitor);
      if (next < 0 || next === at) break;
      at = next;
    }
    if (isEnd && this.problem === null && !this.#isStopped) {
      if (at < to || this.#isLong) this.#fail(to, "the text ends inside a value");
      else if (this.depth > 0) this.#fail(to, "the text ends before all that was opened is closed");
    }
    return this.problem === null ? at : this.problem.at;
  }

  #fail(at: number, message: string): -1 {
    this.#problem = { at, message };
    return -1;
  }

  /** Takes the token, or the blank, at `at`. Returns what follows it, or -1 when it is cut or does not fit. */
  #token(bytes: Uint8Array, at: number, to: number, isEnd: boolean, visitor: JsonVisitor): number {
    const byte = bytes[at]!;
    if (isBlank(byte)) {
      if (byte === LF) this.blanks = 0;
      else if (this.blanks >= 0) this.blanks++;
      return at + 1;
    }
    const state = this.#state;
    const isObject = this.depth > 0 && this.#kinds[this.depth - 1] === 1;
    let next = at + 1;
    if (byte === QUOTE && state <= KEY_OR_END) {
      next = this.#string(bytes, at, to, visitor);
    } else if (
      (byte === OPEN_OBJECT || byte === OPEN_ARRAY) &&
      (state <= VALUE_OR_END || (state === AFTER_VALUE && !isObject))
    ) {
      if (this.depth === MAX_DEPTH)
        this.#fail(at, `more than ${MAX_DEPTH} containers stand inside each other`);
      else this.#open(byte === OPEN_OBJECT, at, visitor);
    } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && this.#mayClose(byte === CLOSE_OBJECT)) {
      this.#close(next, visitor);
    } else if (byte === COMMA && state === AFTER_VALUE) {
      this.#state = isObject ? KEY_OR_END : VALUE_OR_END;
    } else if (byte === COLON && state === AFTER_KEY) {
      this.#state = VALUE;
    } else if (this.depth === 0 && this.#isBetweenValues(byte)) {
      return next;
    } else if (state <= VALUE_OR_END) {
      next = this.#word(bytes, at, to, isEnd, visitor);
    } else {
      this.#fail(at, `unexpected ${JSON.stringify(String.fromCharCode(byte))}`);
    }
    if (this.#problem !== null) return -1;
    if (next >= 0) this.blanks = -1;
    return next;
  }

  #isBetweenValues(byte: number): boolean {
    if (byte === COMMA || byte === RECORD_SEPARATOR) return true;
    return this.#wasLost && (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY);
  }

  #open(isObject: boolean, at: number, visitor: JsonVisitor): void {
    this.#kinds[this.depth++] = isObject ? 1 : 0;
    this.#state = isObject ? KEY_OR_END : VALUE_OR_END;
    visitor.open(isObject, at);
  }

  /** True when a container of that kind may end here. */
  #mayClose(isObject: boolean): boolean {
    if (this.depth === 0 || (this.#kinds[this.depth - 1] === 1) !== isObject) return false;
    return this.#state === AFTER_VALUE || this.#state === (isObject ? KEY_OR_END : VALUE_OR_END);
  }

  #close(end: number, visitor: JsonVisitor): void {
    this.depth--;
    this.#endValue();
    visitor.close(end);
  }

  #endValue(): void {
    this.#state = this.depth === 0 ? VALUE : AFTER_VALUE;
  }

  /** The string or key whose quote stands at `at`. */
  #string(bytes: Uint8Array, at: number, to: number, visitor: JsonVisitor): number {
    const end = this.#closingQuote(bytes, at + 1, to);
    if (end < 0) return -1;
    if (Math.min(end, to) - at >= this.#longBytes) {
      this.#isLong = true;
      return at + 1;
    }
    if (end >= to) return -1;
    this.#giveString("string", at + 1, end, visitor);
    return end + 1;
  }

  /** What follows of a string that is too long to be given; returns how far it came. */
  #passString(bytes: Uint8Array, at: number, to: number, visitor: JsonVisitor): number {
    const end = this.#closingQuote(bytes, at, to);
    if (end < 0) return -1;
    if (end >= to) return 2 * to - end;
    this.#isLong = false;
    this.#giveString("long", end, end, visitor);
    return end + 1;
  }

  #giveString(kind: "string" | "long", from: number, to: number, visitor: JsonVisitor): void {
    if (this.#state === KEY_OR_END) {
      this.#state = AFTER_KEY;
      visitor.key(from, to);
    } else {
      this.#endValue();
      visitor.value(kind, from, to);
    }
  }

  /**
   * Position of the quote that ends a string; -1 when a line ends before. `to` when it is not in sight, `to` + 1
   * when an escape is cut besides.
   */
  #closingQuote(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (byte === LF) return this.#fail(at, "the line ends inside a string");
      if (byte === BACKSLASH && (at + 1 === to || bytes[at + 1] !== LF)) at++;
    }
    return at;
  }

  /** The number or literal at `at`. */
  #word(bytes: Uint8Array, at: number, to: number, isEnd: boolean, visitor: JsonVisitor): number {
    let end = at;
    while (end < to && !endsWord(bytes[end]!)) end++;
    if (end - at >= this.#longBytes) return this.#fail(at, `a word of ${this.#longBytes} bytes or more`);
    if (end === to && !isEnd) return -1;
    const kind = wordKind(bytes, at, end);
    if (kind === null) {
      const shown = bytes.subarray(at, Math.max(at + 1, Math.min(end, at + SHOWN_BYTES)));
      return this.#fail(at, `unexpected ${JSON.stringify(utf8.decode(shown))}`);
    }
    this.#endValue();
    visitor.value(kind, at, end);
    return end;
  }

  /** Position of the next object that may be a value of the top level; else the complement of where to go on. */
  #seek(bytes: Uint8Array, from: number, to: number, isEnd: boolean): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === LF) {
        this.blanks = 0;
      } else if (isBlank(byte)) {
        if (this.blanks >= 0) this.blanks++;
      } else {
        const isWanted = byte === OPEN_OBJECT && this.blanks >= 0 && this.blanks === this.#wantedBlanks;
        if (byte === OPEN_OBJECT && (isWanted || !this.#onlyWanted)) {
          const begins = this.#beginsObject(bytes, at + 1, to);
          if (begins === null && !isEnd) return ~at;
          if (begins === true) {
            if (isWanted) this.isLost = false;
            return at;
          }
        }
        this.blanks = -1;
      }
    }
    return ~to;
  }

  /** True when a key or `}` stands at `from`, behind a few blanks; null when that is not in sight. */
  #beginsObject(bytes: Uint8Array, from: number, to: number): boolean | null {
    const most = from + Math.min(MOST_BLANKS, this.#longBytes - 1);
    let at = from;
    while (at < Math.min(to, most) && isBlank(bytes[at]!)) at++;
    if (at === to) return null;
    return bytes[at] === QUOTE || bytes[at] === CLOSE_OBJECT;
  }
}
