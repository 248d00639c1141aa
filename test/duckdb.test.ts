/**
 * Parquet as DuckDB reads it, and the page that tells how. DuckDB is installed with the peers of the benchmark
 * (`npm ci --prefix test/bench`, as .ci/run does), not with the project.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { toParquet } from "../src/parquet.js";
import type { SinkColumn, SinkValue } from "../src/sinks/index.js";
import { asNdjson, columnsNamed, encode, readParquet } from "./sinks/read-back.js";
import { EVERY_TYPE } from "./sinks/render.js";

const ROOT = join(import.meta.dirname, "..");
const SAMPLES = join(ROOT, "samples");
const BENCH = join(ROOT, "test/bench");
const isThere = existsSync(join(BENCH, "node_modules/@duckdb/node-api"));
const folder = mkdtempSync(join(tmpdir(), "ioctlens-duckdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The part of @duckdb/node-api that is used here. */
interface DuckDB {
  DuckDBInstance: { create(): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}
interface Connection {
  runAndReadAll(sql: string): Promise<{ columnNames(): string[]; getRowsJson(): unknown[][] }>;
}

async function connect(): Promise<Connection> {
  const { DuckDBInstance } = createRequire(join(BENCH, "package.json"))("@duckdb/node-api") as DuckDB;
  const instance = await DuckDBInstance.create();
  afterAll(() => instance.closeSync());
  const connection = await instance.connect();
  await connection.runAndReadAll(`SET file_search_path = '${folder.replaceAll("'", "''")}'`);
  return connection;
}

/** Rows as sinks know them: DuckDB's JSON has 64-bit numbers as text. */
async function rowsOf(
  connection: Connection,
  sql: string,
  columns: readonly SinkColumn[],
): Promise<SinkValue[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  return rows.map((row) =>
    row.map(
      (value, k) => (columns[k]!.type === "u53" && value !== null ? Number(value) : value) as SinkValue,
    ),
  );
}

async function write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  writeFileSync(join(folder, name), Buffer.concat(all));
  return Buffer.concat(all);
}

if (!isThere) {
  describe("Parquet in DuckDB", () => {
    it.skip("skipped: DuckDB is not here; npm ci --prefix test/bench installs it", () => {});
  });
}

describe.skipIf(!isThere)("Parquet in DuckDB", () => {
  const connection = isThere ? connect() : Promise.reject(new Error("no DuckDB"));
  connection.catch(() => {});

  it.each(readdirSync(SAMPLES).filter((name) => /^(?!README|\.)(?!.*\.(?:h|rs|zip)$)/.test(name)))(
    "%s has the rows that hyparquet reads",
    async (name) => {
      const bytes = await write(
        "sample.parquet",
        toParquet(readFileSync(join(SAMPLES, name)), { pieceRows: 50 }),
      );
      const { names, rows } = await readParquet(bytes);
      const columns = columnsNamed(names);
      const read = await rowsOf(await connection, "FROM 'sample.parquet'", columns);
      expect(await asNdjson(columns, read)).toBe(await asNdjson(columns, rows));
    },
  );

  it("has the types of the schema", async () => {
    const columns: SinkColumn[] = [
      { name: "a", type: "u8" },
      { name: "b", type: "u16" },
      { name: "c", type: "u32" },
      ...EVERY_TYPE,
    ];
    writeFileSync(join(folder, "types.parquet"), await encode("parquet", columns, []));
    const described = await (await connection).runAndReadAll("DESCRIBE FROM 'types.parquet'");
    expect(described.getRowsJson().map((row) => row.slice(0, 3))).toEqual(
      [
        ["a", "UTINYINT"],
        ["b", "USMALLINT"],
        ["c", "UINTEGER"],
        ["path", "VARCHAR"],
        ["code", "UINTEGER"],
        ["duration", "DOUBLE"],
        ["names", "VARCHAR[]"],
        ["count", "BIGINT"],
        ["share", "DOUBLE"],
        ["status", "VARCHAR"],
      ].map((row) => [...row, "YES"]),
    );
  });

  it("finds codes above 2^31 by the limits of the row groups", async () => {
    const codes = Array.from({ length: 20_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0).sort(
      (a, b) => a - b,
    );
    const rows = codes.map((code): SinkValue[] => [code]);
    const bytes = await encode("parquet", [{ name: "code", type: "code" }], rows, { pieceRows: 1000 });
    writeFileSync(join(folder, "codes.parquet"), bytes);
    for (const limit of [0x10000000, 0x7fffffff, 0x80000000, 0xf0000000]) {
      const sql = `SELECT count(*)::INTEGER, sum(code)::DOUBLE FROM 'codes.parquet' WHERE code >= ${limit}`;
      const found = codes.filter((code) => code >= limit);
      expect((await (await connection).runAndReadAll(sql)).getRowsJson()).toEqual([
        [found.length, found.reduce((sum, code) => sum + code, 0)],
      ]);
    }
    const pages = await (await connection).runAndReadAll(
      "SELECT stats_min_value, stats_max_value FROM parquet_metadata('codes.parquet') WHERE row_group_id = 19",
    );
    expect(pages.getRowsJson()).toEqual([[String(codes[19_000]), String(codes[19_999])]]);
  });

  it.skipIf(process.platform === "win32")(
    "docs/howto-duckdb.md: every command and every query gives rows",
    async () => {
      const page = readFileSync(join(ROOT, "docs/howto-duckdb.md"), "utf8");
      const blocks = [...page.matchAll(/^ *```(sh|sql)\n([\s\S]*?)^ *```/gm)];
      expect(blocks.map(([, kind]) => kind).join(" ")).toBe("sh sql sql sql sql sql sql");
      symlinkSync(SAMPLES, join(folder, "samples"), "junction");
      rmSync(join(folder, "codes.parquet"), { force: true });
      const command = `ioctlens() { "${process.execPath}" "${join(ROOT, "dist/bin/ioctlens.js")}" "$@"; }`;
      for (const [, kind, text] of blocks) {
        if (kind === "sh") {
          execFileSync("bash", ["-euo", "pipefail", "-c", `${command}\n${text}`], {
            cwd: folder,
            stdio: "ignore",
          });
        } else {
          expect((await (await connection).runAndReadAll(text!)).getRowsJson().length, text).toBeGreaterThan(
            0,
          );
        }
      }
    },
  );
});
