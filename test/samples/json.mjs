/** Samples of JSON reports, in the shapes that tools write. */
import { ctlCode, hex, utf8 } from "./text.mjs";

const SENSOR_READ = ctlCode(0x9c40, 0x981, 0, 1);
const SENSOR_RESET = ctlCode(0x9c40, 0x982, 3, 0);
const QUERY_PROPERTY = ctlCode(0x2d, 0x500, 0, 0);
const GET_REPARSE_POINT = ctlCode(9, 42, 0, 0);

/** A call in a report of CAPE. */
function capeCall(id, api, code, more = {}) {
  return {
    timestamp: `2031-03-02 09:14:07,${String(100 + id)}`,
    thread_id: String(4800 + 4 * id),
    caller: "0x0040129f",
    parentcaller: "0x00401480",
    category: "device",
    api,
    status: true,
    return: api.startsWith("Nt") ? "0x00000000" : "0x00000001",
    arguments: [
      { name: api.startsWith("Nt") ? "FileHandle" : "DeviceHandle", value: "0x00000124" },
      {
        name: "IoControlCode",
        value: code,
        ...(more.pretty === undefined ? {} : { pretty_value: more.pretty }),
      },
      { name: "InBuffer", value: '\\x00\\x00\\x00\\x01 "quoted", {braces}' },
    ],
    repeated: 0,
    id,
    ...more.call,
  };
}

function cape() {
  const processes = [
    {
      process_id: 4812,
      process_name: "sample.exe",
      parent_id: 2316,
      module_path: "C:\\Users\\anna\\AppData\\Local\\Temp\\sample.exe",
      first_seen: "2031-03-02 09:14:07,050",
      calls: [
        capeCall(0, "DeviceIoControl", hex(QUERY_PROPERTY), { pretty: "IOCTL_STORAGE_QUERY_PROPERTY" }),
        {
          timestamp: "2031-03-02 09:14:07,101",
          thread_id: "4804",
          category: "filesystem",
          api: "NtCreateFile",
          status: true,
          return: "0x00000000",
          arguments: [{ name: "FileName", value: "\\??\\C:\\Users\\anna\\Documents\\Angebot.docx" }],
          repeated: 0,
          id: 1,
        },
        capeCall(2, "NtDeviceIoControlFile", hex(SENSOR_READ), {
          call: { status: false, return: "0xc0000022", pretty_return: "ACCESS_DENIED" },
        }),
        capeCall(3, "NtFsControlFile", hex(GET_REPARSE_POINT), { pretty: "FSCTL_LOCK_VOLUME" }),
      ],
      threads: ["4800", "4804"],
      environ: { UserName: "anna", ComputerName: "WORKSTATION-7" },
    },
    {
      process_id: 9016,
      process_name: "sensorctl.exe",
      calls: [capeCall(0, "DeviceIoControl", hex(SENSOR_RESET), { pretty: "IOCTL_SENSOR_RESET" })],
    },
  ];
  const report = {
    statistics: { processing: [{ name: "BehaviorAnalysis", time: 1.5 }] },
    info: { version: "2.4-CAPE", id: 7, machine: { name: "win10", platform: "windows" } },
    target: { category: "file", file: { name: "sample.exe", size: 4096 } },
    behavior: { processes, summary: { files: [] } },
  };
  return {
    file: "cape-report.json",
    bytes: utf8(JSON.stringify(report, null, 4)),
    codes: [QUERY_PROPERTY, SENSOR_READ, GET_REPARSE_POINT, SENSOR_RESET],
  };
}

function cuckoo() {
  const call = (tid, api, args, flags = {}) => ({
    category: "device",
    status: 1,
    stacktrace: [],
    api,
    return_value: 1,
    arguments: args,
    time: 1930377247.125 + tid / 1000,
    tid,
    flags,
  });
  const report = {
    info: { version: "2.0.7", id: 3 },
    signatures: [],
    target: { category: "file" },
    behavior: {
      generic: [{ process_name: "sample.exe", pid: 1284, summary: {} }],
      processes: [
        {
          process_path: "C:\\Users\\anna\\sample.exe",
          calls: [
            call(
              1288,
              "DeviceIoControl",
              {
                input_buffer: "",
                device_handle: "0x00000124",
                control_code: QUERY_PROPERTY,
                output_buffer: "",
              },
              { control_code: "IOCTL_STORAGE_QUERY_PROPERTY" },
            ),
            call(1288, "NtReadFile", { file_handle: "0x00000124", length: 4096 }),
            call(1292, "DeviceIoControl", { device_handle: "0x00000128", control_code: SENSOR_READ }),
          ],
          pid: 1284,
          process_name: "sample.exe",
        },
      ],
    },
  };
  return {
    file: "cuckoo-report.json",
    bytes: utf8(JSON.stringify(report)),
    codes: [QUERY_PROPERTY, SENSOR_READ],
  };
}

