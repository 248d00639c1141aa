/**
 * Numbers for entries, from 0 in order of appearance. Nearly all are a code and perhaps the kind of its request; these are
 * columns outside of the engine's heap, which millions of objects would fill. The others are objects.
 */
import type { CodeEntry } from "../record/batch.js";
import { folded, randomOdd, TextTable } from "./text-table.js";
import { withRoom } from "./with-room.js";

/** Kinds of request by the number of their form. */
const MAJOR_FUNCTIONS: readonly CodeEntry["majorFunction"][] = [
  null,
  "IRP_MJ_DEVICE_CONTROL",
  "IRP_MJ_FILE_SYSTEM_CONTROL",
  "IRP_MJ_INTERNAL_DEVICE_CONTROL",
];
/** Form of the others. */
const OTHER = MAJOR_FUNCTIONS.length;

/** Others that are known as objects. */
const KNOWN_OTHERS = 1 << 16;

const FIRST_ENTRIES = 1024;

/** What a table holds, in a form that goes from thread to thread as it is. */
export interface EntryColumns {
  /** Code of entry i; of another one its place among `others`. */
  readonly codes: Uint32Array<ArrayBuffer>;
  readonly forms: Uint8Array<ArrayBuffer>;
  readonly others: readonly CodeEntry[];
}

export class EntryTable {
  #size = 0;
  /** Columns as in EntryColumns, with room for more. */
  #codes = new Uint32Array(FIRST_ENTRIES);
  #forms = new Uint8Array(FIRST_ENTRIES);
  readonly #others: CodeEntry[] = [];
  /** Keys of the others, and the number of each. */
  readonly #otherKeys = new TextTable();
  readonly #otherNumbers: number[] = [];
  readonly #known = new Map<CodeEntry, number>();
  /** Numbers + 1 of entries that are no others; 0 = free. At least half of them are. */
  #slots = new Uint32Array(2 * FIRST_ENTRIES);
  #areDistinct = true;
  readonly #seed = randomOdd();
  readonly #factor = randomOdd();

  get size(): number {
    return this.#size;
  }

  /** True when it is plain that no two entries have the same code. */
  get areCodesDistinct(): boolean {
    return this.#areDistinct;
  }

  /** The number of an entry, the next free one when nothing that says the same was there before. */
  indexOf(entry: CodeEntry): number {
    const { code, codeText, ownName, majorFunction } = entry;
    if (code !== null && codeText === null && ownName === null) {
      return this.#indexOfCode(code, MAJOR_FUNCTIONS.indexOf(majorFunction));
    }
    let number = this.#known.get(entry);
    if (number === undefined) {
      number = this.#indexOfOther(entry);
      if (this.#known.size === KNOWN_OTHERS) this.#known.clear();
      this.#known.set(entry, number);
    }
    return number;
  }

  /** The same for entry `index` of another table's columns. */
  indexOfColumn({ codes, forms, others }: EntryColumns, index: number): number {
    const form = forms[index]!;
    return form === OTHER ? this.indexOf(others[codes[index]!]!) : this.#indexOfCode(codes[index]!, form);
  }

  #indexOfOther(entry: CodeEntry): number {
    const { code, codeText, ownName, majorFunction } = entry;
    const place = this.#otherKeys.indexOf(0, JSON.stringify([code, codeText, ownName, majorFunction]));
    if (place === this.#others.length) {
      this.#others.push(entry);
      this.#otherNumbers.push(this.#add(place, OTHER));
    }
    return this.#otherNumbers[place]!;
  }

  #indexOfCode(code: number, form: number): number {
    const slots = this.#slots;
    let slot = this.#homeOf(code, form);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
      const index = slots[slot]! - 1;
      if (this.#codes[index] === code && this.#forms[index] === form) return index;
    }
    const index = this.#add(code, form);
    slots[slot] = index + 1;
    if (2 * this.#size > slots.length) this.#growSlots();
    return index;
  }

  #homeOf(code: number, form: number): number {
    const hash = Math.imul(folded(Math.imul(this.#seed ^ code, this.#factor)) ^ form, this.#factor);
    return folded(hash) & (this.#slots.length - 1);
  }

  #add(code: number, form: number): number {
    const index = this.#size++;
    if (index === this.#codes.length) {
      this.#codes = withRoom(this.#codes, 2 * index);
      this.#forms = withRoom(this.#forms, 2 * index);
    }
    this.#codes[index] = code;
    this.#forms[index] = form;
    if (form === OTHER || form !== this.#forms[0]) this.#areDistinct = false;
    return index;
  }

  #growSlots(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    this.#slots = slots;
    for (let index = 0; index < this.#size; index++) {
      const form = this.#forms[index]!;
      if (form === OTHER) continue;
      let slot = this.#homeOf(this.#codes[index]!, form);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
  }

  /** Code of entry `index`, below `size`. */
  codeAt(index: number): number | null {
    const code = this.#codes[index]!;
    return this.#forms[index] === OTHER ? this.#others[code]!.code : code;
  }

  /** Entry `index`, below `size`: another object at each call, unless it is one of the others. */
  at(index: number): CodeEntry {
    const code = this.#codes[index]!;
    const form = this.#forms[index]!;
    if (form === OTHER) return this.#others[code]!;
    const majorFunction = MAJOR_FUNCTIONS[form]!;
    return { kind: "decoded", code, codeText: null, ownName: null, majorFunction, issue: null };
  }

  /** All entries. */
  columns(): EntryColumns {
    return {
      codes: this.#codes.slice(0, this.#size),
      forms: this.#forms.slice(0, this.#size),
      others: this.#others.slice(),
    };
  }
}
