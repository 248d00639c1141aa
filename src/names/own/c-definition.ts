/** A macro as `#define` gives it: its name, its parameters and its body. */
import { isPunct, type Token } from "./tokens.js";

/** Characters of a name, and of what `##` puts together. */
export const MAX_NAME_LENGTH = 1000;
const MAX_PARAMETERS = 256;

export interface Macro {
  readonly name: string;
  /** Null for a macro without parentheses. */
  readonly parameters: readonly string[] | null;
  /** The last parameter takes all further arguments. */
  readonly isVariadic: boolean;
  readonly body: readonly Token[];
  readonly line: number;
}

/** The macro that a `#define` defines; null when its tokens, from the name on, are none. */
export function readDefinition(tokens: readonly Token[]): Macro | null {
  const [name, open] = tokens;
  if (name?.kind !== "name" || name.text.length > MAX_NAME_LENGTH) return null;
  const plain = { name: name.text, isVariadic: false, line: name.line };
  if (!isPunct(open, "(") || open?.spaced === true)
    return { ...plain, parameters: null, body: tokens.slice(1) };
  const close = tokens.findIndex((token) => isPunct(token, ")"));
  if (close < 0) return null;
  const parameters: string[] = [];
  let isVariadic = false;
  for (let i = 2; i < close; i++) {
    const token = tokens[i]!;
    if (isPunct(token, ",")) continue;
    if (isPunct(token, "...") && !isVariadic) {
      isVariadic = true;
      // `args...` names the last parameter itself.
      if (tokens[i - 1]!.kind !== "name") parameters.push("__VA_ARGS__");
    } else if (token.kind === "name" && !isVariadic) parameters.push(token.text);
    else return null;
  }
  if (parameters.length > MAX_PARAMETERS || new Set(parameters).size !== parameters.length) return null;
  return { ...plain, parameters, isVariadic, body: tokens.slice(close + 1) };
}
