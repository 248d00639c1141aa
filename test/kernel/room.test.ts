/** What happens when room runs out: records, texts, groups, output. Nothing is lost and nothing is told twice. */
import { describe, expect, it } from "vitest";
import { CAPACITY, SCAN, type ScanConfig, TEXT_CLASS } from "../../src/kernel/kernel.js";
import { bytesOf, drive } from "./drive.js";
import { ENGINES, emitAll, LIST, TWO_COLUMNS } from "./engines.js";

const lines = (count: number, line: (i: number) => string) =>
  bytesOf(Array.from({ length: count }, (_, i) => `${line(i)}\n`).join(""));
const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

describe.each(ENGINES)("room runs out, %s", (_name, make) => {
  const kernel = make();
  const answers = (log: string[], why: string) => log.filter((entry) => entry.startsWith(why)).length;

  it("records: more than the columns hold", () => {
    for (const [config, rest] of [
      [TWO_COLUMNS, ",x"],
      [LIST, ""],
    ] as const) {
      const count = 3 * CAPACITY.RECORDS + 5;
      const bytes = lines(count, (i) => `0x${(i % 99).toString(16)}${rest}`);
      const { seen, log } = drive(kernel, config, bytes, { classify: emitAll });
      expect(seen.records.map(({ row }) => row)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(answers(log, "RECORDS_FULL")).toBe(3);
    }
  });

  it("records: exactly as many as the columns hold", () => {
    const { seen, log } = drive(
      kernel,
      TWO_COLUMNS,
      lines(CAPACITY.RECORDS, (i) => `${i % 10},x`),
    );
    expect(seen.records.length).toBe(CAPACITY.RECORDS);
    expect(answers(log, "RECORDS_FULL")).toBe(0);
  });

  it("distinct texts: short ones and long ones", () => {
    for (const text of [
      (i: number) => `0x${i.toString(16)}`,
      (i: number) => `a text that is longer than a vector ${i}`,
    ]) {
      for (const config of [
        { ...TWO_COLUMNS, mode: "count" as const },
        { ...LIST, mode: "count" as const },
      ]) {
        const count = 2 * CAPACITY.ENTRIES + 5000;
        const bytes = lines(count, (i) => (config.format === "csv" ? `${text(i)},x` : text(i)));
        const { seen, log } = drive(kernel, config, bytes, {
          classify: () => ({ textClass: TEXT_CLASS.COUNT }),
        });
        expect(seen.totals.size).toBe(count);
        expect(sum(seen.totals)).toBe(count);
        expect(answers(log, "TABLES_FULL")).toBe(2);
      }
    }
  });

  it("a window of distinct names is read once, not once a name", () => {
    const count = 95_000;
    const bytes = lines(count, (i) => `NAME_${i}`);
    const begin = performance.now();
    const { seen } = drive(kernel, { ...LIST, mode: "count" }, bytes, {
      classify: () => ({ textClass: TEXT_CLASS.COUNT }),
    });
    expect(sum(seen.totals)).toBe(count);
    expect(performance.now() - begin).toBeLessThan(2500);
  });

  it("groups: more than the pairs hold, and no row counted twice", () => {
    const count = 2 * CAPACITY.PAIRS + 7;
    const config: ScanConfig = { ...TWO_COLUMNS, mode: "count", groups: [1, 0, 1] };
    const { seen, log } = drive(
      kernel,
      config,
      lines(count, (i) => `${i % 300},path ${Math.trunc(i / 300)}`),
    );
    expect(seen.groups.size).toBe(count);
    expect(sum(seen.groups)).toBe(count);
    expect(answers(log, "TABLES_FULL")).toBeGreaterThan(4);
  });

  it("groups: exactly as many as the pairs hold, and one more", () => {
    const config: ScanConfig = { ...TWO_COLUMNS, mode: "count", groups: [1] };
    for (const more of [0, 1]) {
      const bytes = lines(CAPACITY.PAIRS + more, (i) => `${i % 400},path ${Math.trunc(i / 400)}`);
      expect(answers(drive(kernel, config, bytes).log, "TABLES_FULL")).toBe(more);
    }
  });

  it("texts: exactly as many as the tables hold, and one more", () => {
    for (const more of [0, 1]) {
      const bytes = lines(CAPACITY.ENTRIES + more, (i) => `0x${i.toString(16)}`);
      expect(answers(drive(kernel, { ...LIST, mode: "count" }, bytes).log, "TABLES_FULL")).toBe(more);
    }
  });

  it("a suffix that just fits, in the arena and in the output", () => {
    const row = bytesOf("0x1,a\n");
    const begin = () => {
      kernel.configure({ ...TWO_COLUMNS, mode: "append" });
      kernel.window.set(row);
      expect(kernel.scan(0, row.length)).toBe(SCAN.NEW_TEXT);
      kernel.setClass(kernel.pendingEntry, TEXT_CLASS.COUNT);
    };
    // Sizes are rounded up to 16 with at least 16 to spare, and the empty suffix takes 16 bytes.
    for (const [spare, fits] of [
      [32, true],
      [31, false],
    ] as const) {
      begin();
      expect(kernel.setSuffix(kernel.pendingEntry, new Uint8Array(CAPACITY.ARENA_BYTES - spare))).toBe(fits);
    }
    const rowBytes = row.length - 1;
    for (const [spare, why] of [
      [96, SCAN.DONE],
      [95, SCAN.OUTPUT_FULL],
    ] as const) {
      begin();
      kernel.setSuffix(kernel.pendingEntry, new Uint8Array(CAPACITY.OUTPUT_BYTES - rowBytes - spare));
      expect(kernel.resume()).toBe(why);
    }
  });

  it("long texts: more than the arena holds", () => {
    const count = 150;
    const text = (i: number) => String(i).padEnd(CAPACITY.TEXT_BYTES, "t");
    const { seen, log } = drive(kernel, { ...LIST, mode: "count" }, lines(count, text), {
      classify: () => ({ textClass: TEXT_CLASS.COUNT }),
    });
    expect([...seen.totals.keys()].map((key) => key.split(" ")[1])).toEqual(
      Array.from({ length: count }, (_, i) => text(i)),
    );
    expect(answers(log, "TABLES_FULL")).toBe(2);
  });

  it("output: suffixes that fill it", () => {
    const suffix = "s".repeat(10_000);
    const bytes = lines(1000, (i) => `0x${i % 7},${i}`);
    const classify = () => ({ textClass: TEXT_CLASS.COUNT, suffix });
    const { seen, log } = drive(kernel, { ...TWO_COLUMNS, mode: "append" }, bytes, { classify });
    expect(seen.output).toBe(Array.from({ length: 1000 }, (_, i) => `0x${i % 7},${i}${suffix}\n`).join(""));
    expect(sum(seen.totals)).toBe(1000);
    expect(answers(log, "OUTPUT_FULL")).toBeGreaterThan(3);
  });

  it("suffixes: more than the arena holds", () => {
    const suffix = "s".repeat(60_000);
    const bytes = lines(100, (i) => `0x${i},${i}`);
    const classify = (text: string) => ({ textClass: TEXT_CLASS.COUNT, suffix: `${text}${suffix}` });
    const { seen, log } = drive(kernel, { ...TWO_COLUMNS, mode: "append" }, bytes, {
      classify,
      emptySuffix: "none",
    });
    expect(seen.output).toBe(Array.from({ length: 100 }, (_, i) => `0x${i},${i}0x${i}${suffix}\n`).join(""));
    expect(answers(log, "no room")).toBe(1);
    expect(sum(seen.totals)).toBe(100);
  });

  it("configure forgets texts, counts, and what nobody took", () => {
    kernel.configure({ ...TWO_COLUMNS, mode: "append" });
    kernel.window.set(bytesOf("1,a,b\n"));
    expect(kernel.scan(0, 6)).toBe(SCAN.DONE);
    expect([kernel.recordCount, kernel.output.length]).toEqual([1, 6]);
    kernel.configure({ ...TWO_COLUMNS, mode: "count" });
    expect([kernel.recordCount, kernel.output.length, kernel.entryCount]).toEqual([0, 0, 0]);
  });

  it("an empty scan is done", () => {
    kernel.configure(TWO_COLUMNS);
    for (const at of [0, 1, 63, 64, 65, kernel.window.length]) {
      expect(kernel.scan(at, at)).toBe(SCAN.DONE);
      expect([kernel.consumed, kernel.rowCount]).toEqual([at, 0]);
    }
  });
});
