/**
 * `--json-path`: keys joined by dots, `*` for any key, `[]` for the items of an array, quotes around a key with a dot
 * in it. A path is compared with the end of where a value stands; `$.` in front ties it to the top.
 */
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";

/** Stands for an item of an array, where a key stands for a member of an object. */
export const ITEM = Symbol("item of an array");
const ANY = Symbol("any key");

/** What leads from a value to one inside it. */
export type Step = string | typeof ITEM;

export interface JsonPath {
  readonly text: string;
  /** True when the steps, from the top of the text, lead to where the path does. */
  matches(steps: readonly Step[]): boolean;
}

const PART = /(\.)?(?:"((?:[^"\\]|\\.)*)"|(\*)|([^.[\]"*$\s][^.[\]"*]*))|\[\]/y;

/**
 * Reads a path.
 * @throws DecodeError E_OPTION when it has another form
 */
export function parseJsonPath(text: string): JsonPath {
  const wrong = (at: number): DecodeError =>
    new DecodeError(
      "E_OPTION",
      `--json-path ${quoteText(text)} cannot be read at character ${at + 1}: it is keys joined by dots, * for any key, [] for the items of an array, such as calls[].arguments.IoControlCode`,
    );
  const isTied = text.startsWith("$");
  const pattern: (Step | typeof ANY)[] = [];
  let at = isTied ? 1 : 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null) throw wrong(at);
    const [whole, dot, quoted, any, key] = part;
    const isItem = whole === "[]";
    const needsDot = !isItem && at > 0;
    if (needsDot !== (dot !== undefined)) throw wrong(at);
    pattern.push(isItem ? ITEM : any === undefined ? (key ?? quoted!.replace(/\\(.)/g, "$1")) : ANY);
    at += whole.length;
  }
  if (pattern.length === 0) throw wrong(at);

  const fits = (steps: readonly Step[], length: number): boolean => {
    const from = length - pattern.length;
    if (from < 0) return false;
    if (isTied && from > 0 && !(from === 1 && steps[0] === ITEM)) return false;
    return pattern.every((wanted, i) => {
      const step = steps[from + i]!;
      return wanted === ANY ? step !== ITEM : wanted === step;
    });
  };
  return {
    text,
    matches: (steps) => fits(steps, steps.length) || (steps.at(-1) === ITEM && fits(steps, steps.length - 1)),
  };
}
