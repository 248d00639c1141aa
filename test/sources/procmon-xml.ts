/** Turns a Process Monitor CSV into what Process Monitor saves as XML, for tests that compare the two. */
import { parse } from "csv-parse/sync";

/** Text inside an element, as Process Monitor writes it: markup escaped, the rest as it is. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Title of a column as a tag: blanks and `&` are no part of names. */
function tagOf(title: string): string {
  return title.replace(/[ &]/g, "_");
}

export interface XmlOptions {
  /** Puts a stack trace into every so many events; 0 = none. */
  readonly stackEvery?: number;
}

/** The XML of the same events. */
export function procmonXmlOf(csv: string, { stackEvery = 3 }: XmlOptions = {}): string {
  const [titles = [], ...rows] = parse(csv, { bom: true, relax_column_count: true }) as string[][];
  const tags = titles.map(tagOf);
  const stack =
    "<stack><frame><depth>0</depth><address>0xfffff80312345678</address><path>C:\\Windows\\System32\\drivers\\FLTMGR.SYS</path><location>FltPerformPreCallbacks + 0x2fb</location></frame></stack>";
  const events = rows.map((row, i) => {
    const cells = tags.map((tag, column) => `<${tag}>${escaped(row[column] ?? "")}</${tag}>`).join("");
    const trace = stackEvery > 0 && i % stackEvery === 0 ? stack : "";
    return `<event>\r\n<ProcessIndex>${i % 7}</ProcessIndex>\r\n${cells}${trace}</event>\r\n`;
  });
  const processes =
    "<processlist><process><ProcessIndex>0</ProcessIndex><ProcessId>4</ProcessId><ProcessName>System</ProcessName><modulelist><module><Path>C:\\Windows\\System32\\ntoskrnl.exe</Path></module></modulelist></process></processlist>";
  return `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<procmon>${processes}<eventlist>\r\n${events.join("")}</eventlist></procmon>`;
}
