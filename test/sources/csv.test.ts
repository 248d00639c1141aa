import fc from "fast-check";
import { expect, test } from "vitest";
import { cellText } from "../../src/record/batch.js";
import { columnTexts } from "../../src/sources/csv.js";
import { splitRow } from "../../src/sources/csv-row.js";

const COMMA = 0x2c;

/** The same row by row, as it is done where quotes are. */
function textsRowByRow(text: Uint8Array, whole: boolean, column: number): string[] {
  const texts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const row = splitRow(text, at, text.length, COMMA, whole);
    if (row === null) break;
    const cell = row.cells[column];
    if (row.regular) texts.push(cell === undefined ? "" : cellText(text, cell.from, cell.to, cell.quoted));
    at = row.next;
  }
  return texts;
}

test("a column of the head is the same whether lines are split at once or row by row", () => {
  const part = fc.constantFrom("0x222000", ",", ",", "\n", "\r\n", "\r", "é", " ", "7", '"', '""');
  fc.assert(
    fc.property(
      fc.array(part),
      fc.boolean(),
      fc.nat({ max: 3 }),
      fc.boolean(),
      (parts, whole, column, quotes) => {
        const kept = quotes ? parts : parts.filter((text) => !text.includes('"'));
        const text = new TextEncoder().encode(kept.join(""));
        const header = { delimiter: COMMA, byteLength: 0 };
        expect(columnTexts({ text, whole }, header, column)).toEqual(textsRowByRow(text, whole, column));
      },
    ),
    { numRuns: 2000 },
  );
});
