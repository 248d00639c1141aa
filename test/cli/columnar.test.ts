import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toArrow } from "../../src/arrow.js";
import { BINARY_FORMATS as OFFERED } from "../../src/cli/trace-options.js";
import { fileInput } from "../../src/node.js";
import { toParquet } from "../../src/parquet.js";
import { isBinary, SINKS } from "../../src/sinks/index.js";
import {
  arrowTable,
  asNdjson,
  BINARY_FORMATS,
  columnsNamed,
  parquetHead,
  readBack,
} from "../sinks/read-back.js";
import { Folder, MAIN, MIXED, outcomeOf, PROCMON, start } from "./command.js";

const ROOT = join(import.meta.dirname, "../..");
const SAMPLES = join(ROOT, "samples");
const SUFFIXES = { parquet: ".parquet", arrow: ".arrow", "arrow-stream": ".arrows" } as const;

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("procmon.csv", PROCMON);
folder.write("bad.bin", "\u0000\u0001\u0002 no trace at all \u0000");

/** The bytes of a file that a run wrote. */
function bytesOf(name: string): Buffer {
  return readFileSync(folder.at(name));
}

/** Standard output of a run as bytes. */
async function printed(args: readonly string[]): Promise<Buffer> {
  const child = start(args, { cwd: folder.path });
  const chunks: Buffer[] = [];
  child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
  expect((await outcomeOf(child)).status).toBe(0);
  return Buffer.concat(chunks);
}

let made = 0;

/** What a run writes in a binary format, as ndjson, and its bytes. */
async function written(format: (typeof BINARY_FORMATS)[number], args: readonly string[]) {
  const name = `out-${++made}${SUFFIXES[format]}`;
  const { status, stderr } = await folder.run([...args, "-q", "-o", name]);
  expect([status, stderr]).toEqual([0, ""]);
  const bytes = bytesOf(name);
  const { names, rows } = await readBack(format, bytes);
  return { names, bytes, ndjson: (alwaysNames: boolean) => asNdjson(columnsNamed(names), rows, alwaysNames) };
}

