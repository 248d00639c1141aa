/** Texts that tell groups of a summary apart: a map finds a text by itself, and lists of values only by their texts. */
import type { CellValue, CodeEntry } from "../record/batch.js";

/** What an entry says, as a key. */
export function entryKey({ code, codeText, ownName, majorFunction }: CodeEntry): string {
  // Nearly all of them, and plainly no JSON.
  if (codeText === null && ownName === null) return `${code} ${majorFunction}`;
  return JSON.stringify([code, codeText, ownName, majorFunction]);
}

/** Parts of a key of values: kind, then text; a key with a NUL in a text is JSON behind a `J`. */
const SEPARATOR = "\0";
const KIND = { NULL: " ", NUMBER: "#", TEXT: "T", JSON: "J" } as const;

/** Values as one text; keys compare by code unit as their values do, one after the other. */
export function keyOfValues(values: readonly CellValue[]): string {
  let key = "";
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) key += SEPARATOR;
    if (value === null) key += KIND.NULL;
    else if (typeof value === "number") key += KIND.NUMBER + value;
    else if (value.includes(SEPARATOR)) return KIND.JSON + JSON.stringify(values);
    else key += KIND.TEXT + value;
  }
  return key;
}

/** What tells groups of a finished summary apart: the code, or its text when it is unknown, and the values. */
export function groupKey(
  { code, codeText }: Pick<CodeEntry, "code" | "codeText">,
  values: readonly CellValue[],
): string {
  return `${code ?? `=${JSON.stringify(codeText)}`}:${keyOfValues(values)}`;
}

/** The values of a key of `keyOfValues`. */
export function valuesOfKey(key: string): CellValue[] {
  if (key === "") return [];
  if (key.startsWith(KIND.JSON)) return JSON.parse(key.slice(1)) as CellValue[];
  return key.split(SEPARATOR).map((part) => {
    if (part === KIND.NULL) return null;
    return part.startsWith(KIND.NUMBER) ? Number(part.slice(1)) : part.slice(1);
  });
}
