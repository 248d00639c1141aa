/**
 * The pipeline: bytes -> source and kernel -> batches -> caller. The only file that knows all three.
 */
import { ASYNC_DISPOSE } from "./dispose.js";
import { DecodeError } from "./errors.js";
import { createKernel, type Engine } from "./kernel/index.js";
import type { Kernel, KernelModule } from "./kernel/kernel.js";
import type { ExpandLimits } from "./packed/expansion.js";
import type { FoundTrace } from "./packed/packed-trace.js";
import { PACKING_BYTES, packingOf } from "./packed/packing.js";
import { newAccounting } from "./record/accounting.js";
import type { Batch } from "./record/batch.js";
import { type IssueOptions, tellIssue } from "./record/issue.js";
import { type RowConditions, rowFilter } from "./record/row-filter.js";
import { type ColumnName, columnNamed, SCHEMA } from "./record/schema.js";
import { abortable } from "./sources/abortable-input.js";
import { type ByteInput, type InputLike, peek, toByteInput } from "./sources/byte-input.js";
import { recogniseHead } from "./sources/index.js";
import {
  type AppendRequest,
  HEAD_BYTES,
  type Head,
  type RangeReader,
  type ReadRequest,
  type RecordReader,
  type Source,
  type SourceOptions,
} from "./sources/source.js";

/** Conditions on rows change no accounting. */
export interface DecodeOptions extends SourceOptions, RowConditions, IssueOptions, ExpandLimits {
  /** Name of the input, for reports and the column `file`. */
  readonly name?: string;
  /** Source to use instead of the one that recognises the input. */
  readonly source?: string;
  /** Columns of origin `source` to fill; default: all that the input has. */
  readonly columns?: readonly ColumnName[];
  /** Which engine scans. Default `auto`: WebAssembly, or the reference where that is not allowed. */
  readonly engine?: Engine;
  /** A compiled `ioctlens/kernel.wasm`, for places that do not compile WebAssembly at run time. */
  readonly module?: KernelModule;
  /** Report every unresolved record too. */
  readonly reportUnresolved?: boolean;
  /** Called with remarks on how the input is read. */
  readonly onNote?: (message: string) => void;
  /** Called now and then with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
  /** Copy the rows of a CSV with more cells; no batch has records then. */
  readonly append?: AppendRequest;
  /**
   * Keeps an input that comes only once where its format has to be read in another order: `spool` of `ioctlens/node`.
   * Without it that is E_NEEDS_FILE. The input is left open; the copy is closed with the trace.
   */
  readonly spool?: (input: ByteInput, maxBytes?: number) => Promise<ByteInput>;
  /** Copies whatever comes only once, as a format may find out late that it needs that. */
  readonly alwaysSpool?: boolean;
  /**
   * Called at the end of a compressed input that is damaged: what was read before the damage was given all the same.
   * Without it the error is thrown, behind the last batch.
   */
  readonly onDamage?: (error: DecodeError) => void;
  /** Ends the work, also while bytes are waited for; calls reject with its reason. */
  readonly signal?: AbortSignal;
}

/** An input that is open and recognised. */
export interface OpenTrace {
  readonly source: Source;
  readonly reader: RecordReader;
  /** The engine that reads it. */
  readonly variant: Kernel["variant"];
  /** Batches to the end of the input; each is borrowed until the next. */
  batches(): AsyncGenerator<Batch, void, undefined>;
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [ASYNC_DISPOSE](): Promise<void>;
}

/** After so many milliseconds without a pause others get their turn: signals, timers, progress. */
const TURN_MS = 30;

const turn: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () => new Promise((resolve) => setTimeout(resolve, 0));

const SOURCE_COLUMNS: readonly ColumnName[] = SCHEMA.filter((column) => column.origin === "source").map(
  (column) => column.name,
);

