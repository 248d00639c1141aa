/** Counts that the kernel made of a text trace, given on as groups. */
import { type Kernel, TEXT_TAG } from "../kernel/kernel.js";
import type { Accounting } from "../record/accounting.js";
import { type CellValue, type CodeEntry, cellText, valueOfText } from "../record/batch.js";
import type { GroupSink } from "../record/group-sink.js";
import { type ColumnName, type ColumnType, columnNamed } from "../record/schema.js";
import type { TextLayout } from "./text-layout.js";

/** The kernel's limit on group columns. */
const MAX_COLUMNS = 8;

const QUOTE = 0x22;

export class TextCounts {
  /** False when records are not counted in the kernel. */
  readonly active: boolean;
  /** Text columns that form groups, from 0. */
  readonly columns: readonly number[];
  readonly #layout: TextLayout;
  readonly #countBy: readonly ColumnName[];
  /** What kernels counted that were left. */
  #kept: { readonly entry: CodeEntry; readonly count: number }[] = [];

  constructor(layout: TextLayout, countBy: readonly ColumnName[] | undefined) {
    this.#layout = layout;
    this.#countBy = countBy ?? [];
    const columns = this.#countBy.flatMap((name) => layout.cells.get(name)?.column ?? []);
    this.active = countBy !== undefined && columns.length <= MAX_COLUMNS;
    this.columns = this.active ? columns : [];
  }

  /** Gives the counts of `kernel`, which must be reset or left alone afterwards. */
  drain(kernel: Kernel, entries: CodeEntry[], accounting: Accounting, sink: GroupSink): void {
    if (!this.active) return;
    const give = (entry: CodeEntry, count: number): void => {
      sink.begin(entry);
      for (const _ of this.#countBy) sink.value(null);
      sink.end(count);
    };
    for (const { entry, count } of this.#kept) give(entry, count);
    this.#kept = [];
    if (this.columns.length === 0) {
      this.#drainCodes(kernel, entries, accounting, give);
      return;
    }
    const columns = this.#countBy.map((name) => {
      const cell = this.#layout.cells.get(name);
      return cell === undefined ? null : new CellTexts(kernel, columnNamed(name)!.type, cell.scale);
    });
    kernel.giveGroups((id, cells, count) => {
      sink.begin(this.#entryOf(kernel, entries, id, accounting, count));
      let next = 0;
      for (const column of columns) {
        if (column === null) sink.value(null);
        else column.give(cells[next++]!, sink);
      }
      sink.end(count);
    });
  }

  /** Keeps the counts of a kernel that is left, and that counts codes only, until others are given. */
  keep(kernel: Kernel, entries: CodeEntry[], accounting: Accounting): void {
    if (!this.active || this.columns.length > 0) return;
    this.#drainCodes(kernel, entries, accounting, (entry, count) => this.#kept.push({ entry, count }));
  }

  #drainCodes(
    kernel: Kernel,
    entries: CodeEntry[],
    accounting: Accounting,
    give: (entry: CodeEntry, count: number) => void,
  ): void {
    const totals = kernel.entryTotals();
    for (let id = 0; id < totals.length; id++) {
      const count = totals[id]!;
      if (count > 0) give(this.#entryOf(kernel, entries, id, accounting, count), count);
    }
  }

  /** The entry of a text, of which so many records are accounted for. */
  #entryOf(
    kernel: Kernel,
    entries: CodeEntry[],
    id: number,
    accounting: Accounting,
    count: number,
  ): CodeEntry {
    entries[id] ??= this.#layout.numberEntry(kernel.entryCode(id), kernel.entryTag(id));
    const entry = entries[id];
    if (entry.kind === "decoded") accounting.decoded += count;
    else accounting.unresolved += count;
    accounting.codes += count;
    return entry;
  }
}

/** The cells of a column, by the number of their text in the kernel. */
class CellTexts {
  readonly #kernel: Kernel;
  readonly #type: ColumnType;
  readonly #scale: number;
  /** Values of texts that were not given as bytes. */
  readonly #values = new Map<number, CellValue>();

  constructor(kernel: Kernel, type: ColumnType, scale: number) {
    this.#kernel = kernel;
    this.#type = type;
    this.#scale = scale;
  }

  give(id: number, sink: GroupSink): void {
    const known = this.#values.get(id);
    if (known !== undefined) {
      sink.value(known);
      return;
    }
    const bytes = this.#kernel.entryBytes(id);
    const isQuoted = (this.#kernel.entryTag(id) & TEXT_TAG.QUOTED) !== 0;
    const isPlain = this.#type === "text" && bytes.length > 0 && !(isQuoted && bytes.includes(QUOTE));
    if (isPlain && sink.text(bytes)) return;
    const value = valueOfText(this.#type, cellText(bytes, 0, bytes.length, isQuoted), this.#scale);
    this.#values.set(id, value);
    sink.value(value);
  }
}
