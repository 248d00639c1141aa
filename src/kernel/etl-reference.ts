/** The walk of event trace logs in plain TypeScript: the oracle of the kernel's and the fallback without WebAssembly. */
import { type CodeCount, CodeCounter } from "./code-counts.js";
import {
  CAPACITY_RULES,
  type CodeRule,
  type EtlWalk,
  type EventColumns,
  type EventKey,
  FAULT,
  HEADER_COUNTERS,
  is64Bit,
  KEY_CLASS,
  KEY_KIND,
  MESSAGE_B0_COUNTER,
  MESSAGE_COUNTER,
  OPERATION,
  WALK,
} from "./etl-walk.js";
import { unpackXpress } from "./etl-xpress.js";

/** As large as the kernel's: a raw buffer of 16 MiB and room to unpack into. */
export const REFERENCE_BYTES = 21 * 1024 * 1024 + 128 * 1024;
const CAPACITY_RECORDS = 8192;
const CAPACITY_KEYS = 6000;
const SCHEMA_ITEM = 11;
const NO_GUID = new Uint8Array(16);

interface KeySlot extends EventKey {
  keyClass: number;
  total: number;
}

export class EtlReference implements EtlWalk {
  readonly variant = "reference";
  readonly bytes = new Uint8Array(REFERENCE_BYTES);
  readonly records: EventColumns = {
    row: new Uint32Array(CAPACITY_RECORDS),
    start: new Uint32Array(CAPACITY_RECORDS),
    payload: new Uint32Array(CAPACITY_RECORDS),
    end: new Uint32Array(CAPACITY_RECORDS),
    key: new Uint32Array(CAPACITY_RECORDS),
    timeLow: new Uint32Array(CAPACITY_RECORDS),
    timeHigh: new Uint32Array(CAPACITY_RECORDS),
  };
  recordCount = 0;
  rowCount = 0;
  position = 0;
  fault: number = FAULT.NONE;
  pendingKey = 0;
  pendingPayload = 0;
  pendingEnd = 0;
  hasTime = false;
  firstTime = 0n;
  smallestTime = 0n;
  largestTime = 0n;
  readonly #view = new DataView(this.bytes.buffer);
  readonly #rules: (CodeRule | undefined)[] = [];
  readonly #headers = new Array<number>(HEADER_COUNTERS).fill(0);
  readonly #ids = new Map<string, number>();
  #keys: KeySlot[] = [];
  readonly #codes = new CodeCounter();
  #counting = false;
  #to = 0;

  reset(counting: boolean): void {
    this.#counting = counting;
    this.#rules.length = 0;
    this.#headers.fill(0);
    this.#codes.reset();
    this.recordCount = 0;
    this.forgetKeys();
    this.begin();
  }

  setRule(index: number, rule: CodeRule): boolean {
    if (index >= CAPACITY_RULES) return false;
    this.#rules[index] = rule;
    return true;
  }

  unpack(from: number, to: number, into: number, size: number): number {
    return unpackXpress(this.bytes, from, to, into, size);
  }

  begin(): void {
    this.rowCount = 0;
    this.hasTime = false;
    this.firstTime = 0n;
    this.smallestTime = 0n;
    this.largestTime = 0n;
  }

  walk(from: number, to: number): number {
    this.position = from;
    this.#to = to;
    return this.resume();
  }

  resume(): number {
    this.fault = FAULT.NONE;
    while (this.position + 8 <= this.#to) {
      const why = this.#event(this.position);
      if (why !== WALK.DONE) return why;
    }
    return WALK.DONE;
  }

