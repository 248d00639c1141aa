/** ETW events as text: lines as their writers print them, the forms of numbers, what is refused, and damage. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTrace } from "../../src/decode.js";
import { allSamples } from "../samples/all-samples.mjs";
import { damageRun, standsInText } from "./damage.js";
import { codesIn, errorOf, type ReadRecord, read, readOnce } from "./read.js";

const samples = allSamples().filter(({ file }) => file.startsWith("etw-"));
const only = async (text: string | Uint8Array, options = {}) => {
  const { source, records } = await read(text, options);
  expect(source).toBe("etw-text");
  expect(records).toHaveLength(1);
  return records[0]!;
};

/** A dump of PerfView, from a public write-up. */
const DUMP = `<Event MSec=   "304.6256" PID="3432" PName="ccsetup574" TID="3572" EventName="FileIO/Create" IrpPtr="0x84D5D07C" FileObject="0x85029088" CreateOptions="FILE_SYNCHRONOUS_IO_NONALERT" FileAttributes="0" ShareAccess="ReadWrite, Delete" FileName="C:\\"/>
<Event MSec=   "304.6453" PID="3432" PName="ccsetup574" TID="3572" EventName="FileIO/FSControl" FileName="C:\\" IrpPtr="0x84D5D07C" FileObject="0x85029088" FileKey="0x8AE90D08" ExtraInfo="0x00000000" InfoClass="1,311,212"/>
<Event MSec=  "5663.8470" PID="3432" PName="ccsetup574" TID=  "-1" EventName="FileIO/QueryInfo" FileName="C:\\Windows\\System32\\cfgmgr32.dll" IrpPtr="0x84A4FD94" FileObject="0x84FFFF80" FileKey="0x934AED78" ExtraInfo="0x00000000" InfoClass="9"/>
`;

/** A session of wtrace, from its README. */
const WTRACE = `
wtrace v3.0.0 - collects process or system traces
Copyright (C) 2021 Sebastian Solnica (lowleveldesign.org)

Tracing session started. Press Ctrl + C to stop it.
19:47:42.9656 notepad (13712.24820) FileIO/Create 'C:\\WINDOWS\\Prefetch\\NOTEPAD.EXE-C5670914.pf' disposition: OPEN_EXISTING, options: 0x20 -> SUCCESS
19:47:42.9704 notepad (13712.24820) FileIO/FSControl 'C:\\WINDOWS\\Prefetch\\NOTEPAD.EXE-C5670914.pf' class info: 0x900EB -> SUCCESS
19:47:42.9713 notepad (13712.24820) FileIO/QueryInfo 'C:\\WINDOWS\\Prefetch\\NOTEPAD.EXE-C5670914.pf' class info: 0x5 -> SUCCESS
19:47:42.9823 notepad (13712.27256) Thread/Start
`;

/** The shape of a line of SilkETW, from its README, with the event of a report. */
const SILK = {
  ProviderGuid: "9e814aad-3204-11d2-9a82-006008a86939",
  YaraMatch: [],
  ProviderName: "MSNT_SystemTrace",
  EventName: "FileIO/FSControl",
  Opcode: 75,
  OpcodeName: "FSControl",
  TimeStamp: "2019-03-03T17:58:14.2862348+00:00",
  ThreadID: 11996,
  ProcessID: 8416,
  ProcessName: "backupd",
  PointerSize: 8,
  EventDataLength: 40,
  XmlEventData: { FileName: "C:\\x", ThreadID: "11,996", InfoClass: "590,059", PID: "8416" },
};
const silk = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** The header of a real dump of xperf, and rows as its other events are written. */
const XPERF_HEADER = `BeginHeader
              FileIoFSCTL,  TimeStamp,     Process Name ( PID),   ThreadID, LoggingProcessName ( PID), LoggingThreadID, CPU, IrpPtr, FileObject, ExtraInfo, InfoClass, FileName
EndHeader
`;
const xperf = (code: string, header = XPERF_HEADER) =>
  `${header}              FileIoFSCTL,    8304586,         spin.exe (11060),          0,         spin.exe (11060),      11224,   0, 0xffffe288851f8608, 0xffffe2889d1aa7d0, 0x0000000000000000, ${code}, "C:\\a, b"\n`;

