import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { startThreads } from "../../src/workers/thread-pool.js";
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
