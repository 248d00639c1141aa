import CliTable from "cli-table3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSink, type SinkColumn } from "../../src/sinks/index.js";
import { awkwardRow, EVERY_TYPE, render } from "./render.js";

const COLUMNS: readonly SinkColumn[] = [
  { name: "code", type: "code" },
  { name: "path", type: "text" },
  { name: "count", type: "u53" },
  { name: "share", type: "share" },
];

const EDGES = ["top", "bottom", "left", "right", "mid"];
const BORDERS = [...EDGES, "top-left", "top-mid", "top-right", "bottom-left", "bottom-mid", "bottom-right"];

/** Columns of a terminal, by cli-table3. */
function widthOf(text: string): number {
  const table = new CliTable({ style: { "padding-left": 0, "padding-right": 0, head: [], border: [] } });
  table.push([text]);
  return table.width - 2;
}

describe("table", () => {
  it("RULES 12: header, rule, rows; numbers on the right, share in percent, missing is blank", async () => {
    const rows = [
      [0x902eb, "C:\\a", 12, 0.1244],
      [null, null, 3456, 1],
    ];
    expect(await render("table", COLUMNS, rows)).toBe(
      [
        "      code  path  count     share",
        "──────────  ────  ─────  ────────",
        "0x000902EB  C:\\a     12   12.44 %",
        "                   3456  100.00 %",
        "",
      ].join("\n"),
    );
  });

  it("text is cut with an ellipsis to fit, numbers and codes never", async () => {
    const rows = [[0x902eb, "C:\\Windows\\System32\\drivers", 123456789, 0.5]];
    expect(await render("table", COLUMNS, rows, { width: 44 })).toBe(
      [
        "      code  path              count    share",
        "──────────  ────────────  ─────────  ───────",
        "0x000902EB  C:\\Windows\\…  123456789  50.00 %",
        "",
      ].join("\n"),
    );
    const narrow = await render("table", COLUMNS, rows, { width: 10 });
    expect(narrow).toContain("0x000902EB  C:\\Wind…  123456789  50.00 %\n");
  });

  it("chars of double width count two columns", async () => {
    const rows = [
      [1, "日本語", 1, null],
      [2, "abc", 2, null],
    ];
    expect(await render("table", COLUMNS.slice(0, 3), rows)).toBe(
      [
        "      code  path    count",
        "──────────  ──────  ─────",
        "0x00000001  日本語      1",
        "0x00000002  abc         2",
        "",
      ].join("\n"),
    );
    const cut = await render("table", COLUMNS.slice(1, 3), [["日本語日本語日本語", 7]], { width: 15 });
    expect(cut.split("\n")[2]).toBe("日本語…       7");
  });

  it("control characters cannot steer the terminal", async () => {
    const rows = [["a\u001b[31m\n\t\r\u0085\u202eb\ud800"]];
    const text = await render("table", [{ name: "path", type: "text" }], rows);
    expect(text.split("\n")[2]).toBe("a\\x1B[31m\\n\\t\\r\\x85\\u202Eb\\uD800");
  });

  it("an ellipsis never leaves half a char", async () => {
    const rows = [["a😀😀😀😀😀😀"], ["😀😀😀😀😀😀"]];
    const text = await render("table", [{ name: "path", type: "text" }], rows, { width: 8 });
    expect(text).not.toMatch(/\p{Cs}/u);
  });

  it("no rows: header and rule", async () => {
    expect(await render("table", COLUMNS.slice(0, 2), [])).toBe("code  path\n────  ────\n");
  });

  it("color: the header in bold", async () => {
    expect(await render("table", COLUMNS.slice(0, 1), [[1]], { color: true })).toBe(
      "\u001b[1m      code\u001b[22m\n──────────\n0x00000001\n",
    );
  });

  it("the first 1,000 rows decide the widths, later rows come at once and numbers stay whole", async () => {
    const sink = await openSink("table", COLUMNS.slice(1, 3), { width: 20 });
    for (let i = 0; i < 999; i++) expect(sink.row(["abcdefgh", 1])).toBe("");
    expect(sink.row(["abcdefgh", 1]).split("\n")).toHaveLength(1003);
    expect(sink.row(["abcdefghi", 2])).toBe("abcdefg…      2\n");
    expect(sink.row(["a", 1234567])).toBe("a         1234567\n");
    expect(sink.row(["a", 2])).toBe("a               2\n");
    expect(sink.end()).toBe("");
  });

  it("without a width no cell is cut, in later rows too", async () => {
    const sink = await openSink("table", COLUMNS.slice(1, 3));
    for (let i = 0; i < 1000; i++) sink.row(["a", 1]);
    expect(sink.row(["a long path", 2])).toBe("a long path      2\n");
  });

  it("rows of ASCII are laid out as cli-table3 does", async () => {
    const cell = fc.string({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cell, fc.nat(), fc.integer({ min: 8, max: 40 }), async (path, count, width) => {
        const columns = COLUMNS.slice(1, 3);
        const text = await render("table", columns, [[path === "" ? null : path, count]], { width });
        const [, rule, line] = text.split("\n");
        const table = new CliTable({
          chars: { ...Object.fromEntries(BORDERS.map((name) => [name, ""])), middle: "  " },
          style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
          colWidths: rule!.split("  ").map((part) => part.length),
          colAligns: ["left", "right"],
        });
        table.push([path, count]);
        expect(line).toBe(table.toString().trimEnd());
      }),
    );
  });

  it("every row is one line that fits the terminal, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardRow, { minLength: 1, maxLength: 4 }), async (rows) => {
        const lines = (await render("table", EVERY_TYPE, rows, { width: 110 })).split("\n");
        expect(lines).toHaveLength(rows.length + 3);
        for (const line of lines.filter((text) => text !== ""))
          expect(widthOf(line)).toBeLessThanOrEqual(110);
      }),
      { numRuns: 50 },
    );
  });
});
