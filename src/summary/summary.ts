/**
 * Counts of records by control code and by further columns. Adding and merging commute, so the order of
 * inputs, windows and workers never shows in the result.
 */
import type { NamesPack, OwnName } from "../names/index.js";
import { type Batch, type CellValue, type CodeEntry, cellValue } from "../record/batch.js";
import { type CodeValues, codeValues } from "../record/code-values.js";
import type { GroupSink } from "../record/group-sink.js";
import type { RowFilter } from "../record/row-filter.js";
import { type ColumnName, columnNamed, isCodeColumn } from "../record/schema.js";
import { entryKey, GroupKey, keyOfValues, valuesOfKey } from "./group-key.js";
import { orderOfGroups } from "./group-order.js";
import { mergeEntries } from "./merge-entries.js";
import type { GroupOfCode, SummaryGroup } from "./summary-group.js";
import { type TextColumns, TextTable } from "./text-table.js";
import { Texts } from "./texts.js";

/** Records counted under one entry and one list of values; `values` are those of `Summary.by`. */
export interface CountedRecords {
  readonly entry: CodeEntry;
  readonly values: readonly CellValue[];
  readonly count: number;
}

/** What a summary counted: entries, and of every group its entry's place, the key of its values and its count. */
export interface SummaryColumns {
  readonly entries: readonly CodeEntry[];
  readonly groups: TextColumns;
  readonly counts: Float64Array<ArrayBuffer>;
}

/** Entries that a sink remembers the places of. */
const KNOWN_ENTRIES = 1 << 16;

export class Summary {
  /** Columns that form groups beside the code; columns that follow from the code change nothing. */
  readonly by: readonly ColumnName[];
  /** Entries that say different things are kept apart until the groups are asked for. */
  #entryKeys = new TextTable();
  #entries: CodeEntry[] = [];
  /** Groups: the keys of their values, owned by entries. */
  #groups = new TextTable();
  /** Of group i, with room for more. */
  #counts = new Float64Array(1024);
  #total = 0;

  constructor(by: readonly ColumnName[] = []) {
    this.by = by.filter((name) => !isCodeColumn(name));
  }

  /** Records counted so far. */
  get total(): number {
    return this.#total;
  }

