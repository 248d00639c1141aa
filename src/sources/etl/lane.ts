/**
 * A lane: buffers that follow each other in time without overlap, one of them loaded. What is kept of a buffer are
 * the bytes of its wanted events only.
 */

import type { ReadyBuffer } from "./buffer-scan.js";
import type { EventClass } from "./classes.js";
import { EventView } from "./event-view.js";

const FIRST_BYTES = 4096;

export class Lane {
  /** Buffer that is loaded or comes next, -1 at the end. */
  buffer = -1;
  loaded = false;
  processor = 0;
  offset = 0;
  compressed = false;
  count = 0;
  /** Next event, an index into `order`. */
  at = 0;
  /** Time and row of the next event; of an unloaded buffer the smallest that may come. */
  ticks = 0;
  row = 0;
  readonly view: EventView;
  readonly classes: EventClass[] = [];
  readonly rows: number[] = [];
  readonly times: number[] = [];
  /** Position of the event in its buffer, the buffer's header counted. */
  readonly inner: number[] = [];
  readonly #starts: number[] = [];
  readonly #payloads: number[] = [];
  readonly #ends: number[] = [];
  readonly #order: number[] = [];
  #used = 0;

  constructor() {
    this.view = new EventView(new Uint8Array(FIRST_BYTES));
  }

  /** Begins with a buffer. */
  clear(ready: ReadyBuffer): void {
    this.processor = ready.header.processor;
    this.offset = ready.offset;
    this.compressed = ready.header.compressed;
    this.count = 0;
    this.at = 0;
    this.#used = 0;
    this.#order.length = 0;
  }

  add(cls: EventClass, event: EventView, inner: number, row: number, ticks: number): void {
    const length = event.end - event.start;
    const to = this.#used + length;
    if (to > this.view.bytes.length) this.#grow(to);
    this.view.bytes.set(event.bytes.subarray(event.start, event.end), this.#used);
    const i = this.count++;
    this.classes[i] = cls;
    this.rows[i] = row;
    this.times[i] = ticks;
    this.inner[i] = inner;
    this.#starts[i] = this.#used;
    this.#payloads[i] = this.#used + (event.payload - event.start);
    this.#ends[i] = to;
    this.#order.push(i);
    this.#used = (to + 7) & ~7;
  }

  #grow(size: number): void {
    const larger = new Uint8Array(Math.max(size, this.view.bytes.length * 2));
    larger.set(this.view.bytes);
    this.view.bytes = larger;
    this.view.view = new DataView(larger.buffer);
  }

  /** Puts the events in order of time; they nearly always are. */
  sort(): void {
    const { times } = this;
    for (let i = 1; i < this.count; i++) {
      if (times[i]! < times[i - 1]!) {
        this.#order.sort((a, b) => times[a]! - times[b]! || a - b);
        break;
      }
    }
    this.#look();
  }

  #look(): void {
    const i = this.#order[this.at];
    if (i === undefined) return;
    this.ticks = this.times[i]!;
    this.row = this.rows[i]!;
  }

  /** Index of the next event; its view is moved there. */
  take(): number {
    const i = this.#order[this.at]!;
    this.view.set(this.#starts[i]!, this.#payloads[i]!, this.#ends[i]!);
    return i;
  }

  /** Steps on; false when the buffer is used up. */
  advance(): boolean {
    this.at++;
    this.#look();
    return this.at < this.count;
  }
}
