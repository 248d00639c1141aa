/** Wine and Proton logs: lines quoted from public threads, the check of the number, and damage. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack } from "../../src/control-code/index.js";
import { parseWineLine } from "../../src/sources/wine/line.js";
import { allSamples } from "../samples/all-samples.mjs";
import { wineSamples } from "../samples/wine.mjs";
import { damageRun } from "./damage.js";
import { errorOf, read } from "./read.js";

async function recordsOf(line: string, options = {}) {
  return read(`${line}\n`, options);
}

describe("real lines", () => {
  it.each([
    // psygreg/linuxtoys#1124
    [
      "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=304 method=0)",
      0x002d0c10,
      0x80,
    ],
    // fiendish/aardwolfclientpackage#279: the digits look decimal
    [
      "0009:fixme:ntdll:server_ioctl_file Unsupported ioctl 24000 (device=2 access=1 func=0 method=0)",
      0x00024000,
      9,
    ],
    // lutris/lutris#2526: a Winsock code
    [
      "0057:fixme:winsock:server_ioctl_sock Unsupported ioctl 98000010 (device=9800 access=0 func=4 method=0)",
      0x98000010,
      0x57,
    ],
    [
      "01b4:fixme:winsock:server_ioctl_sock Unsupported ioctl 4004747b (device=4004 access=1 func=d1e method=3)",
      0x4004747b,
      0x1b4,
    ],
    // yusefnapora/native-access-nix#1: newer versions print 0x
    [
      "03dc:fixme:winsock:server_ioctl_sock Unsupported ioctl 0x120348 (device=0x12 access=0 func=0xd2 method=0)",
      0x00120348,
      0x3dc,
    ],
    [
      "0017:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 4d004 (device=4 access=3 func=401 method=0)",
      0x0004d004,
      0x17,
    ],
    // forum posts, older versions
    [
      "fixme:cdrom:CDROM_DeviceIoControl Unsupported IOCTL 2d1400 (type=2d access=0 func=500 meth=0)",
      0x002d1400,
      null,
    ],
    [
      "fixme:ntdll:NtFsControlFile stub! return success - Unsupported fsctl 90018 (device=9 access=0 func=6 method=0)",
      0x00090018,
      null,
    ],
    ["fixme:mountmgr:harddisk_ioctl unsupported ioctl 74080", 0x00074080, null],
    ["fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (9800000c)", 0x9800000c, null],
    ["03dc:fixme:winsock:WSAIoctl unimplemented ioctl _WSAIOW(IOC_VENDOR, 16)", 0x98000010, 0x3dc],
    ["fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (_WSAIOW(IOC_VENDOR, 300))", 0x9800012c, null],
    [
      "01b4:fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (SIO_IDEAL_SEND_BACKLOG_QUERY)",
      0x4004747b,
      0x1b4,
    ],
    [
      "vrising-1   | 01b4:fixme:winsock:server_ioctl_sock Unsupported ioctl 4004747b (device=4004 access=1 func=d1e method=3)<br>",
      0x4004747b,
      0x1b4,
    ],
    // what another program wrote stands before it
    ["totolfixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (9800000c)", 0x9800000c, null],
  ])("%s", async (line, code, threadId) => {
    const start = "fixme:ole:CoGetClassObject no class object\n";
    const { source, records, issues, accounting } = await read(`${start}${line}\n`);
    expect(source).toBe("wine");
    expect(records.map((record) => record.code)).toEqual([code]);
    expect(records[0]!.cells.threadId).toBe(threadId);
    expect(issues).toEqual([]);
    expect(accounting).toMatchObject({ records: 2, decoded: 1, other: 1 });
  });

  it("Proton's prefix gives seconds, process and thread", async () => {
    const { records } = await recordsOf(
      "28107.646:003c:0050:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 74080 (device=7 access=1 func=20 method=0)",
    );
    expect(records[0]).toMatchObject({
      code: 0x00074080,
      cells: { time: "28107.646", processId: 0x3c, threadId: 0x50, operation: "DeviceIoControl" },
    });
  });

  it("a request under WINEDEBUG=+file gives its lengths and kind", async () => {
    const { records } = await recordsOf(
      "0024:trace:file:NtFsControlFile (0x54,(nil),(nil),(nil),0x22fcd0,0x000900a8,(nil),0x00000000,0x22fe00,0x00004000)",
    );
    expect(records[0]).toMatchObject({
      code: 0x000900a8,
      cells: { operation: "FileSystemControl", inputLength: 0, outputLength: 0x4000 },
    });
  });
});

describe("the four fields", () => {
  const hex = (number: number): string => number.toString(16);
  const fields = fc.record({
    deviceType: fc.integer({ min: 0, max: 0xffff }),
    requiredAccess: fc.integer({ min: 0, max: 3 }),
    functionCode: fc.integer({ min: 0, max: 0xfff }),
    transferMethod: fc.integer({ min: 0, max: 3 }),
  });
  const line = (
    code: number,
    parts: { deviceType: number; requiredAccess: number; functionCode: number; transferMethod: number },
  ) =>
    `0009:fixme:ntdll:server_ioctl_file Unsupported ioctl ${hex(code)} (device=${hex(parts.deviceType)} access=${hex(parts.requiredAccess)} func=${hex(parts.functionCode)} method=${hex(parts.transferMethod)})`;
  const entryOf = (text: string) => {
    const code = parseWineLine(text)!.code!;
    return code.entry!(code.text);
  };

  it("agree with every number that Wine prints, Winsock's too, and a wrong one is a warning", () => {
    fc.assert(
      fc.property(fields, fields, (parts, others) => {
        const code = pack(parts);
        expect(entryOf(line(code, parts))).toMatchObject({ kind: "decoded", code, issue: null });
        const wrong = entryOf(line(code, others));
        expect(wrong).toMatchObject({ kind: "decoded", code });
        expect(wrong.issue?.error ?? null).toBe(pack(others) === code ? null : "E_CODE_PARTS");
      }),
    );
  });

  it("RULES 9: that contradict the number leave it decoded, with a warning that tells both", async () => {
    const { records, issues, accounting } = await recordsOf(
      "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=305 method=0)",
    );
    expect(records.map(({ code }) => code)).toEqual([0x002d0c10]);
    expect(issues).toMatchObject([{ row: 1, line: 1, kind: "warning", error: "E_CODE_PARTS" }]);
    expect(issues[0]!.message).toContain("function 0x304");
    expect(issues[0]!.message).toContain("func=305");
    expect(accounting).toMatchObject({ decoded: 1, warnings: 1 });
  });

  it("missing at the end of a cut line leave it unresolved", async () => {
    const { records, issues } = await recordsOf("0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c1");
    expect(records).toMatchObject([{ code: null, codeText: "2d0c1" }]);
    expect(issues).toMatchObject([{ kind: "unresolved", error: "E_CODE_TEXT" }]);
  });
});

describe("what is no code", () => {
  it.each([
    '0024:err:ntdll:RtlpWaitForCriticalSection section 0x7bc "ioctl" wait timed out 294040',
    "0024:fixme:ntdll:NtFsControlFile FSCTL_PIPE_IMPERSONATE: impersonating self",
    "ioctl 2d0c10 (device=2d access=0 func=304 method=0)",
    "0024:trace:file:NtDeviceIoControlFile (0x54,(nil),(nil),(nil),0x22fcd0,2d1400,0x22fd00,0x10,0x22fe00,0x20)",
    "0024:trace:file:NtReadFile (0x54,(nil),(nil),(nil),0x22fcd0,0x002d1400,0x22fd00,0x00000010,0x22fe00,0x00000020)",
  ])("%s", async (line) => {
    const { records, accounting } = await read(`0024:fixme:ole:CoInit x\n${line}\n`);
    expect(records).toEqual([]);
    expect(accounting.other).toBe(2);
  });

  it("digits that only some function prints bare are ambiguous, until --radix says how", async () => {
    const line = "0024:fixme:example:some_ioctl unsupported ioctl 74080";
    const { records, issues } = await recordsOf(line);
    expect(records).toMatchObject([{ code: null, codeText: "74080" }]);
    expect(issues).toMatchObject([{ error: "E_AMBIGUOUS_RADIX" }]);
    expect((await recordsOf(line, { radix: 16 })).records[0]!.code).toBe(0x74080);
    expect((await recordsOf(line, { radix: 10 })).records[0]!.code).toBe(74080);
  });

  it("a number of more than 32 bits is rejected", async () => {
    const { accounting, issues } = await recordsOf(
      "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 1002d1400 (device=2d access=0 func=500 method=0)",
    );
    expect(accounting).toMatchObject({ decoded: 0, rejected: 1 });
    expect(issues).toMatchObject([{ kind: "rejected", error: "E_RANGE" }]);
  });
});

describe("the input", () => {
  it("is no log of Wine's: E_NOT_A_TRACE", async () => {
    const others = allSamples().filter(({ file }) => !file.startsWith("wine-"));
    for (const { file, bytes } of others) {
      expect((await errorOf(bytes, { source: "wine" })).code, file).toBe("E_NOT_A_TRACE");
    }
  });

  it("has lines too long to look into: rejected, the next is read", async () => {
    const line =
      "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=304 method=0)";
    const { records, issues } = await read(`${line}\n${"1".repeat(70_000)}${line}\n${line}\n`);
    expect(records.map(({ row }) => row)).toEqual([1, 3]);
    expect(issues).toMatchObject([{ row: 2, kind: "rejected", error: "E_RECORD_TOO_LONG" }]);
  });

  it.each(wineSamples())(
    "$file stays harmless when damaged",
    async ({ bytes }) => {
      await damageRun("wine", bytes, { cutStep: 2 });
    },
    120_000,
  );
});
