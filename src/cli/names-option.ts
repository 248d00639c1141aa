/** The option --names, and the files that it names: nothing is loaded where it is not given. */
import { Option } from "commander";
import type { OwnName } from "../names/index.js";
import type { TraceFlags } from "./options.js";

/** An option that may stand several times. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** The option of every command that names codes. */
export function namesOption(): Option {
  return new Option(
    "--names <file>",
    "names of your own, which come first: a C header, Rust, CSV, JSON or lines of NAME HEX; repeatable",
  ).argParser(repeated);
}

/** Its value. */
export interface NamesOption {
  readonly names?: readonly string[];
}

/** The names of --names; nothing is loaded without the option. */
export async function ownNames({ names }: NamesOption): Promise<readonly OwnName[]> {
  return names === undefined ? [] : (await import("./own-names.js")).tellingOwnNames(names);
}

/** The flags of a command that reads traces, with what the files of --names say. */
export async function withOwnNames<Flags extends TraceFlags>(flags: Flags): Promise<Flags> {
  if (flags.names === undefined) return flags;
  const { loadOwnNames } = await import("./own-names.js");
  return { ...flags, own: await loadOwnNames(flags.names) };
}
