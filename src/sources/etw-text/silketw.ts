/**
 * SilkETW (`SilkETW.exe -t kernel -kk FileIOInit,FileIO -ot file -p trace.json`): a JSON object a line, the fields of
 * the event as texts under `XmlEventData`. Lines of TraceEvent with the fields beside `EventName` are read as well.
 */
import { valueOfText } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import type { RecordOutput } from "../record-output.js";
import { controlMark, controlRequest, type TextEvent } from "./control-fields.js";
import { countOf, giveRequest } from "./event-output.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status"] as const),
  ...(["inputLength", "outputLength", "provider", "eventId"] as const),
];
/** What SilkETW writes for the name of a process that has ended. */
const NO_NAME = "N/A";
/** A line that does not end as an object does is broken, and has to be told. */
const CUT_LINE = "[^}\\s][ \\t]*\\r?(?=\\n|$)";

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text of a value that is a text or a number. */
function textOf(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

function eventOf(line: JsonObject): TextEvent {
  const data = Object.hasOwn(line, "XmlEventData") && isObject(line.XmlEventData) ? line.XmlEventData : {};
  return {
    name: textOf(line, "EventName") ?? "",
    provider: textOf(line, "ProviderName") ?? null,
    field: (name) => textOf(data, name) ?? textOf(line, name),
  };
}

function setPlace(line: JsonObject, isClassic: boolean, output: RecordOutput): void {
  const text = (key: string) => {
    const value = textOf(line, key) ?? "";
    return value === "" ? null : value;
  };
  const name = text("ProcessName");
  const id = text("EventId") ?? (isClassic ? text("Opcode") : null);
  output.set("time", text("TimeStamp"));
  output.set("processName", name === NO_NAME ? null : name);
  output.set("processId", countOf(text("ProcessID") ?? undefined));
  output.set("threadId", countOf(text("ThreadID") ?? undefined));
  output.set("eventId", id === null ? null : valueOfText("u16", id));
}

export function silketw(): TextFormat {
  const mark = controlMark();
  return lineFormat({
    columns: COLUMNS,
    mayCarry: new RegExp(`${mark.source}|${CUT_LINE}`, "g"),
    take(text, output) {
      if (text.trim() === "") return;
      let line: unknown;
      try {
        line = JSON.parse(text);
      } catch {
        output.reject("E_SYNTAX", "the line is not JSON, or is cut");
        return;
      }
      if (!isObject(line)) return;
      const event = eventOf(line);
      const request = controlRequest(event);
      if (request === null) return;
      setPlace(line, event.name.includes("/FSControl"), output);
      giveRequest(request, event, output);
    },
  });
}
