/** Paths by their bytes. */
import { describe, expect, it } from "vitest";
import { Paths } from "../../../src/sources/pml/paths.js";

/** Paths of four UTF-16 characters which all have the same hash: the second word undoes what the first one did. */
function alike(count: number): string[] {
  const mix = (hash: number, word: number) => {
    const product = Math.imul(hash ^ word, 0x9e3779b1);
    return product ^ (product >>> 15);
  };
  const paths: string[] = [];
  for (let i = 1; paths.length < count; i++) {
    const first = (0x41 << 16) | i;
    const second = mix(8, first) ^ 0x00420043;
    const units = [first & 0xffff, first >>> 16, second & 0xffff, second >>> 16];
    if (units.every((unit) => unit > 0 && unit < 0xd800)) paths.push(String.fromCharCode(...units));
  }
  return paths;
}

describe("paths", () => {
  it("that have one hash are told apart, however many there are", () => {
    const texts = alike(40);
    const bytes = Buffer.from(texts.join(""), "utf16le");
    const paths = new Paths(bytes);
    for (let round = 0; round < 3; round++) {
      expect(texts.map((_, i) => paths.text(8 * i, 8, false))).toEqual(texts);
    }
  });

  it("are texts of one byte or of two bytes a character", () => {
    const paths = new Paths(Buffer.from([0x41, 0x42, 0x43, 0xe9, 0x41, 0x42, 0x43]));
    expect(paths.text(0, 4, true)).toBe("ABC\u00e9");
    expect(paths.text(0, 4, false)).toBe("\u4241\ue943");
    expect(paths.text(0, 4, true)).toBe("ABC\u00e9");
    expect([paths.text(0, 3, true), paths.text(4, 3, true)]).toEqual(["ABC", "ABC"]);
    expect(paths.text(0, 0, true)).toBe(null);
  });

  it("of any length", () => {
    const bytes = Buffer.alloc(32767 * 2, "\\a");
    const paths = new Paths(bytes);
    expect(paths.text(0, 32767, true)).toHaveLength(32767);
    expect(paths.text(0, 65534, false)).toHaveLength(32767);
  });
});
