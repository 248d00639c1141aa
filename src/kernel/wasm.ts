/** The AssemblyScript kernel behind the Kernel interface: one instance, fixed memory, views made once. */
import { DISPOSE } from "../dispose.js";
import { closed } from "./closed.js";
import { EtlWasm } from "./etl-wasm.js";
import { splitInKernel } from "./fields-wasm.js";
import type {
  FieldColumns,
  Kernel,
  KernelModule,
  RecordColumns,
  ScanConfig,
  TakeEntryGroup,
} from "./kernel.js";
import { PmlWasm } from "./pml-wasm.js";

type Exports = Record<string, never> & {
  memory: WebAssembly.Memory;
  [name: string]: unknown;
};

const MODES = { emit: 0, count: 1, append: 2 } as const;
const CHAINED = 0x80000000;
/** Of lenTag: what is neither APART nor the tag. */
const LENGTH_MASK = 0x7fffff;

/** One instance of the kernel. Not shared between scans that run at the same time. */
export class WasmKernel implements Kernel {
  readonly variant = "simd";
  etl: EtlWasm;
  pml: PmlWasm;
  window: Uint8Array;
  records: RecordColumns;
  #exports: Exports;
  #bytes: Uint8Array;
  #words: Uint32Array;
  readonly #entries: number;
  readonly #entryWords: number;
  #list = false;
  #groupColumns = 0;
  #emptySuffix: Uint8Array = new Uint8Array(0);

