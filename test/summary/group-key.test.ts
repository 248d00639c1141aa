import { describe, expect, it } from "vitest";
import type { CellValue } from "../../src/record/batch.js";
import { GroupKey, keyOfValues, valuesOfKey } from "../../src/summary/group-key.js";
import { narrowText } from "../../src/summary/texts.js";

const VALUES: readonly CellValue[] = [
  null,
  0,
  4242,
  -1.5e-7,
  "",
  "svchost.exe",
  "T",
  "#5",
  "J[1]",
  " ",
  "é",
  "path – with more",
  "a\0b",
  "x".repeat(5000),
  "\ud83d",
];

/** The key that GroupKey writes, and its values when it is no bytes. */
function written(key: GroupKey, values: readonly CellValue[], asText: boolean): string | CellValue[] {
  key.begin(true);
  for (const value of values) {
    const isGiven = asText && typeof value === "string" && value !== "" && key.text(Buffer.from(value));
    if (!isGiven) key.value(value);
  }
  return key.values ?? narrowText(key.bytes, 0, key.length);
}

describe("keys of groups", () => {
  it("that are written value by value, as bytes or not, are those of the values", () => {
    const key = new GroupKey();
    let bytes = 0;
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let i = 0; i < 20_000; i++) {
      const values = Array.from({ length: random(4) }, () => VALUES[random(VALUES.length)]!);
      const result = written(key, values, random(2) === 0);
      if (typeof result === "string") {
        bytes++;
        expect(result).toBe(keyOfValues(values));
      } else {
        expect(result).toEqual(values);
      }
      expect(valuesOfKey(keyOfValues(values))).toEqual(values);
    }
    expect(bytes).toBeGreaterThan(8000);
    expect(bytes).toBeLessThan(16_000);
  });
});
