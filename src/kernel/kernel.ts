/**
 * What the kernel does, as the rest of the project sees it: scan windows of a trace for records that carry a
 * control code, and split codes into fields. Two engines implement it: `wasm.ts` (the AssemblyScript module)
 * and `reference.ts` (plain TypeScript, the oracle and the fallback). They answer the same for the same bytes.
 */

import type { DISPOSE } from "../dispose.js";
import type { EtlWalk } from "./etl-walk.js";
import type { PmlWalk } from "./pml-walk.js";

/** Why a scan came back. */
export const SCAN = {
  /** Every whole row of the window was taken. */
  DONE: 0,
  /** The record columns are full: use them, call takeRecords, then resume. */
  RECORDS_FULL: 1,
  /** A text was met for the first time: call setClass for `pendingEntry`, then resume. */
  NEW_TEXT: 2,
  /** The output is full: write it, call takeOutput, then resume. */
  OUTPUT_FULL: 3,
  /** The tables are full: use the records, drain the counts, call reset, then resume. */
  TABLES_FULL: 4,
} as const;

/** What a row with a text means. */
export const TEXT_CLASS = { NEW: 0, COUNT: 1, EMIT: 2, OTHER: 3 } as const;

/** Bits of an interned text's tag. The low 4 bits are the operation's number, from 1; 0 = none. */
export const TEXT_TAG = { CODE: 0x80, GROUP: 0x40, QUOTED: 0x20, NO_PREFIX: 0x10, OPERATION: 0x0f } as const;

/** Status of an emitted record. `COLUMNS` has the actual column count in the bits above the lowest 8. */
export const RECORD_STATUS = { OK: 0, COLUMNS: 1, QUOTE: 2 } as const;

/** Entry of a record whose code's text is too long to be interned (over 64 KiB). */
export const NO_ENTRY = 0xffffffff;

/** Sizes that show in what a scan answers, the same in every engine (assembly/memory.ts; a test compares). */
export const CAPACITY = {
  WINDOW_BYTES: 1 << 20,
  RECORDS: 8192,
  SPANS: 24,
  /** Distinct texts. */
  ENTRIES: 20000,
  /** Pairs of a code's text and a group cell, or of a pair and the next cell. */
  PAIRS: 40000,
  /** Longest text that is interned. */
  TEXT_BYTES: 1 << 16,
  /** Texts longer than 16 bytes and suffixes, together. */
  ARENA_BYTES: 1 << 22,
  OUTPUT_BYTES: 1 << 21,
} as const;

/** What a scan looks for. Columns count from 0. */
export interface ScanConfig {
  readonly format: "csv" | "list";
  /** One byte. */
  readonly delimiter: number;
  /** A row with another number of columns is emitted with status COLUMNS. */
  readonly columnCount: number;
  readonly codeColumn: number;
  /** Column that names the operation; -1 when every row may carry a code. */
  readonly operationColumn: number;
  /** Names of control operations (at most 4, at most 48 bytes); rows with others carry no code. */
  readonly operations: readonly string[];
  /** Text in front of the code in its cell (at most 16 bytes); the code's text ends at the first comma. */
  readonly prefix: string;
  /** Columns whose spans are emitted with a record, ascending, at most 24. */
  readonly wanted: readonly number[];
  /** Columns that form groups in mode `count`, at most 8. */
  readonly groups: readonly number[];
  /**
   * `emit`: every control record is emitted. `count`: records of class COUNT are counted, others emitted.
   * `append`: every row is copied to the output with the suffix of its code; classes as in `count`.
   */
  readonly mode: "emit" | "count" | "append";
  /** Radix of bare digits; 0 leaves every text without 0x to the caller. */
  readonly radix: 0 | 10 | 16;
}