const TRACERPT_HEADER =
  "Event Name, Type, Event ID, Version, Channel, Level, Opcode, Task, Keyword, PID, TID, Processor Number, Instance ID, Parent Instance ID, Activity ID, Related Activity ID, Clock-Time, Kernel(ms), User(ms), User Data\n";

describe("PerfView XML", () => {
  it("reads the code of a file system control, and no information class of another event", async () => {
    const { records, accounting } = await read(DUMP);
    expect(accounting).toMatchObject({ records: 3, decoded: 1, other: 2 });
    expect(records).toMatchObject([
      {
        row: 2,
        offset: DUMP.indexOf('<Event MSec=   "304.6453"'),
        code: 0x001401ec,
        codeText: null,
        cells: {
          time: "304.6453",
          processName: "ccsetup574",
          processId: 3432,
          threadId: 3572,
          operation: "FileSystemControl",
          path: "C:\\",
          status: null,
          provider: null,
        },
      },
    ]);
  });

  it("takes attributes in any order, on any line, with references, and elements that do not touch", async () => {
    const text = `<?xml version="1.0"?>\n<Events><!-- x --> <Event\n EventName="FileIO/FSControl"\n\tInfoClass="-2,147,426,276" FileName="a&amp;b&#x26;&lt;&bogus;" PID="4"\n MSec="1.0" ></Event> text <Event MSec="2" EventName="FileIO/FSControl" InfoClass="590,059"/></Events>`;
    const { records } = await read(text);
    expect(records.map(({ code, cells }) => [code, cells.path, cells.time])).toEqual([
      [0x8000e01c, "a&b&<&bogus;", "1.0"],
      [0x000900eb, null, "2"],
    ]);
  });

  it("reads what the viewer saves, though it is not well-formed", async () => {
    const place = (ms: string) =>
      `<Event EventName="Windows Kernel/FileIO/FSControl" TimeMsec="${ms}" ProcessName="a (b) (12)"`;
    const text = `<Events>
 ${place("1.000")}InfoClass="590,059" ThreadID="3,572" CommandLine=""C:\\a b.exe" --x="1"" />
 ${place("2.000")} FileName="C:&quote; InfoClass="590,059" IrpPtr="0x84D5D07C" />
 ${place("3.000")} IrpPtr="0x84D5D07C" InfoClass="590,059" FileName="C:&quote; />
</Events>`;
    const { records, accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 3, decoded: 3 });
    expect(
      records.map(({ cells }) => [cells.processName, cells.processId, cells.threadId, cells.path]),
    ).toEqual([
      ["a (b)", 12, 3572, null],
      ["a (b)", 12, null, "C:\\"],
      ["a (b)", 12, null, "C:\\"],
    ]);
    expect(records[0]!.cells.provider).toBe("Windows Kernel");
  });

  it("rejects an element that is cut where the next begins, and reads that", async () => {
    const cut = '<Event MSec="1" EventName="FileIO/FSControl" InfoClass="590,0\n';
    const { records, accounting, issues } = await read(cut + DUMP);
    expect(accounting).toMatchObject({ records: 4, decoded: 1, other: 2, rejected: 1 });
    expect(records).toMatchObject([{ row: 3, code: 0x001401ec }]);
    expect(issues).toMatchObject([{ row: 1, line: 1, offset: 0, error: "E_SYNTAX" }]);
  });

  it("counts an element with elements inside once: the fields stand in the inner one", async () => {
    const inner = DUMP.split("\n")[1]!;
    const text = `<Event MSec="304.6" PID="3" EventName="FileIO/FSControl"\n  ID="75">\n  <PrettyPrint>\n    ${inner}\n  </PrettyPrint>\n  <Payload Length="40">\n 0: 1 </Payload>\n</Event>\n`;
    const { accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 2, decoded: 1, other: 1, unresolved: 0 });
  });

  it("RULES 4: rejects an element longer than the limit, and reads the next", async () => {
    const long = DUMP.replace("<Event ", `<Event X="${"y".repeat(900)}" `);
    for (const limit of [300, 400]) {
      const { records, accounting, issues } = await read(long, { maxRecordBytes: limit });
      expect(accounting).toMatchObject({ records: 3, decoded: 1, other: 1, rejected: 1 });
      expect(records[0]!.code).toBe(0x001401ec);
      expect(issues).toMatchObject([{ row: 1, line: 1, offset: 0, error: "E_RECORD_TOO_LONG" }]);
    }
  });

  it("RULES 16: a dump without events is one", async () => {
    expect((await read("<Events>\r\n</Events>\r\n")).accounting.records).toBe(0);
  });
});

