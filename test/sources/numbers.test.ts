/** Numbers in the columns of a CSV and in the lines of a list: RULES 1 and 2. */
import { describe, expect, it } from "vitest";
import { codesIn, errorOf, read } from "./read.js";

const list = (...lines: (string | number)[]) => lines.map((line) => `${line}\n`).join("");
const table = (...cells: (string | number)[]) =>
  `n,IoControlCode\n${cells.map((cell, i) => `${i},${cell}\n`).join("")}`;

describe("RULES 1: text -> u32", () => {
  const GOOD: [string, number][] = [
    ["0x902eb", 0x902eb],
    ["0X902EB", 0x902eb],
    ["902EBh", 0x902eb],
    ["0902ebH", 0x902eb],
    ["0x00000000002D1400", 0x2d1400],
    ["0x0", 0],
    ["0xFFFFFFFF", 0xffffffff],
    ["-2147426276", 0x8000e01c],
    ["-2147483648", 0x80000000],
    ["-1", 0xffffffff],
    ["+2954240", 0x2d1400],
    ["+4294967295", 0xffffffff],
    ["  0x2d1400\t", 0x2d1400],
  ];
  const BAD: [string, string][] = [
    ["0x100000000", "E_RANGE"],
    ["0x00000001002D1400", "E_RANGE"],
    ["1000902ebh", "E_RANGE"],
    ["-2147483649", "E_RANGE"],
    ["+4294967296", "E_RANGE"],
    ["0x", "E_NUMBER"],
    ["0x2d14g0", "E_NUMBER"],
    ["-0x5", "E_NUMBER"],
    ["--5", "E_NUMBER"],
    ["1.5", "E_NUMBER"],
    ["'1,311,212'", "E_NUMBER"],
    ["CTL_CODE(1, 2)", "E_NUMBER"],
    ["CTL_CODE(0x10000, 0, 0, 0)", "E_RANGE"],
  ];

  it("forms that speak for themselves need no radix and give no note", async () => {
    for (const make of [(text: string) => list("0x1", text), (text: string) => table("0x1", `"${text}"`)]) {
      for (const [text, code] of GOOD) {
        const { records, notes, issues } = await read(make(text));
        expect([text, records.map((record) => record.code)]).toEqual([text, [1, code]]);
        expect({ notes, issues }).toEqual({ notes: [], issues: [] });
      }
    }
  });

  it("what is out of range or no number is rejected, never cut", async () => {
    for (const make of [(text: string) => list("0x1", text), (text: string) => table("0x1", `"${text}"`)]) {
      for (const [text, error] of BAD) {
        const { records, issues, accounting } = await read(make(text));
        expect([text, records.length, issues.map((issue) => issue.error)]).toEqual([text, 1, [error]]);
        expect(issues[0]).toMatchObject({ kind: "rejected", row: 2 });
        expect(accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1 });
      }
    }
  });

  it("a name speaks for itself; an unknown one is unresolved", async () => {
    const { records, accounting } = await read(
      list("FSCTL_LOCK_VOLUME", "IOCTL_OF_NOBODY", "FSCTL_lock_volume"),
    );
    expect(records.map(({ code, codeText }) => [code, codeText])).toEqual([
      [0x90018, "FSCTL_LOCK_VOLUME"],
      [null, "IOCTL_OF_NOBODY"],
      [null, "FSCTL_lock_volume"],
    ]);
    expect(accounting).toMatchObject({ decoded: 1, unresolved: 2, rejected: 0 });
  });

  it("a given radix reads bare digits, and the limits hold", async () => {
    expect(await codesIn(list("2147541020", "4294967295", "00000000012"), { radix: 10 })).toEqual([
      0x8000e01c, 0xffffffff, 12,
    ]);
    expect(await codesIn(list("2d1400", "222003", "00000000002D1400"), { radix: 16 })).toEqual([
      0x2d1400, 0x222003, 0x2d1400,
    ]);
    const decimal = await read(list("5", "4294967296", "2d1400"), { radix: 10 });
    expect(decimal.issues.map(({ row, error }) => [row, error])).toEqual([
      [2, "E_RANGE"],
      [3, "E_NUMBER"],
    ]);
    const hex = await read(list("5", "2147541020"), { radix: 16 });
    expect(hex.issues.map(({ row, error }) => [row, error])).toEqual([[2, "E_RANGE"]]);
  });
});

