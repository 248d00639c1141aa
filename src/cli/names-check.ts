/** `names --check FILE`: every constant of a header beside what is known. */

import { formatCode } from "../control-code/index.js";
import { checkNames, type OwnName } from "../names/index.js";
import type { SinkColumn, TextFormat } from "../sinks/index.js";
import { issueLines, readNamesFile } from "./own-names.js";
import { rowsText } from "./rows.js";
import { say } from "./terminal.js";

const COLUMNS: readonly SinkColumn[] = [
  { name: "line", type: "u32" },
  { name: "code", type: "code" },
  { name: "name", type: "text" },
  { name: "verdict", type: "text" },
  { name: "otherCodes", type: "list" },
  { name: "otherNames", type: "list" },
];

/**
 * A row a constant, in the order of the file, with its verdict (see CheckVerdict). What cannot be read in the file is
 * told on standard error.
 *
 * @throws DecodeError E_OPTION when the file cannot be read or is no file of names
 */
export async function namesCheck(
  path: string,
  options: { readonly format: TextFormat; readonly own?: readonly OwnName[] },
): Promise<string> {
  const { names, issues } = await readNamesFile(path);
  for (const line of issueLines(issues)) say(line);
  const rows = checkNames(names, options.own).map(({ otherCodes, ...name }) => ({
    ...name,
    otherCodes: otherCodes.map(formatCode),
  }));
  return rowsText(options.format, COLUMNS, rows);
}
