import { describe, expect, it } from "vitest";
import { bitBox } from "../../src/cli/bit-box.js";
import { type ExplainOptions, explain } from "../../src/cli/explain.js";
import { LINE_WIDTH } from "../../src/cli/paragraph.js";
import { formatCode } from "../../src/control-code/index.js";
import type { DecodeError } from "../../src/errors.js";
import { searchNames } from "../../src/names/index.js";

const TEXT: ExplainOptions = { format: "text", near: false, pack: "default", radix: "auto" };

function text(code: string, options: Partial<ExplainOptions> = {}): Promise<string> {
  return explain([code], { ...TEXT, ...options });
}

async function row(code: string, options: Partial<ExplainOptions> = {}): Promise<Record<string, unknown>> {
  return JSON.parse(await text(code, { format: "ndjson", ...options })) as Record<string, unknown>;
}

async function failure(code: string): Promise<DecodeError> {
  return text(code).then(
    () => expect.fail("was explained"),
    (error: DecodeError) => error,
  );
}

describe("explain 0x902eb -2147426276 FSCTL_GET_REPARSE_POINT 0x12017 0x220003", () => {
  it("takes 0x902eb apart", async () => {
    expect(await text("0x902eb")).toBe(
      `0x000902EB  FSCTL_MPFILTER_QUERY_FILE_CHANGE
  CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0xBA, METHOD_NEITHER, FILE_ANY_ACCESS)

    31            16   15 14   13         2   1 0
  |    deviceType    |  acc  | functionCode |  m  |
  | 0000000000001001 |  00   | 000010111010 | 11  |
  |      0x0009      |   0   |    0x0BA     |  3  |

  deviceType      0x0009  9  FILE_DEVICE_FILE_SYSTEM
  requiredAccess  0       FILE_ANY_ACCESS
  functionCode    0x0BA   186
  transferMethod  3       METHOD_NEITHER
  layout          CTL_CODE
  decimal         590571

  Name
    FSCTL_MPFILTER_QUERY_FILE_CHANGE  FSCTL  default pack  ntosifs.h

  Buffers of METHOD_NEITHER
    input   the caller's raw address: Parameters.DeviceIoControl.Type3InputBuffer, InputBufferLength
            bytes
    output  the caller's raw address: Irp->UserBuffer, OutputBufferLength bytes
    Both are the caller's raw addresses: nothing is copied, probed or locked, and the driver must do
    it itself.
    They are valid only in the caller's context. A file system finds the input under
    Parameters.FileSystemControl.

  For review (properties, not verdicts)
    METHOD_NEITHER   The driver gets the caller's raw pointers and must probe and capture the data
                     itself. [Windows driver documentation, Buffer Descriptions for I/O Control
                     Codes]
    FILE_ANY_ACCESS  Any handle to the device will do: no access right on the handle is checked.
                     [Windows driver documentation, Defining I/O Control Codes]
`,
    );
  });

  it("reads -2147426276 as a signed number, of a vendor's device, without a name", async () => {
    const shown = await text("-2147426276");
    expect(shown).toContain("0x8000E01C  (no known name)\n");
    expect(shown).toContain("decimal         2147541020, signed -2147426276\n");
    expect(shown).toContain("CTL_CODE(0x8000, 0x807, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)");
    expect(shown).toContain("deviceType      0x8000  32768  used as FILE_DEVICE_USB_SCAN\n");
    for (const fact of ["VENDOR_DEVICE_TYPE", "VENDOR_FUNCTION"]) expect(shown).toContain(`    ${fact}  `);
    expect(shown).toContain("1 known code differs in access or method alone: see --near.");
    expect(await text("-2147426276", { near: true })).toContain(
      "Near misses: other access or method\n    0x8000201C  FILE_ANY_ACCESS\n                IOCTL_RESET_PIPE\n",
    );
  });

  it("finds the code of FSCTL_GET_REPARSE_POINT", async () => {
    const shown = await text("FSCTL_GET_REPARSE_POINT");
    expect(shown).toContain("0x000900A8  FSCTL_GET_REPARSE_POINT\n");
    expect(shown).toContain("FSCTL_GET_REPARSE_POINT  FSCTL  default pack  winioctl.h\n");
    expect(shown).toContain("Irp->AssociatedIrp.SystemBuffer, OutputBufferLength bytes");
    expect(await row("FSCTL_GET_REPARSE_POINT")).toMatchObject({
      code: "0x000900A8",
      codeText: "FSCTL_GET_REPARSE_POINT",
    });
  });

  it("RULES 5: 0x12017 is a request of AFD, not split as CTL_CODE", async () => {
    const shown = await text("0x12017");
    expect(shown).toContain(`0x00012017  IOCTL_AFD_RECEIVE

    31                12   11       2   1 0
  |       network        |  request   |  m  |
  | 00000000000000010010 | 0000000101 | 11  |
  |         0x12         |     5      |  3  |
`);
    expect(shown).not.toMatch(/CTL_CODE\(|requiredAccess|FILE_ANY_ACCESS|VENDOR|0x805|BEEP/);
    expect(shown).toContain("Names, best first (aliases of one request)\n    IOCTL_AFD_RECEIVE");
    expect(shown).toMatch(/IOCTL_AFD_RECV +IOCTL {2}default pack {2}shared\.h\n/);
    expect(await row("0x12017")).toMatchObject({
      layout: "afd",
      deviceType: 18,
      functionCode: 5,
      requiredAccess: null,
      transferMethod: "METHOD_NEITHER",
      ctlCode: null,
      facts: ["METHOD_NEITHER", "NOT_CTL_CODE", "SEVERAL_NAMES"],
    });
  });

  it("RULES 6: 0x220003 has three names, ranked, each with kind, pack and header", async () => {
    const shown = await text("0x220003");
    expect(shown).toContain(`  Names, best first (different requests of one number)
    IOCTL_INTERNAL_USB_SUBMIT_URB  INTERNAL_IOCTL  default pack  usbioctl.h
    IOCTL_BTHHFP_GET_DEVICEOBJECT  IOCTL           default pack  bthhfpddi.h
    SMB_BUS_REQUEST                IOCTL           default pack  smbus.h
`);
    expect(shown).toContain("0x0022  34  FILE_DEVICE_UNKNOWN; also FILE_DEVICE_USB,");
    expect(shown).toMatch(/SEVERAL_NAMES {4}3 names share the number; which request is meant depends/);
  });

  it("explains several texts one after the other", async () => {
    const all = "0x902eb -2147426276 FSCTL_GET_REPARSE_POINT 0x12017 0x220003".split(" ");
    const apart = await Promise.all(all.map((one) => text(one)));
    expect(await explain(all, TEXT)).toBe(apart.join("\n"));
  });
});

describe("explain as text", () => {
  it("RULES 5: layouts without fields show their own, and no field of CTL_CODE", async () => {
    const number = /deviceType|functionCode|transferMethod|CTL_CODE\(|Buffers/;
    expect(await text("0x98000004")).toMatch(/ kind .*\n.*\n.* VENDOR /);
    expect(await text("0x4004747f")).toMatch(/"t" +\| +127/);
    expect(await text("0x31504d57")).toContain('|   "1"    |   "P"    |   "M"    |   "W"    |');
    expect(await text("0x1b0501")).toContain("|      0x001B      |      0x0501      |");
    for (const code of ["0x98000004", "0x31504d57", "0x1b0501"]) {
      expect(await text(code)).not.toMatch(number);
      expect(await text(code)).toContain("NOT_CTL_CODE");
    }
  });

  it("RULES 6: searches both packs and says when the best name is of the extra one", async () => {
    expect(await text("0x222000")).toContain("0x00222000  IOCTL_DO_KERNELMODE_SAMPLES  (extra pack)\n");
    expect(await text("0x222000", { pack: "extra" })).toContain("0x00222000  IOCTL_DO_KERNELMODE_SAMPLES\n");
    expect(await text("IOCTL_HTTP_ADD_URL")).toContain(
      "IOCTL_HTTP_ADD_URL              IOCTL  extra pack  http.h",
    );
  });

  it("tells where a name stands for another code", async () => {
    expect(await text("FSCTL_SET_ENCRYPTION")).toContain(`  The same name stands for several codes
    FSCTL_SET_ENCRYPTION  0x000900D4  extra pack, Wireshark
                          0x000900D7  default pack, Process Monitor
`);
    expect(await text("FSCTL_SET_REPARSE_POINT")).toContain(
      "FSCTL_SET_REPARSE_POINT  0x000900A4  default pack, Process Monitor, Wireshark\n",
    );
    expect((await row("0x900d4")).conflicts).toEqual([
      "FSCTL_SET_ENCRYPTION = 0x000900D4 (extra pack, Wireshark)",
      "FSCTL_SET_ENCRYPTION = 0x000900D7 (default pack, Process Monitor)",
    ]);
  });

  it("tells all names of a device type", async () => {
    expect(await text("0x56c00c")).toContain("FILE_DEVICE_TRUST_ENV; also IOCTL_VOLUME_BASE\n");
  });

  it("says how bare digits were read when there is a doubt", async () => {
    expect(await text("222000")).toContain(
      "Note: 222000 was read as decimal, 0x00036330. In hexadecimal it is",
    );
    expect(await text("00222000")).toContain("read as hexadecimal, 0x00222000. In decimal it is 0x00036330");
    for (const sure of ["0x222000", "222000h", "22A018", "5", "2269208777"]) {
      expect(await text(sure)).not.toContain("Note:");
    }
    expect(await text("222000", { radix: 16 })).toMatch(/^0x00222000 {2}[^\n]*\n(?!.*Note:)/);
  });

  it("stays within 100 columns and draws all 32 bits, for every known code", async () => {
    for (const code of new Set(searchNames("").map((name) => name.code))) {
      const shown = await text(formatCode(code), { near: true });
      for (const line of shown.split("\n")) {
        // The macro stays in one line, for copying.
        if (!line.startsWith("  CTL_CODE(")) expect(line.length, line).toBeLessThanOrEqual(LINE_WIDTH);
        expect(line).toBe(line.trimEnd());
      }
      const digits = bitBox(code)[2]!.replace(/[^01]/g, "");
      expect(Number.parseInt(digits, 2)).toBe(code);
      expect(digits).toHaveLength(32);
    }
  });
});

describe("explain for scripts", () => {
  it("keeps lists as arrays, in the order of the names", async () => {
    const found = await row("0x220003", { near: true });
    expect(found.names).toHaveLength(3);
    expect(found.kinds).toEqual(["INTERNAL_IOCTL", "IOCTL", "IOCTL"]);
    expect(found.headers).toEqual(["usbioctl.h", "bthhfpddi.h", "smbus.h"]);
    expect(found.packs).toEqual(["default", "default", "default"]);
    expect((found.near as string[])[0]).toMatch(/^0x00220000 IOCTL_LAMP_GET_CAPABILITIES_WHITE \| /);
    expect(found).toMatchObject({
      relation: "collision",
      inputBuffer: "user",
      outputPointer: "Irp->UserBuffer",
    });
  });

  it("RULES 6: `name` is the best of the pack asked for, `names` are all", async () => {
    expect(await row("0x222000")).toMatchObject({ name: null });
    const extra = await row("0x222000", { pack: "extra" });
    expect(extra.name).toBe((extra.names as string[])[0]);
  });

  it("RULES 22: -f json is one array", async () => {
    const found = JSON.parse(await explain(["0x902eb", "0x12017"], { ...TEXT, format: "json" })) as unknown[];
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ code: "0x000902EB", names: ["FSCTL_MPFILTER_QUERY_FILE_CHANGE"] });
  });

  it("prints csv with a header, and a table for an overview", async () => {
    const [header, line] = (await text("0x8000e01c", { format: "csv" })).split("\n");
    expect(header).toMatch(/^code,codeText,name,names,kinds,headers,packs,relation,deviceType,/);
    expect(line).toContain(",2147541020,-2147426276,");
    expect(await text("0x902eb", { format: "table" })).toMatch(
      /^ +code {2}name +deviceTypeName +functionCode/,
    );
  });
});

