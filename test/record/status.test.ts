import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isFailedStatus } from "../../src/record/status.js";

describe("a status", () => {
  it.each([
    ["SUCCESS", false],
    ["STATUS_SUCCESS", false],
    ["0x00000000", false],
    ["0", false],
    ["0x80000005", false],
    ["BUFFER OVERFLOW", false],
    ["STATUS_BUFFER_OVERFLOW", false],
    ["0xC0000010", true],
    ["-1073741808", true],
    ["3221225488", true],
    ["INVALID DEVICE REQUEST", true],
    ["STATUS_ACCESS_DENIED", true],
    ["0xC000046F", true],
    [null, null],
    ["", null],
  ])("%s fails: %s", (status, failed) => {
    expect(isFailedStatus(status)).toBe(failed);
  });

  const facts = "../shared/facts/procmon-results.tsv";
  it.skipIf(!existsSync(facts))("of Process Monitor says the same as its number", () => {
    const rows = readFileSync(facts, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"));
    expect(rows.length).toBeGreaterThan(20);
    for (const [number, text] of rows) {
      if (text !== "") expect([text, isFailedStatus(text!)]).toEqual([text, isFailedStatus(number!)]);
    }
  });
});
