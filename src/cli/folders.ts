/** `--recursive`: the files in folders. */
import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { DecodeError } from "../errors.js";
import { statsOf } from "./file-stats.js";
import type { ExpandedInputs } from "./inputs.js";

/** Null for a folder that cannot be read. */
function entriesOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true;
}

/**
 * The files in a folder and in those below it, by name, in the order of code units. Hidden ones are left out, links to
 * folders are not followed, and what is no file, such as a pipe, is passed over. A folder that cannot be read stands for
 * itself.
 */
function* filesIn(folder: string): Generator<string> {
  const entries = entriesOf(folder);
  if (entries === null) return yield folder;
  const shown = entries.filter(({ name }) => !name.startsWith("."));
  for (const entry of shown.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() || (entry.isSymbolicLink() && isFile(path))) yield path;
  }
}

/** The names, with the files in a folder in its place. @throws DecodeError E_READ when that leaves nothing */
export function expandFolders(given: readonly string[]): ExpandedInputs {
  const named = new Set<string>();
  const found = new Set<string>();
  const names = given.flatMap((name) => {
    if (name === "-" || statsOf(name)?.isDirectory() !== true) {
      named.add(name);
      return [name];
    }
    const files = [...filesIn(name)];
    for (const file of files) found.add(file);
    return files;
  });
  for (const name of named) found.delete(name);
  if (names.length === 0) {
    throw new DecodeError("E_READ", "no file is in the folder", { file: given.join(", ") });
  }
  return { names, found };
}
