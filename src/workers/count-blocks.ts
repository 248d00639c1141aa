/**
 * Counting one file in blocks, as one thread of several does it: claims the next block, counts the records that
 * begin in it, says where the block's first record and the next block's begin. Whether the guess of the first
 * record was right is found out later, in the order of the blocks.
 */
import { type DecodeOptions, openRanges } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { KernelModule } from "../kernel/kernel.js";
import type { Accounting } from "../record/accounting.js";
import type { Issue } from "../record/issue.js";
import type { ColumnName } from "../record/schema.js";
import type {
  AppendRequest,
  RangeReader,
  RangeResult,
  SourceOptions,
  SourceRange,
} from "../sources/source.js";
import { RecordCounter } from "../summarize.js";
import type { Summary, SummaryColumns } from "../summary/summary.js";
import { fileInput } from "./file-input.js";

/** What every thread is told. Structured clone keeps it whole. */
export interface BlockTask {
  readonly path: string;
  readonly name: string;
  readonly options: SourceOptions & Pick<DecodeOptions, "engine" | "reportUnresolved" | "source">;
  readonly by: readonly ColumnName[];
  readonly blockBytes: number;
  readonly blockCount: number;
  /** Compiled once for all. */
  readonly module: KernelModule | undefined;
  /** [next block, blocks done]. */
  readonly progress: Int32Array;
  /** As in FileSummarizeOptions. */
  readonly ownsProcess: boolean;
}

export const NEXT_BLOCK = 0;
export const BLOCKS_DONE = 1;

/** More issues than this of one thread are not kept in memory; the file is then read by one thread. */
export const MAX_ISSUES = 100_000;

/** A block that was counted. Rows and lines of the issues count from the start of the range. */
export interface CountedBlock {
  readonly index: number;
  readonly range: RangeResult;
  readonly accounting: Accounting;
  readonly issues: readonly Issue[];
}

/** What a thread counted. */
export interface CountedBlocks {
  readonly blocks: readonly CountedBlock[];
  /** Null when nothing is to be added. */
  readonly counted: SummaryColumns | null;
  readonly isOverflow: boolean;
}

/** The bytes of block `index`; the last one goes on to the end of the file, wherever that is by then. */
export function blockRange(task: BlockTask, index: number): SourceRange {
  return {
    from: index * task.blockBytes,
    to: index + 1 === task.blockCount ? Number.POSITIVE_INFINITY : (index + 1) * task.blockBytes,
    isExact: index === 0,
  };
}

/** Counts ranges of one file. */
export class RangeCounter {
  readonly #reader: RangeReader;
  readonly #counter: RecordCounter;
  readonly #issues: { list: Issue[] };
  readonly #close: () => void | Promise<void>;

  private constructor(
    reader: RangeReader,
    counter: RecordCounter,
    issues: { list: Issue[] },
    close: () => void | Promise<void>,
  ) {
    this.#reader = reader;
    this.#counter = counter;
    this.#issues = issues;
    this.#close = close;
  }

  /** Counts into `summary`, and with `append` copies the rows. Null when the file cannot be read in ranges. */
  static async open(
    task: BlockTask,
    summary: Summary,
    onNote: (message: string) => void,
    append?: AppendRequest,
  ): Promise<{ counter: RangeCounter; source: string } | null> {
    const input = fileInput(task.path, task.name);
    const counter = new RecordCounter(summary, task.name);
    const issues: { list: Issue[] } = { list: [] };
    const { module } = task;
    const options: DecodeOptions = {
      ...task.options,
      name: task.name,
      columns: counter.columns,
      ...(module === undefined ? {} : { module }),
      ...(append === undefined ? {} : { append }),
      onIssue: (issue) => issues.list.push(issue),
      onNote,
    };
    try {
      const opened = await openRanges(input, options, counter.countBy);
      if (opened === null) {
        await input.close();
        return null;
      }
      return {
        counter: new RangeCounter(opened.reader, counter, issues, () => input.close()),
        source: opened.source.name,
      };
    } catch (error) {
      await input.close();
      throw error;
    }
  }

  /** Counts the records that begin in a range. */
  count(index: number, range: SourceRange): CountedBlock {
    const reader = this.#reader;
    this.#issues.list = [];
    reader.begin(range);
    for (;;) {
      const batch = reader.next();
      if (batch instanceof Promise) throw new DecodeError("E_READ", "the file has to be waited for");
      if (batch === null) break;
      this.#counter.take(reader, batch);
    }
    return { index, range: reader.range, accounting: reader.accounting, issues: this.#issues.list };
  }

  /** Where the first record of the range that is being counted begins. */
  get start(): number {
    return this.#reader.range.start;
  }

  /** Puts what the reader counted by itself into the summary. */
  finish(): void {
    this.#counter.take(this.#reader, null);
  }

  /** True when the file has to be read as one, see RangeReader. */
  get describesEvents(): boolean {
    return this.#reader.describesEvents === true;
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** Claims and counts blocks until none is left; `turn` lets others have their turn after each. */
export async function countBlocks(
  task: BlockTask,
  counter: RangeCounter,
  turn?: () => Promise<void>,
): Promise<{ blocks: CountedBlock[]; isOverflow: boolean }> {
  const blocks: CountedBlock[] = [];
  let issues = 0;
  for (;;) {
    const index = Atomics.add(task.progress, NEXT_BLOCK, 1);
    if (index >= task.blockCount) return { blocks, isOverflow: false };
    const block = counter.count(index, blockRange(task, index));
    blocks.push(block);
    issues += block.issues.length;
    if (issues > MAX_ISSUES || counter.describesEvents) {
      Atomics.store(task.progress, NEXT_BLOCK, task.blockCount);
      return { blocks, isOverflow: true };
    }
    Atomics.add(task.progress, BLOCKS_DONE, 1);
    await turn?.();
  }
}
