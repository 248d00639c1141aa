/** Counts that the kernel made of a text trace, taken out as groups. */
import { type Kernel, TEXT_TAG } from "../kernel/kernel.js";
import type { Accounting } from "../record/accounting.js";
import { type CellValue, type CodeEntry, cellText, valueOfText } from "../record/batch.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import type { CountedGroup } from "./source.js";
import type { TextLayout } from "./text-layout.js";

/** The kernel's limit on group columns. */
const MAX_COLUMNS = 8;

export class TextCounts {
  /** False when records are not counted in the kernel. */
  readonly active: boolean;
  /** Text columns that form groups, from 0. */
  readonly columns: readonly number[];
  readonly #layout: TextLayout;
  readonly #countBy: readonly ColumnName[];
  #groups: CountedGroup[] = [];

  constructor(layout: TextLayout, countBy: readonly ColumnName[] | undefined) {
    this.#layout = layout;
    this.#countBy = countBy ?? [];
    const columns = this.#countBy.flatMap((name) => layout.cells.get(name)?.column ?? []);
    this.active = countBy !== undefined && columns.length <= MAX_COLUMNS;
    this.columns = this.active ? columns : [];
  }

  take(): CountedGroup[] {
    const groups = this.#groups;
    this.#groups = [];
    return groups;
  }

  /** Takes the counts of `kernel`, which must be reset or left alone afterwards. */
  drain(kernel: Kernel, entries: CodeEntry[], accounting: Accounting): void {
    if (!this.active) return;
    const add = (id: number, values: readonly CellValue[], count: number): void => {
      entries[id] ??= this.#layout.numberEntry(kernel.entryCode(id), kernel.entryTag(id));
      const entry = entries[id];
      if (entry.kind === "decoded") accounting.decoded += count;
      else accounting.unresolved += count;
      accounting.codes += count;
      this.#groups.push({ entry, values, count });
    };
    if (this.columns.length === 0) {
      const values = this.#countBy.map(() => null);
      kernel.entryTotals().forEach((count, id) => {
        if (count > 0) add(id, values, count);
      });
      return;
    }
    const texts: string[] = [];
    const textOf = (id: number): string => {
      if (texts[id] === undefined) {
        const bytes = kernel.entryBytes(id);
        texts[id] = cellText(bytes, 0, bytes.length, (kernel.entryTag(id) & TEXT_TAG.QUOTED) !== 0);
      }
      return texts[id];
    };
    const cells = this.#countBy.map((name) => {
      const cell = this.#layout.cells.get(name);
      return cell === undefined ? null : { type: columnNamed(name)!.type, scale: cell.scale };
    });
    for (const group of kernel.entryGroups()) {
      let next = 0;
      const values = cells.map((cell) =>
        cell === null ? null : valueOfText(cell.type, textOf(group.cells[next++]!), cell.scale),
      );
      add(group.entry, values, group.count);
    }
  }
}
