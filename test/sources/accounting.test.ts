/** What becomes of every record: RULES 9; and names that stand for two codes: RULES 7. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codesIn, read } from "./read.js";

const counts = async (text: string) => {
  const { accounting, issues } = await read(text);
  const { records, decoded, unresolved, other, rejected, warnings } = accounting;
  return {
    counts: [records, decoded, unresolved, other, rejected, warnings],
    kinds: issues.map(({ kind }) => kind),
  };
};

describe("RULES 7: a name that stands for two codes in a format's table", () => {
  it("takes the value that other sources confirm, with a warning a record", async () => {
    const { records, issues, accounting } = await read(
      "frame,smb2.ioctl.function\n1,FSCTL_SET_REPARSE_POINT\n2,FSCTL_SET_REPARSE_POINT\n3,0x000980a4\n",
    );
    expect(records.map(({ code }) => code)).toEqual([0x900a4, 0x900a4, 0x980a4]);
    expect(issues.map(({ row, kind, error, column }) => [row, kind, error, column])).toEqual([
      [1, "warning", "E_AMBIGUOUS_NAME", "smb2.ioctl.function"],
      [2, "warning", "E_AMBIGUOUS_NAME", "smb2.ioctl.function"],
    ]);
    expect(issues[0]!.message).toContain("0x000900A4");
    expect(issues[0]!.message).toContain("0x000980A4");
    expect(accounting).toMatchObject({ decoded: 3, rejected: 0, warnings: 2 });
  });

  it("each format has its own table", async () => {
    expect(await codesIn("smb2.ioctl.function\nFSCTL_CREATE_USN_JOURNAL\nFSCTL_DELETE_OBJECT_ID\n")).toEqual([
      0x940e7, 0x980a0,
    ]);
    expect(
      await codesIn("Detail\nControl: FSCTL_CREATE_USN_JOURNAL\nControl: FSCTL_DELETE_OBJECT_ID\n"),
    ).toEqual([0x900e7, 0x900a0]);
    expect(await codesIn("Code\nFSCTL_CREATE_USN_JOURNAL\nFSCTL_DELETE_OBJECT_ID\n")).toEqual([
      0x900e7, 0x900a0,
    ]);
    expect(await codesIn("Detail\nControl: FSCTL_SET_REPARSE_POINT\n")).toEqual([0x900a4]);
  });

  it("a name of another format's table alone is unresolved", async () => {
    expect(await codesIn("smb2.ioctl.function\nFSCTL_PIPE_INTERNAL_READ\n0x1\n")).toEqual([null, 1]);
  });
});

describe("RULES 9: records = decoded + unresolved + other + rejected", () => {
  it.each([
    [
      "blank and # lines of a list, also behind blanks",
      "0x1\n\n# no\n   # no\n  \t\n0x2\n",
      [6, 2, 0, 4, 0, 0],
    ],
    ["an empty code cell", 'n,code\n1,0x1\n2,\n3,""\n4,"  "\n', [4, 1, 0, 3, 0, 0]],
    ["blank rows of a CSV", "n,code\n\n1,0x1\n\r\n", [3, 1, 0, 2, 0, 0]],
    ["an unknown name", "n,code\n1,IOCTL_OF_NOBODY\n2,0x1\n", [2, 1, 1, 0, 0, 0]],
    ["text that is no code", "n,code\n1,what is this\n2,0x1\n", [2, 1, 0, 0, 1, 0]],
    ["too few and too many columns", "n,code\n1\n1,0x1,\n2,0x1\n", [3, 1, 0, 0, 2, 0]],
    ["an unclosed quote", 'n,code\n1,0x1\n"2,0x1\n', [2, 1, 0, 0, 1, 0]],
    ["a header alone", "n,code\n", [0, 0, 0, 0, 0, 0]],
    ["a header without line end", "n,code", [0, 0, 0, 0, 0, 0]],
  ])("%s", async (_, text, expected) => {
    expect((await counts(text)).counts).toEqual(expected);
  });

  it.each([
    ["a row of another operation, whatever its Detail", "ReadFile,Control: 0x902eb", [1, 0, 0, 1, 0, 0]],
    ["an operation that only begins like one", "DeviceIoControlX,Control: 0x902eb", [1, 0, 0, 1, 0, 0]],
    ["a control record without a name", "DeviceIoControl,Control: ", [1, 0, 1, 0, 0, 0]],
    ["a control record without Detail", "DeviceIoControl,", [1, 0, 1, 0, 0, 0]],
    ["a control record whose Detail says something else", "DeviceIoControl,Length: 5", [1, 0, 1, 0, 0, 0]],
    ["an unknown name", "FileSystemControl,Control: FSCTL_OF_NOBODY", [1, 0, 1, 0, 0, 0]],
    [
      "a name and what follows",
      '"FileSystemControl","Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152"',
      [1, 1, 0, 0, 0, 0],
    ],
    [
      "a number and its parts",
      "DeviceIoControl,Control: 0x902eb (Device:0x9 Function:186 Method: 3)",
      [1, 1, 0, 0, 0, 0],
    ],
    [
      "parts of another function",
      "DeviceIoControl,Control: 0x902eb (Device:0x9 Function:187 Method: 3)",
      [1, 1, 0, 0, 0, 1],
    ],
    [
      "parts of another device",
      "DeviceIoControl,Control: 0x902eb (Device:0x8 Function:186 Method: 3)",
      [1, 1, 0, 0, 0, 1],
    ],
    [
      "parts of another method",
      "DeviceIoControl,Control: 0x902eb (Device:0x9 Function:186 Method: 0)",
      [1, 1, 0, 0, 0, 1],
    ],
    ["a code of 9 hexadecimal digits", "DeviceIoControl,Control: 0x1000902eb", [1, 0, 0, 0, 1, 0]],
    ["a code that is none", "DeviceIoControl,Control: 902eb?", [1, 0, 0, 0, 1, 0]],
  ])("Process Monitor: %s", async (_, row, expected) => {
    expect((await counts(`Operation,Detail\n${row}\n`)).counts).toEqual(expected);
  });

  it("warnings stand beside the decoded records, rejected and unresolved ones are told", async () => {
    const { kinds } = await counts(
      "Operation,Detail\nDeviceIoControl,Control: 0x902eb (Device:0x9 Function:187 Method: 3)\nDeviceIoControl,\nDeviceIoControl,Control: 0x1000902eb\n",
    );
    expect(kinds).toEqual(["warning", "unresolved", "rejected"]);
  });

  it("unresolved records are told only when asked", async () => {
    const { issues, accounting } = await read("code\nIOCTL_OF_NOBODY\n0x1\n", { reportUnresolved: false });
    expect(issues).toEqual([]);
    expect(accounting).toMatchObject({ unresolved: 1 });
  });

  it("holds for any mixture, in any order, with more codes than the tables hold", async () => {
    const kinds = {
      decoded: fc.oneof(
        fc.nat(0xffffffff).map((code) => `x,0x${code.toString(16)}`),
        fc.constant('"a\nb",FSCTL_LOCK_VOLUME'),
      ),
      unresolved: fc.constant("x,IOCTL_OF_NOBODY"),
      other: fc.constantFrom("", "x,", '"",""'),
      rejected: fc.constantFrom("x,0x123456789", '"x"y,0x1', "x", "x,0x1,0x1", "x,?"),
    };
    const row = fc.oneof(
      ...(Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) =>
        kinds[kind].map((text) => ({ kind, text })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.nat(2), async (rows, repeat) => {
        const many = Array.from({ length: repeat * 9000 }, (_, i) => `x,0x${i.toString(16)}`);
        const text = `path,code\n${[...rows.map((each) => each.text), ...many].map((each) => `${each}\n`).join("")}`;
        const { accounting } = await read(text);
        const count = (kind: string) => rows.filter((each) => each.kind === kind).length;
        expect(accounting).toMatchObject({
          records: rows.length + many.length,
          decoded: count("decoded") + many.length,
          unresolved: count("unresolved"),
          other: count("other"),
          rejected: count("rejected"),
        });
      }),
      { numRuns: 25 },
    );
  });
});
