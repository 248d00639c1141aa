/**
 * Finds what a Rust file defines: constants, enums, uses of the macros `ioctl_*!`, and functions that make codes.
 *
 * Owns the shape of items as far as control codes need it, and nothing of values. Goes through the tokens once.
 */
import { type Declared, readEnumerator, splitAtCommas } from "./c-declarations.js";
import type { Fault } from "./definitions.js";
import { isMaker, MACRO_ORDER, type Part } from "./rust-expression.js";
import { codeLines, isPunct, type Token } from "./tokens.js";

/** A constant, or a variant of an enum. */
export interface RustConstant {
  /** `["NAME"]` or `["Enum", "NAME"]`. */
  readonly path: readonly string[];
  readonly name: string;
  readonly line: number;
  /** Its expression; null for a variant that follows from the one before. */
  readonly tokens: readonly Token[] | null;
  readonly before: RustConstant | null;
}

/** A use of `ioctl_none!(name, device, fn)` and the like. */
export interface MacroUse {
  readonly macro: string;
  readonly name: Token;
  readonly device: readonly Token[];
  readonly fn: readonly Token[];
}

/** What the parts of a code are called as parameters. */
const PARAMETERS: readonly (readonly [Part, RegExp])[] = [
  ["method", /method|transfer/i],
  ["access", /acc/i],
  ["function", /fun|num|nr|code/i],
  ["device", /dev|type|ty$/i],
];
const MACRO = /^ioctl_(?:none|read|write|read_?write)$/;
/** Tokens of the type of a constant. */
const MAX_TYPE_TOKENS = 64;
/** Tokens of the parameters of a function. */
const MAX_PARAMETER_TOKENS = 256;
/** Tokens of a file that are read. */
const MAX_TOKENS = 4_000_000;

/** Tokens without the `#[...]` in front of them. */
function withoutAttributes(tokens: readonly Token[]): readonly Token[] {
  let at = 0;
  while (isPunct(tokens[at], "#")) {
    let depth = 0;
    for (at++; at < tokens.length; at++) {
      if (isPunct(tokens[at], "[")) depth++;
      if (isPunct(tokens[at], "]") && --depth === 0) break;
    }
    at++;
  }
  return tokens.slice(at);
}

export class RustItems {
  readonly constants: RustConstant[] = [];
  readonly uses: MacroUse[] = [];
  /** The order in which functions and macros of the file take the parts of a code. */
  readonly orders = new Map<string, readonly Part[]>();
  readonly #tokens: Token[] = [];
  /** Where the bracket that opens at i closes; the end of the file where it does not. */
  readonly #closes: Int32Array;
  readonly #fault: (line: number, error: Fault["error"], message: string) => void;

  constructor(text: string, fault: (line: number, error: Fault["error"], message: string) => void) {
    this.#fault = fault;
    const onOpenComment = (line: number): void =>
      fault(line, "E_NUMBER", "a comment is not closed: everything behind it is left out");
    for (const { tokens, line } of codeLines(text, { rust: true, onOpenComment })) {
      if (this.#tokens.length + tokens.length > MAX_TOKENS) {
        fault(line, "E_RECORD_TOO_LONG", "the file is too long: everything behind this is left out");
        break;
      }
      for (const token of tokens) this.#tokens.push(token);
    }
    this.#closes = new Int32Array(this.#tokens.length).fill(this.#tokens.length);
    const open: number[] = [];
    for (const [i, { kind, text }] of this.#tokens.entries()) {
      if (kind !== "punct") continue;
      if (text === "(" || text === "[" || text === "{") open.push(i);
      else if ((text === ")" || text === "]" || text === "}") && open.length > 0) {
        this.#closes[open.pop()!] = i;
      }
    }
    this.#scan();
  }

