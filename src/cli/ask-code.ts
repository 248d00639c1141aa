/** What a person means by one text for a code, and what to answer when it means none. */
import { parseCodeNumber, quoteText, type Radix } from "../control-code/index.js";
import { DecodeError } from "../errors.js";
import { type OwnName, type ResolvedCode, resolveCodeText } from "../names/index.js";
import { suggestNames } from "./suggest.js";

/** A code as it was asked for. */
export interface AskedCode {
  readonly code: number;
  /** The user's own text, without blanks around it. */
  readonly text: string;
  readonly form: ResolvedCode["form"];
  /** What the text would mean if its bare digits were read the other way; null when that is no question. */
  readonly otherReading: { readonly taken: 10 | 16; readonly code: number } | null;
}

const BARE_DIGITS = /^[0-9]{2,}$/;

function otherReadingOf(token: string, code: number, radix: Radix): AskedCode["otherReading"] {
  if (radix !== "auto" || !BARE_DIGITS.test(token)) return null;
  const read = (as: 10 | 16): number | null => {
    try {
      return parseCodeNumber(token, { radix: as });
    } catch {
      return null;
    }
  };
  const taken = read(10) === code ? 10 : 16;
  const other = read(taken === 10 ? 16 : 10);
  return other === null || other === code ? null : { taken, code: other };
}

/** The same error, with names that may have been meant. */
function withAdvice(error: DecodeError, text: string, own: readonly OwnName[]): DecodeError {
  // Numbers, and the macro, are told well enough what is wrong with them.
  if (error.code === "E_RANGE" || /^\s*(CTL_CODE\b|[-+]?[0-9])/i.test(text)) return error;
  const what = `${quoteText(text.trim())} is no known ${error.code === "E_NAME" ? "name" : "code"}`;
  if (/[*?]/.test(text)) return new DecodeError(error.code, `${what}; \`ioctlens names\` takes wildcards`);
  const names = suggestNames(text, own);
  const advice =
    names.length === 0
      ? "a code is a number (0x22A018, 2269208), a name or CTL_CODE(...); `ioctlens names` lists the names"
      : `did you mean ${names.join(", ")}?`;
  return new DecodeError(error.code, `${what}; ${advice}`, { cause: error });
}

/**
 * Reads a number in any form, an own name, a name of either pack, or CTL_CODE(...).
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE for a text that is no code, with names that may have been meant.
 */
export function askCode(text: string, radix: Radix, own: readonly OwnName[] = []): AskedCode {
  try {
    const { code, form } = resolveCodeText(text, { table: "extra", radix, own });
    const token = text.trim();
    return { code, text: token, form, otherReading: otherReadingOf(token, code, radix) };
  } catch (error) {
    throw error instanceof DecodeError ? withAdvice(error, text, own) : error;
  }
}
