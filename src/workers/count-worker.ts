/** A thread that counts blocks of one file; the pool calls it with a task. */
import { Summary } from "../summary/summary.js";
import { type BlockTask, type CountedBlocks, countBlocks, RangeCounter } from "./count-blocks.js";

export default async function countInThread(task: BlockTask): Promise<CountedBlocks> {
  const summary = new Summary(task.by);
  const opened = await RangeCounter.open(task, summary, () => {});
  if (opened === null) return { blocks: [], groups: [], isOverflow: true };
  const { counter } = opened;
  try {
    const { blocks, isOverflow } = await countBlocks(task, counter);
    counter.finish();
    return { blocks, groups: [...summary.counted()], isOverflow };
  } finally {
    await counter.close();
  }
}
