/** Self-made traces with their truth: every record, in order, with every field. They stand beside the project, if at all. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { countEtl, countsOf, readEtl } from "./read.js";
import { walks } from "./walks.js";

const FOLDER = join(process.cwd(), "..", "shared", "traces", "etl-synthetic");
const THERE = existsSync(FOLDER);

interface Truth {
  readonly code: number;
  readonly time: number;
  readonly cpu?: number;
  readonly tid?: number;
  readonly pid?: number | null;
  readonly process?: string | null;
  readonly file?: string | null;
  readonly status?: number | null;
  readonly duration_ticks?: number | null;
}

function truths(): Record<string, { records: Truth[] }> {
  return JSON.parse(gunzipSync(readFileSync(join(FOLDER, "truth.json.gz"))).toString("utf8"));
}

/** Ticks of 100 ns from the start of the session, 1,000,000,000. */
function timeText(time: number): string {
  const filetime = 133000000000000000n + BigInt(time - 1000000000);
  const second = Number(filetime / 10000000n) - 11644473600;
  const rest = String(filetime % 10000000n).padStart(7, "0");
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}

describe.skipIf(!THERE)("self-made traces with truth", () => {
  const files = THERE ? readdirSync(FOLDER).filter((name) => name.endsWith(".etl")) : [];
  const truth = THERE ? truths() : {};

  for (const { name, walk } of walks) {
    it.each(files)(`${name}: every record of %s with every field`, async (file) => {
      const bytes = readFileSync(join(FOLDER, file));
      const answer = await readEtl(bytes, walk());
      const expected = truth[file]!.records.map((r) => ({
        code: r.code,
        time: timeText(r.time),
        ...(r.cpu === undefined ? {} : { processor: r.cpu }),
        ...(r.tid === undefined ? {} : { threadId: r.tid }),
        ...(r.pid === undefined ? {} : { processId: r.pid }),
        ...(r.process === undefined ? {} : { processName: r.process }),
        ...(r.file === undefined ? {} : { path: r.file }),
        ...(r.status === undefined
          ? {}
          : {
              status: r.status === null ? null : `0x${r.status.toString(16).toUpperCase().padStart(8, "0")}`,
            }),
        ...(r.duration_ticks === undefined
          ? {}
          : { duration: r.duration_ticks === null ? null : r.duration_ticks / 1e7 }),
      }));
      const actual = answer.records.map((record, i) =>
        Object.fromEntries(Object.keys(expected[i] ?? { code: 0 }).map((key) => [key, record[key]])),
      );
      expect(actual).toEqual(expected);
      expect(answer.issues).toEqual([]);
      expect(answer.accounting.decoded).toBe(expected.length);
      const counted = await countEtl(bytes, walk());
      expect(counted.counts).toEqual(countsOf(answer.records));
      expect(counted.accounting).toEqual(answer.accounting);
    });
  }
});
