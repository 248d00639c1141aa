/** One event in a buffer: a window on its payload. Moved from event to event, never made for each. */
import { type EventColumns, is64Bit } from "../../kernel/etl-walk.js";

/** A 64-bit address as a map key: exact for every canonical address as a number, else its text. */
export type Address = number | string;

const UNKNOWN_ID = 0xffffffff;
const utf16 = new TextDecoder("utf-16le");

export class EventView {
  bytes: Uint8Array;
  view: DataView;
  start = 0;
  payload = 0;
  /** Exclusive end of the payload. */
  end = 0;
  pointerSize: 4 | 8 = 8;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Looks at row `i` of surfaced events. */
  moveTo(columns: EventColumns, i: number): void {
    this.set(columns.start[i]!, columns.payload[i]!, columns.end[i]!);
  }

  set(start: number, payload: number, end: number): void {
    this.start = start;
    this.payload = payload;
    this.end = end;
    this.pointerSize = is64Bit(this.headerType) ? 8 : 4;
  }

  get headerType(): number {
    return this.bytes[this.start + 2]!;
  }

  get length(): number {
    return this.end - this.payload;
  }

  /** True when the payload has `size` bytes from `offset`. */
  has(offset: number, size: number): boolean {
    return offset >= 0 && this.payload + offset + size <= this.end;
  }

  u8(offset: number): number {
    return this.bytes[this.payload + offset]!;
  }

  u16(offset: number): number {
    return this.view.getUint16(this.payload + offset, true);
  }

  u32(offset: number): number {
    return this.view.getUint32(this.payload + offset, true);
  }

  /** Pointer at `offset`, which must lie inside the payload. */
  address(offset: number): Address {
    const at = this.payload + offset;
    const low = this.view.getUint32(at, true);
    if (this.pointerSize === 4) return low;
    const value = this.view.getInt32(at + 4, true) * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : this.view.getBigUint64(at, true).toString(16);
  }

  /** Offset of the first UTF-16 NUL from `offset`, or -1. */
  nul16(offset: number): number {
    const { bytes, end } = this;
    for (let at = this.payload + offset; at + 1 < end; at += 2) {
      if (bytes[at] === 0 && bytes[at + 1] === 0) return at - this.payload;
    }
    return -1;
  }

  /** Offset of the first zero byte from `offset`, or -1. */
  nul8(offset: number): number {
    const at = this.bytes.indexOf(0, this.payload + offset);
    return at < 0 || at >= this.end ? -1 : at - this.payload;
  }

  /** UTF-16 text from `offset` to a NUL or the end of the payload. */
  text16(offset: number): string {
    const nul = this.nul16(offset);
    const length = this.length;
    return this.text16Of(offset, nul < 0 ? length - ((length - offset) & 1) : nul);
  }

  text16Of(from: number, to: number): string {
    return utf16.decode(this.bytes.subarray(this.payload + from, this.payload + to));
  }

  /** Thread id of the header, or null: PERFINFO headers have none, 0xFFFFFFFF means unknown. */
  get threadId(): number | null {
    return this.#id(8);
  }

  get processId(): number | null {
    return this.#id(12);
  }

  #id(offset: number): number | null {
    const type = this.headerType;
    if (type === 16 || type === 17) return null;
    const id = this.view.getUint32(this.start + offset, true);
    return id === UNKNOWN_ID ? null : id;
  }
}

/** GUID in its printed form from the bytes at `at`: the first three parts are little endian. */
export function guidText(bytes: Uint8Array, at = 0): string {
  const hex = (i: number) => bytes[at + i]!.toString(16).padStart(2, "0");
  const run = (...order: number[]) => order.map(hex).join("");
  return `${run(3, 2, 1, 0)}-${run(5, 4)}-${run(7, 6)}-${run(8, 9)}-${run(10, 11, 12, 13, 14, 15)}`;
}
