import { describe, expect, it } from "vitest";
import { TextTable } from "../../src/summary/text-table.js";

describe("text table", () => {
  it("numbers texts of owners in order of appearance, as a map of JavaScript does", () => {
    const table = new TextTable();
    const map = new Map<string, number>();
    let seed = 1;
    for (let i = 0; i < 80_000; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      // Few owners of many texts, and many of an empty one.
      const isEmpty = (seed >>> 25) % 4 === 0;
      const owner = (seed >>> 8) % (isEmpty ? 30_000 : 7);
      const text = isEmpty ? "" : ["", "path ", "Pfad – "][seed % 3]! + ((seed >>> 12) % 5000);
      const key = `${owner}:${text}`;
      const expected = map.get(key) ?? map.size;
      map.set(key, expected);
      // As text or as bytes in front of others and behind them, which are not to count.
      const bytes = Buffer.from(`#${text}#`, "latin1");
      const asBytes = i % 3 > 0 && !text.includes("–");
      const index = asBytes
        ? table.indexOfNarrow(owner, bytes, 1, bytes.length - 1)
        : table.indexOf(owner, text);
      if (index !== expected) expect.unreachable(key);
    }
    expect(table.size).toBe(map.size);
    expect(table.size).toBeGreaterThan(20_000);
    const kept = Array.from(table.owners, (owner, i) => `${owner}:${table.textAt(i)}`);
    expect(kept).toEqual([...map.keys()]);
    expect(table.columns().owners).toEqual(table.owners);
  });
});
