/** What follows from a control code, made once for a distinct code: names, fields, layout. */

import { splitByLayout } from "../control-code/layouts.js";
import { accessName } from "../control-code/required-access.js";
import { methodName } from "../control-code/transfer-method.js";
import { deviceTypeName, type NamesPack, namesFor, type OwnName } from "../names/index.js";
import type { CodeEntry } from "./batch.js";
import { reviewFacts } from "./review-facts.js";

type OwnNames = readonly OwnName[] | undefined;

/** Values of the columns of origin `code`. */
export interface CodeValues {
  readonly code: number | null;
  readonly codeText: string | null;
  readonly name: string | null;
  /** All names, best first; empty when none is known. */
  readonly names: readonly string[];
  readonly deviceType: number | null;
  readonly deviceTypeName: string | null;
  readonly functionCode: number | null;
  readonly requiredAccess: string | null;
  readonly transferMethod: string | null;
  readonly layout: string | null;
  /** Properties for review, see review-facts.ts; empty when the code is unknown. */
  readonly facts: readonly string[];
}

/** All names of an entry's code: own names, the trace's own spelling, then the tables. */
function rankedNames(
  { ownName, majorFunction }: CodeEntry,
  code: number,
  pack: NamesPack,
  own: OwnNames,
): string[] {
  const known = namesFor(code, { pack, own, ...(majorFunction === null ? {} : { majorFunction }) });
  const names = known.map(({ name }) => name);
  if (ownName === null) return names;
  const ours = known.filter((candidate) => candidate.pack === "own").map(({ name }) => name);
  const first = ours.includes(ownName) ? [] : ours;
  return [...new Set([...first, ownName, ...names])];
}

/**
 * Values for an entry; all null but codeText when its code is unknown. `own` are the user's own names, which come
 * first. Without `wantsFacts` the facts are left empty, for callers that do not show them: they cost as much as the rest.
 */
export function codeValues(
  entry: CodeEntry,
  pack: NamesPack = "default",
  own?: OwnNames,
  wantsFacts = true,
): CodeValues {
  const { code, codeText } = entry;
  if (code === null) {
    return {
      code: null,
      codeText,
      name: null,
      names: [],
      deviceType: null,
      deviceTypeName: null,
      functionCode: null,
      requiredAccess: null,
      transferMethod: null,
      layout: null,
      facts: [],
    };
  }
  const names = rankedNames(entry, code, pack, own);
  const split = splitByLayout(code);
  return {
    code,
    codeText,
    name: names[0] ?? null,
    names,
    deviceType: split.deviceType,
    deviceTypeName: split.deviceType === null ? null : deviceTypeName(split.deviceType),
    functionCode: split.functionCode,
    requiredAccess: split.requiredAccess === null ? null : accessName(split.requiredAccess),
    transferMethod: split.transferMethod === null ? null : methodName(split.transferMethod),
    layout: split.layout,
    facts: wantsFacts ? reviewFacts(code, own) : [],
  };
}
