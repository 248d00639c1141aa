/** `names [PATTERN]`: constants whose name or number fits, of both packs and of Winsock, a row each. */
import { isCtlCodeText } from "../control-code/index.js";
import { DecodeError } from "../errors.js";
import { type NamedCode, type NamesPack, namesFor, resolveCodeText, searchNames } from "../names/index.js";
import type { SinkColumn, SinkOptions } from "../sinks/index.js";
import { type CommandFormat, rowsText } from "./rows.js";

const COLUMNS: readonly SinkColumn[] = [
  { name: "code", type: "code" },
  { name: "name", type: "text" },
  { name: "kind", type: "text" },
  { name: "header", type: "text" },
  { name: "pack", type: "text" },
  { name: "relation", type: "text" },
  { name: "canonical", type: "u8" },
  { name: "sources", type: "u16" },
];

export interface NamesCommandOptions {
  /** `text` is the table. */
  readonly format: CommandFormat;
  /** `default` leaves the extra pack out. Default: both packs. */
  readonly pack?: NamesPack;
  readonly sink?: SinkOptions;
}

/** The number that a pattern is, null when it is but part of a name. */
function codeOf(pattern: string): number | null {
  if (!isCtlCodeText(pattern) && !/^\s*[-+]?[0-9]/.test(pattern)) return null;
  try {
    return resolveCodeText(pattern).code;
  } catch (error) {
    if (error instanceof DecodeError && !isCtlCodeText(pattern)) return null;
    throw error;
  }
}

/** By code, best name of a code first; a number finds its names and the names that hold its digits. */
function find(pattern: string): NamedCode[] {
  const found = searchNames(pattern.trim());
  const code = codeOf(pattern);
  if (code === null) return found;
  const others = found.filter((name) => name.code !== code);
  const own = namesFor(code, { pack: "extra" }).map((name) => ({ code, ...name }));
  return [...own, ...others].sort((a, b) => a.code - b.code);
}

/**
 * The names that fit: a part of a name, a pattern with `*` and `?` for a whole name, a number or CTL_CODE(...); all of
 * them without a pattern. Nothing found is a header without rows.
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE for CTL_CODE(...) that cannot be read.
 */
export async function names(pattern: string | undefined, options: NamesCommandOptions): Promise<string> {
  const found = find(pattern ?? "");
  const kept = options.pack === "default" ? found.filter(({ pack }) => pack === "default") : found;
  const rows = kept.map((name) => ({ ...name, canonical: Number(name.canonical) }));
  return rowsText(options.format === "text" ? "table" : options.format, COLUMNS, rows, options.sink);
}
