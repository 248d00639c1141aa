/** Names in CSV, TSV, JSON and lists. */
import { describe, expect, it } from "vitest";
import { type NamesFormat, type ParsedNames, parseNames } from "../../../src/names/index.js";

async function read(text: string, format: NamesFormat): Promise<ParsedNames> {
  return parseNames(text, { fileName: "mine", format });
}

async function names(text: string, format: NamesFormat): Promise<Record<string, number>> {
  return Object.fromEntries((await read(text, format)).names.map(({ name, code }) => [name, code]));
}

async function told(text: string, format: NamesFormat): Promise<string[]> {
  return (await read(text, format)).issues.map(({ line, error, message }) => `${line} ${error} ${message}`);
}

const A_AND_B = { IOCTL_A: 0x222000, IOCTL_B: 0x22a008 };

describe("CSV and TSV", () => {
  it.each([
    ["code,name\n0x222000,IOCTL_A\n0x22A008,IOCTL_B\n"],
    ["name,code\nIOCTL_A,0x222000\nIOCTL_B,0x22A008\n"],
    ["Header;Constant;;Control Code\nx.h;IOCTL_A;;222000h\ny.h;IOCTL_B;;0022A008h\n"],
    ["#remark\nValue\tSymbol\r\n2236416\tIOCTL_A\r\n-2147483648\t\r\n2269192\tIOCTL_B\r\n"],
    ["IOCTL_A,0x222000\nIOCTL_B,0x22A008"],
    ["0x222000|IOCTL_A|one\n\n0x22A008|IOCTL_B\n"],
    ["222000,IOCTL_A\n22A008,IOCTL_B\n"],
    ["00222000,IOCTL_A\n0022a008,IOCTL_B\n"],
    ["code,name\n+2236416,IOCTL_A\n+2269192,IOCTL_B\n"],
    [
      '"name","code"\n"IOCTL_A","0x222000"\n"IOCTL_B","CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, 0, FILE_WRITE_DATA)"\n',
    ],
  ])("reads %j", async (text) => {
    // A row without a name is told, a row without anything is not.
    const issues = text.includes("-2147483648") ? ['4 E_NAME "" is no name'] : [];
    expect(await names(text, "csv")).toEqual(A_AND_B);
    expect((await told(text, "csv")).map((one) => one.split(":")[0])).toEqual(issues);
  });

  it("refuses bare digits that read well both ways, and says how to write them", async () => {
    const text = "code,name\n333000,IOCTL_A\n0x222004,IOCTL_B\n";
    expect(await names(text, "csv")).toEqual({ IOCTL_B: 0x222004 });
    expect(await told(text, "csv")).toEqual([
      '2 E_AMBIGUOUS_RADIX IOCTL_A: bare digits such as "333000" may be decimal or hexadecimal: write 0x333000 or +333000',
    ]);
    // Known codes among them tell: 0x900A8 is known, 0x90 is not.
    expect(await names("code,name\n589992,IOCTL_A\n2236416,IOCTL_B\n", "csv")).toEqual({
      IOCTL_A: 0x900a8,
      IOCTL_B: 0x222000,
    });
  });

  it("keeps the kind and the line of a row, and tells rows that cannot be read", async () => {
    const text =
      'name,code,kind\nA,0x222000,INTERNAL_IOCTL\nB C,0x222004,\n"D\nE",0x222008,x\nF,0x1222222222,\nG,,\n,0x5,\n,,\n1H,0x1,\nI,0x22200C,x\n';
    const { names: found } = await read(text, "csv");
    expect(found).toEqual([
      { name: "A", code: 0x222000, line: 2, kind: "INTERNAL_IOCTL", file: "mine" },
      { name: "I", code: 0x22200c, line: 11, file: "mine" },
    ]);
    expect((await told(text, "csv")).map((one) => one.slice(0, 22))).toEqual(
      [
        '3 E_NAME "B C" is no na',
        '5 E_NAME "D\\nE" is no n',
        '6 E_RANGE F: "0x122222',
        '7 E_NUMBER G: "" is not',
        '8 E_NAME "" is no name:',
        '10 E_NAME "1H" is no na',
      ].map((one) => one.slice(0, 22)),
    );
  });

  it("tells a table without such columns", async () => {
    expect(await told("a,b\n1,2\n", "csv")).toEqual([
      '1 E_MISSING_COLUMN no column of names and column of codes: "a, b"; titles such as name and code tell them',
    ]);
    expect(await read("", "csv")).toMatchObject({ names: [], issues: [] });
  });
});

