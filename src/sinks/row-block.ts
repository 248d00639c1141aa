/** Rows as columns, held until there are enough of them for one piece of a binary format. */
import type { SinkValue } from "./sink.js";

/** With so many UTF-16 units of text a block is full too: texts may be long. */
const MOST_TEXT = 64 * 1024 * 1024;

export class RowBlock {
  /** The values of each column, `length` of them. A number that is none is null. */
  readonly columns: readonly SinkValue[][];
  readonly #capacityRows: number;
  #length = 0;
  #text = 0;

  constructor(columnCount: number, capacityRows: number) {
    this.columns = Array.from({ length: columnCount }, () => []);
    this.#capacityRows = capacityRows;
  }

  get length(): number {
    return this.#length;
  }

  /** True when no row should follow before `clear`. */
  get isFull(): boolean {
    return this.#length >= this.#capacityRows || this.#text >= MOST_TEXT;
  }

  push(values: readonly SinkValue[]): void {
    for (let k = 0; k < this.columns.length; k++) {
      let value: SinkValue = values[k] ?? null;
      if (typeof value === "number") {
        if (!Number.isFinite(value)) value = null;
      } else if (typeof value === "string") this.#text += value.length;
      else if (value !== null) for (const text of value) this.#text += text.length;
      this.columns[k]!.push(value);
    }
    this.#length++;
  }

  clear(): void {
    for (const column of this.columns) column.length = 0;
    this.#length = 0;
    this.#text = 0;
  }
}
