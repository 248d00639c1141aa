/**
 * The pipeline: bytes -> source and kernel -> batches -> caller. The only file that knows all three.
 */
import { DecodeError } from "./errors.js";
import { createKernel, type Engine } from "./kernel/index.js";
import { type Accounting, newAccounting } from "./record/accounting.js";
import type { Batch } from "./record/batch.js";
import type { Issue } from "./record/issue.js";
import { type ColumnName, columnNamed, SCHEMA } from "./record/schema.js";
import { type ByteInput, type InputLike, peek, toByteInput } from "./sources/byte-input.js";
import { makeHead } from "./sources/encoding.js";
import { detectSource, sourceNamed } from "./sources/index.js";
import {
  HEAD_BYTES,
  type ReadRequest,
  type RecordReader,
  type Source,
  type SourceOptions,
} from "./sources/source.js";
import { Summary } from "./summary/summary.js";

export interface DecodeOptions extends SourceOptions {
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

/** After so many bytes without a pause others get their turn: signals, timers, progress. */
const TURN_BYTES = 16 * 1024 * 1024;

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

async function openInput(
  opened: ByteInput,
  options: DecodeOptions,
  countBy: readonly ColumnName[] | undefined,
): Promise<OpenTrace> {
  const { signal } = options;
  signal?.throwIfAborted();
  const file = options.name ?? opened.name;
  const { head: bytes, input } = await peek(opened, HEAD_BYTES);
  const head = makeHead(bytes, bytes.length < HEAD_BYTES);
  const isEmpty = head.text.length === 0;
  if (isEmpty && options.source === undefined) throw new DecodeError("E_EMPTY", "the input is empty");
  const source = options.source === undefined ? detectSource(head, options) : sourceNamed(options.source);
  const request: ReadRequest = {
    kernel: createKernel(options.engine ?? "auto", options.module),
    file,
    options,
    columns: options.columns ?? SOURCE_COLUMNS,
    ...(countBy === undefined ? {} : { countBy }),
    reportUnresolved: options.reportUnresolved ?? false,
    report: (issue) => options.onIssue?.(issue),
    note: (message) => options.onNote?.(message),
    ...(signal === undefined ? {} : { signal }),
  };
  const reader = isEmpty ? readerOfNothing(bytes.length) : await source.open(input, head, request);
  return {
    source,
    reader,
    async *batches() {
      let nextTurn = TURN_BYTES;
      for (;;) {
        const next = reader.next();
        const batch = next instanceof Promise ? await next : next;
        if (batch === null) break;
        yield batch;
        if (reader.accounting.bytes >= nextTurn) {
          nextTurn = reader.accounting.bytes + TURN_BYTES;
          options.onProgress?.(reader.accounting.bytes);
          await turn();
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
  const trace = await openTrace(input, options);
  try {
    yield* trace.batches();
  } finally {
    await trace.close();
  }
}

export interface SummarizeOptions extends DecodeOptions {
  /** Columns that form groups beside the code. */
  readonly by?: readonly ColumnName[];
}

export interface SummarizeResult {
  readonly source: string;
  readonly summary: Summary;
  readonly accounting: Accounting;
}

/** Counts the records of a trace by control code and the columns of `by`, into `summary` when one is given. */
export async function summarize(
  input: InputLike,
  options: SummarizeOptions = {},
  summary = new Summary(options.by),
): Promise<SummarizeResult> {
  const file = options.name ?? "input";
  const inKernel = summary.by.every((name) => name === "file" || columnNamed(name)?.origin === "source");
  const columns = summary.by.filter((name) => columnNamed(name)?.origin === "source");
  const trace = await openTrace(input, { ...options, columns }, inKernel ? columns : undefined);
  const at = summary.by.indexOf("file");
  const takeCounted = (): void => {
    for (const group of trace.reader.takeCounted()) {
      summary.add(at < 0 ? group : { ...group, values: group.values.toSpliced(at, 0, file) });
    }
  };
  try {
    for await (const batch of trace.batches()) {
      if (batch.length > 0) summary.addBatch(batch, file);
      takeCounted();
    }
    takeCounted();
  } finally {
    await trace.close();
  }
  return { source: trace.source.name, summary, accounting: trace.reader.accounting };
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