  #scan(): void {
    const tokens = this.#tokens;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (token.kind !== "name") continue;
      if (token.text === "const" || token.text === "static") i = this.#constant(i);
      else if (token.text === "enum") i = this.#enumeration(i);
      else if (token.text === "fn") this.#maker(tokens[i + 1], i + 2);
      else if (token.text === "macro_rules") i = this.#macroRules(i);
      else if (MACRO.test(token.text) && isPunct(tokens[i + 1], "!")) i = this.#macroUse(i);
    }
  }

  /** The place of the bracket that closes what opens at `open`; the end of the file without one. */
  #closeOf(open: number): number {
    return this.#closes[open] ?? this.#tokens.length;
  }

  /** `const NAME: TYPE = EXPRESSION;`; gives the place of its last token. */
  #constant(at: number): number {
    const tokens = this.#tokens;
    const first = tokens[at + 1]?.text === "mut" ? at + 2 : at + 1;
    const name = tokens[first];
    if (name?.kind !== "name" || !isPunct(tokens[first + 1], ":")) return at;
    let equals = first + 2;
    while (!isPunct(tokens[equals], "=")) {
      // A parameter or a type, not a constant.
      const isNone = ["{", ";", ">"].some((text) => isPunct(tokens[equals], text));
      if (isNone || equals >= Math.min(tokens.length, first + MAX_TYPE_TOKENS)) return at;
      equals++;
    }
    let end = equals + 1;
    while (end < tokens.length && !isPunct(tokens[end], ";")) end++;
    this.#define([name.text], { name, expression: tokens.slice(equals + 1, end) }, null);
    return end;
  }

  #enumeration(at: number): number {
    const tokens = this.#tokens;
    const name = tokens[at + 1];
    const open = at + 2;
    if (name?.kind !== "name" || !isPunct(tokens[open], "{")) return at;
    const close = this.#closeOf(open);
    let before: RustConstant | null = null;
    for (const item of splitAtCommas(tokens.slice(open + 1, close))) {
      const declared = readEnumerator(withoutAttributes(item));
      if (declared !== null) before = this.#define([name.text, declared.name.text], declared, before);
    }
    return close;
  }

  #define(
    path: readonly string[],
    { name: { text: name, line }, expression: tokens }: Declared,
    before: RustConstant | null,
  ): RustConstant {
    const constant: RustConstant = { path, name, line, tokens, before };
    this.constants.push(constant);
    return constant;
  }

  /** Notes the order in which `fn NAME(` or `macro_rules! NAME` takes the parts of a code. */
  #maker(name: Token | undefined, open: number): void {
    if (name?.kind !== "name" || !isMaker(name.text) || !isPunct(this.#tokens[open], "(")) return;
    if (this.#closeOf(open) > open + MAX_PARAMETER_TOKENS) return;
    const parameters = splitAtCommas(this.#tokens.slice(open + 1, this.#closeOf(open)));
    const order = parameters.flatMap((parameter) => {
      const word = parameter.find(({ kind, text }) => kind === "name" && text !== "mut")?.text ?? "";
      const part = PARAMETERS.find(([, pattern]) => pattern.test(word));
      return part === undefined ? [] : [part[0]];
    });
    const isWhole = order.length === MACRO_ORDER.length && new Set(order).size === order.length;
    if (isWhole) this.orders.set(name.text, order);
  }

  #macroRules(at: number): number {
    const name = this.#tokens[at + 2];
    if (!isPunct(this.#tokens[at + 1], "!") || name?.kind !== "name") return at;
    this.#maker(name, at + 4);
    return this.#closeOf(at + 3);
  }

  #macroUse(at: number): number {
    const macro = this.#tokens[at]!;
    const close = this.#closeOf(at + 2);
    const args = splitAtCommas(withoutAttributes(this.#tokens.slice(at + 3, close)));
    const [name, device, fn] = args as readonly (readonly Token[] | undefined)[];
    if (name?.length === 1 && name[0]!.kind === "name" && device !== undefined && fn !== undefined) {
      this.uses.push({ macro: macro.text, name: name[0]!, device, fn });
    } else {
      this.#fault(macro.line, "E_NUMBER", `${macro.text}! takes a name, a device type and a function`);
    }
    return close;
  }
}
