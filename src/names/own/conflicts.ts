/** Own names of several files put together, and names that stand for another code in the tables. */
import { formatCode } from "../../control-code/text.js";
import { codeFor } from "../lookup.js";
import type { NamesIssue, OwnName } from "../own-names.js";

function place({ file, line }: OwnName): string {
  return file === undefined ? `line ${line}` : `${file}:${line}`;
}

/**
 * One list of several, in order. Of a name with several codes the first one is kept, and an issue tells the others.
 */
export function mergeNames(lists: readonly (readonly OwnName[])[]): {
  names: OwnName[];
  issues: NamesIssue[];
} {
  const names = new Map<string, OwnName>();
  const issues: NamesIssue[] = [];
  for (const name of lists.flat()) {
    const first = names.get(name.name);
    if (first === undefined) names.set(name.name, name);
    else if (first.code !== name.code) {
      const message = `${name.name} is ${formatCode(first.code)} in ${place(first)} and ${formatCode(name.code)} here; ${formatCode(first.code)} is taken`;
      issues.push({ file: name.file ?? "names", line: name.line, error: "E_AMBIGUOUS_NAME", message });
    }
  }
  return { names: [...names.values()], issues };
}

/** An issue for every own name that the tables know with another code. The own code is the one that is taken. */
export function tableConflicts(names: readonly OwnName[]): NamesIssue[] {
  return names.flatMap(({ name, code, file, line }) => {
    const known = codeFor(name, "extra");
    if (known === undefined || known.code === code) return [];
    const theirs = [known.code, ...known.others].filter((other) => other !== code).map(formatCode);
    const message = `${name} is ${formatCode(code)} here and ${theirs.join(", ")} in the known names; ${formatCode(code)} is taken`;
    return [{ file: file ?? "names", line, error: "E_AMBIGUOUS_NAME" as const, message }];
  });
}
