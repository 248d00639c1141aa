import { describe, expect, it } from "vitest";
import { resolveCodeText } from "../../src/names/index.js";

const withCode = (code: string): unknown => expect.objectContaining({ code });

describe("resolveCodeText", () => {
  it.each([
    ["0x000902EB", { code: 0x902eb, others: [], form: "number" }],
    [" 22A018h ", { code: 0x22a018, others: [], form: "number" }],
    ["ABCDEF", { code: 0xabcdef, others: [], form: "number" }],
    ["-2147426276", { code: 0x8000e01c, others: [], form: "number" }],
    ["FSCTL_GET_REPARSE_POINT", { code: 0x900a8, others: [], form: "name" }],
    ["SMART_RCV_DRIVE_DATA", { code: 0x7c088, others: [], form: "name" }],
    ["CTL_CODE(FILE_DEVICE_DISK, 0x22, METHOD_BUFFERED, 3)", { code: 0x7c088, others: [], form: "ctl_code" }],
    [
      "CTL_CODE(IOCTL_VOLUME_BASE, 0, METHOD_BUFFERED, FILE_ANY_ACCESS);",
      { code: 0x560000, others: [], form: "ctl_code" },
    ],
  ])("RULES 1: %j", (text, expected) => {
    expect(resolveCodeText(text)).toEqual(expected);
  });

  it("RULES 7: tells the other codes of a name, and reads it in the table asked for", () => {
    expect(resolveCodeText("FSCTL_SET_REPARSE_POINT", { table: "wireshark" })).toEqual({
      code: 0x900a4,
      others: [0x980a4],
      form: "name",
    });
    expect(resolveCodeText("FSCTL_SET_ENCRYPTION", { table: "wireshark" }).code).toBe(0x900d4);
    expect(resolveCodeText("222003", { radix: 16 }).code).toBe(0x222003);
  });

  it("tells an unknown name from text that is no code", () => {
    expect(() => resolveCodeText("FSCTL_NO_SUCH")).toThrow(withCode("E_NAME"));
    expect(() => resolveCodeText("IOCTL_BEEP_SET", { table: "wireshark" })).toThrow(withCode("E_NAME"));
    expect(() => resolveCodeText("CTL_CODE(NO_SUCH, 0, 0, 0)")).toThrow(withCode("E_NAME"));
    expect(() => resolveCodeText("")).toThrow(withCode("E_NUMBER"));
    expect(() => resolveCodeText("0x12G")).toThrow(withCode("E_NUMBER"));
    expect(() => resolveCodeText("4294967296")).toThrow(withCode("E_RANGE"));
  });
});
