/** A summary taken apart: whatever the ranges, the same counts as in one reading; a file with anything wrong is read as one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { summarizeFile } from "../../../dist/workers/summarize-file.js";
import { openRanges } from "../../../src/decode.js";
import type { Issue } from "../../../src/record/issue.js";
import type { ColumnName } from "../../../src/record/schema.js";
import { bytesInput } from "../../../src/sources/byte-input.js";
import type { RangeReader } from "../../../src/sources/source.js";
import { summarize } from "../../../src/summarize.js";
import { control, event, makePml } from "../../samples/pml-file.mjs";
import { countedGroups } from "../counted-groups.js";
import { countsOf } from "./read.js";

const EVENTS = Array.from({ length: 500 }, (_, i) =>
  i % 4 === 3
    ? control(64, {
        operation: i % 8 === 3 ? "DeviceIoControl" : "FileSystemControl",
        code: 0x90000 + (i % 9) * 4,
        path: "C:",
        process: i % 3,
      })
    : event({
        stack: i % 40,
        detail: Buffer.alloc((i * 7) % 300),
        extra: i % 5 ? null : Buffer.alloc(i % 70),
      }),
);
const PROCESSES = [0, 1, 2].map((index) => ({ index, pid: 10 + index, name: `p${index}.exe` }));
const { bytes, starts, places } = makePml({ events: EVENTS, processes: PROCESSES, padding: 2 });

async function ranges(trace: Uint8Array, by: readonly ColumnName[]): Promise<RangeReader | null> {
  const opened = await openRanges(bytesInput(trace, "x"), { engine: "wasm", columns: by }, by);
  return opened?.reader ?? null;
}

const scratch = mkdtempSync(join(tmpdir(), "ioctlens-pml-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("ranges of a .pml", () => {
  it.each([1, 100, 1000, 7777, 1_000_000])(
    "of %i bytes join without a gap, and count the same",
    async (size) => {
      const whole = await countsOf(bytes);
      const reader = (await ranges(bytes, ["operation"]))!;
      let end: number | null = null;
      let records = 0;
      let decoded = 0;
      for (let from = 0; from < bytes.length; from += size) {
        const to = from + size < bytes.length ? from + size : Number.POSITIVE_INFINITY;
        reader.begin({ from, to, isExact: from === 0 });
        while (reader.next() !== null) {}
        const { range, accounting } = reader;
        if (range.start < range.end) {
          expect(range.start).toBe(end ?? starts[0]);
          expect(starts).toContain(range.start);
          end = range.end;
        }
        records += accounting.records;
        decoded += accounting.decoded;
        expect(accounting).toMatchObject({
          rejected: 0,
          warnings: 0,
          other: accounting.records - accounting.decoded,
        });
      }
      expect([end, records, decoded]).toEqual([bytes.length, 500, 125]);
      expect(reader.describesEvents).toBe(false);
      const counts = countedGroups(reader).map(({ entry, values, count }) =>
        JSON.stringify([entry.code, ...values, count]),
      );
      expect(counts.sort()).toEqual(whole.counts);
    },
  );

  it("are refused where anything is wrong with the tables", async () => {
    expect(await ranges(makePml({ events: EVENTS, closed: false }).bytes, [])).toBe(null);
    for (const [at, value] of [
      [places.offsetArray, 1],
      [0x234, 3],
    ] as const) {
      const changed = Buffer.from(bytes);
      changed.writeUInt32LE(value, at);
      expect(await ranges(changed, [])).toBe(null);
    }
    const changed = Buffer.from(bytes);
    changed.writeUInt32LE(0x7fffffff, places.processTable);
    expect(await ranges(changed, [])).not.toBe(null);
    expect(await ranges(changed, ["processName"])).toBe(null);
  });

  it("with damage want the input to be read as one", async () => {
    const changed = Buffer.from(bytes);
    changed.writeUInt32LE(0, starts[300]! + 8);
    const reader = (await ranges(changed, []))!;
    reader.begin({ from: starts[200]!, to: starts[400]!, isExact: false });
    while (reader.next() !== null) {}
    expect(reader.describesEvents).toBe(true);
  });
});

describe("threads on a .pml", () => {
  const sizes = { blockBytes: 4096, minBytes: 1 };
  const files = {
    sound: bytes,
    damaged: Buffer.from(bytes),
    unclosed: makePml({ events: EVENTS, closed: false }).bytes,
    scrambled: Buffer.from(bytes),
  };
  files.damaged.writeUInt32LE(0xfffffff, starts[250]! + 0x2c);
  files.scrambled.fill(0xee, places.offsetArray + 5 * 100, places.offsetArray + 5 * 180);

  it.each(Object.entries(files))("%s: the same answer as one thread, told once", async (name, trace) => {
    const path = join(scratch, `${name}.pml`);
    writeFileSync(path, trace);
    for (const by of [[], ["processName", "status"]] as const) {
      const issues: Issue[][] = [[], []];
      const one = await summarize(trace, { by, name: "x", onIssue: (issue) => issues[0]!.push(issue) });
      const many = await summarizeFile(
        path,
        { by, jobs: 3, name: "x", onIssue: (issue) => issues[1]!.push(issue) },
        undefined,
        sizes,
      );
      expect(many.summary.groups()).toEqual(one.summary.groups());
      expect(many.accounting).toEqual(one.accounting);
      expect(issues[1]).toEqual(issues[0]);
    }
  });
});