describe("events of drivers and services", () => {
  const event = (provider: string, name: string, fields: string) =>
    `<Event MSec="1.0" PID="4" PName="System" TID="8" EventName="${name}" ProviderName="${provider}" ${fields}/>`;

  it("carry codes in the fields that are known of their provider, with status and lengths", async () => {
    const text = event(
      "Microsoft-Windows-Serial-ClassExtension-V2",
      "IoctlStop",
      'IOCTL="0x001B0004" Status="0xC0000010" IOCTLInputBufferLength="1,024"',
    );
    const { code, cells } = await only(text);
    expect(code).toBe(0x001b0004);
    expect(cells).toMatchObject({
      operation: "DeviceIoControl",
      status: "0xC0000010",
      inputLength: 1024,
      outputLength: null,
      provider: "Microsoft-Windows-Serial-ClassExtension-V2",
    });
  });

  it("FSCTL of Microsoft-Windows-Kernel-File is a file system control, QueryInformation is none", async () => {
    const provider = "Microsoft-Windows-Kernel-File";
    const text =
      event(provider, "FSCTL", 'InfoClass="590,059"') + event(provider, "QueryInformation", 'InfoClass="9"');
    const { records, accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 2, decoded: 1, other: 1 });
    expect(records[0]!.cells).toMatchObject({ operation: "FileSystemControl", provider });
  });

  it.each([
    ["0x0E", "DeviceIoControl"],
    ["15", "InternalDeviceIoControl"],
    ["3", null],
    ["", null],
  ])("a Parameter counts by MajorFunction: %s", async (major, operation) => {
    const text = event("Microsoft-Windows-StorPort", "Irp", `MajorFunction="${major}" Parameter="0x4D008"`);
    const { records, accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 1, decoded: operation === null ? 0 : 1 });
    expect(records[0]?.cells.operation ?? null).toBe(operation);
  });

  it("a field that is called so and is no control code is none", async () => {
    const storPort = event("Microsoft-Windows-StorPort", "Transport", 'ControlCode="590,059"');
    const other = event("Example-Provider", "X", 'IoControlCode="590,059" InfoClass="590,059"');
    expect((await read(storPort + other)).accounting).toMatchObject({ records: 2, other: 2 });
  });
});

