import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SinkColumn, SinkValue } from "../../src/sinks/index.js";
import { awkwardRow, EVERY_TYPE, render } from "./render.js";

const TEXT: readonly SinkColumn[] = [{ name: "path", type: "text" }];

/** Values as a reader of text sees them. */
function texts(row: readonly SinkValue[]): string[] {
  return row.map((value, i) => {
    if (value === null) return "";
    if (Array.isArray(value)) return value.join(";");
    if (typeof value === "string") return value;
    const { type } = EVERY_TYPE[i]!;
    if (type === "code") return `0x${(value as number).toString(16).toUpperCase().padStart(8, "0")}`;
    if (type === "seconds") return (value as number).toFixed(7);
    return type === "share" ? (value as number).toFixed(6) : String(value);
  });
}

describe("csv", () => {
  it("RULES 11: header of column names, lists joined by ;, code as 0x%08X, seconds with 7 and share with 6 decimals", async () => {
    const rows = [["C:\\a", 0x902eb, 2.91e-5, ["FSCTL_A", "FSCTL_B"], 2 ** 53 - 1, 0.1243999, "SUCCESS"]];
    expect(await render("csv", EVERY_TYPE, rows)).toBe(
      "path,code,duration,names,count,share,status\n" +
        "C:\\a,0x000902EB,0.0000291,FSCTL_A;FSCTL_B,9007199254740991,0.124400,SUCCESS\n",
    );
  });

  it("RULES 11: seconds never have an exponent", async () => {
    const column: SinkColumn[] = [{ name: "duration", type: "seconds" }];
    const rows = [[1e-7], [1e-9], [0], [1e21], [123456789.1234567]];
    expect(await render("csv", column, rows)).toBe(
      "duration\n0.0000001\n0.0000000\n0.0000000\n1000000000000000000000.0000000\n123456789.1234567\n",
    );
  });

  it("house rule 5: missing is an empty cell, and no number is missing too", async () => {
    const rows = [
      [null, null, null, [], null, null, null],
      [null, null, Number.NaN, null, Infinity, null, "x"],
    ];
    expect(await render("csv", EVERY_TYPE, rows)).toBe(
      "path,code,duration,names,count,share,status\n,,,,,,\n,,,,,,x\n",
    );
  });

  it("quotes a cell with delimiter, quote, CR, LF or a space at an end, and no other", async () => {
    const rows = [["a,b"], ['a"b'], ["a\rb"], ["a\nb"], [" a"], ["a "], ["a b;c\td'"], ["é日😀"], ["="]];
    expect(await render("csv", TEXT, rows)).toBe(
      'path\n"a,b"\n"a""b"\n"a\rb"\n"a\nb"\n" a"\n"a "\na b;c\td\'\né日😀\n=\n',
    );
  });

  it("a row of one missing cell is no empty line", async () => {
    expect(await render("csv", TEXT, [[null], ["a"]])).toBe('path\n""\na\n');
  });

  it("spreadsheetSafe: text that begins like a formula gets a leading ', numbers do not", async () => {
    const columns: SinkColumn[] = [...TEXT, { name: "duration", type: "seconds" }];
    const rows = [
      ["=1+1", -1],
      ["+a", 1],
      ["-a", 1],
      ["@a", 1],
      ["\ta", 1],
      ["\ra", 1],
      ["a=", 1],
      ["'=", 1],
    ];
    expect(await render("csv", columns, rows, { spreadsheetSafe: true })).toBe(
      "path,duration\n'=1+1,-1.0000000\n'+a,1.0000000\n'-a,1.0000000\n'@a,1.0000000\n'\ta,1.0000000\n" +
        "\"'\ra\",1.0000000\na=,1.0000000\n'=,1.0000000\n",
    );
  });

  it("csv-parse reads back what was written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardRow, { maxLength: 5 }), async (rows) => {
        const text = await render("csv", EVERY_TYPE, rows);
        const read: string[][] = parse(text, { record_delimiter: "\n" });
        expect(read).toEqual([EVERY_TYPE.map(({ name }) => name), ...rows.map(texts)]);
      }),
    );
  });
});

describe("tsv", () => {
  it("RULES 11: tab, LF, CR and backslash are written \\t \\n \\r \\\\, nothing is quoted", async () => {
    const rows = [["C:\\a\tb", 0x902eb, null, ["A", "B"], 1, null, ' "x"\r\n']];
    expect(await render("tsv", EVERY_TYPE, rows)).toBe(
      "path\tcode\tduration\tnames\tcount\tshare\tstatus\n" +
        'C:\\\\a\\tb\t0x000902EB\t\tA;B\t1\t\t "x"\\r\\n\n',
    );
  });

  it("spreadsheetSafe holds for tsv", async () => {
    expect(await render("tsv", TEXT, [["=1"], ["\ta"], ["a"]], { spreadsheetSafe: true })).toBe(
      "path\n'=1\n'\\ta\na\n",
    );
  });

  it("splitting at tabs and undoing the escapes gives what was written", async () => {
    const escapes: Record<string, string> = { "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\" };
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardRow, { maxLength: 5 }), async (rows) => {
        const lines = (await render("tsv", EVERY_TYPE, rows)).split("\n");
        expect(lines.pop()).toBe("");
        const read = lines
          .slice(1)
          .map((line) =>
            line.split("\t").map((cell) => cell.replace(/\\[tnr\\]/g, (pair) => escapes[pair]!)),
          );
        expect(read).toEqual(rows.map(texts));
      }),
    );
  });
});
