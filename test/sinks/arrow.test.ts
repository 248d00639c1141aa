import { tableFromIPC } from "@uwdata/flechette";
import { RecordBatchReader } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openArrowFile, openArrowStream } from "../../src/sinks/arrow.js";
import { openByteSink, provenance, type SinkColumn, type SinkValue } from "../../src/sinks/index.js";
import { arrowTable, asNdjson, encode, readArrow, rowsSoFar } from "./read-back.js";
import { awkwardRow, EVERY_TYPE } from "./render.js";

/** The last text column of EVERY_TYPE as a dictionary, the first as plain text. */
const COLUMNS = EVERY_TYPE.map(
  (column): SinkColumn => (column.name === "status" ? { ...column, few: true } : column),
);
const STATUS: SinkColumn = { name: "status", type: "text", few: true };
const FORMATS = ["arrow", "arrow-stream"] as const;

describe.each(FORMATS)("%s", (format) => {
  it("has the types of the schema, all nullable", async () => {
    const types = ["text", "u8", "u16", "u32", "code", "u53", "seconds", "share", "list"] as const;
    const columns = [STATUS, ...types.map((type): SinkColumn => ({ name: type, type }))];
    const { fields } = arrowTable(await encode(format, columns, [])).schema;
    expect(fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "status Dictionary<Int32, Utf8>",
      "text Utf8",
      "u8 Uint8",
      "u16 Uint16",
      "u32 Uint32",
      "code Uint32",
      "u53 Int64",
      "seconds Float64",
      "share Float64",
      "list List<Utf8>",
    ]);
    expect(fields.every(({ nullable }) => nullable)).toBe(true);
  });

  it("keeps every value of every type, nulls and empty lists apart", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(awkwardRow, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, pieceRows) => {
          const bytes = await encode(format, COLUMNS, rows, { pieceRows });
          const read = readArrow(bytes);
          expect(read.names).toEqual(COLUMNS.map(({ name }) => name));
          expect(await asNdjson(COLUMNS, read.rows)).toBe(await asNdjson(COLUMNS, rows));
          expect(tableFromIPC(new Uint8Array(bytes)).numRows).toBe(rows.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps the limits of every integer, codes above 2^31, and seconds unrounded", async () => {
    const columns: SinkColumn[] = [
      { name: "a", type: "u8" },
      { name: "b", type: "u16" },
      { name: "c", type: "code" },
      { name: "d", type: "u53" },
      { name: "e", type: "seconds" },
    ];
    const rows = [
      [255, 65_535, 0xffffffff, Number.MAX_SAFE_INTEGER, 1 / 3],
      [128, 32_768, 0x80000000, 2 ** 32, 1e-7],
      [null, null, null, null, Number.NaN],
    ];
    const expected = [...rows.slice(0, 2), [null, null, null, null, null]];
    expect(readArrow(await encode(format, columns, rows)).rows).toEqual(expected);
  });

  it("of no rows has its columns, and one batch without rows", async () => {
    const bytes = await encode(format, COLUMNS, []);
    expect(readArrow(bytes)).toEqual({ names: COLUMNS.map(({ name }) => name), rows: [] });
    expect([...RecordBatchReader.from(new Uint8Array(bytes))].map(({ numRows }) => numRows)).toEqual([0]);
  });

  it("gives a record batch as soon as it is full", async () => {
    const rows = Array.from({ length: 35 }, (_, i) => [i % 4 === 0 ? null : `status ${i}`]);
    const sink = await openByteSink(format, [STATUS], { pieceRows: 10 });
    const full = rows.map((row, i) => (sink.row(row).length > 0 ? i : -1)).filter((i) => i >= 0);
    expect(full).toEqual([9, 19, 29]);
    const bytes = await encode(format, [STATUS], rows, { pieceRows: 10 });
    expect([...RecordBatchReader.from(new Uint8Array(bytes))].map(({ numRows }) => numRows)).toEqual([
      10, 10, 10, 5,
    ]);
    expect(readArrow(bytes).rows).toEqual(rows);
  });

  it("a dictionary of nulls only", async () => {
    const rows: SinkValue[][] = [[null], [null], [null]];
    expect(readArrow(await encode(format, [STATUS], rows, { pieceRows: 2 })).rows).toEqual(rows);
  });

  it("a dictionary of more texts than are kept in memory", async () => {
    const open = format === "arrow" ? openArrowFile : openArrowStream;
    const sink = await open([STATUS, { name: "row", type: "u53" }], { pieceRows: 8, dictionaryTexts: 10 });
    // New ones, some that come again soon, and some that come again when they are long forgotten.
    const rows = Array.from({ length: 200 }, (_, i): SinkValue[] => [
      `status ${i % 3 === 0 ? i % 12 : i % 90}`,
      i,
    ]);
    const bytes = Buffer.concat([...rows.map((row) => sink.row(row)), sink.end()]);
    expect(readArrow(bytes).rows).toEqual(rows);
    const flechette = tableFromIPC(new Uint8Array(bytes)).getChild("status");
    expect(rows.map((_, i) => flechette.at(i))).toEqual(rows.map(([status]) => status));
  });

  it("tells who wrote it", async () => {
    const metadata = () => provenance("default", ["csv"]);
    const { schema } = arrowTable(await encode(format, COLUMNS, [], { metadata }));
    expect(Object.fromEntries(schema.metadata)).toEqual({
      "ioctlens.version": expect.stringMatching(/^\d+\.\d+\.\d+/),
      "ioctlens.schemaVersion": "1",
      "ioctlens.namesVersion": expect.stringMatching(/^[0-9a-f]{16}$/),
      "ioctlens.namesPack": "default",
      "ioctlens.sources": "csv",
    });
  });

  it("is the same bytes every time", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [
      `p ${i}`,
      i,
      i / 1e7,
      ["A", "B"],
      i,
      0.5,
      `s ${i % 9}`,
    ]);
    const write = () =>
      encode(format, COLUMNS, rows, { pieceRows: 100, metadata: () => provenance("default") });
    expect((await write()).equals(await write())).toBe(true);
  });
});

