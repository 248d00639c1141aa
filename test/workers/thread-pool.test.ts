import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { endAhead, startAhead, startThreads } from "../../src/workers/thread-pool.js";
import { Folder } from "../cli/command.js";

const folder = new Folder();

it("calls a module with each task", async () => {
  folder.write("double.mjs", "export default (task) => task * 2;\n");
  const threads = await startThreads<number>(pathToFileURL(folder.at("double.mjs")), 2);
  try {
    expect(await Promise.all([1, 2, 3].map((task) => threads.run(task)))).toEqual([2, 4, 6]);
  } finally {
    await threads.end();
  }
});

it("a thread that fails before it has a task rejects the tasks, and ends nothing else", async () => {
  folder.write("broken.mjs", 'throw new Error("broken from the start");\n');
  const threads = await startThreads(pathToFileURL(folder.at("broken.mjs")), 1);
  try {
    await setTimeout(500);
    await expect(threads.run(1)).rejects.toThrow("broken from the start");
  } finally {
    await threads.end();
  }
});

/** Numbers of the threads that ran `count` tasks at once. */
async function numbersOf(worker: URL, count: number): Promise<number[]> {
  const threads = await startThreads<number>(worker, count);
  try {
    return (await Promise.all(Array.from({ length: count }, () => threads.run(0)))).sort((a, b) => a - b);
  } finally {
    await threads.end();
  }
}

it("threads that were started ahead are given once, to who wants as many with the same module", async () => {
  const text = `import { threadId } from "node:worker_threads";
    export default () => new Promise((resolve) => setTimeout(resolve, 200, threadId));\n`;
  const [one, other] = ["one.mjs", "other.mjs"].map((name) => {
    folder.write(name, text);
    return pathToFileURL(folder.at(name));
  });
  const [last] = await numbersOf(one!, 1);
  await startAhead(one!, 2);
  // Their numbers tell: those that were started ahead have the next two.
  expect(await numbersOf(one!, 2)).toEqual([last! + 1, last! + 2]);
  expect(await numbersOf(one!, 2)).toEqual([last! + 3, last! + 4]);
  await startAhead(one!, 2);
  expect(await numbersOf(one!, 1)).toEqual([last! + 7]);
  await startAhead(one!, 1);
  expect(await numbersOf(other!, 1)).toEqual([last! + 9]);
  await startAhead(one!, 1);
  await endAhead();
  expect(await numbersOf(one!, 1)).toEqual([last! + 11]);
  await endAhead();
});
