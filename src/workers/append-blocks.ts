/**
 * `--append` on one file in blocks, as one thread of several does it: claims the next block, copies the rows that begin
 * in it with their cells into memory, from a guessed first row. Then it waits until the blocks before are settled. Was
 * the guess wrong, it copies the block once more from the right place. It tells the next block where its rows end, and
 * only then writes them: to their place in the output, so that threads write at once. No block is written wrongly.
 */
import type { SourceRange } from "../sources/source.js";
import { Summary, type SummaryColumns } from "../summary/summary.js";
import { appendedCells, type CellChoice } from "./append-cells.js";
import { type BlockEnd, BlockOrder, Stopped } from "./block-order.js";
import { BlockWriter } from "./block-writer.js";
import {
  BLOCKS_DONE,
  type BlockTask,
  blockRange,
  type CountedBlock,
  MAX_ISSUES,
  NEXT_BLOCK,
  RangeCounter,
} from "./count-blocks.js";
import type { OpenFile } from "./file-output.js";
import { type ClonedError, clonedError } from "./thread-error.js";

/** What every thread is told. Structured clone keeps it whole. */
export interface AppendTask extends BlockTask {
  /** Names of the user's own stand among the options. */
  readonly cells: Omit<CellChoice, "names">;
  readonly output: OpenFile;
  /** Memory for the rows of a block; those of larger ones wait in it for their place. */
  readonly bufferBytes: number;
  /** Memory of the BlockOrder. */
  readonly order: SharedArrayBuffer;
}

/**
 * How a thread ended. `alone`: one thread has to do it all, as the file cannot be read in blocks or has too many issues.
 * `stopped`: by another one that did not end well.
 */
export type ThreadEnd =
  | {
      readonly how: "done";
      readonly blocks: readonly CountedBlock[];
      readonly counted: SummaryColumns;
    }
  | { readonly how: "alone" | "stopped" }
  | { readonly how: "failed"; readonly error: ClonedError };

/** The main thread waits no longer than this for other threads before signals get their turn. */
const WAIT_MS = 20;

/** Copies blocks of one file. */
export class BlockAppender {
  /** Name of the source. */
  readonly source: string;
  readonly #task: AppendTask;
  readonly #order: BlockOrder;
  readonly #writer: BlockWriter;
  readonly #header: readonly Uint8Array[];
  readonly #counter: RangeCounter;
  readonly #summary: Summary;
  /** Counts what was counted from wrong guesses, once there are any. */
  #wrong: { readonly counter: RangeCounter; readonly summary: Summary } | null = null;

  private constructor(
    task: AppendTask,
    source: string,
    writer: BlockWriter,
    header: readonly Uint8Array[],
    counter: RangeCounter,
    summary: Summary,
  ) {
    this.#task = task;
    this.source = source;
    this.#order = new BlockOrder(task.order);
    this.#writer = writer;
    this.#header = header;
    this.#counter = counter;
    this.#summary = summary;
  }

  /** Null when the file cannot be read in blocks. */
  static async open(task: AppendTask, onNote: (message: string) => void): Promise<BlockAppender | null> {
    const writer = new BlockWriter(task.output, task.bufferBytes);
    const summary = new Summary();
    // What goes out when the file is opened is its header with new titles.
    const header: Uint8Array[] = [];
    let write = (bytes: Uint8Array): void => {
      header.push(bytes.slice());
    };
    const append = {
      ...appendedCells({ ...task.cells, names: task.options.names }),
      write: (bytes: Uint8Array) => write(bytes),
    };
    const opened = await RangeCounter.open(task, summary, onNote, append);
    if (opened === null) return null;
    write = (bytes) => writer.write(bytes);
    return new BlockAppender(task, opened.source, writer, header, opened.counter, summary);
  }

  /**
   * Copies blocks until none is left. `turn` lets others have their turn, also where other threads are waited for.
   * Never throws; all threads end early when one does.
   */
  async run(turn?: () => Promise<void>): Promise<ThreadEnd> {
    const { progress, blockCount } = this.#task;
    const blocks: CountedBlock[] = [];
    let issues = 0;
    try {
      for (;;) {
        const index = Atomics.add(progress, NEXT_BLOCK, 1);
        if (index >= blockCount) break;
        const block = await this.#copy(index, turn);
        if (block !== null) blocks.push(block);
        issues += block?.issues.length ?? 0;
        if (issues > MAX_ISSUES) {
          this.#order.stop();
          return { how: "alone" };
        }
        Atomics.add(progress, BLOCKS_DONE, 1);
        await turn?.();
      }
      return { how: "done", blocks, counted: this.#counted() };
    } catch (error) {
      this.#order.stop();
      return error instanceof Stopped ? { how: "stopped" } : { how: "failed", error: clonedError(error) };
    }
  }

  /** Copies a block, and gives what its rows are; null when no row begins in it. */
  async #copy(index: number, turn?: () => Promise<void>): Promise<CountedBlock | null> {
    const range = blockRange(this.#task, index);
    const guessed = this.#count(index, range);
    const before = await this.#before(index, turn);
    // False where a record of an earlier block goes on behind this one.
    const hasRows = range.isExact || before.input < range.to;
    const isEmpty = guessed.range.start === guessed.range.end;
    const isRight = range.isExact || (hasRows ? guessed.range.start === before.input : isEmpty);
    let block = hasRows ? guessed : null;
    if (!isRight) {
      this.#writer.begin(() => null);
      if (hasRows) block = this.#count(index, { from: before.input, to: range.to, isExact: true });
    }
    this.#order.settle(index, {
      input: block?.range.end ?? before.input,
      output: before.output + this.#writer.length,
    });
    this.#writer.flush(before.output);
    if (!isRight && !isEmpty) await this.#takeAway(index, guessed.range.start, range.to);
    return block;
  }

  /** Copies the rows of a range into memory, or to their place when there are more than it holds. */
  #count(index: number, range: SourceRange): CountedBlock {
    this.#writer.begin(() => {
      const { input, output } = this.#order.before(index);
      return range.isExact || input === this.#counter.start ? output : null;
    });
    if (index === 0) for (const bytes of this.#header) this.#writer.write(bytes);
    return this.#counter.count(index, range);
  }

  async #before(index: number, turn?: () => Promise<void>): Promise<BlockEnd> {
    if (turn === undefined) return this.#order.before(index);
    for (;;) {
      const end = this.#order.before(index, WAIT_MS);
      if (end !== null) return end;
      await turn();
    }
  }

  /** Counts what a wrong guess counted, so that it can be taken away. */
  async #takeAway(index: number, from: number, to: number): Promise<void> {
    if (this.#wrong === null) {
      const summary = new Summary();
      const opened = await RangeCounter.open(this.#task, summary, () => {});
      if (opened === null) return;
      this.#wrong = { counter: opened.counter, summary };
    }
    this.#wrong.counter.count(index, { from, to, isExact: true });
  }

  #counted(): SummaryColumns {
    this.#counter.finish();
    if (this.#wrong !== null) {
      this.#wrong.counter.finish();
      this.#summary.merge(this.#wrong.summary, -1);
    }
    return this.#summary.columns();
  }

  async close(): Promise<void> {
    await this.#counter.close();
    await this.#wrong?.counter.close();
  }
}