describe("-f parquet, arrow, arrow-stream", () => {
  it("are offered, and told from the suffix of -o", async () => {
    expect(OFFERED).toEqual(SINKS.map(({ name }) => name).filter(isBinary));
    for (const { name, suffixes } of SINKS.filter((sink) => isBinary(sink.name))) {
      const bytes = await printed(["decode", "mixed.csv", "-q", "-f", name]);
      expect(bytes.length).toBeGreaterThan(500);
      for (const suffix of suffixes) {
        await folder.run(["decode", "mixed.csv", "-q", "-o", `by-suffix${suffix}`]);
        expect(bytesOf(`by-suffix${suffix}`).equals(bytes), suffix).toBe(true);
      }
    }
  });

  // All samples go through the sinks in test/sinks/round-trip.test.ts.
  it.each(["procmon-afternoon.csv", "etl-providers.etl", "list-names.txt"])(
    "decode and summary of %s are those of ndjson",
    async (name) => {
      const file = join(SAMPLES, name);
      const by = ["summary", file, "--by", "operation,status,processId"];
      const [records, groups] = await Promise.all(
        [["decode", file], by].map((args) => folder.run([...args, "-q", "-f", "ndjson"])),
      );
      for (const format of BINARY_FORMATS) {
        const decoded = await written(format, ["decode", file]);
        expect(await decoded.ndjson(false), format).toBe(records!.stdout);
        expect(await (await written(format, by)).ndjson(false), format).toBe(groups!.stdout);
      }
    },
  );

  it("the columns asked for, in the order asked for, with all names", async () => {
    const args = ["decode", "mixed.csv", "--columns", "names,code,file,row", "--limit", "2"];
    const { stdout } = await folder.run([...args, "-q", "-f", "ndjson"]);
    for (const format of BINARY_FORMATS) {
      const { names, ndjson } = await written(format, args);
      expect(names).toEqual(["names", "code", "file", "row"]);
      expect(await ndjson(true)).toBe(stdout);
    }
  });

  it("conditions, measures, facts, diff and audit as in ndjson", async () => {
    const file = join(SAMPLES, "procmon-afternoon.csv");
    const other = join(SAMPLES, "procmon-detail-only.csv");
    for (const args of [
      ["diff", file, other, "--by", "operation"],
      ["audit", file, "--device-type", "FILE_DEVICE_DISK"],
      ["decode", file, "--where", "deviceType=FILE_DEVICE_FILE_SYSTEM", "--columns", "row,code,names,facts"],
      [
        "summary",
        file,
        "--by",
        "processName,facts,names",
        "--measures",
        "all",
        "--sort",
        "durationMax",
        "--top",
        "9",
      ],
    ]) {
      const { stdout } = await folder.run([...args, "-q", "-f", "ndjson"]);
      expect(stdout).not.toBe("");
      const areNamesAsked = args.some((arg) => arg.includes(",names"));
      for (const format of BINARY_FORMATS) {
        const { ndjson } = await written(format, args);
        expect(await ndjson(areNamesAsked), format).toBe(stdout);
      }
    }
  });

  it("several inputs of several sources have the column file, and all sources in the metadata", async () => {
    const args = ["decode", "mixed.csv", join(SAMPLES, "etl-fileio.etl"), "procmon.csv"];
    const { stdout } = await folder.run([...args, "-q", "-f", "ndjson"]);
    for (const format of BINARY_FORMATS) {
      const { bytes, ndjson } = await written(format, args);
      expect(await ndjson(false)).toBe(stdout);
      const metadata =
        format === "parquet"
          ? new Map(parquetHead(bytes).key_value_metadata!.map(({ key, value }) => [key, value]))
          : arrowTable(bytes).schema.metadata;
      // The head of a stream is written before the second input is opened.
      expect(metadata.get("ioctlens.sources")).toBe(
        format === "arrow-stream" ? undefined : "csv,etl,procmon-csv",
      );
    }
  });

  it("a header without rows gives the columns and exit 0", async () => {
    for (const format of BINARY_FORMATS) {
      const { names, ndjson } = await written(format, ["decode", join(SAMPLES, "header-only.csv")]);
      expect(names).toContain("code");
      expect(await ndjson(false)).toBe("");
    }
  });

  it("several row groups and record batches", async () => {
    const codes = Array.from({ length: 135_000 }, (_, i) => i * 31_811);
    folder.write("many.txt", codes.map((code) => `0x${code.toString(16)}\n`).join(""));
    for (const format of BINARY_FORMATS) {
      const name = `many${SUFFIXES[format]}`;
      await folder.run(["decode", "many.txt", "-q", "--columns", "code", "-o", name]);
      const bytes = bytesOf(name);
      expect((await readBack(format, bytes)).rows.flat()).toEqual(codes);
      const sizes =
        format === "parquet"
          ? parquetHead(bytes).row_groups.map(({ num_rows }) => Number(num_rows))
          : arrowTable(bytes).batches.map(({ numRows }) => numRows);
      expect(sizes).toEqual(format === "parquet" ? [122_880, 12_120] : [65_536, 65_536, 3_928]);
    }
  });

  it("the same bytes in every run, with every -j and engine, and from the library", async () => {
    const file = join(SAMPLES, "procmon-afternoon.csv");
    for (const format of BINARY_FORMATS) {
      const all = await Promise.all(
        [[], ["-j", "1"], ["-j", "4", "--engine", "reference"], ["--engine", "wasm"]].map((options) =>
          written(format, ["decode", file, ...options]),
        ),
      );
      for (const { bytes } of all) expect(bytes.equals(all[0]!.bytes)).toBe(true);
      const pieces: Uint8Array[] = [];
      const made =
        format === "parquet"
          ? toParquet(fileInput(file))
          : toArrow(fileInput(file), { ipc: format === "arrow" ? "file" : "stream" });
      for await (const piece of made) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(all[0]!.bytes)).toBe(true);
      const by = ["summary", file, "--by", "processName"];
      const counted = await Promise.all(["1", "4"].map((jobs) => written(format, [...by, "-j", jobs])));
      expect(counted[0]!.bytes.equals(counted[1]!.bytes)).toBe(true);
    }
  });

  it("tell nothing of the machine, the user, the folder or the time", async () => {
    for (const format of BINARY_FORMATS) {
      const { bytes } = await written(format, ["decode", folder.at("mixed.csv")]);
      const text = bytes.toString("latin1");
      expect(text).toContain("ioctlens.namesVersion");
      for (const secret of [hostname(), userInfo().username, folder.path, String(new Date().getFullYear())]) {
        if (secret.length > 3) expect(text).not.toContain(secret);
      }
    }
  });

  it.skipIf(process.platform === "win32")(
    "E_OPTION, exit 2, where standard output is a terminal; nothing is read",
    async () => {
      // A device that says that it is one.
      const node = ["--import", "data:text/javascript,process.stdout.isTTY=true"];
      const terminal = openSync("/dev/null", "w");
      for (const command of ["decode", "summary"]) {
        const args = [command, "missing.csv", "-f", "parquet"];
        const { status, stderr } = await folder.run(args, { node, stdout: terminal });
        expect([status, stderr]).toEqual([
          2,
          "ioctlens: E_OPTION: parquet is no text for a terminal; name a file with -o, or a pipe\n",
        ]);
      }
      const args = ["decode", "mixed.csv", "-q", "-f", "arrow"];
      expect((await folder.run([...args, "-o", "tty.arrow"], { node, stdout: terminal })).status).toBe(0);
      expect(arrowTable(bytesOf("tty.arrow")).numRows).toBe(3);
      expect((await folder.run(args, { stdout: terminal })).status).toBe(0);
      closeSync(terminal);
    },
  );

  it("no file appears when nothing can be read, and no other command offers them", async () => {
    folder.write("none/.keep", "");
    expect((await folder.run(["decode", "bad.bin", "-q", "-o", "none/out.parquet"])).status).toBe(3);
    expect(readdirSync(folder.at("none"))).toEqual([".keep"]);
    expect((await folder.run(["names", "-f", "parquet"])).status).toBe(2);
    expect((await folder.run(["decode", "mixed.csv", "--append", "-f", "parquet"])).status).toBe(2);
  });

  it("one that fails among others leaves the rows of the others", async () => {
    for (const format of BINARY_FORMATS) {
      const name = `partial${SUFFIXES[format]}`;
      const { status } = await folder.run(["decode", "mixed.csv", "bad.bin", "mixed.csv", "-q", "-o", name]);
      expect(status).toBe(4);
      expect((await readBack(format, bytesOf(name))).rows).toHaveLength(6);
    }
  });
});

describe("the bundle of the command", () => {
  it("has no encoder in it, and asks for one only when it is needed", () => {
    const bin = join(MAIN, "..");
    const texts = readdirSync(bin).map((name) => readFileSync(join(bin, name), "utf8"));
    for (const name of ["hyparquet-writer", "@uwdata/flechette"]) {
      expect(texts.some((text) => text.includes(`import("${name}")`))).toBe(true);
      expect(texts.filter((text) => text.includes(`from"${name}`))).toEqual([]);
    }
    expect(texts.filter((text) => text.includes("parquet expected int32 value"))).toEqual([]);
  });
});
