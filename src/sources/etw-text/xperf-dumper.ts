/**
 * `xperf -i trace.etl -a dumper`: between BeginHeader and EndHeader the columns of every kind of event, then a row an
 * event, padded and with commas. The columns of FileIoFSCTL are those that this header names, never those of another
 * version. No real row of that event was seen.
 */
import { valueOfText } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import { unresolvedEntry } from "../code-text.js";
import { titleKey } from "../csv-header.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import type { RecordOutput } from "../record-output.js";
import type { ReadRequest } from "../source.js";
import { processOf } from "./event-output.js";
import { splitPadded, unquoted } from "./padded-row.js";
import { UnverifiedCodes } from "./unverified.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path"] as const),
];
const MAJOR_FUNCTION = "IRP_MJ_FILE_SYSTEM_CONTROL";
const EVENT = "FileIoFSCTL";
const CODE_KEY = "infoclass";

/** What the header says of EVENT. Several traces in one file have a header each. */
class DumperHeader {
  /** Comparison keys of its columns; null while the header has none. */
  keys: readonly string[] | null = null;
  #part: "before" | "header" | "rows" = "before";

  /** Takes a line; false when it is none of a header. */
  take(line: string): boolean {
    const trimmed = line.trim();
    if (trimmed === "BeginHeader") {
      this.#part = "header";
      this.keys = null;
      return true;
    }
    if (this.#part !== "header") return this.#part === "before";
    const cells = splitPadded(line);
    const isEnd = trimmed === "EndHeader";
    // In the place of a title stands the time: the end of the header is missing.
    const isRow = /^\d+$/.test(cells?.[1] ?? "");
    if (isEnd || isRow) this.#part = "rows";
    else if (cells?.[0] === EVENT) this.keys = cells.map(titleKey);
    return !isRow;
  }
}

function takeRow(
  line: string,
  keys: DumperHeader["keys"],
  codes: UnverifiedCodes,
  output: RecordOutput,
): void {
  const cells = splitPadded(line);
  if (cells === null) {
    output.reject("E_QUOTE_OPEN", "a quote is not closed before the row ends");
    return;
  }
  if (cells[0] !== EVENT) return;
  const column = keys?.indexOf(CODE_KEY) ?? -1;
  if (keys === null || column < 0) {
    const message = `the header names no column InfoClass of ${EVENT}`;
    output.set("operation", "FileSystemControl");
    output.giveText("", () => unresolvedEntry(null, message, MAJOR_FUNCTION), "no column");
    return;
  }
  // A number at the end of a row may be cut off.
  if (cells.length > keys.length || cells.length < Math.min(keys.length, column + 2)) {
    const message = `the row has ${cells.length} columns, the header ${keys.length}`;
    output.reject("E_COLUMN_COUNT", message);
    return;
  }
  const cell = (key: string) => cells[keys.indexOf(key)] ?? "";
  const process = processOf(cell("processname(pid)"));
  output.set("time", cell("timestamp") || null);
  output.set("processName", process.name === null ? null : unquoted(process.name));
  output.set("processId", process.id);
  output.set("threadId", valueOfText("u32", cell("threadid")));
  output.set("operation", "FileSystemControl");
  output.set("path", cell("filename") || null);
  codes.give(cells[column]!, MAJOR_FUNCTION, output);
}

export function xperfDumper(request: ReadRequest): TextFormat {
  const codes = new UnverifiedCodes(request);
  const header = new DumperHeader();
  return lineFormat({
    columns: COLUMNS,
    mayCarry: /FileIoFSCTL|BeginHeader|EndHeader/g,
    isHeader: (line) => header.take(line),
    take(line, output) {
      if (!header.take(line)) takeRow(line, header.keys, codes, output);
    },
  });
}
