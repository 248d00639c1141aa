/** Who wrote a text of ETW events, told by its beginning. Light: it is asked of every input. */
import type { Head } from "../source.js";

export type Writer =
  | { readonly kind: "perfview-xml" | "silketw" | "wtrace" | "xperf-dumper" | "tracerpt-csv" }
  | { readonly kind: "perfview-csv"; readonly header: string; readonly delimiter: string };

/** So much of the text is looked at for banners and headers. */
const BEGIN_LENGTH = 4096;

const PERFVIEW_HEADER = /^Event Name(.{1,3})Time MSec\1Process Name(?=\1|\r?$)/;
const TRACERPT_HEADER = /^\s*Event Name\s*,\s*Type\s*,.*\bClock-Time\b/m;
const XPERF_HEADER = /^\s*BeginHeader\s*$/m;
const WTRACE_EVENT = /^\d\d:\d\d:\d\d\.\d{4} (?:\S.* )?\(\d+\.\d+\) [A-Za-z]+\/[A-Za-z]/m;
const NO_EVENTS = /^\s*(?:<\?xml[^>]*>\s*)?<Events\s*>\s*(?:<\/Events>\s*)?$/;

/** The writer, or null when it is none of them. */
export function writerOf(head: Head): Writer | null {
  const text = new TextDecoder().decode(head.text);
  const begin = text.slice(0, BEGIN_LENGTH);
  if (begin.includes("\0")) return null;
  const firstLine = firstLineOf(text);
  const titles = PERFVIEW_HEADER.exec(firstLine);
  if (titles !== null) {
    return { kind: "perfview-csv", header: firstLine.replace(/\r$/, ""), delimiter: titles[1]! };
  }
  if (/^\s*</.test(begin)) return isPerfviewXml(text) ? { kind: "perfview-xml" } : null;
  if (/^\s*\{/.test(begin)) return isSilketw(text, head.whole) ? { kind: "silketw" } : null;
  if (XPERF_HEADER.test(begin)) return { kind: "xperf-dumper" };
  if (TRACERPT_HEADER.test(begin)) return { kind: "tracerpt-csv" };
  return WTRACE_EVENT.test(text) ? { kind: "wtrace" } : null;
}

function firstLineOf(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

/** The first event has the attributes that TraceEvent or PerfView's viewer give it; or there is none at all. */
function isPerfviewXml(text: string): boolean {
  const first = /<Event\s/.exec(text);
  if (first === null) return NO_EVENTS.test(text);
  const tag = text.slice(first.index, first.index + BEGIN_LENGTH);
  return /\sEventName\s*=\s*"/.test(tag) && /\s(?:MSec|TimeMsec)\s*=\s*"/.test(tag);
}

/** The first line is an object with the name of an event, and its provider or its fields. */
function isSilketw(text: string, isWhole: boolean): boolean {
  const line = firstLineOf(text.trimStart());
  if (!isWhole && text.trimStart().length === line.length) {
    return /"EventName"\s*:\s*"/.test(line) && /"(?:XmlEventData|ProviderName|ProviderGuid)"\s*:/.test(line);
  }
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event !== "object" || event === null || !("EventName" in event)) return false;
    return "XmlEventData" in event || "ProviderName" in event || "ProviderGuid" in event;
  } catch {
    return false;
  }
}
