/**
 * Finds what a header defines without the preprocessor: `enum { A = ..., B }` and `const ULONG X = ...;`.
 *
 * Owns the shape of declarations as far as constants need it, and nothing of values.
 */
import { isPunct, type Token } from "./tokens.js";

/** A constant with its expression; null for an enumerator that follows from the one before. */
export interface Declared {
  readonly name: Token;
  readonly expression: readonly Token[] | null;
}

export interface DeclarationHandlers {
  /** The enumerators of an enum, one list of tokens each. */
  enumeration(items: readonly (readonly Token[])[]): void;
  constant(declared: Declared): void;
  /** A declaration that is too long to be kept. */
  tooLong(line: number): void;
}

/** Tokens of one declaration that are kept. */
const MAX_TOKENS = 1_000_000;
const CONSTANT_WORDS = new Set(["const", "constexpr", "constinit"]);

/** The tokens between commas that stand in no parentheses. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "punct" && "([{".includes(token.text)) depth++;
    if (token.kind === "punct" && ")]}".includes(token.text)) depth--;
    if (depth === 0 && isPunct(token, ",")) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

/** `NAME`, `NAME = expression`, with attributes between; null when it is neither. */
export function readEnumerator(tokens: readonly Token[]): Declared | null {
  const [name] = tokens;
  if (name?.kind !== "name") return null;
  const equals = tokens.findIndex((token) => isPunct(token, "="));
  if (equals < 0) return tokens.length === 1 || isPunct(tokens[1], "[") ? { name, expression: null } : null;
  return { name, expression: tokens.slice(equals + 1) };
}

/** Takes the tokens of a header line by line. */
export class Declarations {
  readonly #handlers: DeclarationHandlers;
  #statement: Token[] = [];
  /** What is in the braces of an enum or of a value, while it is read. */
  #body: Token[] | null = null;
  #depth = 0;
  #isCut = false;

  constructor(handlers: DeclarationHandlers) {
    this.#handlers = handlers;
  }

  take(tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (this.#body !== null) this.#inBody(token, this.#body);
      else if (isPunct(token, ";")) this.#end();
      else if (isPunct(token, "{")) this.#open();
      else if (isPunct(token, "}")) this.#statement = [];
      else if (this.#statement.length < MAX_TOKENS) this.#statement.push(token);
      else this.#isCut = true;
    }
  }

  #inBody(token: Token, body: Token[]): void {
    if (isPunct(token, "{")) this.#depth++;
    if (isPunct(token, "}") && --this.#depth === 0) this.#close(body);
    else if (body.length < MAX_TOKENS) body.push(token);
    else this.#isCut = true;
  }

  get #isEnum(): boolean {
    const at = this.#statement.findLastIndex(({ kind, text }) => kind === "name" && text === "enum");
    return at >= 0 && !this.#statement.slice(at).some((token) => isPunct(token, ")"));
  }

  get #isConstant(): boolean {
    return this.#statement.some(({ kind, text }) => kind === "name" && CONSTANT_WORDS.has(text));
  }

  #open(): void {
    const last = this.#statement.at(-1);
    const isValue =
      this.#isConstant &&
      (isPunct(last, "=") ||
        (last?.kind === "name" && !this.#statement.some((token) => isPunct(token, ")"))));
    if (this.#isEnum || isValue) {
      this.#body = [];
      this.#depth = 1;
    } else {
      this.#statement = [];
    }
  }

  #close(body: Token[]): void {
    this.#body = null;
    if (this.#isCut) {
      this.#tooLong(body);
    } else if (this.#isEnum) {
      this.#handlers.enumeration(splitAtCommas(body).filter((item) => item.length > 0));
      this.#statement = [];
    } else {
      const equals: Token = { kind: "punct", text: "=", line: 0, spaced: false };
      if (!isPunct(this.#statement.at(-1), "=")) this.#statement.push(equals);
      this.#statement = this.#statement.concat(body);
    }
  }

  #end(): void {
    const statement = this.#statement;
    if (this.#isCut) {
      this.#tooLong(statement);
    } else if (this.#isConstant) {
      for (const part of splitAtCommas(statement)) {
        const equals = part.findIndex((token) => isPunct(token, "="));
        const name = part[equals - 1];
        if (name?.kind === "name") this.#handlers.constant({ name, expression: part.slice(equals + 1) });
      }
    }
    this.#statement = [];
  }

  #tooLong(tokens: readonly Token[]): void {
    this.#handlers.tooLong(tokens[0]?.line ?? 1);
    this.#statement = [];
    this.#isCut = false;
  }
}
