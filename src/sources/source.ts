/**
 * What a trace format is to the rest: a name, a test on the first bytes, and a reader that gives batches.
 * A new format is one file or folder with a `Source`, one line in `index.ts` and one sample.
 */
import type { Kernel } from "../kernel/kernel.js";
import type { OwnName } from "../names/index.js";
import type { Accounting } from "../record/accounting.js";
import type { Batch, CodeEntry } from "../record/batch.js";
import type { GroupSink } from "../record/group-sink.js";
import type { Issue } from "../record/issue.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";

/** Bytes that detection may look at. */
export const HEAD_BYTES = 65536;

/** The beginning of an input. */
export interface Head {
  /** The first bytes, up to HEAD_BYTES, as they stand in the input. */
  readonly bytes: Uint8Array;
  /** The same as text bytes: UTF-8 without byte order mark, converted when the input is UTF-16. */
  readonly text: Uint8Array;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** Bytes of the byte order mark, 0 when there is none. */
  readonly bomLength: number;
  /** True when `bytes` is the whole input. */
  readonly whole: boolean;
}

/** Options that a user may give about the input. */
export interface SourceOptions {
  /** Column of the code: a header name, or its number from 1. */
  readonly codeColumn?: string | number;
  /** Delimiter of a CSV; default: found in the header line. */
  readonly delimiter?: string;
  /** Escape character of an odd CSV dialect. */
  readonly escape?: string;
  /** Text that begins a comment line in an odd CSV dialect. */
  readonly comment?: string;
  /** The first row of a CSV is data. */
  readonly noHeader?: boolean;
  /** Radix of bare digits. */
  readonly radix?: "auto" | 10 | 16;
  /** Longest record in bytes; longer ones are rejected. */
  readonly maxRecordBytes?: number;
  /** Rules for control codes in events of an .etl, `PROVIDER:EVENT[:VERSION]:OFFSET32:OFFSET64` or `...:FIELDNAME`. */
  readonly etwFields?: readonly string[];
  /** Which half of an exchange counts where the trace tells requests and responses apart. Default `request`. */
  readonly direction?: "request" | "response" | "both";
  /** Where a code stands in free text: a regular expression with a group named `code`. */
  readonly pattern?: string;
  /** Where the codes stand in JSON: keys joined by dots, `*` for any, `[]` for the items of an array. */
  readonly jsonPath?: string;
  /** The user's own names, which win over all others. Not to be changed afterwards. */
  readonly names?: readonly OwnName[] | undefined;
}

/** Default of `maxRecordBytes`: 64 MiB. */
export const DEFAULT_MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** What `--append` puts behind the rows of a CSV, and where the rows go. */
export interface AppendRequest {
  /** Delimiter and cell for each new column; `entry` null = a row without a code. */
  suffix(entry: CodeEntry | null, dialect: AppendDialect): string;
  /** The same for the header row, which has `titles` already. */
  header(titles: readonly string[], dialect: AppendDialect): string;
  /** Takes bytes of the new trace, which are borrowed for the call. */
  write(bytes: Uint8Array): void;
}

/** How the trace writes its cells. */
export interface AppendDialect {
  readonly delimiter: string;
  /** Every cell stands in quotes. */
  readonly quoteAll: boolean;
}

/** A part of an input that one worker reads: the records that begin in bytes [from, to). */
export interface SourceRange {
  readonly from: number;
  readonly to: number;
  /** A record begins at `from`; otherwise the first start behind it is guessed. */
  readonly isExact: boolean;
}

/** What a range turned out to be. */
export interface RangeResult {
  /** Where its first record begins; `end` when none does. */
  readonly start: number;
  /** Where the first record behind it begins: at or after `to`, or the end of the input. */
  readonly end: number;
  /** Line feeds from `start` to `end`. */
  readonly lines: number;
}

/** What a reader is asked for. */
export interface ReadRequest {
  readonly kernel: Kernel;
  /** Input as named by the user, for reports. */
  readonly file: string;
  readonly options: SourceOptions;
  /** Columns of origin `source` to fill, where the input has them. */
  readonly columns: readonly ColumnName[];
  /**
   * When given: records may be counted by code and by these columns inside the reader instead of standing in
   * batches. A reader that does not count leaves every record in its batches.
   */
  readonly countBy?: readonly ColumnName[];
  /** Ask for an issue for every unresolved record too; otherwise only rejected records and warnings are told. */
  readonly reportUnresolved: boolean;
  report(issue: Issue): void;
  /** A remark on how the input is read, for the user. */
  note(message: string): void;
  /** Copy the rows with more cells instead of giving their records out. */
  readonly append?: AppendRequest;
}

/** Reads one input to its end. */
export interface RecordReader {
  /** Columns of origin `source` that this input has. */
  readonly columns: readonly ColumnName[];
  /**
   * The next batch, possibly empty, or null at the end. Borrowed until the next call.
   * A promise only where bytes have to be waited for.
   */
  next(): Batch | null | Promise<Batch | null>;
  /** Gives the groups counted since the last call; to be called after each `next`, null included, where records are counted. */
  giveCounted(sink: GroupSink): void;
  /** Complete after `next` gave null. */
  readonly accounting: Accounting;
}

/** How `formats` describes a source. */
export interface SourceDoc {
  /** Who writes the format. */
  readonly writer: string;
  /** How to record it. */
  readonly record: string;
  /** What is carried over. */
  readonly carries: string;
  /** False for a format of which no real file was seen. */
  readonly verified: boolean;
  /** What of it was never seen in a real file, where the rest was. */
  readonly unverified?: string;
}

/** A reader of parts of an input. Row and line numbers count from the start of the range. */
export interface RangeReader extends RecordReader {
  /** Goes to a range; `next` then gives its records, until null. */
  begin(range: SourceRange): void;
  /** Of the last range, after `next` gave null; with `append` its `start` as soon as there are rows. */
  readonly range: RangeResult;
  /**
   * True when a range told something that all ranges have to know, such as an event that the trace itself describes:
   * what was counted is to be dropped, and the input to be read as one.
   */
  readonly describesEvents?: boolean;
}

/** Reads the inputs of a format. */
export interface SourceReader {
  /**
   * Begins reading. `input` gives every byte from the first one.
   * @throws DecodeError E_NEEDS_FILE before anything is read, where `input` has no `readAt` and the format needs it
   */
  open(input: ByteInput, head: Head, request: ReadRequest): RecordReader | Promise<RecordReader>;
  /**
   * Opens an input for reading in ranges, where the format allows that; null where it does not for this request.
   * `input` has `readAt`.
   */
  openRanges?(input: ByteInput, head: Head, request: ReadRequest): RangeReader | null;
}

export interface Source {
  readonly name: string;
  readonly doc: SourceDoc;
  /** The format is no text: its bytes have no encoding. */
  readonly isBinary?: true;
  /**
   * True when the head is of this format. Throws a DecodeError when it is, but cannot be read (two columns of
   * a name that is needed, say).
   */
  detect(head: Head, options: SourceOptions): boolean;
  /** The reader, which may be a module of its own: only that of the format at hand is loaded. */
  load(): SourceReader | Promise<SourceReader>;
  /** True when rows can be copied with more cells. */
  readonly canAppend?: true;
}
