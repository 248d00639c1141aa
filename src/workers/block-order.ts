/**
 * The order of blocks that several threads read at once: a block is settled when it is known where its rows end.
 * Blocks are settled one after the other, so one place in shared memory is enough for all.
 */

/** Where the rows of some blocks end. */
export interface BlockEnd {
  /** Byte of the input at which the next row begins. */
  readonly input: number;
  /** Bytes of output up to there. */
  readonly output: number;
}

/** Thrown where a thread would wait for blocks that another one gave up. */
export class Stopped extends Error {}

const STOPPED = -1;
/** Two ends, and behind them the number of the block that is to be settled next. */
const ENDS_BYTES = 16;
const MEMORY_BYTES = ENDS_BYTES + 4;

export class BlockOrder {
  readonly #ends: Float64Array;
  readonly #next: Int32Array;

  /** Every thread makes one over the same memory. */
  constructor(memory: SharedArrayBuffer) {
    this.#ends = new Float64Array(memory, 0, 2);
    this.#next = new Int32Array(memory, ENDS_BYTES, 1);
  }

  /** Memory in which block 0 is next. */
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(MEMORY_BYTES);
  }

  /**
   * Where the rows of all blocks before `index`, which is not settled yet, end. Waits for them, but no longer than `ms`
   * at a time: null then.
   * @throws Stopped
   */
  before(index: number): BlockEnd;
  before(index: number, ms: number): BlockEnd | null;
  before(index: number, ms = Number.POSITIVE_INFINITY): BlockEnd | null {
    for (;;) {
      const next = Atomics.load(this.#next, 0);
      if (next === STOPPED) throw new Stopped();
      if (next === index) return { input: this.#ends[0]!, output: this.#ends[1]! };
      if (Atomics.wait(this.#next, 0, next, ms) === "timed-out") return null;
    }
  }

  /**
   * Settles block `index`, which is next: its rows and all before end at `end`.
   * @throws Stopped
   */
  settle(index: number, end: BlockEnd): void {
    this.#ends[0] = end.input;
    this.#ends[1] = end.output;
    if (Atomics.compareExchange(this.#next, 0, index, index + 1) !== index) throw new Stopped();
    Atomics.notify(this.#next, 0);
  }

  /** Ends the work of all threads: whoever waits, or is about to, gets Stopped. */
  stop(): void {
    Atomics.store(this.#next, 0, STOPPED);
    Atomics.notify(this.#next, 0);
  }
}
