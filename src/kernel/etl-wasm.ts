/** The walk of event trace logs in the AssemblyScript kernel. */
import { type CodeCount, takeKernelCodeCounts } from "./code-counts.js";
import { CAPACITY_RULES, type CodeRule, type EtlWalk, type EventColumns, type EventKey } from "./etl-walk.js";

type Exports = Readonly<Record<string, unknown>>;

export class EtlWasm implements EtlWalk {
  readonly variant = "simd";
  readonly bytes: Uint8Array;
  readonly records: EventColumns;
  readonly #exports: Exports;
  readonly #words: Uint32Array;
  readonly #base: number;
  readonly #guid = new Uint8Array(16);

  constructor(exports: Exports, buffer: ArrayBuffer) {
    this.#exports = exports;
    this.#words = new Uint32Array(buffer);
    this.#base = this.#number("ETL_BYTES_PTR");
    this.bytes = new Uint8Array(buffer, this.#base, this.#number("ETL_BYTES"));
    const capacity = this.#number("CAPACITY_ETL_RECORDS");
    const at = this.#number("ETL_RECORDS_PTR");
    const column = (i: number) => new Uint32Array(buffer, at + i * capacity * 4, capacity);
    this.records = {
      row: column(0),
      start: column(1),
      payload: column(2),
      end: column(3),
      key: column(4),
      timeLow: column(5),
      timeHigh: column(6),
    };
  }

  #number(name: string): number {
    return (this.#exports[name] as WebAssembly.Global).value >>> 0;
  }

  #time(name: string): bigint {
    return BigInt.asUintN(64, (this.#exports[name] as WebAssembly.Global).value);
  }

  #call(name: string, ...args: number[]): number {
    return (this.#exports[name] as (...args: number[]) => number)(...args);
  }

  reset(counting: boolean): void {
    this.#call("etlReset", counting ? 1 : 0);
  }

  setRule(index: number, rule: CodeRule): boolean {
    if (index >= CAPACITY_RULES) return false;
    const at = (this.#number("ETL_RULES_PTR") + index * this.#number("ETL_RULE_BYTES")) >>> 2;
    this.#words.set(
      [...rule.offset, ...rule.lengthFrom, ...rule.lengthTo, ...rule.majorOffset, rule.operation],
      at,
    );
    return true;
  }

  unpack(from: number, to: number, into: number, size: number): number {
    return this.#call("unpackXpress", this.#base + from, this.#base + to, this.#base + into, size);
  }

  begin(): void {
    this.#call("etlBegin");
  }

  walk(from: number, to: number): number {
    return this.#toPositions(this.#call("etlWalk", this.#base + from, this.#base + to));
  }

  resume(): number {
    return this.#toPositions(this.#call("etlResume"));
  }

  /** Addresses that were surfaced become positions in `bytes` where they are used. */
  #toPositions(why: number): number {
    const { start, payload, end } = this.records;
    const base = this.#base;
    const count = this.recordCount;
    for (let i = this.#moved; i < count; i++) {
      start[i]! -= base;
      payload[i]! -= base;
      end[i]! -= base;
    }
    this.#moved = count;
    return why;
  }

  #moved = 0;

  get position(): number {
    return this.#number("etlPosition") - this.#base;
  }

  get fault(): number {
    return this.#number("etlFault");
  }

  get rowCount(): number {
    return this.#number("etlRowCount");
  }

  get hasTime(): boolean {
    return this.#number("etlHasTime") !== 0;
  }

  get firstTime(): bigint {
    return this.#time("etlFirstTime");
  }

  get smallestTime(): bigint {
    return this.#time("etlSmallestTime");
  }

  get largestTime(): bigint {
    return this.#time("etlLargestTime");
  }

  get recordCount(): number {
    return this.#number("etlRecordCount");
  }

  takeRecords(): void {
    this.#moved = 0;
    this.#call("etlTakeRecords");
  }

  get keyCount(): number {
    return this.#number("etlKeyCount");
  }

  get pendingKey(): number {
    return this.#number("etlPendingKey");
  }

  get pendingPayload(): number {
    return this.#number("etlPendingPayload") - this.#base;
  }

  get pendingEnd(): number {
    return this.#number("etlPendingEnd") - this.#base;
  }

  #slot(key: number): number {
    return this.#words[(this.#number("ETL_KEY_LIST_PTR") >>> 2) + key]!;
  }

  keyOf(key: number): EventKey {
    const slot = this.#slot(key);
    const word = this.#words[(slot + 24) >>> 2]!;
    this.#guid.set(new Uint8Array(this.#words.buffer, slot, 16));
    return { kind: (word >>> 24) & 0x7f, guid: this.#guid, id: word & 0xffff, version: (word >>> 16) & 0xff };
  }

  setClass(key: number, keyClass: number): void {
    this.#call("etlSetClass", key, keyClass);
  }

  keyTotal(key: number): number {
    return this.#u64(this.#slot(key) + 32);
  }

  #u64(at: number): number {
    return this.#words[at >>> 2]! + this.#words[(at + 4) >>> 2]! * 2 ** 32;
  }

  forgetKeys(): void {
    this.#call("etlForgetKeys");
  }

  headerTotals(): number[] {
    const at = this.#number("ETL_HEADERS_PTR");
    return Array.from({ length: this.#number("ETL_HEADER_COUNTERS") }, (_, i) => this.#u64(at + 8 * i));
  }

  takeCodeCounts(): CodeCount[] {
    return takeKernelCodeCounts(this.#exports, this.#words);
  }

  get countedCodes(): number {
    return Number(this.#time("countedCodes"));
  }
}
