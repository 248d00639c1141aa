/**
 * Control codes of a C or C++ header, without a compiler: `#define`, `enum`, `const` and `constexpr`.
 *
 * Macros are expanded as the preprocessor does it, and their numbers calculated as the compiler does it. Of `#if` both
 * branches are taken, unless it is plainly 0 or 1; `#include` is passed over. What Windows' own headers define
 * (CTL_CODE, FILE_DEVICE_*, METHOD_*, FILE_*_ACCESS) is known.
 */
import { DecodeError } from "../../errors.js";
import { Conditions } from "./c-conditions.js";
import { Declarations, type Declared, readEnumerator, splitAtCommas } from "./c-declarations.js";
import { type Macro, readDefinition } from "./c-definition.js";
import { evaluateC } from "./c-expression.js";
import { MAKER, Macros, OutOfSteps, type Steps } from "./c-macros.js";
import type { Definition, Definitions, Fault } from "./definitions.js";
import { INT, type Integer, integer, toCode } from "./integers.js";
import { isCodeName, isControlCode, knownConstant } from "./known-constants.js";
import { type CodeLine, codeLines, isPunct, type Token } from "./tokens.js";

/** As devioctl.h has it; a header may define it anew. */
const PREDEFINED =
  "CTL_CODE(DeviceType, Function, Method, Access)" +
  " (((DeviceType) << 16) | ((Access) << 14) | ((Function) << 2) | (Method))";

/** A constant of the language. */
interface Constant {
  readonly name: string;
  readonly line: number;
  /** Null once it has a value, and where it follows from the one before. */
  tokens: readonly Token[] | null;
  readonly before: Constant | null;
  value: Integer | null;
}

const ZERO = integer(0n, INT);

/** True when a macro is named as a code or made of one. */
function isCodeMacro({ name, body }: Macro): boolean {
  return isCodeName(name) || body.some(({ kind, text }) => kind === "name" && MAKER.test(text));
}

