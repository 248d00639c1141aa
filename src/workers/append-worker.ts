/** A thread that copies blocks of one file for `--append`; the pool calls it with a task. */
import { type AppendTask, BlockAppender, type ThreadEnd } from "./append-blocks.js";
import { BlockOrder } from "./block-order.js";
import { optimizeLater } from "./optimize-later.js";
import { clonedError } from "./thread-error.js";

export default async function appendInThread(task: AppendTask): Promise<ThreadEnd> {
  let appender: BlockAppender | null = null;
  try {
    if (task.ownsProcess) await optimizeLater();
    appender = await BlockAppender.open(task, () => {});
    if (appender !== null) return await appender.run();
    new BlockOrder(task.order).stop();
    return { how: "alone" };
  } catch (error) {
    new BlockOrder(task.order).stop();
    return { how: "failed", error: clonedError(error) };
  } finally {
    await appender?.close();
  }
}
