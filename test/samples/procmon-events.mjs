/**
 * What happens in the samples of Process Monitor. Users, machines, paths and programs of third parties are invented.
 * Codes of names are typed here from Process Monitor's own list, beside the name, so that the tests have an answer
 * that does not come from the code they test.
 */
import { ctlCode } from "./text.mjs";

export const COLUMNS = [
  ...["Time of Day", "Process Name", "PID", "Operation", "Path", "Result", "Detail", "Date & Time"],
  ...["Relative Time", "Duration", "Completion Time", "Event Class", "Sequence", "Image Path", "Company"],
  ...["Description", "User", "Session", "Command Line", "TID", "Integrity", "Parent PID", "Architecture"],
];

const SYSTEM = "C:\\Windows\\System32";
/** Name, PID, parent, image, company, description, user, session, command line, integrity. */
export const PROCESSES = [
  [
    "explorer.exe",
    4812,
    4770,
    "C:\\Windows\\explorer.exe",
    "Microsoft Corporation",
    "Windows Explorer",
    "EXAMPLE\\anna",
    1,
    "C:\\Windows\\explorer.exe",
    "Medium",
  ],
  [
    "svchost.exe",
    1204,
    712,
    `${SYSTEM}\\svchost.exe`,
    "Microsoft Corporation",
    "Host Process for Windows Services",
    "NT AUTHORITY\\SYSTEM",
    0,
    `${SYSTEM}\\svchost.exe -k netsvcs -p`,
    "System",
  ],
  [
    "SearchIndexer.exe",
    3388,
    712,
    `${SYSTEM}\\SearchIndexer.exe`,
    "Microsoft Corporation",
    "Microsoft Windows Search Indexer",
    "NT AUTHORITY\\SYSTEM",
    0,
    `${SYSTEM}\\SearchIndexer.exe /Embedding`,
    "System",
  ],
  [
    "Ledgerbook.exe",
    7720,
    4812,
    "C:\\Program Files\\Example Ledger\\Ledgerbook.exe",
    "Example Ledger, Inc.",
    'Ledgerbook "Pro"',
    "EXAMPLE\\anna",
    1,
    '"C:\\Program Files\\Example Ledger\\Ledgerbook.exe" --open "D:\\Buchhaltung\\Übersicht, März.ldg"',
    "Medium",
  ],
  [
    "backupd.exe",
    2964,
    712,
    "C:\\Program Files\\Example Backup\\backupd.exe",
    "Example Backup GmbH",
    "Backup, nightly",
    "NT AUTHORITY\\SYSTEM",
    0,
    '"C:\\Program Files\\Example Backup\\backupd.exe" /job:"all, incl. ""old"""',
    "System",
  ],
  [
    "sensorctl.exe",
    9016,
    4812,
    "C:\\Tools\\sensorctl.exe",
    "",
    "",
    "WORKSTATION-7\\tester",
    1,
    'sensorctl.exe --port "COM 3" --rate 9600',
    "High",
  ],
];

export const FILES = [
  "C:\\Users\\anna\\Documents\\Angebot.docx",
  "C:\\Users\\anna\\AppData\\Local\\Temp\\~df12.tmp",
  "D:\\Buchhaltung\\Übersicht, März.ldg",
  "D:\\מסמכים\\דוח שנתי.xlsx",
  "D:\\Fotos\\Sommer 😀\\strand.jpg",
  "D:\\資料\\計画.txt",
  "C:\\Exports\\copy; of, list.csv",
  "\\\\fileserver.example\\team\\plan.txt",
  "C:\\ProgramData\\Example Backup\\index.db",
];

/** Operations without a control code: name, class, path, details. */
export const PLAIN = [
  [
    "RegQueryValue",
    "Registry",
    "HKCU\\Software\\Example\\Ledger\\Window",
    ["Type: REG_DWORD, Length: 4, Data: 0", 'Type: REG_SZ, Length: 26, Data: say "hello"'],
  ],
  [
    "RegOpenKey",
    "Registry",
    "HKLM\\System\\CurrentControlSet\\Services\\ExampleSensor",
    ["Desired Access: Read", "Desired Access: Query Value, Enumerate Sub Keys"],
  ],
  [
    "CreateFile",
    "File System",
    null,
    [
      "Desired Access: Read Attributes, Synchronize, Disposition: Open, Options: Synchronous IO Non-Alert, Attributes: n/a, ShareMode: Read, Write, Delete, AllocationSize: n/a, OpenResult: Opened",
    ],
  ],
  [
    "ReadFile",
    "File System",
    null,
    ["Offset: 0, Length: 4,096, Priority: Normal", "Offset: 1,048,576, Length: 65,536"],
  ],
  ["WriteFile", "File System", null, ["Offset: 12,288, Length: 512, Priority: Normal"]],
  [
    "QueryBasicInformationFile",
    "File System",
    null,
    ["CreationTime: 3/2/2031 9:14:07 AM, FileAttributes: A"],
  ],
  ["CloseFile", "File System", null, [""]],
  ["Load Image", "Process", `${SYSTEM}\\propsys.dll`, ["Image Base: 0x7ff9c2d10000, Image Size: 0xf6000"]],
  [
    "TCP Send",
    "Network",
    "workstation-7.example:50212 -> fileserver.example:microsoft-ds",
    ["Length: 132, startime: 1,204, endtime: 1,204, seqnum: 0, connid: 0"],
  ],
];