describe("lists", () => {
  it("reads NAME HEX as IRPMon keeps it, with tabs, without 0x, and the other way round", async () => {
    const text =
      "# remark\nIOCTL_A\t0x00222000\n\n; remark\nIOCTL_B 0022A008  // remark\n// remark\r\n224004h IOCTL_C\nIOCTL_D = 10\nABBA: FEED\n";
    expect(await names(text, "list")).toEqual({ ...A_AND_B, IOCTL_C: 0x224004, IOCTL_D: 0x10, ABBA: 0xfeed });
    expect(await told(text, "list")).toEqual([]);
  });

  it("tells other lines", async () => {
    expect(
      await told("IOCTL_A\nIOCTL_B 0x222000 x\nIOCTL_C 0x123456789\nIOCTL_D 0x222000\n", "list"),
    ).toEqual([
      '1 E_NUMBER "IOCTL_A" is not NAME and HEX',
      '2 E_NUMBER "IOCTL_B 0x222000 x" is not NAME and HEX',
      '3 E_RANGE IOCTL_C: "0x123456789" has more than 32 bits, largest is 0xFFFFFFFF',
    ]);
  });
});

describe("JSON", () => {
  it.each([
    ['{"IOCTL_A": 2236416, "IOCTL_B": "0x22A008"}'],
    ['{"0x222000": "IOCTL_A", "0x22A008": "IOCTL_B"}'],
    ['{"222000": "IOCTL_A", "22A008": "IOCTL_B"}'],
    ['[{"name": "IOCTL_A", "code": 2236416, "x": [{}]}, {"value": "22A008h", "symbol": "IOCTL_B"}]'],
    ['{"version": 1, "names": {"IOCTL_A": 2236416, "IOCTL_B": 2269192}}'],
    ['{"drivers": [{"name": "IOCTL_A", "code": "0x222000"}], "more": {"IOCTL_B": "0x22A008"}}'],
    ['\ufeff{"IOCTL_A": -2292730880, "IOCTL_A\\u005fX": 1.5, "IOCTL_\\u0041": 2236416, "IOCTL_B": 2269192}'],
  ])("reads %s", async (text) => {
    expect(await names(text, "json")).toEqual(A_AND_B);
  });

  it("tells keys that stand there twice, values that are no codes, and where", async () => {
    const text = `{
  "IOCTL_A": "0x222000",
  "IOCTL_A": "0x222004", "IOCTL_A": 2236416,

  "IOCTL_B": null,
  "IOCTL_C": 1.5
}`;
    expect(await names(text, "json")).toEqual({ IOCTL_A: 0x222000 });
    expect(await told(text, "json")).toEqual([
      "3 E_AMBIGUOUS_NAME IOCTL_A is 0x00222000 in line 2 and 0x00222004 here; 0x00222000 is taken",
      "5 E_NUMBER this has no name and code",
      '6 E_NUMBER IOCTL_C: "+1.5" is not a number: only decimal digits may follow a sign',
    ]);
    expect(await told('[1, {"name": "A"}]', "json")).toEqual([
      "1 E_NUMBER this has no name and code",
      "1 E_NUMBER this has no name and code",
    ]);
    expect(await told("5", "json")).toEqual([
      '1 E_NUMBER names are expected as {"NAME": code} or a list of objects, here is "5"',
    ]);
    expect((await told('{"a": ', "json"))[0]).toMatch(/^null E_SYNTAX this is no JSON: /);
  });

  it("passes over what is too deep", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await names(`{"x": ${deep}, "y": {"IOCTL_A": 2236416, "z": "]"}}`, "json")).toEqual({
      IOCTL_A: 0x222000,
    });
  });
});
