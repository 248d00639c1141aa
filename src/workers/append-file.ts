/** `--append` on a file with several threads, exactly as one thread does it; append-blocks.ts tells how. */
import { ftruncateSync } from "node:fs";
import type { DecodeOptions } from "../decode.js";
import { type Accounting, addAccounting, newAccounting } from "../record/accounting.js";
import { countRecords } from "../summarize.js";
import { Summary } from "../summary/summary.js";
import { type AppendTask, BlockAppender, type ThreadEnd } from "./append-blocks.js";
import { appendedCells, type CellChoice } from "./append-cells.js";
import { tellIssues } from "./block-issues.js";
import { BlockOrder } from "./block-order.js";
import { BLOCKS_DONE } from "./count-blocks.js";
import { fileInput } from "./file-input.js";
import { type OpenFile, writeAt, writeError } from "./file-output.js";
import { optimizedByThread } from "./optimize-later.js";
import { clonedError, errorOfClone } from "./thread-error.js";
import { blockTask } from "./thread-options.js";
import { defaultJobs, startThreads } from "./thread-pool.js";

export interface FileAppendOptions extends Omit<DecodeOptions, "append" | "columns" | "signal"> {
  /** Threads to use, this one among them. Default: available cores, at most 8. */
  readonly jobs?: number;
  /** As in FileSummarizeOptions. */
  readonly ownsProcess?: boolean;
}

export interface FileAppendResult {
  readonly source: string;
  readonly accounting: Accounting;
  /** Distinct control codes, ascending. */
  readonly codes: Uint32Array<ArrayBuffer>;
}

/** Sizes for tests; the defaults are right for use. */
export interface AppendSizes {
  readonly blockBytes: number;
  /** Memory of every thread for rows that wait for their place. */
  readonly bufferBytes: number;
}

// The rows of a block are written at once, and not more than that at a time: see MAX_WRITE of file-output.ts.
const SIZES: AppendSizes = { blockBytes: 512 * 1024, bufferBytes: 8 * 1024 * 1024 };

/**
 * Copies the rows of the file at `path` with more cells behind them to `output`, which is empty and stays open. With several
 * threads issues are told at the end. No thread does anything any more when the call ends.
 * @throws DecodeError E_WRITE, and what `decode` throws
 */
export async function appendFile(
  path: string,
  cells: Omit<CellChoice, "names">,
  output: OpenFile,
  options: FileAppendOptions = {},
  sizes: AppendSizes = SIZES,
): Promise<FileAppendResult> {
  const { jobs = defaultJobs(), name = path } = options;
  // What was told before one thread took over is not told again.
  const told = new Set<string>();
  const onNote = (note: string): void => {
    if (!told.has(note)) options.onNote?.(note);
    told.add(note);
  };
  if (jobs > 1) {
    const result = await appendInThreads(path, cells, output, { ...options, name, onNote }, jobs, sizes);
    if (result !== null) return result;
  }
  return appendAlone(path, cells, output, { ...options, name, onNote });
}

async function appendAlone(
  path: string,
  cells: Omit<CellChoice, "names">,
  output: OpenFile,
  options: FileAppendOptions & { readonly name: string },
): Promise<FileAppendResult> {
  try {
    ftruncateSync(output.fd, 0);
  } catch (cause) {
    throw writeError(output.name, cause);
  }
  let position = 0;
  const append = {
    ...appendedCells({ ...cells, names: options.names }),
    write(bytes: Uint8Array): void {
      writeAt(output, bytes, position);
      position += bytes.length;
    },
  };
  const summary = new Summary();
  const input = fileInput(path, options.name);
  const { source, accounting } = await countRecords(input, { ...options, append }, summary);
  return { source, accounting, codes: summary.codes() };
}

/** Null when one thread has to do it; something may have been written then. */
async function appendInThreads(
  path: string,
  cells: Omit<CellChoice, "names">,
  output: OpenFile,
  options: FileAppendOptions & { readonly name: string; readonly onNote: (note: string) => void },
  jobs: number,
  { blockBytes, bufferBytes }: AppendSizes,
): Promise<FileAppendResult | null> {
  const byteLength = lengthOf(path, options.name);
  if (byteLength === undefined) return null;
  const blockCount = Math.ceil(byteLength / blockBytes);
  const threads = Math.min(jobs, blockCount) - 1;
  // They start while this one compiles the kernel and opens the file.
  const pool = await startThreads<ThreadEnd>(new URL("append-worker.js", import.meta.url), threads);
  const task: AppendTask = {
    ...blockTask({ path, name: options.name, by: [], blockBytes, blockCount }, options),
    cells,
    output,
    bufferBytes,
    order: BlockOrder.memory(),
  };
  /** A thread that ends without a word must not be waited for. */
  const died = (error: unknown): ThreadEnd => {
    new BlockOrder(task.order).stop();
    return { how: "failed", error: clonedError(error) };
  };
  let appender: BlockAppender | null = null;
  try {
    appender = await BlockAppender.open(task, options.onNote);
    if (appender === null) return null;
    // They need not find out what they read.
    const known: AppendTask = { ...task, options: { ...task.options, source: appender.source } };
    const others = Array.from({ length: threads }, () => pool.run(known).catch(died));
    const own = await appender.run(async () => {
      options.onProgress?.(Math.min(byteLength, Atomics.load(task.progress, BLOCKS_DONE) * blockBytes));
      await new Promise((resolve) => setImmediate(resolve));
    });
    const ends = [own, ...(await Promise.all(others))];
    if (task.ownsProcess && threads > 0) optimizedByThread();
    return resultOf(ends, appender.source, byteLength, options);
  } finally {
    new BlockOrder(task.order).stop();
    await pool.end();
    await appender?.close();
  }
}

function lengthOf(path: string, name: string): number | undefined {
  const input = fileInput(path, name);
  void input.close();
  return input.byteLength;
}

/** What the threads did, as one would tell it; null when one has to do it. */
function resultOf(
  ends: readonly ThreadEnd[],
  source: string,
  byteLength: number,
  options: FileAppendOptions,
): FileAppendResult | null {
  for (const end of ends) if (end.how === "failed") throw errorOfClone(end.error);
  const done = ends.filter((end) => end.how === "done");
  if (done.length < ends.length) return null;
  const summary = new Summary();
  for (const { counted } of done) summary.addColumns(counted);
  const blocks = done.flatMap((end) => end.blocks).sort((a, b) => a.index - b.index);
  tellIssues(blocks, options);
  const accounting = newAccounting();
  for (const block of blocks) addAccounting(accounting, block.accounting);
  // Threads read a little more than their blocks.
  accounting.bytes = blocks.at(-1)?.range.end ?? byteLength;
  const { decoded, unresolved } = summary.kinds();
  return {
    source,
    accounting: { ...accounting, decoded, unresolved, codes: decoded + unresolved },
    codes: summary.codes(),
  };
}
