/** The walk of Process Monitor logs in the AssemblyScript kernel. */
import { type CodeCount, takeKernelCodeCounts } from "./code-counts.js";
import {
  CAPACITY_OFFSETS,
  CAPACITY_PML_RECORDS,
  OFFSET_BYTES,
  PML_COLUMN_NAMES,
  type PmlColumns,
  type PmlWalk,
  type PmlWindow,
} from "./pml-walk.js";

type Exports = Readonly<Record<string, unknown>>;

export class PmlWasm implements PmlWalk {
  readonly variant = "simd";
  readonly bytes: Uint8Array;
  readonly offsets: Uint8Array;
  readonly records: PmlColumns;
  readonly #exports: Exports;
  readonly #words: Uint32Array;

  constructor(exports: Exports, buffer: ArrayBuffer) {
    this.#exports = exports;
    this.#words = new Uint32Array(buffer);
    this.bytes = new Uint8Array(buffer, this.#number("PML_BYTES_PTR"), this.#number("PML_BYTES"));
    const offsetBytes = CAPACITY_OFFSETS * OFFSET_BYTES;
    this.offsets = new Uint8Array(buffer, this.#number("PML_OFFSETS_PTR"), offsetBytes);
    const at = this.#number("PML_RECORDS_PTR");
    const columns = PML_COLUMN_NAMES.map((name, i) => [
      name,
      new Uint32Array(buffer, at + i * CAPACITY_PML_RECORDS * 4, CAPACITY_PML_RECORDS),
    ]);
    this.records = Object.fromEntries(columns) as PmlColumns;
  }

  #number(name: string): number {
    return (this.#exports[name] as WebAssembly.Global).value >>> 0;
  }

  #call(name: string, ...args: number[]): number {
    return (this.#exports[name] as (...args: number[]) => number)(...args);
  }

  reset(is64Bit: boolean, counting: boolean): void {
    this.#call("pmlReset", is64Bit ? 1 : 0, counting ? 1 : 0);
  }

  setOffsets(first: number, count: number, hasEnd: boolean): void {
    this.#call("pmlSetOffsets", first, count, hasEnd ? 1 : 0);
  }

  walk({ from, to, base, row, room, isEnd }: PmlWindow): number {
    return this.#call("pmlWalk", from, to, base % 2 ** 32, row, room, isEnd ? 1 : 0);
  }

  get position(): number {
    return this.#number("pmlPosition");
  }

  get row(): number {
    return this.#number("pmlRow");
  }

  get needed(): number {
    return this.#number("pmlNeeded");
  }

  get fault(): number {
    return this.#number("pmlFault");
  }

  get size(): number {
    return this.#number("pmlSize");
  }

  get recordCount(): number {
    return this.#number("pmlRecordCount");
  }

  get countedCodes(): number {
    return Number((this.#exports.countedCodes as WebAssembly.Global).value);
  }

  takeCodeCounts(): CodeCount[] {
    return takeKernelCodeCounts(this.#exports, this.#words);
  }
}
