import { describe, expect, it } from "vitest";
import { RowBlock } from "../../src/sinks/row-block.js";

describe("RowBlock", () => {
  it("is full with its rows, and empty after clear", () => {
    const block = new RowBlock(2, 2);
    block.push(["a", 1]);
    expect([block.length, block.isFull]).toEqual([1, false]);
    block.push([null, Number.POSITIVE_INFINITY]);
    expect([block.length, block.isFull, block.columns]).toEqual([
      2,
      true,
      [
        ["a", null],
        [1, null],
      ],
    ]);
    block.clear();
    expect([block.length, block.isFull, block.columns]).toEqual([0, false, [[], []]]);
  });

  it("is full with 64 Mi units of text too, also in lists", () => {
    const text = "x".repeat(16 * 1024 * 1024);
    const block = new RowBlock(2, 1000);
    block.push([text, [text]]);
    expect(block.isFull).toBe(false);
    block.push([text, [text.slice(1)]]);
    expect(block.isFull).toBe(false);
    block.push(["x", null]);
    expect(block.isFull).toBe(true);
    block.clear();
    expect(block.isFull).toBe(false);
  });
});
