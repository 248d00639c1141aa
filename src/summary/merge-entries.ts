/** Entries that say the same code, as one. */
import type { CodeEntry } from "../record/batch.js";

/** Two of them become one: what they do not agree on is left open. */
export function mergeEntries(a: CodeEntry, b: CodeEntry): CodeEntry {
  if (a === b) return a;
  const names = [a.ownName, b.ownName].filter((name) => name !== null).sort();
  const codeText = a.codeText === b.codeText ? a.codeText : null;
  const majorFunction = a.majorFunction === b.majorFunction ? a.majorFunction : null;
  if (codeText === a.codeText && majorFunction === a.majorFunction && (names[0] ?? null) === a.ownName)
    return a;
  return { ...a, codeText, ownName: names[0] ?? null, majorFunction };
}
