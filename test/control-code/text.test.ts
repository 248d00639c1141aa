import { describe, expect, it } from "vitest";
import { formatCtlCode, parseCtlCode } from "../../src/control-code/ctl-code-text.js";
import { formatCode, parseCodeNumber } from "../../src/control-code/text.js";
import type { DecodeErrorCode } from "../../src/errors.js";

const E_NUMBER = expect.objectContaining({ code: "E_NUMBER" satisfies DecodeErrorCode });
const E_RANGE = expect.objectContaining({ code: "E_RANGE" satisfies DecodeErrorCode });
const E_NAME = expect.objectContaining({ code: "E_NAME" satisfies DecodeErrorCode });

describe("parseCodeNumber", () => {
  it.each([
    ["0x1F", 0x1f],
    ["0X002D1400", 0x2d1400],
    ["1Fh", 0x1f],
    ["22A018H", 0x22a018],
    ["  0x22A018\t", 0x22a018],
    ["+5", 5],
    ["-1", 0xffffffff],
    ["-0", 0],
    ["-2147426276", 0x8000e01c],
    ["-2147483648", 0x80000000],
    ["+4294967295", 0xffffffff],
    ["4294967295", 0xffffffff],
    ["0xFFFFFFFF", 0xffffffff],
  ])("RULES 1: %j speaks for itself", (text, code) => {
    for (const radix of ["auto", 10] as const) expect(parseCodeNumber(text, { radix })).toBe(code);
    expect(Object.is(parseCodeNumber("-0"), 0)).toBe(true);
  });

  it("RULES 1: more than 8 hex digits only if the excess is zero", () => {
    expect(parseCodeNumber("0x00000000002D1400")).toBe(0x2d1400);
    expect(parseCodeNumber("00000000002D1400h")).toBe(0x2d1400);
    expect(parseCodeNumber("00000000002D1400", { radix: 16 })).toBe(0x2d1400);
    expect(() => parseCodeNumber("0x1002D1400")).toThrow(E_RANGE);
    expect(() => parseCodeNumber("100000000", { radix: 16 })).toThrow(E_RANGE);
  });

  it.each(["-2147483649", "4294967296", "+4294967296", "99999999999999999999", "-99999999999999999999"])(
    "RULES 1: %s is rejected, never cut",
    (text) => {
      expect(() => parseCodeNumber(text)).toThrow(E_RANGE);
    },
  );

  it.each([
    "",
    " \t",
    "0x",
    "h",
    "-",
    "-0x1",
    "+1Fh",
    "-ABC",
    "0x12G4",
    "0x1Fh",
    "1 2",
    "1.5",
    "２",
    "FSCTL_X",
  ])("RULES 1: %j is no number", (text) => {
    expect(() => parseCodeNumber(text)).toThrow(E_NUMBER);
  });

  it("names the text and the reason", () => {
    expect(() => parseCodeNumber("-0x1")).toThrow(
      '"-0x1" is not a number: only decimal digits may follow a sign',
    );
    expect(() => parseCodeNumber("12q")).toThrow('"12q" is not a number: unexpected "q" at position 3');
  });

  it("reads bare digits by the radix", () => {
    expect(parseCodeNumber("2228248", { radix: 10 })).toBe(2228248);
    expect(parseCodeNumber("222003", { radix: 16 })).toBe(0x222003);
    expect(parseCodeNumber("00222003", { radix: 10 })).toBe(222003);
    expect(parseCodeNumber("00000000004294967295", { radix: 10 })).toBe(0xffffffff);
    expect(() => parseCodeNumber("22A018", { radix: 10 })).toThrow(E_NUMBER);
  });

  it.each([
    ["22a018", 0x22a018],
    ["002220A6", 0x2220a6],
    ["00530018", 0x530018],
    ["00", 0],
    ["0", 0],
    ["222003", 222003],
    ["2147541020", 2147541020],
    ["90000000", 90000000],
  ])("auto, one value of a person: %s", (text, code) => {
    expect(parseCodeNumber(text)).toBe(code);
  });

  it.each(["1,311,212", "1.311.212", "1 311 212", "1\u00a0311\u00a0212", "1\u202f311\u202f212"])(
    "accepts groups of three only when asked: %j",
    (text) => {
      expect(parseCodeNumber(text, { grouped: true })).toBe(1311212);
      expect(() => parseCodeNumber(text)).toThrow(E_NUMBER);
    },
  );

  it("refuses groups of another size or mixed separators, and keeps the sign", () => {
    expect(parseCodeNumber("-2,147,426,276", { grouped: true })).toBe(0x8000e01c);
    for (const text of ["1,31,212", "1311,212", "1,311.212", ",311", "1,", "1,,311", "1,311,21"]) {
      expect(() => parseCodeNumber(text, { grouped: true })).toThrow(E_NUMBER);
    }
    expect(() => parseCodeNumber("9,999,999,999", { grouped: true })).toThrow(E_RANGE);
  });
});

