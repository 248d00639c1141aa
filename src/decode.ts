/**
 * The pipeline: bytes -> source and kernel -> batches -> caller. The only file that knows all three.
 */
import { DecodeError } from "./errors.js";
import { createKernel, type Engine } from "./kernel/index.js";
import { newAccounting } from "./record/accounting.js";
import type { Batch } from "./record/batch.js";
import type { Issue } from "./record/issue.js";
import { type RowConditions, rowFilter } from "./record/row-filter.js";
import { type ColumnName, columnNamed, SCHEMA } from "./record/schema.js";
import { type ByteInput, type InputLike, peek, toByteInput } from "./sources/byte-input.js";
import { makeHead } from "./sources/encoding.js";
import { detectSource, sourceNamed } from "./sources/index.js";
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
export interface DecodeOptions extends SourceOptions, RowConditions {
  /** Name of the input, for reports and the column `file`. */
  readonly name?: string;
  /** Source to use instead of the one that recognises the input. */
  readonly source?: string;
  /** Columns of origin `source` to fill; default: all that the input has. */
  readonly columns?: readonly ColumnName[];
  /** Which engine scans. Default `auto`: WebAssembly, or the reference where that is not allowed. */
  readonly engine?: Engine;
  /** A compiled kernel, for places that do not compile WebAssembly at run time. */
  readonly module?: WebAssembly.Module;
  /** Report every unresolved record too. */
  readonly reportUnresolved?: boolean;
  /** Called for every broken record and every warning, in the order of the input. */
  readonly onIssue?: (issue: Issue) => void;
  /** Called with remarks on how the input is read. */
  readonly onNote?: (message: string) => void;
  /** Called now and then with the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
  /** Copy the rows of a CSV with more cells; no batch has records then. */
  readonly append?: AppendRequest;
  /** Ends the work; calls reject with its reason. */
  readonly signal?: AbortSignal;
}

/** An input that is open and recognised. */
export interface OpenTrace {
  readonly source: Source;
  readonly reader: RecordReader;
  /** Batches to the end of the input; each is borrowed until the next. */
  batches(): AsyncGenerator<Batch, void, undefined>;
  close(): Promise<void>;
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
  const opened = toByteInput(given, options.name);
  try {
    return await openInput(opened, options, countBy);
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
    takeCounted: () => [],
  };
}

/** The head of an input, and the source that the user named or that recognises it. */
async function recognise(
  opened: ByteInput,
  options: DecodeOptions,
): Promise<{ input: ByteInput; head: Head; source: Source }> {
  const { head: bytes, input } = await peek(opened, HEAD_BYTES);
  const head = makeHead(bytes, bytes.length < HEAD_BYTES);
  if (options.source !== undefined) return { input, head, source: sourceNamed(options.source) };
  if (head.text.length === 0) throw new DecodeError("E_EMPTY", "the input is empty");
  return { input, head, source: detectSource(head, options) };
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
    report: (issue) => options.onIssue?.(issue),
    note: (message) => options.onNote?.(message),
  };
}

/**
 * Opens an input for reading in ranges, or null when its format or its encoding does not allow that. `input`
 * is left to the caller.
 */
export async function openRanges(
  opened: ByteInput,
  options: DecodeOptions,
  countBy?: readonly ColumnName[],
): Promise<{ source: Source; reader: RangeReader } | null> {
  const { input, head, source } = await recognise(opened, options);
  if (input.readAt === undefined) return null;
  if (head.encoding !== "utf-8" && source.isBinary !== true) return null;
  const { openRanges: open } = await source.load();
  if (open === undefined) return null;
  const reader = open(input, head, requestOf(options.name ?? opened.name, head, options, countBy));
  return reader === null ? null : { source, reader };
}

async function openInput(
  opened: ByteInput,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
): Promise<OpenTrace> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { input, head, source } = await recognise(opened, options);
  const bytes = head.bytes;
  const isEmpty = head.text.length === 0;
  if (options.append !== undefined && source.canAppend !== true) {
    throw new DecodeError(
      "E_OPTION",
      `columns can be appended to CSV only, and this is read as ${source.name}`,
    );
  }
  const request = requestOf(options.name ?? opened.name, head, options, countBy);
  const { open } = await source.load();
  const reader = isEmpty ? readerOfNothing(bytes.length) : await open(input, head, request);
  return {
    source,
    reader,
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
    },
    async close() {
      await input.close();
    },
  };
}

/**
 * Decodes a trace: batches of decoded and unresolved records, in order.
 *
 * Each batch is borrowed: its arrays are valid until the next one is asked for.
 * @throws DecodeError E_EMPTY, E_NOT_A_TRACE, E_READ and what the format's source found wrong
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
