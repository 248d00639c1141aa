/**
 * Macros of a C header: their definitions and their expansion, as the preprocessor does it.
 *
 * Owns the bounds that keep hostile macros from growing without end: so many tokens a definition and a file, and so
 * many macros inside each other.
 */
import { DecodeError } from "../../errors.js";
import { MAX_NAME_LENGTH, type Macro } from "./c-definition.js";
import { codeLines, isPunct, type Token } from "./tokens.js";

/** Macros that a token came out of, which it must not become again. */
interface Origin {
  readonly name: string;
  readonly next: Origin | null;
  readonly depth: number;
}

/** A token on its way through the preprocessor. */
export interface ExpandedToken extends Token {
  readonly origin?: Origin | null;
  /** It came out of CTL_CODE or a macro like it. */
  readonly isCode?: boolean;
}

/** Tokens that one definition may take. */
const MAX_STEPS = 50_000;
/** Tokens that all definitions of a file may take together. */
const MAX_TOTAL_STEPS = 4_000_000;
/** Macros inside macros, and calls inside arguments. */
const MAX_DEPTH = 100;
/** Definitions of one name that are kept. */
const MAX_VERSIONS = 16;

/** Macros that make codes of their arguments; those that take a code apart are called `..._FROM_CTL_CODE`. */
export const MAKER = /^(?!.*FROM_).*(?:CTL_?CODE|(?:IOCTL|FSCTL)(?:_[A-Z]{1,2})?$)/i;

/** The file is too much to expand; what is left of it is left out. */
export class OutOfSteps extends Error {}

/** What one definition takes. */
export class Steps {
  #left = MAX_STEPS;
  readonly #file: { left: number };
  /** Macros with several definitions that were used. */
  readonly ambiguous = new Set<string>();
  /** A macro that makes codes was used. */
  usesMaker = false;

  constructor(file: { left: number }) {
    this.#file = file;
  }

