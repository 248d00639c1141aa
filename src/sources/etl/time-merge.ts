/**
 * All wanted events in order of time, ties by row, whatever order the buffers have in the file.
 *
 * Buffers are laid into lanes such that those of one lane do not overlap; as many lanes are open as buffers overlap,
 * which is the number of processors in an ordinary trace. A circular file, several sessions or one stream for all
 * processors need no further thought.
 */
import type { BufferIndex } from "./buffer-index.js";
import { Lane } from "./lane.js";

/** More lanes are not opened; beyond that, order holds only within them. */
const MOST_LANES = 4096;

function before(a: Lane, b: Lane): boolean {
  return a.ticks < b.ticks || (a.ticks === b.ticks && a.row < b.row);
}

export class TimeMerge {
  readonly #index: BufferIndex;
  /** Buffer that follows in the same lane, or -1. */
  readonly #next: Int32Array;
  /** Heap of lanes by their next event. */
  readonly #heap: Lane[] = [];
  /** False when buffers overlap more than lanes are opened. */
  readonly exact: boolean;

  constructor(index: BufferIndex) {
    this.#index = index;
    this.#next = new Int32Array(index.count).fill(-1);
    const { smallest, largest, firstRow } = index;
    const order = Uint32Array.from({ length: index.count }, (_, i) => i);
    order.sort((a, b) => smallest[a]! - smallest[b]! || firstRow[a]! - firstRow[b]!);
    // A heap of the last buffer of every lane, by its end.
    const ends: number[] = [];
    const first: number[] = [];
    let exact = true;
    for (const buffer of order) {
      const top = ends[0];
      const fits = top !== undefined && largest[top]! < smallest[buffer]!;
      if (!fits && ends.length < MOST_LANES) {
        first.push(buffer);
        ends.push(buffer);
        let at = ends.length - 1;
        while (at > 0) {
          const parent = (at - 1) >> 1;
          if (largest[ends[parent]!]! <= largest[buffer]!) break;
          ends[at] = ends[parent]!;
          at = parent;
        }
        ends[at] = buffer;
        continue;
      }
      if (!fits) exact = false;
      this.#next[top!] = buffer;
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= ends.length) break;
        if (child + 1 < ends.length && largest[ends[child + 1]!]! < largest[ends[child]!]!) child++;
        if (largest[ends[child]!]! >= largest[buffer]!) break;
        ends[at] = ends[child]!;
        at = child;
      }
      ends[at] = buffer;
    }
    this.exact = exact;
    // Buffers begin lanes in order of time, so this is a heap already.
    for (const buffer of first) {
      const lane = new Lane();
      this.#moveTo(lane, buffer);
      this.#heap.push(lane);
    }
  }

  #moveTo(lane: Lane, buffer: number): void {
    lane.buffer = buffer;
    lane.loaded = false;
    lane.ticks = this.#index.smallest[buffer]!;
    lane.row = this.#index.firstRow[buffer]!;
  }

  /** The lane whose event is next; when it is not loaded, load it, call `settle` and ask again. Null at the end. */
  top(): Lane | null {
    return this.#heap[0] ?? null;
  }

  /** After the top lane was loaded: takes up its first event, or goes to its next buffer when it has none. */
  settle(lane: Lane): void {
    lane.loaded = true;
    lane.sort();
    if (lane.count === 0) this.#nextBuffer(lane);
    this.#sift();
  }

  /** Steps the top lane on. */
  advance(lane: Lane): void {
    if (!lane.advance()) this.#nextBuffer(lane);
    this.#sift();
  }

  #nextBuffer(lane: Lane): void {
    const buffer = this.#next[lane.buffer]!;
    if (buffer >= 0) {
      this.#moveTo(lane, buffer);
      return;
    }
    const last = this.#heap.pop()!;
    if (last !== lane) this.#heap[0] = last;
  }

  #sift(): void {
    const heap = this.#heap;
    const lane = heap[0];
    if (lane === undefined) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, lane)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = lane;
  }
}
