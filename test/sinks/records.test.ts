import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Batch,
  type CodeEntry,
  type Column,
  NO_TEXT,
  SPAN_QUOTED,
  type SpanColumn,
} from "../../src/record/batch.js";
import { type ColumnName, SCHEMA } from "../../src/record/schema.js";
import {
  openSink,
  RecordFormatter,
  type RowSink,
  type SinkOptions,
  sinkColumns,
  type TextFormat,
} from "../../src/sinks/index.js";
import { awkwardText } from "./render.js";

function entryOf(code: number | null, codeText: string | null = null): CodeEntry {
  const kind = code === null ? "unresolved" : "decoded";
  return { kind, code, codeText, ownName: null, majorFunction: null, issue: null };
}

/** Cells as spans of one piece of bytes with other bytes around, as a CSV reader leaves them. */
function spanColumn(cells: readonly (string | Uint8Array)[], quoted: boolean, scale = 1): SpanColumn {
  const pieces = cells.map((cell) =>
    typeof cell === "string" ? new TextEncoder().encode(quoted ? cell.replaceAll('"', '""') : cell) : cell,
  );
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length + 2, 5)).fill(0x22);
  const from = new Uint32Array(cells.length);
  const to = new Uint32Array(cells.length);
  let at = 3;
  pieces.forEach((piece, i) => {
    bytes.set(piece, at);
    from[i] = at;
    to[i] = (at + piece.length + (quoted ? SPAN_QUOTED : 0)) >>> 0;
    at += piece.length + 2;
  });
  return { kind: "span", bytes, from, to, scale };
}

function batchOf(entries: CodeEntry[], entry: number[], columns: [ColumnName, Column][]): Batch {
  return {
    length: entry.length,
    row: Float64Array.from(entry, (_, i) => i + 1),
    offset: Float64Array.from(entry, (_, i) => (i === 0 ? 0 : 2 ** 40 + i)),
    entry: Uint32Array.from(entry),
    entries,
    columns: new Map(columns),
  };
}

async function formatted(
  format: TextFormat,
  columns: readonly ColumnName[],
  batch: Batch,
  options: SinkOptions = {},
): Promise<string> {
  const sink = await openSink(format, sinkColumns(columns), options);
  const formatter = new RecordFormatter(sink, columns);
  return sink.begin() + formatter.format(batch, "trace.csv") + sink.end();
}

/** The same row by row, without the parts of the sink. */
async function rowByRow(
  format: TextFormat,
  columns: readonly ColumnName[],
  batch: Batch,
  options: SinkOptions = {},
): Promise<string> {
  const sink = await openSink(format, sinkColumns(columns), options);
  const plain: RowSink = { begin: () => "", row: (values) => sink.row(values), end: () => "" };
  return sink.begin() + new RecordFormatter(plain, columns).format(batch, "trace.csv") + sink.end();
}

