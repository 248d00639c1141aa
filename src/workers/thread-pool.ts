/** Threads of a pool, which begin to start at once: that takes as long as counting a hundred megabytes. */
import { availableParallelism } from "node:os";

export interface Threads<Result> {
  /** Rejects, too, when a thread fails before it has a task. */
  run(task: unknown): Promise<Result>;
  /**
   * Ends the threads, whatever they do, and waits until those that do something have ended. Idle ones, which take
   * some 20 ms to end, do so later.
   */
  end(): Promise<void>;
}

const DEFAULT_JOBS = 8;

/** `-j` when nothing is said. */
export function defaultJobs(): number {
  return Math.min(availableParallelism(), DEFAULT_JOBS);
}

/** The module of threads that count blocks. */
export const COUNT_WORKER = new URL("count-worker.js", import.meta.url);

/** Threads that somebody will probably ask for. */
let ahead: { readonly worker: URL; readonly threads: number; readonly pool: Threads<never> } | null = null;

/**
 * Starts threads that will probably be asked for: `startThreads` gives them to the first who wants as many with this module.
 * `endAhead` has to be called at the end.
 */
export async function startAhead(worker: URL, threads: number): Promise<void> {
  ahead = { worker, threads, pool: await start(worker, threads) };
}

/** Ends threads that were started ahead and that nobody has asked for. */
export async function endAhead(): Promise<void> {
  const pool = ahead?.pool;
  ahead = null;
  await pool?.end();
}

/** `worker`: the module whose default export is called with each task. */
export async function startThreads<Result>(worker: URL, threads: number): Promise<Threads<Result>> {
  if (ahead?.worker.href === worker.href && ahead.threads === threads) {
    const { pool } = ahead;
    ahead = null;
    return pool;
  }
  await endAhead();
  return start(worker, threads);
}

async function start<Result>(worker: URL, threads: number): Promise<Threads<Result>> {
  const { default: Tinypool } = await import("tinypool");
  const pool = new Tinypool({ filename: worker.href, minThreads: threads, maxThreads: threads });
  const failed = new Promise<never>((_, reject) => pool.on("error", reject));
  // Nobody may come to run anything.
  failed.catch(() => {});
  /** Tasks under way, and those that failed, whose threads may still be at it. */
  let unfinished = 0;
  return {
    async run(task) {
      unfinished++;
      const result = await Promise.race([pool.run(task) as Promise<Result>, failed]);
      unfinished--;
      return result;
    },
    async end() {
      const ended = pool.destroy();
      if (unfinished > 0) await ended;
      else ended.catch(() => {});
    },
  };
}