function cfb() {
  const irp = (major, code, status, time) => ({
    Header: {
      DeviceName: "\\Device\\ExampleSensor",
      DriverName: "\\driver\\ExampleSensor",
      InputBufferLength: 32,
      IoctlCode: code,
      Irql: 0,
      MajorFunction: major,
      MinorFunction: 0,
      OutputBufferLength: 16,
      Pid: 9016,
      ProcessName: "sensorctl.exe",
      Status: status,
      Tid: 4812,
      TimeStamp: time,
      Type: 0,
    },
    InputBuffer: [65, 65, 65, 65],
    OutputBuffer: [],
  });
  const irps = [
    irp(0, 0, 0, 1),
    irp(14, SENSOR_READ, 0, 2),
    irp(14, SENSOR_RESET, 0xc0000010, 3),
    irp(13, GET_REPARSE_POINT, 0, 4),
    irp(15, 0x220003, 0, 5),
    irp(2, 0, 0, 6),
  ];
  // A FILETIME has more digits than a number of JavaScript.
  const text = JSON.stringify(irps, null, 4).replace(
    /"TimeStamp": (\d)/g,
    '"TimeStamp": 13574938100000000$1',
  );
  return {
    file: "cfb-irps.json",
    bytes: utf8(text),
    codes: [SENSOR_READ, SENSOR_RESET, GET_REPARSE_POINT, 0x220003],
  };
}

function ioctlHunter() {
  const call = (code, path, size) => ({
    symbol: "DeviceIoControl (kernelbase.dll)",
    handle_device: { dec: "452", hex: "0x000001c4" },
    handle_path: path,
    ioctl: {
      dec: String(code),
      hex: hex(code),
      details: { device: "0x9c40", access: "0x1", function: "0x981", method: "0x0" },
    },
    buff_in: { size: String(size), hexdump: "ICAwICAx", hex: "" },
    buff_out: { size: "0", bytes_returned: "0", hexdump: "", hex: "" },
    timestamp: "2031-03-02 09:14:07.123456",
  });
  const report = {
    counters: { ioctls: { [SENSOR_READ]: 2, [QUERY_PROPERTY]: 1 }, drivers: {} },
    exclusions: { ioctls: ["2236420"], drivers: [] },
    inclusions: { ioctls: [], drivers: [] },
    drivers: {
      sensor: {
        name: "sensor",
        key: "\\REGISTRY\\MACHINE\\SYSTEM",
        image_path: "C:\\sensor.sys",
        loaded: true,
      },
    },
    ioctls: {
      [QUERY_PROPERTY]: [call(QUERY_PROPERTY, "N/A", 12)],
      [SENSOR_READ]: [
        call(SENSOR_READ, "\\Device\\ExampleSensor", 16),
        call(SENSOR_READ, "\\Device\\ExampleSensor", 16),
      ],
    },
  };
  return {
    file: "ioctlhunter.json",
    bytes: utf8(JSON.stringify(report, null, 4)),
    codes: [QUERY_PROPERTY, SENSOR_READ, SENSOR_READ],
  };
}

function ioctlance() {
  const finding = (title, code, length) => ({
    title,
    description: "read",
    state: "<SimState @ 0x1194e>",
    eval: {
      IoControlCode: code,
      SystemBuffer: "0x50040000",
      InputBufferLength: length,
      OutputBufferLength: "<BV32 x>",
    },
    parameters: { ioctl_code: code },
  });
  const report = {
    basic: {
      path: "samples/example.sys",
      DeviceName: ["\\Device\\ExampleSensor"],
      time: { "ioctl handler": 2, "hunting vulns": 103 },
      ioctl_handler: "0x11540",
      IoControlCodes: [hex(SENSOR_READ, 1), hex(SENSOR_RESET, 1)],
    },
    vuln: [
      finding("read/write controllable address", hex(SENSOR_READ, 1), "0x30"),
      finding("buffer overflow", "N/A", "<BV32 y>"),
    ],
    error: [],
  };
  return {
    file: "ioctlance.json",
    bytes: utf8(JSON.stringify(report, null, 2)),
    codes: [SENSOR_READ, null, SENSOR_READ, SENSOR_RESET],
    sharing: 1,
  };
}

