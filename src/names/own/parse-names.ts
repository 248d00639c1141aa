/**
 * Files of names: which format, which encoding, and what they define. The reader of a format is loaded when a file of
 * it comes.
 */
import { formatCode } from "../../control-code/text.js";
import type { NamesIssue, OwnName } from "../own-names.js";
import type { Definition, Definitions } from "./definitions.js";

/** c: C and C++. csv: CSV and TSV. list: `NAME HEX` lines, as IRPMon has them. */
export type NamesFormat = "c" | "rust" | "csv" | "json" | "list";

export interface ParseNamesOptions {
  /** How the file is called in reports and as the origin of its names. Its suffix tells the format. */
  readonly fileName?: string;
  /** Default: by the suffix, else by the content. */
  readonly format?: NamesFormat;
}

export interface ParsedNames {
  /** Null when the content is of no format of names; then there is nothing but an issue. */
  readonly format: NamesFormat | null;
  /** In order of definition, each name once: of several codes the first one. */
  readonly names: readonly OwnName[];
  /** What could not be read, and what contradicts itself. */
  readonly issues: readonly NamesIssue[];
}

/** Larger files are no lists of names. */
export const MAX_NAMES_BYTES = 16 * 1024 * 1024;

const SUFFIXES: Readonly<Record<string, NamesFormat>> = {
  ...Object.fromEntries(
    ["h", "hpp", "hh", "hxx", "inl", "inc", "c", "cc", "cpp", "cxx", "idl"].map((end) => [end, "c"] as const),
  ),
  rs: "rust",
  csv: "csv",
  tsv: "csv",
  tab: "csv",
  json: "json",
};
/** So much is looked at to tell a format. */
const HEAD_LENGTH = 1024 * 1024;
const RUST = /\bioctl_(?:none|read|write)!|\bconst [A-Za-z_][A-Za-z0-9_]* ?: ?[iu](?:16|32|64) ?=/;
const C = /^[ \t]*#[ \t]*(?:define|include|ifndef|ifdef|if|pragma)\b|\bCTL_CODE[ \t]*\(|\bconstexpr\b/m;

function decodeText(bytes: Uint8Array): string {
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  const little = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0);
  return new TextDecoder(big ? "utf-16be" : little ? "utf-16le" : "utf-8").decode(bytes);
}

async function formatOf(text: string, fileName: string): Promise<NamesFormat | null> {
  const head = text.slice(0, HEAD_LENGTH);
  if (head.includes("\0")) return null;
  const suffix = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  if (Object.hasOwn(SUFFIXES, suffix)) return SUFFIXES[suffix]!;
  if (/^\s*[{[]/.test(head)) return "json";
  if (RUST.test(head)) return "rust";
  if (C.test(head)) return "c";
  if ((await import("./name-list.js")).looksLikeNameList(head)) return "list";
  return (await import("./table.js")).looksLikeTable(head) ? "csv" : null;
}

async function read(format: NamesFormat, text: string): Promise<Definitions> {
  switch (format) {
    case "c":
      return (await import("./c-header.js")).parseCHeader(text);
    case "rust":
      return (await import("./rust.js")).parseRust(text);
    case "csv":
      return (await import("./table.js")).parseTable(text);
    case "json":
      return (await import("./json.js")).parseJson(text);
    case "list":
      return (await import("./name-list.js")).parseNameList(text);
  }
}

/** Each name once, the first one; tells those that have another code later. */
function firstOfEach(given: readonly Definition[], file: string, issues: NamesIssue[]): OwnName[] {
  const names = new Map<string, OwnName>();
  for (const definition of given) {
    const { name, code, line } = definition;
    const first = names.get(name);
    if (first === undefined) names.set(name, { ...definition, file });
    else if (first.code !== code) {
      const message = `${name} is ${formatCode(first.code)} in line ${first.line} and ${formatCode(code)} here; ${formatCode(first.code)} is taken`;
      issues.push({ file, line, error: "E_AMBIGUOUS_NAME", message });
    }
  }
  return [...names.values()];
}

/**
 * The control codes that a file names: a C or C++ header, Rust, CSV, TSV, JSON or a list. What cannot be read is told
 * as an issue with its line, and the rest is kept.
 *
 * `await parseNames("#define IOCTL_X CTL_CODE(0x22, 0x800, 0, 0)", { fileName: "x.h" })` has the name IOCTL_X with the
 * code 0x00222000.
 */
export async function parseNames(
  input: string | Uint8Array,
  { fileName = "names", format: asked }: ParseNamesOptions = {},
): Promise<ParsedNames> {
  const nothing = (error: NamesIssue["error"], message: string): ParsedNames => ({
    format: null,
    names: [],
    issues: [{ file: fileName, line: null, error, message }],
  });
  if (input.length > MAX_NAMES_BYTES) {
    return nothing("E_RECORD_TOO_LONG", `files of names have at most ${MAX_NAMES_BYTES} bytes`);
  }
  const text = (typeof input === "string" ? input : decodeText(input)).replace(/^\ufeff/, "");
  const format = asked ?? (await formatOf(text, fileName));
  if (format === null) {
    return nothing(
      "E_OPTION",
      "no file of names: a C or C++ header, Rust, CSV, TSV, JSON or lines of NAME HEX are read",
    );
  }
  const { names: given, faults } = await read(format, text);
  const issues: NamesIssue[] = faults.map((fault) => ({ file: fileName, ...fault }));
  const names = firstOfEach(given, fileName, issues);
  issues.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { format, names, issues };
}
