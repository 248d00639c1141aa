import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode.js";
import { cellValue } from "../../src/record/batch.js";
import type { Issue } from "../../src/record/issue.js";
import { columnNamed } from "../../src/record/schema.js";
import type { SourceOptions } from "../../src/sources/source.js";

const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join("\n")}\n`);

async function read(bytes: Uint8Array, options: SourceOptions) {
  const rows: unknown[] = [];
  const issues: Issue[] = [];
  for await (const batch of decode(bytes, { ...options, onIssue: (issue) => issues.push(issue) })) {
    for (let i = 0; i < batch.length; i++) {
      const path = batch.columns.get("path");
      rows.push([
        batch.row[i],
        batch.offset[i],
        batch.entries[batch.entry[i]!]!.code,
        path === undefined ? null : cellValue(path, columnNamed("path")!.type, i),
      ]);
    }
  }
  return { rows, issues: issues.map(({ row, line, error }) => [row, line, error]) };
}

describe("RULES 24: odd dialects are read by csv-parse", () => {
  it("takes a delimiter of several characters and comment lines", async () => {
    const bytes = text([
      "# made by hand",
      "IoControlCode||path",
      "0x902eb||a",
      "# more",
      'FSCTL_GET_REPARSE_POINT||"b||c"',
    ]);
    const { rows, issues } = await read(bytes, { delimiter: "||", comment: "#" });
    expect(rows).toEqual([
      [1, 35, 0x902eb, "a"],
      [2, 46, 0x900a8, "b||c"],
    ]);
    expect(issues).toEqual([]);
  });

  it("takes an escape character", async () => {
    const { rows } = await read(text(["path,IoControlCode", '"a\\"b",0x12']), { escape: "\\" });
    expect(rows).toEqual([[1, 19, 0x12, 'a"b']]);
  });

  it("rejects a row with another number of columns and a code that is none, and goes on", async () => {
    const bytes = text(["IoControlCode||path", "0x1", "zz zz||b", "0x100000000||c", "0x2||d"]);
    const { rows, issues } = await read(bytes, { delimiter: "||" });
    expect(rows.map((row) => (row as unknown[])[2])).toEqual([2]);
    expect(issues.map((issue) => issue[0])).toEqual([1, 2, 3]);
  });

  it("reads more than a batch, without a header too", async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `x||0x${i.toString(16)}`);
    const { rows } = await read(text(lines), { delimiter: "||", noHeader: true, codeColumn: 2 });
    expect(rows).toHaveLength(10_000);
    expect((rows[9_999] as unknown[])[2]).toBe(9_999);
  });
});
