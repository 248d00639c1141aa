/**
 * The packed tables, taken apart as far as lookups need them, and kept.
 *
 * Owns the packed form on the reading side (generate.mjs writes it) and the row number, the position of a constant in
 * the order of code, then name. Which of several names comes first is lookup.ts.
 */
import {
  CODES,
  HEADER_OF,
  HEADERS,
  NAMES,
  PROCMON,
  SHAPE_OF,
  SHAPES,
  SOURCES,
  SOURCES_OF,
  WIRESHARK,
} from "./tables.generated.js";

/** What a constant is for. SIO is a Winsock code, not a control code. */
export type NameKind = "IOCTL" | "FSCTL" | "INTERNAL_IOCTL" | "FLT_CTL" | "SIO";

/** How the names of one code relate: alias is the same request, collision another one of the same number. */
export type NameRelation = "alias" | "collision" | "alias+collision";

/** default: what Windows defines. extra: sample drivers, names of one project, stale and version variants. */
export type NamesPack = "default" | "extra";

/** One name of a code. */
export interface NameCandidate {
  name: string;
  kind: NameKind;
  /** File that defines it. */
  header: string;
  /** True for the one first name of a code. */
  canonical: boolean;
  /** Null when it is the only name of its code. */
  relation: NameRelation | null;
  /** `own` is a name that the user defines. */
  pack: NamesPack | "own";
  /** How many collections have it. */
  sources: number;
}

const BASE = 36;

/** A column of few distinct values. */
interface Column<T> {
  values: readonly T[];
  digits: string;
  width: number;
}

type Shape = Pick<NameCandidate, "kind" | "canonical" | "relation"> & { pack: NamesPack };

interface Columns {
  headers: Column<string>;
  shapes: Column<Shape>;
  sources: Column<number>;
}

let codesCache: Uint32Array | undefined;
let packedNames: string[] | undefined;
let rowNamesCache: readonly string[] | undefined;
let columnsCache: Columns | undefined;
/** Nearly every name has one row, kept as a plain number. */
let rowsByNameCache: ReadonlyMap<string, number | readonly number[]> | undefined;
const formatRowsCache = new Map<string, ReadonlySet<number>>();

/** Reads ascending numbers back from their differences. */
function sums(text: string): Uint32Array {
  const steps = text.split(" ");
  const numbers = new Uint32Array(steps.length);
  let sum = 0;
  for (let index = 0; index < steps.length; index += 1) {
    sum += Number.parseInt(steps[index] as string, BASE);
    numbers[index] = sum;
  }
  return numbers;
}

/** Codes of all rows, ascending; a code with several names stands several times. Read-only, shared by all lookups. */
export function rowCodes(): Uint32Array {
  codesCache ??= sums(CODES);
  return codesCache;
}

/** The name of a row: its own letters, behind those that it has in common with rows before. */
function nameAt(row: number): string {
  packedNames ??= NAMES.split("\n");
  let name = "";
  let missing = Number.POSITIVE_INFINITY;
  for (let at = row; missing > 0; at -= 1) {
    const packed = packedNames[at] as string;
    const shared = Number.parseInt(packed.charAt(0), BASE);
    if (shared >= missing) continue;
    name = packed.slice(1, 1 + missing - shared) + name;
    missing = shared;
  }
  // From now on it needs no other row.
  packedNames[row] = `0${name}`;
  return name;
}

/** Names of all rows: of control codes of both packs, and of Winsock's codes. Read-only, shared by all lookups. */
export function rowNames(): readonly string[] {
  rowNamesCache ??= Array.from(rowCodes(), (_, row) => nameAt(row));
  return rowNamesCache;
}

function unpackColumn<T>(distinct: string, digits: string, toValue: (text: string) => T): Column<T> {
  return {
    values: distinct.split("\n").map(toValue),
    digits,
    width: digits.length / rowCodes().length,
  };
}

function toShape(text: string): Shape {
  const [kind, canonical, relation, pack] = text.split(",") as [
    NameKind,
    string,
    NameRelation | "",
    NamesPack,
  ];
  return { kind, canonical: canonical === "1", relation: relation === "" ? null : relation, pack };
}

function columns(): Columns {
  columnsCache ??= {
    headers: unpackColumn(HEADERS, HEADER_OF, String),
    shapes: unpackColumn(SHAPES, SHAPE_OF, toShape),
    sources: unpackColumn(SOURCES, SOURCES_OF, Number),
  };
  return columnsCache;
}

function valueAt<T>(column: Column<T>, row: number): T {
  const at = row * column.width;
  return column.values[Number.parseInt(column.digits.slice(at, at + column.width), BASE)] as T;
}

/** Everything known of a row, as an object of its own. */
export function candidateAt(row: number): NameCandidate {
  const { headers, shapes, sources } = columns();
  const { kind, canonical, relation, pack } = valueAt(shapes, row);
  return {
    name: nameAt(row),
    kind,
    header: valueAt(headers, row),
    canonical,
    relation,
    pack,
    sources: valueAt(sources, row),
  };
}

/** The pack of a row. */
export function packOfRow(row: number): NamesPack {
  return valueAt(columns().shapes, row).pack;
}

/** First row whose code is `code` or larger; the number of rows when there is none. */
export function firstRowFrom(code: number): number {
  const codes = rowCodes();
  let low = 0;
  let high = codes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((codes[middle] as number) < code) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of a name, by code ascending. */
export function rowsOfName(name: string): readonly number[] {
  if (rowsByNameCache === undefined) {
    const map = new Map<string, number | number[]>();
    const names = rowNames();
    for (let row = 0; row < names.length; row += 1) {
      const text = names[row] as string;
      const known = map.get(text);
      map.set(text, known === undefined ? row : [known, row].flat());
    }
    rowsByNameCache = map;
  }
  const rows = rowsByNameCache.get(name) ?? [];
  return typeof rows === "number" ? [rows] : rows;
}

/** Rows of the table of one trace format, ascending. */
export function rowsOfFormat(format: "procmon" | "wireshark"): ReadonlySet<number> {
  let rows = formatRowsCache.get(format);
  if (rows === undefined) {
    const text = format === "procmon" ? PROCMON : WIRESHARK;
    rows = new Set(sums(text));
    formatRowsCache.set(format, rows);
  }
  return rows;
}
