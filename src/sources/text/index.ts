/**
 * Debug output and free text: DebugView, DbgPrint, FileSpy, minispy, WinDbg, API traces, any lines that tell control codes.
 *
 * patterns.ts lists the forms that are known; `--pattern` takes one of the user's instead. Every line is a record. Numbers
 * count only where a pattern says that they are codes; digits that read both ways are told, not decoded.
 */
import type { Source } from "../source.js";
import { isBinary } from "./binary.js";
import { TEXT_PATTERNS, type TextPattern } from "./patterns.js";

const DELIMITERS = [",", ";", "\t", "|"];
const TITLE = /^"?[A-Za-z][\w .#&%/()-]*"?$/;

/** True when the first line is a header of two columns or more, and the lines below it have as many cells. */
function hasTitles(text: string): boolean {
  const [first = "", ...rows] = text.split(/\r?\n/, 6).filter((line) => line.trim() !== "");
  return DELIMITERS.some((delimiter) => {
    const titles = first.split(delimiter);
    if (titles.length < 2 || rows.length === 0) return false;
    const isHeader = titles.every((title) => TITLE.test(title.trim()));
    return isHeader && rows.every((row) => row.split(delimiter).length >= titles.length);
  });
}

export const text: Source = {
  name: "text",
  doc: {
    writer:
      "DebugView, DbgPrint, FileSpy, minispy, WinDbg, API Monitor, NtTrace, drltrace, IRPMon, any program that tells codes",
    record: "save the output as text; --pattern 'code=(?<code>0x[0-9a-f]+)' for lines of your own form",
    carries:
      "time, process, ids, path, status, lengths, where the line has them; names and numbers that stand together",
    verified: true,
  },
  detect(head) {
    if (isBinary(head)) return false;
    const lines = new TextDecoder("latin1").decode(head.text);
    const isTable = hasTitles(lines);
    return TEXT_PATTERNS.some(({ sign, isRow }: TextPattern) => {
      return sign !== null && (isRow === true || !isTable) && sign.test(lines);
    });
  },
  load: () => import("./reader.js"),
};
