/**
 * Conditions on columns, as `--where` takes them: `column=value`, `!=`, `<`, `<=`, `>`, `>=`, `~regex`, `!~regex`.
 *
 * Owns the grammar and what a value of a column is compared with. Which rows are kept is row-filter.ts.
 */
import { accessName } from "../control-code/required-access.js";
import { formatCode, quoteText } from "../control-code/text.js";
import { methodName } from "../control-code/transfer-method.js";
import { DecodeError } from "../errors.js";
import { deviceTypeFor, type OwnName, resolveCodeText } from "../names/index.js";
import type { CellValue } from "./batch.js";
import { REVIEW_FACTS } from "./review-facts.js";
import { type ColumnDefinition, type ColumnName, columnNamed, SCHEMA } from "./schema.js";

/** What a cell holds: lists have several texts. */
export type ConditionValue = CellValue | readonly string[];

export interface Condition {
  readonly column: ColumnName;
  /** As it was written. */
  readonly text: string;
  /** True for a value that fulfils the condition. A missing value equals the empty text and nothing else. */
  test(value: ConditionValue): boolean;
}

type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~";

const GRAMMAR = /^\s*([A-Za-z]+)\s*(!=|<=|>=|!~|=|<|>|~)(.*)$/s;
const NUMBER = /^\s*(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?)\s*$/;

/** Columns whose values are constants of a list. */
const CONSTANTS: Readonly<Partial<Record<ColumnName, readonly string[]>>> = {
  requiredAccess: [0, 1, 2, 3].map(accessName),
  transferMethod: [0, 1, 2, 3].map(methodName),
  facts: REVIEW_FACTS,
  direction: ["request", "response"],
};

function wrong(text: string, why: string): DecodeError {
  return new DecodeError("E_OPTION", `--where ${quoteText(text)}: ${why}`);
}

/** `a,b` as its parts; a comma inside parentheses, as in CTL_CODE(...), parts nothing. */
function partsOf(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of list) {
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (char === "," && depth <= 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim());
}

/** A condition while it is read. */
interface Reading {
  readonly column: ColumnDefinition & { readonly name: ColumnName };
  /** The condition as it was written. */
  readonly whole: string;
  readonly own: readonly OwnName[] | undefined;
}

/** Numbers that a value of the column may be spelled as. */
function numbersOf({ column, whole, own }: Reading, text: string): number[] {
  if (column.type === "code") {
    try {
      const { code, others } = resolveCodeText(text, { table: "extra", own });
      return [code, ...others];
    } catch (error) {
      throw wrong(whole, error instanceof Error ? error.message : String(error));
    }
  }
  const device = column.name === "deviceType" ? deviceTypeFor(text) : undefined;
  if (device !== undefined) return [device];
  if (!NUMBER.test(text)) throw wrong(whole, `${quoteText(text)} is no number, and ${column.name} is`);
  return [Number(text)];
}

/** Texts that a value of the column may be. */
function checkConstant(name: ColumnName, text: string, whole: string): void {
  const known = CONSTANTS[name];
  if (known === undefined || text === "" || known.includes(text)) return;
  throw wrong(whole, `${name} is one of ${known.join(", ")}`);
}

/** The test for `=`: any of the values; names stand for their codes too. */
function equality(reading: Reading, list: string) {
  const { column, whole } = reading;
  const parts = partsOf(list);
  const isMissing = parts.includes("");
  const texts = new Set(parts.filter((part) => part !== ""));
  if (column.type === "text" || column.type === "list") {
    for (const part of texts) checkConstant(column.name, part, whole);
    return (value: ConditionValue): boolean => {
      if (value === null) return isMissing;
      if (Array.isArray(value)) return value.length === 0 ? isMissing : value.some((text) => texts.has(text));
      return texts.has(String(value));
    };
  }
  const numbers = new Set([...texts].flatMap((part) => numbersOf(reading, part)));
  return (value: ConditionValue): boolean =>
    value === null ? isMissing : typeof value === "number" && numbers.has(value);
}

function order(reading: Reading, operator: Operator, text: string) {
  const { column, whole } = reading;
  if (column.type === "text" || column.type === "list")
    throw wrong(whole, `${column.name} is no number, so ${operator} does not compare it`);
  const [limit] = numbersOf(reading, text.trim()) as [number];
  const compare = {
    "<": (value: number) => value < limit,
    "<=": (value: number) => value <= limit,
    ">": (value: number) => value > limit,
    ">=": (value: number) => value >= limit,
  }[operator as "<" | "<=" | ">" | ">="];
  return (value: ConditionValue): boolean => typeof value === "number" && compare(value);
}

/** Codes are matched as they are printed. */
function match({ column, whole }: Reading, pattern: string) {
  let regex: RegExp;
  try {
    regex = new RegExp(pattern);
  } catch (error) {
    throw wrong(whole, error instanceof Error ? error.message : String(error));
  }
  return (value: ConditionValue): boolean => {
    if (value === null) return false;
    if (Array.isArray(value)) return value.some((text) => regex.test(text));
    return regex.test(column.type === "code" ? formatCode(value as number) : String(value));
  };
}

/**
 * Reads one condition. Values of `code` are numbers in any form, own names, names of either pack and CTL_CODE(...),
 * values of `deviceType` numbers and FILE_DEVICE_ names; `=` and `!=` take several, with commas; an empty value is a
 * missing one.
 *
 * @throws DecodeError E_OPTION for an unknown column, operator or value
 */
export function parseCondition(text: string, own?: readonly OwnName[]): Condition {
  const found = GRAMMAR.exec(text);
  if (found === null) throw wrong(text, "it is not like column=value, column!=value, column<1, column~regex");
  const [, name, operator, value] = found as unknown as [string, string, Operator, string];
  const column = columnNamed(name);
  if (column === undefined)
    throw wrong(text, `there is no column ${name}; the columns are ${SCHEMA.map((c) => c.name).join(", ")}`);
  const reading: Reading = { column, whole: text, own };
  const make = (): ((value: ConditionValue) => boolean) => {
    switch (operator) {
      case "=":
        return equality(reading, value);
      case "!=": {
        const equals = equality(reading, value);
        return (cell) => !equals(cell);
      }
      case "~":
        return match(reading, value);
      case "!~": {
        const matches = match(reading, value);
        return (cell) => !matches(cell);
      }
      default:
        return order(reading, operator, value);
    }
  };
  return { column: column.name, text, test: make() };
}