describe("arrow", () => {
  it("has one dictionary a column, at the end, whatever the batches", async () => {
    const columns: SinkColumn[] = [STATUS, { name: "provider", type: "text", few: true }];
    const rows = Array.from({ length: 100 }, (_, i) => [`status ${i}`, null]);
    const bytes = await encode("arrow", columns, rows, { pieceRows: 10 });
    const reader = RecordBatchReader.from(new Uint8Array(bytes));
    reader.open();
    const { numDictionaries, numRecordBatches } = reader as unknown as Record<string, number>;
    expect({ numDictionaries, numRecordBatches }).toEqual({ numDictionaries: 2, numRecordBatches: 10 });
  });

  it("what is known at the end only stands in its metadata too", async () => {
    const sources: string[] = [];
    const sink = await openByteSink("arrow", [STATUS], { metadata: () => ({ sources: sources.join() }) });
    const first = sink.row(["A"]);
    sources.push("csv", "etl");
    const bytes = Buffer.concat([first, sink.end()]);
    expect(arrowTable(bytes).schema.metadata.get("sources")).toBe("csv,etl");
  });
});

describe("arrow-stream", () => {
  it("can be read before it ends: texts of a dictionary come before the batch that uses them", async () => {
    const sink = await openByteSink("arrow-stream", [STATUS], { pieceRows: 5 });
    const rows = Array.from({ length: 23 }, (_, i): SinkValue[] => [`status ${i}`]);
    let bytes = Buffer.alloc(0);
    rows.forEach((row, i) => {
      bytes = Buffer.concat([bytes, sink.row(row)]);
      if (bytes.length > 0) expect(rowsSoFar(bytes)).toEqual(rows.slice(0, Math.floor((i + 1) / 5) * 5));
    });
  });
});
