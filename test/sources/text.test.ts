/** Debug output: every named pattern with a real line, what is never guessed, and damage. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TEXT_PATTERNS, type TextPatternName } from "../../src/sources/text/patterns.js";
import { debugTextSamples } from "../samples/debug-text.mjs";
import { damageRun, standsInText } from "./damage.js";
import { errorOf, type ReadRecord, read, readOnce } from "./read.js";

interface Case {
  readonly text: string;
  readonly codes: readonly (number | null)[];
  /** Cells of the first record. */
  readonly cells?: Readonly<Record<string, unknown>>;
  /** False where such a line alone does not tell that the input is debug output. */
  readonly isRecognised?: false;
}

/** Lines as public threads and manuals quote them; where none was seen, as the program's source prints them. */
const CASES: Readonly<Record<TextPatternName, readonly Case[]>> = {
  debugview: [
    {
      // dokan-dev/dokany#776
      text: "00000202\t7.63637352\t[DokanFS]    Unknown Code 0x2d1084\n",
      codes: [0x002d1084],
      cells: { time: "7.63637352" },
    },
    { text: "00000001\t10:15:32 AM\tstart\n00000002\t10:15:33 AM\tIOCTL 0x222003\n", codes: [0x00222003] },
    { text: "00000001\t0.00000000\tno code at all\n", codes: [] },
  ],
  minispy: [
    {
      text: [
        "Opr\t  SeqNum  \t PreOp Time \tPostOp Time \t Process.Thrd\t          Major Operation          \t          Minor Operation          \t   IrpFlags    \t  DevObj  \t FileObj  \tTransactn \t    status:inform    \t  Arg 1   \t  Arg 2   \t  Arg 3   \t  Arg 4   \t  Arg 5   \t  Arg 6   \tName",
        "---\t----------\t------------\t------------\t-------------\t-----------------------------------\t-----------------------------------\t---------------\t----------\t----------\t----------\t---------------------\t----------\t----------\t----------\t----------\t----------\t----------\t--------------------------------------------------",
        "IRP\t0x00000011\t10:11:12:013\t10:11:12:014\t     7dc.3f8  \tIRP_MJ_FILE_SYSTEM_CONTROL         \tIRP_MN_USER_FS_REQUEST             \t0x00060000 --S-\t0x86F3B020\t0x86C7A298\t0x00000000\t0xc0000010:0x00000000\t0x00000400\t0x00000008\t0x000900A8\t0x00000000\t0x00000000\t0x00000000\t\\Device\\HarddiskVolume1\\x\n",
      ].join("\n"),
      codes: [0x000900a8],
      cells: {
        time: "10:11:12:013",
        processId: 0x7dc,
        threadId: 0x3f8,
        operation: "FileSystemControl",
        path: "\\Device\\HarddiskVolume1\\x",
        status: "0xC0000010",
        outputLength: 0x400,
        inputLength: 8,
      },
    },
  ],
  filespy: [
    {
      // openzfsonwindows/ZFSin#152
      text: "140\t14:28:56.261\t\tsvchost.exe\tFASTIO_DEVICE_CONTROL\t\tFFFFE00833295B88\tI:\tFAILURE\tIOCTL_VOLSNAP_QUERY_NAMES_OF_SNAPSHOTS (00530018)\n",
      codes: [0x00530018],
      cells: {
        time: "14:28:56.261",
        processName: "svchost.exe",
        operation: "DeviceIoControl",
        path: "I:",
        status: "FAILURE",
      },
    },
    {
      text: "147\t14:28:56.277\t\tSrTasks.exe\tIRP_MJ_DEVICE_CONTROL\t00020070\tFFFFE00833295B88\tI:\tSTATUS_SUCCESS\tIOCTL_MOUNTDEV_QUERY_UNIQUE_ID (004D0000)\n",
      codes: [0x004d0000],
    },
    {
      // a row without a process
      text: "183\t14:29:25.463\t\t\tIRP_MJ_DEVICE_CONTROL\t00060070\t0000000000000000\tI:\tSTATUS_NOT_IMPLEMENTED\tIOCTL_MOUNTDEV_QUERY_STABLE_GUID (004D0018)\n",
      codes: [0x004d0018],
      cells: { processName: null, path: "I:", status: "STATUS_NOT_IMPLEMENTED" },
    },
    {
      // openzfsonwindows/ZFSin#149
      text: "IRP_MJ_FILE_SYSTEM_CONTROL/IRP_MN_USER_FS_REQUEST\tSTATUS_NOT_IMPLEMENTED\tIoctl: 002220A6\n",
      codes: [0x002220a6],
      cells: { operation: "FileSystemControl", status: "STATUS_NOT_IMPLEMENTED", path: null },
    },
  ],
  portmon: [
    {
      text: "74 0.00000810 RSPDRV.exe IOCTL_SERIAL_SET_BAUD_RATE Serial0 SUCCESS Rate: 9600\n",
      codes: [0x001b0004],
      cells: { time: null, processName: "RSPDRV.exe", path: "Serial0", status: "SUCCESS" },
    },
  ],
  "windbg-irp": [
    {
      text: ">[IRP_MJ_DEVICE_CONTROL(e), N/A(0)]\n            5  0 ffffb58878d92a70 ffffb588906bb960 00000000-00000000    \n       \\Driver\\VulnDr\n            Args: 0000010c 00000000 0x226000 00000000\n",
      codes: [0x00226000],
      cells: { operation: "DeviceIoControl", outputLength: 0x10c, inputLength: 0 },
    },
    {
      // Microsoft's manual: both forms of the number
      text: ">[IRP_MJ_FILE_SYSTEM_CONTROL(d), N/A(0)]\n            1 e1 8a6434d8 ac598d40 853220cb-a89682d8 Success Error Cancel pending\n           \\FileSystem\\Npfs fltmgr!FltpPassThroughCompletion\n            Args: 00000000 00000000 00110008 00000000\n [IRP_MJ_FILE_SYSTEM_CONTROL(d), N/A(0)]\n            1  0 8a799710 ac598d40 00000000-00000000    \n           \\FileSystem\\FltMgr\n            Args: 00000000 00000000 0x00110008 00000000\n",
      codes: [0x00110008, 0x00110008],
      cells: { operation: "FileSystemControl" },
    },
  ],
  "dr-memory": [
    {
      // DynamoRIO/drmemory#359
      text: "system call #0x4 NtDeviceIoControlFile\n        arg 0 = 0x378\n        arg 1 = 0x374\n        arg 2 = 0x0\n        arg 3 = 0x0\n        arg 4 = 0x2c9de4\n        arg 5 = 0x1207b\n        arg 6 = 0x2c9dd4\n        arg 7 = 0x10\n",
      codes: [0x0001207b],
      cells: { operation: "DeviceIoControl" },
    },
    {
      text: "~~43600~~ KERNELBASE.dll!DeviceIoControl\n    arg 0: 0x48 (type=HANDLE, size=0x4)\n    arg 1: 0x2d1400 (type=DWORD, size=0x4)\n",
      codes: [0x002d1400],
      cells: { threadId: 43600 },
    },
  ],
  irpmon: [
    {
      text: "ID = 7\nTime = 1.2.2031 10:00:00\nDevice name = \\Device\\Gate\nMajor function = InternalDeviceControl\nOutput length = 16\nInput length = 0\nIOCTL = 0x220003\n",
      codes: [0x00220003],
      cells: {
        time: "1.2.2031 10:00:00",
        operation: "InternalDeviceIoControl",
        path: "\\Device\\Gate",
        outputLength: 16,
        inputLength: 0,
      },
    },
    { text: "ID = 8\nFSCTL = FSCTL_GET_REPARSE_POINT\n", codes: [0x000900a8] },
  ],
  ioctlfuzzer: [
    {
      text: "'\\Device\\HarddiskVolume2\\x\\peek.exe' (PID: 4128)\n'\\Device\\Gate' (0x81b2a2e0) [\\??\\C:\\gate.sys]\nIOCTL Code: 0x00222003,  Method: METHOD_NEITHER\n",
      codes: [0x00222003],
      cells: { processName: "peek.exe", processId: 4128, path: "\\Device\\Gate" },
    },
  ],
  "api-monitor": [
    {
      text: "FTK Imager.exe DeviceIoControl ( 0x00000450, 2147541020, 0x06b77b20, 12, 0x06b77e70, 4096, 0x06b76ab8, NULL )\n",
      codes: [0x8000e01c],
      cells: { operation: null, inputLength: 12, outputLength: 4096 },
    },
    {
      text: "KERNELBASE.dll NtDeviceIoControlFile ( 0x00000450, NULL, NULL, NULL, 0x06b76940, 2147541020, 0x06b77b20, 12, 0x06b77e70, 4096 )\n",
      codes: [0x8000e01c],
      cells: { operation: "DeviceIoControl", inputLength: 12, outputLength: 4096 },
    },
    {
      text: "137\t1:07:15.664 AM\t1\tKERNELBASE.dll\tNtDeviceIoControlFile ( 0x00000000000003dc, NULL, NULL, NULL, 0x000000444f5df520, 0x252e5e08, 0x000000444f5df5d0, 0x00000018, 0x000000444f5df5d0, 0x00000018 )\tSTATUS_SUCCESS\t\t0.0000030\n",
      codes: [0x252e5e08],
      cells: { time: "1:07:15.664 AM", status: "STATUS_SUCCESS", duration: 0.000003, inputLength: 24 },
    },
  ],
  nttrace: [
    {
      text: "NtDeviceIoControlFile(FileHandle=0xfc, Event=0xec, ApcRoutine=null, ApcContext=null, IoStatusBlock=0xac2e95f2f0 [0/0x14], IoControlCode=0x0001200c, InputBuffer=null, InputBufferLength=0, OutputBuffer=0xac2e95f5c0, OutputBufferLength=0x14) => 0\n",
      codes: [0x0001200c],
      cells: { operation: "DeviceIoControl", status: "0x00000000", inputLength: 0, outputLength: 20 },
    },
    {
      text: "NtDeviceIoControlFile(FileHandle=0x138, IoControlCode=7, Length=0x18) => 0xc0000010\n",
      codes: [7],
      cells: { status: "0xC0000010" },
    },
  ],
  samba: [
    {
      text: "smbd_smb2_ioctl: ctl_code[0x001401fc] dir/a file, fnum 123\n",
      codes: [0x001401fc],
      cells: { path: "dir/a file" },
    },
  ],
  wine: [
    {
      text: "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=304 method=0)\n",
      codes: [0x002d0c10],
      cells: { threadId: 0x80, operation: "DeviceIoControl" },
      isRecognised: false,
    },
  ],
  keyword: [
    {
      // BEDaisy's README, without DebugView's columns
      text: "[GoodEye]     - IoControlCode: 0x00000000002D1400\t\n",
      codes: [0x002d1400],
    },
    { text: "IOCTL 0x9C402604\n", codes: [0x9c402604] },
    {
      text: "IOCTL Code: 0x00222003\nFsControlCode=0x900A8, ioctl [0x4D0008]\n",
      codes: [0x00222003, 0x000900a8, 0x004d0008],
    },
    { text: "+0x018 IoControlCode    : 0x00000000`00226000\n", codes: [0x00226000] },
    {
      // reactos/reactos#427
      text: "Unsupported IOCTL: 294040\n",
      codes: [null],
      isRecognised: false,
    },
  ],
  "unknown-code": [
    { text: "[DokanFS]    Unknown Code 0x2d1084\n", codes: [0x002d1084], isRecognised: false },
  ],
  name: [
    {
      // dokan-dev/dokany#138
      text: "[DokanFS]   IOCTL_STORAGE_GET_HOTPLUG_INFO\n[DokanFS]   IOCTL_EVENT_START\n",
      codes: [0x002d0c14, null],
      isRecognised: false,
    },
  ],
};

