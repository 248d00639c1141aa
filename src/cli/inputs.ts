/** The inputs of a command: arguments, wildcards, standard input. */
import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { DecodeError } from "../errors.js";
import { fileInput, stdinInput } from "../node.js";
import type { ByteInput } from "../sources/byte-input.js";
import { isTerminal } from "./terminal.js";

const WILDCARD = /[*?[\]{}]/;

/** Names of the inputs; `-` is standard input, which no argument means too. Wildcards that no shell expanded are. */
export async function expandInputs(args: readonly string[]): Promise<string[]> {
  if (args.length === 0) {
    if (isTerminal("stdin")) {
      throw new DecodeError("E_OPTION", "no input: name a file, or pipe a trace to standard input (-)");
    }
    return ["-"];
  }
  const names: string[] = [];
  for (const arg of args) {
    if (!WILDCARD.test(arg) || statSync(arg, { throwIfNoEntry: false }) !== undefined) {
      names.push(arg);
      continue;
    }
    const { glob } = await import("tinyglobby");
    const pattern = process.platform === "win32" ? arg.replaceAll("\\", "/") : arg;
    const found = await glob(pattern, { absolute: isAbsolute(arg), expandDirectories: false, dot: true });
    if (found.length === 0) names.push(arg);
    else names.push(...found.sort());
  }
  if (names.filter((name) => name === "-").length > 1) {
    throw new DecodeError("E_OPTION", "standard input (-) can be read once only");
  }
  return names;
}

/** Opens an input by its name. */
export function openNamed(name: string): ByteInput {
  return name === "-" ? stdinInput() : fileInput(name);
}
