/** What stands between the operators of Rust: literals, paths, `as`, and the calls that put a control code together. */
import { ACCESS_SHIFT, DEVICE_SHIFT, FUNCTION_SHIFT, METHOD_SHIFT } from "../../control-code/bits.js";
import { DeviceType } from "../../control-code/device-type.js";
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { ExpressionReader, RUST_OPERATORS } from "./expression.js";
import {
  binary,
  convert,
  INT,
  type Integer,
  type IntegerType,
  integer,
  LONG_LONG,
  parseCharacter,
  parseLiteral,
  UNSIGNED,
  UNSIGNED_LONG_LONG,
} from "./integers.js";
import type { Token } from "./tokens.js";

/** The parts of a code, by what their parameters are called. */
export type Part = "device" | "function" | "method" | "access";

/** The order of CTL_CODE, which functions and macros like it keep. */
export const MACRO_ORDER: readonly Part[] = ["device", "function", "method", "access"];
/** `ControlCode(DeviceType, RequiredAccess, number, TransferMethod)` of the crate winioctl. */
const CONTROL_CODE_ORDER: readonly Part[] = ["device", "access", "function", "method"];
const SHIFTS: Readonly<Record<Part, number>> = {
  device: DEVICE_SHIFT,
  function: FUNCTION_SHIFT,
  method: METHOD_SHIFT,
  access: ACCESS_SHIFT,
};

const TYPES: Readonly<Record<string, IntegerType>> = {
  u8: { bits: 8, signed: false },
  i8: { bits: 8, signed: true },
  u16: { bits: 16, signed: false },
  i16: { bits: 16, signed: true },
  u32: UNSIGNED,
  i32: INT,
  u64: UNSIGNED_LONG_LONG,
  i64: LONG_LONG,
  usize: UNSIGNED_LONG_LONG,
  isize: LONG_LONG,
};

/** A name as it is compared: `PhysicalNetcard` and `PHYSICAL_NETCARD` are one. */
function key(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** Variants of enums that stand for parts of a code, by what the enum is called. */
const DEVICES: ReadonlyMap<string, number> = new Map([
  ...Object.entries(DeviceType).map(
    ([name, value]) => [key(name.replace(/^FILE_DEVICE_/, "")), value] as const,
  ),
  // A name cannot begin with a digit.
  ["port8042", DeviceType.FILE_DEVICE_8042_PORT],
]);
const METHODS: ReadonlyMap<string, number> = new Map([
  ["buffered", 0],
  ["indirect", 1],
  ["inputdirect", 1],
  ["outdirect", 2],
  ["outputdirect", 2],
  ["neither", 3],
]);
const ACCESSES: ReadonlyMap<string, number> = new Map(
  ["any", "read", "write", "readwrite"].flatMap((name, value) =>
    ["", "access", "data"].map((end) => [name + end, value] as const),
  ),
);

/** The value of `Enum::Variant` for the enums of crates that put codes together. */
function variant(path: readonly string[]): Integer | undefined {
  const name = key(path.at(-1)!);
  const of = key(path.at(-2) ?? "");
  const values = of.includes("device") ? DEVICES : of.includes("method") ? METHODS : ACCESSES;
  const known = values === ACCESSES && !of.includes("access") ? undefined : values.get(name);
  return known === undefined ? undefined : integer(BigInt(known), UNSIGNED);
}

/** Names of functions and macros that make codes. */
export function isMaker(name: string): boolean {
  return /ctl_?code|io_?control_?code|ioctl_code|^ControlCode$/i.test(name) && !/from_/i.test(name);
}

export interface RustNames {
  /** The value of a path that the file defines, or of a known constant. */
  lookUp(path: readonly string[]): Integer | undefined;
  /** The order of the parts that a function or macro of the file takes; undefined for the usual one. */
  orderOf(maker: string): readonly Part[] | undefined;
}

/** A code from its parts, as the shifts of CTL_CODE put it together. */
export function codeOfParts(parts: Readonly<Record<Part, Integer>>): Integer {
  let code = integer(0n, UNSIGNED);
  for (const part of MACRO_ORDER) {
    const shifted = binary("<<", convert(parts[part], UNSIGNED), integer(BigInt(SHIFTS[part]), INT));
    code = binary("|", code, shifted);
  }
  return { ...code, isCode: true };
}

/**
 * The value of an expression of constants.
 * @throws DecodeError E_NUMBER, E_NAME, E_RANGE
 */
export function evaluateRust(tokens: readonly Token[], names: RustNames): Integer {
  const made = (reader: ExpressionReader, maker: string, close: string): Integer => {
    const args: Integer[] = [];
    while (!reader.isAt(close)) {
      args.push(reader.expression());
      if (!reader.isAt(close)) reader.expect(",");
    }
    reader.expect(close);
    const order = names.orderOf(maker) ?? (maker === "ControlCode" ? CONTROL_CODE_ORDER : MACRO_ORDER);
    if (args.length !== order.length) {
      throw new DecodeError("E_NUMBER", `${maker} takes ${order.length} arguments, here are ${args.length}`);
    }
    return codeOfParts(Object.fromEntries(order.map((part, i) => [part, args[i]!])) as Record<Part, Integer>);
  };

  const path = (reader: ExpressionReader, first: Token): Integer => {
    const parts = [first.text];
    while (reader.isAt("::") && reader.peek(1)?.kind === "name") {
      reader.skip(1);
      parts.push(reader.take().text);
    }
    const isMacro = reader.isAt("!") && !reader.isAt("!=");
    const opens = ["(", "[", "{"].find((open) => reader.isAt(open, isMacro ? 1 : 0));
    const maker = parts.findLast(isMaker);
    if (opens !== undefined && maker !== undefined) {
      reader.skip(isMacro ? 2 : 1);
      return made(reader, maker, opens === "(" ? ")" : opens === "[" ? "]" : "}");
    }
    const value = names.lookUp(parts) ?? variant(parts);
    if (value !== undefined && opens === undefined) return value;
    const what = opens === undefined ? "is not known" : "is no function that makes control codes";
    throw new DecodeError("E_NAME", `${quoteText(parts.join("::"))} ${what}`);
  };

  const plain = (reader: ExpressionReader): Integer => {
    const token = reader.take();
    if (token.kind === "number") return parseLiteral(token.text, true);
    if (token.kind === "char") return parseCharacter(token.text);
    if (token.kind === "name") return path(reader, token);
    if (token.kind === "punct" && token.text === "(") {
      const value = reader.expression();
      reader.expect(")");
      return value;
    }
    throw new DecodeError("E_NUMBER", `${quoteText(token.text)} is no number`);
  };

  const operand = (reader: ExpressionReader): Integer => {
    let value = plain(reader);
    for (;;) {
      if (reader.peek()?.kind === "name" && reader.peek()!.text === "as") {
        reader.skip(1);
        const type = reader.take().text;
        value = Object.hasOwn(TYPES, type) ? convert(value, TYPES[type]!) : value;
      } else if (reader.isAt(".") && reader.isAt("(", 2) && reader.isAt(")", 3)) {
        // `.bits()`, `.into()`, `.into_u32()`: the same number.
        reader.skip(4);
      } else {
        return value;
      }
    }
  };

  return new ExpressionReader(tokens, RUST_OPERATORS, operand).all();
}