const cases = TEXT_PATTERNS.flatMap(({ name }) => CASES[name].map((each) => ({ name, ...each })));

describe("named patterns", () => {
  it("stand in docs/text.md, in the order in which they are tried", () => {
    const rows = readFileSync("docs/text.md", "utf8").match(/^\| `[\w-]+` /gm) ?? [];
    expect(rows.map((row) => row.slice(3, -2))).toEqual(TEXT_PATTERNS.map(({ name }) => name));
  });

  it.each(cases)("$name: $text", async ({ name, text, codes, cells, isRecognised }) => {
    const options = isRecognised === false ? { source: "text" } : {};
    if (isRecognised === false && name !== "wine") {
      expect(await errorOf(text)).toMatchObject({ code: "E_NOT_A_TRACE" });
    }
    const { source, records, issues, accounting } = await read(text, options);
    expect(source).toBe("text");
    expect(records.map(({ code }) => code)).toEqual(codes);
    if (cells !== undefined) expect(records[0]!.cells).toMatchObject(cells);
    expect(issues.length).toBe(codes.filter((code) => code === null).length);
    expect(accounting.records).toBe(text.split("\n").length - 1);
  });

  it("read the same in UTF-16", async () => {
    for (const { text, codes } of cases) {
      const utf16le = Buffer.from(`\ufeff${text}`, "utf16le");
      for (const bytes of [utf16le, Buffer.from(utf16le).swap16()]) {
        const { records } = await readOnce(bytes, { source: "text" });
        expect(records.map(({ code }) => code)).toEqual(codes);
      }
    }
  });

  it("bytes that are no UTF-8 do no harm", async () => {
    const { records } = await read(Buffer.from("caf\xe9\r\n\xff\xfe IOCTL 0x222003 \xe9\r\n", "latin1"));
    expect(records.map(({ code, row }) => [row, code])).toEqual([[2, 0x00222003]]);
  });
});

