/**
 * Events as XML: PerfView (`PerfView UserCommand DumpEventsAsXml trace.etl`, and the viewer's Save View as XML) and
 * whatever else prints TraceEvent's events. A record is an element `<Event ...>`; elements are found by their
 * begin, whatever stands around them, and a broken one ends where the next begins.
 */
import { valueOfText } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import type { TextFormat } from "../format-reader.js";
import type { RecordOutput } from "../record-output.js";
import type { TextWindow } from "../text-window.js";
import { parseAttributes } from "./attributes.js";
import { controlMark, controlRequest, type TextEvent } from "./control-fields.js";
import { countOf, giveRequest, processOf } from "./event-output.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status"] as const),
  ...(["inputLength", "outputLength", "provider"] as const),
];

const BEGIN = "<Event";
const GREATER = 0x3e;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;

/** The viewer's way to end a value with a backslash, at the end of an element. */
const ODD_END = /&quote;\s*\/?>/y;

const utf8 = new TextDecoder();
/** One character a byte. */
const latin1 = new TextDecoder("latin1");

const isBlank = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);

/** Position of the next element at or behind `from`, or -1. */
function nextElement(text: string, from: number): number {
  for (let at = text.indexOf(BEGIN, from); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
    const next = text.charCodeAt(at + BEGIN.length);
    if (isBlank(next)) return at;
  }
  return -1;
}

/** Position behind the tag at `from`, or -1 when it does not end before `to`. Quotes count behind `=` only. */
function endOfTag(text: string, from: number, to: number): number {
  let quote = 0;
  let last = 0;
  for (let at = from + BEGIN.length; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (quote !== 0) {
      ODD_END.lastIndex = at;
      if (unit === quote || (unit === AMPERSAND && ODD_END.test(text))) quote = 0;
    } else if (unit === GREATER) {
      return at + 1;
    } else if ((unit === QUOTE || unit === APOSTROPHE) && last === EQUALS) {
      quote = unit;
    }
    if (!isBlank(unit)) last = unit;
  }
  return -1;
}

/** Where a begin that is cut by the end of the text may stand, or the end. */
function cutBegin(text: string): number {
  const at = text.lastIndexOf("<");
  return at >= 0 && BEGIN.startsWith(text.slice(at)) ? at : text.length;
}

function eventOf(attributes: ReadonlyMap<string, string>): TextEvent {
  return {
    name: attributes.get("EventName") ?? "",
    provider: attributes.get("ProviderName") ?? null,
    field: (name) => attributes.get(name),
  };
}

/** What stands around the fields of an event, by either of two writers. */
function setPlace(attributes: ReadonlyMap<string, string>, output: RecordOutput): void {
  const time = attributes.get("MSec") ?? attributes.get("TimeMsec") ?? "";
  const process = processOf(attributes.get("ProcessName") ?? "");
  const name = attributes.get("PName") ?? "";
  output.set("time", time.trim() === "" ? null : time.trim());
  output.set("processName", name.trim() === "" ? process.name : name.trim());
  output.set("processId", valueOfText("u32", attributes.get("PID") ?? "") ?? process.id);
  output.set("threadId", countOf(attributes.get("TID") ?? attributes.get("ThreadID")));
}

export function perfviewXml(): TextFormat {
  const mark = controlMark();

  function takeElement(
    window: TextWindow,
    from: number,
    to: number,
    whole: boolean,
    output: RecordOutput,
  ): void {
    output.begin(window.offsetAt(from), window.lineAt(from));
    const element = utf8.decode(window.bytes.subarray(from, to));
    const attributes = parseAttributes(element);
    if (attributes === null || !whole) {
      output.reject("E_SYNTAX", "the element is not closed");
    } else {
      const event = eventOf(attributes);
      const request = controlRequest(event);
      // Without "/" the fields stand in an element inside: a record of its own.
      const isOuter = request !== null && !attributes.has(request.fields.code) && !element.endsWith("/>");
      if (request !== null && !isOuter) {
        setPlace(attributes, output);
        giveRequest(request, event, output);
      }
    }
    output.end();
  }

  return {
    columns: COLUMNS,
    scan(window, isEnd, output) {
      const text = latin1.decode(window.bytes.subarray(0, window.filled));
      let at = nextElement(text, 0);
      while (at >= 0) {
        const next = nextElement(text, at + BEGIN.length);
        const limit = next < 0 ? text.length : next;
        const end = endOfTag(text, at, limit);
        if (end < 0 && next < 0 && !isEnd) return at;
        const to = end < 0 ? limit : end;
        mark.lastIndex = 0;
        if (end < 0 || mark.test(text.slice(at, to))) takeElement(window, at, to, end >= 0, output);
        else output.others(1);
        at = next;
      }
      return isEnd ? text.length : cutBegin(text);
    },
    resume(window, from) {
      const text = latin1.decode(window.bytes.subarray(0, window.filled));
      const next = nextElement(text, from);
      const cut = cutBegin(text);
      return next >= 0 ? next : cut < text.length && cut >= from ? cut : -1;
    },
  };
}
