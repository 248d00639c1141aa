/**
 * The named patterns of debug output: who writes such lines, how they are recognised, and which lines have to be looked at.
 * What a line of each says stands in finders.ts. They are tried in this order; the first that finds a code takes the line.
 *
 * To add one: a row here, its finder, a test with a real line.
 */

export interface TextPattern {
  readonly name: string;
  /** Who writes such lines, and where one was seen. "source": known from the program's source alone. */
  readonly seen: string;
  /** A line that can be of this pattern alone, so that the input is recognised by it; null = never by it alone. */
  readonly sign: RegExp | null;
  /** The whole line has a form of its own, so that a table with a header may be meant. */
  readonly isRow?: true;
  /** What every line has that the finder needs: those with a code and those that say what a later one means. */
  readonly hint: RegExp | null;
}

const CALL = "(?:Nt|Zw)(?:DeviceIoControlFile|FsControlFile)";
const CONTROL = "(?:DEVICE_CONTROL|INTERNAL_DEVICE_CONTROL|FILE_SYSTEM_CONTROL)";

export const TEXT_PATTERNS = [
  {
    name: "debugview",
    seen: "DebugView, DbgPrint: number, seconds and text with tabs between (dokan-dev/dokany#776, #138); a frame for the others",
    sign: /^\d{8}\t(?:\d+\.\d{8}|\d{1,2}:\d\d:\d\d(?:\.\d{3})?(?: [AP]M)?)\t/m,
    isRow: true,
    hint: null,
  },
  {
    name: "minispy",
    seen: "Microsoft's minifilter sample, log to a file: tabs, a header of two lines, pointers as %p (source: mspyLog.c)",
    sign: /^Opr\t +SeqNum +\t/m,
    isRow: true,
    hint: /^Opr\t|IRP_MJ_/,
  },
  {
    name: "filespy",
    seen: "FileSpy: rows with tabs, NAME (00530018) or Ioctl: 002220A6 (openzfsonwindows/ZFSin#152, #149, openzfs#406)",
    sign: new RegExp(
      `(?:^|\\t)(?:IRP_MJ_${CONTROL}(?:/IRP_MN_\\w+)?|FASTIO_DEVICE_CONTROL) *\\t.*(?:\\w \\([\\dA-F]{8}\\)|Ioctl: [\\dA-F]{8}\\b)`,
      "m",
    ),
    isRow: true,
    hint: /FASTIO_DEVICE_CONTROL|IRP_MJ_/,
  },
  {
    name: "portmon",
    seen: "Portmon: number, time, process, name of the request, port, result (a row quoted in public threads)",
    sign: /^\d+[ \t]+\d+\.\d{8}[ \t]+\S[^\t\n]{0,60}[ \t](?:IOCTL|FSCTL)_\w+[ \t]+\S+[ \t]+[A-Z]/m,
    isRow: true,
    hint: /[IF][OS]CTL_/,
  },
  {
    name: "windbg-irp",
    seen: "WinDbg !irp: third of Args below a stack location of a control request (Microsoft's manual, kernel debugging logs)",
    sign: new RegExp(`\\bIRP_MJ_${CONTROL}\\([def]\\), ?[^()\\n]{1,60}\\(\\d\\)`, "m"),
    hint: /IRP_MJ_|\bArgs:|\[ {0,2}[\da-f]{1,2}, ?[\da-f]{1,2}\]/,
  },
  {
    name: "dr-memory",
    seen: "drltrace, drstrace and Dr. Memory: numbered arguments below a call (DynamoRIO/drmemory#359; drltrace's README)",
    sign: new RegExp(
      `^(?:~~[\\w.]+~~ \\S{1,80}!(?:DeviceIoControl|${CALL})|system call #0x[\\da-f]+ ${CALL})[ \\t]*\\r?$`,
      "m",
    ),
    hint: /^~~|ControlFile|^[ \t]{1,16}arg \d/m,
  },
  {
    name: "irpmon",
    seen: "IRPMon, saved as text: `Name = value` lines (source: IRPMonRequest.pas)",
    sign: /^(?:IOCTL|FSCTL) = (?:0x[\da-f]+|(?:IOCTL|FSCTL)_\w+)[ \t]*\r?$/m,
    hint: /^(?:ID|Time|(?:Device|File) name|Major function|Result (?:value|constant)|(?:Out|In)put length|IOCTL|FSCTL) = /m,
  },
  {
    name: "ioctlfuzzer",
    seen: "ioctlfuzzer: process, device, then `IOCTL Code: 0x00222003,  Method: METHOD_NEITHER` (source: handlers.cpp)",
    sign: /^IOCTL Code: 0x[\da-f]{8}, {1,2}Method: METHOD_/m,
    hint: /^'|IOCTL Code: /m,
  },
  {
    name: "api-monitor",
    seen: "API Monitor, text export: 2nd or 6th argument, decimal, 0x or a name (public write-ups with such exports)",
    sign: new RegExp(`\\b(?:DeviceIoControl|${CALL}) \\( (?:0x[\\da-f]+|NULL), `, "m"),
    isRow: true,
    hint: /ControlFile \( |DeviceIoControl \( /,
  },
  {
    name: "nttrace",
    seen: "NtTrace: NtDeviceIoControlFile(..., IoControlCode=0x0001200c, ...) => 0; numbers below 10 without 0x (public captures)",
    sign: new RegExp(`\\b${CALL}\\(FileHandle=`, "m"),
    hint: /ControlFile\(/,
  },
  {
    name: "samba",
    seen: "smbd at log level 10: smbd_smb2_ioctl: ctl_code[0x001401fc] path, fnum 1 (source: smb2_ioctl.c)",
    sign: /\bctl_code\[0x[\da-f]+\]/m,
    hint: /\bctl_code\[/,
  },
  {
    name: "wine",
    seen: "lines of Wine's own in another text, as the source wine has them (psygreg/linuxtoys#1124, lutris/lutris#2526)",
    sign: null,
    hint: /(?:fixme|err|warn|trace):/,
  },
  {
    name: "keyword",
    seen: "`IoControlCode: 0x00000000002D1400` (BEDaisy's README), `Unsupported IOCTL: 294040` (reactos/reactos#427), `IOCTL 0x9C402604`",
    sign: /(?:(?:Io|Fs)_?ControlCode|(?:^|[^\w.])(?:IOCTL|Ioctl|IoCtl|FSCTL)(?: [Cc]ode)?)[ \t]{0,32}[:=]?[ \t]{0,32}[[(]?0[xX][\da-fA-F]{5}/m,
    hint: /ioctl|fsctl|control_?code|ctl_?code/i,
  },
  {
    name: "unknown-code",
    seen: "Dokan's driver: `Unknown Code 0x2d1084` (dokan-dev/dokany#776)",
    sign: null,
    hint: /Unknown Code 0x/,
  },
  {
    name: "name",
    seen: "a name alone: `[DokanFS]   IOCTL_EVENT_START` (dokan-dev/dokany#138)",
    sign: null,
    hint: /(?:IOCTL|FSCTL)_/,
  },
] as const satisfies readonly TextPattern[];

/** Name of a pattern of the table. */
export type TextPatternName = (typeof TEXT_PATTERNS)[number]["name"];
