/**
 * What the kernel does for event trace logs, as the reader sees it: unpack a compressed buffer and walk the events
 * of one buffer. Two engines implement it: the AssemblyScript module (`etl-wasm.ts`) and plain TypeScript
 * (`etl-reference.ts`). They answer the same for the same bytes.
 *
 * An event has a key: what kind it is, who wrote it and its id and version. A new key stops the walk, the reader
 * says once what events of this key are worth (setClass), and the walk goes on. So the kernel knows headers and the
 * reader knows providers.
 */

import type { CodeCount } from "./code-counts.js";

/** Why a walk came back. */
export const WALK = {
  /** Every event of the range was taken. */
  DONE: 0,
  /** The record columns are full: use them, call takeRecords, then resume. */
  RECORDS_FULL: 1,
  /** A key was met for the first time: call setClass for `pendingKey`, then resume. */
  NEW_KEY: 2,
  /** The key table is full: use the records, drain the counts, call forgetKeys, then resume. */
  KEYS_FULL: 3,
  /** The event at `position` cannot be read; `fault` says why. `walk` from the next event, or leave the buffer. */
  FAULT: 4,
} as const;

/** What cannot be read about an event. */
export const FAULT = {
  NONE: 0,
  /** The first four bytes are no event header that is known. */
  MARKER: 1,
  /** The size is smaller than the header or larger than what is left of the buffer. */
  SIZE: 2,
  /** The extended items do not lie inside the event. */
  ITEMS: 3,
} as const;

/** Kinds of keys. `CLASSIC` has a hook id and no GUID; `SCHEMA` is an event that brings its own description. */
export const KEY_KIND = { CLASSIC: 0, FULL: 1, EVENT: 2, SCHEMA: 3 } as const;

/** What events of a key are worth; from `FIRST_RULE` on: the code stands where rule (class - FIRST_RULE) says. */
export const KEY_CLASS = { NEW: 0, SKIP: 1, SURFACE: 2, FIRST_RULE: 3 } as const;

/** Counters of events by header: types 0 to 31 of the 0xC0 headers, then these. */
export const HEADER_COUNTERS = 34;
export const MESSAGE_COUNTER = 32;
export const MESSAGE_B0_COUNTER = 33;

/** True for header types whose events have 64-bit pointers. */
export function is64Bit(type: number): boolean {
  return type === 2 || type === 4 || type === 17 || type === 19 || type === 20 || type === 21;
}

/** Operations as the kernel numbers them. */
export const OPERATION = { NONE: 0, FSCTL: 1, IOCTL: 2, INTERNAL: 3 } as const;

/** Largest number of rules. */
export const CAPACITY_RULES = 256;

/**
 * A code at a fixed place of the payload. Pairs are for 32-bit and 64-bit events. An event whose payload length lies
 * outside the range is surfaced, for the reader to judge.
 */
export interface CodeRule {
  readonly offset: readonly [number, number];
  readonly lengthFrom: readonly [number, number];
  /** Largest length, inclusive. */
  readonly lengthTo: readonly [number, number];
  /** Offset of a u32 with the major function, which must be 0x0E or 0x0F and gives the operation; or -1. */
  readonly majorOffset: readonly [number, number];
  /** One of OPERATION; not used with a major function. */
  readonly operation: number;
}

/** Columns of surfaced events; `recordCount` rows are valid. Positions are in `bytes`. */
export interface EventColumns {
  /** Number of the event, from 0, counted from the start of the buffer. */
  readonly row: Uint32Array;
  readonly start: Uint32Array;
  readonly payload: Uint32Array;
  /** Exclusive end of the payload. */
  readonly end: Uint32Array;
  readonly key: Uint32Array;
  readonly timeLow: Uint32Array;
  readonly timeHigh: Uint32Array;
}

/** A key as the reader classifies it. */
export interface EventKey {
  readonly kind: number;
  /** GUID bytes as they stand in the file; zeros for CLASSIC. Borrowed until the next call. */
  readonly guid: Uint8Array;
  /** Hook id (group * 256 + opcode), opcode or event id. */
  readonly id: number;
  readonly version: number;
}

export interface EtlWalk {
  readonly variant: "simd" | "reference";

  /** Bytes of the trace go here; unpacked buffers too. */
  readonly bytes: Uint8Array;

  /** Forgets keys, rules and all counts. With `counting`, codes under rules are counted and not surfaced. */
  reset(counting: boolean): void;
  /** False when there is no room for a rule of this index. */
  setRule(index: number, rule: CodeRule): boolean;

  /**
   * Unpacks the plain LZ77 stream at [from, to) to [into, into + size). Answers the bytes of input used, or -1 when
   * the stream is broken. Input and output must not overlap.
   */
  unpack(from: number, to: number, into: number, size: number): number;

  /** Begins with a buffer: counts of rows and times start again. */
  begin(): void;
  /** Walks the events of [from, to). Answers one of WALK. */
  walk(from: number, to: number): number;
  resume(): number;
  /** Where the walk stands: the event that was not taken, or the end. */
  readonly position: number;
  readonly fault: number;
  /** Events taken since `begin`. */
  readonly rowCount: number;
  /** Raw times of the events since `begin`: of the first one, the smallest, the largest; 0 without a time. */
  readonly hasTime: boolean;
  readonly firstTime: bigint;
  readonly smallestTime: bigint;
  readonly largestTime: bigint;

  readonly records: EventColumns;
  readonly recordCount: number;
  takeRecords(): void;

  readonly keyCount: number;
  readonly pendingKey: number;
  /** Payload of the event with the pending key, which starts at `position`. */
  readonly pendingPayload: number;
  readonly pendingEnd: number;
  keyOf(key: number): EventKey;
  setClass(key: number, keyClass: number): void;
  /** Events of this key so far. */
  keyTotal(key: number): number;
  forgetKeys(): void;

  /** Events by header since `reset`; index as HEADER_COUNTERS says. */
  headerTotals(): number[];
  /** Codes counted since `reset`, in all. */
  readonly countedCodes: number;
  /** Codes counted since `reset` or the last call. */
  takeCodeCounts(): CodeCount[];
}
