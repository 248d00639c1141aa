/** The walk of Process Monitor logs in plain TypeScript: the oracle of the kernel's and the fallback without WebAssembly. */
import { type CodeCount, CodeCounter } from "./code-counts.js";
import {
  CAPACITY_OFFSETS,
  CAPACITY_PML_RECORDS,
  EVENT_BYTES,
  LARGEST_EVENT,
  LAST_CLASS,
  MOST_PADDING,
  OFFSET_BYTES,
  ONE_BYTE_CHARACTERS,
  PML_COLUMN_NAMES,
  PML_FAULT,
  PML_WALK,
  type PmlColumns,
  type PmlWalk,
  type PmlWindow,
} from "./pml-walk.js";

/** As large as the kernel's: the largest event and room to read on. */
const REFERENCE_BYTES = 21 * 1024 * 1024 + 128 * 1024;
const CLASS_FILE_SYSTEM = 3;
/** Operations 33 to 35 of class 3 are control requests. */
const FIRST_CONTROL = 33;
const LAST_CONTROL = 35;
/** A length of extra detail that may be one too small: the next event then begins a byte later. */
const CLIPPED_LENGTH = 0xffff;
/** Bytes of the next event that tell whether one byte stands in front of it. */
const CLASS_END = 13;

/** Offsets in the detail of a control request. */
interface DetailPlaces {
  readonly inputLength: number;
  readonly code: number;
  readonly pathInfo: number;
}
const OUTPUT_LENGTH = 0x10;
const PLACES_32: DetailPlaces = { inputLength: 0x14, code: 0x18, pathInfo: 0x2c };
const PLACES_64: DetailPlaces = { inputLength: 0x18, code: 0x20, pathInfo: 0x40 };

const isClass = (value: number): boolean => value >= 1 && value <= LAST_CLASS;

export class PmlReference implements PmlWalk {
  readonly variant = "reference";
  readonly bytes = new Uint8Array(REFERENCE_BYTES);
  readonly offsets = new Uint8Array(CAPACITY_OFFSETS * OFFSET_BYTES);
  readonly records = Object.fromEntries(
    PML_COLUMN_NAMES.map((name) => [name, new Uint32Array(CAPACITY_PML_RECORDS)]),
  ) as unknown as PmlColumns;
  recordCount = 0;
  position = 0;
  row = 0;
  needed = 0;
  fault: number = PML_FAULT.NONE;
  size = 0;
  readonly #view = new DataView(this.bytes.buffer);
  readonly #offsetView = new DataView(this.offsets.buffer);
  readonly #codes = new CodeCounter();
  #counting = false;
  #pointerBytes = 8;
  #places = PLACES_64;
  #firstOffset = 0;
  #offsetCount = 0;
  #hasEndOffset = false;

  reset(is64Bit: boolean, counting: boolean): void {
    this.#pointerBytes = is64Bit ? 8 : 4;
    this.#places = is64Bit ? PLACES_64 : PLACES_32;
    this.#counting = counting;
    this.#codes.reset();
    this.recordCount = 0;
    this.setOffsets(0, 0, false);
  }

  setOffsets(first: number, count: number, hasEnd: boolean): void {
    this.#firstOffset = first;
    this.#offsetCount = count;
    this.#hasEndOffset = hasEnd;
  }

  walk(window: PmlWindow): number {
    this.position = window.from;
    this.row = window.row;
    this.recordCount = 0;
    this.fault = PML_FAULT.NONE;
    this.size = 0;
    this.needed = EVENT_BYTES;
    for (;;) {
      if (this.position + EVENT_BYTES > window.to) return PML_WALK.DONE;
      const why = this.#event(window);
      if (why !== null) return why;
    }
  }

