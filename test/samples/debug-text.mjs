/** Samples of debug output and API traces: what drivers print, and what tools save as text. */
import { BOM, ctlCode, utf16le } from "./text.mjs";

function sampleOf(file, lines, bytesOf) {
  return {
    file,
    bytes: bytesOf(lines.map(([line]) => line)),
    codes: lines.flatMap(([, ...codes]) => codes),
    sharing: lines.reduce((count, [, ...codes]) => count + Math.max(0, codes.length - 1), 0),
  };
}

const ansi = (lines) => Buffer.from(lines.map((line) => `${line}\r\n`).join(""), "latin1");

/** UTF-16 with byte order mark, as DebugView saves it: names, numbers of all forms, digits that read both ways. */
function debugView() {
  const messages = [
    ["[ExampleFs] ==> Create: D:\\\u8cc7\u6599\\\u00dcbersicht.txt"],
    ["[ExampleFs]    Unknown Code 0x2d1084", 0x002d1084],
    ["[ExampleFs]   IOCTL_STORAGE_GET_HOTPLUG_INFO", 0x002d0c14],
    ["[ExampleFs]   IOCTL_OF_NEXT_YEAR", null],
    ["[Gate]     - IoControlCode: 0x00000000002D1400", 0x002d1400],
    ["[Gate]     - OutputBufferLength: 0x0000000000000008"],
    ["Unsupported IOCTL: 294040", null],
    ["Unsupported IOCTL: 29404C", 0x0029404c],
    ["Unsupported IOCTL: 002220A6", 0x002220a6],
    ["Unsupported IOCTL: 2147541020", 0x8000e01c],
    ["Unsupported IOCTL: -2147426276", 0x8000e01c],
    ["filter: IOCTL 0x222003 passed on as IOCTL 0x222007", 0x00222003, 0x00222007],
    ["filter: IoControlCode=0x1FFFFFFFF"],
    ["filter: 294040 bytes, status 0xC0000010, 0x222003"],
    ["   +0x018 IoControlCode    : 0x00000000`00226000", 0x00226000],
  ];
  const lines = messages.map(([message, ...codes], i) => [
    `${String(i + 1).padStart(8, "0")}\t${(i * 0.00012345).toFixed(8)}\t${message}\t`,
    ...codes,
  ]);
  return sampleOf("text-debugview.log", lines, (texts) => utf16le(`${BOM}${texts.join("\r\n")}\r\n`));
}

/** Rows with tabs: a name and a number, digits alone, a name that is another number's, requests without a code. */
function fileSpy() {
  const row = (number, program, operation, path, status, text) =>
    [
      number,
      `14:28:56.${261 + number}`,
      "",
      program,
      operation,
      "00060070",
      "FFFFE00833295B88",
      path,
      status,
      text,
    ].join("\t");
  const SNAPSHOTS = "IOCTL_VOLSNAP_QUERY_NAMES_OF_SNAPSHOTS";
  const FSCTL = "IRP_MJ_FILE_SYSTEM_CONTROL/IRP_MN_USER_FS_REQUEST";
  const lines = [
    [
      row(
        1,
        "backupd.exe",
        "IRP_MJ_CREATE",
        "I:",
        "STATUS_SUCCESS",
        "FILE_OPEN CreOpts: 00000060 Result: FILE_OPENED",
      ),
    ],
    [row(2, "backupd.exe", "FASTIO_DEVICE_CONTROL", "I:", "FAILURE", `${SNAPSHOTS} (00530018)`), 0x00530018],
    [
      row(
        3,
        "backupd.exe",
        "IRP_MJ_DEVICE_CONTROL",
        "I:",
        "STATUS_NOT_IMPLEMENTED",
        `${SNAPSHOTS} (00530018)`,
      ),
      0x00530018,
    ],
    [
      row(4, "caf\xe9 tool.exe", FSCTL, "I:\\t\xe9l\xe9", "STATUS_NOT_IMPLEMENTED", "Ioctl: 002220A6"),
      0x002220a6,
    ],
    [row(5, "scan tool.exe", FSCTL, "I:", "STATUS_SUCCESS", "Ioctl: 22220036"), 0x22220036],
    [row(6, "scan tool.exe", FSCTL, "I:", "STATUS_SUCCESS", "FSCTL_LOCK_VOLUME (0009001C)"), 0x0009001c],
    [
      row(7, "", "IRP_MJ_DEVICE_CONTROL", "I:", "STATUS_SUCCESS", "EXAMPLE_GATE_REQUEST (9C402604)"),
      0x9c402604,
    ],
    [row(8, "", "IRP_MJ_FILE_SYSTEM_CONTROL/IRP_MN_MOUNT_VOLUME", "I:", "STATUS_WRONG_VOLUME", "")],
    [row(9, "backupd.exe", "IRP_MJ_DEVICE_CONTROL", "I:", "STATUS_SUCCESS", ""), null],
    [`IRP_MJ_DEVICE_CONTROL\tSTATUS_NOT_SUPPORTED\tIOCTL_MOUNTDEV_QUERY_UNIQUE_ID (004D0000)`, 0x004d0000],
  ];
  return sampleOf("text-filespy.txt", lines, ansi);
}

