import { describe, expect, it } from "vitest";
import { encode } from "../../src/cli/encode.js";

type Parts = [string, string, string, string];

async function codeOf(...parts: Parts): Promise<unknown> {
  return (JSON.parse(await encode(...parts, { format: "ndjson" })) as { code: unknown }).code;
}

describe("encode", () => {
  it("prints the code, the macro and the known names", async () => {
    expect(await encode("FILE_DEVICE_FILE_SYSTEM", "186", "neither", "any", { format: "text" })).toBe(
      "0x000902EB\n" +
        "  CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0xBA, METHOD_NEITHER, FILE_ANY_ACCESS)\n" +
        "  FSCTL_MPFILTER_QUERY_FILE_CHANGE\n",
    );
    expect(await encode("0x22", "0x806", "0", "write", { format: "text" })).toContain("no known name");
  });

  it.each<[Parts, string]>([
    [["FILE_DEVICE_UNKNOWN", "0x800", "METHOD_BUFFERED", "FILE_ANY_ACCESS"], "0x00222000"],
    [["0x22", "2048", "buffered", "any"], "0x00222000"],
    [["34", "800h", "0", "0"], "0x00222000"],
    [["unknown", "0x800", "Buffered", "FILE_SPECIAL_ACCESS"], "0x00222000"],
    [["FILE_DEVICE_UNKNOWN", "0x806", "buffered", "write"], "0x0022A018"],
    [["disk", "0x28", "out-direct", "read|write"], "0x0007C0A2"],
    [["disk", "0x28", "METHOD_DIRECT_FROM_HARDWARE", "FILE_WRITE_DATA | FILE_READ_DATA"], "0x0007C0A2"],
    [["disk", "0x28", "2", "(FILE_READ_ACCESS|FILE_WRITE_ACCESS)"], "0x0007C0A2"],
    [["disk", "0x28", "2", "read+write"], "0x0007C0A2"],
    [["IOCTL_VOLUME_BASE", "3", "direct_to_hardware", "3"], "0x0056C00D"],
    [["0xFFFF", "0xFFF", "3", "3"], "0xFFFFFFFF"],
  ])("%j is %s", async (parts, code) => {
    expect(await codeOf(...parts)).toBe(code);
  });

  it.each<[Parts, string, string]>([
    [
      ["0x10000", "1", "1", "1"],
      "E_RANGE",
      'device type "0x10000": deviceType 65536 lies outside 0 to 65535',
    ],
    [["foo", "1", "1", "1"], "E_NAME", "expected a name such as FILE_DEVICE_UNKNOWN or disk"],
    [["1", "4096", "1", "1"], "E_RANGE", "expected a number from 0 to 0xFFF"],
    [["1", "-1", "1", "1"], "E_RANGE", 'function "-1"'],
    [["1", "ABC", "1", "1"], "E_NAME", 'function "ABC"'],
    [["1", "0800", "1", "1"], "E_NUMBER", "octal"],
    [["1", "2,3", "1", "0"], "E_NUMBER", 'function "2,3": it is not one name or number'],
    [["", "1", "1", "1"], "E_NUMBER", 'device type ""'],
    [["1", "1", "4", "1"], "E_RANGE", 'transfer method "4"'],
    [["1", "1", "hello", "1"], "E_NAME", "expected buffered, in_direct, out_direct, neither"],
    [["1", "1", "1", "4"], "E_RANGE", 'required access "4"'],
    [["1", "1", "1", "rad"], "E_NAME", "expected any, read, write, read|write"],
  ])("%j: %s, %s", async (parts, code, message) => {
    const error = await encode(...parts, { format: "text" }).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: "DecodeError", code });
    expect((error as Error).message).toContain(message);
  });

  it("RULES 5: says when the number is read as another layout in traces", async () => {
    const shown = await encode("1", "0x805", "3", "0", { format: "text" });
    expect(shown).toContain("CTL_CODE(FILE_DEVICE_BEEP, 0x805, METHOD_NEITHER, FILE_ANY_ACCESS)");
    expect(shown).toContain("Note: Traces read this number as layout afd, not as CTL_CODE");
  });

  it("RULES 22: -f json is one array", async () => {
    const rows = JSON.parse(await encode("9", "0x2a", "0", "0", { format: "json" })) as unknown[];
    expect(rows).toEqual([
      {
        code: "0x000900A8",
        name: "FSCTL_GET_REPARSE_POINT",
        names: ["FSCTL_GET_REPARSE_POINT"],
        deviceType: 9,
        deviceTypeName: "FILE_DEVICE_FILE_SYSTEM",
        functionCode: 42,
        requiredAccess: "FILE_ANY_ACCESS",
        transferMethod: "METHOD_BUFFERED",
        layout: "ctl_code",
        ctlCode: "CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0x2A, METHOD_BUFFERED, FILE_ANY_ACCESS)",
      },
    ]);
  });
});
