/**
 * Counts of records by control code and by further columns. Adding and merging commute, so the order of
 * inputs, windows and workers never shows in the result.
 */
import type { NamesPack } from "../names/index.js";
import { type Batch, type CellValue, type CodeEntry, cellValue } from "../record/batch.js";
import { type CodeValues, codeValues } from "../record/code-values.js";
import { type ColumnName, columnNamed, isCodeColumn } from "../record/schema.js";
import { GrowingMap } from "./growing-map.js";

/** Records counted under one entry and one list of values; `values` are those of `Summary.by`. */
export interface CountedRecords {
  readonly entry: CodeEntry;
  readonly values: readonly CellValue[];
  readonly count: number;
}

/** One group of a finished summary. */
export interface SummaryGroup extends CodeValues {
  /** Values of the `by` columns that do not follow from the code, in order. */
  readonly values: readonly CellValue[];
  readonly count: number;
  /** Fraction of decoded and unresolved records, 0 to 1. */
  readonly share: number;
}

/** Entries that say the same code become one: what they do not agree on is left open. */
function mergeEntries(a: CodeEntry, b: CodeEntry): CodeEntry {
  if (a === b) return a;
  const names = [a.ownName, b.ownName].filter((name) => name !== null).sort();
  const codeText = a.codeText === b.codeText ? a.codeText : null;
  const majorFunction = a.majorFunction === b.majorFunction ? a.majorFunction : null;
  if (codeText === a.codeText && majorFunction === a.majorFunction && (names[0] ?? null) === a.ownName)
    return a;
  return { ...a, codeText, ownName: names[0] ?? null, majorFunction };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export class Summary {
  /** Columns that form groups beside the code; columns that follow from the code change nothing. */
  readonly by: readonly ColumnName[];
  readonly #codes = new GrowingMap<number | string>();
  readonly #entries: CodeEntry[] = [];
  readonly #groups = new GrowingMap<string>();
  #counts = new Float64Array(1024);
  #total = 0;

  constructor(by: readonly ColumnName[] = []) {
    this.by = by.filter((name) => !isCodeColumn(name));
  }

  /** Records counted so far. */
  get total(): number {
    return this.#total;
  }

  /** Distinct control codes so far. */
  get distinctCodes(): number {
    return this.#entries.reduce((sum, entry) => sum + (entry.code === null ? 0 : 1), 0);
  }

  /** Distinct control codes, in no order. */
  codes(): number[] {
    return this.#entries.flatMap((entry) => entry.code ?? []);
  }

  /** Adds `count` records. `values` are those of `by`, in order. */
  add({ entry, values, count }: CountedRecords): void {
    const index = this.#codes.indexOf(entry.code ?? `${entry.codeText === null ? "" : `=${entry.codeText}`}`);
    const known = this.#entries[index];
    this.#entries[index] = known === undefined ? entry : mergeEntries(known, entry);
    const group = this.#groups.indexOf(
      values.length === 0 ? `${index}` : `${index}${JSON.stringify(values)}`,
    );
    if (group >= this.#counts.length) {
      const more = new Float64Array(this.#counts.length * 2);
      more.set(this.#counts);
      this.#counts = more;
    }
    this.#counts[group]! += count;
    this.#total += count;
  }

  /** Adds every record of a batch; `file` is its input's name. */
  addBatch(batch: Batch, file: string): void {
    const cells = this.by.map((name) => {
      const column = batch.columns.get(name);
      const type = columnNamed(name)!.type;
      return (i: number): CellValue => {
        if (name === "file") return file;
        if (name === "row") return batch.row[i]!;
        if (name === "offset") return batch.offset[i]!;
        return column === undefined ? null : cellValue(column, type, i);
      };
    });
    for (let i = 0; i < batch.length; i++) {
      this.add({ entry: batch.entries[batch.entry[i]!]!, values: cells.map((cell) => cell(i)), count: 1 });
    }
  }

  /** Adds what another summary over the same `by` counted. */
  merge(other: Summary): void {
    for (const group of other.counted()) this.add(group);
  }

  /** Every group with its entry, in order of appearance. */
  *counted(): Generator<CountedRecords> {
    let group = 0;
    for (const key of this.#groups.keys()) {
      const at = key.indexOf("[");
      const index = Number(at < 0 ? key : key.slice(0, at));
      const values = at < 0 ? [] : (JSON.parse(key.slice(at)) as CellValue[]);
      yield { entry: this.#entries[index]!, values, count: this.#counts[group++]! };
    }
  }

  /** The groups: count descending, code ascending with unknown codes last, codeText, then the values. */
  groups(pack: NamesPack = "default"): SummaryGroup[] {
    const valuesOf = new Map<CodeEntry, CodeValues>();
    const groups: SummaryGroup[] = [];
    for (const { entry, values, count } of this.counted()) {
      let code = valuesOf.get(entry);
      if (code === undefined) {
        code = codeValues(entry, pack);
        valuesOf.set(entry, code);
      }
      groups.push({ ...code, values, count, share: count / this.#total });
    }
    return groups.sort(
      (a, b) =>
        b.count - a.count ||
        (a.code ?? 2 ** 32) - (b.code ?? 2 ** 32) ||
        compareText(a.codeText ?? "", b.codeText ?? "") ||
        compareText(valueKey(a.values), valueKey(b.values)),
    );
  }
}

function valueKey(values: readonly CellValue[]): string {
  return values.map((value) => (value === null ? "" : String(value))).join("\0");
}
