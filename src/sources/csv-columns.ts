/** Which columns of a generic CSV mean what: the code's by its title or as the user says, the others by theirs. */
import type { NameTable } from "../names/index.js";
import type { ColumnName } from "../record/schema.js";
import { type CsvHeader, findColumn, titleKey } from "./csv-header.js";
import type { SourceOptions } from "./source.js";
import type { TextCell } from "./text-layout.js";

/** Titles that mean a control code, as comparison keys, best first. */
const CODE_KEYS = [
  "iocontrolcode",
  "ioctlcode",
  "controlcode",
  "fscontrolcode",
  "smb2.ioctl.function",
  "infoclass",
  "control",
  "ioctl",
  "code",
];

/** Titles of the other columns, and what their numbers are multiplied by. */
const CELLS: readonly (readonly [ColumnName, readonly (readonly [string, number])[]])[] = [
  [
    "time",
    [
      ["timestamp", 1],
      ["time", 1],
      ["timeofday", 1],
      ["date&time", 1],
    ],
  ],
  [
    "processId",
    [
      ["pid", 1],
      ["processid", 1],
    ],
  ],
  [
    "threadId",
    [
      ["tid", 1],
      ["threadid", 1],
    ],
  ],
  [
    "processName",
    [
      ["process", 1],
      ["processname", 1],
      ["image", 1],
    ],
  ],
  ["operation", [["operation", 1]]],
  [
    "path",
    [
      ["path", 1],
      ["file", 1],
      ["device", 1],
    ],
  ],
  [
    "status",
    [
      ["status", 1],
      ["result", 1],
    ],
  ],
  [
    "inputLength",
    [
      ["inlen", 1],
      ["inputlength", 1],
    ],
  ],
  [
    "outputLength",
    [
      ["outlen", 1],
      ["outputlength", 1],
    ],
  ],
  [
    "duration",
    [
      ["duration", 1],
      ["durationms", 1e-3],
      ["durationus", 1e-6],
    ],
  ],
];

/** The column of the code, from 0, or -1. */
export function codeColumnOf(header: Pick<CsvHeader, "titles" | "keys">, options: SourceOptions): number {
  const asked = options.codeColumn;
  if (asked === undefined) return findColumn(header, CODE_KEYS, true);
  const index = typeof asked === "number" ? asked : /^\d+$/.test(asked) ? Number(asked) : null;
  if (index !== null) return index >= 1 && index <= header.titles.length ? index - 1 : -1;
  return findColumn(header, [titleKey(String(asked))], true);
}

/** The columns of the schema among titles, which are given as comparison keys. */
export function cellsOf(keys: readonly string[], codeColumn: number): Map<ColumnName, TextCell> {
  const cells = new Map<ColumnName, TextCell>();
  for (const [name, titles] of CELLS) {
    for (const [key, scale] of titles) {
      const column = keys.indexOf(key);
      if (column >= 0 && column !== codeColumn && !cells.has(name)) cells.set(name, { column, scale });
    }
  }
  return cells;
}

/** Where the names in a code's column are looked up. */
export function tableOf(codeKey: string): NameTable {
  return codeKey === "smb2.ioctl.function" ? "wireshark" : "default";
}
