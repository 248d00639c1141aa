/**
 * The summary that tshark prints by itself, a line a packet, and the packet list exported as plain text: only the
 * Info column tells of control codes.
 */
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import type { ReadRequest } from "../source.js";
import { LONGEST_VALUE, TOO_LONG } from "./fields.js";
import { MAY_TELL, messagesOfInfo } from "./info.js";
import { MessageOutput } from "./message-output.js";

/** Number and time of the packet. */
const BEGIN = /^\s*\d+\s+((?:\d{4}[-/][\d-]+\s)?[\d:.]+)\s/;

/** The format of such lines. */
export function summaryFormat(request: ReadRequest): TextFormat {
  const messages = new MessageOutput(request);
  return lineFormat({
    columns: ["time", "path", "status", "direction"],
    mayCarry: MAY_TELL,
    take(line, output) {
      if (line.length > LONGEST_VALUE) {
        output.reject("E_RECORD_TOO_LONG", TOO_LONG);
        return;
      }
      messages.give(messagesOfInfo(line), BEGIN.exec(line)?.[1] ?? null, output);
    },
  });
}
