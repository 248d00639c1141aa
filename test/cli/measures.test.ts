/** summary --measures, --sort, --top, --since, --until, and lost events in --stats: each against the rows themselves. */
import { describe, expect, it } from "vitest";
import { isFailedStatus } from "../../src/record/status.js";
import { Folder, rows } from "./command.js";

const folder = new Folder();
const CSV = "samples/ioctl-comma.csv";
const ETL = "samples/etl-fileio.etl";
const at = (file: string) => `${process.cwd()}/${file}`;

type Row = Record<string, unknown>;

async function ndjson(...args: string[]): Promise<Row[]> {
  return rows((await folder.run([...args, "-q", "-f", "ndjson"])).stdout);
}

const keyOf = (row: Row) => `${row.code} ${row.code === null ? row.codeText : ""}`;

describe("summary --measures", () => {
  it.each([CSV, ETL, "samples/procmon-afternoon.csv"])("of %s are those of its rows", async (file) => {
    const decoded = await ndjson("decode", at(file));
    const groups = await ndjson("summary", at(file), "--measures", "all");
    expect(groups.length).toBeGreaterThan(3);
    for (const group of groups) {
      const own = decoded.filter((row) => keyOf(row) === keyOf(group));
      expect(own.length).toBe(group.count);
      const statuses = own
        .map((row) => isFailedStatus(row.status as string | null))
        .filter((f) => f !== null);
      expect(group.errors).toBe(statuses.length === 0 ? null : statuses.filter(Boolean).length);
      const share = statuses.length === 0 ? null : statuses.filter(Boolean).length / statuses.length;
      if (share === null) expect(group.errorShare).toBeNull();
      else expect(group.errorShare).toBeCloseTo(share, 6);
      const times = own.map((row) => row.time).filter((time) => time !== null);
      expect([group.firstTime, group.lastTime]).toEqual([times[0] ?? null, times.at(-1) ?? null]);
      const durations = own.flatMap((row) => (row.duration === null ? [] : [row.duration as number]));
      durations.sort((a, b) => a - b);
      expect([group.durationMin, group.durationMax]).toEqual([
        durations[0] ?? null,
        durations.at(-1) ?? null,
      ]);
      for (const [name, fraction] of [
        ["durationP50", 0.5],
        ["durationP90", 0.9],
        ["durationP99", 0.99],
      ] as const) {
        const exact = durations[Math.ceil(fraction * durations.length) - 1];
        if (exact === undefined) expect(group[name]).toBeNull();
        else expect(Math.abs((group[name] as number) - exact)).toBeLessThanOrEqual(exact / 64 + 1e-7);
      }
      const lengths = own.flatMap((row) => (row.inputLength === null ? [] : [row.inputLength as number]));
      expect(group.inputBytes).toBe(lengths.length === 0 ? null : lengths.reduce((a, b) => a + b, 0));
    }
  });

  it("of two inputs are those of both, one behind the other", async () => {
    const one = await ndjson("summary", at(CSV), "--measures", "errors,time,bytes");
    const two = await ndjson("summary", at(CSV), at(CSV), "--measures", "errors,time,bytes");
    expect(two.map(keyOf).sort()).toEqual(one.map(keyOf).sort());
    for (const group of two) {
      const single = one.find((row) => keyOf(row) === keyOf(group))!;
      expect(group).toMatchObject({ firstTime: single.firstTime, lastTime: single.lastTime });
      expect(group.errors).toBe(single.errors === null ? null : 2 * (single.errors as number));
      expect(group.inputBytes).toBe(single.inputBytes === null ? null : 2 * (single.inputBytes as number));
    }
  });

  it("with --where and --by are of the rows that are left, by group", async () => {
    const decoded = (await ndjson("decode", at(CSV))).filter((row) => (row.row as number) > 10);
    const groups = await ndjson(
      ...["summary", at(CSV), "--where", "row>10", "--by", "processName", "--measures", "bytes"],
    );
    for (const group of groups) {
      const own = decoded.filter(
        (row) => keyOf(row) === keyOf(group) && row.processName === group.processName,
      );
      expect(group.count).toBe(own.length);
      expect(group.outputBytes ?? 0).toBe(
        own.reduce((sum, row) => sum + ((row.outputLength as number) ?? 0), 0),
      );
    }
  });

  it("that are unknown end with 2", async () => {
    const { status, stderr } = await folder.run(["summary", at(CSV), "--measures", "speed"]);
    expect([status, stderr.includes("errors, time, duration, bytes")]).toEqual([2, true]);
  });
});

describe("summary --sort and --top", () => {
  it("orders by any printed column, missing values last, and keeps the first", async () => {
    const plain = await ndjson("summary", at(CSV));
    const names = (list: Row[]) => list.map((row) => row.name as string | null);
    const expected = names(plain)
      .filter((name) => name !== null)
      .sort();
    expect(names(await ndjson("summary", at(CSV), "--sort", "name")).filter((name) => name !== null)).toEqual(
      expected,
    );
    expect(names(await ndjson("summary", at(CSV), "--sort", "name")).slice(expected.length)).toEqual(
      names(plain).filter((name) => name === null),
    );
    const down = await ndjson("summary", at(CSV), "--sort", "functionCode:desc", "--top", "3");
    const functions = plain.map((row) => row.functionCode as number).sort((a, b) => b - a);
    expect(down.map((row) => row.functionCode)).toEqual(functions.slice(0, 3));
    expect(await ndjson("summary", at(CSV), "--sort", "count")).toEqual(plain);
    expect(await ndjson("summary", at(CSV), "--top", "2")).toEqual(plain.slice(0, 2));
  });

  it("refuses a column that is not printed, before it reads", async () => {
    const { status, stderr } = await folder.run(["summary", "no-such-file", "--sort", "durationP99"]);
    expect(status).toBe(2);
    expect(stderr).toContain("there are code,");
  });
});

describe("--since and --until", () => {
  it("keep the rows of an .etl between two times", async () => {
    const all = await ndjson("decode", at(ETL));
    const times = all.map((row) => row.time as string);
    const [since, until] = [times[Math.floor(times.length / 3)]!, times[Math.floor((times.length * 2) / 3)]!];
    const some = await ndjson("decode", at(ETL), "--since", since, "--until", until);
    expect(some).toEqual(all.filter((row) => (row.time as string) >= since && (row.time as string) < until));
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    const counted = await ndjson("summary", at(ETL), "--since", since, "--until", until);
    expect(counted.reduce((sum, row) => sum + (row.count as number), 0)).toBe(some.length);
  });

  it("end with 2 where the times of a trace are not absolute", async () => {
    const { status, stderr } = await folder.run([
      "decode",
      at("samples/procmon-afternoon.csv"),
      "--since",
      "2026-01-01",
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain("absolute");
  });
});

describe("--stats", () => {
  it("tells the events that an .etl says were lost", async () => {
    await folder.run(["summary", at("samples/etl-damaged.etl"), "-q", "--stats", "lost.json"]);
    const { inputs, total } = JSON.parse(folder.read("lost.json")) as { inputs: Row[]; total: Row };
    expect(inputs[0]).toHaveProperty("lostEvents");
    expect(total.lostEvents).toBe(inputs[0]!.lostEvents);
    await folder.run(["summary", at(CSV), "-q", "--stats", "csv.json"]);
    expect(JSON.parse(folder.read("csv.json")).total).not.toHaveProperty("lostEvents");
  });
});
