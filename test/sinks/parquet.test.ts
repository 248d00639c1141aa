import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openByteSink, provenance, type SinkColumn, type SinkValue } from "../../src/sinks/index.js";
import { asNdjson, encode, parquetHead, readParquet } from "./read-back.js";
import { awkwardRow, EVERY_TYPE } from "./render.js";

const CODE: SinkColumn = { name: "code", type: "code" };

/** Numbers all over 32 bits, no two the same, in no order. */
function distinctCodes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
}

describe("parquet", () => {
  it("has the types of the schema, all nullable, text in UTF8", async () => {
    const types = ["text", "u8", "u16", "u32", "code", "u53", "seconds", "share", "list"] as const;
    const columns = types.map((type): SinkColumn => ({ name: `a ${type}`, type }));
    const { schema } = parquetHead(await encode("parquet", columns, []));
    expect(
      schema.map(({ name, type, converted_type, repetition_type }) => [
        name,
        type ?? null,
        converted_type ?? null,
        repetition_type ?? null,
      ]),
    ).toEqual([
      ["schema", null, null, null],
      ["a text", "BYTE_ARRAY", "UTF8", "OPTIONAL"],
      ["a u8", "INT32", "UINT_8", "OPTIONAL"],
      ["a u16", "INT32", "UINT_16", "OPTIONAL"],
      ["a u32", "INT32", "UINT_32", "OPTIONAL"],
      ["a code", "INT32", "UINT_32", "OPTIONAL"],
      ["a u53", "INT64", null, "OPTIONAL"],
      ["a seconds", "DOUBLE", null, "OPTIONAL"],
      ["a share", "DOUBLE", null, "OPTIONAL"],
      ["a list", null, "LIST", "OPTIONAL"],
      ["list", null, null, "REPEATED"],
      ["element", "BYTE_ARRAY", "UTF8", "REQUIRED"],
    ]);
    // hyparquet-writer writes the width of this one as 32 bits; Arrow's readers then refuse the file.
    expect(schema.filter(({ logical_type }) => logical_type?.type === "INTEGER")).toEqual([]);
  });

  it("keeps every value of every type, nulls and empty lists apart", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(awkwardRow, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, pieceRows) => {
          const bytes = await encode("parquet", EVERY_TYPE, rows, { pieceRows });
          const read = await readParquet(bytes);
          expect(read.names).toEqual(EVERY_TYPE.map(({ name }) => name));
          expect(await asNdjson(EVERY_TYPE, read.rows)).toBe(await asNdjson(EVERY_TYPE, rows));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps the limits of every integer, and seconds unrounded", async () => {
    const columns: SinkColumn[] = [
      { name: "a", type: "u8" },
      { name: "b", type: "u16" },
      { name: "c", type: "u32" },
      { name: "d", type: "u53" },
      { name: "e", type: "seconds" },
    ];
    const rows = [
      [0, 0, 0, 0, 0],
      [255, 65_535, 0xffffffff, Number.MAX_SAFE_INTEGER, 1 / 3],
      [128, 32_768, 0x80000000, 2 ** 32, 1e-7],
      [null, null, null, null, Number.NaN],
    ];
    const expected = [...rows.slice(0, 3), [null, null, null, null, null]];
    expect((await readParquet(await encode("parquet", columns, rows))).rows).toEqual(expected);
  });

  it("keeps codes above 2^31 where no dictionary pays, with their limits as unsigned numbers", async () => {
    const codes = distinctCodes(5000);
    expect(codes.filter((code) => code >= 2 ** 31).length).toBeGreaterThan(2000);
    const bytes = await encode(
      "parquet",
      [CODE],
      codes.map((code) => [code]),
    );
    const { rows } = await readParquet(bytes);
    expect(rows.map(([code]) => code)).toEqual(codes);
    const { meta_data } = parquetHead(bytes).row_groups[0]!.columns[0]!;
    expect(meta_data!.encodings).not.toContain("RLE_DICTIONARY");
    // hyparquet knows no unsigned statistics: the same 32 bits.
    const { min_value, max_value } = meta_data!.statistics!;
    expect([Number(min_value) >>> 0, Number(max_value) >>> 0]).toEqual([
      codes.reduce((a, b) => Math.min(a, b)),
      codes.reduce((a, b) => Math.max(a, b)),
    ]);
  });

  it("keeps codes above 2^31 in a dictionary too, and among nulls", async () => {
    const rows = Array.from({ length: 4000 }, (_, i) => [i % 3 === 0 ? null : 0xfffffff0 + (i % 16)]);
    const bytes = await encode("parquet", [CODE], rows);
    expect(parquetHead(bytes).row_groups[0]!.columns[0]!.meta_data!.encodings).toContain("RLE_DICTIONARY");
    expect((await readParquet(bytes)).rows).toEqual(rows);
  });

  it("has dictionaries where texts come again, and none where they do not", async () => {
    const columns: SinkColumn[] = [
      { name: "status", type: "text", few: true },
      { name: "path", type: "text" },
    ];
    const rows = Array.from({ length: 2000 }, (_, i) => [`status ${i % 7}`, `C:\\folder\\file ${i}`]);
    const { row_groups } = parquetHead(await encode("parquet", columns, rows));
    const encodings = row_groups[0]!.columns.map(({ meta_data }) => meta_data!.encodings);
    expect(encodings).toEqual([["PLAIN", "RLE_DICTIONARY"], ["PLAIN"]]);
  });

  it("of no rows is a file with its columns", async () => {
    const bytes = await encode("parquet", EVERY_TYPE, []);
    expect(await readParquet(bytes)).toEqual({ names: EVERY_TYPE.map(({ name }) => name), rows: [] });
    expect(parquetHead(bytes).row_groups).toEqual([]);
  });

  it("gives a row group as soon as it is full", async () => {
    const sink = await openByteSink("parquet", [CODE], { pieceRows: 10 });
    const sizes = Array.from({ length: 35 }, (_, i) => sink.row([i]).length);
    expect(sizes.map((size, i) => (size > 0 ? i : -1)).filter((i) => i >= 0)).toEqual([9, 19, 29]);
    const bytes = await encode(
      "parquet",
      [CODE],
      Array.from({ length: 35 }, (_, i) => [i]),
      { pieceRows: 10 },
    );
    expect(parquetHead(bytes).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10, 10, 10, 5]);
    expect((await readParquet(bytes)).rows.map(([code]) => code)).toEqual(
      Array.from({ length: 35 }, (_, i) => i),
    );
  });

  it("keeps a list that is longer than a page, and texts that are", async () => {
    const columns: SinkColumn[] = [
      { name: "names", type: "list" },
      { name: "path", type: "text" },
    ];
    const long = "ä".repeat(1_500_000);
    const rows: SinkValue[][] = [
      [Array.from({ length: 50_000 }, (_, i) => `NAME_${i}_WITH_A_LONG_TAIL`), long],
      [["A"], "b"],
      [[], null],
      [null, long.slice(1)],
    ];
    expect((await readParquet(await encode("parquet", columns, rows))).rows).toEqual(rows);
  });

  it("tells who wrote it, asked for at the end", async () => {
    const sources: string[] = [];
    const sink = await openByteSink("parquet", [CODE], { metadata: () => provenance("extra", sources) });
    sources.push("etl", "csv", "etl");
    const { created_by, key_value_metadata } = parquetHead(sink.end());
    expect(created_by).toMatch(/^ioctlens version \d+\.\d+\.\d+/);
    expect(Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]))).toEqual({
      "ioctlens.version": expect.stringMatching(/^\d+\.\d+\.\d+/),
      "ioctlens.schemaVersion": "1",
      "ioctlens.namesVersion": expect.stringMatching(/^[0-9a-f]{16}$/),
      "ioctlens.namesPack": "extra",
      "ioctlens.sources": "csv,etl",
    });
  });

  it("is the same bytes every time", async () => {
    const rows = distinctCodes(300).map((code) => [
      `path ${code % 40}`,
      code,
      code / 1e7,
      ["A", "B"],
      code,
      0.5,
      null,
    ]);
    const write = () =>
      encode("parquet", EVERY_TYPE, rows, { pieceRows: 100, metadata: () => provenance("default") });
    expect((await write()).equals(await write())).toBe(true);
  });
});
