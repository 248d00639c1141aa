/** Opens an export of Wireshark or tshark in whichever form it has. */
import { DecodeError } from "../../errors.js";
import type { TextFormat } from "../format-reader.js";
import { FormatReader } from "../format-reader.js";
import type { Head, ReadRequest, SourceOptions, SourceReader } from "../source.js";
import { CODE_FIELD, INFO_FIELD } from "./fields.js";
import { type Form, formOf, type RowsForm, rowsWithoutTitles } from "./form.js";
import { rowsFormat } from "./rows.js";
import { summaryFormat } from "./summary.js";

/** The form of the head, or of rows without titles when the column of the code is given by its number. */
function requireForm(head: Head, options: SourceOptions): Form {
  const form = formOf(head, options);
  if (form !== null) return form;
  // -T json of a capture without a packet that was asked for.
  if (/^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(head.text))) return { kind: "json" };
  const column = Number(options.codeColumn);
  const rows = Number.isInteger(column) ? rowsWithoutTitles(head, column, options) : null;
  if (rows !== null) return rows;
  const message =
    "this shows no export of tshark or Wireshark: no line of field names (-E header=y), no packets as JSON, no summary; rows without field names need --code-column with the number of the code's column";
  throw new DecodeError("E_NOT_A_TRACE", message);
}

/** @throws DecodeError E_MISSING_COLUMN when no column tells of control codes */
function requireCode({ columns, titles }: RowsForm, { codeColumn }: SourceOptions): void {
  const column = columns.get(CODE_FIELD);
  if (column === undefined ? columns.has(INFO_FIELD) : column >= 0) return;
  const message =
    codeColumn === undefined
      ? `the export has no field ${CODE_FIELD}: add -e ${CODE_FIELD} to the options of tshark`
      : `the header has no column ${JSON.stringify(codeColumn)}, only ${titles.join(", ")}`;
  throw new DecodeError("E_MISSING_COLUMN", message, { line: 1 });
}

async function formatOf(head: Head, request: ReadRequest): Promise<TextFormat> {
  const form = requireForm(head, request.options);
  switch (form.kind) {
    case "rows":
      requireCode(form, request.options);
      return rowsFormat(form, request);
    case "summary":
      return summaryFormat(request);
    case "json":
      return (await import("./packets.js")).packetsFormat(request);
  }
}

export const reader: SourceReader = {
  async open(input, head, request) {
    return new FormatReader(input, head, await formatOf(head, request), request);
  },
};
