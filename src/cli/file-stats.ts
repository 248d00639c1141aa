/** What the system tells of a path, for guesses and hints. */
import { type Stats, statSync } from "node:fs";

/** Undefined where nothing is there, or nothing is told for another reason: who opens the path learns which. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
