/**
 * Counts of records by control code and by further columns. Adding and merging commute, so the order of
 * inputs, windows and workers never shows in the result.
 */
import type { NamesPack, OwnName } from "../names/index.js";
import { type Batch, type CellValue, type CodeEntry, cellValue } from "../record/batch.js";
import { type CodeValues, codeValues } from "../record/code-values.js";
import { distinctCodes } from "../record/distinct-codes.js";
import type { GroupSink } from "../record/group-sink.js";
import type { RowFilter } from "../record/row-filter.js";
import { type ColumnName, columnNamed, isCodeColumn } from "../record/schema.js";
import { type EntryColumns, EntryTable } from "./entry-table.js";
import { GroupKey, keyOfValues, valuesOfKey } from "./group-key.js";
import { orderOfEntries, orderOfGroups } from "./group-order.js";
import { mergeEntries } from "./merge-entries.js";
import type { GroupOfCode, SummaryGroup } from "./summary-group.js";
import { type TextColumns, TextTable } from "./text-table.js";
import { Texts } from "./texts.js";
import { withRoom } from "./with-room.js";

/** Records counted under one entry and one list of values; `values` are those of `Summary.by`. */
export interface CountedRecords {
  readonly entry: CodeEntry;
  readonly values: readonly CellValue[];
  readonly count: number;
}

/** What a summary counted: entries, and of every group its entry's place, the key of its values and its count. */
export interface SummaryColumns {
  readonly entries: EntryColumns;
  readonly groups: TextColumns;
  readonly counts: Float64Array<ArrayBuffer>;
}

export class Summary {
  /** Columns that form groups beside the code; columns that follow from the code change nothing. */
  readonly by: readonly ColumnName[];
  /** Entries that say different things are kept apart until the groups are asked for. */
  #entries = new EntryTable();
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

  /** The sum of the counts of each entry, NaN where no group has one. */
  #sums(): Float64Array {
    const sums = new Float64Array(this.#entries.size).fill(Number.NaN);
    const { owners } = this.#groups;
    for (let group = 0; group < owners.length; group++) {
      const count = this.#counts[group]!;
      const entry = owners[group]!;
      if (count !== 0) sums[entry] = Number.isNaN(sums[entry]) ? count : sums[entry]! + count;
    }
    return sums;
  }

  /** Distinct control codes, ascending. */
  codes(): Uint32Array<ArrayBuffer> {
    const used = this.#sums();
    const codes = new Uint32Array(used.length);
    let size = 0;
    for (let entry = 0; entry < used.length; entry++) {
      const code = Number.isNaN(used[entry]) ? null : this.#entries.codeAt(entry);
      if (code !== null) codes[size++] = code;
    }
    return distinctCodes(codes.subarray(0, size));
  }

  /** Records counted so far whose code is known, and those whose code is not. */
  kinds(): { decoded: number; unresolved: number } {
    const kinds = { decoded: 0, unresolved: 0 };
    for (const [entry, sum] of this.#sums().entries()) {
      if (Number.isNaN(sum)) continue;
      kinds[this.#entries.codeAt(entry) === null ? "unresolved" : "decoded"] += sum;
    }
    return kinds;
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
    const key = new GroupKey();
    let index = 0;
    return {
      begin: (entry) => {
        index = this.#entries.indexOf(entry);
        key.begin(this.#groups.isLarge);
      },
      text: (bytes) => key.text(bytes),
      value: (value) => key.value(value),
      end: (count) => this.#addTo(key.indexIn(this.#groups, index), count),
    };
  }

  #addTo(group: number, count: number): void {
    if (group >= this.#counts.length) this.#counts = withRoom(this.#counts, this.#counts.length * 2);
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
      known[entry] ??= this.#entries.indexOf(batch.entries[entry]!);
      const key = keyOfValues(cells.map((cell) => cell(i)));
      this.#addTo(this.#groups.indexOf(known[entry], key), 1);
    }
  }

  /** Everything that was counted, in a form that goes from thread to thread as it is. */
  columns(): SummaryColumns {
    return {
      entries: this.#entries.columns(),
      groups: this.#groups.columns(),
      counts: this.#counts.slice(0, this.#groups.size),
    };
  }

  /** Adds what another summary over the same `by` counted, or takes it away. */
  addColumns({ entries, groups, counts }: SummaryColumns, sign: 1 | -1 = 1): void {
    const places: number[] = [];
    this.#addGroups(groups, counts, sign, (entry) => {
      places[entry] ??= this.#entries.indexOfColumn(entries, entry);
      return places[entry];
    });
  }

  /** Adds groups, or takes them away; `placeOf` gives the number that the entry of one has here. */
  #addGroups(
    groups: TextColumns,
    counts: Float64Array,
    sign: 1 | -1,
    placeOf: (entry: number) => number,
  ): void {
    const keys = new Texts(groups.texts);
    for (let group = 0; group < counts.length; group++) {
      const count = counts[group]!;
      if (count === 0) continue;
      const place = placeOf(groups.owners[group]!);
      const isNarrow = keys.withNarrow(group, (bytes, from, to) => {
        this.#addTo(this.#groups.indexOfNarrow(place, bytes, from, to), sign * count);
      });
      if (!isNarrow) this.#addTo(this.#groups.indexOf(place, keys.at(group)), sign * count);
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
    const entries: CodeEntry[] = [];
    for (let group = 0; group < owners.length; group++) {
      const owner = owners[group]!;
      const count = this.#counts[group]!;
      if (count === 0) continue;
      entries[owner] ??= this.#entries.at(owner);
      const entry = entries[owner];
      if (!filter.keepsEntry(entry)) continue;
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
    const entries = this.#entries;
    if (entries.areCodesDistinct) return this;
    const sums = this.#sums();
    const order = orderOfEntries(entries).filter((entry) => !Number.isNaN(sums[entry]));
    const isSame = (a: number, b: number): boolean =>
      entries.codeAt(a) === entries.codeAt(b) &&
      (entries.codeAt(a) !== null || (entries.at(a).codeText ?? "") === (entries.at(b).codeText ?? ""));
    /** What entries that are not alone have become. */
    const one = new Map<number, CodeEntry>();
    for (let from = 0, to = 0; from < order.length; from = to) {
      let merged = entries.at(order[from]!);
      for (to = from + 1; to < order.length && isSame(order[from]!, order[to]!); to++) {
        merged = mergeEntries(merged, entries.at(order[to]!));
      }
      if (to > from + 1) for (const entry of order.subarray(from, to)) one.set(entry, merged);
    }
    if (one.size === 0) return this;
    const summary = new Summary(this.by);
    const { groups, counts } = this.columns();
    summary.#addGroups(groups, counts, 1, (entry) =>
      summary.#entries.indexOf(one.get(entry) ?? entries.at(entry)),
    );
    return summary;
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
        code = codeValues(entries.at(index), pack, own, wantsFacts);
        if (this.by.length > 0) known.set(index, code);
      }
      // Groups of one count and one entry differ in their values only, which sort as they are.
      while (to < groups.length && counts[groups[to]!] === count && entryOf[groups[to]!] === index) to++;
      const share = count / this.#total;
      const alike = [this.#groups.textAt(groups[from]!)];
      for (let i = from + 1; i < to; i++) alike.push(this.#groups.textAt(groups[i]!));
      if (alike.length > 1) alike.sort();
      for (const key of alike) yield { code, values: valuesOfKey(key), count, share };
    }
  }
}
