/**
 * What one token of a log line means as a control code. Nothing is guessed: digits that read well as decimal and as
 * hexadecimal stay unresolved until `--radix` or the format says how they are written.
 */
import { quoteText } from "../control-code/text.js";
import type { MajorFunction, OwnName } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";
import { entryOfText, unresolvedEntry } from "./code-text.js";

/** What is known of a token before it is read. */
export interface TokenRule {
  readonly majorFunction: MajorFunction | null;
  /** Digits without `0x` are always written so by this format; without it, the user or the digits tell. */
  readonly bare?: 10 | 16;
  /** `--radix`. */
  readonly radix?: "auto" | 10 | 16 | undefined;
  /** The user's own names. */
  readonly own?: readonly OwnName[] | undefined;
}

const BARE = /^(?=[a-fA-F]*\d)[\da-fA-F]+$/;
/** No 32-bit number has more hexadecimal digits. */
const HEX_DIGITS = 8;

/** Radix of bare digits, where only one reading is possible; else null. */
function onlyRadix(digits: string): 10 | 16 | null {
  if (/[a-fA-F]/.test(digits) || /^0./.test(digits)) return 16;
  return digits.length > HEX_DIGITS ? 10 : null;
}

/**
 * The entry of a token: a number of any form, a name, CTL_CODE(...). Digits that read both ways are unresolved with
 * E_AMBIGUOUS_RADIX; a number that cannot be a code is rejected.
 */
export function tokenEntry(token: string, rule: TokenRule): CodeEntry {
  const { majorFunction, bare, radix: asked = "auto", own } = rule;
  const radix = bare ?? (asked === "auto" ? onlyRadix(token) : asked);
  if (radix === null && BARE.test(token)) {
    const message = `${quoteText(token)} reads as decimal and as hexadecimal; give --radix 16 or --radix 10`;
    return {
      ...unresolvedEntry(token, message, majorFunction),
      issue: { error: "E_AMBIGUOUS_RADIX", message },
    };
  }
  return { ...entryOfText(token, { radix: radix ?? 16, isGiven: true }, "default", own), majorFunction };
}
