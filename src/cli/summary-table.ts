/** The table that `summary` prints: which columns, which values, in which order. */
import { DecodeError } from "../errors.js";
import type { NamesPack, OwnName } from "../names/index.js";
import { type ColumnName, columnNamed, SCHEMA } from "../record/schema.js";
import { type OutputFormat, type SinkColumn, type SinkValue, sinkColumns } from "../sinks/index.js";
import { MEASURE_NAMES, type MeasureName, type Measures } from "../summary/measures.js";
import type { Summary } from "../summary/summary.js";

const CODE_COLUMNS = SCHEMA.filter((column) => column.origin === "code").map((column) => column.name);
type CodeColumn = Extract<(typeof SCHEMA)[number], { origin: "code" }>["name"];
/** Columns of the code that a table shows. */
const TABLE_COLUMNS: readonly CodeColumn[] = [
  "code",
  "codeText",
  "name",
  "deviceTypeName",
  "functionCode",
  "requiredAccess",
  "transferMethod",
];

/** Keys of a group that follow from the code, as the format shows them. */
export function codeColumns(format: OutputFormat, by: readonly ColumnName[]): readonly CodeColumn[] {
  const usual = CODE_COLUMNS.filter((name) => name !== "facts" || by.includes(name));
  if (format === "table")
    return CODE_COLUMNS.filter((name) => TABLE_COLUMNS.includes(name) || by.includes(name));
  if (format === "csv" || format === "tsv")
    return usual.filter((name) => name !== "names" || by.includes(name));
  return usual;
}

/** Columns of the table: those of the code, of `by`, count, share and measures. */
export function tableColumns(
  format: OutputFormat,
  by: readonly ColumnName[],
  measures: Pick<Measures, "added">,
): SinkColumn[] {
  const own = by.filter((name) => columnNamed(name)?.origin !== "code");
  return [
    ...sinkColumns([...codeColumns(format, by), ...own]),
    { name: "count", type: "u53" },
    { name: "share", type: "share" },
    ...measures.added,
  ];
}

/** Rows of the table, in the order of the summary: count, code, codeText, values. */
export function* tableRows(
  summary: Summary,
  measures: Measures,
  {
    format,
    by,
    pack,
    names: own,
  }: {
    format: OutputFormat;
    by: readonly ColumnName[];
    pack: NamesPack;
    /** The user's own names. */
    names: readonly OwnName[] | undefined;
  },
): Generator<readonly SinkValue[]> {
  const names = codeColumns(format, by);
  const isMeasured = measures.names.length > 0;
  for (const group of summary.groupsOfCodes(pack, own, names.includes("facts"))) {
    const { code, values } = group;
    const row = new Array<SinkValue>(names.length + values.length + 2);
    let at = 0;
    for (const name of names) row[at++] = code[name];
    for (const value of values) row[at++] = value;
    row[at++] = group.count;
    row[at] = group.share;
    if (isMeasured) row.push(...measures.valuesAt(code, values));
    yield row;
  }
}

/** Names of measures with commas, or `all`. @throws DecodeError E_OPTION */
export function parseMeasures(text: string | undefined): readonly MeasureName[] {
  if (text === undefined) return [];
  if (text === "all") return MEASURE_NAMES;
  return text.split(",").map((part) => {
    const name = MEASURE_NAMES.find((known) => known === part.trim());
    if (name !== undefined) return name;
    throw new DecodeError(
      "E_OPTION",
      `there is no measure ${JSON.stringify(part)}; they are ${MEASURE_NAMES.join(", ")} and all`,
    );
  });
}

/** A column to sort by. */
export interface SortOrder {
  /** Its place in the table. */
  readonly at: number;
  readonly sign: 1 | -1;
}

/**
 * What --sort takes: a column of the table, and `:asc` or `:desc`; without them numbers go from large to small, codes and
 * texts from small to large.
 *
 * @throws DecodeError E_OPTION
 */
export function parseSort(text: string, columns: readonly SinkColumn[]): SortOrder {
  const [name, direction, ...rest] = text.trim().split(":");
  const at = columns.findIndex((column) => column.name === name);
  const isKnown = direction === undefined || direction === "asc" || direction === "desc";
  if (at < 0 || !isKnown || rest.length > 0) {
    const known = columns.map((column) => column.name).join(", ");
    throw new DecodeError(
      "E_OPTION",
      `--sort takes a column that is printed, with :asc or :desc behind it, not ${JSON.stringify(text)}; there are ${known}`,
    );
  }
  const { type } = columns[at]!;
  const isText = type === "text" || type === "list" || type === "code";
  return { at, sign: (direction ?? (isText ? "asc" : "desc")) === "asc" ? 1 : -1 };
}

function compareValues(a: SinkValue, b: SinkValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The rows by a column, missing values last; equal ones keep their order. */
export function sortedRows(
  rows: Iterable<readonly SinkValue[]>,
  { at, sign }: SortOrder,
): (readonly SinkValue[])[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [a[at]!, b[at]!];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compareValues(left, right);
  });
}

/** The first `count` rows. */
export function* firstRows<Row>(rows: Iterable<Row>, count: number): Generator<Row> {
  let left = count;
  if (left <= 0) return;
  for (const row of rows) {
    yield row;
    if (--left === 0) return;
  }
}
