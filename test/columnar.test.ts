/** The entries `ioctlens/parquet` and `ioctlens/arrow`, as a user of the library calls them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openArrowWriter, toArrow } from "../src/arrow.js";
import type { BatchWriter } from "../src/columnar.js";
import { decode, VERSION } from "../src/index.js";
import { openParquetWriter, toParquet } from "../src/parquet.js";
import type { ColumnName } from "../src/record/schema.js";
import { inPieces } from "./samples/outputs.js";
import { arrowTable, parquetHead, readArrow, readParquet } from "./sinks/read-back.js";

const CSV = Buffer.from("Process,Code\na.exe,0x902EB\nb.exe,FSCTL_NO_SUCH\n,0xFFFFFFFF\na.exe,0x22A018\n");
const ROWS = [
  ["in.csv", 1, "a.exe", 0x902eb],
  ["in.csv", 2, "b.exe", null],
  ["in.csv", 3, null, 0xffffffff],
  ["in.csv", 4, "a.exe", 0x22a018],
];
const COLUMNS: ColumnName[] = ["file", "row", "processName", "code"];

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe("toParquet, toArrow", () => {
  it("write the columns asked for, whatever the origin, and the name of the input", async () => {
    const options = { columns: COLUMNS, name: "in.csv", pieceRows: 3, metadata: { case: "42" } };
    const parquet = await bytesOf(toParquet(inPieces(CSV, 7), options));
    expect(await readParquet(parquet)).toEqual({ names: COLUMNS, rows: ROWS });
    const { row_groups, key_value_metadata } = parquetHead(parquet);
    expect(row_groups).toHaveLength(2);
    const metadata = Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ case: "42", "ioctlens.version": VERSION, "ioctlens.sources": "csv" });
    for (const ipc of ["file", "stream"] as const) {
      const arrow = await bytesOf(toArrow(CSV, { ...options, ipc }));
      expect(readArrow(arrow)).toEqual({ names: COLUMNS, rows: ROWS });
      expect(Object.fromEntries(arrowTable(arrow).schema.metadata)).toEqual(metadata);
      expect(arrow.toString("latin1", 0, 6) === "ARROW1").toBe(ipc === "file");
    }
  });

  it("keep the rows that are wanted, by columns that are not written too", async () => {
    const options = { columns: ["row"], where: ["processName=a.exe", "code>0x90000"] } as const;
    expect((await readParquet(await bytesOf(toParquet(CSV, options)))).rows).toEqual([[1], [4]]);
    const none = { where: ["processName=none"] };
    expect(readArrow(await bytesOf(toArrow(CSV, none))).rows).toEqual([]);
  });

  it("write all columns of the input when none are named", async () => {
    const { names } = await readParquet(await bytesOf(toParquet(CSV)));
    expect(names).toContain("names");
    expect(names).not.toContain("file");
    expect(readArrow(await bytesOf(toArrow(CSV))).names).toEqual(names);
  });

  it("E_OPTION for a column that is none, E_RANGE for no rows, and what decode throws", async () => {
    const columns: ColumnName[] = ["row", "colour" as ColumnName];
    await expect(bytesOf(toParquet(CSV, { columns }))).rejects.toMatchObject({ code: "E_OPTION" });
    await expect(openArrowWriter(columns)).rejects.toMatchObject({ code: "E_OPTION" });
    for (const pieceRows of [0, -1, 1.5, Number.NaN]) {
      await expect(openParquetWriter(["row"], { pieceRows })).rejects.toMatchObject({ code: "E_RANGE" });
    }
    await expect(bytesOf(toArrow(new Uint8Array(0)))).rejects.toMatchObject({ code: "E_EMPTY" });
    const signal = AbortSignal.abort("enough");
    await expect(bytesOf(toParquet(CSV, { signal }))).rejects.toBe("enough");
  });
});

describe("openParquetWriter, openArrowWriter", () => {
  it("take batches of several traces, which are borrowed", async () => {
    const fill = async (writer: BatchWriter) => {
      const pieces: Uint8Array[] = [];
      for (const file of ["in.csv", "again.csv"]) {
        for await (const batch of decode(inPieces(CSV, 11))) pieces.push(writer.write(batch, file));
      }
      return Buffer.concat([...pieces, writer.end()]);
    };
    const rows = [...ROWS, ...ROWS.map(([, ...row]) => ["again.csv", ...row])];
    const sources = ["csv"];
    const parquet = await fill(await openParquetWriter(COLUMNS, { sources, pieceRows: 3 }));
    expect((await readParquet(parquet)).rows).toEqual(rows);
    const arrow = await fill(await openArrowWriter(COLUMNS, { sources, pieceRows: 3, ipc: "stream" }));
    expect(readArrow(arrow).rows).toEqual(rows);
    expect(arrowTable(arrow).schema.metadata.get("ioctlens.sources")).toBe("csv");
  });
});

describe("VERSION", () => {
  it("is that of package.json", () => {
    const text = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
    expect(VERSION).toBe((JSON.parse(text) as { version: string }).version);
  });
});
