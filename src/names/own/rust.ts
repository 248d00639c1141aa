/**
 * Control codes of Rust: constants and enums whose value is put together by `ctl_code(...)` or shifts, and the macros
 * of the crate winioctl:
 *
 * ```rust
 * const IOCTL_READ_VALUE: u32 = 0x801;
 * ioctl_read!(ioctl_read_value, DeviceType::Unknown, IOCTL_READ_VALUE, i32);
 * ```
 *
 * There the constant is a function, and the code has its name and that of the function that sends it. What the macros
 * mean: `ioctl_none!` any access, METHOD_NEITHER; `ioctl_read!` and `ioctl_write!` that access, METHOD_BUFFERED.
 */
import { ioctlNone, ioctlRead, ioctlReadWrite, ioctlWrite } from "../../control-code/control-code.js";
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import type { Definition, Definitions, Fault } from "./definitions.js";
import { INT, type Integer, integer, toCode } from "./integers.js";
import { isCodeName, isControlCode, knownConstant } from "./known-constants.js";
import { evaluateRust, isMaker } from "./rust-expression.js";
import { type MacroUse, type RustConstant, RustItems } from "./rust-items.js";
import type { Token } from "./tokens.js";

const MACROS: Readonly<Record<string, (device: number, fn: number) => number>> = {
  ioctl_none: ioctlNone,
  ioctl_read: ioctlRead,
  ioctl_write: ioctlWrite,
  ioctl_read_write: ioctlReadWrite,
  ioctl_readwrite: ioctlReadWrite,
};

class RustReader {
  readonly #items: RustItems;
  readonly #byPath = new Map<string, RustConstant>();
  /** Values of constants, or why they have none; `open` while what they are made of is settled. */
  readonly #values = new Map<RustConstant, Integer | DecodeError | "open">();
  readonly #names: Definition[] = [];
  readonly #faults: Fault[] = [];

  constructor(text: string) {
    this.#items = new RustItems(text, (line, error, message) => this.#fault(line, error, message));
    for (const constant of this.#items.constants) {
      const key = constant.path.join("::");
      if (!this.#byPath.has(key)) this.#byPath.set(key, constant);
    }
  }

  read(): Definitions {
    const { constants, uses } = this.#items;
    for (const constant of constants) this.#settle(constant);
    const usesOf = new Map<string, number>();
    for (const { fn } of uses) usesOf.set(wordOf(fn), (usesOf.get(wordOf(fn)) ?? 0) + 1);
    for (const use of uses) this.#use(use, usesOf.get(wordOf(use.fn)) === 1);
    for (const constant of constants) this.#keep(constant);
    const byLine = (a: { line: number | null }, b: { line: number | null }): number =>
      (a.line ?? 0) - (b.line ?? 0);
    return { names: this.#names.sort(byLine), faults: this.#faults.sort(byLine) };
  }

  #fault(line: number, error: Fault["error"], message: string): void {
    this.#faults.push({ line, error, message });
  }

  #evaluate(tokens: readonly Token[]): Integer {
    return evaluateRust(tokens, {
      lookUp: (path) => this.#lookUp(path),
      orderOf: (maker) => this.#items.orders.get(maker),
    });
  }

  #constantAt(path: readonly string[]): RustConstant | undefined {
    return this.#byPath.get(path.slice(-2).join("::")) ?? this.#byPath.get(path.at(-1)!);
  }

  /** The value of a path whose constant is settled. */
  #lookUp(path: readonly string[]): Integer | undefined {
    const constant = this.#constantAt(path);
    if (constant === undefined) return path.length === 1 ? knownConstant(path[0]!) : undefined;
    return this.#valueOf(constant);
  }

  /** @throws DecodeError where it has none */
  #valueOf(constant: RustConstant): Integer {
    const value = this.#values.get(constant);
    if (value instanceof DecodeError) throw value;
    if (value !== undefined && value !== "open") return value;
    throw new DecodeError("E_NUMBER", `${quoteText(constant.name)} is made of itself`);
  }

  /** Gives a constant and those it is made of their values, or the reasons why they have none. */
  #settle(constant: RustConstant): void {
    const waiting = [constant];
    while (waiting.length > 0) {
      const one = waiting.at(-1)!;
      const known = this.#values.get(one);
      if (known === undefined) {
        this.#values.set(one, "open");
        for (const part of this.#partsOf(one)) if (!this.#values.has(part)) waiting.push(part);
        continue;
      }
      waiting.pop();
      if (known === "open") this.#values.set(one, this.#calculated(one));
    }
  }

  /** The constants that a constant is made of. */
  #partsOf({ tokens, before }: RustConstant): RustConstant[] {
    const parts = before === null ? [] : [before];
    for (const [i, token] of (tokens ?? []).entries()) {
      if (token.kind !== "name") continue;
      const last = tokens![i + 1]?.text === "::" ? tokens![i + 2]?.text : undefined;
      const found = this.#constantAt(last === undefined ? [token.text] : [token.text, last]);
      if (found !== undefined) parts.push(found);
    }
    return parts;
  }

  #calculated({ tokens, before }: RustConstant): Integer | DecodeError {
    try {
      if (tokens !== null) return this.#evaluate(tokens);
      if (before === null) return integer(0n, INT);
      const { value, type } = this.#valueOf(before);
      return integer(value + 1n, type);
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  }

  /** `isOnly`: no other macro uses the same function. */
  #use({ macro, name, device, fn }: MacroUse, isOnly: boolean): void {
    try {
      const code = MACROS[macro]!(toCode(this.#evaluate(device)), toCode(this.#evaluate(fn)));
      const isNamed = fn.every(({ kind, text }) => kind === "name" || text === "::");
      if (isNamed && isOnly) this.#names.push({ name: wordOf(fn), code, line: name.line });
      this.#names.push({ name: name.text, code, line: name.line });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#fault(name.line, error.code, `${name.text} cannot be read: ${error.message}`);
    }
  }

  /** Keeps a constant that is a control code, and tells one that should be. */
  #keep(constant: RustConstant): void {
    const { name, line, tokens } = constant;
    try {
      const value = this.#valueOf(constant);
      const code = toCode(value);
      if (isControlCode(name, code, value.isCode)) this.#names.push({ name, code, line });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const isText = tokens?.some(({ kind }) => kind === "string") === true;
      const isMade = tokens?.some(({ kind, text }) => kind === "name" && isMaker(text)) === true;
      if (isText || !(isMade || isCodeName(name))) return;
      this.#fault(line, error.code, `${name} cannot be read: ${error.message}`);
    }
  }
}

/** The last word of an expression, which names it where it is a path. */
function wordOf(tokens: readonly Token[]): string {
  return tokens.at(-1)?.text ?? "";
}

/** The control codes that a Rust file defines, by line, and what in it cannot be read. */
export function parseRust(text: string): Definitions {
  return new RustReader(text).read();
}
