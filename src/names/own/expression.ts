/**
 * Tokens of an integer expression -> its value, by the operators that C, C++ and Rust share.
 *
 * Owns precedence and the bound on nesting. What stands between the operators (names, casts, calls) is given by the
 * language: c-expression.ts, rust-expression.ts.
 */
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { binary, choose, type Integer, unary } from "./integers.js";
import type { Token } from "./tokens.js";

/** The operators of a language. */
export interface Dialect {
  /** Those of two operands by how tightly they bind, the loosest first. */
  readonly binary: readonly (readonly string[])[];
  /** Signs in front of an operand, and what each is in C. */
  readonly signs: Readonly<Record<string, string>>;
}

export const C_OPERATORS: Dialect = {
  binary: [
    ["||"],
    ["&&"],
    ["|"],
    ["^"],
    ["&"],
    ["==", "!="],
    ["<", ">", "<=", ">="],
    ["<<", ">>"],
    ["+", "-"],
    ["*", "/", "%"],
  ],
  signs: { "+": "+", "-": "-", "~": "~", "!": "!" },
};

export const RUST_OPERATORS: Dialect = {
  binary: [
    ["||"],
    ["&&"],
    ["==", "!=", "<", ">", "<=", ">="],
    ["|"],
    ["^"],
    ["&"],
    ["<<", ">>"],
    ["+", "-"],
    ["*", "/", "%"],
  ],
  signs: { "-": "-", "!": "~" },
};

/** Parentheses and signs around each other, counted together. */
const MAX_DEPTH = 200;

/** Goes through the tokens of one expression. */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #levels: ReadonlyMap<string, number>;
  readonly #signs: Dialect["signs"];
  readonly #operand: (reader: ExpressionReader) => Integer;
  #at = 0;
  #depth = 0;

  /** `operand` reads what stands between operators: a name, a literal, a call, something in parentheses. */
  constructor(tokens: readonly Token[], dialect: Dialect, operand: (reader: ExpressionReader) => Integer) {
    this.#tokens = tokens;
    this.#levels = new Map(
      dialect.binary.flatMap((operators, level) => operators.map((one) => [one, level])),
    );
    this.#signs = dialect.signs;
    this.#operand = operand;
  }

  /** The token `ahead` places on, undefined behind the end. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** True when the next token has this spelling. */
  isAt(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.text === text && token.kind === "punct";
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** The next token, which is taken. @throws DecodeError E_NUMBER at the end */
  take(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new DecodeError("E_NUMBER", "the expression ends too early");
    return token;
  }

  /** Takes a token of this spelling. @throws DecodeError E_NUMBER when another stands there */
  expect(text: string): void {
    const token = this.take();
    if (token.text === text && token.kind === "punct") return;
    throw new DecodeError("E_NUMBER", `${quoteText(token.text)} where ${quoteText(text)} is expected`);
  }

  /** The whole expression. @throws DecodeError E_NUMBER, E_NAME, E_RANGE */
  all(): Integer {
    const value = this.expression();
    const rest = this.peek();
    if (rest === undefined) return value;
    throw new DecodeError("E_NUMBER", `${quoteText(rest.text)} is not expected behind a number`);
  }

  /** One expression, up to what cannot belong to it. */
  expression(): Integer {
    return this.#nested(() => {
      const condition = this.#binary(0);
      if (!this.isAt("?")) return condition;
      this.skip(1);
      const whenTrue = this.expression();
      this.expect(":");
      return choose(condition, whenTrue, this.expression());
    });
  }

  /** An operand with its signs, as a cast takes it. */
  unary(): Integer {
    return this.#nested(() => {
      const token = this.peek();
      if (token?.kind !== "punct" || !Object.hasOwn(this.#signs, token.text)) return this.#operand(this);
      this.skip(1);
      return unary(this.#signs[token.text]!, this.unary());
    });
  }

  #nested(read: () => Integer): Integer {
    if (++this.#depth > MAX_DEPTH) throw new DecodeError("E_NUMBER", "the expression is nested too deeply");
    const value = read();
    this.#depth--;
    return value;
  }

  #binary(least: number): Integer {
    let left = this.unary();
    for (;;) {
      const token = this.peek();
      const level = token?.kind === "punct" ? this.#levels.get(token.text) : undefined;
      if (level === undefined || level < least) return left;
      this.skip(1);
      left = binary(token!.text, left, this.#binary(level + 1));
    }
  }
}
