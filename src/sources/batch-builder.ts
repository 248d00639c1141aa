/** The columns of a batch, filled row by row, for sources that give values and not spans of the trace. */
import type { Batch, CodeEntry, Column, NumberColumn } from "../record/batch.js";
import { NO_TEXT } from "../record/batch.js";
import { type ColumnName, columnNamed } from "../record/schema.js";

/** Rows of a batch. */
export const BATCH_ROWS = 4096;

type Setter<T> = (row: number, value: T | null) => void;

class Texts {
  readonly ids = new Uint32Array(BATCH_ROWS);
  readonly values: string[] = [];
  readonly #known = new Map<string, number>();

  set(row: number, value: string | null): void {
    if (value === null) {
      this.ids[row] = NO_TEXT;
      return;
    }
    let id = this.#known.get(value);
    if (id === undefined) {
      id = this.values.length;
      this.values.push(value);
      this.#known.set(value, id);
    }
    this.ids[row] = id;
  }

  clear(): void {
    this.values.length = 0;
    this.#known.clear();
  }
}

/** Dictionaries are begun anew with a batch once they have this many texts. */
const MOST_TEXTS = 16384;

export class BatchBuilder {
  length = 0;
  readonly row = new Float64Array(BATCH_ROWS);
  readonly offset = new Float64Array(BATCH_ROWS);
  readonly entry = new Uint32Array(BATCH_ROWS);
  readonly #entries: readonly CodeEntry[];
  readonly #columns = new Map<ColumnName, Column>();
  readonly #texts = new Map<ColumnName, Texts>();

  constructor(columns: readonly ColumnName[], entries: readonly CodeEntry[]) {
    this.#entries = entries;
    for (const name of columns) {
      switch (columnNamed(name)?.type) {
        case "u8":
          this.#columns.set(name, numbers(new Uint8Array(BATCH_ROWS)));
          break;
        case "u16":
          this.#columns.set(name, numbers(new Uint16Array(BATCH_ROWS)));
          break;
        case "u32":
          this.#columns.set(name, numbers(new Uint32Array(BATCH_ROWS)));
          break;
        case "u53":
        case "seconds":
          this.#columns.set(name, numbers(new Float64Array(BATCH_ROWS)));
          break;
        default: {
          const texts = new Texts();
          this.#texts.set(name, texts);
          this.#columns.set(name, { kind: "text", ids: texts.ids, values: texts.values });
        }
      }
    }
  }

  /** Sets the cells of a text column; does nothing for a column that was not asked for. */
  text(name: ColumnName): Setter<string> {
    const texts = this.#texts.get(name);
    return texts === undefined ? () => {} : (row, value) => texts.set(row, value);
  }

  /** Sets the cells of a number column; does nothing for a column that was not asked for. */
  number(name: ColumnName): Setter<number> {
    const column = this.#columns.get(name);
    if (column?.kind !== "number") return () => {};
    const { values, known } = column;
    return (row, value) => {
      known![row] = value === null ? 0 : 1;
      values[row] = value ?? 0;
    };
  }

  /** Begins a batch. */
  clear(): void {
    this.length = 0;
    for (const [name, texts] of this.#texts) {
      if (name === "time" || texts.values.length > MOST_TEXTS) texts.clear();
    }
  }

  batch(): Batch {
    return {
      length: this.length,
      row: this.row,
      offset: this.offset,
      entry: this.entry,
      entries: this.#entries,
      columns: this.#columns,
    };
  }
}

function numbers(values: NumberColumn["values"]): Column {
  return { kind: "number", values, known: new Uint8Array(BATCH_ROWS) };
}
