/**
 * What a reader written in TypeScript gives out: counts records, reports what is wrong with them, and fills the
 * columns of batches. One record at a time: `begin`, `set` for what it carries, `give` for each code in it, `end`.
 */
import type { DecodeErrorCode } from "../errors.js";
import type { OwnName } from "../names/index.js";
import { newAccounting } from "../record/accounting.js";
import type { Batch, CodeEntry } from "../record/batch.js";
import type { Issue } from "../record/issue.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import { BATCH_ROWS, BatchBuilder } from "./batch-builder.js";
import type { ReadRequest } from "./source.js";

/** Says what a spelling means; `own` are the user's own names. */
export type ResolveText = (text: string, own?: readonly OwnName[]) => CodeEntry;

/** So many distinct spellings of codes are remembered before the table is begun anew. */
const MOST_ENTRIES = 65536;

/** A column that is asked for: the value of the record at hand, and where it goes. */
interface Slot {
  value: string | number | null;
  put(row: number): void;
}

export class RecordOutput {
  readonly accounting = newAccounting();
  readonly #request: ReadRequest;
  readonly #wanted: readonly ColumnName[];
  readonly #slots = new Map<ColumnName, Slot>();
  readonly #ready: Batch[] = [];
  #builder: BatchBuilder;
  #entries: CodeEntry[] = [];
  #indexOfText = new Map<string, number>();
  #indexOfEntry = new Map<CodeEntry, number>();
  /** The batch of the builder was given out, and is valid until the next one is asked for. */
  #isLent = false;
  #offset = 0;
  #line: number | null = null;
  #decoded = 0;
  #unresolved = 0;
  #rejected = 0;

  /** `columns`: columns of origin `source` that the input has. */
  constructor(request: ReadRequest, columns: readonly ColumnName[]) {
    this.#request = request;
    this.#wanted = request.columns.filter((name) => columns.includes(name));
    this.#builder = this.#newBuilder();
  }

  #newBuilder(): BatchBuilder {
    const builder = new BatchBuilder(this.#wanted, this.#entries);
    for (const name of this.#wanted) {
      const isText = columnNamed(name)?.type === "text";
      const text = builder.text(name);
      const number = builder.number(name);
      const slot: Slot = {
        value: null,
        put: (row) => {
          if (isText) text(row, slot.value === null ? null : String(slot.value));
          else number(row, typeof slot.value === "number" ? slot.value : null);
        },
      };
      this.#slots.set(name, slot);
    }
    return builder;
  }

  /** Number of the record at hand, from 1; 0 before the first. */
  get row(): number {
    return this.accounting.records;
  }

  /** Counts `count` records that carry no code by their nature. */
  others(count: number): void {
    this.accounting.records += count;
    this.accounting.other += count;
  }

  /** A record begins at byte `offset` of the input, in line `line` (from 1) where the format has lines. */
  begin(offset: number, line: number | null): void {
    this.accounting.records++;
    this.#offset = offset;
    this.#line = line;
    this.#decoded = 0;
    this.#unresolved = 0;
    this.#rejected = 0;
    for (const slot of this.#slots.values()) slot.value = null;
  }

  /** True when the column is asked for, so that its value is worth finding. */
  wants(name: ColumnName): boolean {
    return this.#slots.has(name);
  }

  /** A value of the record at hand, in the unit of the schema; the last one before `give` counts. */
  set(name: ColumnName, value: string | number | null): void {
    const slot = this.#slots.get(name);
    if (slot !== undefined) slot.value = value;
  }

  /**
   * A code of the record at hand, spelt as `text`. `resolve` says what a spelling means and is asked once for it, with the
   * user's own names; `context` is part of the spelling where the same text may mean two things.
   */
  giveText(text: string, resolve: ResolveText, context = ""): void {
    const key = context === "" ? text : `${context}\0${text}`;
    let index = this.#indexOfText.get(key);
    if (index === undefined) {
      index = this.#add(resolve(text, this.#request.options.names));
      this.#indexOfText.set(key, index);
    }
    this.#give(index);
  }

  /** A code of the record at hand. Entries that are the same object are kept once. */
  give(entry: CodeEntry): void {
    let index = this.#indexOfEntry.get(entry);
    if (index === undefined) {
      index = this.#add(entry);
      this.#indexOfEntry.set(entry, index);
    }
    this.#give(index);
  }

  #add(entry: CodeEntry): number {
    if (this.#entries.length >= MOST_ENTRIES) {
      this.#flush();
      this.#entries = [];
      this.#indexOfText = new Map();
      this.#indexOfEntry = new Map();
      this.#renew();
    }
    return this.#entries.push(entry) - 1;
  }

  #give(index: number): void {
    const entry = this.#entries[index]!;
    const { kind, issue } = entry;
    if (issue !== null && kind !== "other" && (kind !== "unresolved" || this.#request.reportUnresolved)) {
      this.#tell(kind === "decoded" ? "warning" : kind, issue.error, issue.message, null);
    }
    if (kind === "other") return;
    if (kind === "rejected") {
      this.#rejected++;
      return;
    }
    if (kind === "decoded") this.#decoded++;
    else this.#unresolved++;
    this.accounting.codes++;
    const builder = this.#builder;
    const at = builder.length++;
    builder.row[at] = this.row;
    builder.offset[at] = this.#offset;
    builder.entry[at] = index;
    for (const slot of this.#slots.values()) slot.put(at);
    if (builder.length === BATCH_ROWS) {
      this.#flush();
      this.#renew();
    }
  }

  /** A new builder; the values of the record at hand stay. */
  #renew(): void {
    const values = [...this.#slots].map(([name, slot]) => [name, slot.value] as const);
    this.#builder = this.#newBuilder();
    for (const [name, value] of values) this.#slots.get(name)!.value = value;
  }

  #flush(): void {
    if (this.#builder.length > 0) this.#ready.push(this.#builder.batch());
  }

  /** The record at hand is broken. */
  reject(error: DecodeErrorCode, message: string, column: string | null = null): void {
    this.#rejected++;
    this.#tell("rejected", error, message, column);
  }

  /** A remark on the record at hand, which counts all the same. */
  warn(error: DecodeErrorCode, message: string, column: string | null = null): void {
    this.#tell("warning", error, message, column);
  }

  /** The record at hand is done: one with a code is decoded, one without any carries none. */
  end(): void {
    const { accounting } = this;
    if (this.#decoded > 0) accounting.decoded++;
    else if (this.#unresolved > 0) accounting.unresolved++;
    else if (this.#rejected > 0) accounting.rejected++;
    else accounting.other++;
  }

  #tell(kind: Issue["kind"], error: DecodeErrorCode, message: string, column: string | null): void {
    if (kind === "warning") this.accounting.warnings++;
    this.#request.report({
      file: this.#request.file,
      row: this.row,
      line: this.#line,
      offset: this.#offset,
      column,
      kind,
      error,
      message,
    });
  }

  /** A batch that is full, or what there is when `all`; null = none. Borrowed until the next call. */
  take(all: boolean): Batch | null {
    if (this.#isLent) this.#builder.clear();
    this.#isLent = false;
    const ready = this.#ready.shift();
    if (ready !== undefined) return ready;
    if (!all || this.#builder.length === 0) return null;
    this.#isLent = true;
    return this.#builder.batch();
  }
}
