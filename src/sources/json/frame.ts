/** What is kept of an object or array of the text while it is open: codes found in it, and what stands beside them. */
import type { ColumnName } from "../../record/schema.js";
import type { CodeValue } from "./code-value.js";
import { JSON_COLUMNS, type JsonKey } from "./keys.js";

/** What stands beside codes: values of the columns, and marks that tell what the codes are. */
export type CellName = ColumnName | "major" | "category" | "irp" | "own";
const CELL_NAMES: readonly CellName[] = [...JSON_COLUMNS, "major", "category", "irp", "own"];
const CELL_INDEX: ReadonlyMap<CellName, number> = new Map(CELL_NAMES.map((name, i) => [name, i]));
const NO_RANK = 255;

/** Texts by cell, as they stand in the trace; undefined = not there. */
export class Cells {
  readonly #texts: (string | undefined)[] = CELL_NAMES.map(() => undefined);
  readonly #ranks = new Uint8Array(CELL_NAMES.length).fill(NO_RANK);
  #isEmpty = true;

  get(name: CellName): string | undefined {
    return this.#texts[CELL_INDEX.get(name)!];
  }

  /** Sets a cell unless a better key has set it; of keys as good the last one counts. Returns how much longer it is. */
  set(name: CellName, text: string, rank: number): number {
    const i = CELL_INDEX.get(name)!;
    if (rank > this.#ranks[i]!) return 0;
    const grown = text.length - (this.#texts[i]?.length ?? 0);
    this.#texts[i] = text;
    this.#ranks[i] = rank;
    this.#isEmpty = false;
    return grown;
  }

  /** Takes over the cells that are not set. */
  fill(from: Cells): void {
    if (from.#isEmpty) return;
    for (let i = 0; i < CELL_NAMES.length; i++) {
      if (this.#texts[i] === undefined) this.#texts[i] = from.#texts[i];
    }
    this.#isEmpty = false;
  }

  clear(): void {
    if (this.#isEmpty) return;
    this.#texts.fill(undefined);
    this.#ranks.fill(NO_RANK);
    this.#isEmpty = true;
  }
}

/** A value that may be a control code. */
export interface Candidate {
  value: CodeValue;
  readonly key: JsonKey;
  /**
   * Why it may be one: `code` and `path` say that it is, `name` is the name of another one's code, `form` one of
   * several spellings in an object; the others are for record.ts to judge.
   */
  role: "code" | "path" | "name" | "form" | "ioctl" | "infoClass" | "title" | "data" | "own";
  /** Cells of the objects around it, inner ones first; filled as these are closed. Those of one object share them. */
  readonly cells: Cells;
  /** What is to be told of it. */
  warning: string | null;
}

export class Frame {
  isObject = false;
  /** A record of its own when codes are found in it: see docs/rules.md. */
  isItem = false;
  /** Key under which it stands; of an object in an array that of the array. */
  key: JsonKey;
  /** Byte and line where it begins, when it is an item. */
  offset = 0;
  line = 1;
  readonly cells = new Cells();
  readonly candidates: Candidate[] = [];
  /** Cells of the candidates that were found in it directly. */
  #candidateCells: Cells | null = null;
  /** Bytes of texts that are kept for it. */
  kept = 0;
  /** More was found in it than may be kept. */
  isTooLong = false;
  /** Parts of an argument: what its key `name` says, and the values of `value` and `pretty_value`. */
  argument: JsonKey | null = null;
  argumentValue: CodeValue | null = null;
  argumentPretty: string | null = null;

  constructor(key: JsonKey) {
    this.key = key;
  }

  begin(isObject: boolean, isItem: boolean, key: JsonKey): void {
    this.isObject = isObject;
    this.isItem = isItem;
    this.key = key;
    this.cells.clear();
    this.candidates.length = 0;
    this.#candidateCells = null;
    this.kept = 0;
    this.isTooLong = false;
    this.argument = null;
    this.argumentValue = null;
    this.argumentPretty = null;
  }

  /** A candidate that stands in it directly. */
  add(value: CodeValue, key: JsonKey, role: Candidate["role"]): void {
    this.#candidateCells ??= new Cells();
    this.candidates.push({ value, key, role, cells: this.#candidateCells, warning: null });
  }

  /** Nothing more comes: what stands in it stands beside its codes. */
  fillCandidates(): void {
    for (const cells of new Set(this.candidates.map((candidate) => candidate.cells))) cells.fill(this.cells);
  }

  /** Takes over the candidates of an object or array inside it, and what is kept for them. */
  takeOver(inner: Frame): void {
    for (const candidate of inner.candidates) this.candidates.push(candidate);
    this.kept += inner.kept;
    this.isTooLong ||= inner.isTooLong;
  }
}
