/** Records that are lines: the same in pieces of any size, in any encoding, with and without a pattern. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReferenceKernel } from "../../src/kernel/reference.js";
import type { Issue } from "../../src/record/issue.js";
import type { ColumnName } from "../../src/record/schema.js";
import { bytesInput, toByteInput } from "../../src/sources/byte-input.js";
import { numberEntry } from "../../src/sources/code-text.js";
import { makeHead } from "../../src/sources/encoding.js";
import { FormatReader } from "../../src/sources/format-reader.js";
import { lineFormat } from "../../src/sources/line-format.js";

interface Read {
  rows: [row: number, offset: number, code: number | null, path: unknown][];
  issues: Issue[];
  accounting: FormatReader["accounting"];
}

const COLUMNS: readonly ColumnName[] = ["path"];

async function read(
  bytes: Uint8Array,
  {
    piece = 0,
    pattern = false,
    maxRecordBytes = 1 << 20,
    headerLines = 0,
    isHeader = undefined as ((line: string) => boolean) | undefined,
  } = {},
): Promise<Read> {
  const issues: Issue[] = [];
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const reader = new FormatReader(
    piece === 0 ? bytesInput(bytes) : toByteInput(pieces()),
    makeHead(bytes, true),
    lineFormat({
      columns: COLUMNS,
      headerLines,
      ...(pattern ? { mayCarry: /code=/g } : {}),
      ...(isHeader === undefined ? {} : { isHeader }),
      take(line, output) {
        const found = /code=(\d+)/.exec(line);
        if (found === null) return;
        output.set("path", line.slice(0, found.index));
        output.giveText(found[1]!, (text) => numberEntry(Number(text), null));
      },
    }),
    {
      kernel: new ReferenceKernel(),
      file: "x",
      options: { maxRecordBytes },
      columns: COLUMNS,
      reportUnresolved: false,
      report: (issue) => issues.push(issue),
      note: () => {},
    },
  );
  const rows: Read["rows"] = [];
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    const path = batch.columns.get("path");
    for (let i = 0; i < batch.length; i++) {
      const text = path?.kind === "text" ? path.values[path.ids[i]!] : undefined;
      rows.push([batch.row[i]!, batch.offset[i]!, batch.entries[batch.entry[i]!]!.code, text]);
    }
  }
  return { rows, issues, accounting: reader.accounting };
}

const line = fc.oneof(
  fc.constant(""),
  fc.string({ unit: fc.constantFrom("a", "\u00e9", "\u{1f600}", " ", "\r"), maxLength: 12 }),
  fc
    .tuple(fc.string({ unit: fc.constantFrom("x", "\u4e2d", "\t"), maxLength: 8 }), fc.nat(5000))
    .map(([text, code]) => `${text}code=${code} z`),
);
const text = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n"))), line)
  .map(([lines, last]) => lines.map(([body, end]) => body + end).join("") + last);

function expected(whole: string): Read["rows"] {
  const rows: Read["rows"] = [];
  let offset = 0;
  whole.split("\n").forEach((body, i) => {
    const found = /code=(\d+)/.exec(body);
    if (found !== null) rows.push([i + 1, offset, Number(found[1]), body.slice(0, found.index)]);
    offset += new TextEncoder().encode(`${body}\n`).length;
  });
  return rows;
}

describe("lines", () => {
  it("give the same records in pieces of any size, with and without a pattern", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 0, max: 9 }), fc.boolean(), async (whole, piece, pattern) => {
        const bytes = new TextEncoder().encode(whole);
        const { rows, accounting } = await read(bytes, { piece, pattern });
        expect(rows).toEqual(expected(whole));
        expect(accounting.records).toBe(
          whole === "" ? 0 : whole.split("\n").length - (whole.endsWith("\n") ? 1 : 0),
        );
        expect(accounting.records).toBe(accounting.decoded + accounting.other);
      }),
      { numRuns: 300 },
    );
  });

  it("have offsets of the input's own bytes in UTF-16", async () => {
    const whole = "\u00e9\u{1f600} nothing\r\nabc code=7\r\n";
    const bytes = new Uint8Array(Buffer.from(`\ufeff${whole}`, "utf16le"));
    const { rows } = await read(bytes, { piece: 5 });
    expect(rows).toEqual([[2, 2 + 2 * "\u00e9\u{1f600} nothing\r\n".length, 7, "abc "]]);
  });

  it("longer than the limit are rejected with their place, and the next one is read", async () => {
    const whole = `code=1\n${"y".repeat(100)}code=2\ncode=3\n`;
    for (const piece of [0, 1, 7, 60]) {
      const { rows, issues, accounting } = await read(new TextEncoder().encode(whole), {
        piece,
        maxRecordBytes: 50,
      });
      expect(rows.map(([row, offset, code]) => [row, offset, code])).toEqual([
        [1, 0, 1],
        [3, 114, 3],
      ]);
      expect(issues).toMatchObject([{ row: 2, line: 2, offset: 7, error: "E_RECORD_TOO_LONG" }]);
      expect(accounting).toMatchObject({ records: 3, decoded: 2, rejected: 1 });
    }
  });

  it("leave header lines out of the count", async () => {
    const { rows, accounting } = await read(new TextEncoder().encode("a\nb\ncode=5\n"), { headerLines: 2 });
    expect(rows).toEqual([[1, 4, 5, ""]]);
    expect(accounting.records).toBe(1);
  });

  it("leave out the lines that the format takes for a header, however the bytes come", async () => {
    const bytes = new TextEncoder().encode("a\n# code=1\n# code=2\r\ncode=3\n# code=4\n");
    for (const piece of [0, 1, 3, 9]) {
      const seen: string[] = [];
      const isHeader = (line: string) => seen.push(line) > 0 && line.startsWith("#");
      const { rows, accounting } = await read(bytes, { piece, headerLines: 1, isHeader });
      expect(rows).toEqual([
        [1, 21, 3, ""],
        [2, 28, 4, "# "],
      ]);
      expect(accounting.records).toBe(2);
      expect(seen).toEqual(["# code=1", "# code=2", "code=3"]);
    }
  });

  it("of many batches keep their order and values", async () => {
    const whole = Array.from({ length: 10_000 }, (_, i) => `p${i} code=${i % 7}`).join("\n");
    const { rows } = await read(new TextEncoder().encode(whole));
    expect(rows.length).toBe(10_000);
    rows.forEach(([row, , code, path], i) => {
      expect([row, code, path]).toEqual([i + 1, i % 7, `p${i} `]);
    });
  });
});
