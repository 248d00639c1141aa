/**
 * Text of C, C++ or Rust -> tokens, line by line.
 *
 * Owns what comments, literals and line continuations look like; what tokens mean is said by others. Scans by hand
 * and once, so that no text, however odd, takes more than its length in time.
 */

export interface Token {
  readonly kind: "name" | "number" | "char" | "string" | "punct";
  readonly text: string;
  /** Line where its own line of code begins, from 1. */
  readonly line: number;
  /** True when a blank, a comment or a line start stands in front of it. */
  readonly spaced: boolean;
}

/** True for punctuation of this spelling. */
export function isPunct(token: Token | undefined, text: string): boolean {
  return token?.kind === "punct" && token.text === text;
}

/** One line of code: joined with the next where it ends with `\` or inside a comment. */
export interface CodeLine {
  readonly tokens: readonly Token[];
  readonly line: number;
  /** It has more tokens than are kept. */
  readonly isCut: boolean;
}

export interface LexOptions {
  /** Rust: `'a` is no literal, `\` at the end of a line joins nothing, comments nest. */
  readonly rust?: boolean;
  /** Called with the line of a comment that is not closed. */
  readonly onOpenComment?: (line: number) => void;
}

/** Tokens of one line that are kept; hardly any real line has a thousand. */
const MAX_LINE_TOKENS = 100_000;

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const STAR = 0x2a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** Punctuation of more than one character, longest first. */
const LONG_PUNCT = ["<<=", ">>=", "...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "##", "::", "->"];

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39;
}

function isNameStart(c: number): boolean {
  const isAscii = (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || c === 0x5f || c === 0x24;
  return isAscii || (c >= 0x80 && !isBlank(c));
}

function isNamePart(c: number): boolean {
  return isNameStart(c) || isDigit(c);
}

function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0b || c === 0x0c || c === CR || c === 0xa0 || c === 0xfeff;
}

/** The text without its line continuations, and where they stood in what is left. */
function spliced(text: string): { text: string; at: readonly number[] } {
  if (!text.includes("\\")) return { text, at: [] };
  const parts: string[] = [];
  const at: number[] = [];
  let from = 0;
  let length = 0;
  for (let i = text.indexOf("\\"); i >= 0; i = text.indexOf("\\", i + 1)) {
    let end = i + 1;
    while (end < text.length && isBlank(text.charCodeAt(end))) end++;
    if (end < text.length && text.charCodeAt(end) !== LF) continue;
    parts.push(text.slice(from, i));
    length += i - from;
    at.push(length);
    from = end + 1;
  }
  parts.push(text.slice(from));
  return { text: parts.join(""), at };
}

/** Goes through a text once. */
class Lexer {
  readonly #text: string;
  readonly #splices: readonly number[];
  readonly #options: LexOptions;
  #at = 0;
  #line = 1;
  #splice = 0;

  constructor(text: string, options: LexOptions) {
    // A lone CR ends a line, too, as it did on old systems.
    const lines = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
    const joined = options.rust === true ? { text: lines, at: [] } : spliced(lines);
    this.#text = joined.text;
    this.#splices = joined.at;
    this.#options = options;
  }

