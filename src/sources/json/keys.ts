/** Keys of JSON reports and what they mean. Keys are compared without case, blanks, `_` and `-`. */
import type { ColumnName } from "../../record/schema.js";
import { jsonText } from "../json-text.js";

/**
 * What a key says of its value: `code` = a control code wherever it stands; `ioctl` = one in known shapes alone; `name`,
 * `value` and `pretty` are the parts of an argument in a list; `hex`, `dec` and `number` are forms of one code; the
 * others tell what a code beside them is.
 */
export type KeyRole =
  | "code"
  | "ioctl"
  | "infoClass"
  | "name"
  | "value"
  | "pretty"
  | "hex"
  | "dec"
  | "number"
  | "title"
  | "category"
  | "major"
  | "irp"
  | "own";

/** A key of the text; one object for all that are spelt the same. */
export interface JsonKey {
  /** As it is compared. */
  readonly text: string;
  readonly role: KeyRole | null;
  /** Column that its value is for, and how good it is for that: 0 = best. */
  readonly column: ColumnName | null;
  readonly rank: number;
  /** It may mean something together with the key of its object. */
  readonly isPart: boolean;
  /** It has a role, a column or a part in one. */
  readonly isKnown: boolean;
  /** Digits, decimal or hexadecimal: the objects of a table by number stand under such keys. */
  readonly isNumber: boolean;
}

const CODES = [
  ...[
    "iocontrolcode",
    "iocontrolcodes",
    "dwiocontrolcode",
    "ioctlcode",
    "ioctlcodes",
    "controlcode",
    "controlcodes",
  ],
  ...["fscontrolcode", "fscontrolcodes", "fsctlcode", "fsctlcodes", "smb2.ioctl.function"],
];

const ROLES: ReadonlyMap<string, KeyRole> = new Map<string, KeyRole>([
  ...CODES.map((key) => [key, "code"] as const),
  ["ioctl", "ioctl"],
  ["fsctl", "ioctl"],
  ["infoclass", "infoClass"],
  ["name", "name"],
  ["value", "value"],
  ["prettyvalue", "pretty"],
  ["hex", "hex"],
  ["dec", "dec"],
  ["code", "number"],
  ["title", "title"],
  ["category", "category"],
  ["majorfunction", "major"],
  ["irpaddress", "irp"],
  ["codetext", "own"],
]);

/** Keys of the columns, best first. */
const COLUMNS: readonly (readonly [ColumnName, readonly string[]])[] = [
  ["time", ["timestamp", "@timestamp", "time", "utctime", "datetime", "timeofday", "date"]],
  ["processName", ["processname", "processimagename", "imagename", "process", "image", "processpath"]],
  ["processId", ["processid", "pid"]],
  ["threadId", ["threadid", "tid"]],
  ["operation", ["operation", "api", "apiname", "symbol", "majorfunction", "eventname", "event"]],
  ["path", ["path", "filename", "filepath", "file", "handlepath", "devicename", "device"]],
  [
    "status",
    [
      "resultconstant",
      "prettyreturn",
      "ntstatus",
      "status",
      "result",
      "resultvalue",
      "returnvalue",
      "return",
    ],
  ],
  [
    "inputLength",
    ["inputlength", "inputbufferlength", "inputbuffersize", "inbufferlength", "ninbuffersize", "inlen"],
  ],
  [
    "outputLength",
    ["outputlength", "outputbufferlength", "outputbuffersize", "outbufferlength", "noutbuffersize", "outlen"],
  ],
];

/** Key of an object and key in it that mean a column together. */
const PARTS: ReadonlyMap<string, ColumnName> = new Map([
  ["process.name", "processName"],
  ["process.image", "processName"],
  ["process.executable", "processName"],
  ["process.pid", "processId"],
  ["process.id", "processId"],
  ["process.threadid", "threadId"],
  ["thread.id", "threadId"],
  ["buffin.size", "inputLength"],
  ["buffout.size", "outputLength"],
]);
const PART_KEYS = new Set([...PARTS.keys()].map((pair) => pair.slice(pair.indexOf(".") + 1)));

const COLUMN_OF = new Map(
  COLUMNS.flatMap(([column, keys]) => keys.map((key, rank) => [key, { column, rank }] as const)),
);

/** Columns that JSON can have. */
export const JSON_COLUMNS: readonly ColumnName[] = COLUMNS.map(([column]) => column);

/** A key as it is compared. */
export function comparedKey(key: string): string {
  return key.toLowerCase().replace(/[\s_-]+/g, "");
}

/** What a key means. */
export function jsonKey(key: string): JsonKey {
  const text = comparedKey(key);
  const role = ROLES.get(text) ?? null;
  const found = COLUMN_OF.get(text);
  const isPart = PART_KEYS.has(text);
  return {
    text,
    role,
    column: found?.column ?? null,
    rank: found?.rank ?? 0,
    isPart,
    isKnown: role !== null || found !== undefined || isPart,
    isNumber: /^(?:0x[0-9a-f]+|\d+)$/.test(text),
  };
}

/** Column that `key` in an object of the key `outer` is for. */
export function columnOfPart(outer: JsonKey, key: JsonKey): ColumnName | null {
  return PARTS.get(`${outer.text}.${key.text}`) ?? null;
}

/** No key that means anything is longer. */
const LONGEST_KEY = 64;
const UNKNOWN = jsonKey("");

/** So many distinct keys are remembered before all are forgotten; a report has some hundreds. */
const MOST_KEYS = 4096;
const SLOTS = 4 * MOST_KEYS;

/** Finds keys by their bytes: no string is made of a key that was seen before. */
export class KeyTable {
  #known: { readonly bytes: Uint8Array; readonly key: JsonKey }[] = [];
  /** Index of `#known` plus one, by hash; 0 = free. */
  readonly #slots = new Uint16Array(SLOTS);

  /** The key that stands in bytes [from, to), escapes as they are. */
  keyAt(bytes: Uint8Array, from: number, to: number): JsonKey {
    const length = to - from;
    if (length > LONGEST_KEY) return UNKNOWN;
    let hash = length;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    let slot = (hash >>> 0) % SLOTS;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) % SLOTS) {
      const known = this.#known[this.#slots[slot]! - 1]!;
      if (known.bytes.length !== length) continue;
      let same = 0;
      while (same < length && known.bytes[same] === bytes[from + same]) same++;
      if (same === length) return known.key;
    }
    const key = jsonKey(jsonText(bytes, from, to));
    if (this.#known.length === MOST_KEYS) {
      this.#known = [];
      this.#slots.fill(0);
      slot = (hash >>> 0) % SLOTS;
    }
    this.#slots[slot] = this.#known.push({ bytes: bytes.slice(from, to), key });
    return key;
  }
}
