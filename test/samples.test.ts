/**
 * Every sample proves: the golden outputs (`UPDATE_GOLDEN=1` rewrites them; look at the difference), the same answer
 * whatever the file is called, whatever the engine and in whatever pieces the bytes come, and that the outputs can
 * be read back. The codes are judged by what the generator put in, not by the golden files alone.
 */
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { splitByLayout, unpack } from "../src/control-code/index.js";
import { fileInput } from "../src/node.js";
import { balances } from "../src/record/accounting.js";
import { allSamples, nameSamples } from "./samples/all-samples.mjs";
import { codesOf, FORMATS, inPieces, inSmallReads, outputsOf } from "./samples/outputs.js";

const SAMPLES = "samples";
const GOLDEN = "test/golden";
const COMMAND = "dist/bin/ioctlens.js";
/** Samples that go through the command in every format; the others in one. */
const THROUGH_COMMAND = new Set([
  "procmon-afternoon.csv",
  "tshark-smb2.csv",
  "list-names.txt",
  "procmon-64bit.pml",
]);
const UPDATE = process.env.UPDATE_GOLDEN === "1";

const samples = allSamples();
/** A trace in pieces: as a stream gives it, or as a file does for a format whose tables stand at the end. */
const piecesOf = (file: string, bytes: Uint8Array, size: number) =>
  file.endsWith(".pml") ? inSmallReads(bytes, size) : inPieces(bytes, size);
const scratch = mkdtempSync(join(tmpdir(), "ioctlens-samples-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Rows of the table in samples/README.md: file -> source and counts. */
function readmeRows(): Map<string, string[]> {
  const rows = readFileSync(join(SAMPLES, "README.md"), "utf8").match(/^\| `.*$/gm) ?? [];
  return new Map(
    rows.map((row) => {
      const cells = row.split("|").map((cell) => cell.trim());
      return [cells[1]!.replaceAll("`", ""), cells.slice(2, 8)];
    }),
  );
}

describe("samples/", () => {
  it("holds what the generators make, and nothing else", () => {
    for (const { file, bytes } of samples) {
      expect(readFileSync(join(SAMPLES, file)).equals(bytes), `${file}: run npm run samples`).toBe(true);
    }
    // The .etl have a generator and a test of their own, in test/etl and test/sources/etl; the compressed ones in test/packed.
    const filesOf = (folder: string) => readdirSync(folder).filter((file) => !/\.etl$|^packed-/.test(file));
    // Files of names are written by hand.
    const known = [...samples, ...nameSamples()];
    const others = filesOf(SAMPLES).filter((file) => !known.some((sample) => sample.file === file));
    expect(others.sort()).toEqual([".gitattributes", "README.md"]);
    expect(filesOf(GOLDEN).sort()).toEqual([".gitattributes", ...samples.map(({ file }) => file)].sort());
  });
});

describe.each(samples)("$file", ({ file, bytes, codes, sharing = 0 }) => {
  const whole = outputsOf(() => bytes, { engine: "wasm" });

  it("gives the golden outputs", async () => {
    const { outputs } = await whole;
    const folder = join(GOLDEN, file);
    if (UPDATE) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(outputs)) writeFileSync(join(folder, name), text);
    }
    expect(readdirSync(folder).sort()).toEqual(Object.keys(outputs).sort());
    for (const [name, text] of Object.entries(outputs)) {
      expect(text, `${folder}/${name}`).toBe(readFileSync(join(folder, name), "utf8"));
    }
  });

  it("has the codes that the generator put in, split as CTL_CODE says", async () => {
    expect(await codesOf(bytes)).toEqual(codes);
    const { outputs, issues } = await whole;
    const unresolved = new Set(issues.filter(({ kind }) => kind === "unresolved").map(({ row }) => row));
    const records = JSON.parse(outputs["decode.json"]!) as Record<string, unknown>[];
    records.forEach((record, i) => {
      const code = codes[i] ?? null;
      expect(record.code).toBe(
        code === null ? null : `0x${code.toString(16).toUpperCase().padStart(8, "0")}`,
      );
      if (code === null) {
        expect(unresolved.has(record.row as number)).toBe(true);
        expect(record).toMatchObject({ name: null, deviceType: null, functionCode: null, layout: null });
      } else if (splitByLayout(code).layout === "ctl_code") {
        const { deviceType, functionCode } = unpack(code);
        expect(record).toMatchObject({ deviceType, functionCode, layout: "ctl_code" });
      }
    });
  });

  it("RULES 9: accounts for every record, as the README says", async () => {
    const { accounting, source } = await whole;
    const { records, decoded, unresolved, other, rejected } = accounting;
    expect(balances(accounting)).toBe(true);
    expect(decoded + sharing).toBe(codes.filter((code) => code !== null).length);
    expect(unresolved).toBe(codes.length - decoded - sharing);
    expect(accounting).toMatchObject({ codes: codes.length, bytes: bytes.length, complete: true });
    const counts = [records, decoded, unresolved, other, rejected].map((count) =>
      count.toLocaleString("en-US"),
    );
    expect(readmeRows().get(file)).toEqual([source, ...counts]);
  });

  it("gives the same under the name unknown", async () => {
    const path = join(scratch, "unknown");
    writeFileSync(path, bytes);
    const { outputs } = await outputsOf(() => fileInput(path, "input"));
    expect(outputs).toEqual((await whole).outputs);
  });

  it("gives the same with the reference engine", async () => {
    const { outputs } = await outputsOf(() => bytes, { engine: "reference" });
    expect(outputs).toEqual((await whole).outputs);
  });

  it.each([1, 7, 64, 4096])("gives the same in pieces of %i bytes", async (size) => {
    const { outputs } = await outputsOf(() => piecesOf(file, bytes, size), { engine: "wasm" }, ["csv"]);
    const expected = (await whole).outputs;
    for (const [name, text] of Object.entries(outputs)) expect(text).toBe(expected[name]);
  });

  it("gives the same in pieces of 61 bytes with the reference engine", async () => {
    const { outputs } = await outputsOf(() => piecesOf(file, bytes, 61), { engine: "reference" }, ["csv"]);
    const expected = (await whole).outputs;
    for (const [name, text] of Object.entries(outputs)) expect(text).toBe(expected[name]);
  });

  it.each(["csv", "tsv"] as const)("reads its own %s output back", async (format) => {
    const { outputs } = await whole;
    const decoded = codes.filter((code) => code !== null);
    expect(await codesOf(Buffer.from(outputs[`decode.${format}`]!))).toEqual(decoded);
  });

  it("gives the same through the command", async () => {
    expect(existsSync(COMMAND), "run npm run build first").toBe(true);
    const run = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], {
        maxBuffer: 1 << 26,
      });
      return stdout;
    };
    const { outputs } = await whole;
    const path = join(SAMPLES, file);
    const formats = THROUGH_COMMAND.has(file) ? FORMATS : (["ndjson"] as const);
    for (const format of formats) {
      expect(await run("decode", "-q", "-f", format, path)).toBe(outputs[`decode.${format}`]);
    }
    if (formats.length > 1) {
      expect(await run("summary", "-q", "-f", "ndjson", path)).toBe(outputs["summary.ndjson"]);
    }
  });
});
