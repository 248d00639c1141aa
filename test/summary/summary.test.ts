/** RULES 12: groups and their order, and that adding commutes. */
import { describe, expect, it } from "vitest";
import type { CellValue, CodeEntry } from "../../src/record/batch.js";
import { type CountedRecords, Summary } from "../../src/summary/summary.js";
import { Random } from "../kernel/random.js";

function entry(code: number | null, more: Partial<CodeEntry> = {}): CodeEntry {
  const kind = code === null ? "unresolved" : "decoded";
  return { kind, code, codeText: null, ownName: null, majorFunction: null, issue: null, ...more };
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const left = [...values];
  return values.map(() => left.splice(random.below(left.length), 1)[0]!);
}

/** Records of few codes that are spelled in several ways, under few values. */
function records(seed: number): CountedRecords[] {
  const random = new Random(seed);
  const entries = [
    entry(0x902eb),
    entry(0x902eb, { codeText: "FSCTL_X", ownName: "FSCTL_X" }),
    entry(0x902eb, { codeText: "FSCTL_Y", ownName: "FSCTL_Y", majorFunction: "IRP_MJ_FILE_SYSTEM_CONTROL" }),
    entry(0x22a018, { majorFunction: "IRP_MJ_DEVICE_CONTROL" }),
    entry(0xffffffff),
    entry(null, { codeText: "FSCTL_NO_A" }),
    entry(null, { codeText: "FSCTL_NO_B" }),
    entry(null),
  ];
  return Array.from({ length: 200 }, () => ({
    entry: random.chance(0.5) ? random.pick(entries) : { ...random.pick(entries) },
    values: [
      random.pick<CellValue>([null, "a", "[1]", '"', "\u0001"]),
      random.pick<CellValue>([1, 10, 2, null]),
    ],
    count: 1 + random.below(5),
  }));
}

function summaryOf(parts: readonly CountedRecords[]): Summary {
  const summary = new Summary(["path", "processId"]);
  summary.add(parts);
  return summary;
}

describe("summary", () => {
  it("adding and merging commute", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(1000 + seed);
      const all = records(seed);
      const expected = summaryOf(all).groups();
      expect(summaryOf(shuffled(all, random)).groups()).toEqual(expected);
      const parts = [0, 1, 2].map((part) => all.filter((_, i) => i % 3 === part));
      const merged = summaryOf([]);
      for (const part of shuffled(parts, random)) merged.merge(summaryOf(part));
      expect(merged.groups()).toEqual(expected);
    }
  });

  it("what is taken away again leaves nothing behind, whatever the order", () => {
    for (let seed = 0; seed < 30; seed++) {
      const own = records(seed);
      const wrong = records(seed + 500);
      const expected = summaryOf(own);
      const after = summaryOf([...own, ...wrong]);
      after.merge(summaryOf(wrong), -1);
      const before = summaryOf([]);
      before.merge(summaryOf(wrong), -1);
      before.merge(summaryOf(own));
      before.merge(summaryOf(wrong));
      for (const summary of [after, before]) {
        expect(summary.groups()).toEqual(expected.groups());
        expect(summary.total).toBe(expected.total);
        expect(summary.kinds()).toEqual(expected.kinds());
        expect(summary.codes()).toEqual(expected.codes());
      }
    }
  });

  it("RULES 12: count descending, code ascending with null last, codeText, values by code unit", () => {
    const summary = new Summary(["path"]);
    const add = (code: number | null, codeText: string | null, path: string | null, count: number): void =>
      summary.add([{ entry: entry(code, { codeText }), values: [path], count }]);
    add(null, "b", "x", 1);
    add(null, "a", "x", 1);
    add(null, null, "x", 1);
    add(0xffffffff, null, "x", 1);
    add(5, null, "\u{1f600}", 1);
    add(5, null, "\uff5e", 1);
    add(5, null, "é", 1);
    add(5, null, "z", 1);
    add(5, null, null, 1);
    add(6, null, "x", 7);
    expect(
      summary.groups().map((group) => [group.count, group.code, group.codeText, ...group.values]),
    ).toEqual([
      [7, 6, null, "x"],
      [1, 5, null, null],
      [1, 5, null, "z"],
      [1, 5, null, "é"],
      [1, 5, null, "\u{1f600}"],
      [1, 5, null, "\uff5e"],
      [1, 0xffffffff, null, "x"],
      [1, null, null, "x"],
      [1, null, "a", "x"],
      [1, null, "b", "x"],
    ]);
    const shares = summary.groups().reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1, 12);
  });

  it("entries that say the same code differently are one group", () => {
    const summary = new Summary();
    const spelled = [
      entry(0x900a8),
      entry(0x900a8, { codeText: "FSCTL_GET_REPARSE_POINT", ownName: "FSCTL_GET_REPARSE_POINT" }),
      entry(0x900a8, { majorFunction: "IRP_MJ_FILE_SYSTEM_CONTROL" }),
    ];
    for (const one of spelled) summary.add([{ entry: one, values: [], count: 2 }]);
    expect(summary.groups()).toMatchObject([
      { code: 0x900a8, codeText: null, name: "FSCTL_GET_REPARSE_POINT", count: 6, share: 1 },
    ]);
    const alike = new Summary();
    for (let i = 0; i < 3; i++) alike.add([{ entry: { ...spelled[1]! }, values: [], count: 1 }]);
    expect(alike.groups()).toMatchObject([{ codeText: "FSCTL_GET_REPARSE_POINT", count: 3 }]);
  });

  it("codes that are unknown stay apart by their text", () => {
    const summary = new Summary();
    for (const codeText of ["A", "B", "A", null])
      summary.add([{ entry: entry(null, { codeText }), values: [], count: 1 }]);
    expect(summary.groups().map(({ codeText, count }) => [codeText, count])).toEqual([
      ["A", 2],
      [null, 1],
      ["B", 1],
    ]);
  });

  it("columns that follow from the code form no groups of their own", () => {
    expect(new Summary(["name", "path", "code", "row"]).by).toEqual(["path", "row"]);
  });

  it("an empty one", () => {
    expect(new Summary().groups()).toEqual([]);
    expect(new Summary().kinds()).toEqual({ decoded: 0, unresolved: 0 });
  });
});
