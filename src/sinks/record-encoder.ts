/** Rows of a batch -> bytes of a binary sink. */
import type { Batch } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";
import { joinBytes } from "./join-bytes.js";
import { type RecordOptions, RecordValues } from "./record-values.js";
import type { ByteSink } from "./sink.js";

/** Encodes batch after batch for one sink, which was opened for the same columns. */
export class RecordEncoder {
  readonly #sink: ByteSink;
  readonly #values: RecordValues;

  constructor(sink: ByteSink, columns: readonly ColumnName[], options: RecordOptions = {}) {
    this.#sink = sink;
    this.#values = new RecordValues(columns, options);
  }

  /** Bytes that are ready after the rows of `batch`; `file` is the value of that column. */
  encode(batch: Batch, file: string): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (const values of this.#values.rows(batch, file)) {
      const piece = this.#sink.row(values);
      if (piece.length > 0) pieces.push(piece);
    }
    return joinBytes(pieces);
  }
}
