/** Threads of a pool, which begin to start at once: that takes as long as counting a hundred megabytes. */

export interface Threads<Result> {
  /** Rejects, too, when a thread fails before it has a task. */
  run(task: unknown): Promise<Result>;
  /** Ends the threads, whatever they do. */
  destroy(): Promise<void>;
}

/** `worker`: the module whose default export is called with each task. */
export async function startThreads<Result>(worker: URL, threads: number): Promise<Threads<Result>> {
  const { default: Tinypool } = await import("tinypool");
  const pool = new Tinypool({ filename: worker.href, minThreads: threads, maxThreads: threads });
  const failed = new Promise<never>((_, reject) => pool.on("error", reject));
  // Nobody may come to run anything.
  failed.catch(() => {});
  return {
    run: (task) => Promise.race([pool.run(task) as Promise<Result>, failed]),
    destroy: () => pool.destroy(),
  };
}
