/** A thread that counts blocks of one file; the pool calls it with a task. */
import { Summary } from "../summary/summary.js";
import { type BlockTask, type CountedBlocks, countBlocks, RangeCounter } from "./count-blocks.js";
import { optimizeLater } from "./optimize-later.js";

export default async function countInThread(task: BlockTask): Promise<CountedBlocks> {
  if (task.ownsProcess) await optimizeLater();
  const summary = new Summary(task.by);
  const opened = await RangeCounter.open(task, summary, () => {});
  if (opened === null) return { blocks: [], counted: null, isOverflow: true };
  const { counter } = opened;
  try {
    const { blocks, isOverflow } = await countBlocks(task, counter);
    counter.finish();
    return { blocks, counted: summary.columns(), isOverflow };
  } finally {
    await counter.close();
  }
}
