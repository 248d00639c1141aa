/**
 * wtrace, events as they happen: `19:47:42.9704 notepad (13712.24820) FileIO/FSControl 'C:\x' class info: 0x900EB ->
 * SUCCESS`. Later versions leave out the name of the process and print the number as a decimal one. Lines of other
 * events, its banner and its summary carry none.
 */
import { parseCodeNumber, quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { valueOfText } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import { numberEntry, rejectedEntry } from "../code-text.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status"] as const),
];
const MAJOR_FUNCTION = "IRP_MJ_FILE_SYSTEM_CONTROL";
const EVENT = ") FileIO/FSControl";
const CLASS = " class info: ";
const STATUS = " -> ";
const TIME = /^\d[\d:.]*$/;
const IDS = /^\((\d+)\.(\d+)\)$/;

function entryOf(text: string) {
  try {
    return numberEntry(parseCodeNumber(text, { radix: 10 }), MAJOR_FUNCTION);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
}

/** Time, process and ids in front of the event's name; null when that is no line of an event. */
function parsePlace(text: string) {
  const open = text.lastIndexOf(" (");
  const ids = open < 0 ? null : IDS.exec(text.slice(open + 1));
  const blank = text.indexOf(" ");
  const time = text.slice(0, blank);
  if (ids === null || !TIME.test(time)) return null;
  const process = text.slice(blank + 1, Math.max(open, blank + 1));
  return { time, process: process === "" ? null : process, processId: ids[1]!, threadId: ids[2]! };
}

export function wtrace(): TextFormat {
  return lineFormat({
    columns: COLUMNS,
    mayCarry: /\) FileIO\/FSControl/g,
    take(line, output) {
      const at = line.indexOf(EVENT);
      const place = at < 0 ? null : parsePlace(line.slice(0, at + 1));
      if (place === null) return;
      const tail = line.slice(at + EVENT.length);
      const arrow = tail.lastIndexOf(STATUS);
      const info = arrow < 0 ? -1 : tail.lastIndexOf(CLASS, arrow);
      if (info < 0) {
        output.reject("E_CODE_TEXT", `${quoteText(tail)} has no "class info: ... ->"`);
        return;
      }
      const path = tail.slice(0, info).trim();
      output.set("time", place.time);
      output.set("processName", place.process);
      output.set("processId", valueOfText("u32", place.processId));
      output.set("threadId", valueOfText("u32", place.threadId));
      output.set("operation", "FileSystemControl");
      output.set("path", /^'.+'$/.test(path) ? path.slice(1, -1) : null);
      output.set("status", tail.slice(arrow + STATUS.length).trim() || null);
      output.giveText(tail.slice(info + CLASS.length, arrow), entryOf);
    },
  });
}