  /** Entries of groups that have a count, each with the sum of these. */
  *#usedEntries(): Generator<readonly [CodeEntry, number]> {
    const sums = new Float64Array(this.#entries.length);
    const isUsed = new Uint8Array(this.#entries.length);
    const { owners } = this.#groups;
    for (let group = 0; group < owners.length; group++) {
      const count = this.#counts[group]!;
      if (count === 0) continue;
      sums[owners[group]!]! += count;
      isUsed[owners[group]!] = 1;
    }
    for (let i = 0; i < isUsed.length; i++) if (isUsed[i] === 1) yield [this.#entries[i]!, sums[i]!];
  }

  /** Distinct control codes, in no order. */
  codes(): Set<number> {
    const codes = new Set<number>();
    for (const [entry] of this.#usedEntries()) if (entry.code !== null) codes.add(entry.code);
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
    const index = this.#entryKeys.indexOf(0, entryKey(entry));
    this.#entries[index] ??= entry;
    return index;
  }

  /** Adds groups of records; `values` are those of `by`, in order. */
  add(groups: Iterable<CountedRecords>): void {
    const sink = this.sink();
    for (const { entry, values, count } of groups) {
      sink.begin(entry);
      for (const value of values) sink.value(value);
      sink.end(count);
    }
  }

  /** Takes the groups that a reader counted. */
  sink(): GroupSink {
    const known = new Map<CodeEntry, number>();
    const key = new GroupKey();
    let index = 0;
    return {
      begin: (entry) => {
        let place = known.get(entry);
        if (place === undefined) {
          place = this.#indexOf(entry);
          if (known.size === KNOWN_ENTRIES) known.clear();
          known.set(entry, place);
        }
        index = place;
        key.begin(this.#groups.isLarge);
      },
      text: (bytes) => key.text(bytes),
      value: (value) => key.value(value),
      end: (count) => this.#addTo(key.indexIn(this.#groups, index), count),
    };
  }

  /** Adds to the group of an entry and of these values. */
  #addGroup(index: number, values: string, count: number): void {
    this.#addTo(this.#groups.indexOf(index, values), count);
  }

  #addTo(group: number, count: number): void {
    if (group >= this.#counts.length) {
      const counts = new Float64Array(this.#counts.length * 2);
      counts.set(this.#counts);
      this.#counts = counts;
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
    const known: number[] = [];
    for (let i = 0; i < batch.length; i++) {
      const entry = batch.entry[i]!;
      known[entry] ??= this.#indexOf(batch.entries[entry]!);
      this.#addGroup(known[entry], keyOfValues(cells.map((cell) => cell(i))), 1);
    }
  }

  /** Everything that was counted, in a form that goes from thread to thread as it is. */
  columns(): SummaryColumns {
    return {
      entries: this.#entries.slice(),
      groups: this.#groups.columns(),
      counts: this.#counts.slice(0, this.#groups.size),
    };
  }

  /** Adds what another summary over the same `by` counted, or takes it away. */
  addColumns({ entries, groups, counts }: SummaryColumns, sign: 1 | -1 = 1): void {
    const keys = new Texts(groups.texts);
    const places: number[] = [];
    for (let group = 0; group < counts.length; group++) {
      const count = counts[group]!;
      if (count === 0) continue;
      const entry = groups.owners[group]!;
      places[entry] ??= this.#indexOf(entries[entry]!);
      const place = places[entry];
      const isNarrow = keys.withNarrow(group, (bytes, from, to) => {
        this.#addTo(this.#groups.indexOfNarrow(place, bytes, from, to), sign * count);
      });
      if (!isNarrow) this.#addGroup(place, keys.at(group), sign * count);
    }
  }

  /**
   * Adds what another summary over the same `by` counted; `sign` -1 takes it away. The other one is not to be used
   * afterwards: an empty summary takes its memory over.
   */
  merge(other: Summary, sign?: -1): void {
    if (this.#groups.size > 0 || sign === -1) {
      this.addColumns(other.columns(), sign);
      return;
    }
    this.#entryKeys = other.#entryKeys;
    this.#entries = other.#entries;
    this.#groups = other.#groups;
    this.#counts = other.#counts;
    this.#total = other.#total;
  }

  /** The groups that a filter keeps, by fewer columns; the filter's columns must be among those of this summary. */
  where(filter: RowFilter, by: readonly ColumnName[]): Summary {
    const kept = new Summary(by);
    const sink = kept.sink();
    const places = kept.by.map((name) => this.by.indexOf(name));
    const { owners } = this.#groups;
    for (let group = 0; group < owners.length; group++) {
      const entry = this.#entries[owners[group]!]!;
      const count = this.#counts[group]!;
      if (count === 0 || !filter.keepsEntry(entry)) continue;
      const values = valuesOfKey(this.#groups.textAt(group));
      if (!filter.keepsValues((name) => values[this.by.indexOf(name)] ?? null)) continue;
      sink.begin(entry);
      for (const place of places) sink.value(values[place] ?? null);
      sink.end(count);
    }
    return kept;
  }

  /** This summary with entries of the same code made one, whatever else they say. */
  #merged(): Summary {
    const byCode = new Map<number | string, CodeEntry>();
    const keyOf = (entry: CodeEntry): number | string => entry.code ?? `=${entry.codeText ?? ""}`;
    let isSimple = true;
    for (const [entry] of this.#usedEntries()) {
      const known = byCode.get(keyOf(entry));
      if (known !== undefined) isSimple = false;
      byCode.set(keyOf(entry), known === undefined ? entry : mergeEntries(known, entry));
    }
    if (isSimple) return this;
    const merged = new Summary(this.by);
    const columns = this.columns();
    merged.addColumns({
      ...columns,
      entries: columns.entries.map((entry) => byCode.get(keyOf(entry)) ?? entry),
    });
    return merged;
  }

  /**
   * The groups: count descending, code ascending with unknown codes last, codeText, then the values. `own` are the
   * user's own names.
   */
  groups(pack: NamesPack = "default", own?: readonly OwnName[]): SummaryGroup[] {
    return [...this.orderedGroups(pack, own)];
  }

  /** The same one by one, for summaries of millions. `wantsFacts`: see `codeValues`. */
  *orderedGroups(
    pack: NamesPack = "default",
    own?: readonly OwnName[],
    wantsFacts = true,
  ): Generator<SummaryGroup> {
    for (const { code, values, count, share } of this.groupsOfCodes(pack, own, wantsFacts)) {
      yield { ...code, values, count, share };
    }
  }

  /** The same without a copy of what a code says for each of its groups. */
  groupsOfCodes(
    pack: NamesPack = "default",
    own?: readonly OwnName[],
    wantsFacts = true,
  ): Generator<GroupOfCode> {
    return this.#merged().#ordered(pack, own, wantsFacts);
  }

  *#ordered(
    pack: NamesPack,
    own: readonly OwnName[] | undefined,
    wantsFacts: boolean,
  ): Generator<GroupOfCode> {
    const entries = this.#entries;
    const [counts, entryOf] = [this.#counts, this.#groups.owners];
    const groups = orderOfGroups(entries, entryOf, counts.subarray(0, entryOf.length));
    const known = new Map<number, CodeValues>();
    for (let from = 0, to = 0; from < groups.length; from = to) {
      const count = counts[groups[from]!]!;
      const index = entryOf[groups[from]!]!;
      let code = known.get(index);
      if (code === undefined) {
        code = codeValues(entries[index]!, pack, own, wantsFacts);
        if (this.by.length > 0) known.set(index, code);
      }
      // Groups of one count and one entry differ in their values only, which sort as they are.
      while (to < groups.length && counts[groups[to]!] === count && entryOf[groups[to]!] === index) to++;
      const share = count / this.#total;
      const alike: string[] = [];
      for (let i = from; i < to; i++) alike.push(this.#groups.textAt(groups[i]!));
      if (alike.length > 1) alike.sort();
      for (const key of alike) yield { code, values: valuesOfKey(key), count, share };
    }
  }
}