function driverBuddy() {
  const finding = (category, title, data) => ({
    category,
    title,
    ea: "0x1400855b0",
    func: "DispatchDeviceControl",
    severity: "HIGH",
    detail: "",
    data,
  });
  const ioctl = (code, said = code) =>
    finding("ioctl", `IOCTL 0x${said.toString(16).toUpperCase().padStart(8, "0")}`, {
      code,
      device_name: "<UNKNOWN>",
      device_code: code >>> 16,
      function: (code >>> 2) & 0xfff,
      method_name: "METHOD_BUFFERED",
      method_code: code & 3,
    });
  const report = {
    tool: "DriverBuddyReloaded",
    driver: "example.sys",
    generated: "2031-03-02",
    findings: [
      finding("device_name", "\\Device\\ExampleSensor", {}),
      finding("flagged_function", "memmove", {}),
      ioctl(SENSOR_READ),
      ioctl(SENSOR_RESET, SENSOR_READ),
    ],
  };
  return {
    file: "driverbuddy.json",
    bytes: utf8(JSON.stringify(report, null, 2)),
    codes: [SENSOR_READ, SENSOR_RESET],
  };
}

function irpMon() {
  const request = (id, major, more) => {
    const cells = {
      ID: id,
      Time: "3/2/2031 9:14:07 AM",
      Type: "IRP",
      "Device name": "\\Device\\ExampleSensor",
      "Driver name": "\\Driver\\ExampleSensor",
      "Result value": "0x0",
      "Result constant": "STATUS_SUCCESS",
      "Major function": major,
      "Minor function": "",
      "IRP address": "0xFFFFE00012345678",
      ...more,
      "Thread ID": "4812",
      "Process ID": "9016",
      "Process name": "sensorctl.exe",
      ImpAdmin: "False",
    };
    const members = Object.entries(cells).filter(([, value]) => value !== "");
    return `{${members.map(([key, value]) => `"${key}" : ${JSON.stringify(value)}`).join(", ")}}`;
  };
  const lengths = { "Output length": "8", "Input length": "16" };
  const lines = [
    request("1", "Create", { Options: "Open NonDirectory" }),
    request("2", "DeviceControl", { ...lengths, IOCTL: hex(SENSOR_READ, 1) }),
    request("3", "FSControl", { ...lengths, FSCTL: "FSCTL_GET_REPARSE_POINT" }),
    request("4", "DeviceControl", { ...lengths, IOCTL: "IOCTL_STORAGE_QUERY_PROPERTY" }),
  ];
  return {
    file: "irpmon.ndjson",
    bytes: utf8(lines.map((line) => `${line}\r\n`).join("")),
    codes: [SENSOR_READ, GET_REPARSE_POINT, QUERY_PROPERTY],
  };
}

/** Lines of scripts, with what can go wrong in them. */
function lines() {
  const text = [
    '{"time":"2031-03-02T09:14:07Z","process":"sensorctl.exe","pid":9016,"IoControlCode":"0x9c406604","device":"\\\\Device\\\\ExampleSensor"}',
    '{"time":"2031-03-02T09:14:08Z","event":"heartbeat","code":404}',
    '{"ioctl_code":-1673517564,"inLen":16,"outLen":null,"path":"D:\\\\\\u8cc7\\u6599\\\\plan.txt"}',
    '{"process":{"name":"explorer.exe","pid":4812},"event":{"controlCode":"FSCTL_GET_REPARSE_POINT"}}',
    '{"ioctl_code":590059.0}',
    '{"ioctl_code":"2236419"}',
    "",
    '{"ioctl_code":"IOCTL_OF_NEXT_YEAR"}',
    '{"ioctl_code":null}',
    '{"ioctl_code":12345678901}',
    '{"ioctl_code":"0x9c406604","pid":4',
    '{"IoControlCodes":["0x9c406604","0x9c40260b"],"IoControlCodes":[2954240]}',
    '{"calls":[{"ioctl_code":"0x2d1400"},{"ioctl_code":"0X00220003","tid":7}],"pid":4}',
    '{"ioctl_code":"0x9c406604","note":"the line ends here',
    '{"ioctl_code":"CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_ACCESS)"}',
  ].join("\n");
  return {
    file: "codes.ndjson",
    bytes: utf8(text),
    codes: [
      ...[
        SENSOR_READ,
        0x9c402604,
        GET_REPARSE_POINT,
        0x000900eb,
        null,
        null,
        SENSOR_READ,
        SENSOR_RESET,
        QUERY_PROPERTY,
      ],
      ...[QUERY_PROPERTY, 0x220003, 0x226004],
    ],
    sharing: 2,
  };
}

export function jsonSamples() {
  return [cape(), cuckoo(), cfb(), ioctlHunter(), ioctlance(), driverBuddy(), irpMon(), lines()];
}