describe("RecordFormatter", () => {
  const batch = batchOf(
    [entryOf(0x902eb), entryOf(null, "FSCTL_NO_SUCH")],
    [0, 1, 0],
    [
      ["processName", spanColumn(["a.exe", "", 'b "c", d.exe'], true)],
      ["processId", spanColumn(["4", "007", "4,512"], true)],
      ["duration", spanColumn(["0.0000291", "1,5", ""], true)],
      ["status", { kind: "text", ids: Uint32Array.of(0, NO_TEXT, 0), values: ["SUCCESS"] }],
      ["eventId", { kind: "number", values: Uint16Array.of(7, 0, 0), known: Uint8Array.of(1, 0, 1) }],
    ],
  );
  const columns: ColumnName[] = ["file", "row", "offset", "processName", "processId", "status", "duration"];
  const all: ColumnName[] = [
    ...columns,
    "eventId",
    "provider",
    "code",
    "codeText",
    "deviceType",
    "direction",
  ];

  it("RULES 8, 11: rows in order with file, row, offset, cells of the trace and values of the code", async () => {
    expect(await formatted("csv", all, batch)).toBe(
      `${all.join(",")}\n` +
        "trace.csv,1,0,a.exe,4,SUCCESS,0.0000291,7,,0x000902EB,,9,\n" +
        "trace.csv,2,1099511627777,,7,,1.5000000,,,,FSCTL_NO_SUCH,,\n" +
        'trace.csv,3,1099511627778,"b ""c"", d.exe",,SUCCESS,,0,,0x000902EB,,9,\n',
    );
  });

  it("RULES 11: the same as ndjson, nulls printed", async () => {
    expect((await formatted("ndjson", all, batch)).split("\n").slice(0, 2)).toEqual([
      '{"file":"trace.csv","row":1,"offset":0,"processName":"a.exe","processId":4,"status":"SUCCESS",' +
        '"duration":0.0000291,"eventId":7,"provider":null,"code":"0x000902EB","codeText":null,"deviceType":9,' +
        '"direction":null}',
      '{"file":"trace.csv","row":2,"offset":1099511627777,"processName":null,"processId":7,"status":null,' +
        '"duration":1.5000000,"eventId":null,"provider":null,"code":null,"codeText":"FSCTL_NO_SUCH",' +
        '"deviceType":null,"direction":null}',
    ]);
  });

  it("code columns may stand anywhere, in several runs", async () => {
    expect(await formatted("csv", ["layout", "row", "code", "requiredAccess", "processId"], batch)).toBe(
      "layout,row,code,requiredAccess,processId\n" +
        "ctl_code,1,0x000902EB,FILE_ANY_ACCESS,4\n" +
        ",2,,,7\n" +
        "ctl_code,3,0x000902EB,FILE_ANY_ACCESS,\n",
    );
  });

  it("a json array goes on over several batches", async () => {
    const sink = await openSink("json", sinkColumns(["row"]));
    const formatter = new RecordFormatter(sink, ["row"]);
    const two = batchOf([entryOf(1)], [0, 0], []);
    const text = sink.begin() + formatter.format(two, "a") + formatter.format(two, "b") + sink.end();
    expect(text).toBe('[\n{"row":1},\n{"row":2},\n{"row":1},\n{"row":2}\n]\n');
  });

  it("formatBytes is the same as UTF-8, for a sink without parts too", async () => {
    for (const format of ["csv", "table"] as const) {
      const open = async () => new RecordFormatter(await openSink(format, sinkColumns(all)), all);
      const many = batchOf([entryOf(0x902eb)], new Array(1500).fill(0), []);
      const text = (await open()).format(many, "é");
      expect(text.length).toBeGreaterThan(50_000);
      expect(new TextDecoder().decode((await open()).formatBytes(many, "é"))).toBe(text);
    }
  });

  it("bytes that are no UTF-8 become U+FFFD", async () => {
    const odd = batchOf([entryOf(1)], [0], [["path", spanColumn([Uint8Array.of(0x61, 0xff, 0xfe)], false)]]);
    expect(await formatted("csv", ["path"], odd)).toBe("path\na\ufffd\ufffd\n");
  });

  it("an empty batch is no text", async () => {
    expect(await formatted("csv", ["row"], batchOf([], [], []))).toBe("row\n");
  });

  it("cells copied as bytes are the cells printed from values, in every format", async () => {
    const cell = fc.oneof(
      awkwardText,
      fc.constantFrom("", "0", "00", "7", "255", "256", "65535", "65536", "4294967295", "4294967296"),
      fc.constantFrom("0.0000291", "1,5", "00.0000001", "12345678.1234567", "123456789.1234567", ".1234567"),
      fc.constantFrom(
        "0x1F",
        " 7",
        "9007199254740991",
        "9007199254740993",
        "-1",
        "1e3",
        "1.",
        "1234567.123456",
      ),
    );
    const names = SCHEMA.map(({ name }) => name);
    const sources = SCHEMA.filter(({ origin }) => origin === "source").map(({ name }) => name);
    const row = fc.tuple(fc.nat(2), fc.array(cell, { minLength: sources.length, maxLength: sources.length }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(1, 0.001),
        fc.shuffledSubarray(names, { minLength: 1 }),
        fc.boolean(),
        async (rows, quoted, scale, picked, spreadsheetSafe) => {
          const made = batchOf(
            [entryOf(0x902eb), entryOf(null, "=X"), entryOf(0x22a018)],
            rows.map(([entry]) => entry),
            sources.map((name, k) => [
              name,
              spanColumn(
                rows.map(([, cells]) => cells[k]!),
                quoted,
                scale,
              ),
            ]),
          );
          for (const format of ["csv", "tsv", "ndjson", "json", "table"] as const) {
            const options = { spreadsheetSafe };
            expect(await formatted(format, picked, made, options)).toBe(
              await rowByRow(format, picked, made, options),
            );
          }
        },
      ),
    );
  });
});
