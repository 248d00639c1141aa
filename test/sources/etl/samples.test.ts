/**
 * The samples/*.etl: the generator makes them byte by byte the same, the codes are those put in, and every column
 * is as the golden file says. `UPDATE_GOLDEN=1` writes samples and golden files; look at the difference.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { etlSamples } from "../../etl/samples.js";
import { readEtl } from "./read.js";
import { walks } from "./walks.js";

const SAMPLES = "samples";
const GOLDEN = "test/golden";
const UPDATE = process.env.UPDATE_GOLDEN === "1";

const samples = etlSamples();

describe("samples/*.etl", () => {
  it("are what the generator makes, and nothing else", () => {
    for (const { file, bytes } of samples) {
      if (UPDATE) writeFileSync(join(SAMPLES, file), bytes);
      expect(readFileSync(join(SAMPLES, file)).equals(bytes), file).toBe(true);
    }
    const found = readdirSync(SAMPLES).filter((name) => name.endsWith(".etl"));
    expect(found.sort()).toEqual(samples.map(({ file }) => file).sort());
  });

  for (const { name, walk } of walks) {
    it.each(samples)(`${name}: $file`, async ({ file, bytes, codes }) => {
      const { records, accounting, issues } = await readEtl(bytes, walk());
      expect(records.map((r) => r.code)).toEqual(codes);
      const lines = [
        ...records.map(({ entry, ...record }) => ({ ...record, codeText: entry.codeText })),
        ...issues.map(({ file: _file, line: _line, column: _column, ...issue }) => ({ issue })),
        { accounting },
      ];
      const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
      const golden = join(GOLDEN, file, "records.ndjson");
      if (UPDATE) {
        mkdirSync(join(GOLDEN, file), { recursive: true });
        writeFileSync(golden, text);
      }
      expect(text).toBe(readFileSync(golden, "utf8"));
    });
  }
});
