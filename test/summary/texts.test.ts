import { describe, expect, it } from "vitest";
import { FIRST_TEXTS, Texts } from "../../src/summary/texts.js";

const SAMPLES = [
  "",
  "a",
  "C:\\Windows\\System32\\config",
  "\0\u0001ÿ",
  "Ā",
  "héllo – wörld",
  "😀",
  // Half of a pair: no UTF-8 could hold it.
  "\ud83d",
  "x".repeat(70_000),
  `${"y".repeat(9_000)}€`,
  "z".repeat(300_000),
  `${"z".repeat(300_000)}€`,
];

/** A list whose next texts are kept as bytes. */
function fullOfStrings(): Texts {
  const texts = new Texts();
  for (let i = 0; i < FIRST_TEXTS; i++) texts.add(`first ${i}`);
  return texts;
}

describe("texts", () => {
  it.each([
    ["strings", () => new Texts()],
    ["bytes", fullOfStrings],
  ])("gives back what was added, and knows it, as %s", (_, list) => {
    const texts = list();
    const before = texts.size;
    for (const text of SAMPLES) texts.add(text);
    expect(texts.size).toBe(before + SAMPLES.length);
    SAMPLES.forEach((text, i) => {
      expect(texts.at(before + i) === text).toBe(true);
      SAMPLES.forEach((other, j) => {
        expect(texts.isAt(before + i, other)).toBe(i === j);
      });
    });
  });

  it.each([
    ["strings", () => new Texts()],
    ["bytes", fullOfStrings],
  ])("takes bytes for texts of which they are the code units, as %s", (_, list) => {
    const narrow = SAMPLES.filter((text) => /^[\0-\xff]*$/.test(text));
    expect(narrow.length).toBeGreaterThan(4);
    const bytesOf = (text: string) => Buffer.from(text, "latin1");
    const texts = list();
    const before = texts.size;
    for (const text of narrow) texts.addNarrow(bytesOf(text), 0, text.length);
    for (const text of SAMPLES) texts.add(text);
    narrow.forEach((text, i) => {
      expect(texts.at(before + i) === text).toBe(true);
      narrow.forEach((other, j) => {
        expect(texts.isNarrowAt(before + i, bytesOf(other), 0, other.length)).toBe(i === j);
        expect(texts.isAt(before + i, other)).toBe(i === j);
      });
    });
    SAMPLES.forEach((text, i) => {
      const index = before + narrow.length + i;
      narrow.forEach((other) => {
        expect(texts.isNarrowAt(index, bytesOf(other), 0, other.length)).toBe(text === other);
      });
      let copy: string | null = null;
      const isNarrow = texts.withNarrow(index, (bytes, from, to) => {
        copy = Buffer.from(bytes.subarray(from, to)).toString("latin1");
      });
      expect(isNarrow).toBe(index >= FIRST_TEXTS && narrow.includes(text));
      if (isNarrow) expect(copy === text).toBe(true);
    });
  });

  it("tells a text from another of the same bytes", () => {
    const texts = fullOfStrings();
    texts.add("\u4241");
    texts.add("AB");
    expect(texts.isAt(FIRST_TEXTS, "AB")).toBe(false);
    expect(texts.isAt(FIRST_TEXTS + 1, "\u4241")).toBe(false);
    expect(texts.isAt(FIRST_TEXTS + 1, "AC")).toBe(false);
    expect(texts.isAt(FIRST_TEXTS + 1, "A")).toBe(false);
  });

  it("goes on over pages, and its pages make the same list", () => {
    const text = (i: number): string => (i % 5 === 0 ? "" : `${"€".repeat(i % 3)}text ${i}`);
    const texts = new Texts();
    for (let i = 0; i < 30_000; i++) texts.add(text(i));
    const again = new Texts(structuredClone(texts.plain));
    for (let i = 0; i < 30_000; i++) {
      if (texts.at(i) !== text(i) || again.at(i) !== text(i)) expect.unreachable(`text ${i}`);
    }
  });
});
