/**
 * What the kernel does for Process Monitor logs, as the reader sees it: walk the events in a window of the capture, check
 * every length, count codes or give the control requests as columns. Two engines implement it: the AssemblyScript module
 * (`pml-wasm.ts`) and plain TypeScript (`pml-reference.ts`). They answer the same for the same bytes.
 *
 * An event ends where its own lengths say. Where entries of the offset array are given (setOffsets), the next event
 * has to stand there, so that damage never goes further than one event.
 */
import type { CodeCount } from "./code-counts.js";

/** Why a walk came back. */
export const PML_WALK = {
  /** The event at `position` is not whole: at least `needed` bytes from there are wanted, or there are no more events. */
  DONE: 0,
  /** `room` requests stand in the columns. */
  RECORDS_FULL: 1,
  /** The entry of the row behind `row` is wanted: call setOffsets, then walk on. */
  OFFSETS_OUT: 2,
  /** The event at `position` cannot be read; `fault` says why. */
  FAULT: 3,
} as const;

/** What cannot be read about an event. */
export const PML_FAULT = {
  NONE: 0,
  /** Its class is none of 1 to 5. */
  CLASS: 1,
  /** It would have more than LARGEST_EVENT bytes. */
  SIZE: 2,
  /** Its extra detail would begin inside the rest of it. */
  EXTRA: 3,
  /** It does not end where the offset array has the next event. */
  OFFSET: 4,
  /** A control request with too little room for its code. */
  DETAIL: 5,
  /** A control request whose path is longer than its detail. */
  PATH: 6,
} as const;

/** Bytes of the fixed part of an event. */
export const EVENT_BYTES = 0x34;
/** Larger events are taken for damage: 16 MiB. */
export const LARGEST_EVENT = 1 << 24;
/** Bytes of an entry of the offset array: u32 offset, one byte that is not used. */
export const OFFSET_BYTES = 5;
/** Entries that fit into `offsets`. */
export const CAPACITY_OFFSETS = 16384;
/** Requests that fit into the columns. */
export const CAPACITY_PML_RECORDS = 4096;
/** So many bytes may stand between the last event and the offset array. */
export const MOST_PADDING = 3;
/** Classes of events are 1 to this. */
export const LAST_CLASS = 5;
/** Bit of `pathInfo`: a byte a character, else UTF-16; the lower bits are the number of characters. */
export const ONE_BYTE_CHARACTERS = 0x8000;

/** Columns of control requests; `recordCount` rows are valid. Positions are in `bytes`. */
export interface PmlColumns {
  readonly row: Uint32Array;
  readonly start: Uint32Array;
  readonly code: Uint32Array;
  /** One of OPERATION. */
  readonly operation: Uint32Array;
  readonly minorFunction: Uint32Array;
  readonly inputLength: Uint32Array;
  readonly outputLength: Uint32Array;
  /** NTSTATUS. */
  readonly status: Uint32Array;
  /** Units of 100 ns. */
  readonly durationLow: Uint32Array;
  readonly durationHigh: Uint32Array;
  /** FILETIME. */
  readonly timeLow: Uint32Array;
  readonly timeHigh: Uint32Array;
  readonly processIndex: Uint32Array;
  readonly threadId: Uint32Array;
  readonly path: Uint32Array;
  readonly pathInfo: Uint32Array;
}

/** Names of the columns in the order of the kernel's memory. */
export const PML_COLUMN_NAMES = [
  ...([
    "row",
    "start",
    "code",
    "operation",
    "minorFunction",
    "inputLength",
    "outputLength",
    "status",
  ] as const),
  ...(["durationLow", "durationHigh", "timeLow", "timeHigh", "processIndex", "threadId"] as const),
  ...(["path", "pathInfo"] as const),
] as const satisfies readonly (keyof PmlColumns)[];

/** A window to walk. */
export interface PmlWindow {
  /** Position of the first event in `bytes`. */
  readonly from: number;
  /** Exclusive end of what is there. */
  readonly to: number;
  /** Offset of `bytes` in the file. */
  readonly base: number;
  /** Number of the first event, from 0. */
  readonly row: number;
  /** Most requests to give, at most CAPACITY_PML_RECORDS. */
  readonly room: number;
  /** No event follows behind `to`. */
  readonly isEnd: boolean;
}

export interface PmlWalk {
  readonly variant: "simd" | "reference";

  /** Bytes of the capture go here: room for the largest event and more. */
  readonly bytes: Uint8Array;
  /** Entries of the offset array go here, as they stand in the file. */
  readonly offsets: Uint8Array;

  /** Forgets counts, requests and offsets. With `counting`, codes are counted and requests not given out. */
  reset(is64Bit: boolean, counting: boolean): void;
  /**
   * `offsets` has the entries of rows [first, first + count); 0 = events are not compared with any. With `hasEnd` the last
   * of them is where the events end.
   */
  setOffsets(first: number, count: number, hasEnd: boolean): void;

  /** Walks on. Answers one of PML_WALK; the columns are those of this call. */
  walk(window: PmlWindow): number;
  /** Where the walk stands: the event that was not taken, or the end. */
  readonly position: number;
  /** Number of that event. */
  readonly row: number;
  readonly needed: number;
  readonly fault: number;
  /** After FAULT: bytes of the event by its own lengths, padding included; 0 when they are impossible. */
  readonly size: number;

  readonly records: PmlColumns;
  readonly recordCount: number;

  /** Codes counted since `reset`, in all. */
  readonly countedCodes: number;
  /** Codes counted since `reset` or the last call. */
  takeCodeCounts(): CodeCount[];
}