describe("names and numbers that stand together", () => {
  const row = (text: string) =>
    `9\t1:02:03.004\t\ta.exe\tIRP_MJ_DEVICE_CONTROL\t0\tF\tI:\tSTATUS_SUCCESS\t${text}\n`;

  it("RULES 9: the number counts, and a name of another number is a warning", async () => {
    const { records, issues } = await read(row("FSCTL_LOCK_VOLUME (0009001C)"));
    expect(records).toMatchObject([{ code: 0x0009001c, codeText: "FSCTL_LOCK_VOLUME" }]);
    expect(issues).toMatchObject([{ kind: "warning", error: "E_CODE_PARTS" }]);
    expect(issues[0]!.message).toContain("0x00090018");
  });

  it("a name that no table has is kept beside the number", async () => {
    const { records, issues } = await read(row("EXAMPLE_GATE_REQUEST (9C402604)"));
    expect(records).toMatchObject([{ code: 0x9c402604, codeText: "EXAMPLE_GATE_REQUEST" }]);
    expect(issues).toEqual([]);
  });

  it("eight digits of FileSpy's are hexadecimal by its form", async () => {
    const { records } = await read(row("Ioctl: 22220036"));
    expect(records.map(({ code }) => code)).toEqual([0x22220036]);
  });

  it("a row of a control request without either is unresolved, a mount has none by its nature", async () => {
    const mount =
      "9\t1:02:03\t\ta.exe\tIRP_MJ_FILE_SYSTEM_CONTROL/IRP_MN_MOUNT_VOLUME\t0\tF\tI:\tSTATUS_SUCCESS\t\n";
    const { accounting, issues } = await read(row("") + mount, { source: "text" });
    expect(accounting).toMatchObject({ unresolved: 1, other: 1 });
    expect(issues).toMatchObject([{ row: 1, error: "E_CODE_TEXT" }]);
  });
});

