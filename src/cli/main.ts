#!/usr/bin/env node
/** The command `ioctlens`: answers --version at once, and loads the rest only when it is needed. */
import { readFileSync, writeSync } from "node:fs";

const args = process.argv.slice(2);

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  try {
    writeSync(1, `ioctlens ${version()}\n`);
  } catch (error) {
    process.exitCode = (error as NodeJS.ErrnoException).code === "EPIPE" ? 141 : 5;
  }
} else {
  const { run } = await import("./program.js");
  process.exitCode = await run(args, version());
}
