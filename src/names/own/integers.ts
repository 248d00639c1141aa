/**
 * Integers as compilers for Windows calculate them: 32 or 64 bits, signed or not, `long` of 32 bits.
 *
 * Owns the arithmetic and the meaning of literals; grammar is expression.ts.
 */
import { MAX_CODE } from "../../control-code/control-code.js";
import { formatCode, quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";

export interface IntegerType {
  /** 8, 16, 32 or 64. */
  readonly bits: number;
  readonly signed: boolean;
}

export interface Integer {
  readonly value: bigint;
  readonly type: IntegerType;
  /** It came out of CTL_CODE or its like, and is no part taken out of one. */
  readonly isCode: boolean;
}

export const INT: IntegerType = { bits: 32, signed: true };
export const UNSIGNED: IntegerType = { bits: 32, signed: false };
export const LONG_LONG: IntegerType = { bits: 64, signed: true };
export const UNSIGNED_LONG_LONG: IntegerType = { bits: 64, signed: false };

/** Digits of the longest literal that can have 64 bits, in binary, with room for separators. */
const MAX_LITERAL_LENGTH = 160;
const LITERAL = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)([a-zA-Z][a-zA-Z0-9]*)?$/;
/** Lowest number that stands for a code, as a signed 32-bit integer. */
const MIN_SIGNED = -0x80000000n;

export function integer(value: bigint, type: IntegerType, isCode = false): Integer {
  return {
    value: type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value),
    type,
    isCode,
  };
}

function fits(value: bigint, type: IntegerType): boolean {
  return integer(value, type).value === value;
}

const SUFFIXES: Readonly<Record<string, { readonly unsigned: boolean; readonly wide: boolean }>> = {
  "": { unsigned: false, wide: false },
  u: { unsigned: true, wide: false },
  l: { unsigned: false, wide: false },
  ul: { unsigned: true, wide: false },
  lu: { unsigned: true, wide: false },
  ll: { unsigned: false, wide: true },
  ull: { unsigned: true, wide: true },
  llu: { unsigned: true, wide: true },
  z: { unsigned: false, wide: true },
  uz: { unsigned: true, wide: true },
  i32: { unsigned: false, wide: false },
  ui32: { unsigned: true, wide: false },
  u32: { unsigned: true, wide: false },
  i64: { unsigned: false, wide: true },
  ui64: { unsigned: true, wide: true },
  u64: { unsigned: true, wide: true },
  u8: { unsigned: true, wide: false },
  u16: { unsigned: true, wide: false },
  i8: { unsigned: false, wide: false },
  i16: { unsigned: false, wide: false },
  usize: { unsigned: true, wide: true },
  isize: { unsigned: false, wide: true },
};

/** A literal without its suffix; that of a hexadecimal one may begin with no digit of it. */
function splitLiteral(text: string): { digits: string; suffix: string } | null {
  const match = LITERAL.exec(text);
  return match === null ? null : { digits: match[1]!, suffix: (match[2] ?? "").toLowerCase() };
}

/**
 * A literal of C, C++ or Rust: `0x22A018`, `2048ul`, `0b1`, `010` (eight), `1'000`, `0x0022_A018u32`.
 * @throws DecodeError E_NUMBER
 */
