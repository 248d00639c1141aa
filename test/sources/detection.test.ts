/**
 * Every sample among all sources: the right one recognises it, by content alone; read as any other format it ends in a
 * clear error, or in records that are in it, never in a code that is not.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTrace } from "../../src/decode.js";
import { DecodeError } from "../../src/errors.js";
import { balances } from "../../src/record/accounting.js";
import { makeHead } from "../../src/sources/encoding.js";
import { detectSource, SOURCES } from "../../src/sources/index.js";
import { HEAD_BYTES } from "../../src/sources/source.js";

const FOLDER = join(import.meta.dirname, "../../samples");

/** Sample -> its source, as samples/README.md tells people. */
const README = new Map(
  [...readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/^\| `([^`]+)` \| ([a-z-]+) \|/gm)].map(
    ([, file, source]) => [file!, source!],
  ),
);
const samples = readdirSync(FOLDER)
  .filter((file) => !file.startsWith(".") && file !== "README.md")
  .map((file) => ({
    file,
    source: README.get(file) ?? (file.endsWith(".etl") ? "etl" : ""),
    bytes: new Uint8Array(readFileSync(join(FOLDER, file))),
  }))
  .filter(({ source }) => SOURCES.some(({ name }) => name === source));

/** They read any text, by their own grammar of codes: what they find may be another reading of the same text. */
const ANY_TEXT = new Set(["csv", "list", "text"]);

/**
 * What a wrong source may make of a sample: an error that says why, or counts that add up.
 * Null for the error.
 */
async function readAs(bytes: Uint8Array, source: string) {
  try {
    const trace = await openTrace(bytes, { source, name: "sample" });
    const codes = new Set<number>();
    for await (const batch of trace.batches()) {
      for (let i = 0; i < batch.length; i++) {
        const { code } = batch.entries[batch.entry[i]!]!;
        if (code !== null) codes.add(code);
      }
    }
    const { accounting } = trace.reader;
    await trace.close();
    return { accounting, codes };
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).message.length).toBeGreaterThan(20);
    return null;
  }
}

describe("detection", () => {
  it("knows samples of every source", () => {
    expect(new Set(samples.map(({ source }) => source))).toEqual(new Set(SOURCES.map(({ name }) => name)));
  });

  for (const { file, source, bytes } of samples) {
    it(`${file} is ${source}`, () => {
      const head = makeHead(bytes.subarray(0, HEAD_BYTES), bytes.length < HEAD_BYTES);
      expect(detectSource(head, {}).name).toBe(source);
    });
  }

  for (const { name } of SOURCES) {
    it(`--source ${name} of another format is a clear error, or invents nothing`, async () => {
      let refused = 0;
      const others = samples.filter(({ source }) => source !== name);
      for (const { file, source, bytes } of others) {
        const right = await readAs(bytes, source);
        const wrong = await readAs(bytes, name);
        if (wrong === null) {
          refused++;
          continue;
        }
        expect(balances(wrong.accounting), `${file} as ${name}`).toBe(true);
        if (ANY_TEXT.has(name)) continue;
        const invented = [...wrong.codes].filter((code) => !right!.codes.has(code));
        expect(invented, `${file} as ${name}`).toEqual([]);
      }
      // Free text may be anything; what has not a single mark of another format is refused.
      if (name !== "text") expect(refused).toBeGreaterThan(others.length / 2);
    });
  }
});
