/**
 * `tracerpt trace.etl -of CSV` (UTF-16 with `-en Unicode`): columns that every event has, then the fields of the event
 * without their names. Where the header names a column of the code, it is read; otherwise control requests are
 * unresolved, and nothing is guessed from the place of a field. No real row of such an event was seen.
 */
import { valueOfText } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import { unresolvedEntry } from "../code-text.js";
import { titleKey } from "../csv-header.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import type { ReadRequest } from "../source.js";
import { controlMark, controlRequestOf, FS_CONTROL_TYPE, KERNEL_CLASS } from "./control-fields.js";
import { splitPadded } from "./padded-row.js";
import { UnverifiedCodes } from "./unverified.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processId", "threadId", "operation", "path", "provider", "eventId"] as const),
];
const NOT_NAMED =
  "tracerpt does not name the fields of the event, so its code cannot be told; decode the .etl itself";

const HEADER = /^\s*Event Name\s*,/;

export function tracerptCsv(request: ReadRequest): TextFormat {
  const codes = new UnverifiedCodes(request);
  let keys: readonly string[] = [];
  return lineFormat({
    columns: COLUMNS,
    mayCarry: new RegExp(`${KERNEL_CLASS}|${controlMark().source}`, "g"),
    isHeader(line) {
      if (keys.length > 0) return false;
      if (HEADER.test(line)) keys = (splitPadded(line) ?? line.split(",")).map(titleKey);
      return true;
    },
    take(line, output) {
      const cells = splitPadded(line);
      if (cells === null) {
        output.reject("E_QUOTE_OPEN", "a quote is not closed before the row ends");
        return;
      }
      const cell = (key: string) => cells[keys.indexOf(key)] ?? "";
      const number = (key: string) => valueOfText("u16", cell(key)) as number | null;
      const provider = cells[0]!;
      const isFsControl = cell("type").toLowerCase() === "fscontrol";
      const isClassic = provider === KERNEL_CLASS;
      const id = isClassic ? (isFsControl ? FS_CONTROL_TYPE : number("opcode")) : number("eventid");
      const control = id === null ? null : controlRequestOf(provider, id);
      if (control === null) return;
      output.set("time", cell("clocktime") || null);
      output.set("processId", valueOfText("u32", cell("pid")));
      output.set("threadId", valueOfText("u32", cell("tid")));
      output.set("operation", control.operation);
      output.set("provider", provider);
      output.set("eventId", id);
      const column = keys.indexOf(titleKey(control.fields.code));
      if (column < 0) {
        const { majorFunction } = control;
        output.giveText("", () => unresolvedEntry(null, NOT_NAMED, majorFunction), majorFunction);
      } else if (cells.length !== keys.length) {
        const message = `the row has ${cells.length} columns, the header ${keys.length}`;
        output.reject("E_COLUMN_COUNT", message);
      } else {
        output.set("path", cell("filename") || null);
        codes.give(cells[column]!, control.majorFunction, output);
      }
    },
  });
}