class HeaderReader {
  readonly #macros = new Macros();
  readonly #conditions = new Conditions();
  readonly #constants: Constant[] = [];
  readonly #constantsByName = new Map<string, Constant>();
  readonly #names: Definition[] = [];
  readonly #faults: Fault[] = [];
  readonly #declarations = new Declarations({
    enumeration: (items) => this.#enumeration(items),
    constant: (declared) => void this.#declare(declared, null),
    tooLong: (line) => this.#fault(line, "E_RECORD_TOO_LONG", "the declaration is too long to be read"),
  });

  constructor() {
    const [line] = codeLines(PREDEFINED);
    this.#macros.predefine([readDefinition(line!.tokens)!]);
  }

  read(text: string): Definitions {
    const onOpenComment = (line: number): void =>
      this.#fault(line, "E_NUMBER", "a comment is not closed: everything behind it is left out");
    try {
      for (const line of codeLines(text, { onOpenComment })) this.#line(line);
      for (const constant of this.#constants) if (constant.value === null) this.#evaluate(constant, true);
      for (const constant of this.#constants) this.#keep(constant.name, constant.line, constant.value);
      // What is surely a code first: it is not to be lost because of others.
      for (const isFirst of [true, false]) {
        for (const versions of this.#macros.definitions()) {
          if (isCodeMacro(versions[0]!) === isFirst) this.#macro(versions);
        }
      }
    } catch (error) {
      if (!(error instanceof OutOfSteps)) throw error;
      this.#fault(null, "E_RECORD_TOO_LONG", "its macros are too much to expand: what is left is left out");
    }
    const byLine = (a: { line: number | null }, b: { line: number | null }): number =>
      (a.line ?? 0) - (b.line ?? 0);
    return { names: this.#names.sort(byLine), faults: this.#faults.sort(byLine) };
  }

  #fault(line: number | null, error: Fault["error"], message: string): void {
    this.#faults.push({ line, error, message });
  }

  #line({ tokens, line, isCut }: CodeLine): void {
    const [first, directive, ...rest] = tokens;
    const isDirective = isPunct(first, "#");
    if (isDirective && this.#conditions.take(directive?.text ?? "", rest)) return;
    if (!this.#conditions.areMet) return;
    if (isCut) this.#fault(line, "E_RECORD_TOO_LONG", "the line is too long to be read");
    else if (!isDirective) this.#declarations.take(tokens);
    else if (directive?.text === "undef") this.#macros.undefine(rest[0]?.text ?? "");
    else if (directive?.text === "define") {
      const macro = readDefinition(rest);
      if (macro !== null) this.#macros.define(macro);
      else this.#fault(line, "E_NUMBER", "this is no definition of a macro");
    }
  }

  /** An enumerator may come out of a macro: `#define EACH(X) X(A, 1) X(B, 2)`. */
  #enumeration(items: readonly (readonly Token[])[]): void {
    let before: Constant | null = null;
    for (const item of items) {
      const isCall = item[0]!.kind === "name" && isPunct(item[1], "(");
      const parts = isCall ? splitAtCommas(this.#expandedItem(item)) : [item];
      for (const part of parts) {
        const declared = readEnumerator(part);
        if (declared !== null) before = this.#declare(declared, before);
      }
    }
  }

  #expandedItem(item: readonly Token[]): readonly Token[] {
    try {
      return this.#macros.expand(item, this.#macros.steps());
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#fault(item[0]!.line, error.code, `an enumerator cannot be read: ${error.message}`);
      return [];
    }
  }

  #declare({ name, expression }: Declared, before: Constant | null): Constant {
    const constant: Constant = { name: name.text, line: name.line, tokens: expression, before, value: null };
    this.#constants.push(constant);
    // Of several scopes the first one counts.
    if (!this.#constantsByName.has(name.text)) this.#constantsByName.set(name.text, constant);
    // At once, with the macros that are in force here; once more at the end, when all are known.
    this.#evaluate(constant, false);
    return constant;
  }

  #evaluate(constant: Constant, isLast: boolean): void {
    const { name, line, tokens, before } = constant;
    if (tokens === null) {
      const value = before === null ? ZERO : before.value;
      if (value !== null) constant.value = before === null ? ZERO : integer(value.value + 1n, value.type);
      return;
    }
    const steps = this.#macros.steps();
    try {
      constant.value = this.#value(tokens, steps);
      constant.tokens = null;
      if (constant.value.isCode) this.#tellAmbiguous(steps);
    } catch (error) {
      if (isLast) this.#unreadable(name, line, tokens, steps, error);
      else if (!(error instanceof DecodeError)) throw error;
    }
  }

  #value(tokens: readonly Token[], steps: Steps): Integer {
    return evaluateC(
      this.#macros.expand(tokens, steps),
      (name) => this.#constantsByName.get(name)?.value ?? knownConstant(name),
    );
  }

  /** A definition that cannot be read is told when it should be a control code. */
  #unreadable(name: string, line: number, body: readonly Token[], steps: Steps, error: unknown): void {
    if (!(error instanceof DecodeError)) throw error;
    const isText = body.some(({ kind }) => kind === "string");
    if (isText || !(steps.usesMaker || isCodeName(name))) return;
    this.#fault(line, error.code, `${name} cannot be read: ${error.message}`);
  }

  /** Keeps a constant that is a control code; true when it is one. */
  #keep(name: string, line: number, value: Integer | null): boolean {
    if (value === null) return false;
    let code: number;
    try {
      code = toCode(value);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      if (value.isCode || isCodeName(name)) this.#fault(line, error.code, `${name}: ${error.message}`);
      return false;
    }
    if (!isControlCode(name, code, value.isCode)) return false;
    this.#names.push({ name, code, line });
    return true;
  }

  #macro(versions: readonly Macro[]): void {
    for (const macro of versions) {
      if (macro.parameters !== null || macro.body.length === 0) continue;
      const steps = this.#macros.steps();
      try {
        const value = this.#value(this.#macros.bodyOf(macro), steps);
        if (this.#keep(macro.name, macro.line, value)) this.#tellAmbiguous(steps);
      } catch (error) {
        this.#unreadable(macro.name, macro.line, macro.body, steps, error);
      }
    }
  }

  readonly #told = new Set<string>();

  /** Tells macros that a control code is made of and that have different definitions. */
  #tellAmbiguous(steps: Steps): void {
    for (const name of steps.ambiguous) {
      if (this.#told.has(name)) continue;
      this.#told.add(name);
      const [first, second] = this.#macros.versionsOf(name);
      const where = `lines ${first!.line} and ${second!.line}`;
      this.#fault(
        second!.line,
        "E_AMBIGUOUS_NAME",
        `${name} is defined differently in ${where}; that of line ${first!.line} is taken`,
      );
    }
  }
}

/** The control codes that a header defines, by line, and what in it cannot be read. */
export function parseCHeader(text: string): Definitions {
  return new HeaderReader().read(text);
}
