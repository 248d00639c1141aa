/** Text of a code's cell -> CodeEntry, by the grammar of generic CSV and lists. */
import { isCtlCodeText } from "../control-code/ctl-code-text.js";
import { formatCode, parseCodeNumber, quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import {
  codeFor,
  type MajorFunction,
  type NameTable,
  type OwnName,
  resolveCodeText,
} from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";

const BARE = /^[0-9a-fA-F]+$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** An entry of a code that stood there as a plain number. */
export function numberEntry(code: number, majorFunction: MajorFunction | null): CodeEntry {
  return { kind: "decoded", code, codeText: null, ownName: null, majorFunction, issue: null };
}

/** An entry of a text that is broken. */
export function rejectedEntry(error: DecodeError["code"], message: string): CodeEntry {
  return {
    kind: "rejected",
    code: null,
    codeText: null,
    ownName: null,
    majorFunction: null,
    issue: { error, message },
  };
}

/** An entry of a control record whose code the text does not tell. */
export function unresolvedEntry(
  codeText: string | null,
  message: string,
  majorFunction: MajorFunction | null,
): CodeEntry {
  return {
    kind: "unresolved",
    code: null,
    codeText,
    ownName: null,
    majorFunction,
    issue: { error: codeText === null ? "E_CODE_TEXT" : "E_NAME", message },
  };
}

/** The record carries no code by its nature. */
export const OTHER_ENTRY: CodeEntry = {
  kind: "other",
  code: null,
  codeText: null,
  ownName: null,
  majorFunction: null,
  issue: null,
};

/** An entry of a name, through the user's own names and a format's table; unresolved when neither has it. */
export function nameEntry(
  name: string,
  table: NameTable,
  majorFunction: MajorFunction | null,
  own?: readonly OwnName[],
): CodeEntry {
  const found = codeFor(name, table, own);
  if (found === undefined)
    return unresolvedEntry(name, `no control code is known by the name ${quoteText(name)}`, majorFunction);
  return {
    kind: "decoded",
    code: found.code,
    codeText: name,
    ownName: name,
    majorFunction,
    issue:
      found.others.length === 0
        ? null
        : {
            error: "E_AMBIGUOUS_NAME",
            message: `${name} stands for ${[found.code, ...found.others].map(formatCode).join(" and ")}; ${formatCode(found.code)} was taken`,
          },
  };
}

/** How the bare digits of a column are read. */
export interface ColumnRadix {
  /** 0 when the column showed no bare digits while it was decided. */
  readonly radix: 0 | 10 | 16;
  /** True when the user gave it; else a text that contradicts it is an error. */
  readonly isGiven: boolean;
}

/** The entry of `text` in a column of that radix. Blank text is no code at all. */
export function entryOfText(
  text: string,
  { radix, isGiven }: ColumnRadix,
  table: NameTable,
  own?: readonly OwnName[],
): CodeEntry {
  const trimmed = text.trim();
  if (trimmed === "") return OTHER_ENTRY;
  try {
    if (BARE.test(trimmed) && (radix !== 0 || /\d/.test(trimmed))) {
      if (radix === 0) {
        return rejectedEntry(
          "E_NUMBER",
          `${quoteText(trimmed)}: bare digits, and nothing before told their radix; give --radix 10 or 16`,
        );
      }
      if (radix === 10 && !isGiven && /^0./.test(trimmed)) {
        return rejectedEntry(
          "E_NUMBER",
          `${quoteText(trimmed)} has a leading zero as hexadecimal does, and the bare digits of this column were taken as decimal; --radix overrules`,
        );
      }
      return numberEntry(parseCodeNumber(trimmed, { radix }), null);
    }
    if (NAME.test(trimmed)) {
      if (
        /^[0-9a-fA-F]+[hH]$/.test(trimmed) &&
        codeFor(trimmed, table, own) === undefined &&
        /\d/.test(trimmed)
      ) {
        return numberEntry(parseCodeNumber(trimmed), null);
      }
      return nameEntry(trimmed, table, null, own);
    }
    if (isCtlCodeText(trimmed)) {
      return { ...numberEntry(resolveCodeText(trimmed).code, null), codeText: trimmed };
    }
    return numberEntry(parseCodeNumber(trimmed, { radix: radix === 0 ? "auto" : radix }), null);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
}

/** True when a line of a list looks as if it held a code: a number of any form, a name, a CTL_CODE text. */
export function looksLikeCode(text: string, own?: readonly OwnName[]): boolean {
  const trimmed = text.trim();
  if (/^[+-]?\d+$|^0[xX][0-9a-fA-F]+$|^[0-9a-fA-F]{5,16}[hH]?$/.test(trimmed)) return true;
  if (isCtlCodeText(trimmed)) return true;
  return (
    NAME.test(trimmed) && (/^(?:IOCTL|FSCTL)_/.test(trimmed) || codeFor(trimmed, "extra", own) !== undefined)
  );
}
