/** A map without the engine's limit of 2^24 entries: full maps are kept and a new one is begun. */

const MAP_CAPACITY = 1 << 23;

export class GrowingMap<Key> {
  readonly #maps: Map<Key, number>[] = [new Map()];
  readonly #capacity: number;
  #size = 0;

  /** `capacity` = keys of one map; the default is right for use. */
  constructor(capacity = MAP_CAPACITY) {
    this.#capacity = capacity;
  }

  /** Number of keys. */
  get size(): number {
    return this.#size;
  }

  /** The number of `key`, from 0 in order of appearance; the next free one when it is new. */
  indexOf(key: Key): number {
    for (const map of this.#maps) {
      const index = map.get(key);
      if (index !== undefined) return index;
    }
    let last = this.#maps[this.#maps.length - 1]!;
    if (last.size === this.#capacity) {
      last = new Map();
      this.#maps.push(last);
    }
    last.set(key, this.#size);
    return this.#size++;
  }

  /** All keys in order of their numbers. */
  *keys(): Generator<Key> {
    for (const map of this.#maps) yield* map.keys();
  }
}