export const FSC = "FileSystemControl";
export const DIC = "DeviceIoControl";
export const INTERNAL = "InternalDeviceIoControl";

/** The number form: access is not printed. */
function numberText(code) {
  const part = (shift, mask) => (code >>> shift) & mask;
  return `Control: 0x${code.toString(16)} (Device:0x${part(16, 0xffff).toString(16)} Function:${part(2, 0xfff)} Method: ${part(0, 3)})`;
}

/** Control requests: weight, operation, Detail, code, path (null = one of FILES), results. */
export const CONTROLS = [
  [9, FSC, "Control: FSCTL_READ_USN_JOURNAL", 0x000900bb, "C:", ["SUCCESS"]],
  [6, FSC, "Control: FSCTL_READ_FILE_USN_DATA", 0x000900eb, null, ["SUCCESS"]],
  [4, FSC, "Control: FSCTL_QUERY_USN_JOURNAL", 0x000900f4, "D:", ["SUCCESS"]],
  [4, FSC, "Control: FSCTL_GET_REPARSE_POINT", 0x000900a8, null, ["NOT REPARSE POINT", "SUCCESS"]],
  [2, FSC, "Control: FSCTL_REQUEST_OPLOCK", 0x00090240, null, ["SUCCESS", "OPLOCK HANDLE CLOSED"]],
  [2, FSC, "Control: FSCTL_PIPE_TRANSCEIVE", 0x0011c017, "\\\\.\\pipe\\example-ledger", ["SUCCESS"]],
  [2, FSC, "Control: FSCTL_SET_ENCRYPTION", 0x000900d7, null, ["ACCESS DENIED"]],
  [
    2,
    FSC,
    "Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152",
    0x00094264,
    null,
    ["OFFLOAD READ FILE NOT SUPPORTED", "SUCCESS"],
  ],
  [
    1,
    FSC,
    "Control: FSCTL_OFFLOAD_WRITE, Offset: 4,194,304, Length: 1,048,576",
    0x00098268,
    null,
    ["SUCCESS"],
  ],
  [6, FSC, numberText(ctlCode(0x9, 186, 3, 0)), 0x000902eb, null, ["SUCCESS"]],
  [1, FSC, numberText(ctlCode(0x9, 0x52, 0, 1)), 0x00094148, "D:", ["0xC000046F"]],
  [4, DIC, "Control: IOCTL_MOUNTDEV_QUERY_DEVICE_NAME", 0x004d0008, null, ["INVALID PARAMETER"]],
  [3, DIC, "Control: IOCTL_STORAGE_QUERY_PROPERTY", 0x002d1400, "\\Device\\Harddisk0\\DR0", ["SUCCESS"]],
  [
    2,
    DIC,
    "Control: IOCTL_DISK_GET_DRIVE_GEOMETRY_EX",
    0x000700a0,
    "\\Device\\Harddisk0\\DR0",
    ["SUCCESS", "BUFFER OVERFLOW"],
  ],
  [3, DIC, numberText(0x00012017), 0x00012017, "\\Device\\Afd\\Endpoint", ["SUCCESS"]],
  [
    3,
    DIC,
    numberText(ctlCode(0x9c40, 0x981, 0, 1)),
    0x9c406604,
    "\\Device\\ExampleSensor",
    ["SUCCESS", "CANCELLED"],
  ],
  [3, INTERNAL, numberText(ctlCode(0x22, 0, 3, 0)), 0x00220003, "\\Device\\USBPDO-3", ["SUCCESS"]],
  [1, INTERNAL, numberText(ctlCode(0x0b, 0x80, 3, 0)), 0x000b0203, "\\Device\\KeyboardPort0", ["SUCCESS"]],
];
