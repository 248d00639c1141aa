/** The columns of a batch, filled row by row. */
import type { Batch, CodeEntry, Column } from "../../record/batch.js";
import { NO_TEXT } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";

export const BATCH_ROWS = 4096;

/** Columns that an .etl has. */
export const ETL_COLUMNS = [
  "time",
  "processName",
  "processId",
  "threadId",
  "operation",
  "path",
  "status",
  "duration",
  "inputLength",
  "outputLength",
  "provider",
  "eventId",
  "processor",
] as const satisfies readonly ColumnName[];

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

export class Output {
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
      switch (name) {
        case "processId":
        case "threadId":
        case "inputLength":
        case "outputLength":
          this.#columns.set(name, numbers(new Uint32Array(BATCH_ROWS)));
          break;
        case "eventId":
        case "processor":
          this.#columns.set(name, numbers(new Uint16Array(BATCH_ROWS)));
          break;
        case "duration":
        case "innerOffset":
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

  text(name: ColumnName): Setter<string> {
    const texts = this.#texts.get(name);
    return texts === undefined ? () => {} : (row, value) => texts.set(row, value);
  }

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

function numbers(values: Float64Array | Uint32Array | Uint16Array): Column {
  return { kind: "number", values, known: new Uint8Array(BATCH_ROWS) };
}
