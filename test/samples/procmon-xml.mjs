/** A sample as Process Monitor writes it: File > Save > XML. */
import { DIC, FSC, INTERNAL } from "./procmon-events.mjs";
import { BOM, utf8 } from "./text.mjs";

const TAGS = [
  ...["Time_of_Day", "Process_Name", "PID", "Operation", "Path", "Result", "Detail", "Date___Time"],
  ...["Duration", "TID"],
];

const STACK = [
  "<stack>",
  "<frame><depth>0</depth><address>0xfffff80312345678</address><path>C:\\Windows\\System32\\drivers\\FLTMGR.SYS</path><location>FltPerformPreCallbacks + 0x2fb</location></frame>",
  "<frame><depth>1</depth><address>0xfffff80312345999</address><path>C:\\Windows\\System32\\ntoskrnl.exe</path><location>NtFsControlFile + 0x56</location></frame>",
  "</stack>",
].join("\r\n");

function escaped(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What the events hold: operation, path, result, Detail, and cells that differ from the usual. */
const EVENTS = [
  [
    "RegOpenKey",
    "HKLM\\System\\CurrentControlSet\\Services\\ExampleSensor",
    "SUCCESS",
    "Desired Access: Read",
  ],
  [
    FSC,
    "C:\\Users\\anna\\Documents\\A & B <draft>.docx",
    "NOT REPARSE POINT",
    "Control: FSCTL_GET_REPARSE_POINT",
  ],
  [
    FSC,
    "C:\\Windows\\System32\\propsys.dll",
    "SUCCESS",
    "Control: 0x902eb (Device:0x9 Function:186 Method: 3)",
    { stack: STACK },
  ],
  [
    "ReadFile",
    "D:\\資料\\計画.txt",
    "SUCCESS",
    "Offset: 0, Length: 4,096, Priority: Normal",
    { stack: STACK },
  ],
  [
    DIC,
    "D:\\Fotos\\Sommer 😀\\strand.jpg",
    "",
    "Control: IOCTL_MOUNTDEV_QUERY_DEVICE_NAME",
    { Duration: "" },
  ],
  [FSC, "D:\\מסמכים\\דוח שנתי.xlsx", "SUCCESS", "Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152"],
  [INTERNAL, "\\Device\\USBPDO-3", "SUCCESS", "Control: 0x220003 (Device:0x22 Function:0 Method: 3)"],
  [DIC, "\\Device\\ExampleSensor", "SUCCESS", "Control: 0x9c406604 (Device:0x9c40 Function:2434 Method: 0)"],
  [FSC, "C:", "SUCCESS", "Control: FSCTL_EXAMPLE_OF_NEXT_YEAR"],
  [DIC, "\\Device\\ExampleSensor", "CANCELLED", ""],
  ["RegSetValue", "HKCU\\Software\\Example", "SUCCESS", "Type: REG_SZ, Data: Control: 0x222000"],
  [DIC, "\\Device\\ExampleSensor", "SUCCESS", "Control: 0x19c406604 (Device:0x9c40 Function:2433 Method: 0)"],
  [
    FSC,
    "D:\\broken",
    "SUCCESS",
    "Control: FSCTL_GET_REPARSE_POINT",
    { change: (xml) => xml.replace("</PID>", "</PDI>") },
  ],
  [
    FSC,
    "D:\\unfinished",
    "SUCCESS",
    "Control: FSCTL_GET_REPARSE_POINT",
    { change: (xml) => xml.slice(0, xml.indexOf("<Result>")) },
  ],
  [
    FSC,
    "D:\\reference",
    "SUCCESS",
    "Control: FSCTL_READ_USN_JOURNAL",
    { change: (xml) => xml.replace("reference", "&#233;t&#xE9; &quot;1&quot; & 2\u0001") },
  ],
  [
    FSC,
    "",
    "SUCCESS",
    "Control: FSCTL_QUERY_USN_JOURNAL",
    { change: (xml) => xml.replace("<Path></Path>", "<Path/>") },
  ],
  ["CloseFile", "D:\\資料\\計画.txt", "SUCCESS", ""],
];

const CODES = [
  ...[
    0x000900a8,
    0x000902eb,
    0x004d0008,
    0x00094264,
    0x00220003,
    0x9c406604,
    null,
    null,
    0x000900bb,
    0x000900f4,
  ],
];

function eventXml(
  [operation, path, result, detail, { stack = "", change = (xml) => xml, ...given } = {}],
  i,
) {
  const time = `9:14:0${Math.floor(i / 2)}.${String(1_234_567 + 104_729 * i).slice(0, 7)} AM`;
  const cells = {
    Time_of_Day: time,
    Process_Name: i % 3 === 0 ? "sensorctl.exe" : "explorer.exe",
    PID: i % 3 === 0 ? 9016 : 4812,
    Operation: operation,
    Path: path,
    Result: result,
    Detail: detail,
    Date___Time: `3/2/2031 ${time.replace(/\.\d+/, "")}`,
    Duration: `0.${String(291 + 37 * i).padStart(7, "0")}`,
    TID: 4 * (1200 + i),
    ...given,
  };
  const elements = TAGS.map((tag) => `<${tag}>${escaped(cells[tag])}</${tag}>`).join("");
  return change(`<event>\r\n<ProcessIndex>${i % 3}</ProcessIndex>\r\n${elements}${stack}</event>\r\n`);
}

export function procmonXmlSamples() {
  const processes = ["System", "explorer.exe", "sensorctl.exe"].map(
    (name, i) =>
      `<process>\r\n<ProcessIndex>${i}</ProcessIndex>\r\n<ProcessId>${[4, 4812, 9016][i]}</ProcessId>\r\n<ProcessName>${name}</ProcessName>\r\n<modulelist>\r\n<module><Path>C:\\Windows\\System32\\ntdll.dll</Path></module>\r\n</modulelist>\r\n</process>\r\n`,
  );
  const text = [
    `${BOM}<?xml version="1.0" encoding="UTF-8"?>\r\n<procmon>`,
    `<processlist>${processes.join("")}</processlist>`,
    `<eventlist>\r\n${EVENTS.map(eventXml).join("")}</eventlist></procmon>`,
  ].join("");
  return [{ file: "procmon-events.xml", bytes: utf8(text), codes: CODES }];
}