/** 64-bit pointers: the upper half of a code is whatever stood behind it. */
function miniSpy() {
  const titles = ["Opr", "  SeqNum  ", " PreOp Time ", "PostOp Time ", " Process.Thrd"];
  titles.push(
    "          Major Operation          ",
    "          Minor Operation          ",
    "   IrpFlags    ",
  );
  titles.push(
    "      DevObj      ",
    "     FileObj      ",
    "    Transactn     ",
    "    status:inform            ",
  );
  for (let i = 1; i <= 5; i++) titles.push(`      Arg ${i}       `);
  titles.push("  Arg 6   ", "Name");
  const pointer = (digits) => `0x${digits.padStart(16, "0")}`;
  const row = (major, minor, status, out, input, code, name, kind = "IRP") =>
    [
      ...[kind, "0x000012A4", "14:03:07:412", "14:03:07:413", "    11b4.2e0c "],
      ...[major.padEnd(35), minor.padEnd(35), "0x00060030 ---Y", pointer("FFFF9A8B11223344")],
      ...[pointer("FFFF9A8B55667788"), pointer("0"), `0x${status}:${pointer("0")}`],
      ...[pointer(out), pointer(input), pointer(code), pointer("0"), pointer("0"), "0x00000000", name],
    ].join("\t");
  const FSCTL = "IRP_MJ_FILE_SYSTEM_CONTROL";
  const lines = [
    [titles.join("\t")],
    [titles.map((title) => "-".repeat(Math.max(3, title.length))).join("\t")],
    [
      row(
        "IRP_MJ_READ",
        "IRP_MN_NORMAL",
        "00000000",
        "1000",
        "0",
        "900A8",
        "\\Device\\HarddiskVolume3\\data\\a.bin",
      ),
    ],
    [
      row(
        FSCTL,
        "IRP_MN_USER_FS_REQUEST",
        "c0000275",
        "4000",
        "0",
        "900A8",
        "\\Device\\HarddiskVolume3\\data\\link",
      ),
      0x000900a8,
    ],
    [
      row(
        FSCTL,
        "IRP_MN_USER_FS_REQUEST",
        "00000103",
        "10",
        "FFFFB1040000000C",
        "FFFFF804000902EB",
        "\\Device\\HarddiskVolume3",
      ),
      0x000902eb,
    ],
    [
      row(
        FSCTL,
        "IRP_MN_MOUNT_VOLUME",
        "00000000",
        "FFFF9A8B0000F00D",
        "FFFF9A8B0000BEEF",
        "0",
        "\\Device\\HarddiskVolume9",
      ),
    ],
    [
      row("IRP_MJ_DEVICE_CONTROL", "", "c000000d", "8", "C", "2D1400", "\\Device\\HarddiskVolume3", "FIO"),
      0x002d1400,
    ],
    [row("IRP_MJ_INTERNAL_DEVICE_CONTROL", "", "00000000", "0", "0", "220003", ""), 0x00220003],
    [row("IRP_MJ_DEVICE_CONTROL", "", "00000000", "0", "0", "zz", "")],
  ];
  return sampleOf("text-minispy.txt", lines, ansi);
}

