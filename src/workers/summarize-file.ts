/**
 * Counts a file with several threads, exactly as one thread does.
 *
 * Blocks are claimed from a counter and counted at once, from a guessed first record. Afterwards the blocks are
 * gone through in order: a block is right when it began where the one before ended. What a wrong one counted
 * is taken away again, and it is counted anew from the right place. Counts commute, so no order shows.
 */
import { addAccounting, newAccounting } from "../record/accounting.js";
import type { RowFilter } from "../record/row-filter.js";
import {
  countRecords,
  countWhere,
  RecordCounter,
  type SummarizeOptions,
  type SummarizeResult,
} from "../summarize.js";
import { Summary } from "../summary/summary.js";
import { tellIssues } from "./block-issues.js";
import {
  BLOCKS_DONE,
  type BlockTask,
  blockRange,
  type CountedBlock,
  type CountedBlocks,
  countBlocks,
  NEXT_BLOCK,
  RangeCounter,
} from "./count-blocks.js";
import { fileInput, THREADS_FROM_BYTES } from "./file-input.js";
import { optimizedByThread } from "./optimize-later.js";
import { blockTask } from "./thread-options.js";
import { COUNT_WORKER, defaultJobs, startThreads } from "./thread-pool.js";

export interface FileSummarizeOptions extends SummarizeOptions {
  /** Threads to use, this one among them. Default: available cores, at most 8. */
  readonly jobs?: number;
  /** True when the process is for this alone, as that of the command is: settings of the engine change then, for all of it. */
  readonly ownsProcess?: boolean;
}

const BLOCK_BYTES = 8 * 1024 * 1024;

/** Sizes for tests; the defaults are right for use. */
export interface BlockSizes {
  readonly blockBytes: number;
  readonly minBytes: number;
}

/**
 * Counts the records of the file at `path`; see summarize. With several threads issues are told at the end, and an abort takes
 * the time of one block, 8 MiB; no thread does anything any more when the call ends.
 * @throws DecodeError as `summarize` does; the reason of `signal`
 */
export async function summarizeFile(
  path: string,
  options: FileSummarizeOptions = {},
  summary = new Summary(options.by),
  sizes: BlockSizes = { blockBytes: BLOCK_BYTES, minBytes: THREADS_FROM_BYTES },
): Promise<SummarizeResult> {
  options.signal?.throwIfAborted();
  return countWhere(options, summary, (rest, into, filter) => countFile(path, rest, into, sizes, filter));
}

async function countFile(
  path: string,
  options: FileSummarizeOptions,
  summary: Summary,
  { blockBytes, minBytes }: BlockSizes,
  filter: RowFilter | undefined,
): Promise<SummarizeResult> {
  const { jobs = defaultJobs(), name = path } = options;
  const input = fileInput(path, name);
  const { byteLength } = input;
  const isInKernel = new RecordCounter(summary, "", filter).countBy !== undefined;
  if (jobs > 1 && isInKernel && byteLength !== undefined && byteLength >= minBytes) {
    await input.close();
    const result = await countInThreads(path, options, summary.by, byteLength, blockBytes, jobs);
    if (result !== null) {
      summary.merge(result.summary);
      return { ...result, summary };
    }
    return countRecords(fileInput(path, name), { ...options, name }, summary, filter);
  }
  return countRecords(input, { ...options, name }, summary, filter);
}

/** Null when the file cannot be read in blocks, or has more issues than are kept. */
async function countInThreads(
  path: string,
  options: FileSummarizeOptions,
  by: Summary["by"],
  byteLength: number,
  blockBytes: number,
  jobs: number,
): Promise<SummarizeResult | null> {
  const { name = path, signal, onIssue, onError, onNote, onProgress } = options;
  const blockCount = Math.ceil(byteLength / blockBytes);
  const threads = Math.min(jobs, blockCount) - 1;
  // They start while this one compiles the kernel and opens the file.
  const pool = await startThreads<CountedBlocks>(COUNT_WORKER, threads);
  const task = blockTask({ path, name, by, blockBytes, blockCount }, options);
  const summary = new Summary(by);
  let counter: RangeCounter | undefined;
  try {
    const opened = await RangeCounter.open(task, summary, (message) => onNote?.(message));
    if (opened === null) return null;
    counter = opened.counter;
    // They need not find out what they read.
    const known: BlockTask = { ...task, options: { ...task.options, source: opened.source } };
    const runs = Array.from({ length: threads }, () => pool.run(known));
    const others = Promise.all(runs);
    others.catch(() => {});
    const own = await countBlocks(task, counter, async () => {
      onProgress?.(Math.min(byteLength, Atomics.load(task.progress, BLOCKS_DONE) * blockBytes));
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) Atomics.store(task.progress, NEXT_BLOCK, task.blockCount);
    });
    counter.finish();
    const results: CountedBlocks[] = [{ ...own, counted: null }, ...(await others)];
    if (task.ownsProcess && threads > 0) optimizedByThread();
    // They end while the rest is done.
    await pool.end();
    signal?.throwIfAborted();
    if (results.some((result) => result.isOverflow)) return null;
    for (const result of results) if (result.counted !== null) summary.addColumns(result.counted);
    const all = results.flatMap((result) => result.blocks).sort((a, b) => a.index - b.index);
    const blocks = await mend(task, counter, summary, all);
    counter.finish();
    tellIssues(blocks, { onIssue, onError });
    const accounting = newAccounting();
    for (const block of blocks) addAccounting(accounting, block.accounting);
    // Threads read a little more than their blocks.
    accounting.bytes = blocks.at(-1)?.range.end ?? byteLength;
    const { decoded, unresolved } = summary.kinds();
    return {
      source: opened.source,
      summary,
      accounting: { ...accounting, decoded, unresolved, codes: decoded + unresolved },
    };
  } finally {
    await pool.end();
    await counter?.close();
  }
}

/** Goes through the blocks in order and counts anew those that began at a wrong place. */
async function mend(
  task: BlockTask,
  counter: RangeCounter,
  summary: Summary,
  counted: readonly CountedBlock[],
): Promise<CountedBlock[]> {
  const blocks: CountedBlock[] = [];
  let expected = counted[0]!.range.start;
  for (const block of counted) {
    const range = blockRange(task, block.index);
    const { start, end } = block.range;
    const isEmpty = start === end;
    const wantsRecords = expected < range.to;
    if (isEmpty ? !wantsRecords : start === expected) {
      if (!isEmpty) {
        blocks.push(block);
        expected = end;
      }
      continue;
    }
    if (!isEmpty) await takeAway(task, summary, block);
    if (!wantsRecords) continue;
    const anew = counter.count(block.index, { from: expected, to: range.to, isExact: true });
    blocks.push(anew);
    expected = anew.range.end;
  }
  return blocks;
}

/** Takes away from `summary` what a block counted from a wrong start. */
async function takeAway(task: BlockTask, summary: Summary, block: CountedBlock): Promise<void> {
  const wrong = new Summary(task.by);
  const opened = await RangeCounter.open(task, wrong, () => {});
  if (opened === null) return;
  const { counter } = opened;
  try {
    counter.count(block.index, {
      from: block.range.start,
      to: blockRange(task, block.index).to,
      isExact: true,
    });
    counter.finish();
  } finally {
    await counter.close();
  }
  summary.merge(wrong, -1);
}
