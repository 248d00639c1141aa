/**
 * PerfView's viewer, Save View as CSV: `Event Name`, `Time MSec`, `Process Name`, then the columns that were chosen, or
 * all fields as `Name="value"` in the column Rest. The delimiter is the list separator of the user's culture; a cell
 * is quoted only when it holds the delimiter, and may begin with a quote all the same. A row is a line.
 */
import type { ColumnName } from "../../record/schema.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import { parseRest } from "./attributes.js";
import { controlMark, controlRequest, type TextEvent } from "./control-fields.js";
import { countOf, giveRequest, processOf } from "./event-output.js";

const COLUMNS: readonly ColumnName[] = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status"] as const),
  ...(["inputLength", "outputLength", "provider"] as const),
];
const [EVENT, TIME, PROCESS] = [0, 1, 2];
const REST = "Rest";

/** The cells of a row, or null when a quote is open at its end. */
function splitRow(line: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (line[at] === '"') {
      let close = line.indexOf('"', at + 1);
      while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
      if (close < 0) return null;
      const isEnd = close + 1 === line.length;
      if (isEnd || line.startsWith(delimiter, close + 1)) {
        cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
        if (isEnd) return cells;
        at = close + 1 + delimiter.length;
        continue;
      }
    }
    const end = line.indexOf(delimiter, at);
    cells.push(line.slice(at, end < 0 ? line.length : end));
    if (end < 0) return cells;
    at = end + delimiter.length;
  }
}

/** `header`: the first line; `delimiter`: what stands between its titles. */
export function perfviewCsv(header: string, delimiter: string): TextFormat {
  const titles = header.split(delimiter);
  const restColumn = titles.lastIndexOf(REST);
  const columns = new Map(titles.map((title, column) => [title, column]));
  return lineFormat({
    columns: COLUMNS,
    headerLines: 1,
    mayCarry: controlMark(),
    take(line, output) {
      const cells = splitRow(line, delimiter);
      const rest = cells === null ? null : parseRest(cells[restColumn] ?? "");
      if (cells === null || rest === null) {
        output.reject("E_QUOTE_OPEN", "a quote is not closed before the row ends");
        return;
      }
      const event: TextEvent = {
        name: cells[EVENT]!,
        provider: null,
        field: (field) => rest.get(field) ?? cells[columns.get(field) ?? -1],
      };
      const request = controlRequest(event);
      if (request === null) return;
      if (cells.length !== titles.length) {
        const message = `the row has ${cells.length} columns, the header ${titles.length}`;
        output.reject("E_COLUMN_COUNT", message);
        return;
      }
      const process = processOf(cells[PROCESS]!);
      output.set("time", cells[TIME]! || null);
      output.set("processName", process.name);
      output.set("processId", process.id);
      output.set("threadId", countOf(event.field("ThreadID")));
      giveRequest(request, event, output);
    },
  });
}
