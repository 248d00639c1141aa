/** Threads of a pool, which begin to start at once: that takes as long as counting some hundred megabytes. */
import type { Tinypool } from "tinypool";

/** `worker`: the module whose default export is called with each task. To be destroyed. */
export async function startThreads(worker: URL, threads: number): Promise<Tinypool> {
  const { default: Pool } = await import("tinypool");
  return new Pool({ filename: worker.href, minThreads: threads, maxThreads: threads });
}