  take(): void {
    if (--this.#file.left < 0) throw new OutOfSteps();
    if (--this.#left >= 0) return;
    throw new DecodeError("E_RECORD_TOO_LONG", `its macros become more than ${MAX_STEPS} tokens`);
  }
}

function sameMacro(a: Macro, b: Macro): boolean {
  if (a.isVariadic !== b.isVariadic || String(a.parameters) !== String(b.parameters)) return false;
  return a.body.length === b.body.length && a.body.every(({ text }, i) => text === b.body[i]!.text);
}

function isHidden(name: string, origin: Origin | null | undefined): boolean {
  for (let at = origin ?? null; at !== null; at = at.next) if (at.name === name) return true;
  return false;
}

function hide(name: string, origin: Origin | null | undefined): Origin {
  const depth = (origin?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) throw new DecodeError("E_RECORD_TOO_LONG", "its macros are nested too deeply");
  return { name, next: origin ?? null, depth };
}

/** What is in both. */
function shared(a: Origin | null | undefined, b: Origin | null | undefined): Origin | null {
  if (a === b) return a ?? null;
  let both: Origin | null = null;
  for (let at = a ?? null; at !== null; at = at.next) if (isHidden(at.name, b)) both = hide(at.name, both);
  return both;
}

/** What is in either. */
function joined(a: Origin | null | undefined, b: Origin): Origin {
  let both = b;
  for (let at = a ?? null; at !== null; at = at.next)
    if (!isHidden(at.name, both)) both = hide(at.name, both);
  return both;
}

/** A token that came out of a macro. Only names, and `)` of their calls, have to know of which. */
function derived(token: ExpandedToken, from: Origin, isCode: boolean): ExpandedToken {
  const { kind, text, line, spaced } = token;
  if (kind !== "name" && text !== ")" && (!isCode || token.isCode === true)) return token;
  const origin = joined(token.origin, from);
  return { kind, text, line, spaced, origin, isCode: isCode || token.isCode === true };
}

/** Two tokens written as one, as `##` does. */
function pasted(a: ExpandedToken, b: ExpandedToken): ExpandedToken[] {
  if (a.text.length + b.text.length > MAX_NAME_LENGTH) {
    throw new DecodeError("E_RECORD_TOO_LONG", `## makes more than ${MAX_NAME_LENGTH} characters`);
  }
  const [line] = codeLines(a.text + b.text);
  return (line?.tokens ?? []).map((token) => ({ ...b, ...token, line: a.line, spaced: a.spaced }));
}

export class Macros {
  /** Definitions in force, in order; several where branches of an #if define different ones. */
  readonly #live = new Map<string, Macro[]>();
  /** The last definition of what was taken back by #undef. */
  readonly #retired = new Map<string, Macro>();
  readonly #predefined = new Set<Macro>();
  readonly #file = { left: MAX_TOTAL_STEPS };

  /** Defines macros that a header may define anew without a conflict. */
  predefine(macros: readonly Macro[]): void {
    for (const macro of macros) {
      this.#live.set(macro.name, [macro]);
      this.#predefined.add(macro);
    }
  }

  define(macro: Macro): void {
    const known = this.#live.get(macro.name);
    if (known === undefined || this.#predefined.has(known[0]!)) this.#live.set(macro.name, [macro]);
    else if (known.length < MAX_VERSIONS && !known.some((one) => sameMacro(one, macro))) known.push(macro);
  }

  undefine(name: string): void {
    const known = this.#live.get(name);
    if (known === undefined || this.#predefined.has(known[0]!)) return;
    this.#retired.set(name, known.at(-1)!);
    this.#live.delete(name);
  }

  /** Every definition of the file that is in force, by name, in order of appearance. */
  *definitions(): Generator<readonly Macro[]> {
    for (const macros of this.#live.values()) if (!this.#predefined.has(macros[0]!)) yield macros;
  }

  /** The definitions of a name that are in force. */
  versionsOf(name: string): readonly Macro[] {
    return this.#live.get(name) ?? [];
  }

  /** The body of a macro, in which it is not replaced itself. */
  bodyOf(macro: Macro): ExpandedToken[] {
    const origin = hide(macro.name, null);
    return macro.body.map((token) => ({ ...token, origin }));
  }

  /** The count for one definition. */
  steps(): Steps {
    return new Steps(this.#file);
  }

  /**
   * Replaces the macros in `tokens`.
   * @throws DecodeError E_RECORD_TOO_LONG, E_NUMBER for a call that cannot be right; OutOfSteps
   */
  expand(tokens: readonly ExpandedToken[], steps: Steps, depth = 0): ExpandedToken[] {
    if (depth > MAX_DEPTH) throw new DecodeError("E_RECORD_TOO_LONG", "its macros are nested too deeply");
    const done: ExpandedToken[] = [];
    /** What is still to be looked at, the next at the end. */
    const left = [...tokens].reverse();
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      steps.take();
      const macro =
        token.kind === "name" && !isHidden(token.text, token.origin)
          ? this.#find(token.text, steps)
          : undefined;
      if (macro === undefined || (macro.parameters !== null && !isPunct(left.at(-1), "("))) {
        done.push(token);
        continue;
      }
      const isCode = token.isCode === true || (macro.parameters !== null && MAKER.test(macro.name));
      if (isCode) steps.usesMaker = true;
      let args: ExpandedToken[][] = [];
      let origin = token.origin ?? null;
      if (macro.parameters !== null) {
        const call = this.#arguments(macro, left, steps);
        args = call.args;
        origin = shared(origin, call.close.origin);
      }
      const replaced = this.#substitute(macro, args, steps, depth);
      const from = hide(macro.name, origin);
      for (let i = replaced.length - 1; i >= 0; i--) left.push(derived(replaced[i]!, from, isCode));
    }
    return done;
  }

  #find(name: string, steps: Steps): Macro | undefined {
    const live = this.#live.get(name);
    if (live === undefined) return this.#retired.get(name);
    if (live.length > 1) steps.ambiguous.add(name);
    return live[0];
  }

  /** Takes the arguments of a call from `left`, where `(` is next. */
  #arguments(
    macro: Macro,
    left: ExpandedToken[],
    steps: Steps,
  ): { args: ExpandedToken[][]; close: ExpandedToken } {
    const parameters = macro.parameters!;
    const args: ExpandedToken[][] = [[]];
    left.pop();
    for (let depth = 1; ; ) {
      const token = left.pop();
      if (token === undefined) throw new DecodeError("E_NUMBER", `a call of ${macro.name} is not closed`);
      steps.take();
      if (isPunct(token, "(")) depth++;
      if (isPunct(token, ")") && --depth === 0) {
        if (parameters.length === 0 && args.length === 1 && args[0]!.length === 0) args.pop();
        if (macro.isVariadic && args.length === parameters.length - 1) args.push([]);
        if (args.length === parameters.length) return { args, close: token };
        throw new DecodeError(
          "E_NUMBER",
          `${macro.name} takes ${parameters.length} arguments, and here it has ${args.length}`,
        );
      }
      const isLast = macro.isVariadic && args.length === parameters.length;
      if (isPunct(token, ",") && depth === 1 && !isLast) args.push([]);
      else args.at(-1)!.push(token);
    }
  }

  /** The body of a macro with its arguments put in. */
  #substitute(
    { parameters, body }: Macro,
    args: readonly ExpandedToken[][],
    steps: Steps,
    depth: number,
  ): ExpandedToken[] {
    const indexOf = (token: Token | undefined): number =>
      token?.kind === "name" && parameters !== null ? parameters.indexOf(token.text) : -1;
    const expanded: ExpandedToken[][] = [];
    const out: ExpandedToken[] = [];
    let pastes = false;
    const add = (tokens: readonly ExpandedToken[]): void => {
      let rest = tokens;
      if (pastes && out.length > 0 && tokens.length > 0) {
        out.push(...pasted(out.pop()!, tokens[0]!));
        rest = tokens.slice(1);
      }
      pastes = false;
      for (const token of rest) {
        steps.take();
        out.push(token);
      }
    };
    for (let i = 0; i < body.length; i++) {
      const token = body[i]!;
      if (isPunct(token, "##") && i > 0) {
        pastes = true;
        continue;
      }
      if (isPunct(token, "#") && indexOf(body[i + 1]) >= 0) {
        // A text is never part of a number: what it says does not matter.
        i++;
        add([{ ...token, kind: "string", text: '""' }]);
        continue;
      }
      const index = indexOf(token);
      if (index < 0) add([token]);
      else if (pastes || isPunct(body[i + 1], "##")) add(args[index]!);
      else {
        expanded[index] ??= this.expand(args[index]!, steps, depth + 1);
        add(expanded[index]!);
      }
    }
    return out;
  }
}
