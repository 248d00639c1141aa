/** What `names` is asked to do: search, export, or compare a file with what is known. */
import { DecodeError } from "../errors.js";
import type { OwnName } from "../names/index.js";
import type { TextFormat } from "../sinks/index.js";
import { type ExportFormat, exported, names } from "./names.js";
import { isTerminal } from "./terminal.js";

export interface NamesFlags {
  readonly format?: TextFormat;
  readonly names?: readonly string[];
  readonly own?: boolean;
  readonly export?: ExportFormat;
  readonly check?: string;
}

/** The output of `names` for its flags. @throws DecodeError */
export async function namesCommand(
  pattern: string | undefined,
  flags: NamesFlags,
  own: readonly OwnName[],
): Promise<string> {
  if (flags.own === true && flags.names === undefined) {
    throw new DecodeError("E_OPTION", "--own shows the names of --names, and no --names is given");
  }
  const format = flags.format ?? (isTerminal("stdout") ? "table" : "csv");
  if (flags.check !== undefined) {
    if (pattern !== undefined || flags.own === true) {
      throw new DecodeError("E_OPTION", "--check compares a whole file; leave the pattern and --own out");
    }
    const { namesCheck } = await import("./names-check.js");
    return namesCheck(flags.check, { format, own });
  }
  const selection = flags.own === true ? { own, pack: "own" as const } : { own };
  if (flags.export !== undefined) return exported(pattern, flags.export, selection);
  return names(pattern, { format, ...selection });
}
