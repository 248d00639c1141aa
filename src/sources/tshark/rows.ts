/**
 * Rows of `tshark -T fields` and of Wireshark's CSV export, as lines.
 *
 * A field with several values joins them with the aggregator (-E aggregator; a comma unless given), which shows in
 * the fields whose values are numbers.
 */
import type { ColumnName } from "../../record/schema.js";
import type { TextFormat } from "../format-reader.js";
import { lineFormat } from "../line-format.js";
import type { ReadRequest } from "../source.js";
import {
  CODE_FIELD,
  COMMAND_FIELD,
  type Fact,
  factOf,
  INFO_FIELD,
  LONGEST_VALUE,
  packetFields,
  TOO_LONG,
} from "./fields.js";
import type { RowsForm } from "./form.js";
import { MAY_TELL } from "./info.js";
import { MessageOutput } from "./message-output.js";
import { messagesOf } from "./messages.js";
import { RowCells } from "./row-cells.js";

/** No part of a number or a name. */
const AGGREGATOR = /[^\w.-]/;
const DIRECTION = /request|response|true|false|\b[01]\b/gi;

/** Columns of the schema, and what of a packet fills them. */
const TOLD_BY: readonly (readonly [ColumnName, readonly Fact[]])[] = [
  ["time", ["time"]],
  ["operation", ["isFsctl"]],
  ["path", ["tree", "file", "info"]],
  ["status", ["status", "info"]],
  ["duration", ["duration"]],
  ["direction", ["response", "info"]],
];

function splitValues(cell: string): readonly string[] {
  const values = cell.split(AGGREGATOR).filter((value) => value !== "");
  return values.length === 0 ? [cell] : values;
}

/** Values of a field in its cell. `aggregator` is null in a row that shows none. */
function valuesIn(cell: string, fact: Fact, aggregator: string | null): readonly string[] {
  if (cell === "") return [];
  switch (fact) {
    case "time":
    case "info":
      return [cell];
    case "tree":
    case "file":
      return aggregator === null ? [cell] : cell.split(aggregator);
    case "response":
      return cell.match(DIRECTION) ?? [];
    default:
      return splitValues(cell);
  }
}

/** What is wrong with the number of cells. */
function wrongCount(found: number, { columnCount, titles }: RowsForm): string {
  const expected = titles.length === 0 ? `the first row ${columnCount}` : `the header ${columnCount}`;
  if (found < columnCount) return `the row has ${found} cells, ${expected}`;
  return `the row has more cells than ${expected}; if a value holds the separator, export with -E quote=d or another separator`;
}

/** The format of such rows. */
export function rowsFormat(form: RowsForm, request: ReadRequest): TextFormat {
  const { columns, columnCount } = form;
  const facts = new Map([...columns.keys()].map((field) => [field, factOf(field)!]));
  const has = new Set(facts.values());
  const codeColumn = columns.get(CODE_FIELD);
  const commandColumn = columns.get(COMMAND_FIELD);
  const isInfoRead = columns.has(INFO_FIELD);
  const rows = new RowCells(form.separator, columnCount);
  const messages = new MessageOutput(request);
  return lineFormat({
    columns: TOLD_BY.flatMap(([name, by]) => (by.some((fact) => has.has(fact)) ? [name] : [])),
    headerLines: form.titles.length === 0 ? 0 : 1,
    ...(codeColumn === undefined ? { mayCarry: MAY_TELL } : {}),
    take(line, output, bytes) {
      if (line === "") return;
      const cells = rows.split(line, bytes);
      if (cells.length !== columnCount) {
        output.reject("E_COLUMN_COUNT", wrongCount(cells.length, form));
        return;
      }
      if (codeColumn !== undefined && cells[codeColumn] === "" && !isInfoRead) return;
      for (const column of columns.values()) {
        if (cells[column]!.length <= LONGEST_VALUE) continue;
        output.reject("E_RECORD_TOO_LONG", TOO_LONG, form.titles[column] ?? null);
        return;
      }
      const numbers = [codeColumn, commandColumn].map((column) => cells[column ?? -1] ?? "");
      const aggregator = AGGREGATOR.exec(numbers.join(""))?.[0] ?? null;
      const fields = packetFields((field) => {
        const column = columns.get(field);
        return column === undefined ? [] : valuesIn(cells[column]!, facts.get(field)!, aggregator);
      });
      messages.give(messagesOf(fields), fields.time[0] ?? null, output);
    },
  });
}
