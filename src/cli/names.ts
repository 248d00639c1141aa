/** `names [PATTERN]`: constants whose name or number fits, of own names, both packs and Winsock, a row each. */
import { isCtlCodeText } from "../control-code/index.js";
import { DecodeError } from "../errors.js";
import {
  exportNames,
  type NamedCode,
  type NamesPack,
  namesFor,
  type OwnName,
  resolveCodeText,
  type SourceLanguage,
  searchNames,
} from "../names/index.js";
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

/** Columns of an export as a table, which --names reads again. */
const PACK_COLUMNS = COLUMNS.filter(({ name }) => ["code", "name", "kind", "header", "pack"].includes(name));

/** Which names are wanted. */
export interface NamesSelection {
  /** `own` leaves all but the user's own names out, `default` the extra pack. Default: all. */
  readonly pack?: NamesPack | "own";
  /** The user's own names. */
  readonly own?: readonly OwnName[];
}

export interface NamesCommandOptions extends NamesSelection {
  /** `text` is the table. */
  readonly format: CommandFormat;
  readonly sink?: SinkOptions;
}

/** The number that a pattern is, null when it is but part of a name. */
function codeOf(pattern: string, own: readonly OwnName[]): number | null {
  if (!isCtlCodeText(pattern) && !/^\s*[-+]?[0-9]/.test(pattern)) return null;
  try {
    return resolveCodeText(pattern, { own }).code;
  } catch (error) {
    if (error instanceof DecodeError && !isCtlCodeText(pattern)) return null;
    throw error;
  }
}

/** By code, best name of a code first; a number finds its names and the names that hold its digits. */
function find(pattern: string, { own = [], pack }: NamesSelection): NamedCode[] {
  const found = searchNames(pattern.trim(), own);
  const code = codeOf(pattern, own);
  if (code !== null) {
    const others = found.filter((name) => name.code !== code);
    const named = namesFor(code, { pack: "extra", own }).map((name) => ({ code, ...name }));
    found.splice(0, found.length, ...[...named, ...others].sort((a, b) => a.code - b.code));
  }
  if (pack === "own") return found.filter((name) => name.pack === "own");
  return pack === "default" ? found.filter((name) => name.pack !== "extra") : found;
}

/**
 * The names that fit: a part of a name, a pattern with `*` and `?` for a whole name, a number or CTL_CODE(...); all of
 * them without a pattern. Nothing found is a header without rows.
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE for CTL_CODE(...) that cannot be read.
 */
export async function names(pattern: string | undefined, options: NamesCommandOptions): Promise<string> {
  const rows = find(pattern ?? "", options).map((name) => ({ ...name, canonical: Number(name.canonical) }));
  return rowsText(options.format === "text" ? "table" : options.format, COLUMNS, rows, options.sink);
}

/** What `names --export` writes: source code, or a table that --names reads again. */
export type ExportFormat = SourceLanguage | "json" | "csv";

/**
 * The names that fit, as `names` finds them, in a form for other programs.
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE for CTL_CODE(...) that cannot be read.
 */
export async function exported(
  pattern: string | undefined,
  format: ExportFormat,
  selection: NamesSelection,
): Promise<string> {
  const found = find(pattern ?? "", selection);
  if (format !== "json" && format !== "csv") return exportNames(found, format);
  const rows = found.map(({ code, name, kind, header, pack }) => ({ code, name, kind, header, pack }));
  return rowsText(format, PACK_COLUMNS, rows);
}
