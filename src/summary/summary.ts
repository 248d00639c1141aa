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

/** What an entry says, as a key. */
function entryKey({ code, codeText, ownName, majorFunction }: CodeEntry): string {
  return JSON.stringify([code, codeText, ownName, majorFunction]);
}

export class Summary {
  /** Columns that form groups beside the code; columns that follow from the code change nothing. */
  readonly by: readonly ColumnName[];
  /** Entries that say different things are kept apart until the groups are asked for. */
  readonly #entryKeys = new GrowingMap<string>();
  readonly #entries: CodeEntry[] = [];
  readonly #entryIndex = new WeakMap<CodeEntry, number>();
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

  /** Distinct control codes, in no order. */
  codes(): Set<number> {
    const codes = new Set<number>();
    for (const { entry } of this.counted()) if (entry.code !== null) codes.add(entry.code);
    return codes;
  }

  /** Records counted so far whose code is known, and those whose code is not. */
  kinds(): { decoded: number; unresolved: number } {
    const kinds = { decoded: 0, unresolved: 0 };
    for (const { entry, count } of this.counted())
      kinds[entry.code === null ? "unresolved" : "decoded"] += count;
    return kinds;
  }

  #indexOf(entry: CodeEntry): number {
    const known = this.#entryIndex.get(entry);
    if (known !== undefined) return known;
    const index = this.#entryKeys.indexOf(entryKey(entry));
    this.#entries[index] ??= entry;
    this.#entryIndex.set(entry, index);
    return index;
  }

  /** Adds `count` records. `values` are those of `by`, in order. */
  add({ entry, values, count }: CountedRecords): void {
    const index = this.#indexOf(entry);
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

  /** Takes away what another summary counted of the same records. */
  subtract(other: Summary): void {
    for (const group of other.counted()) this.add({ ...group, count: -group.count });
  }

  /** Every group with its entry, in order of appearance. */
  *counted(): Generator<CountedRecords> {
    let group = 0;
    for (const key of this.#groups.keys()) {
      const at = key.indexOf("[");
      const index = Number(at < 0 ? key : key.slice(0, at));
      const values = at < 0 ? [] : (JSON.parse(key.slice(at)) as CellValue[]);
      const count = this.#counts[group++]!;
      if (count !== 0) yield { entry: this.#entries[index]!, values, count };
    }
  }

  /** Groups of the same code and values become one, whatever else their entries say. */
  *#merged(): Generator<CountedRecords> {
    const byCode = new Map<number | string, CodeEntry>();
    const keyOf = (entry: CodeEntry): number | string => entry.code ?? `=${entry.codeText ?? ""}`;
    let isSimple = true;
    const used = new Set<CodeEntry>();
    for (const { entry } of this.counted()) used.add(entry);
    for (const entry of used) {
      const known = byCode.get(keyOf(entry));
      if (known !== undefined) isSimple = false;
      byCode.set(keyOf(entry), known === undefined ? entry : mergeEntries(known, entry));
    }
    if (isSimple) {
      yield* this.counted();
      return;
    }
    const merged = new Summary(this.by);
    for (const { entry, values, count } of this.counted())
      merged.add({ entry: byCode.get(keyOf(entry))!, values, count });
    yield* merged.counted();
  }

  /** The groups: count descending, code ascending with unknown codes last, codeText, then the values. */
  groups(pack: NamesPack = "default"): SummaryGroup[] {
    const valuesOf = new Map<CodeEntry, CodeValues>();
    const groups: SummaryGroup[] = [];
    for (const { entry, values, count } of this.#merged()) {
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
