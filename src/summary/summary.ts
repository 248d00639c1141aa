/**
 * Counts of records by control code and by further columns. Adding and merging commute, so the order of
 * inputs, windows and workers never shows in the result.
 */
import type { NamesPack, OwnName } from "../names/index.js";
import { type Batch, type CellValue, type CodeEntry, cellValue } from "../record/batch.js";
import { type CodeValues, codeValues } from "../record/code-values.js";
import type { RowFilter } from "../record/row-filter.js";
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

/** Parts of a key of values: kind, then text; a key with a NUL in a text is JSON behind a `J`. */
const SEPARATOR = "\0";
const KIND = { NULL: " ", NUMBER: "#", TEXT: "T", JSON: "J" } as const;

/** Values as one text; keys compare by code unit as their values do, one after the other. */
function keyOfValues(values: readonly CellValue[]): string {
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

/** What tells groups of a finished summary apart: the code, or its text when it is unknown, and the values. */
export function groupKey(
  { code, codeText }: Pick<CodeEntry, "code" | "codeText">,
  values: readonly CellValue[],
): string {
  return `${code ?? `=${JSON.stringify(codeText)}`}:${keyOfValues(values)}`;
}

function valuesOfKey(key: string): CellValue[] {
  if (key === "") return [];
  if (key.startsWith(KIND.JSON)) return JSON.parse(key.slice(1)) as CellValue[];
  return key.split(SEPARATOR).map((part) => {
    if (part === KIND.NULL) return null;
    return part.startsWith(KIND.NUMBER) ? Number(part.slice(1)) : part.slice(1);
  });
}

export class Summary {
  /** Columns that form groups beside the code; columns that follow from the code change nothing. */
  readonly by: readonly ColumnName[];
  /** Entries that say different things are kept apart until the groups are asked for. */
  readonly #entryKeys = new GrowingMap<string>();
  readonly #entries: CodeEntry[] = [];
  readonly #entryIndex = new WeakMap<CodeEntry, number>();
  /** Groups: number of the entry, `:`, key of the values. */
  readonly #groups = new GrowingMap<string>();
  /** Of group i: its entry and its count. */
  #entryOf = new Uint32Array(1024);
  #counts = new Float64Array(1024);
  #total = 0;

  constructor(by: readonly ColumnName[] = []) {
    this.by = by.filter((name) => !isCodeColumn(name));
  }

  /** Records counted so far. */
  get total(): number {
    return this.#total;
  }

  /** Entries of groups that have a count, and their counts. */
  #usedEntries(): Map<CodeEntry, number> {
    const counts = new Float64Array(this.#entries.length);
    const isUsed = new Uint8Array(this.#entries.length);
    for (let group = 0; group < this.#groups.size; group++) {
      const count = this.#counts[group]!;
      if (count === 0) continue;
      counts[this.#entryOf[group]!]! += count;
      isUsed[this.#entryOf[group]!] = 1;
    }
    const used = new Map<CodeEntry, number>();
    for (let i = 0; i < isUsed.length; i++) if (isUsed[i] === 1) used.set(this.#entries[i]!, counts[i]!);
    return used;
  }

  /** Distinct control codes, in no order. */
  codes(): Set<number> {
    const codes = new Set<number>();
    for (const entry of this.#usedEntries().keys()) if (entry.code !== null) codes.add(entry.code);
    return codes;
  }

  /** Records counted so far whose code is known, and those whose code is not. */
  kinds(): { decoded: number; unresolved: number } {
    const kinds = { decoded: 0, unresolved: 0 };
    for (const [entry, count] of this.#usedEntries()) {
      kinds[entry.code === null ? "unresolved" : "decoded"] += count;
    }
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
    this.#addKey(this.#indexOf(entry), keyOfValues(values), count);
  }

  #addKey(index: number, key: string, count: number): void {
    const group = this.#groups.indexOf(`${index}:${key}`);
    if (group >= this.#counts.length) {
      const counts = new Float64Array(this.#counts.length * 2);
      counts.set(this.#counts);
      this.#counts = counts;
      const entries = new Uint32Array(counts.length);
      entries.set(this.#entryOf);
      this.#entryOf = entries;
    }
    this.#entryOf[group] = index;
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

  /** The groups that a filter keeps, by fewer columns; the filter's columns must be among those of this summary. */
  where(filter: RowFilter, by: readonly ColumnName[]): Summary {
    const kept = new Summary(by);
    const places = kept.by.map((name) => this.by.indexOf(name));
    for (const { entry, values, count } of this.counted()) {
      if (!filter.keepsEntry(entry)) continue;
      if (!filter.keepsValues((name) => values[this.by.indexOf(name)] ?? null)) continue;
      kept.add({ entry, values: places.map((place) => values[place] ?? null), count });
    }
    return kept;
  }

  /** Every group with its entry, in order of appearance. */
  *counted(): Generator<CountedRecords> {
    let group = 0;
    for (const key of this.#groups.keys()) {
      const count = this.#counts[group]!;
      const entry = this.#entries[this.#entryOf[group++]!]!;
      if (count !== 0) yield { entry, values: valuesOfKey(key.slice(key.indexOf(":") + 1)), count };
    }
  }

  /** This summary with entries of the same code made one, whatever else they say. */
  #merged(): Summary {
    const byCode = new Map<number | string, CodeEntry>();
    const keyOf = (entry: CodeEntry): number | string => entry.code ?? `=${entry.codeText ?? ""}`;
    let isSimple = true;
    for (const entry of this.#usedEntries().keys()) {
      const known = byCode.get(keyOf(entry));
      if (known !== undefined) isSimple = false;
      byCode.set(keyOf(entry), known === undefined ? entry : mergeEntries(known, entry));
    }
    if (isSimple) return this;
    const merged = new Summary(this.by);
    for (const { entry, values, count } of this.counted()) {
      merged.add({ entry: byCode.get(keyOf(entry))!, values, count });
    }
    return merged;
  }

  /**
   * The groups: count descending, code ascending with unknown codes last, codeText, then the values. `own` are the
   * user's own names.
   */
  groups(pack: NamesPack = "default", own?: readonly OwnName[]): SummaryGroup[] {
    return [...this.orderedGroups(pack, own)];
  }

  /** The same one by one, for summaries of millions. */
  orderedGroups(pack: NamesPack = "default", own?: readonly OwnName[]): Generator<SummaryGroup> {
    return this.#merged().#ordered(pack, own);
  }

  *#ordered(pack: NamesPack, own: readonly OwnName[] | undefined): Generator<SummaryGroup> {
    // Groups of one count and one entry differ in their values only, which sort as they are.
    const byCount = new Map<number, Map<number, string[]>>();
    let group = 0;
    for (const key of this.#groups.keys()) {
      const count = this.#counts[group]!;
      const index = this.#entryOf[group++]!;
      if (count === 0) continue;
      const byEntry = byCount.get(count) ?? new Map<number, string[]>();
      byCount.set(count, byEntry);
      const keys = byEntry.get(index);
      if (keys === undefined) byEntry.set(index, [key]);
      else keys.push(key);
    }
    const entries = this.#entries;
    const codeOf = (index: number): number => entries[index]!.code ?? 2 ** 32;
    const textOf = (index: number): string => entries[index]!.codeText ?? "";
    const byCode = (a: number, b: number): number =>
      codeOf(a) - codeOf(b) || compareText(textOf(a), textOf(b));
    const known = new Map<number, CodeValues>();
    for (const count of [...byCount.keys()].sort((a, b) => b - a)) {
      const byEntry = byCount.get(count)!;
      for (const index of [...byEntry.keys()].sort(byCode)) {
        let code = known.get(index);
        if (code === undefined) {
          code = codeValues(entries[index]!, pack, own);
          known.set(index, code);
        }
        const at = String(index).length + 1;
        for (const key of byEntry.get(index)!.sort()) {
          yield { ...code, values: valuesOfKey(key.slice(at)), count, share: count / this.#total };
        }
      }
    }
  }
}
