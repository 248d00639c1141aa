/** Rows of a batch as values of the schema's columns. What follows from a code is made once for a distinct code. */
import type { NamesPack, OwnName } from "../names/index.js";
import { type Batch, type CodeEntry, cellValue } from "../record/batch.js";
import { type CodeValues, codeValues } from "../record/code-values.js";
import { type ColumnDefinition, type ColumnName, columnNamed } from "../record/schema.js";
import type { SinkValue } from "./sink.js";

export interface RecordOptions {
  /** Where names are looked up. Default "default". */
  readonly pack?: NamesPack;
  /** The user's own names, which come first. */
  readonly names?: readonly OwnName[] | undefined;
}

export class RecordValues {
  readonly #columns: readonly (ColumnDefinition & { readonly name: ColumnName })[];
  readonly #pack: NamesPack;
  readonly #names: readonly OwnName[] | undefined;
  readonly #wantsFacts: boolean;
  readonly #ofEntry = new WeakMap<CodeEntry, CodeValues>();

  constructor(columns: readonly ColumnName[], { pack = "default", names }: RecordOptions = {}) {
    this.#columns = columns.map((name) => columnNamed(name)!);
    this.#pack = pack;
    this.#names = names;
    this.#wantsFacts = columns.includes("facts");
  }

  /** What follows from the code of an entry. */
  ofEntry(entry: CodeEntry): CodeValues {
    let values = this.#ofEntry.get(entry);
    if (values === undefined) {
      values = codeValues(entry, this.#pack, this.#names, this.#wantsFacts);
      this.#ofEntry.set(entry, values);
    }
    return values;
  }

  /** The rows of `batch` in order, in one array that is used again; `file` is the value of that column. */
  *rows(batch: Batch, file: string): Generator<readonly SinkValue[]> {
    const { length } = this.#columns;
    const values: SinkValue[] = new Array(length).fill(null);
    for (let i = 0; i < batch.length; i++) {
      const code = this.ofEntry(batch.entries[batch.entry[i]!]!);
      for (let k = 0; k < length; k++) {
        const { name, type, origin } = this.#columns[k]!;
        if (origin === "code") values[k] = code[name as keyof CodeValues];
        else if (name === "file") values[k] = file;
        else if (name === "row" || name === "offset") values[k] = batch[name][i]!;
        else {
          const column = batch.columns.get(name);
          values[k] = column === undefined ? null : cellValue(column, type, i);
        }
      }
      yield values;
    }
  }
}
