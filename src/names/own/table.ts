/**
 * Names in a CSV or TSV: a column of names, a column of codes, in any order and beside others, with titles or without.
 * Read by csv-parse, which is loaded when a table comes.
 */
import type { CsvError, Info, Options } from "csv-parse";
import { quoteText } from "../../control-code/text.js";
import type { Definitions, Fault } from "./definitions.js";
import { definitionsOf, isPackName, type PackRow } from "./pack-rows.js";

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Titles as they are compared, best first. */
const CODE_TITLES = [
  ...["code", "controlcode", "ioctlcode", "iocontrolcode", "fsctlcode", "ctlcode"],
  ...["value", "number", "ioctl", "fsctl", "hex"],
];
const NAME_TITLES = [
  ...["name", "constant", "symbol", "ioctlname", "codename", "controlcodename", "constantname", "macro"],
  ...["identifier", "define", "label"],
];
const DELIMITERS = ["\t", ";", ",", "|"];
const MAX_ROW_BYTES = 65536;

function key(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "");
}

/** The delimiter that the first line with any has most of. */
function delimiterOf(text: string): string {
  for (const line of text.slice(0, 65536).split(/\r\n|\n|\r/, 100)) {
    if (line.startsWith("#")) continue;
    const count = (delimiter: string): number => line.split(delimiter).length;
    const best = [...DELIMITERS].sort((a, b) => count(b) - count(a))[0]!;
    if (count(best) > 1) return best;
  }
  return ",";
}

async function rowsOf(text: string, delimiter: string, faults: Fault[]): Promise<Row[]> {
  const isNode = typeof process !== "undefined" && process.versions?.node !== undefined;
  const { parse } = isNode ? await import("csv-parse/sync") : await import("csv-parse/browser/esm/sync");
  const options: Options = {
    delimiter,
    comment: "#",
    comment_no_infix: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    info: true,
    on_skip: (error: CsvError | undefined) => {
      const line = typeof error?.lines === "number" ? error.lines : null;
      faults.push({ line, error: "E_QUOTE", message: error?.message ?? "the row cannot be read" });
    },
  };
  const records = parse(text, options) as unknown as { record: string[]; info: Info }[];
  return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
}

/** True when a text is a code and no name. */
function looksLikeCode(text: string): boolean {
  return /^\s*(?:0x[0-9a-f]+|[0-9][0-9a-f]*h?|[-+][0-9]+|CTL_CODE\s*\(.*)\s*$/i.test(text);
}

interface Columns {
  readonly name: number;
  readonly code: number;
  readonly kind: number;
  readonly hasTitles: boolean;
}

/** Which columns are meant: by their titles, else by what stands in the first row. */
function columnsOf(first: Row): Columns | null {
  const keys = first.cells.map(key);
  const find = (titles: readonly string[]): number =>
    keys.indexOf(titles.find((title) => keys.includes(title)) ?? "\0");
  const titled = { name: find(NAME_TITLES), code: find(CODE_TITLES), kind: keys.indexOf("kind") };
  if (titled.name >= 0 && titled.code >= 0) return { ...titled, hasTitles: true };
  const code = first.cells.findIndex(looksLikeCode);
  const name = first.cells.findIndex((cell, i) => i !== code && isPackName(cell.trim()));
  return code < 0 || name < 0 ? null : { name, code, kind: -1, hasTitles: false };
}

/** True when the first line has the titles of such a table, or a name and a code between delimiters. */
export function looksLikeTable(text: string): boolean {
  const delimiter = delimiterOf(text);
  const lines = text.slice(0, 65536).split(/\r\n|\n|\r/, 100);
  const first = lines.find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
  const cells = first.split(delimiter).map((cell) => cell.replace(/^"(.*)"$/, "$1"));
  return cells.length > 1 && columnsOf({ cells, line: 1 }) !== null;
}

/** The names of a table. */
export async function parseTable(text: string): Promise<Definitions> {
  const faults: Fault[] = [];
  const rows = await rowsOf(text, delimiterOf(text), faults);
  const [first, ...others] = rows;
  if (first === undefined) return { names: [], faults };
  const columns = columnsOf(first);
  if (columns === null) {
    const titles = quoteText(first.cells.join(", "));
    const message = `no column of names and column of codes: ${titles}; titles such as name and code tell them`;
    return { names: [], faults: [...faults, { line: first.line, error: "E_MISSING_COLUMN", message }] };
  }
  const wanted: PackRow[] = (columns.hasTitles ? others : rows).map(({ cells, line }) => ({
    name: cells[columns.name] ?? "",
    code: cells[columns.code] ?? "",
    kind: cells[columns.kind],
    line,
  }));
  const found = definitionsOf(wanted);
  return { names: found.names, faults: [...faults, ...found.faults] };
}
