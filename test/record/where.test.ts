/** Conditions on columns: what each operator keeps, which values a column takes, and what is refused. */
import { describe, expect, it } from "vitest";
import { DecodeError } from "../../src/errors.js";
import { parseCondition } from "../../src/record/where.js";

const holds = (text: string, value: Parameters<ReturnType<typeof parseCondition>["test"]>[0]) =>
  parseCondition(text).test(value);

describe("a condition", () => {
  it.each([
    ["processName=a.exe", "a.exe", true],
    ["processName=a.exe", "A.exe", false],
    ["processName=a.exe,b.exe", "b.exe", true],
    ["processName!=a.exe,b.exe", "b.exe", false],
    ["processName!=a.exe", null, true],
    ["processName=", null, true],
    ["processName=", "a", false],
    ["processName!=", null, false],
    ["path~^C:.*\\.sys$", "C:\\x.sys", true],
    ["path~^C:", null, false],
    ["path!~^C:", null, true],
    ["path!~^C:", "C:", false],
    ["path=a=b", "a=b", true],
    ["processId=4", 4, true],
    ["processId=0x4,8", 8, true],
    ["processId!=4", 4, false],
    ["processId<4", 4, false],
    ["processId<=4", 4, true],
    ["processId>4", 5, true],
    ["processId>=4", null, false],
    ["duration>0.5", 0.75, true],
    ["code=0x902eb", 0x902eb, true],
    ["code=590571", 0x902eb, true],
    ["code=FSCTL_GET_REPARSE_POINT", 0x900a8, true],
    ["code=CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)", 0x222000, true],
    ["code=0x1,CTL_CODE(0x22, 0x800, 0, 0)", 0x222000, true],
    ["code=", null, true],
    ["code!=0x902eb", null, true],
    ["code>=0x80000000", 0x80000000, true],
    ["code~^0x0009", 0x902eb, true],
    ["deviceType=FILE_DEVICE_DISK", 7, true],
    ["deviceType=7", 7, true],
    ["deviceType!=FILE_DEVICE_DISK", 7, false],
    ["functionCode>=0x800", 0x800, true],
    ["transferMethod=METHOD_NEITHER", "METHOD_NEITHER", true],
    ["requiredAccess=FILE_READ_ACCESS|FILE_WRITE_ACCESS", "FILE_READ_ACCESS|FILE_WRITE_ACCESS", true],
    ["facts=METHOD_NEITHER", ["FILE_ANY_ACCESS", "METHOD_NEITHER"], true],
    ["facts!=METHOD_NEITHER", ["FILE_ANY_ACCESS"], true],
    ["facts=", [], true],
    ["names~REPARSE", ["FSCTL_A", "FSCTL_GET_REPARSE_POINT"], true],
    ["  path = x ", "x", true],
  ] as const)("%s of %j is %s", (text, value, expected) => {
    expect(holds(text, value)).toBe(expected);
  });

  it.each([
    ["path", "is not like column=value"],
    ["nonsense=1", "there is no column nonsense"],
    ["path<3", "path is no number"],
    ["processId=x", "is no number"],
    ["code=FSCTL_NO_SUCH", "FSCTL_NO_SUCH"],
    ["code=0x123456789", "more than 32 bits"],
    ["transferMethod=NEITHER", "METHOD_NEITHER"],
    ["facts=DANGEROUS", "FILE_ANY_ACCESS"],
    ["path~(", "regular expression"],
  ])("%s is refused", (text, message) => {
    const parse = () => parseCondition(text);
    expect(parse).toThrow(DecodeError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ code: "E_OPTION" }));
  });
});