describe("minispy", () => {
  it("takes the lower half of a pointer with rubbish above it, and says so", async () => {
    const miniSpy = debugTextSamples().find(({ file }) => file === "text-minispy.txt")!;
    const { records, issues } = await read(miniSpy.bytes);
    expect(records[1]).toMatchObject({
      row: 5,
      code: 0x000902eb,
      cells: { inputLength: 12, outputLength: 16 },
    });
    expect(issues).toMatchObject([
      { row: 5, kind: "warning", error: "E_RANGE" },
      { row: 9, kind: "rejected", error: "E_CODE_TEXT" },
    ]);
  });

  it("without its header tells that it cannot know which number is the code", async () => {
    const line = `IRP\t0x1\t1:2\t1:2\t1.2\tIRP_MJ_DEVICE_CONTROL \t \t0\t0\t0\t0\t0x0:0x0\t0x8\t0xC\t0x2D1400\t0x0\t0x0\t0x0\tx\n`;
    const { records, issues } = await read(line, { source: "text" });
    expect(records).toMatchObject([{ code: null }]);
    expect(issues[0]!.message).toContain("header");
  });
});

describe("requests of several lines", () => {
  it("an argument counts only where it belongs to a control request", async () => {
    const text = [
      "~~1~~ KERNELBASE.dll!WriteFile",
      "    arg 0: 0x48",
      "    arg 1: 0x222003",
      "~~1~~ KERNELBASE.dll!DeviceIoControl",
      "something in between",
      "    arg 0: 0x48",
      "    arg 1: 0x222007",
      " [IRP_MJ_READ(3), N/A(0)]",
      "            Args: 00001000 00000000 0x226000 00000000",
      ">[IRP_MJ_FILE_SYSTEM_CONTROL(d), IRP_MN_MOUNT_VOLUME(1)]",
      "            Args: ffff9a8b0000f00d ffff9a8b0000f00d 0x226000 00000000",
      ">[IRP_MJ_DEVICE_CONTROL(e), N/A(0)]",
      " [IRP_MJ_READ(3), N/A(0)]",
      "            Args: 00001000 00000000 0x226000 00000000",
      ">[  e, 0]   0  0 8145f470 00000000 00000000-00000000",
      "               \\Driver\\Gate",
      "                        Args: 00000000 00000000 00226004 00000000",
    ].join("\n");
    const { records } = await read(text, { source: "text" });
    expect(records.map(({ row, code }) => [row, code])).toEqual([[17, 0x00226004]]);
  });

  it("IRPMon's values end with the next request", async () => {
    const { records } = await read(
      "ID = 1\nTime = now\nFile name = a\nIOCTL = 0x222003\nID = 2\nIOCTL = 0x222007\n",
    );
    expect(records.map(({ cells }) => [cells.time, cells.path])).toEqual([
      ["now", "a"],
      [null, null],
    ]);
  });

  it("ioctlfuzzer's method is checked", async () => {
    const { records, issues } = await read("IOCTL Code: 0x00222003,  Method: METHOD_BUFFERED\n");
    expect(records).toMatchObject([{ code: 0x00222003, cells: { processName: null } }]);
    expect(issues).toMatchObject([{ error: "E_CODE_PARTS" }]);
  });
});

