/** The header row of a CSV: its titles, where it ends, and finding columns by title. */
import { DecodeError } from "../errors.js";
import { cellText } from "../record/batch.js";
import { splitRow } from "./csv-row.js";
import type { Head, SourceOptions } from "./source.js";

const LF = 0x0a;

export interface CsvHeader {
  readonly titles: readonly string[];
  /** Titles without case, spaces, `_` and `-`. */
  readonly keys: readonly string[];
  /** Every title stands in quotes. */
  readonly quoteAll: boolean;
  /** One byte. */
  readonly delimiter: number;
  /** Bytes of the header row, line end included. */
  readonly byteLength: number;
  /** Lines it takes. */
  readonly lineCount: number;
}

/** A title as it is compared: case, spaces, `_` and `-` do not count. */
export function titleKey(title: string): string {
  return title.toLowerCase().replace(/[\s_-]+/g, "");
}

/** The first row of `head` split at `delimiter`, or null when it is no whole row of fair CSV. */
export function readHeader(head: Head, delimiter: number): CsvHeader | null {
  const { text } = head;
  const row = splitRow(text, 0, text.length, delimiter, head.whole);
  if (row === null || !row.regular) return null;
  const titles = row.cells.map((cell) => cellText(text, cell.from, cell.to, cell.quoted));
  if (titles.every((title) => title === "")) return null;
  let lineCount = 0;
  for (let at = 0; at < row.next; at++) if (text[at] === LF) lineCount++;
  const quoteAll = row.cells.every((cell) => cell.quoted);
  return { titles, keys: titles.map(titleKey), quoteAll, delimiter, byteLength: row.next, lineCount };
}

/** True when the options ask for a dialect of CSV that the kernel does not read. */
export function isOddDialect({ delimiter = "", escape: escapeWith, comment }: SourceOptions): boolean {
  return delimiter.length > 1 || escapeWith !== undefined || comment !== undefined;
}

/**
 * Column of the first of `keys` that is in the header, from 0, or -1.
 * @throws DecodeError E_DUPLICATE_COLUMN when that title stands there twice and the column is `needed`
 */
export function findColumn(
  header: Pick<CsvHeader, "titles" | "keys">,
  keys: readonly string[],
  needed: boolean,
): number {
  for (const key of keys) {
    const column = header.keys.indexOf(key);
    if (column < 0) continue;
    const again = header.keys.indexOf(key, column + 1);
    if (needed && again >= 0) {
      throw new DecodeError(
        "E_DUPLICATE_COLUMN",
        `the header has the column ${JSON.stringify(header.titles[column])} twice, as columns ${column + 1} and ${again + 1}`,
        { column: header.titles[column]!, line: 1 },
      );
    }
    return column;
  }
  return -1;
}
