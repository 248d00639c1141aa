/** --where: the rows and counts are those that a filter over all of them would leave, and no accounting changes. */
import { describe, expect, it } from "vitest";
import { summarize } from "../../dist/node.js";
import { summarizeFile } from "../../dist/workers/summarize-file.js";
import { Folder, rows } from "./command.js";

const SAMPLE = "samples/procmon-afternoon.csv";
const folder = new Folder();

type Row = Record<string, unknown>;

async function decoded(...args: string[]): Promise<Row[]> {
  return rows((await folder.run(["decode", "-q", "-f", "ndjson", ...args])).stdout);
}

const CASES: [conditions: string[], keeps: (row: Row) => boolean][] = [
  [["deviceType=FILE_DEVICE_FILE_SYSTEM"], (row) => row.deviceType === 9],
  [["transferMethod=METHOD_NEITHER"], (row) => row.transferMethod === "METHOD_NEITHER"],
  [["code=FSCTL_GET_REPARSE_POINT"], (row) => row.code === "0x000900A8"],
  [["status=SUCCESS"], (row) => row.status === "SUCCESS"],
  [["status!=SUCCESS", "deviceType=9"], (row) => row.status !== "SUCCESS" && row.deviceType === 9],
  [["path~Users"], (row) => typeof row.path === "string" && row.path.includes("Users")],
  [["duration>0.0001"], (row) => typeof row.duration === "number" && row.duration > 0.0001],
  [["code="], (row) => row.code === null],
  [["row>=1000", "row<2000"], (row) => (row.row as number) >= 1000 && (row.row as number) < 2000],
  [["facts=VENDOR_FUNCTION"], (row) => (row.facts as string[]).includes("VENDOR_FUNCTION")],
  [["processName=no such process"], () => false],
];

describe("MANNERS 4.16: --where", () => {
  const sample = `${process.cwd()}/${SAMPLE}`;
  const args = (conditions: string[]) => conditions.flatMap((condition) => ["--where", condition]);

  it.each(CASES)("%j leaves the rows for which it holds", async (conditions, keeps) => {
    const all = await decoded(sample);
    expect(await decoded(sample, ...args(conditions))).toEqual(all.filter(keeps));
  });

  it.each(CASES)("%j counts what is left", async (conditions, keeps) => {
    const all = (await decoded(sample)).filter(keeps);
    const { stdout } = await folder.run([
      ...["summary", sample, "-q", "-f", "ndjson", "--by", "processName"],
      ...args(conditions),
    ]);
    const counts = new Map<string, number>();
    for (const row of all) {
      const key = `${row.code} ${row.code === null ? row.codeText : ""} ${row.processName}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const found = rows(stdout).map((row) => [
      `${row.code} ${row.code === null ? row.codeText : ""} ${row.processName}`,
      row.count,
    ]);
    expect(new Map(found as [string, number][])).toEqual(counts);
    const shares = rows(stdout).reduce((sum, row) => sum + (row.share as number), 0);
    if (all.length > 0) expect(shares).toBeCloseTo(1, 3);
  });

  it("RULES 9: changes no count, and --limit takes rows that are left", async () => {
    const stats = async (...more: string[]) => {
      const name = `stats-${Math.random()}.json`;
      const { stdout } = await folder.run(["decode", sample, "-q", "-f", "ndjson", "--stats", name, ...more]);
      return { stats: JSON.parse(folder.read(name)) as { total: Row }, rows: rows(stdout) };
    };
    const plain = await stats();
    const filtered = await stats("--where", "status=SUCCESS");
    expect(filtered.stats).toEqual(plain.stats);
    const kept = plain.rows.filter((row) => row.status === "SUCCESS").slice(0, 7);
    const limited = await stats("--where", "status=SUCCESS", "--limit", "7");
    expect(limited.rows).toEqual(kept);
    const last = kept.at(-1)!.row as number;
    expect(limited.stats.total).toMatchObject({
      records: last,
      decoded: plain.rows.filter((row) => (row.row as number) <= last && row.code !== null).length,
    });
    expect(limited.stats.total).not.toHaveProperty("complete", true);
  });

  it("holds for columns that are not written", async () => {
    const { stdout } = await folder.run([
      "decode",
      sample,
      "-q",
      "--where",
      "status=SUCCESS",
      "--columns",
      "row",
    ]);
    const all = await decoded(sample);
    const expected = all.filter((row) => row.status === "SUCCESS").map((row) => String(row.row));
    expect(stdout.trim().split("\n")).toEqual(["row", ...expected]);
  });

  it("counts the same in threads as in one", async () => {
    const where = ["processName~^[a-m]", "deviceType=9"];
    const one = await summarize(new Uint8Array(await (await import("node:fs/promises")).readFile(sample)), {
      where,
      by: ["operation"],
    });
    const two = await summarizeFile(sample, { where, by: ["operation"], jobs: 2 }, undefined, {
      blockBytes: 65536,
      minBytes: 0,
    });
    expect(two.summary.groups()).toEqual(one.summary.groups());
    expect(one.summary.groups().length).toBeGreaterThan(0);
    expect(two.accounting).toEqual(one.accounting);
  });

  it("that is wrong ends with 2 before anything is read", async () => {
    const { status, stderr } = await folder.run(["decode", "no-such-file.csv", "--where", "pth=1"]);
    expect(status).toBe(2);
    expect(stderr).toContain("there is no column pth");
    const append = await folder.run(["decode", sample, "--append", "--where", "row=1"]);
    expect(append.status).toBe(2);
  });
});
