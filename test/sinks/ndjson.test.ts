import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SinkColumn, SinkValue } from "../../src/sinks/index.js";
import { awkwardRow, EVERY_TYPE, render } from "./render.js";

const NAMES: SinkColumn = { name: "names", type: "list" };
const CODE: SinkColumn = { name: "code", type: "code" };

function objectOf(row: readonly SinkValue[], always: boolean): Record<string, unknown> {
  const entries = EVERY_TYPE.map(({ name, type }, i): [string, unknown] => {
    const value = row[i]!;
    if (type === "code" && value !== null) {
      return [name, `0x${(value as number).toString(16).toUpperCase().padStart(8, "0")}`];
    }
    return [name, value];
  });
  return Object.fromEntries(
    entries.filter(([name, value]) => always || name !== "names" || (value as string[]).length > 1),
  );
}

describe("ndjson", () => {
  it("RULES 11: keys in column order, nulls printed, code as text, seconds with 7 and share with 6 decimals", async () => {
    const rows = [
      ["C:\\a", 0x902eb, 2.91e-5, ["FSCTL_A", "FSCTL_B"], 3, 0.1244, "SUCCESS"],
      [null, null, null, null, null, null, null],
    ];
    expect(await render("ndjson", EVERY_TYPE, rows)).toBe(
      '{"path":"C:\\\\a","code":"0x000902EB","duration":0.0000291,"names":["FSCTL_A","FSCTL_B"],"count":3,' +
        '"share":0.124400,"status":"SUCCESS"}\n' +
        '{"path":null,"code":null,"duration":null,"count":null,"share":null,"status":null}\n',
    );
  });

  it("RULES 11: names are left out below 2 elements, wherever the column stands", async () => {
    const rows = (names: string[]): SinkValue[][] => [[names, 1]];
    expect(await render("ndjson", [NAMES, CODE], rows(["A"]))).toBe('{"code":"0x00000001"}\n');
    expect(await render("ndjson", [NAMES, CODE], rows(["A", "B"]))).toBe(
      '{"names":["A","B"],"code":"0x00000001"}\n',
    );
    expect(await render("ndjson", [CODE, NAMES], [[1, ["A"]]])).toBe('{"code":"0x00000001"}\n');
    expect(await render("ndjson", [NAMES], [[["A"]], [["A", "B"]]])).toBe('{}\n{"names":["A","B"]}\n');
  });

  it("alwaysNames prints them all", async () => {
    const options = { alwaysNames: true };
    expect(await render("ndjson", [NAMES, CODE], [[[], 1]], options)).toBe(
      '{"names":[],"code":"0x00000001"}\n',
    );
    expect(await render("ndjson", [CODE, NAMES], [[1, ["A"]]], options)).toBe(
      '{"code":"0x00000001","names":["A"]}\n',
    );
  });

  it("a list of another name is always printed", async () => {
    expect(await render("ndjson", [{ name: "facts", type: "list" }], [[[]]])).toBe('{"facts":[]}\n');
  });

  it("a number that is none is null", async () => {
    const columns: SinkColumn[] = [{ name: "duration", type: "seconds" }];
    expect(await render("ndjson", columns, [[Number.NaN]])).toBe('{"duration":null}\n');
  });

  it("is ASCII where JSON asks for it: quotes, controls and lone surrogates", async () => {
    const columns: SinkColumn[] = [{ name: "path", type: "text" }];
    expect(await render("ndjson", columns, [['"\n\u001b'], ["\ud800"], ["é😀"], ["=1"]])).toBe(
      '{"path":"\\"\\n\\u001b"}\n{"path":"\\ud800"}\n{"path":"é😀"}\n{"path":"=1"}\n',
    );
  });

  it("JSON.parse reads back what was written, line by line and as one array", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(awkwardRow, { maxLength: 5 }), fc.boolean(), async (rows, alwaysNames) => {
        const expected = rows.map((row) => objectOf(row, alwaysNames));
        const lines = (await render("ndjson", EVERY_TYPE, rows, { alwaysNames })).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
        expect(JSON.parse(await render("json", EVERY_TYPE, rows, { alwaysNames }))).toEqual(expected);
      }),
    );
  });
});

describe("json", () => {
  it("RULES 11: one array, an object a line", async () => {
    expect(await render("json", [CODE], [])).toBe("[]\n");
    expect(await render("json", [CODE], [[1]])).toBe('[\n{"code":"0x00000001"}\n]\n');
    expect(await render("json", [CODE], [[1], [null]])).toBe('[\n{"code":"0x00000001"},\n{"code":null}\n]\n');
  });
});
