/**
 * Plain list: one control code a line, as pipelines and people write them: numbers of any form, names,
 * CTL_CODE(...). `#` begins a comment, blank lines do not count.
 */
import { quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import type { ByteInput } from "./byte-input.js";
import { entryOfText, looksLikeCode, numberEntry } from "./code-text.js";
import { chooseRadix, kernelRadix } from "./column-radix.js";
import { headLines } from "./head-lines.js";
import type { Head, ReadRequest, Source } from "./source.js";
import { TextReader } from "./text-reader.js";

const LF = 0x0a;
/** So many lines of the head are looked at to recognise a list. */
const SAMPLE_LINES = 2000;

/** What a line says, without comment, blanks and quotes around it. */
function codeText(line: string): string {
  const comment = line.indexOf("#");
  const text = (comment < 0 ? line : line.slice(0, comment)).trim();
  return text.startsWith('"') && /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** What the whole lines of the head say, of `limit` lines at most that are not blank. */
function codeTexts(head: Head, limit = Number.POSITIVE_INFINITY): string[] {
  const codes: string[] = [];
  for (const line of headLines(head)) {
    if (codes.length === limit) break;
    const code = codeText(line);
    if (code !== "") codes.push(code);
  }
  return codes;
}

function read(input: ByteInput, head: Head, request: ReadRequest): TextReader {
  const lines = codeTexts(head);
  const sample = lines.slice(0, SAMPLE_LINES);
  if (sample.length > 0 && !sample.some((line) => looksLikeCode(line, request.options.names))) {
    throw new DecodeError(
      "E_NOT_A_TRACE",
      `none of the first lines is a control code, such as ${quoteText(lines[0]!)}; this is no list of codes`,
      { file: request.file },
    );
  }
  const column = chooseRadix(request, () => lines);
  return new TextReader(
    input,
    head,
    {
      format: "list",
      delimiter: LF,
      columnCount: 1,
      titles: [],
      quoteAll: false,
      codeColumn: 0,
      codeColumnName: null,
      operationColumn: -1,
      operations: [],
      prefix: "",
      radix: kernelRadix(column),
      cells: new Map(),
      headerBytes: 0,
      headerLines: 0,
      resolve: (text) => entryOfText(codeText(text), column, "default", request.options.names),
      numberEntry: (code) => numberEntry(code, null),
    },
    request,
  );
}

export const list: Source = {
  name: "list",
  doc: {
    writer: "people, scripts, pipelines: one code a line",
    record: "echo 0x902eb | ioctlens decode -",
    carries: "row and offset",
    verified: true,
  },
  detect(head, { names }) {
    if (head.text.subarray(0, 4096).includes(0)) return false;
    const lines = codeTexts(head, SAMPLE_LINES);
    const good = lines.filter((line) => looksLikeCode(line, names)).length;
    return good > 0 && good * 2 >= lines.length;
  },
  load: () => ({ open: read, openRanges: read }),
};
