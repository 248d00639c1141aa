/** What a text source tells the text reader about its input. */
import type { CodeEntry } from "../record/batch.js";
import type { ColumnName } from "../record/schema.js";

/** Where a column of the schema stands in the text, and what its numbers are multiplied by. */
export interface TextCell {
  /** From 0. */
  readonly column: number;
  readonly scale: number;
}

export interface TextLayout {
  readonly format: "csv" | "list";
  /** One byte. */
  readonly delimiter: number;
  readonly columnCount: number;
  readonly codeColumn: number;
  /** Titles of the columns; empty without a header. */
  readonly titles: readonly string[];
  /** Every title stands in quotes, so cells do. */
  readonly quoteAll: boolean;
  /** Its title, for reports; null in a list. */
  readonly codeColumnName: string | null;
  /** -1 when every row may carry a code. */
  readonly operationColumn: number;
  readonly operations: readonly string[];
  /** Text in front of the code in its cell. */
  readonly prefix: string;
  /** Of bare digits that the kernel may read by itself; 0 leaves them to `resolve`. */
  readonly radix: 0 | 10 | 16;
  /** Columns of the schema that stand in the text. */
  readonly cells: ReadonlyMap<ColumnName, TextCell>;
  /** Bytes of text in front of the first record (the header row), and lines among them. */
  readonly headerBytes: number;
  readonly headerLines: number;
  /** The entry of a code's text; `tag` is made of TEXT_TAG bits. */
  resolve(text: string, tag: number): CodeEntry;
  /** The entry of a plain number, which the kernel reads by itself. */
  numberEntry(code: number, tag: number): CodeEntry;
}