/** Columns of emitted records; `recordCount` rows of each are valid. Positions are window bytes. */
export interface RecordColumns {
  /** Row of the record, from 0, counted from the start of the scan of this window. */
  readonly row: Uint32Array;
  readonly start: Uint32Array;
  /** Position of the line end, exclusive end of the record. */
  readonly end: Uint32Array;
  /** Interned text of the code, or NO_ENTRY. */
  readonly entry: Uint32Array;
  readonly status: Uint32Array;
  /** Span i: cell of column wanted[i]; bit 31 of `to` = the cell stood in quotes, which the span leaves out. */
  readonly spans: readonly { readonly from: Uint32Array; readonly to: Uint32Array }[];
}

/** Takes a group: entry of the code's text, entries of the group's cells in the order of `groups`, borrowed; its count. */
export type TakeEntryGroup = (entry: number, cells: readonly number[], count: number) => void;

/** Field columns of control codes, one element a code. */
export interface FieldColumns<Memory extends ArrayBufferLike = ArrayBuffer> {
  /** 0 to 0xFFFF. */
  readonly deviceType: Uint16Array<Memory>;
  /** 0 to 0xFFF. */
  readonly functionCode: Uint16Array<Memory>;
  /** 0 to 3; `accessName` names it. */
  readonly requiredAccess: Uint8Array<Memory>;
  /** 0 to 3; `methodName` names it. */
  readonly transferMethod: Uint8Array<Memory>;
}

/** A compiled kernel: `WebAssembly.Module`, where the types of the program have that; Node's own have not. */
export type KernelModule = typeof globalThis extends {
  WebAssembly: { Module: new (...args: never) => infer Module };
}
  ? Module
  : object;

export interface Kernel {
  readonly variant: "simd" | "reference";

  /** The walk of event trace logs, in the same memory: one scan or walk at a time. */
  readonly etl: EtlWalk;
  /** The walk of Process Monitor logs, likewise. */
  readonly pml: PmlWalk;

  /** Bytes of the trace go here; 1 MiB. */
  readonly window: Uint8Array;

  /** Sets what to look for and forgets every text and count, and records and output that nobody took. */
  configure(config: ScanConfig): void;
  /** Forgets every text, class, suffix and count. */
  reset(): void;

  /** Scans window bytes [from, to); `from` is the start of a row. Answers one of SCAN. */
  scan(from: number, to: number): number;
  /** Goes on after any answer but DONE was dealt with. */
  resume(): number;
  /** Start of the first row that is not whole in the window (after DONE), or not yet taken. */
  readonly consumed: number;
  /** Rows taken since `scan`, blank ones included. */
  readonly rowCount: number;
  /** Rows among them that carry no code. */
  readonly otherCount: number;
  /** Line feeds inside quotes among them; complete after DONE only. */
  readonly quotedLineFeeds: number;

  readonly records: RecordColumns;
  readonly recordCount: number;
  takeRecords(): void;

  /** Texts interned so far; entries are numbered from 0. */
  readonly entryCount: number;
  readonly pendingEntry: number;
  /** Tag and raw bytes of a text; the bytes are borrowed until the next call. */
  entryTag(entry: number): number;
  entryBytes(entry: number): Uint8Array;
  /** Code of an entry that the kernel classified by itself (class COUNT, a plain number). */
  entryCode(entry: number): number;
  setClass(entry: number, textClass: number): void;
  /** Counts of rows by entry, for classes that are counted, without groups: `entryCount` elements. */
  entryTotals(): Float64Array;
  /** Gives every group that has a count, when `groups` is not empty. */
  giveGroups(take: TakeEntryGroup): void;

  /** Bytes added to rows with this text; false when there is no room (as TABLES_FULL). */
  setSuffix(entry: number, suffix: Uint8Array): boolean;
  /** Bytes added to rows without a code, but not to blank ones. Kept by `reset`, dropped by `configure`. */
  setEmptySuffix(suffix: Uint8Array): void;
  /** Rows written since takeOutput; borrowed until then. */
  readonly output: Uint8Array;
  takeOutput(): void;

  /** Splits codes into `out`, whose columns have at least codes.length elements. */
  fields(codes: Uint32Array, out: FieldColumns<ArrayBufferLike>): void;

  /** Lets go of its memory; views of it stay valid for who holds them. To be called last; more than once does no harm. */
  close(): void;
  [DISPOSE](): void;
}
