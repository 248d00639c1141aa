/** Own names beside the known ones: which are the same, and which are not. */
import { codeFor, namesFor } from "../lookup.js";
import type { OwnName } from "../own-names.js";

/**
 * same: known with this code. other-code: the name is known, with another code. other-name: the code is known, by
 * other names. unknown: neither is known.
 */
export type CheckVerdict = "same" | "other-code" | "other-name" | "unknown";

export interface CheckedName {
  readonly name: string;
  readonly code: number;
  /** Line of its definition, from 1. */
  readonly line: number;
  readonly verdict: CheckVerdict;
  /** Further codes that the name is known with, the best first. */
  readonly otherCodes: readonly number[];
  /** Further names that the code is known by, best first. */
  readonly otherNames: readonly string[];
}

/** Compares names with both packs, and with further own names where they are given. In the order of `names`. */
export function checkNames(names: readonly OwnName[], own?: readonly OwnName[]): CheckedName[] {
  return names.map(({ name, code, line }) => {
    const known = codeFor(name, "extra", own);
    const codes = known === undefined ? [] : [known.code, ...known.others];
    const otherNames = namesFor(code, { pack: "extra", own })
      .map((candidate) => candidate.name)
      .filter((other) => other !== name);
    const verdict = codes.includes(code)
      ? "same"
      : codes.length > 0
        ? "other-code"
        : otherNames.length > 0
          ? "other-name"
          : "unknown";
    return { name, code, line, verdict, otherCodes: codes.filter((other) => other !== code), otherNames };
  });
}
