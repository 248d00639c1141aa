/**
 * Samples of ETW events as text, each as its writer writes it: PerfView's XML (of UserCommand DumpEventsAsXml, and of
 * its viewer) and CSV, SilkETW, wtrace, xperf -a dumper, tracerpt. Programs, users and paths are invented.
 */
import { BOM, clock, Random, utf8, utf16le } from "./text.mjs";

const FSCTLS = [
  0x000900eb, 0x000900bb, 0x000900f4, 0x000900a8, 0x00090240, 0x001401ec, 0x0011c017, 0x000902eb, 0x8000e01c,
];
const PROGRAMS = [
  ["ledgerbook", 7720],
  ["backupd", 2964],
  ["sensor ctl (x64)", 9016],
];
const PATHS = [
  "C:\\",
  "C:\\Users\\anna\\Documents\\Angebot & Plan.docx",
  "D:\\Buchhaltung\\\u00dcbersicht, M\u00e4rz; alt.ldg",
  "D:\\\u8cc7\u6599\\\u8a08\u753b.txt",
];
const OTHERS = ["FileIO/Create", "FileIO/QueryInfo", "FileIO/Close", "Process/Start"];

/** A signed 32-bit integer in groups of three, as .NET prints it. */
function grouped(value, separator = ",", minus = "-") {
  const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/g, separator);
  return value < 0 ? minus + digits : digits;
}

