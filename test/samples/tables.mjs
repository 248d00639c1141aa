/** Samples of generic CSV: the dialects and forms of number in which scripts and tools write control codes. */
import { clock, ctlCode, hex, quotedRow, Random, utf8 } from "./text.mjs";

/** Known and unknown requests: code, device, lengths in and out. */
const REQUESTS = [
  [0x002d1400, "\\Device\\Harddisk0\\DR0", 12, 1024],
  [0x0004d008, "\\Device\\RaidPort0", 540, 540],
  [0x00090028, "C:", 0, 0],
  [0x000900a8, "D:\\link", 0, 16384],
  [0x00012017, "\\Device\\Afd", 24, 0],
  [0x9c406604, "\\Device\\ExampleSensor", 8, 64],
  [0x80002000, "\\Device\\ExampleScanner", 0, 12],
  [0x0022a018, "\\Device\\ExampleGate", 4, 0],
];
const PROGRAMS = [
  ["sensorctl.exe", 9016],
  ["backupd.exe", 2964],
  ["scan tool.exe", 5120],
];

/** `count` requests in order of time. */
function requests(seed, count) {
  const random = new Random(seed);
  let now = 15 * 3_600_000;
  return Array.from({ length: count }, () => {
    const [code, device, inLength, outLength] = random.pick(REQUESTS);
    const [program, pid] = random.pick(PROGRAMS);
    now += random.between(1, 4000);
    const failed = random.between(0, 5) === 0;
    return {
      time: `2031-03-02T${clock(now, 6)}Z`,
      program,
      pid,
      tid: random.between(1, 2000) * 4,
      code,
      device,
      inLength,
      outLength,
      status: failed ? "0xC0000010" : "0x00000000",
      microseconds: random.between(10, 99_999) / 10,
    };
  });
}

/** Unquoted, LF, the last line without end; a blank line, an empty code, a 64-bit code, one that is too large. */
function comma() {
  const codes = [];
  const rows = requests(1, 40).map((r, i) => {
    let text = hex(r.code).replace(/[a-f]/g, (letter) => letter.toUpperCase());
    if (i === 10) text = "";
    if (i === 15) text = hex(r.code, 16);
    if (i === 20) text = "0x100000000";
    if (i !== 10 && i !== 20) codes.push(r.code);
    const cells = [r.time, r.pid, r.tid, r.program, text, r.inLength, r.outLength, r.status, r.microseconds];
    return (i === 30 ? "\n" : "") + cells.join(",");
  });
  const header = "timestamp,pid,tid,process,IoControlCode,inLen,outLen,status,durationUs";
  return { file: "ioctl-comma.csv", bytes: utf8([header, ...rows].join("\n")), codes };
}

/** All quoted, semicolons, CR LF, decimal comma, doubled quotes, a line end inside a cell. */
function semicolon() {
  const list = requests(2, 20);
  const rows = list.map((r, i) =>
    quotedRow(
      [
        r.time.slice(11, 26).replace(".", ","),
        i === 4 ? 'scan "tool"; old.exe' : r.program,
        r.pid,
        i === 7 ? "\\Device\\two\r\nlines" : r.device,
        hex(r.code),
        r.status === "0x00000000" ? "SUCCESS" : "STATUS_INVALID_DEVICE_REQUEST",
        (r.microseconds / 1e6).toFixed(7).replace(".", ","),
      ],
      ";",
    ),
  );
  const header = quotedRow(["Time", "Image", "PID", "Device", "Control Code", "Result", "Duration"], ";");
  return {
    file: "ioctl-semicolon.csv",
    bytes: utf8(`${[header, ...rows].join("\r\n")}\r\n`),
    codes: list.map((r) => r.code),
  };
}