describe("never guesses", () => {
  const number = fc.oneof(
    fc.nat().map(String),
    fc.integer().map(String),
    fc.nat().map((n) => n.toString(16)),
    fc.nat().map((n) => `0x${n.toString(16)}`),
    fc.nat().map((n) => `0x${n.toString(16).toUpperCase().padStart(16, "0")}`),
    fc.nat().map((n) => `(${n.toString(16).toUpperCase().padStart(8, "0")})`),
    fc.nat().map((n) => `${n.toString(16)}h`),
  );
  const word = fc.constantFrom(
    ...[
      "the",
      "code",
      "status",
      "error",
      "device",
      "control",
      "function",
      "method",
      "access",
      "io",
      "Irp",
      "Method:",
    ],
    ...["arg 1:", "Args:", "=", ":", "[", "]", "\t", ",", "STATUS_SUCCESS", "read", "failed with"],
  );
  const line = fc.array(fc.oneof(number, word), { maxLength: 14 }).map((parts) => parts.join(" "));

  it("lines full of numbers give nothing without a keyword", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const { records, accounting } = await readOnce(Buffer.from(lines.join("\n")), { source: "text" });
        expect(records).toEqual([]);
        expect(accounting.other).toBe(accounting.records);
      }),
      { numRuns: 400 },
    );
  });

  const keyword = fc.constantFrom(
    "IOCTL",
    "Unsupported IOCTL:",
    "FSCTL =",
    "IoControlCode:",
    "ioctl code",
    "ControlCode =",
  );
  const ambiguous = fc.integer({ min: 10_000, max: 99_999_999 });

  it("digits that read both ways behind a keyword are unresolved, and --radix reads them", async () => {
    await fc.assert(
      fc.asyncProperty(keyword, ambiguous, async (key, digits) => {
        const text = Buffer.from(`driver says ${key} ${digits} again\n`);
        const { records, issues } = await readOnce(text, { source: "text" });
        expect(records).toMatchObject([{ code: null, codeText: String(digits) }]);
        expect(issues).toMatchObject([{ kind: "unresolved", error: "E_AMBIGUOUS_RADIX" }]);
        expect(issues[0]!.message).toMatch(/--radix 16 or --radix 10/);
        const as = async (radix: 10 | 16) =>
          (await readOnce(text, { source: "text", radix })).records[0]!.code;
        expect(await as(10)).toBe(digits);
        expect(await as(16)).toBe(Number.parseInt(String(digits), 16));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["a word of hexadecimal letters", "ioctl decade, IOCTL: facade"],
    ["few digits", "IOCTL 3 of 10 failed, ioctl: 4711"],
    ["a fraction, a unit", "IOCTL 12345.67 ms, ioctl 123456us"],
    ["an expression of a format", 'printf("IOCTL 0x%08X")'],
    ["the start of a name", "see IOCTL_STORAGE_ and the others"],
    ["a size behind a name", "XIOCTL: 0x222003"],
  ])("%s", async (_, text) => {
    expect((await read(text, { source: "text" })).records).toEqual([]);
  });

  it.each([
    ["0x2d1g", "E_NUMBER"],
    ["0x1FFFFFFFF", "E_RANGE"],
  ])("IoControlCode: %s is rejected", async (text, error) => {
    const { accounting, issues } = await read(`IoControlCode: ${text}\n`, { source: "text" });
    expect(accounting).toMatchObject({ rejected: 1, codes: 0 });
    expect(issues).toMatchObject([{ kind: "rejected", error }]);
  });
});

describe("detection", () => {
  it.each([
    [
      "a document",
      "# Reading control codes\n\nThe code 0x222003 is IOCTL_GATE_READ, see ioctl in the manual.\n",
    ],
    [
      "a header",
      "#define IOCTL_GATE_READ CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_ACCESS)\n",
    ],
    ["a table without a column of codes", "time,message\n1,IoControlCode: 0x222003\n2,nothing\n"],
    ["a quoted table", '"Time","Text"\n"1","IOCTL 0x222003"\n'],
    ["a log of Linux", "[618.9] uvcvideo: Unsupported ioctl 0xc0485619\n"],
    ["bytes", "IOCTL 0x222003\0\0\0"],
  ])("is not for %s", async (_, text) => {
    const error = await errorOf(text);
    expect(error).toMatchObject({ code: "E_NOT_A_TRACE" });
    expect(error.message).toContain("--source text");
    expect(error.message).toContain("--pattern");
  });

  it("knows rows with tabs below a header", async () => {
    const row = "9\t1:02:03\t\ta.exe\tIRP_MJ_DEVICE_CONTROL\t0\tF\tI:\tSTATUS_SUCCESS\tIoctl: 00222003\n";
    expect(
      (await read(`No\tTime\tx\tProcess\tRequest\tFlags\tFile\tPath\tStatus\tText\n${row}`)).source,
    ).toBe("text");
  });

  it("--source text takes what it would not recognise, but no bytes", async () => {
    expect((await read("nothing here\n", { source: "text" })).accounting).toMatchObject({
      records: 1,
      other: 1,
    });
    expect(await errorOf("IOCTL 0x222003\0\0\0", { source: "text" })).toMatchObject({
      code: "E_NOT_A_TRACE",
    });
  });
});

describe("the input", () => {
  it("has lines too long to look into: rejected, the next is read", async () => {
    const long = `IOCTL 0x222003 ${"IOCTL (".repeat(20_000)}`;
    const { records, issues } = await read(`IOCTL 0x222003\n${long}\nIOCTL 0x222007\n`);
    expect(records.map(({ row }) => row)).toEqual([1, 3]);
    expect(issues).toMatchObject([{ row: 2, kind: "rejected", error: "E_RECORD_TOO_LONG" }]);
  });

  it("is read in time that does not grow with the square of its lines", async () => {
    const nasty = [
      "IOCTL ".repeat(10_000),
      `NtDeviceIoControlFile(${"NtDeviceIoControlFile(a=1, ".repeat(2_300)}`,
      "DeviceIoControl ( 0x1, ".repeat(2_800),
      `IoControlCode${" ".repeat(60_000)}`,
      `~~1~~ ${"x".repeat(60_000)}!DeviceIoControl`,
      `ctl_code[0x1] ${", fnu".repeat(12_000)}`,
      "1.".repeat(30_000),
      "12345678:".repeat(7_000),
      "IRP_MJ_X(e), ".repeat(4_500),
      "\t".repeat(60_000),
    ];
    const text = nasty.map((line) => `${line} ioctl\n`).join("");
    const start = performance.now();
    await read(text, { source: "text" });
    expect(performance.now() - start).toBeLessThan(30_000);
  }, 60_000);

  it.each(debugTextSamples())(
    "$file stays harmless when damaged",
    async ({ bytes }) => {
      // UTF-16 has zeros between the letters.
      const codesMayBe = (record: ReadRecord, damaged: Uint8Array) =>
        standsInText(
          record,
          damaged.filter((byte) => byte !== 0),
        );
      await damageRun("text", bytes, { codesMayBe, cutStep: Math.ceil(bytes.length / 700) });
    },
    120_000,
  );
});
