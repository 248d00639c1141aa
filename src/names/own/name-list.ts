/**
 * A list of names, one a line: `NAME HEX`, as IRPMon keeps them (`NAME<tab>0xhex` and `NAME 8HEX`); `HEX NAME` too.
 *
 * Digits are hexadecimal, with 0x or without. Lines that begin with `#`, `;` or `//` are remarks.
 */
import { quoteText } from "../../control-code/text.js";
import type { Definitions, Fault } from "./definitions.js";
import { definitionsOf, isPackName, type PackRow } from "./pack-rows.js";

const REMARK = /^(?:#|;|\/\/)/;
const HEX = /^(?:0[xX])?[0-9a-fA-F]{1,16}[hH]?$/;
/** Longer lines are no row of such a list. */
const MAX_LINE_LENGTH = 1000;

/** Name and code of a line, null when it is no row. */
function readRow(line: string): Pick<PackRow, "name" | "code"> | null {
  if (line.length > MAX_LINE_LENGTH) return null;
  const words = line
    .replace(/\s(?:#|;|\/\/).*$/, "")
    .split(/[\s=:]+/)
    .filter((word) => word !== "");
  const [a, b] = words;
  if (words.length !== 2) return null;
  if (isPackName(a!) && HEX.test(b!)) return { name: a!, code: b! };
  return HEX.test(a!) && isPackName(b!) ? { name: b!, code: a! } : null;
}

/** True when most of the first lines are rows of such a list. */
export function looksLikeNameList(text: string): boolean {
  const lines = text.slice(0, 65536).split(/\r\n|\n|\r/, 50);
  const said = lines.map((line) => line.trim()).filter((line) => line !== "" && !REMARK.test(line));
  return said.length > 0 && said.filter((line) => readRow(line) !== null).length * 2 > said.length;
}

/** The names of a list. */
export function parseNameList(text: string): Definitions {
  const rows: PackRow[] = [];
  const faults: Fault[] = [];
  for (const [i, given] of text.split(/\r\n|\n|\r/).entries()) {
    const line = given.trim();
    if (line === "" || REMARK.test(line)) continue;
    const row = readRow(line);
    if (row !== null) rows.push({ ...row, line: i + 1 });
    else faults.push({ line: i + 1, error: "E_NUMBER", message: `${quoteText(line)} is not NAME and HEX` });
  }
  const found = definitionsOf(rows, 16);
  return { names: found.names, faults: [...faults, ...found.faults] };
}