describe("CTL_CODE text", () => {
  it.each([
    ["CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)", 0x222000],
    ["ctl_code ( 0x22 ,2048,0, 0 ) ;", 0x222000],
    ["CTL_CODE(FILE_DEVICE_UNKNOWN,0x801,METHOD_NEITHER,FILE_WRITE_ACCESS|FILE_READ_ACCESS)", 0x22e007],
    ["CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_NEITHER, (FILE_READ_DATA | FILE_WRITE_DATA))", 0x22e007],
    ["CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_DIRECT_TO_HARDWARE, FILE_SPECIAL_ACCESS)", 0x222001],
    ["CTL_CODE(34, 0x800, METHOD_DIRECT_FROM_HARDWARE, 3)", 0x22e002],
    ["  CTL_CODE(\n  FILE_DEVICE_FILE_SYSTEM,\n  186, METHOD_NEITHER, FILE_ANY_ACCESS)\n", 0x902eb],
  ])("reads %j", (text, code) => {
    expect(parseCtlCode(text)).toBe(code);
  });

  it("asks the caller for device names", () => {
    const resolve = (name: string): number | undefined => (name === "MY_TYPE" ? 0x9c40 : undefined);
    expect(parseCtlCode("CTL_CODE(MY_TYPE, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)", resolve)).toBe(
      0x9c402000,
    );
  });

  it("says what is wrong", () => {
    expect(() => parseCtlCode("CTL_CODE(0x22, 1, 0)")).toThrow(/3 arguments, expected 4/);
    expect(() => parseCtlCode("CTL_CODE 0x22, 1, 0, 0")).toThrow(E_NUMBER);
    expect(() => parseCtlCode("CTL_CODE(NO_SUCH, 1, METHOD_BUFFERED, 0)")).toThrow(E_NAME);
    expect(() => parseCtlCode("CTL_CODE(0x22, 1, METHOD_OTHER, 0)")).toThrow(E_NAME);
    expect(() => parseCtlCode("CTL_CODE(0x22, 1, constructor, toString)")).toThrow(E_NAME);
    expect(() => parseCtlCode("CTL_CODE(0x22, 010, METHOD_BUFFERED, 0)")).toThrow(/octal/);
    expect(() => parseCtlCode("CTL_CODE(0x22, 0x1000, METHOD_BUFFERED, 0)")).toThrow(E_RANGE);
    expect(() => parseCtlCode("CTL_CODE(0x22, 1, METHOD_BUFFERED, 4)")).toThrow(E_RANGE);
    expect(() => parseCtlCode("CTL_CODE(0x22, 1, METHOD_BUFFERED, FILE_ANY_ACCESS |)")).toThrow(E_NUMBER);
  });

  it("refuses a text with a million blanks inside at once", () => {
    expect(() => parseCodeNumber(`1${" ".repeat(1e6)}2`)).toThrow(E_NUMBER);
  });

  it("prints a code and the macro, and reads the macro back", () => {
    expect(formatCode(0x902eb)).toBe("0x000902EB");
    expect(formatCode(0xffffffff)).toBe("0xFFFFFFFF");
    expect(formatCtlCode(0x902eb, "FILE_DEVICE_FILE_SYSTEM")).toBe(
      "CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0xBA, METHOD_NEITHER, FILE_ANY_ACCESS)",
    );
    expect(formatCtlCode(0x9c40e004)).toBe(
      "CTL_CODE(0x9C40, 0x801, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)",
    );
    for (const code of [0, 0x902eb, 0x22a018, 0xdeade006, 0xffffffff]) {
      expect(parseCtlCode(formatCtlCode(code))).toBe(code);
    }
  });
});
