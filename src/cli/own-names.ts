/** The files of --names: read before the work begins, put together, and what is wrong with them told. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DecodeError } from "../errors.js";
import {
  MAX_NAMES_BYTES,
  mergeNames,
  type NamesIssue,
  type OwnName,
  type ParsedNames,
  parseNames,
  tableConflicts,
} from "../names/index.js";
import { readError } from "../workers/file-input.js";
import { say } from "./terminal.js";

export interface OwnNames {
  readonly names: readonly OwnName[];
  readonly issues: readonly NamesIssue[];
}

/** So many are shown on standard error. */
const SHOWN_ISSUES = 10;

/** The bytes of a file, one more than are allowed at most. */
function bytesOf(path: string): Uint8Array {
  try {
    const fd = openSync(path, "r");
    try {
      const isFile = fstatSync(fd).isFile();
      const size = isFile ? Math.min(fstatSync(fd).size, MAX_NAMES_BYTES) + 1 : MAX_NAMES_BYTES + 1;
      const bytes = new Uint8Array(size);
      let length = 0;
      for (let count = -1; count !== 0 && length < size; length += count) {
        count = readSync(fd, bytes, length, size - length, null);
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new DecodeError("E_OPTION", `the file of names cannot be read: ${readError(path, cause).message}`, {
      file: path,
      cause,
    });
  }
}

/**
 * Reads one file of names.
 * @throws DecodeError E_OPTION when it cannot be read or is no file of names
 */
export async function readNamesFile(path: string): Promise<ParsedNames> {
  const parsed = await parseNames(bytesOf(path), { fileName: path });
  const [issue] = parsed.issues;
  if (parsed.format === null) throw new DecodeError("E_OPTION", issue!.message, { file: path });
  if (parsed.names.length > 0 || issue !== undefined) return parsed;
  const nothing = {
    file: path,
    line: null,
    error: "E_NAME",
    message: "no control code is named here",
  } as const;
  return { ...parsed, issues: [nothing] };
}

/**
 * Reads the files of --names; of a name with several codes the first one counts.
 * @throws DecodeError E_OPTION when one cannot be read or is no file of names
 */
export async function loadOwnNames(paths: readonly string[]): Promise<OwnNames> {
  const parsed: ParsedNames[] = [];
  for (const path of paths) parsed.push(await readNamesFile(path));
  const merged = mergeNames(parsed.map(({ names }) => names));
  const issues = [
    ...parsed.flatMap((file) => file.issues),
    ...merged.issues,
    ...tableConflicts(merged.names),
  ];
  return { names: merged.names, issues };
}

/** The issues as lines for standard error, the first ones whole, the others counted. */
export function issueLines(issues: readonly NamesIssue[]): string[] {
  const lines = issues.slice(0, SHOWN_ISSUES).map(({ file, line, error, message }) => {
    const place = line === null ? file : `${file}:${line}`;
    return `ioctlens: ${place}: warning: ${error}: ${message}`;
  });
  const hidden = issues.length - lines.length;
  if (hidden > 0)
    lines.push(`ioctlens: ${hidden} more such ${hidden === 1 ? "warning" : "warnings"} of names`);
  return lines;
}

/** Own names for a command that reads no trace: warnings go to standard error at once. */
export async function tellingOwnNames(paths: readonly string[]): Promise<readonly OwnName[]> {
  const { names, issues } = await loadOwnNames(paths);
  for (const line of issueLines(issues)) say(line);
  return names;
}
