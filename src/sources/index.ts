/** The list of trace formats, in the order in which they are tried. A new one is one line here. */
import { DecodeError } from "../errors.js";
import { csv } from "./csv.js";
import { makeHead } from "./encoding.js";
import { etl } from "./etl/index.js";
import { etwText } from "./etw-text/index.js";
import { json } from "./json/index.js";
import { list } from "./list.js";
import { procmonPml } from "./pml/index.js";
import { procmonCsv } from "./procmon-csv.js";
import { procmonXml } from "./procmon-xml/index.js";
import { HEAD_BYTES, type Head, type Source, type SourceOptions } from "./source.js";
import { text } from "./text/index.js";
import { tshark } from "./tshark/index.js";
import { wine } from "./wine/index.js";

export const SOURCES: readonly Source[] = [
  etl,
  procmonPml,
  procmonXml,
  procmonCsv,
  tshark,
  etwText,
  wine,
  json,
  csv,
  list,
  text,
];

/** The source called `name`. */
export function sourceNamed(name: string): Source {
  const source = SOURCES.find((candidate) => candidate.name === name);
  if (source !== undefined) return source;
  const names = SOURCES.map((candidate) => candidate.name).join(", ");
  throw new DecodeError("E_OPTION", `there is no source ${JSON.stringify(name)}; the sources are ${names}`);
}

/** The first bytes, as a person would want to see them in a message. */
function shown(head: Head): string {
  const bytes = head.text.subarray(0, 48);
  const line = new TextDecoder().decode(bytes).split(/\r?\n/, 1)[0] ?? "";
  const isText = !/[^\t\x20-\x7e\u00a0-\uffff]|\ufffd/.test(line);
  if (isText) return `it begins with ${JSON.stringify(line)}`;
  const hex = Array.from(head.bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0"));
  return `it begins with the bytes ${hex.join(" ")}`;
}

/**
 * The source that recognises the head; `--pattern` asks for text whatever it looks like.
 * @throws DecodeError E_EMPTY, E_NOT_A_TRACE, or what a source found wrong with a trace of its own
 */
export function detectSource(head: Head, options: SourceOptions): Source {
  if (head.bytes.length === 0) throw new DecodeError("E_EMPTY", "the input is empty");
  if (options.pattern !== undefined) return text;
  const source = SOURCES.find((candidate) => candidate.detect(head, options));
  if (source !== undefined) return source;
  const hint =
    options.codeColumn === undefined
      ? "name the column of the code with --code-column, or the format with --source; debug output of your own form is read by --source text or by --pattern with a group named code"
      : `no column ${JSON.stringify(options.codeColumn)} was found`;
  throw new DecodeError("E_NOT_A_TRACE", `no known trace format: ${shown(head)}; ${hint}`);
}

/**
 * The head of an input from its first bytes, up to HEAD_BYTES, and the source that the user named or that recognises it.
 * @throws DecodeError as detectSource does
 */
export function recogniseHead(
  bytes: Uint8Array,
  options: SourceOptions & { readonly source?: string },
): { head: Head; source: Source } {
  const head = makeHead(bytes, bytes.length < HEAD_BYTES);
  if (options.source !== undefined) return { head, source: sourceNamed(options.source) };
  if (head.text.length === 0) throw new DecodeError("E_EMPTY", "the input is empty");
  return { head, source: detectSource(head, options) };
}