describe("RULES 2: the radix of bare digits is decided once a column", () => {
  it.each([
    [
      "a letter means hexadecimal",
      ["222003", "2d1400"],
      [0x222003, 0x2d1400],
      /hexadecimal.*"2d1400" has letters/,
    ],
    [
      "a leading zero means hexadecimal",
      ["222003", "00074080"],
      [0x222003, 0x74080],
      /hexadecimal.*"00074080" has a leading zero/,
    ],
    [
      "more than 8 digits mean decimal",
      ["222003", "2147541020"],
      [222003, 0x8000e01c],
      /decimal.*"2147541020" has more than 8 digits/,
    ],
    [
      "more known codes as hexadecimal",
      ["220003", "90028", "999999"],
      [0x220003, 0x90028, 0x999999],
      /hexadecimal: 2 distinct values.*0 as decimal/,
    ],
    [
      "more known codes as decimal",
      ["2954240", "590028", "999999"],
      [0x2d1400, 590028, 999999],
      /decimal: 1 distinct values.*0 as hexadecimal/,
    ],
  ])("%s", async (_, texts, codes, note) => {
    for (const text of [list(...texts), table(...texts), table(...texts.map((cell) => `"${cell}"`))]) {
      const { records, notes } = await read(text);
      expect(records.map(({ code }) => code)).toEqual(codes);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toMatch(note);
      expect(notes[0]).toContain("--radix");
    }
  });

  it("a letter is stronger than more than 8 digits; the cell that contradicts is rejected", async () => {
    const { records, issues } = await read(list("2147541020", "2d1400"));
    expect(records.map(({ row, code }) => [row, code])).toEqual([[2, 0x2d1400]]);
    expect(issues).toMatchObject([{ row: 1, kind: "rejected", error: "E_RANGE" }]);
  });

  it("a leading zero is stronger than more than 8 digits", async () => {
    expect(await codesIn(list("00000000074080", "222003"))).toEqual([0x74080, 0x222003]);
  });

  it("a single 0 is no leading zero", async () => {
    expect(await codesIn(list("0", "2954240"))).toEqual([0, 2954240]);
  });

  it("distinct values count, not rows", async () => {
    const decimal = new Array(50).fill("2954240");
    expect((await codesIn(list(...decimal, "220003", "90028")))[0]).toBe(0x2954240);
  });

  it("values that speak for themselves have no part in it", async () => {
    const { records, notes } = await read(list("0xabc", "2d1400h", "-5", "FSCTL_LOCK_VOLUME", "2954240"));
    expect(records.map(({ code }) => code)).toEqual([0xabc, 0x2d1400, 0xfffffffb, 0x90018, 2954240]);
    expect(notes[0]).toMatch(/decimal/);
  });

  it.each([
    ["neither reading is known", ["999998", "999999"]],
    ["both readings are equally well known", ["220003", "2954240"]],
  ])("a tie is E_AMBIGUOUS_RADIX and names both options: %s", async (_, texts) => {
    for (const text of [list(...texts), table(...texts)]) {
      const error = await errorOf(text);
      expect(error.code).toBe("E_AMBIGUOUS_RADIX");
      expect(error.message).toContain("--radix 10");
      expect(error.message).toContain("--radix 16");
      expect(await codesIn(text, { radix: 10 })).toEqual(texts.map(Number));
      expect(await codesIn(text, { radix: 16 })).toEqual(texts.map((digits) => Number.parseInt(digits, 16)));
    }
  });

  it("a given radix gives no note", async () => {
    expect((await read(list("222003"), { radix: 16 })).notes).toEqual([]);
  });

  describe("a later cell that contradicts is rejected with its row", () => {
    /** More than 64 KiB of cells that decide. */
    const COUNT = 12_000;
    const behind = async (make: typeof list, first: string, ...later: string[]) => {
      const { records, issues } = await read(make(...new Array<string>(COUNT).fill(first), ...later));
      return {
        last: records.at(-1)!.code,
        rejected: issues.map(({ row, kind, error }) => [Number(row) - COUNT, kind, error]),
      };
    };

    it.each([
      ["list", list],
      ["csv", table],
    ])("%s", async (_, make) => {
      expect(await behind(make, "2954240", "2d1400", "00222003", "2147541020")).toEqual({
        last: 2147541020,
        rejected: [
          [1, "rejected", "E_NUMBER"],
          [2, "rejected", "E_NUMBER"],
        ],
      });
      expect(await behind(make, "2d1400", "2147541020", "222003")).toEqual({
        last: 0x222003,
        rejected: [[1, "rejected", "E_RANGE"]],
      });
    });

    it("and so is the first bare one where none had told the radix", async () => {
      expect(await behind(list, "0x2d1400", "222003", "0x1")).toEqual({
        last: 1,
        rejected: [[1, "rejected", "E_NUMBER"]],
      });
    });
  });

  it("every line of the first 64 KiB has a say, none behind", async () => {
    const lines = new Array<string>(8000).fill("222003");
    expect((await read(list(...lines, "2d1400"))).notes[0]).toMatch(/has letters/);
    const error = await errorOf(list(...lines, ...lines, "2d1400"));
    expect(error.code).toBe("E_AMBIGUOUS_RADIX");
  });
});
