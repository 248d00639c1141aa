/**
 * One text that a person gives for a code: a number, a name or CTL_CODE(...).
 *
 * Owns the order in which the three are tried and nothing of their grammar.
 */
import { isCtlCodeText, parseCtlCode } from "../control-code/ctl-code-text.js";
import { parseCodeNumber, quoteText, type Radix } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import { deviceTypeFor } from "./device-names.js";
import { codeFor, type NameTable } from "./lookup.js";
import type { OwnName } from "./own-names.js";

export interface ResolveOptions {
  /** Where names are looked up. Default `default`. */
  table?: NameTable;
  /** How bare digits are read. Default `auto`. */
  radix?: Radix;
  /** The user's own names, which win. */
  own?: readonly OwnName[] | undefined;
}

export interface ResolvedCode {
  code: number;
  /** Further codes of the same name; empty for the other forms. */
  others: number[];
  form: "number" | "name" | "ctl_code";
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What may be a number although it begins with a letter. */
const HEX_LETTERS = /^[0-9A-Fa-f]+[hH]?$/;

/**
 * Reads a code in any form: `resolveCodeText("FSCTL_GET_REPARSE_POINT").code` is 0x000900a8. A known name wins over a
 * number of the same spelling.
 *
 * @throws DecodeError E_NAME for a name no table has, E_NUMBER for other text that is no code, E_RANGE for a number of
 * more than 32 bits.
 */
export function resolveCodeText(text: string, options: ResolveOptions = {}): ResolvedCode {
  const { table = "default", radix = "auto", own } = options;
  if (isCtlCodeText(text)) return { code: parseCtlCode(text, deviceTypeFor), others: [], form: "ctl_code" };
  const token = text.trim();
  const isIdentifier = IDENTIFIER.test(token);
  const named = isIdentifier ? codeFor(token, table, own) : undefined;
  if (named !== undefined) return { ...named, form: "name" };
  if (isIdentifier && !HEX_LETTERS.test(token)) {
    throw new DecodeError("E_NAME", `${quoteText(token)} is no name of the table ${table}`);
  }
  return { code: parseCodeNumber(text, { radix }), others: [], form: "number" };
}
