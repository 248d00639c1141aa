/** What TraceEvent's writers have in common: how they print numbers, and what a control request of theirs gives. */
import { parseCodeNumber } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import type { MajorFunction, OwnName } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { nameEntry, numberEntry, rejectedEntry, unresolvedEntry } from "../code-text.js";
import type { RecordOutput } from "../record-output.js";
import type { ControlRequest, TextEvent } from "./control-fields.js";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** The minus sign of some cultures. */
const MINUS = "\u2212";

/** A number as .NET prints it: 0x, or decimal, signed, with or without groups. @throws DecodeError */
function numberOf(text: string): number {
  return parseCodeNumber(text.trim().replace(MINUS, "-"), { radix: 10, grouped: true });
}

/** A number that is not negative, or null. */
export function countOf(text: string | undefined): number | null {
  if (text === undefined || !/^\s*\d/.test(text)) return null;
  try {
    return numberOf(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return null;
  }
}

function codeEntry(
  text: string,
  majorFunction: MajorFunction,
  own: readonly OwnName[] | undefined,
): CodeEntry {
  const trimmed = text.trim();
  if (NAME.test(trimmed)) return nameEntry(trimmed, "default", majorFunction, own);
  try {
    return numberEntry(numberOf(text), majorFunction);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
}

/** An NTSTATUS that is printed as a number, or the text as it stands. */
function statusOf(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  try {
    return `0x${numberOf(trimmed).toString(16).toUpperCase().padStart(8, "0")}`;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return trimmed;
  }
}

/** Gives the code of a request, and those columns that its fields tell. */
export function giveRequest(request: ControlRequest, event: TextEvent, output: RecordOutput): void {
  const { fields, majorFunction } = request;
  const field = (name: string | null) => (name === null ? undefined : event.field(name));
  const path = event.field("FileName");
  output.set("operation", request.operation);
  output.set("provider", request.provider);
  output.set("path", path === undefined || path === "" ? null : path);
  output.set("status", statusOf(field(fields.status) ?? ""));
  output.set("inputLength", countOf(field(fields.inputLength)));
  output.set("outputLength", countOf(field(fields.outputLength)));
  const text = event.field(fields.code) ?? "";
  if (text.trim() === "") {
    const message = `the event has no ${fields.code}`;
    output.giveText("", () => unresolvedEntry(null, message, majorFunction), `${majorFunction} ${message}`);
  } else {
    output.giveText(text, (spelling, own) => codeEntry(spelling, majorFunction, own), majorFunction);
  }
}

/** Process name and id of `name (id)`; either may be missing. */
export function processOf(text: string): { name: string | null; id: number | null } {
  const open = text.lastIndexOf("(");
  const inner = open < 0 ? null : /^\(\s*(\d+)\s*\)\s*$/.exec(text.slice(open));
  const name = (inner === null ? text : text.slice(0, open)).trim();
  return { name: name === "" ? null : name, id: inner === null ? null : countOf(inner[1]) };
}
