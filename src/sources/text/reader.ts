/** Reads debug output and other text: a record is a line, and may hold several codes. */
import { DecodeError } from "../../errors.js";
import { valueOfText } from "../../record/batch.js";
import { type ColumnName, columnNamed } from "../../record/schema.js";
import type { ByteInput } from "../byte-input.js";
import { FormatReader } from "../format-reader.js";
import { giveLineCode, type LineCode, MOST_LINE_LENGTH, rejectLongLine } from "../line-code.js";
import { type LineTaker, lineFormat } from "../line-format.js";
import type { RecordOutput } from "../record-output.js";
import type { Head, ReadRequest, SourceOptions } from "../source.js";
import { isBinary } from "./binary.js";
import type { Finder } from "./finder.js";
import { FINDERS } from "./finders.js";
import { parsePattern } from "./own-pattern.js";
import { TEXT_PATTERNS } from "./patterns.js";
import { debugViewRow } from "./rows.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status", "duration"] as const),
  ...(["inputLength", "outputLength"] as const),
];

/** Lines with the named patterns. */
function namedPatterns(options: SourceOptions): LineTaker {
  const finders = TEXT_PATTERNS.map(({ name }): readonly [string, Finder] => [name, FINDERS[name]()]);
  const hints = TEXT_PATTERNS.flatMap(({ hint }) => (hint === null ? [] : [hint.source]));

  function giveAll(codes: readonly LineCode[], name: string, output: RecordOutput): void {
    const given = new Set<string>();
    for (const code of codes) {
      // The same code twice in a line is the same request.
      if (given.has(code.text)) continue;
      given.add(code.text);
      giveLineCode(output, code, name, options.radix);
    }
  }

  return {
    columns: COLUMNS,
    mayCarry: new RegExp(hints.join("|"), "gim"),
    take(line, output) {
      if (line.length > MOST_LINE_LENGTH) return rejectLongLine(output);
      const frame = debugViewRow(line);
      if (frame !== null) output.set("time", frame.time);
      const text = frame === null ? line : frame.text;
      for (const [name, find] of finders) {
        const codes = find(text, output.row);
        if (codes !== null) return giveAll(codes, name, output);
      }
    },
  };
}

/** Lines with the user's pattern alone. */
function ownPattern(source: string, options: SourceOptions): LineTaker {
  const { regex, columns } = parsePattern(source);
  return {
    columns,
    take(line, output) {
      if (line.length > MOST_LINE_LENGTH) return rejectLongLine(output);
      for (const { groups = {} } of line.matchAll(regex)) {
        const text = groups.code?.trim() ?? "";
        if (text === "") continue;
        const cells = columns.map((name) => [name, valueOfText(columnNamed(name)!.type, groups[name] ?? "")]);
        const code: LineCode = { text, majorFunction: null, cells: Object.fromEntries(cells) };
        giveLineCode(output, code, "pattern", options.radix);
      }
    },
  };
}

/**
 * Opens a text.
 * @throws DecodeError E_OPTION for a wrong pattern, E_NOT_A_TRACE for an input that is no text
 */
export function open(input: ByteInput, head: Head, request: ReadRequest): FormatReader {
  const { options } = request;
  const taker = options.pattern === undefined ? namedPatterns(options) : ownPattern(options.pattern, options);
  if (isBinary(head)) throw new DecodeError("E_NOT_A_TRACE", "the input is no text: it has bytes of zero");
  return new FormatReader(input, head, lineFormat(taker), request);
}
