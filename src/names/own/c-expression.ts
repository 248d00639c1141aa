/** What stands between the operators of C and C++: literals, names, parentheses, casts. */
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import type { ExpandedToken } from "./c-macros.js";
import { C_OPERATORS, ExpressionReader } from "./expression.js";
import {
  convert,
  INT,
  type Integer,
  type IntegerType,
  LONG_LONG,
  parseCharacter,
  parseLiteral,
  UNSIGNED,
  UNSIGNED_LONG_LONG,
} from "./integers.js";
import type { Token } from "./tokens.js";

const BYTE: IntegerType = { bits: 8, signed: false };
const CHAR: IntegerType = { bits: 8, signed: true };
const USHORT: IntegerType = { bits: 16, signed: false };
const SHORT: IntegerType = { bits: 16, signed: true };

function types(names: string, type: IntegerType): Record<string, IntegerType> {
  return Object.fromEntries(names.split(" ").map((name) => [name, type]));
}

/** Types of Windows and of the standard headers; those of the language itself are put together from words. */
const TYPES: Readonly<Record<string, IntegerType>> = {
  ...types("BYTE UCHAR UINT8 uint8_t BOOLEAN", BYTE),
  ...types("CHAR INT8 int8_t __int8", CHAR),
  ...types("WORD USHORT UINT16 uint16_t WCHAR", USHORT),
  ...types("SHORT INT16 int16_t __int16", SHORT),
  ...types("DWORD ULONG UINT UINT32 DWORD32 ULONG32 uint32_t uint DEVICE_TYPE", UNSIGNED),
  ...types("INT LONG INT32 LONG32 int32_t __int32 BOOL NTSTATUS HRESULT", INT),
  ...types("ULONGLONG ULONG64 DWORD64 DWORDLONG UINT64 uint64_t", UNSIGNED_LONG_LONG),
  ...types("size_t SIZE_T ULONG_PTR UINT_PTR DWORD_PTR uintptr_t", UNSIGNED_LONG_LONG),
  ...types("LONGLONG LONG64 INT64 int64_t __int64 LONG_PTR INT_PTR", LONG_LONG),
};
/** Words that make up a type of the language. */
const TYPE_WORDS = new Set(["unsigned", "signed", "int", "long", "short", "char", "const", "volatile"]);
const NAMED_CASTS = new Set(["static_cast", "reinterpret_cast", "const_cast"]);

/** The type that the names from `from` on spell, and how many tokens that takes; null when they spell none. */
function typeAt(reader: ExpressionReader, from: number): { type: IntegerType; length: number } | null {
  const words: string[] = [];
  let named: IntegerType | null = null;
  let at = from;
  for (; reader.peek(at)?.kind === "name"; at++) {
    const { text } = reader.peek(at)!;
    if (TYPE_WORDS.has(text)) words.push(text);
    else if (named === null && Object.hasOwn(TYPES, text)) named = TYPES[text]!;
    else if (text !== "std" || !reader.isAt("::", at + 1)) return null;
    if (text === "std") at++;
  }
  const unsigned = words.includes("unsigned");
  const said = words.filter((word) => word !== "const" && word !== "volatile");
  if (named !== null) return { type: unsigned ? { ...named, signed: false } : named, length: at - from };
  if (said.length === 0) return null;
  const bits = said.includes("char")
    ? 8
    : said.includes("short")
      ? 16
      : said.indexOf("long") !== said.lastIndexOf("long")
        ? 64
        : 32;
  return { type: { bits, signed: !unsigned }, length: at - from };
}

/** True when an operand may begin with this token. */
function beginsOperand(token: Token | undefined): boolean {
  if (token === undefined || token.kind === "string") return false;
  return token.kind !== "punct" || token.text === "(";
}

/**
 * The value of an expression without macros. `lookUp` gives the value of a name.
 * @throws DecodeError E_NUMBER, E_NAME, E_RANGE
 */
export function evaluateC(
  tokens: readonly ExpandedToken[],
  lookUp: (name: string) => Integer | undefined,
): Integer {
  const inParentheses = (reader: ExpressionReader, close: string): Integer => {
    const value = reader.expression();
    reader.expect(close);
    return value;
  };

  /** What follows `(`: an expression, or a type with what is cast to it. */
  const parenthesis = (reader: ExpressionReader): Integer => {
    const type = typeAt(reader, 0);
    if (type !== null && reader.isAt(")", type.length)) {
      reader.skip(type.length + 1);
      return convert(reader.unary(), type.type);
    }
    // A type that is not known here: `(MY_ENUM)5`, `(MY_ENUM)(5)`.
    const isUnknownType = reader.peek()?.kind === "name" && reader.isAt(")", 1);
    if (isUnknownType && lookUp(reader.peek()!.text) === undefined && beginsOperand(reader.peek(2))) {
      reader.skip(2);
      return reader.unary();
    }
    return inParentheses(reader, ")");
  };

  const named = (reader: ExpressionReader, token: Token): Integer => {
    if (NAMED_CASTS.has(token.text)) {
      reader.expect("<");
      const type = typeAt(reader, 0);
      if (type !== null) reader.skip(type.length);
      else while (!reader.isAt(">")) reader.take();
      reader.expect(">");
      reader.expect("(");
      const value = inParentheses(reader, ")");
      return type === null ? value : convert(value, type.type);
    }
    if (token.text === "sizeof") throw new DecodeError("E_NUMBER", "sizeof needs a compiler");
    // Of `Space::NAME` the last name counts.
    let last = token;
    while (reader.isAt("::") && reader.peek(1)?.kind === "name") {
      reader.skip(1);
      last = reader.take();
    }
    const isTypeName = Object.hasOwn(TYPES, last.text) || TYPE_WORDS.has(last.text);
    if (isTypeName && (reader.isAt("(") || reader.isAt("{"))) {
      const close = reader.take().text === "(" ? ")" : "}";
      const type = Object.hasOwn(TYPES, last.text)
        ? TYPES[last.text]!
        : last.text === "unsigned"
          ? UNSIGNED
          : INT;
      return convert(inParentheses(reader, close), type);
    }
    const value = lookUp(last.text);
    if (value !== undefined) return value;
    const what = reader.isAt("(") ? "is no macro of this file" : "is not known";
    throw new DecodeError("E_NAME", `${quoteText(last.text)} ${what}`);
  };

  const operand = (reader: ExpressionReader): Integer => {
    const token: ExpandedToken = reader.take();
    const isCode = token.isCode === true;
    if (token.kind === "number") return { ...parseLiteral(token.text, false), isCode };
    if (token.kind === "char") return { ...parseCharacter(token.text), isCode };
    if (token.kind === "name") {
      const value = named(reader, token);
      return isCode ? { ...value, isCode } : value;
    }
    if (token.kind === "punct" && token.text === "(") return parenthesis(reader);
    if (token.kind === "punct" && token.text === "::") return named(reader, reader.take());
    throw new DecodeError("E_NUMBER", `${quoteText(token.text)} is no number`);
  };

  return new ExpressionReader(tokens, C_OPERATORS, operand).all();
}