  /** The line at `#at`. To be asked for places in order. */
  #lineHere(): number {
    while (this.#splice < this.#splices.length && this.#splices[this.#splice]! <= this.#at) {
      this.#splice++;
      this.#line++;
    }
    return this.#line;
  }

  *lines(): Generator<CodeLine> {
    const text = this.#text;
    let tokens: Token[] = [];
    let start = 0;
    let isCut = false;
    let spaced = true;
    while (this.#at < text.length) {
      const c = text.charCodeAt(this.#at);
      if (c === LF) {
        this.#lineHere();
        this.#at++;
        this.#line++;
        if (tokens.length > 0) yield { tokens, line: start, isCut };
        tokens = [];
        isCut = false;
        spaced = true;
      } else if (isBlank(c)) {
        this.#at++;
        spaced = true;
      } else if (c === SLASH && text.charCodeAt(this.#at + 1) === SLASH) {
        const end = text.indexOf("\n", this.#at);
        this.#at = end < 0 ? text.length : end;
      } else if (c === SLASH && text.charCodeAt(this.#at + 1) === STAR) {
        this.#comment();
        spaced = true;
      } else {
        const here = this.#lineHere();
        if (tokens.length === 0) start = here;
        const from = this.#at;
        const kind = this.#literal(c);
        if (tokens.length < MAX_LINE_TOKENS) {
          tokens.push({ kind, text: text.slice(from, this.#at), line: start, spaced });
        } else isCut = true;
        spaced = false;
      }
    }
    if (tokens.length > 0) yield { tokens, line: start, isCut };
  }

  #comment(): void {
    const text = this.#text;
    const first = this.#lineHere();
    let depth = 1;
    this.#at += 2;
    while (this.#at < text.length && depth > 0) {
      const c = text.charCodeAt(this.#at);
      const next = text.charCodeAt(this.#at + 1);
      if (c === STAR && next === SLASH) {
        depth--;
        this.#at += 2;
      } else if (c === SLASH && next === STAR && this.#options.rust === true) {
        depth++;
        this.#at += 2;
      } else {
        if (c === LF) this.#line++;
        this.#at++;
      }
    }
    if (depth > 0) this.#options.onOpenComment?.(first);
  }

  /** Goes behind the token that begins with `c`, and tells its kind. */
  #literal(c: number): Token["kind"] {
    const text = this.#text;
    if (isDigit(c) || (c === 0x2e && isDigit(text.charCodeAt(this.#at + 1)))) {
      this.#number();
      return "number";
    }
    if (isNameStart(c)) {
      const from = this.#at;
      while (this.#at < text.length && isNamePart(text.charCodeAt(this.#at))) this.#at++;
      const next = text.charCodeAt(this.#at);
      const isPrefix = this.#at - from <= 2 && /^(?:L|u|U|u8|b|r|br|R)$/.test(text.slice(from, this.#at));
      if (isPrefix && next === QUOTE) return this.#quoted(QUOTE, "string");
      if (isPrefix && next === APOSTROPHE) return this.#quoted(APOSTROPHE, "char");
      return "name";
    }
    if (c === QUOTE) return this.#quoted(QUOTE, "string");
    if (c === APOSTROPHE && !this.#isLifetime()) return this.#quoted(APOSTROPHE, "char");
    const long = LONG_PUNCT.find((punct) => text.startsWith(punct, this.#at));
    this.#at += long?.length ?? 1;
    return "punct";
  }

  #isLifetime(): boolean {
    if (this.#options.rust !== true) return false;
    const text = this.#text;
    return text.charCodeAt(this.#at + 1) !== BACKSLASH && text.charCodeAt(this.#at + 2) !== APOSTROPHE;
  }

  /** Digits, letters, points, digit separators, and the sign of a decimal exponent. */
  #number(): void {
    const text = this.#text;
    const isHex = /^0[xX]$/.test(text.slice(this.#at, this.#at + 2));
    for (this.#at++; this.#at < text.length; this.#at++) {
      const c = text.charCodeAt(this.#at);
      const isSign = c === 0x2b || c === 0x2d;
      const isExponent = isSign && !isHex && /[eE]/.test(text[this.#at - 1]!);
      const isSeparator = c === APOSTROPHE && isNamePart(text.charCodeAt(this.#at + 1));
      const isPoint = c === 0x2e && (this.#options.rust !== true || isDigit(text.charCodeAt(this.#at + 1)));
      if (!(isNamePart(c) || isPoint || isExponent || isSeparator)) return;
    }
  }

  /** A literal in quotes, which ends with its line at the latest; in Rust a string may go on. */
  #quoted(quote: number, kind: "string" | "char"): Token["kind"] {
    const text = this.#text;
    for (this.#at++; this.#at < text.length; this.#at++) {
      const c = text.charCodeAt(this.#at);
      if (c === LF && (this.#options.rust !== true || kind === "char")) return kind;
      if (c === LF) this.#line++;
      if (c === BACKSLASH && text.charCodeAt(this.#at + 1) !== LF) this.#at++;
      else if (c === quote) {
        this.#at++;
        return kind;
      }
    }
    this.#at = Math.min(this.#at, text.length);
    return kind;
  }
}

/** The lines of code of a text that have any token, in order. */
export function codeLines(text: string, options: LexOptions = {}): Generator<CodeLine> {
  return new Lexer(text, options).lines();
}
