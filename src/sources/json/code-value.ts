/** A value that stands for a control code -> CodeEntry. Numbers count by their digits, so none is rounded. */
import { isCtlCodeText } from "../../control-code/ctl-code-text.js";
import { formatCode, parseCodeNumber, quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import {
  codeFor,
  type MajorFunction,
  type NameTable,
  type OwnName,
  resolveCodeText,
} from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { nameEntry, numberEntry, OTHER_ENTRY, rejectedEntry, unresolvedEntry } from "../code-text.js";
import type { JsonKind } from "../json-text.js";

/** A value in the place of a code, and what stands beside it. */
export interface CodeValue {
  readonly kind: JsonKind;
  readonly text: string;
  /** How its key says that bare digits are read; null = it says nothing. */
  readonly radix: 10 | 16 | null;
  /** Where names are looked up. */
  readonly table: NameTable;
  /** Name of the code that the report gives beside the number. */
  readonly pretty: string | null;
}

/** What the user says of how codes are read. */
export interface CodeReading {
  /** Radix of bare digits. */
  readonly radix: "auto" | 10 | 16;
  /** The user's own names. */
  readonly own: readonly OwnName[] | undefined;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const HEX_WITH_SUFFIX = /^[0-9a-fA-F]+[hH]$/;
const BARE = /^[0-9a-fA-F]+$/;
/** A whole number, also one that went through a table of floating-point numbers. */
const WHOLE = /^(-?\d+)(?:\.0+)?$/;
const NOT_TOLD = /^(?:n\/a|\?+|-+)$/i;

/** Radix of a text of bare digits, 0 when it can be either. */
function radixOf(digits: string): 0 | 10 | 16 {
  if (/[a-fA-F]/.test(digits) || /^0./.test(digits)) return 16;
  return digits.length > 8 ? 10 : 0;
}

function entryOfNumber(text: string): CodeEntry {
  const whole = WHOLE.exec(text);
  if (whole === null) return rejectedEntry("E_NUMBER", `${quoteText(text)} is no whole number`);
  return numberEntry(parseCodeNumber(whole[1]!, { radix: 10 }), null);
}

function entryOfString(text: string, { radix, table }: CodeValue, given: CodeReading): CodeEntry {
  if (BARE.test(text) && /\d/.test(text)) {
    const taken = radix ?? (given.radix === "auto" ? radixOf(text) : given.radix);
    if (taken !== 0) return numberEntry(parseCodeNumber(text, { radix: taken }), null);
    const message = `${quoteText(text)} reads as decimal and as hexadecimal: give --radix 10 or --radix 16`;
    return { ...unresolvedEntry(text, message, null), issue: { error: "E_AMBIGUOUS_RADIX", message } };
  }
  if (isCtlCodeText(text)) return { ...numberEntry(resolveCodeText(text).code, null), codeText: text };
  const isNumber = HEX_WITH_SUFFIX.test(text) && codeFor(text, table, given.own) === undefined;
  if (NAME.test(text) && !isNumber) return nameEntry(text, table, null, given.own);
  if (NOT_TOLD.test(text)) return unresolvedEntry(text, `${quoteText(text)} tells no control code`, null);
  if (isNumber || /^[+-]?\d/.test(text)) return numberEntry(parseCodeNumber(text), null);
  return rejectedEntry("E_CODE_TEXT", `${quoteText(text)} is neither a control code nor a name`);
}

/** The entry with the name that the report gives; a name that is another code's is a contradiction. */
function withName(entry: CodeEntry, name: string, { own }: CodeReading): CodeEntry {
  if (entry.code === null || entry.codeText !== null || !NAME.test(name)) return entry;
  const known = codeFor(name, "extra", own);
  if (known === undefined) return { ...entry, codeText: name };
  if ([known.code, ...known.others].includes(entry.code)) return { ...entry, codeText: name, ownName: name };
  const message = `${formatCode(entry.code)} stands beside the name ${name}, which is ${formatCode(known.code)}`;
  return { ...entry, issue: { error: "E_CODE_PARTS", message } };
}

/** The entry of a value. */
export function entryOfValue(
  value: CodeValue,
  given: CodeReading,
  majorFunction: MajorFunction | null,
): CodeEntry {
  const { kind, text, pretty } = value;
  const trimmed = text.trim();
  if (kind === "long") return rejectedEntry("E_CODE_TEXT", "a text that long is no control code");
  if (trimmed === "" || (kind === "literal" && (text === "null" || text === "NaN"))) return OTHER_ENTRY;
  if (kind === "literal") return rejectedEntry("E_CODE_TEXT", `${text} is no control code`);
  try {
    const entry = kind === "number" ? entryOfNumber(text) : entryOfString(trimmed, value, given);
    return { ...(pretty === null ? entry : withName(entry, pretty, given)), majorFunction };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
}
