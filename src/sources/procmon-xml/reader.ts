/**
 * Finds the events in the text of a Process Monitor XML, and takes apart those of control operations. An event that
 * does not end before the next one begins is rejected; reading goes on at that one.
 */
import { DecodeError } from "../../errors.js";
import { valueOfText } from "../../record/batch.js";
import { columnNamed } from "../../record/schema.js";
import type { ByteInput } from "../byte-input.js";
import { FormatReader, type TextFormat } from "../format-reader.js";
import {
  CONTROL_OPERATIONS,
  CONTROL_PREFIX,
  entryOfControl,
  entryOfOtherDetail,
  PROCMON_TITLES,
} from "../procmon-control.js";
import type { RecordOutput } from "../record-output.js";
import type { Head, ReadRequest } from "../source.js";
import type { TextWindow } from "../text-window.js";
import { elementsOf } from "./event.js";
import { isProcmonXml } from "./head.js";

const BEGIN = "<event>";
const END = "</event>";
/** Ends the list of events. */
const END_OF_LIST = "</eventlist>";

/** What every control request has. */
const MAY_CARRY = new RegExp(
  `<Operation>(?:${CONTROL_OPERATIONS.map(([name]) => name).join("|")})<|<Detail>${CONTROL_PREFIX}`,
  "g",
);

/** Elements are called as the columns, with `_` for what a name cannot have. */
const ELEMENTS = PROCMON_TITLES.map(
  ([name, titles]) => [name, titles.map((title) => title.replace(/[ &]/g, "_"))] as const,
);

const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");

/** Takes the event in bytes [from, to), tags included, which may be one of a control operation. */
function takeEvent(window: TextWindow, from: number, to: number, output: RecordOutput): void {
  output.begin(window.offsetAt(from), window.lineAt(from));
  const text = utf8.decode(window.bytes.subarray(from + BEGIN.length, to - END.length));
  const elements = elementsOf(text);
  if ("message" in elements) {
    const before = new TextEncoder().encode(text.slice(0, elements.at)).length;
    const place = window.offsetAt(from + BEGIN.length + before);
    output.reject("E_SYNTAX", `byte ${place}: ${elements.message}`);
  } else {
    give(elements, output);
  }
  output.end();
}

function give(elements: ReadonlyMap<string, string>, output: RecordOutput): void {
  const operation = elements.get("Operation");
  const detail = elements.get("Detail") ?? "";
  const control = CONTROL_OPERATIONS.find(([name]) => name === operation);
  const hasPrefix = detail.startsWith(CONTROL_PREFIX);
  if (operation === undefined ? !hasPrefix : control === undefined) return;
  const majorFunction = control?.[1] ?? null;
  for (const [column, names] of ELEMENTS) {
    if (!output.wants(column)) continue;
    const name = names.find((candidate) => elements.has(candidate));
    const value = name === undefined ? "" : elements.get(name)!;
    output.set(column, valueOfText(columnNamed(column)!.type, value));
  }
  if (hasPrefix) {
    const code = detail.slice(CONTROL_PREFIX.length).split(",", 1)[0]!;
    output.giveText(code, (text, own) => entryOfControl(text, majorFunction, own), operation);
  } else {
    output.giveText(detail, (text) => entryOfOtherDetail(text, majorFunction), `other ${operation}`);
  }
}

/** `note` is told when the trace ends before its list of events does. */
function procmonXmlFormat(note: (message: string) => void): TextFormat {
  let isListEnded = false;
  let unseen = 0;

  function reject(window: TextWindow, at: number, message: string, output: RecordOutput): void {
    output.begin(window.offsetAt(at), window.lineAt(at));
    output.reject("E_SYNTAX", message);
    output.end();
  }

  /** What is left behind the last event that was taken, from `done` on. Returns what has not to be seen again. */
  function leave(text: string, done: number, isEnd: boolean): number {
    isListEnded ||= text.includes(END_OF_LIST, done);
    if (!isEnd) return Math.max(done, text.length - END_OF_LIST.length + 1);
    if (!isListEnded)
      note(`the list of events does not end with ${END_OF_LIST}: the trace may have been cut`);
    return text.length;
  }

  return {
    columns: ELEMENTS.map(([name]) => name),
    scan(window, isEnd, output) {
      const text = latin1.decode(window.bytes.subarray(0, window.filled));
      const nextCarrier = (from: number): number => {
        MAY_CARRY.lastIndex = from;
        return MAY_CARRY.exec(text)?.index ?? Number.POSITIVE_INFINITY;
      };
      let carrier = nextCarrier(0);
      let done = 0;
      for (;;) {
        const begin = text.indexOf(BEGIN, done);
        if (begin < 0) return leave(text, done, isEnd);
        const end = text.indexOf(END, begin);
        const next = text.indexOf(BEGIN, begin + BEGIN.length);
        if (end < 0 && next < 0) {
          if (!isEnd) return begin;
          reject(window, begin, "the text ends inside an event", output);
          return window.filled;
        }
        if (end < 0 || (next >= 0 && next < end)) {
          reject(window, begin, `an event begins before this one ends with ${END}`, output);
          done = next;
          continue;
        }
        done = end + END.length;
        if (carrier < begin) carrier = nextCarrier(begin);
        if (carrier < done) takeEvent(window, begin, done, output);
        else output.others(1);
      }
    },
    resume(window, from) {
      const text = latin1.decode(window.bytes.subarray(0, window.filled));
      unseen = Math.min(BEGIN.length - 1, text.length - from);
      return text.indexOf(BEGIN, from);
    },
    get unseen() {
      return unseen;
    },
  };
}

/**
 * Begins reading.
 * @throws DecodeError E_NOT_A_TRACE when the head is no XML of Process Monitor
 */
export function open(input: ByteInput, head: Head, request: ReadRequest): FormatReader {
  if (!isProcmonXml(head)) {
    throw new DecodeError(
      "E_NOT_A_TRACE",
      "this is no XML of Process Monitor: it begins with neither <procmon> nor an <event> with its elements",
    );
  }
  return new FormatReader(input, head, procmonXmlFormat(request.note), request);
}
