/**
 * Numbers for texts of owners, from 0 in order of appearance. The first ones are found by a map of the engine, which needs no
 * code of ours that would have to be compiled first; when there are more, all by a table outside of the engine's heap.
 */
import { FIRST_TEXTS, type PlainTexts, Texts } from "./texts.js";

/** What a table holds, in a form that goes from thread to thread as it is: text i is one of owner `owners[i]`. */
export interface TextColumns {
  readonly owners: Uint32Array<ArrayBuffer>;
  readonly texts: PlainTexts;
}

/** Another one in every table, so that nobody can prepare texts that meet in one slot. */
function randomOdd(): number {
  return (Math.random() * 2 ** 32) | 0x40000001;
}

function withRoom(numbers: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(length);
  grown.set(numbers);
  return grown;
}

export class TextTable {
  readonly #texts = new Texts();
  /** Of text i, with room for more. */
  #owners = new Uint32Array(1024);
  /** Numbers of the first texts, null when there are more. */
  #first: Map<string, number> | null = new Map();
  /** Hash of text i, with room for as many as `#owners`; empty as long as there is a map. */
  #hashes = new Uint32Array(0);
  /** Number of a text + 1, 0 = free; a power of two, twice as many as texts find room. */
  #slots = new Uint32Array(0);
  readonly #seed = randomOdd();
  readonly #factor = randomOdd();

  get size(): number {
    return this.#texts.size;
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
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ text.charCodeAt(i), factor);
    }
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  /** The number of an owner's text; the next free one when it is new. */
  indexOf(owner: number, text: string): number {
    if (this.#first === null) return this.#indexInTable(owner, text);
    const key = `${owner}:${text}`;
    const index = this.#first.get(key);
    if (index !== undefined) return index;
    if (this.size === FIRST_TEXTS) {
      this.#first = null;
      this.#hashAll();
      return this.#indexInTable(owner, text);
    }
    this.#first.set(key, this.size);
    return this.#add(owner, text);
  }

  #add(owner: number, text: string): number {
    const index = this.size;
    if (index === this.#owners.length) this.#owners = withRoom(this.#owners, 2 * index);
    this.#owners[index] = owner;
    this.#texts.add(text);
    return index;
  }

  #indexInTable(owner: number, text: string): number {
    const hash = this.#hash(owner, text);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1;
      const isSame =
        this.#hashes[index] === hash && this.#owners[index] === owner && this.#texts.isAt(index, text);
      if (isSame) return index;
    }
    const index = this.#add(owner, text);
    const isFull = index === this.#hashes.length;
    if (isFull) this.#hashes = withRoom(this.#hashes, this.#owners.length);
    this.#hashes[index] = hash;
    if (isFull) this.#place();
    else this.#slots[slot] = index + 1;
    return index;
  }

  /** Makes the table of the texts that the map has. */
  #hashAll(): void {
    this.#hashes = Uint32Array.from(this.#owners, (owner, index) => {
      return index < this.size ? this.#hash(owner, this.#texts.at(index)) : 0;
    });
    this.#place();
  }

  /** Puts all texts into new slots, by their hashes. */
  #place(): void {
    const slots = new Uint32Array(this.#owners.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = this.#hashes[index]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }

  /** All texts with their owners. The texts stay those of the table: add nothing as long as they are used. */
  columns(): TextColumns {
    return { owners: this.owners.slice(), texts: this.#texts.plain };
  }
}
