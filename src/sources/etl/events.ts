/**
 * Walks the events of buffers and gives out those that are wanted.
 *
 * Owns the talk with the kernel: new keys, full columns, damaged events. Knows roles, not what they are used for.
 */
import { type EtlWalk, type EventKey, FAULT, KEY_CLASS, WALK } from "../../kernel/etl-walk.js";
import type { ReadyBuffer } from "./buffer-scan.js";
import { type Classes, type EventClass, ROLE } from "./classes.js";
import { ruleOf } from "./control-event.js";
import { EventView } from "./event-view.js";

export interface EventSink {
  /** An event of a wanted role; `row` counts from 0 in its buffer, the raw time comes in two halves. */
  event(cls: EventClass, event: EventView, row: number, timeLow: number, timeHigh: number): void;
  /** An event that cannot be read; it takes row `row`. */
  fault(row: number, offset: number, innerOffset: number | null, message: string): void;
  /** Keys and their totals, before they are forgotten and at the end. */
  key?(key: EventKey, total: number): void;
}

const FAULT_TEXT: Readonly<Record<number, string>> = {
  [FAULT.MARKER]: "no known event header",
  [FAULT.SIZE]: "an event whose size does not fit",
  [FAULT.ITEMS]: "an event whose extended items do not fit",
};

const HEADER_TYPES = new Set([1, 2, 3, 4, 10, 11, 13, 16, 17, 18, 19, 20, 21]);

export class EventReader {
  readonly event: EventView;
  readonly #walk: EtlWalk;
  readonly #classes: Classes;
  readonly #wanted: (role: number) => boolean;
  readonly #counting: boolean;
  readonly #sink: EventSink;
  #byKey: EventClass[] = [];
  #ruleCount = 0;

  /** With `counting`, codes at fixed places are counted inside the kernel and not given out. */
  constructor(
    walk: EtlWalk,
    classes: Classes,
    wanted: (role: number) => boolean,
    counting: boolean,
    sink: EventSink,
  ) {
    this.#walk = walk;
    this.#classes = classes;
    this.#wanted = wanted;
    this.#counting = counting;
    this.#sink = sink;
    this.event = new EventView(walk.bytes);
    walk.reset(counting);
  }

  /** Walks one buffer. Answers the number of rows it takes: events, and one for each fault. */
  buffer(ready: ReadyBuffer): number {
    const walk = this.#walk;
    walk.begin();
    let faults = 0;
    let why = walk.walk(ready.from, ready.to);
    for (;;) {
      if (why === WALK.NEW_KEY) {
        this.#classify(walk.pendingKey);
        why = walk.resume();
        continue;
      }
      this.#giveOut(faults);
      if (why === WALK.DONE) return walk.rowCount + faults;
      if (why === WALK.KEYS_FULL) this.drainKeys();
      if (why === WALK.FAULT) {
        const at = walk.position;
        const inner = at - ready.origin;
        const message = `${FAULT_TEXT[walk.fault]}: 0x${this.#hex(at)}`;
        const { compressed } = ready.header;
        this.#sink.fault(
          walk.rowCount + faults,
          compressed ? ready.offset : ready.offset + inner,
          compressed ? inner : null,
          message,
        );
        faults++;
        const next = this.#behind(at, ready.to);
        if (next < 0) return walk.rowCount + faults;
        why = walk.walk(next, ready.to);
      } else {
        why = walk.resume();
      }
    }
  }

  #hex(at: number): string {
    return this.event.view.getUint32(at, true).toString(16).padStart(8, "0");
  }

  /** Start of the event behind the one at `at` when its size can be believed, else -1. */
  #behind(at: number, to: number): number {
    const { view } = this.event;
    if (this.#walk.fault === FAULT.SIZE || view.getUint32(at, true) >>> 30 !== 3) return -1;
    const size = view.getUint16(at, true);
    const next = at + ((size + 7) & ~7);
    if (size < 16 || at + size > to) return -1;
    if (next + 8 > to) return to;
    const marker = view.getUint32(next, true);
    const known = marker >>> 30 === 3 && (HEADER_TYPES.has((marker >>> 16) & 0xff) || marker === 0xffffffff);
    return known ? next : -1;
  }

  #classify(key: number): void {
    const walk = this.#walk;
    // The event that brought the key stands at `position`; its header tells where its payload begins.
    this.event.set(walk.position, walk.pendingPayload, walk.pendingEnd);
    const cls = this.#classes.classOf(walk.keyOf(key), this.event);
    this.#byKey[key] = cls;
    let keyClass: number = KEY_CLASS.SKIP;
    if (cls.role !== ROLE.SKIP && this.#wanted(cls.role)) {
      keyClass = KEY_CLASS.SURFACE;
      const rule = this.#counting && cls.control !== null ? ruleOf(cls.control) : null;
      if (rule !== null && walk.setRule(this.#ruleCount, rule))
        keyClass = KEY_CLASS.FIRST_RULE + this.#ruleCount++;
    }
    walk.setClass(key, keyClass);
  }

  #giveOut(faults: number): void {
    const walk = this.#walk;
    const { records, recordCount } = walk;
    for (let i = 0; i < recordCount; i++) {
      const key = records.key[i]!;
      const cls = this.#byKey[key]!;
      this.event.moveTo(records, i);
      if (cls.role === ROLE.DESCRIPTION || cls.role === ROLE.MANIFEST)
        this.#classes.learn(cls.role, walk.keyOf(key), this.event);
      this.#sink.event(cls, this.event, records.row[i]! + faults, records.timeLow[i]!, records.timeHigh[i]!);
    }
    walk.takeRecords();
  }

  /** Tells the sink the keys and totals so far and forgets them. */
  drainKeys(): void {
    const walk = this.#walk;
    if (this.#sink.key !== undefined) {
      for (let key = 0; key < walk.keyCount; key++) {
        const total = walk.keyTotal(key);
        if (total > 0) this.#sink.key(walk.keyOf(key), total);
      }
    }
    walk.forgetKeys();
    this.#byKey = [];
    this.#ruleCount = 0;
  }
}
