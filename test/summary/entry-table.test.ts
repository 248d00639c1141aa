import { describe, expect, it } from "vitest";
import type { CodeEntry } from "../../src/record/batch.js";
import { EntryTable } from "../../src/summary/entry-table.js";
import { Random } from "../kernel/random.js";

function entry(code: number | null, more: Partial<CodeEntry> = {}): CodeEntry {
  const kind = code === null ? "unresolved" : "decoded";
  return { kind, code, codeText: null, ownName: null, majorFunction: null, issue: null, ...more };
}

const keyOf = ({ code, codeText, ownName, majorFunction }: CodeEntry): string =>
  JSON.stringify([code, codeText, ownName, majorFunction]);

const MAJOR_FUNCTIONS: readonly CodeEntry["majorFunction"][] = [
  null,
  "IRP_MJ_DEVICE_CONTROL",
  "IRP_MJ_FILE_SYSTEM_CONTROL",
  "IRP_MJ_INTERNAL_DEVICE_CONTROL",
];

/** Entries of which many say the same, some of them more than a code. */
function randomEntry(random: Random): CodeEntry {
  const code = random.chance(0.1)
    ? random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff])
    : random.below(9000);
  const majorFunction = random.pick(MAJOR_FUNCTIONS);
  if (random.chance(0.9)) return entry(code, { majorFunction });
  const codeText = random.pick([null, "", "0x1", `text ${random.below(2000)}`]);
  const ownName = random.pick([null, "FSCTL_A", `IOCTL_${random.below(20)}`]);
  return entry(random.pick([null, code]), { codeText, ownName, majorFunction });
}

describe("entry table", () => {
  it("numbers entries in order of appearance, as a map of JavaScript does", () => {
    const table = new EntryTable();
    const map = new Map<string, number>();
    const random = new Random(7);
    for (let i = 0; i < 100_000; i++) {
      const each = randomEntry(random);
      const expected = map.get(keyOf(each)) ?? map.size;
      map.set(keyOf(each), expected);
      if (table.indexOf(each) !== expected) expect.unreachable(keyOf(each));
    }
    expect(table.size).toBe(map.size);
    expect(table.size).toBeGreaterThan(30_000);
    const kept = Array.from({ length: table.size }, (_, i) => table.at(i));
    expect(kept.map(keyOf)).toEqual([...map.keys()]);
    expect(kept.map((_, i) => table.codeAt(i))).toEqual(kept.map(({ code }) => code));
    expect(kept.every(({ kind, code }) => kind === (code === null ? "unresolved" : "decoded"))).toBe(true);

    const other = new EntryTable();
    const columns = structuredClone(table.columns());
    other.indexOf(table.at(table.size - 1));
    const places = Array.from({ length: table.size }, (_, i) => other.indexOfColumn(columns, i));
    expect(places.map((place) => keyOf(other.at(place)))).toEqual([...map.keys()]);
  });

  it("knows when all codes are distinct", () => {
    const distinct = (entries: readonly CodeEntry[]): boolean => {
      const table = new EntryTable();
      for (const each of entries) table.indexOf(each);
      return table.areCodesDistinct;
    };
    const majorFunction = MAJOR_FUNCTIONS[1]!;
    expect(distinct([])).toBe(true);
    expect(distinct([entry(1), entry(2), entry(1)])).toBe(true);
    expect(distinct([entry(1, { majorFunction }), entry(2, { majorFunction })])).toBe(true);
    expect(distinct([entry(1), entry(1, { majorFunction })])).toBe(false);
    expect(distinct([entry(1), entry(1, { codeText: "one" })])).toBe(false);
    expect(distinct([entry(null)])).toBe(false);
  });
});
