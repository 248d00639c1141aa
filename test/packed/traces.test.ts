/** Real traces, which lie beside the repository compressed: read as they are, they give what they give unpacked. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type InputLike, openTrace, summarize } from "../../src/index.js";
import { fileInput, spool } from "../../src/node.js";
import { zipArchive } from "../samples/packed.mjs";

const FOLDER = "../shared/traces";
const isThere = existsSync(FOLDER);
if (!isThere) console.info(`skipped: no traces in ${FOLDER}`);

const TRACES = isThere
  ? ["procmon", "etl"].flatMap((folder) =>
      readdirSync(join(FOLDER, folder))
        .filter((name) => /\.(csv|etl|pml)\.gz$/.test(name))
        .map((name) => join(FOLDER, folder, name)),
    )
  : [];

/** Everything of a trace that a reader may see, as one number and its accounting. */
async function read(input: InputLike): Promise<object> {
  const trace = await openTrace(input, { spool });
  let rows = 0;
  let sum = 0;
  for await (const batch of trace.batches()) {
    rows += batch.length;
    for (let i = 0; i < batch.length; i++) {
      const { code } = batch.entries[batch.entry[i]!]!;
      sum = (sum * 31 + batch.row[i]! + 7 * batch.offset[i]! + (code ?? 1)) % 0x1_0000_0000;
    }
  }
  await trace.close();
  return { rows, sum, source: trace.source.name, accounting: trace.reader.accounting };
}

describe.runIf(isThere)("real traces", () => {
  it.each(TRACES)("%s", async (path) => {
    const plain = gunzipSync(readFileSync(path));
    const expected = await read(plain);
    expect(await read(fileInput(path))).toEqual(expected);
    const counted = await summarize(plain);
    const packed = await summarize(fileInput(path), { spool, alwaysSpool: true });
    expect(packed.accounting).toEqual(counted.accounting);
    if (plain.length < 6_000_000) {
      const zip = zipArchive([{ path: "trace", bytes: plain }]);
      expect(await read(zip)).toEqual(expected);
    }
  });

  it("are there", () => {
    expect(TRACES.length).toBeGreaterThan(20);
  });
});
