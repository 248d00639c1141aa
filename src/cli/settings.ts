/** Options that the command line left open: looks whether anything sets them, and tells what was taken from where. */
import type { Command } from "commander";
import type { Taken } from "./config.js";
import { configFiles, hasSettings } from "./config-files.js";
import { say, sayAsJson } from "./terminal.js";

/** One line of what a place set. */
export function takenLine({ from, keys }: Taken): string {
  return `ioctlens: ${from}: sets ${keys.join(", ")} (--no-config leaves files out)`;
}

/**
 * Gives `command` the options that files and the environment set; nothing is loaded without any. `wholeTree` makes the
 * tree with the options of all commands.
 *
 * @returns what was taken without telling
 * @throws DecodeError E_OPTION
 */
export async function configure(command: Command, wholeTree: () => Command): Promise<readonly Taken[]> {
  const given = command.optsWithGlobals<{ config?: string | false; quiet?: boolean; verbose?: number }>();
  const files = configFiles(given.config ?? process.env.IOCTLENS_CONFIG, process.env);
  if (files.length === 0 && !hasSettings(process.env)) return [];
  const { applyConfig } = await import("./config.js");
  const taken = applyConfig(command, wholeTree(), files, process.env);
  if (command.getOptionValue("logFormat") === "json") sayAsJson();
  // Files of others must not change what is done without a word, and cannot ask for silence.
  const told = taken.filter(({ isLocal }) => isLocal || (given.verbose ?? 0) > 0);
  const isQuiet =
    given.quiet === true || taken.some((layer) => !layer.isLocal && layer.keys.includes("quiet"));
  if (!isQuiet) for (const line of told.map(takenLine)) say(line);
  return isQuiet ? taken : taken.filter((layer) => !told.includes(layer));
}