  constructor(module: KernelModule) {
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
    const buffer = this.#exports.memory.buffer;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.etl = new EtlWasm(this.#exports, buffer);
    this.pml = new PmlWasm(this.#exports, buffer);
    this.window = new Uint8Array(buffer, this.#constant("WINDOW_PTR"), this.#constant("WINDOW_BYTES"));
    this.#entries = this.#constant("ENTRIES_PTR") >>> 2;
    this.#entryWords = this.#constant("ENTRY_BYTES") >>> 2;
    const capacity = this.#constant("CAPACITY_RECORDS");
    const fixed = this.#constant("RECORD_COLUMNS");
    const column = (i: number) =>
      new Uint32Array(buffer, this.#constant("RECORDS_PTR") + i * capacity * 4, capacity);
    this.records = {
      row: column(0),
      start: column(1),
      end: column(2),
      entry: column(3),
      status: column(4),
      spans: Array.from({ length: this.#constant("CAPACITY_SPANS") }, (_, i) => ({
        from: column(fixed + 2 * i),
        to: column(fixed + 2 * i + 1),
      })),
    };
    this.reset();
  }

  #constant(name: string): number {
    return (this.#exports[name] as WebAssembly.Global).value >>> 0;
  }

  #call(name: string, ...args: number[]): number {
    return (this.#exports[name] as unknown as (...args: number[]) => number)(...args);
  }

  configure(config: ScanConfig): void {
    this.#list = config.format === "list";
    this.#groupColumns = config.groups.length;
    const put = (ptr: number, values: readonly number[]) => this.#words.set(values, ptr >>> 2);
    put(this.#constant("WANTED_PTR"), config.wanted);
    put(this.#constant("GROUPS_PTR"), config.groups);
    config.operations.forEach((operation, i) => {
      this.#putText(this.#constant("OPERATIONS_PTR") + i * this.#constant("OPERATION_BYTES"), operation);
    });
    this.#putText(this.#constant("PREFIX_PTR"), config.prefix);
    this.#call(
      "configure",
      config.delimiter,
      config.columnCount,
      config.codeColumn,
      config.operationColumn,
      config.operations.length,
      config.wanted.length,
      config.groups.length,
      MODES[config.mode],
      config.radix,
    );
    this.takeRecords();
    this.takeOutput();
    this.#emptySuffix = new Uint8Array(0);
    this.reset();
  }

  #putText(ptr: number, text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#words[ptr >>> 2] = bytes.length;
    this.#bytes.set(bytes, ptr + 16);
  }

  reset(): void {
    this.#call("reset");
    this.setEmptySuffix(this.#emptySuffix);
  }

  scan(from: number, to: number): number {
    return this.#call(this.#list ? "scanList" : "scanCsv", from, to);
  }

  resume(): number {
    return this.#call(this.#list ? "resumeList" : "resumeCsv");
  }

  get consumed(): number {
    return this.#constant(this.#list ? "listConsumed" : "consumed");
  }

  get rowCount(): number {
    return this.#constant(this.#list ? "listRowCount" : "rowCount");
  }

  get otherCount(): number {
    return this.#constant(this.#list ? "listOtherCount" : "otherCount");
  }

  get quotedLineFeeds(): number {
    return this.#list ? 0 : this.#constant("quotedLineFeeds");
  }

  get recordCount(): number {
    return this.#constant("recordCount");
  }

  takeRecords(): void {
    this.#call("takeRecords");
  }

  get entryCount(): number {
    return this.#constant("entryCount");
  }

  get pendingEntry(): number {
    return this.#constant("pendingEntry");
  }

  /** Word `word` of an entry; its layout is drawn in assembly/entry.ts. */
  #entryWord(entry: number, word: number): number {
    return this.#words[this.#entries + entry * this.#entryWords + word]!;
  }

  entryTag(entry: number): number {
    return this.#entryWord(entry, 4) >>> 24;
  }

  entryBytes(entry: number): Uint8Array {
    const length = this.#entryWord(entry, 4) & LENGTH_MASK;
    const at = (this.#entries + entry * this.#entryWords) * 4;
    if (length <= 16) return this.#bytes.subarray(at, at + length);
    const copy = this.#entryWord(entry, 2);
    return this.#bytes.subarray(copy, copy + length);
  }

  entryCode(entry: number): number {
    return this.#entryWord(entry, 8);
  }

  setClass(entry: number, textClass: number): void {
    this.#call("setClass", entry, textClass);
  }

  entryTotals(): Float64Array {
    this.#call("settleLikely");
    const totals = new Float64Array(this.entryCount);
    const words = this.#words;
    const count = this.#entries + 6;
    for (let i = 0, at = count; i < totals.length; i++, at += this.#entryWords) {
      totals[i] = words[at]! + words[at + 1]! * 2 ** 32;
    }
    return totals;
  }

  #u64(ptr: number): number {
    return this.#words[ptr >>> 2]! + this.#words[(ptr + 4) >>> 2]! * 2 ** 32;
  }

  giveGroups(take: TakeEntryGroup): void {
    const base = this.#constant("PAIRS_PTR");
    const bytes = this.#constant("PAIR_BYTES");
    const slots = new Uint32Array(this.#constant("pairCount"));
    if (slots.length === 0) return;
    const end = base + bytes * 2 ** this.#constant("PAIR_BITS");
    const words = this.#words;
    for (let slot = base; slot < end; slot += bytes) {
      if (words[slot >>> 2] !== 0) slots[words[(slot + 8) >>> 2]!] = slot;
    }
    const cells = Array.from({ length: this.#groupColumns }, () => 0);
    for (const slot of slots) {
      const count = this.#u64(slot + 16);
      if (count === 0) continue;
      let at = slot;
      for (let i = cells.length - 1; ; i--) {
        const left = (words[at >>> 2]! - 1) >>> 0;
        cells[i] = words[(at + 4) >>> 2]!;
        if (left < CHAINED) {
          take(left, cells, count);
          break;
        }
        at = slots[left - CHAINED]!;
      }
    }
  }

  setSuffix(entry: number, suffix: Uint8Array): boolean {
    const at = this.#call("allocate", suffix.length);
    if (at === 0) return false;
    this.#bytes.set(suffix, at);
    this.#call("setSuffix", entry, at, suffix.length);
    return true;
  }

  setEmptySuffix(suffix: Uint8Array): void {
    this.#emptySuffix = suffix;
    const at = this.#call("allocate", suffix.length);
    this.#bytes.set(suffix, at);
    this.#call("setEmptySuffix", at, suffix.length);
  }

  get output(): Uint8Array {
    const at = this.#constant("OUTPUT_PTR");
    return this.#bytes.subarray(at, at + this.#constant("outputUsed"));
  }

  takeOutput(): void {
    this.#call("takeOutput");
  }

  fields(codes: Uint32Array, out: FieldColumns<ArrayBufferLike>): void {
    splitInKernel(this.#exports, codes, out);
  }

  close(): void {
    this.etl = closed();
    this.pml = closed();
    this.records = closed();
    this.window = new Uint8Array(0);
    this.#exports = closed();
    this.#bytes = this.window;
    this.#words = new Uint32Array(0);
  }

  [DISPOSE](): void {
    this.close();
  }
}
