/** How the head of a JSON report is recognised: by a control code under a known key, or by the keys of its top. */
import { JsonScanner } from "../json-scanner.js";
import { jsonText } from "../json-text.js";
import type { Head } from "../source.js";
import { jsonKey } from "./keys.js";

const BLANK = 0x20;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

const latin1 = new TextDecoder("latin1");

/** A key and a value that can be a control code, the first of a list too. */
const KEY_AND_VALUE =
  /"([^"\\]{3,40})"\s*:\s*(?:\[\s*)?(?:-?\d|"(?:0[xX][0-9a-fA-F]|\d+"|[0-9a-fA-F]{5,8}[hH]?"|((?:IOCTL|FSCTL)_)))/g;
/** An argument of a call. */
const ARGUMENT = /"name"\s*:\s*"([^"\\]{3,40})"\s*,\s*"value"\s*:/g;
/** `ioctl` of IoctlHunter, a finding of DriverBuddy, a record as this program writes it. */
const SHAPE =
  /"ioctl"\s*:\s*\{\s*"(?:dec|hex)"\s*:|"title"\s*:\s*"IOCTL 0x[0-9A-Fa-f]|"code"\s*:\s*(?:null|"0x[0-9A-F]{8}")\s*,\s*"codeText"\s*:/;
/** Events of the file system's control requests, where `InfoClass` is the code. */
const CONTROL_EVENT = /FS_?Control|FSCTL/i;
/** Reports that other sources read: packets of tshark, events of SilkETW. */
const OF_OTHERS = /"_source"\s*:\s*\{\s*"layers"\s*:|"XmlEventData"\s*:/;

/** Two of these at the top make a report of a sandbox, whose first code may stand far behind the head. */
const SANDBOX_KEYS = new Set(["info", "target", "behavior", "CAPE", "signatures", "statistics", "malscore"]);

/** True when the text begins with an object or an array. */
export function beginsLikeJson(head: Head): boolean {
  const first = head.text.find((byte) => byte > BLANK);
  return first === OPEN_OBJECT || first === OPEN_ARRAY;
}

/** Keys of the first object, as far as the head shows it. */
function topKeys(head: Head): Set<string> {
  const keys = new Set<string>();
  const scanner = new JsonScanner(head.text.length);
  scanner.scan(head.text, 0, head.text.length, false, {
    open(isObject) {
      if (!isObject && scanner.depth === 1) scanner.stop();
    },
    close() {
      if (scanner.depth === 0) scanner.stop();
    },
    key(from, to) {
      if (scanner.depth === 1) keys.add(jsonText(head.text, from, to));
    },
    value() {},
  });
  return keys;
}

/** True when the head is JSON with a known key of a control code, or of a known shape. */
export function isJsonTrace(head: Head): boolean {
  if (!beginsLikeJson(head)) return false;
  const text = latin1.decode(head.text);
  if (OF_OTHERS.test(text)) return false;
  if (SHAPE.test(text)) return true;
  const isControlEvent = CONTROL_EVENT.test(text);
  const isIrpMon = /"IRP address"\s*:/.test(text);
  for (const [, key] of [...text.matchAll(KEY_AND_VALUE), ...text.matchAll(ARGUMENT)]) {
    const { role } = jsonKey(key!);
    if (role === "code" || (role === "infoClass" && isControlEvent) || (role === "ioctl" && isIrpMon))
      return true;
  }
  const known = [...topKeys(head)].filter((key) => SANDBOX_KEYS.has(key)).length;
  return known >= 2;
}
