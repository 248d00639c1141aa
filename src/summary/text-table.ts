/**
 * Numbers for texts of owners, from 0 in order of appearance. The first ones are found by a map of the engine, which needs no
 * code of ours that would have to be compiled first; when there are more, all by a table outside of the engine's heap. Empty
 * ones, of which an owner has no second, are found by their owner.
 */
import { FIRST_TEXTS, narrowText, type PlainTexts, Texts } from "./texts.js";
import { withRoom } from "./with-room.js";

/** What a table holds, in a form that goes from thread to thread as it is: text i is one of owner `owners[i]`. */
export interface TextColumns {
  readonly owners: Uint32Array<ArrayBuffer>;
  readonly texts: PlainTexts;
}

/** Another one in every table, so that nobody can prepare what meets in one slot. */
export function randomOdd(): number {
  return (Math.random() * 2 ** 32) | 0x40000001;
}

/** A hash whose upper bits, which are the best, are in the lower ones too. */
export function folded(hash: number): number {
  return hash ^ (hash >>> 15);
}

export class TextTable {
  readonly #texts = new Texts();
  /** Of text i, with room for more. */
  #owners = new Uint32Array(1024);
  /** Numbers of the first texts, null when there are more. */
  #first: Map<string, number> | null = new Map();
  /** Of owner i the number of its empty text + 1; 0 = it has none. */
  #empty = new Uint32Array(0);
  /** Of texts that are not empty, two numbers a slot: that of a text + 1, 0 = free, and its hash, so that most looks need no other memory. */
  #slots = new Uint32Array(0);
  readonly #seed = randomOdd();
  readonly #factor = randomOdd();

  get size(): number {
    return this.#texts.size;
  }

  /** True when bytes are found sooner than texts, see above. */
  get isLarge(): boolean {
    return this.#first === null;
  }

  /** Owner of each text; valid until one is added. */
  get owners(): Uint32Array<ArrayBuffer> {
    return this.#owners.subarray(0, this.size);
  }

  /** Text `index`, below `size`. */
  textAt(index: number): string {
    return this.#texts.at(index);
  }

  #hash(owner: number, text: string): number {
    const factor = this.#factor;
    let hash = Math.imul(this.#seed ^ owner, factor);
    for (let i = 0; i < text.length; i++) hash = Math.imul(folded(hash) ^ text.charCodeAt(i), factor);
    return folded(hash) >>> 0;
  }

  /** The same of a text of which bytes [from, to) are the code units. */
  #hashNarrow(owner: number, text: Uint8Array, from: number, to: number): number {
    const factor = this.#factor;
    let hash = Math.imul(this.#seed ^ owner, factor);
    for (let i = from; i < to; i++) hash = Math.imul(folded(hash) ^ text[i]!, factor);
    return folded(hash) >>> 0;
  }

  /** The number of an owner's text; the next free one when it is new. */
  indexOf(owner: number, text: string): number {
    if (text === "") return this.#indexOfEmpty(owner);
    if (this.#first === null) return this.#indexInTable(owner, text);
    const key = `${owner}:${text}`;
    const index = this.#first.get(key);
    if (index !== undefined) return index;
    if (this.size >= FIRST_TEXTS) {
      this.#first = null;
      this.#hashAll();
      return this.#indexInTable(owner, text);
    }
    this.#first.set(key, this.size);
    this.#texts.add(text);
    return this.#own(owner);
  }

  /** The same for a text of which bytes [from, to) are the code units. */
  indexOfNarrow(owner: number, text: Uint8Array, from: number, to: number): number {
    if (from === to) return this.#indexOfEmpty(owner);
    if (this.#first !== null) return this.indexOf(owner, narrowText(text, from, to));
    return this.#indexByHash(
      owner,
      this.#hashNarrow(owner, text, from, to),
      (index) => this.#texts.isNarrowAt(index, text, from, to),
      () => this.#texts.addNarrow(text, from, to),
    );
  }

  #indexOfEmpty(owner: number): number {
    const number = this.#empty[owner] ?? 0;
    if (number > 0) return number - 1;
    if (owner >= this.#empty.length) this.#empty = withRoom(this.#empty, Math.max(1024, 2 * owner));
    this.#texts.add("");
    const index = this.#own(owner);
    this.#empty[owner] = index + 1;
    return index;
  }

  #indexInTable(owner: number, text: string): number {
    return this.#indexByHash(
      owner,
      this.#hash(owner, text),
      (index) => this.#texts.isAt(index, text),
      () => this.#texts.add(text),
    );
  }

  /** The number of an owner's text with this hash, which `isAt` knows by its number and `add` adds. */
  #indexByHash(owner: number, hash: number, isAt: (index: number) => boolean, add: () => void): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash * 2) & mask;
    for (; slots[slot] !== 0; slot = (slot + 2) & mask) {
      if (slots[slot + 1] !== hash) continue;
      const index = slots[slot]! - 1;
      if (isAt(index) && this.#owners[index] === owner) return index;
    }
    add();
    return this.#added(owner, hash, slot);
  }

  /** Notes the owner of the text that was added. */
  #own(owner: number): number {
    const index = this.size - 1;
    if (index === this.#owners.length) this.#owners = withRoom(this.#owners, 2 * index);
    this.#owners[index] = owner;
    return index;
  }

  /** Puts the text that was added into a free slot. */
  #added(owner: number, hash: number, slot: number): number {
    const index = this.#own(owner);
    this.#slots[slot] = index + 1;
    this.#slots[slot + 1] = hash;
    if (4 * this.size > this.#slots.length) this.#growSlots();
    return index;
  }

  /** Makes the table of the texts that the map has. */
  #hashAll(): void {
    this.#slots = new Uint32Array(8 * FIRST_TEXTS);
    for (let index = 0; index < this.size; index++) {
      const text = this.#texts.at(index);
      if (text !== "") this.#place(index + 1, this.#hash(this.#owners[index]!, text));
    }
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0) this.#place(old[slot]!, old[slot + 1]!);
    }
  }

  #place(number: number, hash: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash * 2) & mask;
    while (slots[slot] !== 0) slot = (slot + 2) & mask;
    slots[slot] = number;
    slots[slot + 1] = hash;
  }

  /** All texts with their owners. The texts stay those of the table: add nothing as long as they are used. */
  columns(): TextColumns {
    return { owners: this.owners.slice(), texts: this.#texts.plain };
  }
}
