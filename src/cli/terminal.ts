/**
 * Terminals and standard error, by their descriptors: the streams that Node makes for them take a tenth of a short run.
 */
import { fstatSync } from "node:fs";
import { Output } from "./output.js";

const STREAMS = ["stdin", "stdout", "stderr"] as const;

/** True when a standard stream is a terminal. */
export function isTerminal(name: (typeof STREAMS)[number]): boolean {
  try {
    if (!fstatSync(STREAMS.indexOf(name)).isCharacterDevice()) return false;
  } catch {
    // It is closed.
    return false;
  }
  return process[name].isTTY === true;
}

/** Writes a line to standard error. When nobody listens, the data may still be wanted. */
export function say(line: string): void {
  try {
    Output.open("/dev/stderr", false).writeNow(`${line}\n`);
  } catch {
    // Nobody listens.
  }
}
