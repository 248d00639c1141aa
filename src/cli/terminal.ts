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

/** How much a line on standard error matters. */
export type Level = "error" | "warning" | "info";

/** Control characters, but for line ends and tabs. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

let asJson = false;

/** From now on lines on standard error are objects of JSON: `level`, `message` without the name of the command, details. */
export function sayAsJson(): void {
  asJson = true;
}

/** Writes a line to standard error. When nobody listens, the data may still be wanted. */
export function say(line: string, level: Level = "info", details: object = {}): void {
  const message = line.replace(/^ioctlens: /, "");
  // Names of files come from anywhere; on a terminal their control characters would do things.
  const text = asJson ? JSON.stringify({ level, message, ...details }) : line.replace(CONTROLS, "\ufffd");
  try {
    Output.open("/dev/stderr", false).writeNow(`${text}\n`);
  } catch {
    // Nobody listens.
  }
}