function xmlText(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  return text.replace(/[&<>"']/g, (character) => names[character]);
}

/** `count` events in order of time; every third is a control request. `given` overrides the second, which is one. */
function events(seed, count, given = {}) {
  const random = new Random(seed);
  let now = 290;
  return Array.from({ length: count }, (_, i) => {
    now += random.between(1, 900) / 100;
    const [program, pid] = random.pick(PROGRAMS);
    const isControl = i % 3 === 1;
    return {
      milliseconds: now,
      program,
      pid,
      tid: random.between(1, 3000) * 4,
      name: isControl ? "FileIO/FSControl" : random.pick(OTHERS),
      path: random.pick(PATHS),
      irp: `0x${(0x84d5d000 + 4 * random.between(0, 900)).toString(16).toUpperCase()}`,
      code: isControl ? random.pick(FSCTLS) : null,
      ...(i === 1 ? given : {}),
    };
  });
}

const codesOf = (list) => list.flatMap(({ code }) => (code === null ? [] : [code]));

/** Fields of an event in TraceEvent's order. */
function fieldsOf(event, separator, minus) {
  if (event.name === "Process/Start") {
    const command = `"C:\\Tools\\${event.program}.exe" --open "${event.path}"`;
    return [
      ["ParentID", grouped(4812, separator)],
      ["CommandLine", command],
    ];
  }
  const info = event.code === null ? "9" : grouped(event.code | 0, separator, minus);
  return [
    ["FileName", event.path],
    ["IrpPtr", event.irp],
    ["FileObject", "0x85029088"],
    ["ExtraInfo", "0x00000000"],
    ["InfoClass", info],
  ];
}

/** What TraceEvent.ToXml prints. */
function element(event, fields = fieldsOf(event)) {
  const { milliseconds, pid, program, tid, name } = event;
  const place = [
    `MSec=${`"${milliseconds.toFixed(4)}"`.padStart(13)}`,
    `PID=${`"${pid}"`.padStart(6)}`,
    `PName=${`"${program}"`.padStart(10)}`,
    `TID=${`"${tid}"`.padStart(6)}`,
    `EventName="${name}"`,
  ];
  const attributes = fields.map(([field, value]) => `${field}="${xmlText(value)}"`);
  return `<Event ${[...place, ...attributes].join(" ")}/>`;
}

/** The oddities of the XML: attributes in another order and on several lines, references, other providers. */
function oddElements() {
  const at = { milliseconds: 401.5, pid: 4, program: "System", tid: -1 };
  const storPort = (major, parameter) => [
    ["ProviderName", "Microsoft-Windows-StorPort"],
    ["Irp", "0xffffbd8a11e0c010"],
    ["MajorFunction", major],
    ["Parameter", parameter],
  ];
  return [
    [
      `<Event EventName="FileIO/FSControl" InfoClass="589,992"\r\n   FileName="C:\\a &lt;b&gt; &#x26; &#34;c&#34;" TID="12"\tPName="x" PID="8" MSec="400.0001"></Event>`,
      0x000900a8,
    ],
    [element({ ...at, name: "FileIO/FSControl" }, [["FileName", "D:\\no class"]]), null],
    [element({ ...at, name: "FileIO/FSControl" }, [["InfoClass", "1,31,212"]])],
    [element({ ...at, name: "FileIO/FSControl" }, [["InfoClass", "4,294,967,296"]])],
    [
      element({ ...at, name: "FSCTL" }, [
        ["ProviderName", "Microsoft-Windows-Kernel-File"],
        ["InfoClass", "590,059"],
      ]),
      0x000900eb,
    ],
    [
      element({ ...at, name: "QueryInformation" }, [
        ["ProviderName", "Microsoft-Windows-Kernel-File"],
        ["InfoClass", "9"],
      ]),
    ],
    [
      element({ ...at, name: "Ioctl/Stop" }, [
        ["ProviderName", "Microsoft-Windows-Partition"],
        ["DiskNumber", "0"],
        ["ControlCode", "2,954,240"],
        ["Status", "-1,073,741,808"],
      ]),
      0x002d1400,
    ],
    [element({ ...at, name: "Irp/Start" }, storPort("0x0000000E", "0x0004D008")), 0x0004d008],
    [element({ ...at, name: "Irp/Start" }, storPort("0x00000003", "0x00001000"))],
    [`<Event MSec="402.0000" PID="8" EventName="FileIO/FSControl" InfoClass="590,0`],
  ];
}

function perfviewXml() {
  const list = events(11, 30);
  const odd = oddElements();
  const lines = [...list.map((event) => element(event)), ...odd.map(([text]) => text)];
  const last = { ...events(12, 2)[1], milliseconds: 402.5 };
  const codes = [
    ...codesOf(list),
    ...odd.flatMap(([, code]) => (code === undefined ? [] : [code])),
    last.code,
  ];
  return {
    file: "etw-perfview.xml",
    bytes: utf8(["<Events>", ...lines, element(last), "</Events>", ""].join("\r\n")),
    codes,
  };
}

/** The column Rest of the viewer: the path comes last, quotes inside a value stay as they are. */
function rest(event, fields, separator = ",") {
  const isPath = ([name]) => name === "FileName";
  const ordered = [...fields.filter((field) => !isPath(field)), ...fields.filter(isPath)];
  const all = [["ThreadID", grouped(event.tid, separator)], ...ordered];
  return all.map(([name, value]) => `${name}="${value}" `).join("");
}

/** As the viewer writes it: a chosen column without a blank in front, `&quote;` for a backslash and its quote. */
function perfviewViewerXml() {
  const list = events(21, 12, { path: "C:\\" });
  const lines = list.map((event, i) => {
    let text = rest(event, fieldsOf(event));
    if (text.includes('\\"') || /[<>'&]/.test(text)) {
      text = xmlText(text)
        .replaceAll("&quot;", '"')
        .replace(/\\(\\*)"/g, "$1&quote;");
    }
    const process = xmlText(`${event.program} (${event.pid})`);
    const place = `EventName="Windows Kernel/${event.name}" TimeMsec="${event.milliseconds.toFixed(3)}"`;
    return ` <Event ${place} ProcessName="${process}"${i % 2 ? 'Chosen="x" ' : " "}${text}/>`;
  });
  return {
    file: "etw-perfview-viewer.xml",
    bytes: utf8(`<Events>\r\n${lines.join("\r\n")}\r\n</Events>\r\n`),
    codes: codesOf(list),
  };
}

/** PerfView's CSV: quotes only around cells with the delimiter. */
function csvCell(text, delimiter) {
  return text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}

function perfviewCsv() {
  const list = events(14, 24);
  const rows = list.map((event) => {
    const process = csvCell(`${event.program} (${event.pid})`, ",");
    const text = csvCell(rest(event, fieldsOf(event)), ",");
    return `Windows Kernel/${event.name},${event.milliseconds.toFixed(3)},${process},${text}`;
  });
  const header = "Event Name,Time MSec,Process Name,Rest";
  return {
    file: "etw-perfview.csv",
    bytes: utf8(`${[header, ...rows].join("\r\n")}\r\n`),
    codes: codesOf(list),
  };
}

/** The same of a culture with semicolons and dots, columns chosen. */
function perfviewGerman() {
  const list = events(15, 15);
  const rows = list.map((event) => {
    const fields = new Map(fieldsOf(event, "."));
    const names = ["CommandLine", "FileName", "InfoClass"];
    const cells = [...names.map((name) => fields.get(name) ?? ""), grouped(event.tid, ".")];
    const padded = cells.map((cell) => csvCell(/^[\d.]+$/.test(cell) ? cell.padStart(6) : cell, ";"));
    const start = [`Windows Kernel/${event.name}`, decimalComma(event), `${event.program} (${event.pid})`];
    return [...start, ...padded].join(";");
  });
  const header = "Event Name;Time MSec;Process Name;CommandLine;FileName;InfoClass;ThreadID";
  const bytes = utf8(`${[header, ...rows].join("\r\n")}\r\n`);
  return { file: "etw-perfview-german.csv", bytes, codes: codesOf(list) };
}

/** The same of a culture with no-break spaces and a minus of its own. */
function perfviewNordic() {
  const list = events(16, 15, { code: 0x8000e01c });
  const rows = list.map((event) => {
    const text = csvCell(rest(event, fieldsOf(event, "\u00a0", "\u2212"), "\u00a0"), ";");
    const start = [`Windows Kernel/${event.name}`, decimalComma(event), `${event.program} (${event.pid})`];
    return [...start, text].join(";");
  });
  const header = "Event Name;Time MSec;Process Name;Rest";
  const bytes = utf8(`${[header, ...rows].join("\r\n")}\r\n`);
  return { file: "etw-perfview-nordic.csv", bytes, codes: codesOf(list) };
}

function decimalComma({ milliseconds }) {
  return milliseconds.toFixed(3).replace(".", ",");
}

function silketw() {
  const list = events(17, 18);
  const lines = list.map((event, i) => {
    const data = Object.fromEntries([
      ...fieldsOf(event),
      ["MSec", event.milliseconds.toFixed(4)],
      ["PID", String(event.pid)],
      ["TID", String(event.tid)],
      ["PName", event.program],
      ["ProviderName", "MSNT_SystemTrace"],
      ["EventName", event.name],
    ]);
    return JSON.stringify({
      ProviderGuid: "9e814aad-3204-11d2-9a82-006008a86939",
      YaraMatch: [],
      ProviderName: "MSNT_SystemTrace",
      EventName: event.name,
      Opcode: event.code === null ? 64 : 75,
      OpcodeName: event.name.split("/")[1],
      TimeStamp: `2031-03-02T${clock(Math.round(event.milliseconds))}+01:00`,
      ThreadID: event.tid,
      ProcessID: event.pid,
      ProcessName: i % 6 === 1 ? "N/A" : event.program,
      PointerSize: 8,
      EventDataLength: 40,
      XmlEventData: data,
    });
  });
  const codes = codesOf(list);
  const manifest = {
    ProviderGuid: "edd08927-9cc4-4e65-b970-c2560fb5c289",
    ProviderName: "Microsoft-Windows-Kernel-File",
    EventId: 23,
    EventName: "FSCTL",
    TimeStamp: "2031-03-02T14:00:01.0000001+01:00",
    ThreadID: 12,
    ProcessID: 4,
    ProcessName: "System",
    XmlEventData: { InfoClass: "-2,147,426,276", ExtraInformation: "0x0" },
  };
  const flat = { EventName: "FileIO/FSControl", ProviderName: "Windows Kernel", InfoClass: 590059 };
  lines.push("", JSON.stringify(manifest), JSON.stringify(flat), lines[1].slice(0, 300));
  return {
    file: "etw-silketw.json",
    bytes: utf8(lines.map((line) => `${line}\r\n`).join("")),
    codes: [...codes, 0x8000e01c, 0x000900eb],
  };
}

const BANNER = [
  "",
  "wtrace v3.0.0 - collects process or system traces",
  "",
  "HANDLERS",
  "  process, file, rpc, tcp",
  "",
  "Tracing session started. Press Ctrl + C to stop it.",
];
const SUMMARY = [
  "Closing the trace session. Please wait...",
  "",
  "--------------------------------",
  "            File I/O",
  "--------------------------------",
  "'C:\\FileIO/FSControl' Total: 32768B, Writes: 0B, Reads: 32768B",
];

function wtrace() {
  const list = events(18, 24);
  const results = ["SUCCESS", "NOT_A_REPARSE_POINT", "OBJECT_NAME_NOT_FOUND"];
  const lines = list.map((event, i) => {
    const time = clock(71_262_000 + Math.round(event.milliseconds), 4);
    const ids = `(${event.pid}.${event.tid})`;
    const start = i < 12 ? `${time} ${event.program} ${ids}` : `${time} ${ids}`;
    if (event.name === "Process/Start") return `${start} ${event.name}`;
    const code = i < 12 ? `0x${(event.code ?? 9).toString(16).toUpperCase()}` : String((event.code ?? 9) | 0);
    return `${start} ${event.name} '${event.path}' class info: ${code} -> ${results[Math.floor(i / 3) % 3]}`;
  });
  lines.push("19:47:43.0001 backupd (2964.8) FileIO/FSControl '<0xFFFFCD064B771CE0>' class info: 0x900");
  return {
    file: "etw-wtrace.txt",
    bytes: utf16le(`${BOM}${[...BANNER, ...lines, ...SUMMARY, ""].join("\r\n")}`),
    codes: codesOf(list),
  };
}

/** The columns are those of a real header; how a code stands there is not known: every form that may be. */
function xperfDumper() {
  const header = [
    "BeginHeader",
    "             FileIoCreate,  TimeStamp,     Process Name ( PID),   ThreadID, CPU, IrpPtr, FileObject, Options, FileName",
    "              FileIoFSCTL,  TimeStamp,     Process Name ( PID),   ThreadID, LoggingProcessName ( PID), LoggingThreadID, CPU, IrpPtr, FileObject, ExtraInfo, InfoClass, FileName",
    "EndHeader",
  ];
  const row = (program, code, path) =>
    `              FileIoFSCTL,    8304586, ${program.padStart(24)},      11224, ${program.padStart(24)},      11224,   0, 0xffffe288851f8608, 0xffffe2889d1aa7d0, 0x0000000000000000, ${code}, ${path}`;
  const rows = [
    ["OS Version: 10.0.22631, Trace Size: 12KB, Events Lost: 0"],
    [row("ledgerbook.exe (7720)", "0x000900A8", '"D:\\Buchhaltung\\a, b.ldg"'), 0x000900a8],
    [row("Idle (   0)", "-2147426276", '"C:\\"'), 0x8000e01c],
    [row("backupd.exe (2964)", "FSCTL_QUERY_USN_JOURNAL", '"C:"'), 0x000900f4],
    [row("backupd.exe (2964)", "FileSomethingInformation", '"C:"'), null],
    [row("backupd.exe (2964)", "590059", '"C:"'), null],
    [row('"a, b.exe" (  12)', "0x902EB", ""), 0x000902eb],
    [row("a, b.exe (12)", "0x902EB", '"C:"')],
    [
      '             FileIoCreate,    8304600,   ledgerbook.exe (7720),      11224,   0, 0x1, 0x2, 0x900a8, "C:\\x"',
    ],
    [row("backupd.exe (2964)", "0x900", "").replace(/, $/, "")],
  ];
  return {
    file: "etw-xperf-dumper.txt",
    bytes: utf8([...header, ...rows.map(([text]) => text), ""].join("\r\n")),
    codes: rows.flatMap(([, code]) => (code === undefined ? [] : [code])),
  };
}

const TRACERPT_COLUMNS = [
  ...["Event Name", "Type", "Event ID", "Version", "Channel", "Level", "Opcode", "Task", "Keyword"],
  ...["PID", "TID", "Processor Number", "Instance ID", "Parent Instance ID", "Activity ID"],
  ...["Related Activity ID", "Clock-Time", "Kernel(ms)", "User(ms)"],
];

function tracerptRow(name, type, id, opcode, data) {
  const cells = [name, type.padStart(10), id, 3, 0, 0, opcode, 0, "0x0000000000000000", "0x00000B94"];
  const more = [
    "0x00000A10",
    2,
    "",
    "",
    "{00000000-0000-0000-0000-000000000000}",
    "",
    135123456789012345n,
    30,
  ];
  return [...cells, ...more, 15, ...data].join(", ");
}

/** Fields have no names: control requests cannot be told, and no number of theirs is a code. */
function tracerpt() {
  const data = [
    "0xFFFFBD8A11E0C010",
    "0xFFFFBD8A11E0C020",
    "0xFFFFBD8A11E0C030",
    "0x0000000000000000",
    2576,
    590059,
  ];
  const rows = [
    tracerptRow("EventTrace", "Header", 0, 0, [65536, '"a, b"']),
    tracerptRow("FileIo", "FSControl", 0, 75, data),
    tracerptRow("FileIo", "QueryInfo", 0, 74, data),
    tracerptRow("Microsoft-Windows-Kernel-File", "Info", 23, 0, data),
    tracerptRow("Microsoft-Windows-StorPort", "Info", 269, 0, ["0xFFFFBD8A11E0C010", "0x0004D008"]),
    tracerptRow("Microsoft-Windows-StorPort", "Info", 212, 0, data),
  ];
  const header = [...TRACERPT_COLUMNS, "User Data"].join(", ");
  return {
    file: "etw-tracerpt.csv",
    bytes: utf16le(`${BOM}${[header, ...rows, ""].join("\r\n")}`),
    codes: [null, null, null],
  };
}

/** A header that names the fields, as somebody may have made it. */
function tracerptNamed() {
  const names = ["IrpPtr", "FileObject", "InfoClass", "FileName"];
  const data = (code, path) => ["0xFFFFBD8A11E0C010", "0xFFFFBD8A11E0C020", code, path];
  const rows = [
    [tracerptRow("FileIo", "FSControl", 0, 75, data("0x000900A8", '"C:\\a, b"')), 0x000900a8],
    [tracerptRow("FileIo", "FSControl", 0, 75, data("590059", '"C:"')), null],
    [tracerptRow("FileIo", "QueryInfo", 0, 74, data("0x9", '"C:"'))],
    [tracerptRow("FileIo", "FSControl", 0, 75, data("0x000900A8", "C:\\a, b"))],
  ];
  const header = [...TRACERPT_COLUMNS, ...names].join(", ");
  return {
    file: "etw-tracerpt-named.csv",
    bytes: utf8([header, ...rows.map(([text]) => text), ""].join("\r\n")),
    codes: rows.flatMap(([, code]) => (code === undefined ? [] : [code])),
  };
}

export function etwTextSamples() {
  return [
    perfviewXml(),
    perfviewViewerXml(),
    perfviewCsv(),
    perfviewGerman(),
    perfviewNordic(),
    silketw(),
    wtrace(),
    xperfDumper(),
    tracerpt(),
    tracerptNamed(),
  ];
}