  #failed(fault: number): number {
    this.fault = fault;
    return WALK.FAULT;
  }

  #event(start: number): number {
    const view = this.#view;
    const marker = view.getUint32(start, true);
    if (marker === 0xffffffff) {
      this.#to = start;
      return WALK.DONE;
    }
    const room = this.#to - start;
    const top = marker >>> 24;
    const type = (marker >>> 16) & 0xff;
    let size = marker & 0xffff;
    let headerSize: number;
    let timeAt = 16;
    let counter = type;
    let kind = -1;
    let id = 0;
    let version = 0;
    let schema = "";
    if ((top & 0xc0) === 0xc0) {
      switch (type) {
        case 1:
        case 2:
        case 3:
        case 4:
        case 16:
        case 17:
          size = view.getUint16(start + 4, true);
          headerSize = type >= 16 ? 16 : type >= 3 ? 24 : 32;
          if (type >= 16) timeAt = 8;
          headerSize += (marker & 0x8000 ? 8 : 0) + ((marker >>> 8) & 7) * 8;
          kind = KEY_KIND.CLASSIC;
          id = view.getUint16(start + 6, true);
          version = marker & 0xff;
          break;
        case 10:
        case 20:
          headerSize = 48;
          kind = KEY_KIND.FULL;
          break;
        case 11:
        case 21:
          headerSize = 72;
          kind = KEY_KIND.FULL;
          break;
        case 18:
        case 19:
          headerSize = 80;
          kind = KEY_KIND.EVENT;
          break;
        case 13:
          headerSize = 8;
          timeAt = -1;
          break;
        default:
          return this.#failed(FAULT.MARKER);
      }
    } else if ((top & 0xf0) === 0x90) {
      headerSize = 8;
      counter = MESSAGE_COUNTER;
    } else if ((top & 0xf0) === 0xb0) {
      headerSize = 16;
      timeAt = 8;
      counter = MESSAGE_B0_COUNTER;
    } else {
      return this.#failed(FAULT.MARKER);
    }
    if (size < headerSize || size > room) return this.#failed(FAULT.SIZE);
    const end = start + size;
    let payload = start + headerSize;
    if (counter === MESSAGE_COUNTER) {
      const options = view.getUint16(start + 6, true);
      const before = (options & 1 ? 4 : 0) + (options & 2 ? 16 : options & 4 ? 4 : 0);
      timeAt = options & 0x18 && 8 + before + 8 <= size ? 8 + before : -1;
    } else if (kind === KEY_KIND.FULL) {
      id = view.getUint8(start + 4);
      version = view.getUint16(start + 6, true) & 0xff;
    } else if (kind === KEY_KIND.EVENT) {
      const flags = view.getUint16(start + 4, true);
      id = view.getUint16(start + 40, true);
      version = view.getUint8(start + 42);
      if (flags & 0x100) {
        kind = KEY_KIND.FULL;
        id = view.getUint8(start + 45);
      }
      if (flags & 1) {
        let more = true;
        while (more) {
          if (payload + 8 > end) return this.#failed(FAULT.ITEMS);
          const itemSize = view.getUint16(payload, true);
          const dataSize = view.getUint16(payload + 6, true);
          if (itemSize < 8 || dataSize > itemSize - 8 || payload + itemSize > end)
            return this.#failed(FAULT.ITEMS);
          if (view.getUint16(payload + 2, true) === SCHEMA_ITEM && kind === KEY_KIND.EVENT) {
            kind = KEY_KIND.SCHEMA;
            schema = latin1(this.bytes, payload + 8, payload + 8 + dataSize);
          }
          more = (view.getUint16(payload + 4, true) & 1) !== 0;
          payload += itemSize;
        }
      }
    }
    let time = 0n;
    if (timeAt >= 0) time = view.getBigUint64(start + timeAt, true);
    if (kind >= 0) {
      const guid = kind === KEY_KIND.CLASSIC ? NO_GUID : this.bytes.subarray(start + 24, start + 40);
      const key = this.#keyOf(kind, guid, id, version, schema);
      if (key < 0) return WALK.KEYS_FULL;
      const slot = this.#keys[key]!;
      if (slot.keyClass === KEY_CLASS.NEW) {
        this.pendingKey = key;
        this.pendingPayload = payload;
        this.pendingEnd = end;
        return WALK.NEW_KEY;
      }
      if (slot.keyClass !== KEY_CLASS.SKIP && !this.#byRule(slot.keyClass, type, payload, end)) {
        if (this.recordCount === CAPACITY_RECORDS) return WALK.RECORDS_FULL;
        this.#surface(start, payload, end, key, time);
      }
      slot.total++;
    }
    if (timeAt >= 0) this.#seen(time);
    this.#headers[counter]!++;
    this.rowCount++;
    this.position = start + ((size + 7) & ~7);
    return WALK.DONE;
  }

  #seen(time: bigint): void {
    if (!this.hasTime) {
      this.hasTime = true;
      this.firstTime = time;
      this.smallestTime = time;
      this.largestTime = time;
    } else if (time < this.smallestTime) {
      this.smallestTime = time;
    } else if (time > this.largestTime) {
      this.largestTime = time;
    }
  }

  #keyOf(kind: number, guid: Uint8Array, id: number, version: number, schema: string): number {
    const text = `${kind} ${id} ${version} ${latin1(guid, 0, 16)}${schema}`;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (this.#keys.length === CAPACITY_KEYS) return -1;
    const key = this.#keys.length;
    this.#ids.set(text, key);
    this.#keys.push({ kind, guid: guid.slice(), id, version, keyClass: KEY_CLASS.NEW, total: 0 });
    return key;
  }

  /** True when the rule was enough: the code is counted, or there is none. */
  #byRule(keyClass: number, type: number, payload: number, end: number): boolean {
    const rule = keyClass >= KEY_CLASS.FIRST_RULE ? this.#rules[keyClass - KEY_CLASS.FIRST_RULE] : undefined;
    if (rule === undefined) return false;
    const wide = is64Bit(type) ? 1 : 0;
    const length = end - payload;
    if (length < rule.lengthFrom[wide] || length > rule.lengthTo[wide]) return false;
    let operation = rule.operation;
    if (rule.majorOffset[wide] >= 0) {
      const major = this.#view.getUint32(payload + rule.majorOffset[wide], true);
      operation = major === 0x0e ? OPERATION.IOCTL : major === 0x0f ? OPERATION.INTERNAL : OPERATION.NONE;
      if (operation === OPERATION.NONE) return true;
    }
    if (!this.#counting) return false;
    return this.#codes.count(this.#view.getUint32(payload + rule.offset[wide], true), operation);
  }

  #surface(start: number, payload: number, end: number, key: number, time: bigint): void {
    const at = this.recordCount++;
    const columns = this.records;
    columns.row[at] = this.rowCount;
    columns.start[at] = start;
    columns.payload[at] = payload;
    columns.end[at] = end;
    columns.key[at] = key;
    columns.timeLow[at] = Number(time & 0xffffffffn);
    columns.timeHigh[at] = Number(time >> 32n);
  }

  takeRecords(): void {
    this.recordCount = 0;
  }

  get keyCount(): number {
    return this.#keys.length;
  }

  keyOf(key: number): EventKey {
    return this.#keys[key]!;
  }

  setClass(key: number, keyClass: number): void {
    this.#keys[key]!.keyClass = keyClass;
  }

  keyTotal(key: number): number {
    return this.#keys[key]!.total;
  }

  forgetKeys(): void {
    this.#keys = [];
    this.#ids.clear();
  }

  headerTotals(): number[] {
    return this.#headers.slice();
  }

  get countedCodes(): number {
    return this.#codes.total;
  }

  takeCodeCounts(): CodeCount[] {
    return this.#codes.take();
  }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 4096, to)));
  }
  return text;
}
