/** What a JSON text is made of, as bytes of a window: the tokens that a visitor is told, words and strings. */

/** `long` = a string too long to be given. */
export type JsonKind = "string" | "number" | "literal" | "long";

/** Is told what stands in the text. Positions are bytes of the window, valid for the call; ends are exclusive. */
export interface JsonVisitor {
  /** `{` or `[` at `at`. The scanner's depth is that of what stands inside. */
  open(isObject: boolean, at: number): void;
  /** `}` or `]` before `end`. The scanner's depth is that of what stands around. */
  close(end: number): void;
  /** What stands between the quotes of a key, escapes as they are. Empty for a key that is too long. */
  key(from: number, to: number): void;
  /** A value that is no container; of a string what stands between the quotes. */
  value(kind: JsonKind, from: number, to: number): void;
}

export interface JsonProblem {
  /** Position of the byte that does not fit. */
  readonly at: number;
  readonly message: string;
}

const utf8 = new TextDecoder();
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g;
const PLAIN: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const LITERAL = /^(?:true|false|null|NaN|-?Infinity)$/;
const ZERO = 0x30;
const NINE = 0x39;

/** What the word in bytes [from, to) is, null when it is nothing in JSON. */
export function wordKind(bytes: Uint8Array, from: number, to: number): "number" | "literal" | null {
  let at = from;
  while (at < to && bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  if (at === to && to > from) return "number";
  const word = utf8.decode(bytes.subarray(from, to));
  if (NUMBER.test(word)) return "number";
  return LITERAL.test(word) ? "literal" : null;
}

/** Text of bytes [from, to) of a string or key, its escapes undone. What is no escape stays. */
export function jsonText(bytes: Uint8Array, from: number, to: number): string {
  const text = utf8.decode(bytes.subarray(from, to));
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, hex: string | undefined, character: string | undefined) =>
    hex === undefined ? (PLAIN[character!] ?? character!) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
