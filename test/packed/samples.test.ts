/** The compressed samples: made byte by byte the same, and each gives what the sample inside gives. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileInput, openArchive } from "../../src/node.js";
import type { InputLike } from "../../src/sources/byte-input.js";
import { outputsOf, type TraceResult } from "../samples/outputs.js";
import { packedSamples } from "../samples/packed.mjs";

const SAMPLES = "samples";
const GOLDEN = "test/golden";

const samples = packedSamples();

/** Issues without the name of the input. */
function nameless(result: TraceResult): object {
  return { ...result, issues: result.issues.map(({ file: _file, ...issue }) => issue) };
}

describe("samples/packed-*", () => {
  it("are what the generator makes, and nothing else", () => {
    for (const { file, bytes } of samples) {
      expect(readFileSync(join(SAMPLES, file)).equals(bytes), `${file}: run npm run samples`).toBe(true);
    }
    const found = readdirSync(SAMPLES).filter((name) => name.startsWith("packed-"));
    expect(found.sort()).toEqual(samples.map(({ file }) => file).sort());
  });

  it.each(samples)("$file gives what is in it, golden outputs too", async ({ file, holds }) => {
    const path = join(SAMPLES, file);
    const inputs: { name: string; open: () => InputLike | Promise<InputLike> }[] = [];
    if (file.endsWith(".zip")) {
      const { traces } = await openArchive(fileInput(path));
      inputs.push(...traces);
    } else {
      inputs.push({ name: path, open: () => fileInput(path) });
    }
    expect(inputs.map(({ name }) => name)).toEqual(holds.map(({ name }) => path + name));
    for (const [i, { sample }] of holds.entries()) {
      // One input for each time that the trace is read, as they come only once.
      const expected = await outputsOf(() => fileInput(join(SAMPLES, sample)), { name: "input" });
      const opened: InputLike[] = [];
      for (let n = 0; n < 20; n++) opened.push(await inputs[i]!.open());
      const result = await outputsOf(() => opened.pop()!, { name: "input" });
      expect(nameless(result)).toEqual(nameless(expected));
      for (const [name, text] of Object.entries(result.outputs)) {
        expect(text, name).toBe(readFileSync(join(GOLDEN, sample, name), "utf8"));
      }
    }
  });
});
