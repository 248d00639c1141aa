import { describe, expect, it } from "vitest";
import { GrowingMap } from "../../src/summary/growing-map.js";

describe("growing map", () => {
  it.each([1, 2, 7, 1000])("numbers keys in order of appearance, past a capacity of %i", (capacity) => {
    const map = new GrowingMap<string>(capacity);
    const keys = Array.from({ length: 50 }, (_, i) => `key ${i}`);
    keys.forEach((key, i) => {
      expect(map.indexOf(key)).toBe(i);
      expect(map.indexOf(keys[i >> 1]!)).toBe(i >> 1);
    });
    expect(map.size).toBe(50);
    expect([...map.keys()]).toEqual(keys);
    expect(keys.map((key) => map.indexOf(key))).toEqual(keys.map((_, i) => i));
  });
});