/** Opens an input. `countBy` lets the reader count records itself, see ReadRequest. */
export async function openTrace(
  given: InputLike,
  options: DecodeOptions = {},
  countBy?: readonly ColumnName[],
): Promise<OpenTrace> {
  let opened = abortable(toByteInput(given, options.name), options.signal);
  try {
    options.signal?.throwIfAborted();
    const found = await recognise(opened, options);
    opened = found.input;
    return await openInput(found, options, countBy);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** An input without bytes, of a format that the user named. */
function readerOfNothing(byteLength: number): RecordReader {
  return {
    columns: [],
    accounting: { ...newAccounting(), bytes: byteLength },
    next: () => null,
    giveCounted() {},
  };
}

/** The trace in `opened`, which belongs to it from then on. */
async function recognise(opened: ByteInput, options: DecodeOptions): Promise<FoundTrace> {
  const name = options.name ?? opened.name;
  let given = opened;
  if (opened.packed === undefined) {
    const { head: bytes, input } = await peek(opened, HEAD_BYTES);
    if (packingOf(bytes) === null) return { name, input, ...recogniseHead(bytes, options), damage: null };
    given = input;
  }
  const { openPackedTrace } = await import("./packed/packed-trace.js");
  return openPackedTrace(given, { ...options, name });
}

/** Compiling the kernel takes longer than the reference takes for an input that is all in its head. */
function engineFor(head: Head, { engine = "auto" }: DecodeOptions): Engine {
  return engine === "auto" && head.whole ? "reference" : engine;
}

function requestOf(
  file: string,
  head: Head,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
): ReadRequest {
  return {
    kernel: createKernel(engineFor(head, options), options.module),
    file,
    options,
    columns: options.columns ?? SOURCE_COLUMNS,
    ...(countBy === undefined ? {} : { countBy }),
    ...(options.append === undefined ? {} : { append: options.append }),
    reportUnresolved: options.reportUnresolved ?? false,
    report: (issue) => tellIssue(issue, options),
    note: (message) => options.onNote?.(message),
  };
}

/** True when the input is compressed or an archive. */
async function isPacked(input: ByteInput): Promise<boolean> {
  const bytes = new Uint8Array(PACKING_BYTES);
  const count = (await input.readAt?.(bytes, 0)) ?? 0;
  return input.packed !== undefined || packingOf(bytes.subarray(0, count)) !== null;
}

/**
 * Opens an input for reading in ranges, or null when its format, its encoding or its packing does not allow that.
 * `opened` is left to the caller.
 */
export async function openRanges(
  opened: ByteInput,
  options: DecodeOptions,
  countBy?: readonly ColumnName[],
): Promise<{ source: Source; reader: RangeReader } | null> {
  if (opened.readAt === undefined || (await isPacked(opened))) return null;
  const { name, input, head, source } = await recognise(opened, options);
  if (head.encoding !== "utf-8" && source.isBinary !== true) return null;
  if (options.append !== undefined && source.canAppend !== true) return null;
  const { openRanges: open } = await source.load();
  if (open === undefined) return null;
  const reader = open(input, head, requestOf(name, head, options, countBy));
  return reader === null ? null : { source, reader };
}

/**
 * Begins reading; from a copy where the format cannot read the input as it comes. Gives the input that is read.
 * `open` says so before it reads.
 */
async function beginReading(
  { input, head, source }: FoundTrace,
  request: ReadRequest,
  { spool, alwaysSpool = false, maxExpandBytes }: DecodeOptions,
): Promise<{ input: ByteInput; reader: RecordReader }> {
  if (head.text.length === 0) return { input, reader: readerOfNothing(head.bytes.length) };
  const { open } = await source.load();
  const mayCopy = spool !== undefined && input.readAt === undefined;
  try {
    if (!mayCopy || !alwaysSpool) return { input, reader: await open(input, head, request) };
  } catch (error) {
    if (!mayCopy || !(error instanceof DecodeError) || error.code !== "E_NEEDS_FILE") throw error;
  }
  const copy = await spool(input, maxExpandBytes);
  try {
    await input.close();
    return { input: copy, reader: await open(copy, head, request) };
  } catch (error) {
    await copy.close();
    throw error;
  }
}

async function openInput(
  found: FoundTrace,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
): Promise<OpenTrace> {
  const { head, source } = found;
  const { signal } = options;
  if (options.append !== undefined && source.canAppend !== true) {
    throw new DecodeError(
      "E_OPTION",
      `columns can be appended to CSV only, and this is read as ${source.name}; --source csv reads any table`,
    );
  }
  const request = requestOf(found.name, head, options, countBy);
  const { input, reader } = await beginReading(found, request, options);
  const close = async (): Promise<void> => {
    await input.close();
  };
  return {
    source,
    reader,
    variant: request.kernel.variant,
    async *batches() {
      let nextTurn = Date.now() + TURN_MS;
      for (;;) {
        const next = reader.next();
        const batch = next instanceof Promise ? await next : next;
        if (batch === null) break;
        yield batch;
        if (Date.now() >= nextTurn) {
          options.onProgress?.(reader.accounting.bytes);
          await turn();
          nextTurn = Date.now() + TURN_MS;
        }
        signal?.throwIfAborted();
      }
      options.onProgress?.(reader.accounting.bytes);
      const { damage } = found;
      if (damage === null) return;
      reader.accounting.complete = false;
      if (options.onDamage === undefined) throw damage;
      options.onDamage(damage);
    },
    close,
    [ASYNC_DISPOSE]: close,
  };
}

/**
 * Decodes a trace: batches of decoded and unresolved records, in order.
 *
 * Each batch is borrowed: its arrays are valid until the next one is asked for.
 * A compressed input is unpacked, a .zip with one trace in it too; one with several is for `openArchive`.
 * @throws DecodeError E_EMPTY, E_NOT_A_TRACE, E_READ, E_UNPACK, E_ARCHIVE, E_EXPAND_LIMIT, E_NEEDS_FILE and what the
 * format's source found wrong
 */
export async function* decode(
  input: InputLike,
  options: DecodeOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  const { columns, name = "input" } = options;
  const filter = rowFilter(options);
  const wanted =
    columns === undefined ? {} : { columns: [...new Set([...columns, ...(filter?.columns ?? [])])] };
  const trace = await openTrace(input, { ...options, ...wanted });
  try {
    for await (const batch of trace.batches()) {
      filter?.apply(batch, name);
      yield batch;
    }
  } finally {
    await trace.close();
  }
}

/** The columns that outputs show for traces of these columns of origin `source`, in the order of the schema. */
export function shownColumns(available: Iterable<ColumnName>, withFile: boolean): ColumnName[] {
  const has = new Set(available);
  return SCHEMA.filter((column) => {
    if (column.name === "file") return withFile;
    return !("extra" in column) || has.has(column.name);
  }).map((column) => column.name);
}

/** The definition of a column that a user named. */
export function requireColumn(name: string): ColumnName {
  const column = columnNamed(name);
  if (column !== undefined) return column.name;
  throw new DecodeError(
    "E_OPTION",
    `there is no column ${JSON.stringify(name)}; the columns are ${SCHEMA.map((c) => c.name).join(", ")}`,
  );
}
