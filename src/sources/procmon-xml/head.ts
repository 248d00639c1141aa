/** How the head of a Process Monitor XML is recognised. */
import type { Head } from "../source.js";

const latin1 = new TextDecoder("latin1");
const ROOT = /^\s*(?:<\?xml[^>]*>\s*)?<(?:procmon|processlist|eventlist)>/;
const EVENT = /<event>\s*<(?:ProcessIndex|Time_of_Day|Process_Name|PID|Operation|Path|Detail|Date___Time)>/;

/** True when the head looks like what Process Monitor saves, or like events of it. */
export function isProcmonXml(head: Head): boolean {
  const text = latin1.decode(head.text);
  return ROOT.test(text) || (/^\s*</.test(text) && EVENT.test(text));
}
