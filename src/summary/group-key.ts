/** Texts that tell groups of a summary apart: a map finds a text by itself, and lists of values only by their texts. */
import type { CellValue, CodeEntry } from "../record/batch.js";
import type { TextTable } from "./text-table.js";
import { narrowText } from "./texts.js";
import { withRoom } from "./with-room.js";

/** Parts of a key of values: kind, then text; a key with a NUL in a text is JSON behind a `J`. */
const SEPARATOR = "\0";
const KIND = { NULL: " ", NUMBER: "#", TEXT: "T", JSON: "J" } as const;
const KIND_TEXT = KIND.TEXT.charCodeAt(0);

/** Values as one text; keys compare by code unit as their values do, one after the other. */
export function keyOfValues(values: readonly CellValue[]): string {
  let key = "";
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) key += SEPARATOR;
    if (value === null) key += KIND.NULL;
    else if (typeof value === "number") key += KIND.NUMBER + value;
    else if (value.includes(SEPARATOR)) return KIND.JSON + JSON.stringify(values);
    else key += KIND.TEXT + value;
  }
  return key;
}

/**
 * A key of `keyOfValues` that is written value by value, as bytes where all of its characters are bytes: to make a text of
 * each takes several times as long.
 */
export class GroupKey {
  /** The key, as long as `length`, unless there are `values`. */
  bytes = new Uint8Array(256);
  length = 0;
  /** The values of a key that is no bytes. */
  values: CellValue[] | null = null;

  /** `asBytes` false: the values are kept, whatever they are. */
  begin(asBytes: boolean): void {
    this.length = 0;
    this.values = asBytes ? null : [];
  }

  /** A text in ASCII without NUL; false when it is none, or the key is no bytes, and nothing has changed. */
  text(text: Uint8Array): boolean {
    if (this.values !== null) return false;
    let at = this.#begin(KIND_TEXT, text.length);
    const { bytes } = this;
    for (let i = 0; i < text.length; i++) {
      const byte = text[i]!;
      if (byte === 0 || byte > 0x7f) return false;
      bytes[at++] = byte;
    }
    this.length = at;
    return true;
  }

  value(value: CellValue): void {
    if (this.values === null && !this.#write(keyOfValues([value]))) {
      this.values = valuesOfKey(narrowText(this.bytes, 0, this.length));
    }
    this.values?.push(value);
  }

  /** The number of an owner's key in a table. */
  indexIn(table: TextTable, owner: number): number {
    return this.values === null
      ? table.indexOfNarrow(owner, this.bytes, 0, this.length)
      : table.indexOf(owner, keyOfValues(this.values));
  }

  /** Writes the key of one value; false when it is no bytes. */
  #write(key: string): boolean {
    if (key.startsWith(KIND.JSON)) return false;
    let at = this.#begin(key.charCodeAt(0), key.length);
    const { bytes } = this;
    for (let i = 1; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      if (unit > 0xff) return false;
      bytes[at++] = unit;
    }
    this.length = at;
    return true;
  }

  /** Where the rest of a value goes behind its kind, with room for `length` bytes. */
  #begin(kind: number, length: number): number {
    let at = this.length;
    const end = at + length + 2;
    if (end > this.bytes.length) this.bytes = withRoom(this.bytes, 2 * end);
    if (at > 0) this.bytes[at++] = 0;
    this.bytes[at++] = kind;
    return at;
  }
}

/** What tells groups of a finished summary apart: the code, or its text when it is unknown, and the values. */
export function groupKey(
  { code, codeText }: Pick<CodeEntry, "code" | "codeText">,
  values: readonly CellValue[],
): string {
  return `${code ?? `=${JSON.stringify(codeText)}`}:${keyOfValues(values)}`;
}

/** The values of a key of `keyOfValues`. */
export function valuesOfKey(key: string): CellValue[] {
  if (key === "") return [];
  if (key.startsWith(KIND.JSON)) return JSON.parse(key.slice(1)) as CellValue[];
  return key.split(SEPARATOR).map((part) => {
    if (part === KIND.NULL) return null;
    return part.startsWith(KIND.NUMBER) ? Number(part.slice(1)) : part.slice(1);
  });
}