export function parseLiteral(text: string, isRust: boolean): Integer {
  const plain = text.length > MAX_LITERAL_LENGTH ? "" : text.replace(isRust ? /_/g : /'/g, "");
  const split = splitLiteral(plain);
  const suffix = split === null ? undefined : SUFFIXES[split.suffix];
  if (split === null || suffix === undefined) {
    throw new DecodeError("E_NUMBER", `${quoteText(text)} is no integer`);
  }
  const { digits } = split;
  const isOctal = !isRust && /^0[0-7]+$/.test(digits);
  const value = BigInt(isOctal ? `0o${digits}` : digits);
  const isDecimal = /^[1-9]/.test(digits);
  const types = suffix.wide
    ? [LONG_LONG, UNSIGNED_LONG_LONG]
    : [INT, UNSIGNED, LONG_LONG, UNSIGNED_LONG_LONG];
  const type = types.find(
    (one) => fits(value, one) && (suffix.unsigned ? !one.signed : one.signed || !isDecimal),
  );
  if (type === undefined) throw new DecodeError("E_NUMBER", `${quoteText(text)} has more than 64 bits`);
  return integer(value, type);
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  "0": 0,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/**
 * A character literal: `'M'`, `'\x4d'`, `L'M'`; of several characters the first is the highest byte: `'AB'` is 0x4142.
 * @throws DecodeError E_NUMBER
 */
export function parseCharacter(text: string): Integer {
  const body = /^(?:L|u|U|u8|b)?'(.*)'$/s.exec(text)?.[1];
  const units = body?.match(/\\x[0-9a-fA-F]{1,8}|\\[0-7]{1,3}|\\.|[^\\]/gsu) ?? [];
  let value = 0n;
  for (const unit of units.slice(0, 5)) {
    let code: number;
    if (!unit.startsWith("\\")) code = unit.codePointAt(0)!;
    else if (unit[1] === "x") code = Number.parseInt(unit.slice(2), 16);
    else if (/^\\[0-7]/.test(unit)) code = Number.parseInt(unit.slice(1), 8);
    else code = ESCAPES[unit[1]!] ?? Number.NaN;
    if (Number.isNaN(code) || (units.length > 1 && code > 0xff)) {
      throw new DecodeError("E_NUMBER", `${quoteText(text)} is no character`);
    }
    value = (value << 8n) | BigInt(code);
  }
  if (units.length === 0 || units.length > 4 || units.join("") !== body) {
    throw new DecodeError("E_NUMBER", `${quoteText(text)} is no character`);
  }
  return integer(value, INT);
}

/** Types narrower than int are calculated as int. */
function promoted(a: Integer): Integer {
  return a.type.bits < INT.bits ? { ...a, type: INT } : a;
}

function commonType(a: IntegerType, b: IntegerType): IntegerType {
  if (a.bits === b.bits) return a.signed ? b : a;
  return a.bits > b.bits ? a : b;
}

export function convert(a: Integer, type: IntegerType): Integer {
  return integer(a.value, type, a.isCode);
}

/** Either value of `? :`, in the type of both. */
export function choose(condition: Integer, a: Integer, b: Integer): Integer {
  const type = commonType(promoted(a).type, promoted(b).type);
  return convert(condition.value !== 0n ? a : b, type);
}

/** `+a`, `-a`, `~a`, `!a`. */
export function unary(operator: string, given: Integer): Integer {
  const a = promoted(given);
  switch (operator) {
    case "+":
      return a;
    case "-":
      return integer(-a.value, a.type);
    case "~":
      return integer(~a.value, a.type);
    default:
      return integer(a.value === 0n ? 1n : 0n, INT);
  }
}

function shifted(operator: string, a: Integer, b: Integer, isCode: boolean): Integer {
  if (b.value < 0n || b.value >= BigInt(a.type.bits)) {
    throw new DecodeError("E_RANGE", `a number of ${a.type.bits} bits is shifted by ${b.value}`);
  }
  return integer(operator === "<<" ? a.value << b.value : a.value >> b.value, a.type, isCode);
}

function calculate(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "*":
      return a * b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    case "|":
      return a | b;
  }
  if (b === 0n) throw new DecodeError("E_NUMBER", "a number is divided by 0");
  return operator === "/" ? a / b : a % b;
}

function holds(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "&&":
      return a !== 0n && b !== 0n;
    default:
      return a !== 0n || b !== 0n;
  }
}

const CALCULATIONS = new Set(["*", "/", "%", "+", "-", "&", "^", "|"]);

/**
 * `a operator b`. It is a code when both are, or when something is added to one.
 * @throws DecodeError E_NUMBER, E_RANGE
 */
export function binary(operator: string, left: Integer, right: Integer): Integer {
  const [a, b] = [promoted(left), promoted(right)];
  const isCode = (a.isCode && b.isCode) || ((operator === "|" || operator === "+") && (a.isCode || b.isCode));
  if (operator === "<<" || operator === ">>") return shifted(operator, a, b, isCode);
  const type = commonType(a.type, b.type);
  const [x, y] = [convert(a, type).value, convert(b, type).value];
  if (CALCULATIONS.has(operator)) return integer(calculate(operator, x, y), type, isCode);
  return integer(holds(operator, x, y) ? 1n : 0n, INT);
}

/**
 * The number as a control code, 0 to 0xFFFFFFFF; a negative one stands for itself plus 2^32.
 * @throws DecodeError E_RANGE
 */
export function toCode({ value }: Integer): number {
  if (value < MIN_SIGNED || value > BigInt(MAX_CODE)) {
    throw new DecodeError("E_RANGE", `${value} lies outside ${MIN_SIGNED} to ${formatCode(MAX_CODE)}`);
  }
  return Number(BigInt.asUintN(32, value));
}
