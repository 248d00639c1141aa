/** diff: what it says of two traces is what their summaries say. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "../../src/cli/diff.js";
import { numberEntry } from "../../src/sources/code-text.js";
import { Summary } from "../../src/summary/summary.js";
import { Folder, rows } from "./command.js";

const folder = new Folder();
const list = (counts: Record<string, number>) =>
  `${Object.entries(counts)
    .flatMap(([code, count]) => Array<string>(count).fill(code))
    .join("\n")}\n`;
folder.write("before.txt", list({ "0x900A8": 50, "0x902EB": 40, "0x2D1080": 10 }));
folder.write("after.txt", list({ "0x900A8": 100, "0x902EB": 20, "0x22E004": 80 }));
folder.write("empty.txt", "");

async function diff(...args: string[]) {
  const { stdout, status, stderr } = await folder.run(["diff", "-f", "ndjson", ...args]);
  return { rows: rows(stdout), status, stderr };
}

describe("diff", () => {
  it("tells codes that appeared, vanished and changed their rate", async () => {
    const { rows: found, status } = await diff("before.txt", "after.txt");
    expect(status).toBe(0);
    expect(found.map((row) => [row.change, row.code, row.countBefore, row.countAfter, row.ratio])).toEqual([
      ["appeared", "0x0022E004", 0, 80, null],
      ["vanished", "0x002D1080", 10, 0, null],
      ["changed", "0x000902EB", 40, 20, 0.25],
    ]);
    expect(found[2]).toMatchObject({ shareBefore: 0.4, shareAfter: 0.1, transferMethod: "METHOD_NEITHER" });
  });

  it("with --all tells what stayed, and --min-ratio what a change is", async () => {
    const all = await diff("before.txt", "after.txt", "--all");
    expect(all.rows.map((row) => row.change)).toEqual(["appeared", "vanished", "changed", "same"]);
    const strict = await diff("before.txt", "after.txt", "--all", "--min-ratio", "5");
    expect(strict.rows.map((row) => row.change)).toEqual(["appeared", "vanished", "same", "same"]);
    expect((await diff("before.txt", "before.txt")).rows).toEqual([]);
  });

  it("takes --where and --by, and any two formats", async () => {
    const where = await diff("before.txt", "after.txt", "--where", "deviceType=9", "--all");
    expect(where.rows.map((row) => [row.change, row.code, row.shareBefore, row.shareAfter])).toEqual([
      ["changed", "0x000902EB", 0.444444, 0.166667],
      ["same", "0x000900A8", 0.555556, 0.833333],
    ]);
    const sample = (name: string) => `${process.cwd()}/samples/${name}`;
    const mixed = await diff(
      sample("procmon-afternoon.csv"),
      sample("ioctl-comma.csv"),
      "--by",
      "processName",
    );
    expect(mixed.rows.length).toBeGreaterThan(10);
    expect(Object.keys(mixed.rows[0]!)).toContain("processName");
  });

  it("needs both: one that cannot be read ends it with 3, another number of them with 2", async () => {
    expect(await diff("before.txt", "empty.txt")).toMatchObject({ status: 3, rows: [] });
    expect(await diff("before.txt")).toMatchObject({ status: 2 });
    expect(await diff("before.txt", "after.txt", "--min-ratio", "1")).toMatchObject({ status: 2 });
  });

  it("loses no group and no count", () => {
    const counts = fc.dictionary(fc.nat(20).map(String), fc.integer({ min: 1, max: 50 }));
    const summaryOf = (of: Record<string, number>) => {
      const summary = new Summary();
      for (const [code, count] of Object.entries(of))
        summary.add([{ entry: numberEntry(Number(code), null), values: [], count }]);
      return summary.groups();
    };
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const found = differences(summaryOf(before), summaryOf(after));
        const read = (side: 0 | 1) =>
          Object.fromEntries(
            found.filter(({ counts: c }) => c[side] > 0).map(({ group, counts: c }) => [group.code, c[side]]),
          );
        expect(read(0)).toEqual(before);
        expect(read(1)).toEqual(after);
        for (const { change, counts: c } of found) {
          expect(change === "appeared").toBe(c[0] === 0);
          expect(change === "vanished").toBe(c[1] === 0);
        }
      }),
    );
  });
});
