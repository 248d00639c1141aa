/** Options of the commands that read traces, as they come from the command line, and what they mean. */
import { requireColumn } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { Engine } from "../kernel/index.js";
import type { NamesPack } from "../names/index.js";
import type { ExpandLimits } from "../packed/expansion.js";
import { type RowFilter, rowFilter } from "../record/row-filter.js";
import type { ColumnName } from "../record/schema.js";
import { formatOfFile, isBinary, type OutputFormat, type SinkOptions } from "../sinks/index.js";
import { parseFieldRule } from "../sources/etl/field-rules.js";
import { parseJsonPath } from "../sources/json/path.js";
import type { SourceOptions } from "../sources/source.js";
import { parsePattern } from "../sources/text/own-pattern.js";
import type { InputFlags } from "./inputs.js";
import type { OwnNames } from "./own-names.js";
import { isTerminal } from "./terminal.js";

/** As the argument parser gives them. */
export interface TraceFlags extends InputFlags {
  readonly format?: OutputFormat;
  readonly output?: string;
  readonly force?: boolean;
  readonly source?: string;
  readonly codeColumn?: string;
  readonly delimiter?: string;
  readonly escape?: string;
  readonly comment?: string;
  readonly header: boolean;
  readonly radix: string;
  readonly maxRecord?: string;
  readonly maxExpand?: string;
  readonly etwField?: readonly string[];
  readonly direction?: "request" | "response" | "both";
  readonly pattern?: string;
  readonly jsonPath?: string;
  readonly where?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  /** Files of names, and what they say. */
  readonly names?: readonly string[];
  readonly own?: OwnNames;
  readonly namesPack: NamesPack;
  readonly engine: Engine;
  readonly jobs?: string;
  readonly limit?: string;
  readonly stats?: string;
  readonly errors?: string;
  readonly strict?: boolean;
  readonly maxErrors?: string;
  readonly onError?: "skip" | "stop";
  readonly failEmpty?: boolean;
  readonly spreadsheetSafe?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: number;
  readonly logFormat?: "text" | "json";
  /** Undefined: where standard error is a terminal. */
  readonly progress?: boolean;
  readonly color: "auto" | "always" | "never";
}

const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A size such as 65536, 64K, 64M or 1G, in bytes. */
export function parseSize(text: string, option: string): number {
  const match = /^(\d+)([kmg]?)(?:i?b)?$/i.exec(text);
  const size = match === null ? Number.NaN : Number(match[1]) * SIZE_UNITS[match[2]!.toLowerCase()]!;
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new DecodeError(
    "E_OPTION",
    `${option} takes a size such as 65536, 64K or 64M, not ${JSON.stringify(text)}`,
  );
}

/** The value of --max-expand: a size, and behind a comma a ratio. */
export function parseExpandLimits(text: string | undefined): ExpandLimits {
  if (text === undefined) return {};
  const [size = "", ratio, ...more] = text.split(",");
  if (more.length > 0)
    throw new DecodeError("E_OPTION", "--max-expand takes a size and a ratio, such as 64G,1000");
  return {
    maxExpandBytes: parseSize(size, "--max-expand"),
    ...(ratio === undefined ? {} : { maxExpandRatio: parseCount(ratio, "the ratio of --max-expand", 1) }),
  };
}

/** A whole number of at least `least`. */
export function parseCount(text: string, option: string, least: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count >= least) return count;
  throw new DecodeError(
    "E_OPTION",
    `${option} takes a whole number from ${least}, not ${JSON.stringify(text)}`,
  );
}

/** What the flags say about the input. */
export function sourceOptions(flags: TraceFlags): SourceOptions {
  if (flags.delimiter === "") throw new DecodeError("E_OPTION", "--delimiter must not be empty");
  // A wrong rule is wrong whatever the input is.
  for (const rule of flags.etwField ?? []) parseFieldRule(rule);
  if (flags.pattern !== undefined) parsePattern(flags.pattern);
  if (flags.jsonPath !== undefined) parseJsonPath(flags.jsonPath);
  const delimiter = flags.delimiter === "\\t" ? "\t" : flags.delimiter;
  return {
    ...(flags.codeColumn === undefined ? {} : { codeColumn: flags.codeColumn }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(flags.escape === undefined ? {} : { escape: flags.escape }),
    ...(flags.comment === undefined ? {} : { comment: flags.comment }),
    ...(flags.header ? {} : { noHeader: true }),
    radix: flags.radix === "auto" ? "auto" : flags.radix === "10" ? 10 : 16,
    ...(flags.maxRecord === undefined ? {} : { maxRecordBytes: parseSize(flags.maxRecord, "--max-record") }),
    ...(flags.etwField === undefined ? {} : { etwFields: flags.etwField }),
    ...(flags.direction === undefined ? {} : { direction: flags.direction }),
    ...(flags.pattern === undefined ? {} : { pattern: flags.pattern }),
    ...(flags.jsonPath === undefined ? {} : { jsonPath: flags.jsonPath }),
  };
}

/** Columns named in a list with commas. */
export function parseColumns(text: string): ColumnName[] {
  const columns = text.split(",").map((name) => requireColumn(name.trim()));
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new DecodeError("E_OPTION", `column ${twice} is named twice`);
  return columns;
}

/** The rows that the conditions among the flags keep; undefined = all. @throws DecodeError E_OPTION */
export function wantedRows(flags: TraceFlags): RowFilter | undefined {
  return rowFilter({ ...flags, names: flags.own?.names }, flags.namesPack);
}

/** True when the data goes to a terminal. */
function isForTerminal(flags: Pick<TraceFlags, "output">): boolean {
  return (flags.output === undefined || flags.output === "-") && isTerminal("stdout");
}

/**
 * The format of the data: as asked, by the output's name, a table on a terminal, CSV elsewhere.
 * @throws DecodeError E_OPTION for a binary format on a terminal
 */
export function chooseFormat(flags: Pick<TraceFlags, "format" | "output">): OutputFormat {
  const { format, output } = flags;
  if (format === undefined) {
    if (isForTerminal(flags)) return "table";
    return (output === undefined ? undefined : formatOfFile(output))?.name ?? "csv";
  }
  if (isBinary(format) && isForTerminal(flags)) {
    throw new DecodeError("E_OPTION", `${format} is no text for a terminal; name a file with -o, or a pipe`);
  }
  return format;
}

function wantsColor(flags: Pick<TraceFlags, "color" | "output">): boolean {
  if (flags.color !== "auto") return flags.color === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return isForTerminal(flags) && TERM !== "dumb";
}

/** How an output format is to print. */
export function sinkOptions(flags: TraceFlags, alwaysNames: boolean): SinkOptions {
  return {
    spreadsheetSafe: flags.spreadsheetSafe ?? false,
    alwaysNames,
    color: wantsColor(flags),
    // Some terminals do not tell their width.
    ...(isForTerminal(flags) && process.stdout.columns > 0 ? { width: process.stdout.columns } : {}),
  };
}
