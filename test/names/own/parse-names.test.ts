/** Files of names: which format, which encoding, what is too much. */
import { describe, expect, it } from "vitest";
import { MAX_NAMES_BYTES, mergeNames, parseNames, tableConflicts } from "../../../src/names/index.js";
import { utf16be, utf16le } from "../../samples/text.mjs";

const HEADER = "#define IOCTL_Größe CTL_CODE(0x22, 0x800, 0, 0) // größer\n";

describe("parseNames", () => {
  it.each([
    ["a.h", "c"],
    ["A.HPP", "c"],
    ["a.rs", "rust"],
    ["a.csv", "csv"],
    ["dir.rs/a.tsv", "csv"],
    ["a.json", "json"],
  ])("tells the format of %s by its suffix", async (fileName, format) => {
    expect(await parseNames("", { fileName })).toEqual({
      format,
      names: [],
      issues: format === "json" ? [expect.anything()] : [],
    });
  });

  it.each([
    ["/* text */\n#pragma once\n", "c"],
    ["#define IOCTL_A 0x222000\n", "c"],
    ["enum { A = CTL_CODE(1, 2, 3, 0) };", "c"],
    ["use x;\npub const IOCTL_A: u32 = 0x222000;\n", "rust"],
    ["ioctl_read!(a, b, c, d);", "rust"],
    [' {"IOCTL_A": 1}', "json"],
    ["IOCTL_A\t0x00222000\nIOCTL_B\t0x00222004\n", "list"],
    ["# remark\nIOCTL_A 00222000\n", "list"],
    ["name\tcode\nIOCTL_A\t0x00222000\n", "csv"],
    ["IOCTL_A,0x00222000\nIOCTL_B,0x00222004\n", "csv"],
    ["first,code,second,name\n", "csv"],
    ["just some words\nthat say nothing\n", null],
    ["", null],
    ["#define A\0 1\n", null],
  ])("tells the format of %j by its content", async (text, format) => {
    const { format: found, issues } = await parseNames(text, { fileName: "names.txt" });
    expect(found).toBe(format);
    if (format === null) expect(issues).toMatchObject([{ file: "names.txt", line: null, error: "E_OPTION" }]);
  });

  it.each([
    ["UTF-8", Buffer.from(HEADER)],
    ["UTF-8 with byte order mark", Buffer.from(`\ufeff${HEADER}`)],
    ["UTF-16LE with byte order mark", utf16le(`\ufeff${HEADER}`)],
    ["UTF-16BE with byte order mark", utf16be(`\ufeff${HEADER}`)],
    ["UTF-16LE without", utf16le(HEADER)],
  ])("reads %s", async (_, bytes) => {
    expect(await parseNames(bytes)).toEqual({
      format: "c",
      names: [{ name: "IOCTL_Größe", code: 0x222000, line: 1, file: "names" }],
      issues: [],
    });
  });

  it("reads bytes that are no UTF-8 in remarks", async () => {
    const bytes = Buffer.from("// gr\u00f6\u00dfer\n#define IOCTL_A 0x222000\n", "latin1");
    expect((await parseNames(bytes)).names).toMatchObject([{ name: "IOCTL_A", line: 2 }]);
  });

  it("keeps the first of several codes of a name, and tells the others", async () => {
    const text =
      "#ifdef A\n#define IOCTL_X 0x222000\n#else\n#define IOCTL_X 0x222004\n#endif\nenum { IOCTL_X = 0x222000 };";
    expect(await parseNames(text, { fileName: "x.h" })).toEqual({
      format: "c",
      names: [{ name: "IOCTL_X", code: 0x222000, line: 2, file: "x.h" }],
      issues: [
        {
          file: "x.h",
          line: 4,
          error: "E_AMBIGUOUS_NAME",
          message: "IOCTL_X is 0x00222000 in line 2 and 0x00222004 here; 0x00222000 is taken",
        },
      ],
    });
  });

  it("refuses what is too large for a file of names", async () => {
    const { format, issues } = await parseNames(" ".repeat(MAX_NAMES_BYTES + 1), { fileName: "a.h" });
    expect(format).toBeNull();
    expect(issues).toMatchObject([{ error: "E_RECORD_TOO_LONG" }]);
  });
});

describe("names of several files", () => {
  it("are put together in order; the first code of a name counts, the others are told", () => {
    const a = { name: "A", code: 1, line: 5, file: "a.h" };
    const b = { name: "B", code: 2, line: 6, file: "a.h" };
    const again = { name: "A", code: 1, line: 7, file: "b.h" };
    const other = { name: "B", code: 3, line: 8, file: "b.h" };
    expect(
      mergeNames([
        [a, b],
        [again, other],
      ]),
    ).toEqual({
      names: [a, b],
      issues: [
        {
          file: "b.h",
          line: 8,
          error: "E_AMBIGUOUS_NAME",
          message: "B is 0x00000002 in a.h:6 and 0x00000003 here; 0x00000002 is taken",
        },
      ],
    });
  });

  it("are told where the tables have another code, and not where they have the same", () => {
    expect(
      tableConflicts([
        { name: "FSCTL_GET_REPARSE_POINT", code: 0x900a8, line: 1, file: "a.h" },
        { name: "FSCTL_SET_ENCRYPTION", code: 0x900d4, line: 2, file: "a.h" },
        { name: "IOCTL_MINE", code: 0x900a8, line: 3, file: "a.h" },
      ]),
    ).toEqual([
      {
        file: "a.h",
        line: 2,
        error: "E_AMBIGUOUS_NAME",
        message:
          "FSCTL_SET_ENCRYPTION is 0x000900D4 here and 0x000900D7 in the known names; 0x000900D4 is taken",
      },
    ]);
  });
});
