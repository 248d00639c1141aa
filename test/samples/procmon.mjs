/** Samples as Process Monitor writes them: File > Save > CSV. */
import { COLUMNS, CONTROLS, DIC, FILES, FSC, INTERNAL, PLAIN, PROCESSES } from "./procmon-events.mjs";
import { BOM, clock, quotedRow, Random, utf8, utf16be, utf16le } from "./text.mjs";

const WEIGHTED = CONTROLS.flatMap((control) => new Array(control[0]).fill(control));

/** A recording: rows with the columns of COLUMNS. */
class Recording {
  rows = [];
  codes = [];
  #random;
  #now = 13 * 3_600_000 + 2 * 60_000 + 11_042;
  #start = this.#now;

  constructor(seed) {
    this.#random = new Random(seed);
  }

  /** Adds a row; `given` overrides cells. Returns the cells by title. */
  add(operation, eventClass, path, result, detail, given = {}) {
    const random = this.#random;
    this.#now += random.between(0, 7) === 0 ? random.between(500, 30_000) : random.between(0, 3);
    const [name, pid, parent, image, company, description, user, session, command, integrity] =
      random.pick(PROCESSES);
    const ticks = random.between(3, 90_000);
    const hour = Math.floor(this.#now / 3_600_000);
    const time = `${hour - 12}${clock(this.#now).slice(2)} PM`;
    const pending = result === "";
    const cells = {
      "Time of Day": time,
      "Process Name": name,
      PID: pid,
      Operation: operation,
      Path: path,
      Result: result,
      Detail: detail,
      "Date & Time": `3/2/2031 ${time.replace(/\.\d+/, "")}`,
      "Relative Time": clock(this.#now - this.#start),
      Duration: pending ? "" : `0.${String(ticks).padStart(7, "0")}`,
      "Completion Time": pending ? "" : time,
      "Event Class": eventClass,
      Sequence: "n/a",
      "Image Path": image,
      Company: company,
      Description: description,
      User: user,
      Session: session,
      "Command Line": command,
      TID: random.between(1, 3000) * 4,
      Integrity: integrity,
      "Parent PID": parent,
      Architecture: "64-bit",
      ...given,
    };
    this.rows.push(quotedRow(COLUMNS.map((title) => cells[title])));
    return cells;
  }

  addPlain() {
    const [operation, eventClass, path, details] = this.#random.pick(PLAIN);
    const result = this.#random.between(0, 9) === 0 ? "NAME NOT FOUND" : "SUCCESS";
    this.add(operation, eventClass, path ?? this.#random.pick(FILES), result, this.#random.pick(details));
  }

  addControl() {
    const [, operation, detail, code, path, results] = this.#random.pick(WEIGHTED);
    const pending = this.#random.between(0, 11) === 0;
    const result = pending ? "" : this.#random.pick(results);
    this.add(operation, "File System", path ?? this.#random.pick(FILES), result, detail);
    this.codes.push(code);
  }

  /** A row of the first process with fixed cells; `code`: number, null = unresolved, undefined = none. */
  addOdd(operation, detail, code, given = {}) {
    this.add(operation, "File System", "D:\\資料\\計画.txt", "SUCCESS", detail, given);
    if (code !== undefined) this.codes.push(code);
  }

  breakLast(change) {
    this.rows.push(change(this.rows.pop()));
  }
}

/** The odd rows of the afternoon, by row number. The README lists them. */
const ODD = {
  5: (r) =>
    r.add(
      "Process Start",
      "Process",
      "",
      "SUCCESS",
      'Parent PID: 4812, Command line: ledger\r--quiet\nsecond line, Current directory: D:\\, Environment: \r\n\tPATH=C:\\Tools\r\tTEMP="D:\\tmp"',
      { "Command Line": '"C:\\Tools\\ledger.exe" -m "two\r\nlines"' },
    ),
  400: (r) => r.addOdd(FSC, "Control: FSCTL_EXAMPLE_OF_NEXT_YEAR", null),
  600: (r) => r.addOdd(DIC, "", null),
  800: (r) => r.addOdd(FSC, "Control: 0x902eb (Device:0x9 Function:187 Method: 3)", 0x000902eb),
  1000: (r) => r.addOdd(DIC, "Control: 0x1000902eb (Device:0x9 Function:186 Method: 3)"),
  1200: (r) => {
    r.add(FSC, "File System", "D:\\broken", "SUCCESS", "Control: FSCTL_GET_REPARSE_POINT");
    r.breakLast((row) => row.replace('"D:\\broken"', '"D:\\bro"ken"'));
  },
  1400: (r) => {
    r.add(FSC, "File System", "D:\\short", "SUCCESS", "Control: FSCTL_GET_REPARSE_POINT");
    r.breakLast((row) => row.slice(0, row.lastIndexOf(",")));
  },
  1600: (r) =>
    r.add(
      "RegSetValue",
      "Registry",
      "HKCU\\Software\\Example\\Last",
      "SUCCESS",
      "Control: 0x222000 (Device:0x22 Function:2048 Method: 0)",
    ),
  1800: (r) =>
    r.addOdd(INTERNAL, "Control: 0x220003", 0x00220003, { Result: "", Duration: "", "Completion Time": "" }),
  2000: (r) =>
    r.addOdd(DIC, "Control: IOCTL_STORAGE_QUERY_PROPERTY", 0x002d1400, {
      Path: 'C:\\Exports\\"quoted", and; more\\日本.bin',
      Duration: "0,0000125",
    }),
};

function file(columns, rows) {
  return `${BOM}${[quotedRow(columns), ...rows].map((row) => `${row}\r\n`).join("")}`;
}

function afternoon() {
  const recording = new Recording(0x10c715);
  for (let row = 1; row <= 2400; row++) {
    if (ODD[row] !== undefined) ODD[row](recording);
    else if (row % 20 === 7) recording.addControl();
    else recording.addPlain();
  }
  return {
    file: "procmon-afternoon.csv",
    bytes: utf8(file(COLUMNS, recording.rows)),
    codes: recording.codes,
  };
}

/** Operation and Detail, as someone exports who needs no more. */
const FEW_ROWS = [
  ["RegOpenKey", "Desired Access: Read"],
  [FSC, "Control: FSCTL_GET_REPARSE_POINT", 0x000900a8],
  [DIC, "Control: 0x12017 (Device:0x1 Function:2053 Method: 3)", 0x00012017],
  ["ReadFile", "Offset: 0, Length: 4,096"],
  [FSC, "Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152", 0x00094264],
  [INTERNAL, "Control: 0x220003 (Device:0x22 Function:0 Method: 3)", 0x00220003],
  ["CloseFile", ""],
];
const FEW_CODES = FEW_ROWS.flatMap(([, , code]) => code ?? []);

/** Seven columns of the default set with text that is not ASCII, for the encodings. */
const WIDE_COLUMNS = ["Time of Day", "Process Name", "PID", "Operation", "Path", "Result", "Detail"];
const WIDE_ROWS = [
  [
    "1:02:11.0420000 PM",
    "explorer.exe",
    4812,
    "CreateFile",
    "D:\\Fotos\\Sommer 😀\\strand.jpg",
    "SUCCESS",
    "Desired Access: Read",
  ],
  [
    "1:02:11.0430000 PM",
    "explorer.exe",
    4812,
    FSC,
    "D:\\מסמכים\\דוח שנתי.xlsx",
    "NOT REPARSE POINT",
    "Control: FSCTL_GET_REPARSE_POINT",
  ],
  [
    "1:02:11.0440000 PM",
    "Übersicht.exe",
    7720,
    DIC,
    'D:\\Fotos\\Sommer 😀\\"a", b',
    "",
    "Control: IOCTL_MOUNTDEV_QUERY_DEVICE_NAME",
  ],
  ["1:02:11.0450000 PM", "sensorctl.exe", 9016, "Process Start", "", "SUCCESS", "Command line: a\rb\nc"],
  [
    "1:02:11.0460000 PM",
    "sensorctl.exe",
    9016,
    DIC,
    "\\Device\\資料",
    "SUCCESS",
    "Control: 0x9c406604 (Device:0x9c40 Function:2433 Method: 0)",
  ],
];
const WIDE_CODES = [0x000900a8, 0x004d0008, 0x9c406604];

export function procmonSamples() {
  const wide = file(
    WIDE_COLUMNS,
    WIDE_ROWS.map((row) => quotedRow(row)),
  );
  const few = (columns, rows) =>
    utf8(
      file(
        columns,
        rows.map((row) => quotedRow(row)),
      ),
    );
  return [
    afternoon(),
    {
      file: "procmon-few-columns.csv",
      bytes: few(
        ["Operation", "Detail"],
        FEW_ROWS.map((row) => row.slice(0, 2)),
      ),
      codes: FEW_CODES,
    },
    {
      file: "procmon-detail-only.csv",
      bytes: few(
        ["Detail"],
        FEW_ROWS.map((row) => row.slice(1, 2)),
      ),
      codes: FEW_CODES,
    },
    { file: "procmon-utf16le.csv", bytes: utf16le(wide), codes: WIDE_CODES },
    { file: "procmon-utf16le-no-bom.csv", bytes: utf16le(wide.slice(BOM.length)), codes: WIDE_CODES },
    { file: "procmon-utf16be.csv", bytes: utf16be(wide), codes: WIDE_CODES },
    { file: "header-only.csv", bytes: few(WIDE_COLUMNS, []), codes: [] },
  ];
}
