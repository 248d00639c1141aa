/** What follows from a control code, made once for a distinct code: names, fields, layout. */

import { splitByLayout } from "../control-code/layouts.js";
import { accessName } from "../control-code/required-access.js";
import { methodName } from "../control-code/transfer-method.js";
import { deviceTypeName, type NamesPack, namesFor } from "../names/index.js";
import type { CodeEntry } from "./batch.js";
import { reviewFacts } from "./review-facts.js";

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

/** Values for an entry; all null but codeText when its code is unknown. */
export function codeValues(entry: CodeEntry, pack: NamesPack = "default"): CodeValues {
  const { code, codeText, ownName, majorFunction } = entry;
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
  const known = namesFor(code, majorFunction === null ? { pack } : { majorFunction, pack }).map(
    (c) => c.name,
  );
  const names = ownName === null ? known : [ownName, ...known.filter((name) => name !== ownName)];
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
    facts: reviewFacts(code).map(({ fact }) => fact),
  };
}
