#!/usr/bin/env node
/** The command `ioctlens`: answers --version at once, and loads the rest only when it is needed. */
import { writeSync } from "node:fs";
import { VERSION } from "../record/version.generated.js";

const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  try {
    writeSync(1, `ioctlens ${VERSION}\n`);
  } catch (error) {
    process.exitCode = (error as NodeJS.ErrnoException).code === "EPIPE" ? 141 : 5;
  }
} else {
  const start = async (): Promise<void> => {
    const { run } = await import("./program.js");
    process.exitCode = await run(args, VERSION);
  };
  void start();
}