/** One log pasted from many tools. */
function tools() {
  const PRINT = ctlCode(0x22, 0x800, 3, 0);
  const lines = [
    ["API Monitor"],
    [
      "sensorctl.exe DeviceIoControl ( 0x00000450, 2147541020, 0x06b77b20, 12, 0x06b77e70, 4096, 0x06b76ab8, NULL )",
      0x8000e01c,
    ],
    [
      "137\t1:07:15.664 AM\t1\tKERNELBASE.dll\tNtDeviceIoControlFile ( 0x00000000000003dc, NULL, NULL, NULL, 0x000000444f5df520, 0x252e5e08, 0x000000444f5df5d0, 0x00000018, 0x000000444f5df5d0, 0x00000018 )\tSTATUS_SUCCESS\t\t0.0000030",
      0x252e5e08,
    ],
    [
      "sensorctl.exe DeviceIoControl ( 0x00000450, IOCTL_DISK_GET_DRIVE_GEOMETRY, NULL, 0, 0x06b77e70, 24, 0x06b76ab8, NULL )",
      0x00070000,
    ],
    ["sensorctl.exe WriteFile ( 0x00000448, 0x06b77e70, 32768, 0x06b77b0c, NULL )"],
    ["NtTrace"],
    [
      "NtDeviceIoControlFile(FileHandle=0xfc, Event=0xec, ApcRoutine=null, ApcContext=null, IoStatusBlock=0xac2e95f2f0 [0/0x14], IoControlCode=0x0001200c, InputBuffer=null, InputBufferLength=0, OutputBuffer=0xac2e95f5c0, OutputBufferLength=0x14) => 0",
      0x0001200c,
    ],
    [
      "NtFsControlFile(FileHandle=0x98, IoControlCode=0x0011c017, InputBufferLength=0x2c) => 0xc00000b0 [233 'No process is on the other end']",
      0x0011c017,
    ],
    [
      "NtDeviceIoControlFile(FileHandle=0x9c, IoControlCode=7, InputBufferLength=0) => 0xc0000010",
      0x00000007,
    ],
    ["drltrace, Dr. Memory"],
    ["~~43600~~ KERNELBASE.dll!DeviceIoControl"],
    ["    arg 0: 0x48 (type=HANDLE, size=0x4)"],
    ["    arg 1: 0x2d1400 (type=DWORD, size=0x4)", 0x002d1400],
    ["~~43600~~ KERNELBASE.dll!WriteFile"],
    ["    arg 0: 0x48 (type=HANDLE, size=0x4)"],
    ["    arg 1: 0x222003 (type=void*, size=0x0)"],
    ["system call #0x4 NtDeviceIoControlFile"],
    ...["0x378", "0x374", "0x0", "0x0", "0x2c9de4"].map((value, i) => [`        arg ${i} = ${value}`]),
    ["        arg 5 = 0x1207b", 0x0001207b],
    ["        arg 6 = 0x2c9dd4"],
    ["WinDbg"],
    [">[IRP_MJ_DEVICE_CONTROL(e), N/A(0)]"],
    ["            5  0 ffffb58878d92a70 ffffb588906bb960 00000000-00000000    "],
    ["       \\Driver\\ExampleGate"],
    ["            Args: 0000010c 00000000 0x226000 00000000", 0x00226000],
    [" [IRP_MJ_READ(3), N/A(0)]"],
    ["            5  0 ffffb58878d92a70 ffffb588906bb960 00000000-00000000    "],
    ["       \\Driver\\ExampleGate"],
    ["            Args: 0000010c 00000000 0x226004 00000000"],
    [">[  d, 0]   1 e1 8a6434d8 ac598d40 853220cb-a89682d8 Success Error Cancel pending"],
    ["           \\FileSystem\\Npfs fltmgr!FltpPassThroughCompletion"],
    ["            Args: 00000000 00000000 00110008 00000000", 0x00110008],
    ["IRPMon"],
    ...["ID = 31", "Time = 3/2/2031 3:00:01 PM", "Type = IRP", "Device name = \\Device\\ExampleGate"].map(
      (line) => [line],
    ),
    ...["Result constant = STATUS_SUCCESS", "Major function = DeviceControl", "Output length = 64"].map(
      (line) => [line],
    ),
    ["Input length = 8"],
    ["IOCTL = 0x9C406604", 0x9c406604],
    ["Process name = sensorctl.exe"],
    [""],
    ["ID = 32"],
    ["FSCTL = FSCTL_GET_REPARSE_POINT", 0x000900a8],
    ["ioctlfuzzer"],
    ["'\\Device\\HarddiskVolume2\\tools\\sensorctl.exe' (PID: 4128)"],
    ["'\\Device\\ExampleGate' (0x81b2a2e0) [\\??\\C:\\Windows\\system32\\drivers\\gate.sys]"],
    ["IOCTL Code: 0x00222003,  Method: METHOD_NEITHER", PRINT],
    ["IOCTL Code: 0x00222003,  Method: METHOD_BUFFERED", PRINT],
    ["smbd, Portmon, names"],
    ["  smbd_smb2_ioctl: ctl_code[0x001401fc] share/data file.txt, fnum 1187422350", 0x001401fc],
    ["  smbd_smb2_ioctl: ctl_code[0x00140204] <no handle>, fnum [fsp is NULL]", 0x00140204],
    ["74 0.00000810 sensorctl.exe IOCTL_SERIAL_SET_BAUD_RATE Serial0 SUCCESS Rate: 9600", 0x001b0004],
    [
      "FSCTL_LOCK_VOLUME sent, then IOCTL_STORAGE_EJECT_MEDIA; FSCTL_LOCK_VOLUME failed",
      0x00090018,
      0x002d4808,
    ],
    [
      "0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0 func=304 method=0)".replace(
        "0080",
        "wine:0080",
      ),
      0x002d0c10,
    ],
  ];
  return sampleOf("text-tools.txt", lines, (texts) => Buffer.from(texts.map((text) => `${text}\n`).join("")));
}

export function debugTextSamples() {
  return [debugView(), fileSpy(), miniSpy(), tools()];
}