describe("numbers of .NET", () => {
  const inXml = (text: string) => `<Event MSec="1.0" EventName="FileIO/FSControl" InfoClass="${text}"/>`;

  it.each([
    ["1,311,212", 0x001401ec],
    ["1.311.212", 0x001401ec],
    ["1 311 212", 0x001401ec],
    ["1\u00a0311\u00a0212", 0x001401ec],
    ["1\u202f311\u202f212", 0x001401ec],
    ["-2,147,426,276", 0x8000e01c],
    ["\u22122\u00a0147\u00a0426\u00a0276", 0x8000e01c],
    ["-1", 0xffffffff],
    ["590059", 0x000900eb],
    ["220003", 220003],
    ["  590,059", 0x000900eb],
    ["0x900EB", 0x000900eb],
    ["FSCTL_GET_REPARSE_POINT", 0x000900a8],
  ])("%j", async (text, code) => {
    expect((await only(inXml(text))).code).toBe(code);
    // --radix is for formats that do not tell.
    expect((await only(inXml(text), { radix: 16 })).code).toBe(code);
  });

  it.each([
    ["1,311,21", "E_NUMBER"],
    ["1,311.212", "E_NUMBER"],
    ["13,11,212", "E_NUMBER"],
    ["4,294,967,296", "E_RANGE"],
    ["-2,147,483,649", "E_RANGE"],
    ["900EB", "E_NUMBER"],
    ["1,311,212 ;", "E_NUMBER"],
  ])("%j is rejected", async (text, error) => {
    const { accounting, issues } = await read(inXml(text));
    expect(accounting).toMatchObject({ records: 1, rejected: 1 });
    expect(issues).toMatchObject([{ kind: "rejected", error }]);
  });

  it("any code in the groups of any culture", async () => {
    const groups = fc.constantFrom(",", ".", " ", "\u00a0", "\u202f");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -0x80000000, max: 0xffffffff }), groups, async (value, group) => {
        const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/g, group);
        const { records } = await readOnce(Buffer.from(inXml(value < 0 ? `-${digits}` : digits)), {});
        expect(records.map(({ code }) => code)).toEqual([value >>> 0]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("PerfView CSV", () => {
  const NAME = "Windows Kernel/FileIO/FSControl";

  it.each([
    [
      ",",
      `${NAME},304.645,ccsetup574 (3432),"ThreadID=""3,572"" FileName=""C:\\"" InfoClass=""1,311,212"" "`,
    ],
    [";", `${NAME};304,645;ccsetup574 (3432);ThreadID="3.572" FileName="C:\\" InfoClass="1.311.212" `],
    ["\t", `${NAME}\t304.645\tccsetup574 (3432)\tThreadID="3,572" FileName="C:\\" InfoClass="1,311,212" `],
  ])("reads the column Rest, separated by %j", async (delimiter, row) => {
    const header = ["Event Name", "Time MSec", "Process Name", "Rest"].join(delimiter);
    const { code, cells } = await only(`${header}\r\n${row}\r\n`);
    expect(code).toBe(0x001401ec);
    expect(cells).toMatchObject({
      time: delimiter === ";" ? "304,645" : "304.645",
      processName: "ccsetup574",
      processId: 3432,
      threadId: 3572,
      path: "C:\\",
      provider: "Windows Kernel",
    });
  });

  it("reads columns that were chosen, where a cell may begin with a quote and not be quoted", async () => {
    const text = `Event Name;Time MSec;Process Name;CommandLine;InfoClass
${NAME};1,000;a (1);"C:\\a b.exe" -x;590.059
${NAME};2,000;a (1);"""C:\\a; b.exe"" -x";590.059
${NAME};3,000;(7);;
Windows Kernel/FileIO/Create;3,000;a (1);;12
`;
    const { records, accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 4, decoded: 2, unresolved: 1, other: 1 });
    expect(records.map(({ code, cells }) => [code, cells.processName, cells.processId])).toEqual([
      [0x000900eb, "a", 1],
      [0x000900eb, "a", 1],
      [null, null, 7],
    ]);
  });

  it("without InfoClass and Rest no code can be told", async () => {
    const { accounting, issues } = await read(
      `Event Name,Time MSec,Process Name,FileName\n${NAME},1.0,a (1),C:\n`,
    );
    expect(accounting).toMatchObject({ unresolved: 1 });
    expect(issues).toMatchObject([{ error: "E_CODE_TEXT", message: "the event has no InfoClass" }]);
  });

  it.each([
    ['a (1),"ThreadID=""3"" InfoClass=""590,0', "E_QUOTE_OPEN"],
    ['a (1),ThreadID="3" InfoClass="5900', "E_QUOTE_OPEN"],
    ["a (1)", "E_COLUMN_COUNT"],
    ['a (1),InfoClass="590059" ,x', "E_COLUMN_COUNT"],
  ])("rejects a row that is cut or has other columns: %s", async (rest, error) => {
    const good = `${NAME},1.0,a (1),InfoClass="590059" \n`;
    const { accounting, issues } = await read(
      `Event Name,Time MSec,Process Name,Rest\n${NAME},1.0,${rest}\n${good}`,
    );
    expect(accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1 });
    expect(issues).toMatchObject([{ row: 1, line: 2, error }]);
  });

  it("is read as generic CSV when the user names a column", async () => {
    const text = `Event Name,Time MSec,Process Name,InfoClass\n${NAME},1.0,a (1),0x900EB\n`;
    expect((await read(text)).source).toBe("etw-text");
    expect((await read(text, { codeColumn: "InfoClass" })).source).toBe("csv");
  });
});

describe("SilkETW", () => {
  it("reads a line", async () => {
    const { code, cells } = await only(silk(SILK));
    expect(code).toBe(0x000900eb);
    expect(cells).toEqual({
      time: "2019-03-03T17:58:14.2862348+00:00",
      processName: "backupd",
      processId: 8416,
      threadId: 11996,
      operation: "FileSystemControl",
      path: "C:\\x",
      status: null,
      inputLength: null,
      outputLength: null,
      provider: "MSNT_SystemTrace",
      eventId: 75,
    });
  });

  it("of other versions: event ids, names as Windows spells them, fields beside the name", async () => {
    const text = silk(
      { ...SILK, EventName: "FileIo/FSControl", ProcessName: "N/A", ProcessID: -1, EventId: 75 },
      {
        EventName: "FSCTL",
        ProviderName: "Microsoft-Windows-Kernel-File",
        EventId: 23,
        InfoClass: -2147426276,
      },
      { EventName: "FileIO/FSControl", ProviderName: "x", XmlEventData: { InfoClass: null } },
      {
        EventName: "FileIO/Create",
        ProviderName: "x",
        XmlEventData: { FileName: "\\FSControl", InfoClass: "9" },
      },
      { EventName: "FileIO/FSControl", ProviderName: "x", XmlEventData: [{ InfoClass: "9" }] },
    );
    const { records, accounting } = await read(text);
    expect(accounting).toMatchObject({ records: 5, decoded: 2, unresolved: 2, other: 1 });
    expect(
      records.map(({ code, cells }) => [code, cells.processName, cells.processId, cells.eventId]),
    ).toEqual([
      [0x000900eb, null, null, 75],
      [0x8000e01c, null, null, 23],
      [null, null, null, null],
      [null, null, null, null],
    ]);
  });

  it("rejects a line that is cut, whatever it was of", async () => {
    const [line] = silk(SILK).split("\n");
    const text = `${line}\n\n${line!.slice(0, 40)}\n{"EventName":"x"}\n${line!.slice(0, -1)}`;
    const { accounting, issues } = await read(text);
    expect(accounting).toMatchObject({ records: 5, decoded: 1, other: 2, rejected: 2 });
    expect(issues.map(({ line, error }) => [line, error])).toEqual([
      [3, "E_SYNTAX"],
      [5, "E_SYNTAX"],
    ]);
  });
});

describe("wtrace", () => {
  it("reads a session", async () => {
    const { records, accounting } = await read(WTRACE);
    expect(accounting).toMatchObject({ records: 9, decoded: 1, other: 8 });
    expect(records).toMatchObject([{ row: 7, code: 0x000900eb }]);
    expect(records[0]!.cells).toEqual({
      time: "19:47:42.9704",
      processName: "notepad",
      processId: 13712,
      threadId: 24820,
      operation: "FileSystemControl",
      path: "C:\\WINDOWS\\Prefetch\\NOTEPAD.EXE-C5670914.pf",
      status: "SUCCESS",
    });
  });

  it.each([
    ["19:47:42.9704 (1.2) FileIO/FSControl 'a' class info: 590059 -> SUCCESS", 0x000900eb, null, "a"],
    ["19:47:42.9704 a (b) (1.2) FileIO/FSControl class info: -2147426276 -> X", 0x8000e01c, "a (b)", null],
    ["19:47:42.9704 a (1.2) FileIO/FSControl 'it's -> b' class info: 0x1 -> X", 1, "a", "it's -> b"],
  ])("of other versions: %s", async (line, code, processName, path) => {
    const record = await only(line);
    expect([record.code, record.cells.processName, record.cells.path]).toEqual([code, processName, path]);
  });

  it.each([
    ["19:47:42.9704 a (1.2) FileIO/FSControl 'a' class info: 0x900", "E_CODE_TEXT"],
    ["19:47:42.9704 a (1.2) FileIO/FSControl 'a' -> SUCCESS", "E_CODE_TEXT"],
    ["19:47:42.9704 a (1.2) FileIO/FSControl 'a' class info: 900EB -> SUCCESS", "E_NUMBER"],
    ["19:47:42.9704 a (1.2) FileIO/FSControl 'a' class info:  -> SUCCESS", "E_NUMBER"],
  ])("rejects %s", async (line, error) => {
    const { accounting, issues } = await read(`${line}\n${WTRACE}`);
    expect(accounting).toMatchObject({ decoded: 1, rejected: 1 });
    expect(issues).toMatchObject([{ row: 1, error }]);
  });

  it("is no other event whose path says so", async () => {
    const line = "19:47:42.9704 a (1.2) FileIO/Create 'C:\\(3.4) FileIO/FSControl class info: 0x1 -> X";
    expect((await read(line)).accounting).toMatchObject({ records: 1, other: 1 });
  });
});

describe("xperf -a dumper, read by its header only", () => {
  it("reads codes that speak for themselves, and says that none was ever seen", async () => {
    const { records, notes } = await read(xperf("0x000900EB"));
    expect(records).toMatchObject([
      {
        row: 1,
        code: 0x000900eb,
        cells: {
          time: "8304586",
          processName: "spin.exe",
          processId: 11060,
          threadId: 0,
          operation: "FileSystemControl",
          path: "C:\\a, b",
        },
      },
    ]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/xperf -a dumper, of which no real row/);
  });

  it("takes the columns of the header at hand", async () => {
    const old = `BeginHeader
  FileIoFSCTL, TimeStamp, Process Name ( PID), ThreadID, CPU, InfoClass, IrpPtr, FileName
EndHeader
  FileIoFSCTL, 12, a.exe (  3), 4, 0, FSCTL_GET_REPARSE_POINT, 0x900EB, "C:"
`;
    const { code, codeText, cells } = await only(old);
    expect([code, codeText, cells.processId]).toEqual([0x000900a8, "FSCTL_GET_REPARSE_POINT", 3]);
    const both = await read(xperf("0x1") + old);
    expect(both.records.map(({ code: each }) => each)).toEqual([1, 0x000900a8]);
  });

  it("leaves bare digits to --radix, and a name that is none of a code unresolved", async () => {
    const { records, issues, notes } = await read(xperf("90028") + xperf("590059", ""));
    expect(records.map(({ code, codeText }) => [code, codeText])).toEqual([
      [null, "90028"],
      [null, "590059"],
    ]);
    expect(issues.map(({ error }) => error)).toEqual(["E_AMBIGUOUS_RADIX", "E_AMBIGUOUS_RADIX"]);
    expect(notes.filter((note) => note.includes("--radix"))).toHaveLength(1);
    expect(await codesIn(xperf("90028"), { radix: 16 })).toEqual([0x00090028]);
    expect(await codesIn(xperf("590059"), { radix: 10 })).toEqual([0x000900eb]);
    const named = await read(xperf("FileBasicInformation"));
    expect(named.accounting).toMatchObject({ unresolved: 1 });
    expect(named.records[0]!.codeText).toBe("FileBasicInformation");
  });

  it("without columns of the event in the header its rows are unresolved", async () => {
    const header = "BeginHeader\n  FileIoCreate, TimeStamp, FileName\nEndHeader\n";
    const { accounting, issues } = await read(xperf("0x900EB", header));
    expect(accounting).toMatchObject({ records: 1, unresolved: 1 });
    expect(issues[0]!.message).toMatch(/the header names no column InfoClass/);
  });

  it("a header without its end ends at the first row", async () => {
    const text = xperf("0x900EB", XPERF_HEADER.replace("EndHeader\n", ""));
    expect(await codesIn(text)).toEqual([0x000900eb]);
  });

  it("rejects rows that have not the columns of the header", async () => {
    const shifted = xperf("0x900EB").replaceAll("spin.exe", "a, b.exe");
    expect((await read(shifted)).issues).toMatchObject([{ kind: "rejected", error: "E_COLUMN_COUNT" }]);
    const cut = xperf("0x900EB").split(", 0x900EB")[0]!;
    expect((await read(`${cut}, 0x900`)).issues).toMatchObject([
      { kind: "rejected", error: "E_COLUMN_COUNT" },
    ]);
  });

  it("reads a header that is longer than the head of the input", async () => {
    const line = `  Example-Provider/Event, TimeStamp, ${"x".repeat(200)}\n`;
    const text = xperf("0x900EB").replace("BeginHeader\n", `BeginHeader\n${line.repeat(500)}`);
    const { accounting } = await readOnce(Buffer.from(text), {});
    expect(accounting).toMatchObject({ records: 1, decoded: 1 });
  });
});

describe("tracerpt CSV, read by its header only", () => {
  const start = (name: string, type: string, id: number, opcode: number) =>
    `${name}, ${type}, ${id}, 3, 0, 0, ${opcode}, 0, 0x0, 0x00000B94, 0x0A10, 2, , , {0}, , 131, 30, 15`;
  const fields = "0xFFFFBD8A11E0C010, 0x2, 0x3, 0x0, 2576, 590059";

  it("guesses nothing from the place of a field", async () => {
    const rows = [
      start("FileIo", "FSControl", 0, 75),
      start("FileIo", " 75", 0, 75),
      start("FileIo", "QueryInfo", 0, 74),
      start("Microsoft-Windows-Kernel-File", "Info", 23, 0),
      start("Microsoft-Windows-Kernel-File", "Info", 22, 0),
      start("EventTrace", "Header", 0, 75),
    ];
    const text = TRACERPT_HEADER + rows.map((row) => `${row}, ${fields}\r\n`).join("");
    const { records, accounting, notes } = await read(text);
    expect(accounting).toMatchObject({ records: 6, decoded: 0, unresolved: 3, other: 3 });
    expect(records.map(({ row, code, cells }) => [row, code, cells.processId, cells.eventId])).toEqual([
      [1, null, 0xb94, 75],
      [2, null, 0xb94, 75],
      [4, null, 0xb94, 23],
    ]);
    expect(notes[0]).toMatch(/tracerpt CSV, of which no real row/);
  });

  it("reads a column that the header names, in UTF-16 too", async () => {
    const text = `${TRACERPT_HEADER.replace("User Data\n", "IrpPtr, InfoClass\n")}${start("FileIo", "FSControl", 0, 75)}, 0x1, 0x000900EB\n`;
    expect((await only(text)).code).toBe(0x000900eb);
    const wide = await only(new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le")));
    expect(wide.code).toBe(0x000900eb);
    expect(wide.offset).toBe(2 + 2 * (text.indexOf("\n") + 1));
  });
});

describe("a record of a megabyte takes no longer than others of that size", () => {
  const MANY = 300_000;
  const silkOf = (name: string) =>
    `{"EventName":"FileIO/FSControl","ProviderName":"x","InfoClass":"${name}"}\n`;
  const viewer = (fields: string) =>
    `<Event EventName="FileIO/FSControl" TimeMsec="1" ${fields}/>\n<Event MSec="1" EventName="FileIO/FSControl" InfoClass="1"/>`;
  it.each([
    ["blanks in a number", silkOf(`1${" ".repeat(MANY)}2`) + silkOf("1")],
    ["blanks behind a cut line", `${silkOf("1")}x${" ".repeat(MANY)}y\n`],
    ["quotes in a value", viewer(`A="${'" '.repeat(MANY)}"`)],
    ["blanks behind a quote", viewer(`A="x"${" ".repeat(MANY)}y" B="1"`)],
    ["references", viewer(`A="${"&quote; ".repeat(MANY)}"`)],
    ["equals signs", viewer("= ".repeat(MANY))],
    ["a long name", viewer(`${"a".repeat(MANY)} ${"b".repeat(MANY)}="1"`)],
    ["begins that are none", viewer(`A="${"<Eventx".repeat(MANY)}"`)],
    [
      "events of wtrace in one line",
      `19:47:42.9704 a (1.2) FileIO/FSControl class info: 0x1 -> X\n19:47:42.9704 a${" (1.2) FileIO/FSControl".repeat(MANY)}`,
    ],
    ["cells", `${xperf("0x1")}${xperf("0x2", "").trim()}${', "a"'.repeat(MANY)}`],
    [
      "quoted cells",
      `Event Name,Time MSec,Process Name,Rest\nWindows Kernel/FileIO/FSControl,1,a (1),InfoClass="1" \nWindows Kernel/FileIO/FSControl,1${',"a""b" c'.repeat(MANY)}\n`,
    ],
  ])("%s", async (_, text) => {
    const { records, accounting } = await readOnce(Buffer.from(text), { source: "etw-text" });
    expect(accounting.records).toBe(2);
    expect(records.some(({ code }) => code === 1)).toBe(true);
  });
});

describe("a text that is none of them", () => {
  it.each([
    "",
    "a,b\n1,2\n",
    '{"a":1}\n',
    "[]",
    "<procmon><processlist></processlist></procmon>",
    '<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System/></Event></Events>',
    '{"_index":"x","_source":{"EventName":"FileIO/FSControl","XmlEventData":{}}}\n',
    "Event Name,Type\n",
    "19:47:42 notepad (1.2) FileIO/FSControl\n",
    "\0\0\0\0BeginHeader\n",
  ])("%j is refused under --source etw-text, and not taken for one", async (text) => {
    if (text !== "") {
      const { code, message } = await errorOf(text, { source: "etw-text" });
      expect([code, message]).toEqual(["E_NOT_A_TRACE", expect.stringContaining("PerfView XML or CSV")]);
    }
    const source = await openTrace(Buffer.from(text), {}).then(
      (trace) => trace.source.name,
      () => null,
    );
    expect(source).not.toBe("etw-text");
  });
});

/** The code stands in the damaged text in groups of three, or as other texts have it. */
function standsGrouped(record: ReadRecord, damaged: Uint8Array): boolean {
  if (standsInText(record, damaged)) return true;
  const text = Buffer.from(damaged).toString("utf8").replaceAll("\0", "");
  const forms = [record.code!, record.code! | 0].map((value) => String(Math.abs(value)));
  const plain = text.replace(/(?<=\d)[,. \u00a0\u202f](?=\d{3})/g, "");
  return forms.some((form) => plain.includes(form)) || standsInText(record, Buffer.from(text));
}

const damage = { codesMayBe: standsGrouped };

describe("damage", () => {
  const lines: readonly (readonly [string, string])[] = [
    ["PerfView XML", DUMP.split("\n").slice(1, 2).join("\n").repeat(2)],
    [
      "PerfView CSV",
      'Event Name,Time MSec,Process Name,Rest\nWindows Kernel/FileIO/FSControl,1.0,a (1),"X=""1,0"" InfoClass=""590,059"" "\n',
    ],
    ["SilkETW", silk(SILK)],
    ["wtrace", WTRACE.split("\n").slice(6, 8).join("\n")],
    ["xperf", xperf("0x900EB")],
    [
      "tracerpt",
      `${TRACERPT_HEADER.replace("User Data", "InfoClass")}FileIo, FSControl, 0, 3, 0, 0, 75, 0, 0x0, 0x1, 0x2, 2, , , {0}, , 131, 30, 15, 0x900EB\n`,
    ],
  ];

  it.each(lines)(
    "%s: every cut and some hundreds of changes",
    async (_, text) => {
      await damageRun("etw-text", Buffer.from(text), { ...damage, mutations: 200 });
    },
    120_000,
  );

  it.each(samples)(
    "$file",
    async ({ bytes }) => {
      await damageRun("etw-text", bytes, {
        ...damage,
        cutStep: Math.ceil(bytes.length / 100),
        mutations: 80,
      });
    },
    120_000,
  );

  it.each(samples)(
    "$file: what a cut leaves has the codes it had",
    async ({ bytes }) => {
      const whole = await readOnce(bytes, {});
      const rejected = new Set(whole.issues.filter(({ kind }) => kind === "rejected").map(({ row }) => row));
      const codes = new Map(whole.records.map(({ row, code }) => [row, code]));
      for (let end = bytes.length - 1; end > 0; end -= Math.ceil(bytes.length / 100)) {
        const { records } = await readOnce(bytes.subarray(0, end), { source: "etw-text" }).catch(() => ({
          records: [],
        }));
        for (const { row, code } of records) {
          if (code !== null && !rejected.has(row))
            expect([end, row, code]).toEqual([end, row, codes.get(row)]);
        }
      }
    },
    120_000,
  );
});
