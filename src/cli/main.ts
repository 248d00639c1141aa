#!/usr/bin/env node
/** The command `ioctlens`: answers --version at once, has threads start where they will be needed, and loads the rest. */
import { writeSync } from "node:fs";
import { VERSION } from "../record/version.generated.js";
import { startThreadsAhead } from "./threads-ahead.js";

const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  try {
    writeSync(1, `ioctlens ${VERSION}\n`);
  } catch (error) {
    process.exitCode = (error as NodeJS.ErrnoException).code === "EPIPE" ? 141 : 5;
  }
} else {
  const start = async (): Promise<void> => {
    const endThreads = await startThreadsAhead(args, process.env);
    const { run } = await import("./program.js");
    process.exitCode = await run(args, VERSION);
    await endThreads?.();
  };
  void start();
}