/** Tabs; commas and quotes inside cells that do not begin with a quote; milliseconds. */
function tab() {
  const list = requests(3, 15);
  const rows = list.map((r, i) =>
    [
      r.time,
      r.program,
      i % 5 === 2 ? 'disk 5" bay, left' : r.device,
      hex(r.code),
      r.inLength,
      r.outLength,
      (r.microseconds / 1000).toFixed(4),
    ].join("\t"),
  );
  const header = [
    "time",
    "process_name",
    "path",
    "IOCTL Code",
    "input_length",
    "output_length",
    "duration_ms",
  ].join("\t");
  return {
    file: "ioctl-tab.tsv",
    bytes: utf8(`${[header, ...rows].join("\n")}\n`),
    codes: list.map((r) => r.code),
  };
}

/** Hexadecimal without 0x: most look decimal, a few letters tell the radix of the whole column. */
function hexBare() {
  const codes = [
    ...[0x00222003, 0x00074080, 0x002d1400, 0x00220003, 0x00090028, 0x002d1080],
    ...[0x000900a8, 0x00530018, 0x00012017, 0x00041018],
  ];
  const rows = codes.map((code, i) => `${i + 1},svc${i % 3}.exe,${code.toString(16)},0`);
  return {
    file: "ioctl-hex-bare.csv",
    bytes: utf8(`seq,image,ioctl_code,status\n${rows.join("\n")}\n`),
    codes,
  };
}

/** Decimal, unsigned and signed in one column; more than 8 digits tell the radix. */
function decimal() {
  const codes = [
    0x8000e01c, 0x002d1400, 0x8000201c, 0x00222003, 0x9c406604, 0x000900a8, 0x00220003, 0xffffffff,
  ];
  const rows = codes.map(
    (code, i) => `2031-03-02 15:00:0${i},${4000 + 4 * i},${i % 3 === 2 ? code | 0 : code},OK`,
  );
  return {
    file: "ioctl-decimal.csv",
    bytes: utf8(`Timestamp,PID,ControlCode,Status\n${rows.join("\n")}\n`),
    codes,
  };
}

/**
 * A small driver: print (no access asked), read a number (read access), write one (write access). Its program
 * reads, adds one, writes and prints, eight times; a second one that may only read fails to write.
 */
function exampleDriver() {
  const FILE_DEVICE_UNKNOWN = 0x22;
  const [METHOD_BUFFERED, ANY, READ, WRITE] = [0, 0, 1, 2];
  const PRINT = ctlCode(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, ANY);
  const READ_NUMBER = ctlCode(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, READ);
  const WRITE_NUMBER = ctlCode(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, WRITE);
  const random = new Random(4);
  const rows = [];
  const codes = [];
  let now = 16 * 3_600_000;
  const call = (program, pid, code, inLength, outLength, status) => {
    now += random.between(1, 900);
    const took = random.between(20, 400) / 10;
    const cells = [
      `2031-03-02T${clock(now, 6)}Z`,
      program,
      pid,
      pid + 8,
      "\\Device\\ExampleCounter",
      hex(code),
    ];
    rows.push([...cells, inLength, outLength, status, took].join(","));
    codes.push(code);
  };
  for (let turn = 0; turn < 8; turn++) {
    call("count.exe", 6100, READ_NUMBER, 0, 4, "STATUS_SUCCESS");
    call("count.exe", 6100, WRITE_NUMBER, 4, 0, "STATUS_SUCCESS");
    call("count.exe", 6100, PRINT, 0, 0, "STATUS_SUCCESS");
  }
  call("peek.exe", 6204, READ_NUMBER, 0, 4, "STATUS_SUCCESS");
  call("peek.exe", 6204, WRITE_NUMBER, 4, 0, "STATUS_ACCESS_DENIED");
  const header = "timestamp,process,pid,tid,device,IoControlCode,inLen,outLen,status,durationUs";
  return { file: "example-driver.csv", bytes: utf8(`${[header, ...rows].join("\n")}\n`), codes };
}

export function tableSamples() {
  return [comma(), semicolon(), tab(), hexBare(), decimal(), exampleDriver()];
}
