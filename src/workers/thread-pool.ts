/** Threads of a pool, which begin to start at once: that takes as long as counting a hundred megabytes. */

export interface Threads<Result> {
  /** Rejects, too, when a thread fails before it has a task. */
  run(task: unknown): Promise<Result>;
  /**
   * Ends the threads, whatever they do, and waits until those that do something have ended. Idle ones, which take
   * some 20 ms to end, do so later.
   */
  end(): Promise<void>;
}

/** `worker`: the module whose default export is called with each task. */
export async function startThreads<Result>(worker: URL, threads: number): Promise<Threads<Result>> {
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