describe("a text that is no code", () => {
  it.each([
    ["FSCTL_GET_REPARSE_PONT", "E_NAME", "did you mean FSCTL_GET_REPARSE_POINT,"],
    ["fsctl_get_reparse_point", "E_NAME", "did you mean FSCTL_GET_REPARSE_POINT?"],
    ["IOCTL_GET_REPARSE_POINT", "E_NAME", "did you mean FSCTL_GET_REPARSE_POINT,"],
    ["FSCTL_SET_SPARS", "E_NAME", "did you mean FSCTL_SET_SPARSE?"],
    ["FSCTL-GET-OBJECT", "E_NUMBER", "did you mean FSCTL_GET_OBJECT_ID?"],
    ["FSCTL_GET*", "E_NUMBER", "`ioctlens names` takes wildcards"],
    ["QUX", "E_NAME", "a code is a number (0x22A018, 2269208), a name or CTL_CODE(...)"],
    ["", "E_NUMBER", "a code is a number"],
    ["0x1FFFFFFFF", "E_RANGE", "has more than 32 bits"],
    ["12,3", "E_NUMBER", 'unexpected ","'],
    ["CTL_CODE(1,2)", "E_NUMBER", "2 arguments, expected 4"],
  ])("%j: %s, %s", async (given, code, message) => {
    const error = await failure(given);
    expect(error).toMatchObject({ name: "DecodeError", code });
    expect(error.message).toContain(message);
  });
});