  #failed(fault: number, size: number): number {
    this.fault = fault;
    this.size = size;
    return PML_WALK.FAULT;
  }

  #wanting(needed: number): number {
    this.needed = needed;
    return PML_WALK.DONE;
  }

  /** Takes the event at `position`; null when it was taken. */
  #event({ to, base, room, isEnd }: PmlWindow): number | null {
    const view = this.#view;
    const start = this.position;
    const eventClass = view.getUint32(start + 0x08, true);
    const stackBytes = view.getUint16(start + 0x28, true) * this.#pointerBytes;
    const detailSize = view.getUint32(start + 0x2c, true);
    const extra = view.getUint32(start + 0x30, true);
    if (!isClass(eventClass)) return this.#failed(PML_FAULT.CLASS, 0);
    if (detailSize > LARGEST_EVENT || extra > LARGEST_EVENT) return this.#failed(PML_FAULT.SIZE, 0);

    let size = EVENT_BYTES + stackBytes + detailSize;
    let isClipped = false;
    if (extra !== 0) {
      if (extra < size) return this.#failed(PML_FAULT.EXTRA, 0);
      if (start + extra + 2 > to) return this.#wanting(extra + 2);
      const length = view.getUint16(start + extra, true);
      size = extra + 2 + length;
      isClipped = length === CLIPPED_LENGTH;
      if (isClipped && this.#offsetCount === 0) {
        if (start + size + CLASS_END > to) {
          if (!isEnd) return this.#wanting(size + CLASS_END);
        } else if (!this.#classAt(start + size) && this.#classAt(start + size + 1)) {
          size++;
        }
      }
    }
    if (size > LARGEST_EVENT) return this.#failed(PML_FAULT.SIZE, 0);

    if (this.#offsetCount > 0) {
      const entry = this.row + 1 - this.#firstOffset;
      if (entry >= this.#offsetCount) return PML_WALK.OFFSETS_OUT;
      const next = this.#offsetView.getUint32(entry * OFFSET_BYTES, true);
      const padding = (next - ((base + start + size) % 2 ** 32)) >>> 0;
      const isLast = this.#hasEndOffset && entry === this.#offsetCount - 1;
      const most = isLast ? MOST_PADDING : isClipped ? 1 : 0;
      if (padding > most) return this.#failed(PML_FAULT.OFFSET, size);
      size += padding;
    }
    if (start + size > to) return this.#wanting(size);

    const operation = view.getUint16(start + 0x0c, true);
    if (eventClass === CLASS_FILE_SYSTEM && operation >= FIRST_CONTROL && operation <= LAST_CONTROL) {
      const detail = start + EVENT_BYTES + stackBytes;
      const fault = this.#controlFault(detail, detailSize);
      if (fault !== PML_FAULT.NONE) return this.#failed(fault, size);
      const kind = operation - FIRST_CONTROL + 1;
      const code = view.getUint32(detail + this.#places.code, true);
      if (!this.#counting || !this.#codes.count(code, kind)) {
        if (this.recordCount === room) return PML_WALK.RECORDS_FULL;
        this.#give(start, detail, kind);
      }
    }
    this.row++;
    this.position = start + size;
    return null;
  }

  #classAt(event: number): boolean {
    return isClass(this.#view.getUint32(event + 8, true));
  }

  #controlFault(detail: number, detailSize: number): number {
    const { pathInfo } = this.#places;
    const room = detailSize - (pathInfo + 4);
    if (room < 0) return PML_FAULT.DETAIL;
    const info = this.#view.getUint16(detail + pathInfo, true);
    const characters = info & ~ONE_BYTE_CHARACTERS;
    const pathBytes = characters * (info & ONE_BYTE_CHARACTERS ? 1 : 2);
    return pathBytes > room ? PML_FAULT.PATH : PML_FAULT.NONE;
  }

  #give(event: number, detail: number, operation: number): void {
    const view = this.#view;
    const { inputLength, code, pathInfo } = this.#places;
    const u32 = (at: number) => view.getUint32(at, true);
    const values: Record<keyof PmlColumns, number> = {
      row: this.row,
      start: event,
      code: u32(detail + code),
      operation,
      minorFunction: view.getUint8(detail),
      inputLength: u32(detail + inputLength),
      outputLength: u32(detail + OUTPUT_LENGTH),
      status: u32(event + 0x24),
      durationLow: u32(event + 0x14),
      durationHigh: u32(event + 0x18),
      timeLow: u32(event + 0x1c),
      timeHigh: u32(event + 0x20),
      processIndex: u32(event),
      threadId: u32(event + 0x04),
      path: detail + pathInfo + 4,
      pathInfo: view.getUint16(detail + pathInfo, true),
    };
    for (const name of PML_COLUMN_NAMES) this.records[name][this.recordCount] = values[name];
    this.recordCount++;
  }

  get countedCodes(): number {
    return this.#codes.total;
  }

  takeCodeCounts(): CodeCount[] {
    return this.#codes.take();
  }
}
