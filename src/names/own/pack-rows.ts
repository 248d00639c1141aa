/**
 * Rows of a table of names -> definitions. Owns what a name and a code may look like in a table, whatever its format,
 * and that bare digits are read the same way in all of its rows.
 */
import { isCtlCodeText, parseCtlCode } from "../../control-code/ctl-code-text.js";
import { parseCodeNumber, quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { decideRadix } from "../bare-digits.js";
import { deviceTypeFor } from "../device-names.js";
import type { NameKind } from "../tables.js";
import type { Definition, Definitions, Fault } from "./definitions.js";

/** A row as it stands in the table. */
export interface PackRow {
  readonly name: string;
  /** A number of any form, or CTL_CODE(...). */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  readonly kind?: string | undefined;
}

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,255}$/;
const BARE = /^[0-9a-fA-F]+$/;
const KINDS: readonly string[] = ["IOCTL", "FSCTL", "INTERNAL_IOCTL", "FLT_CTL", "SIO"] satisfies NameKind[];

/** True when a text may be the name of a constant. */
export function isPackName(text: string): boolean {
  return NAME.test(text);
}

/** The radix of the bare digits of all codes; null when both readings are equally good. */
function radixOf(rows: readonly PackRow[]): 10 | 16 | null {
  try {
    const { radix } = decideRadix(rows.map(({ code }) => code));
    return radix === 0 ? 10 : radix;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

function parseCode(text: string, radix: 10 | 16 | null): number {
  if (isCtlCodeText(text)) return parseCtlCode(text, deviceTypeFor);
  const digits = text.trim();
  if (!BARE.test(digits)) return parseCodeNumber(digits);
  if (radix === null) {
    throw new DecodeError(
      "E_AMBIGUOUS_RADIX",
      `bare digits such as ${quoteText(digits)} may be decimal or hexadecimal: write 0x${digits} or +${digits}`,
    );
  }
  if (radix === 10 && /^0./.test(digits)) {
    throw new DecodeError("E_NUMBER", `${quoteText(digits)} has a leading zero, and the others are decimal`);
  }
  return parseCodeNumber(digits, { radix });
}

/** The names of a table; rows without both a name and a code are passed over. `radix`: of bare digits, when known. */
export function definitionsOf(rows: readonly PackRow[], radix: 10 | 16 | null = radixOf(rows)): Definitions {
  const names: Definition[] = [];
  const faults: Fault[] = [];
  for (const { name: given, code, line, kind } of rows) {
    const name = given.trim();
    if (name === "" && code.trim() === "") continue;
    if (!isPackName(name)) {
      const message = `${quoteText(name)} is no name: it takes letters, digits and _, and begins with no digit`;
      faults.push({ line, error: "E_NAME", message });
      continue;
    }
    try {
      const known = KINDS.find((one) => one === kind) as NameKind | undefined;
      names.push({
        name,
        code: parseCode(code, radix),
        line,
        ...(known === undefined ? {} : { kind: known }),
      });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      faults.push({ line, error: error.code, message: `${name}: ${error.message}` });
    }
  }
  return { names, faults };
}
