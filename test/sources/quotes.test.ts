/** Quotes: RULES 3. Rows in bulk are compared with csv-parse in test/kernel; here what a reader makes of them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitRow } from "../../src/sources/csv-row.js";
import { errorOf, read, readOnce } from "./read.js";

const HEADER = "path,code\n";
const rows = async (text: string) => {
  const { records, issues, accounting } = await read(HEADER + text);
  return {
    good: records.map(({ row, code, cells }) => [row, code, cells.path]),
    bad: issues.map(({ row, line, kind, error }) => [row, line, kind, error]),
    other: accounting.other,
  };
};

describe("RULES 3: a quote counts only at the start of a field", () => {
  it("is data elsewhere", async () => {
    expect(await rows('5" disk,0x1\na"b"c,0x2\n "x",0x3\n')).toEqual({
      good: [
        [1, 1, '5" disk'],
        [2, 2, 'a"b"c'],
        [3, 3, ' "x"'],
      ],
      bad: [],
      other: 0,
    });
  });

  it("holds delimiters, line ends and doubled quotes", async () => {
    expect(await rows('"a,b\r\nc\nd\re ""f""","0x1"\r\n"",0x2\n"""",0x3\n')).toEqual({
      good: [
        [1, 1, 'a,b\r\nc\nd\re "f"'],
        [2, 2, null],
        [3, 3, '"'],
      ],
      bad: [],
      other: 0,
    });
  });

  it.each(['"x"y,0x1', '"x" ,0x1', '"x""y"z,0x1', 'a,"0x1"x', '"x"\r,0x1', '"a"b,"0x1,"'])(
    "rejects the row when other text follows a closing quote: %j",
    async (row) => {
      expect(await rows(`a,0x1\n${row}\nb,0x2\n`)).toEqual({
        good: [
          [1, 1, "a"],
          [3, 2, "b"],
        ],
        bad: [[2, 3, "rejected", "E_QUOTE"]],
        other: 0,
      });
    },
  );

  it("ends such a row at the next line end, be it in quotes", async () => {
    expect(await rows('"a"b,"c\nd",0x1\nb,0x2\n')).toEqual({
      good: [
        [2, 1, 'd"'],
        [3, 2, "b"],
      ],
      bad: [[1, 2, "rejected", "E_QUOTE"]],
      other: 0,
    });
  });

  it("takes a bare CR as data, also at a line's end before the last", async () => {
    expect(await rows("a\rb,0x1\r\n\r,0x2\n")).toEqual({
      good: [
        [1, 1, "a\rb"],
        [2, 2, "\r"],
      ],
      bad: [],
      other: 0,
    });
  });

  it("a last row needs no line end", async () => {
    expect((await rows('a,0x1\nb,"0x2"')).good).toHaveLength(2);
    expect((await rows('a,0x1\nb,"0x2"\r')).good).toHaveLength(2);
    expect((await rows('a,0x1\n"b"c')).bad).toEqual([[2, 3, "rejected", "E_QUOTE"]]);
  });

  it("a header with text behind a closing quote is no header", async () => {
    expect((await errorOf('"path"x,code\na,0x1\n')).code).toBe("E_NOT_A_TRACE");
    expect((await read('"path","code"\r')).accounting.records).toBe(0);
  });

  it("headers and rows in bulk are read by the same rule", async () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', ",", "\n", "\r\n", "\r", "a", "0x1", " "),
      maxLength: 400,
    });
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const bytes = Buffer.from(`${HEADER}${text}\n`);
        const expected: [number, string][] = [];
        let at = HEADER.length;
        while (at < bytes.length) {
          const row = splitRow(bytes, at, bytes.length, 0x2c, true);
          const isBlank =
            row?.cells.length === 1 && row.cells[0]!.to === row.cells[0]!.from && !row.cells[0]!.quoted;
          if (row === null) expected.push([at, "E_QUOTE_OPEN"]);
          else if (!row.regular) expected.push([at, "E_QUOTE"]);
          else if (row.cells.length !== 2 && !isBlank) expected.push([at, "E_COLUMN_COUNT"]);
          at = row?.next ?? bytes.length;
        }
        for (const engine of ["wasm", "reference"] as const) {
          const { issues } = await readOnce(bytes, { engine, source: "csv", radix: 16 });
          const broken = issues.filter(({ error }) => /^E_(?:QUOTE|COLUMN)/.test(error));
          expect(broken.map(({ offset, error }) => [offset, error])).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});
