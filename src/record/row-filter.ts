/** Keeps the rows of batches for which all conditions hold, before any of them is written or counted. */
import type { NamesPack, OwnName } from "../names/index.js";
import { type Batch, type CodeEntry, type Column, cellValue } from "./batch.js";
import { type CodeValues, codeValues } from "./code-values.js";
import { type ColumnName, columnNamed } from "./schema.js";
import { timeCondition } from "./time-range.js";
import { type Condition, type ConditionValue, parseCondition } from "./where.js";

/** Which rows are wanted. */
export interface RowConditions {
  /** Conditions such as `deviceType=FILE_DEVICE_DISK`, see where.ts; all must hold. */
  readonly where?: readonly string[] | undefined;
  /** ISO 8601; rows of this time and later ones. */
  readonly since?: string | undefined;
  /** ISO 8601; rows before this time. */
  readonly until?: string | undefined;
  /** The user's own names, which conditions may spell and which come first in `name`. */
  readonly names?: readonly OwnName[] | undefined;
}

/** A filter for conditions, undefined when there are none. @throws DecodeError E_OPTION */
export function rowFilter(
  { where = [], since, until, names }: RowConditions,
  pack: NamesPack = "default",
): RowFilter | undefined {
  const conditions = where.map((text) => parseCondition(text, names));
  if (since !== undefined) conditions.push(timeCondition("since", since));
  if (until !== undefined) conditions.push(timeCondition("until", until));
  return conditions.length === 0 ? undefined : new RowFilter(conditions, pack, names);
}

/** Answers of one dictionary of texts: 0 = not asked yet, 1 = no, 2 = yes. */
interface Answers {
  values: readonly string[] | null;
  known: Uint8Array;
}

/** Columns with few distinct values, so that records are better counted by them than looked at one by one. */
const FEW_VALUES: ReadonlySet<ColumnName> = new Set([
  "file",
  "processName",
  "processId",
  "operation",
  "status",
  "provider",
  "eventId",
  "processor",
  "minorFunction",
  "direction",
]);

export class RowFilter {
  /** Columns of origin `source` that the conditions are about. */
  readonly columns: readonly ColumnName[];
  /** Columns by which records may be counted before the filter is applied to the counts; null = row by row. */
  readonly countable: readonly ColumnName[] | null;
  readonly #ofCode: readonly Condition[];
  readonly #ofRow: readonly Condition[];
  readonly #pack: NamesPack;
  readonly #names: readonly OwnName[] | undefined;
  readonly #entries = new WeakMap<CodeEntry, boolean>();

  constructor(conditions: readonly Condition[], pack: NamesPack = "default", names?: readonly OwnName[]) {
    const isOfCode = ({ column }: Condition): boolean => columnNamed(column)?.origin === "code";
    this.#ofCode = conditions.filter(isOfCode);
    this.#ofRow = conditions.filter((condition) => !isOfCode(condition));
    this.#pack = pack;
    this.#names = names;
    const columns = [...new Set(this.#ofRow.map(({ column }) => column))];
    this.columns = columns.filter((name) => columnNamed(name)?.origin === "source");
    this.countable = columns.every((name) => FEW_VALUES.has(name)) ? columns : null;
  }

  /** True when the conditions on columns of the code hold for an entry. */
  keepsEntry(entry: CodeEntry): boolean {
    let keeps = this.#entries.get(entry);
    if (keeps === undefined) {
      const wantsFacts = this.#ofCode.some(({ column }) => column === "facts");
      const values = codeValues(entry, this.#pack, this.#names, wantsFacts);
      keeps = this.#ofCode.every(({ column, test }) => test(values[column as keyof CodeValues]));
      this.#entries.set(entry, keeps);
    }
    return keeps;
  }

  /** True when the conditions on the other columns hold for values that `valueIn` gives. */
  keepsValues(valueIn: (column: ColumnName) => ConditionValue): boolean {
    return this.#ofRow.every(({ column, test }) => test(valueIn(column)));
  }

  /** The rows of a batch that are kept, ascending; `file` is the value of that column. */
  rowsOf(batch: Batch, file: string): number[] {
    const tests = this.#ofRow.map((condition) => rowTest(condition, batch, file));
    const rows: number[] = [];
    for (let i = 0; i < batch.length; i++) {
      if (this.keepsEntry(batch.entries[batch.entry[i]!]!) && tests.every((test) => test(i))) rows.push(i);
    }
    return rows;
  }

  /** Drops the rows that are not kept. The batch's arrays are written to. */
  apply(batch: Batch, file: string): void {
    keepRows(batch, this.rowsOf(batch, file));
  }
}

function rowTest({ column: name, test }: Condition, batch: Batch, file: string): (i: number) => boolean {
  if (name === "file") return () => test(file);
  if (name === "row" || name === "offset") return (i) => test(batch[name][i]!);
  const column = batch.columns.get(name);
  if (column === undefined) {
    const ofMissing = test(null);
    return () => ofMissing;
  }
  const { type } = columnNamed(name)!;
  if (column.kind !== "text") return (i) => test(cellValue(column, type, i));
  // Texts of a dictionary are judged once each.
  const answers: Answers = { values: column.values, known: new Uint8Array(column.values.length) };
  return (i) => {
    const id = column.ids[i]!;
    if (id >= answers.known.length) return test(cellValue(column, type, i));
    if (answers.known[id] === 0) answers.known[id] = test(cellValue(column, type, i)) ? 2 : 1;
    return answers.known[id] === 2;
  };
}

/** Moves `rows`, which rise, to the front of a batch and cuts the rest. */
export function keepRows(batch: Batch, rows: readonly number[]): void {
  if (rows.length < batch.length) {
    move(batch.row, rows);
    move(batch.offset, rows);
    move(batch.entry, rows);
    for (const column of batch.columns.values()) moveColumn(column, rows);
  }
  batch.length = rows.length;
}

function moveColumn(column: Column, rows: readonly number[]): void {
  switch (column.kind) {
    case "span":
      move(column.from, rows);
      move(column.to, rows);
      break;
    case "text":
      move(column.ids, rows);
      break;
    case "number":
      move(column.values, rows);
      if (column.known !== undefined) move(column.known, rows);
      break;
  }
}

function move(values: { [i: number]: number }, rows: readonly number[]): void {
  for (let i = 0; i < rows.length; i++) values[i] = values[rows[i]!]!;
}
