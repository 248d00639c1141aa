/**
 * Samples of Wireshark and tshark: one conversation with a file server, as each of their exports tells it. The forms
 * are those of tshark 4.0.17, but for `tshark-fields.tsv`, which later ones write, and Wireshark's list.
 */
import { hex, quotedRow, utf8 } from "./text.mjs";

const CLIENT = "192.0.2.9";
const SERVER = "192.0.2.5";
const TREE = "\\\\files01\\export";
const REPORT = 'reports\\März; "Q3" final, v2.xlsx';
const START = Date.UTC(2024, 2, 11, 9, 30) / 1000;

const STATUS = {
  STATUS_SUCCESS: 0,
  STATUS_BUFFER_OVERFLOW: 0x80000005,
  STATUS_INVALID_DEVICE_REQUEST: 0xc0000010,
  STATUS_ACCESS_DENIED: 0xc0000022,
  STATUS_NOT_A_REPARSE_POINT: 0xc0000275,
};
const COMMANDS = { "Tree Connect": 3, Create: 5, Close: 6, Ioctl: 11 };

/** How the Info column shows the codes: by Wireshark's names, else by device and function. */
const SHOWN = new Map([
  [0x001401fc, "FSCTL_QUERY_NETWORK_INTERFACE_INFO"],
  [0x00140204, "FSCTL_VALIDATE_NEGOTIATE_INFO"],
  [0x000900a8, "FSCTL_GET_REPARSE_POINT"],
  [0x000900a4, "FSCTL_SET_REPARSE_POINT"],
  [0x000940e7, "FSCTL_CREATE_USN_JOURNAL"],
  [0x0011c017, "FSCTL_PIPE_TRANSCEIVE"],
  [0x00140078, "FSCTL_SRV_REQUEST_RESUME_KEY"],
  [0x001440f2, "FSCTL_SRV_COPYCHUNK"],
  [0x000902eb, "FILE_SYSTEM Function:0x00ba"],
  [0x80002004, "Unknown (0x00008000) Function:0x0801"],
]);

const ioctl = (code, status, file) => ({ command: "Ioctl", code, status, file });

/** Requests of the conversation; those of one line travel in one packet. */
const REQUESTS = [
  [{ command: "Tree Connect", status: "STATUS_SUCCESS", isTreeless: true }],
  [ioctl(0x001401fc, "STATUS_SUCCESS")],
  [ioctl(0x00140204, "STATUS_SUCCESS")],
  [{ command: "Create", status: "STATUS_SUCCESS", filename: REPORT }],
  [ioctl(0x000900a8, "STATUS_NOT_A_REPARSE_POINT", REPORT)],
  [ioctl(0x000902eb, "STATUS_INVALID_DEVICE_REQUEST", REPORT)],
  [ioctl(0x000900a4, "STATUS_SUCCESS", REPORT)],
  [ioctl(0x000940e7, "STATUS_ACCESS_DENIED", REPORT)],
  [ioctl(0x0011c017, "STATUS_BUFFER_OVERFLOW", "srvsvc")],
  [
    { command: "Create", status: "STATUS_SUCCESS", filename: "docs\\plan.txt" },
    ioctl(0x000900a8, "STATUS_NOT_A_REPARSE_POINT"),
    { command: "Close", status: "STATUS_SUCCESS" },
  ],
  [ioctl(0x00140078, "STATUS_SUCCESS", REPORT), ioctl(0x001440f2, "STATUS_SUCCESS", REPORT)],
  [ioctl(0x80002004, "STATUS_INVALID_DEVICE_REQUEST", REPORT)],
];

/** The packets: a question for the server's name, then each request and its response. */
function packets() {
  const all = [{ number: 1, direction: null, messages: [] }];
  for (const messages of REQUESTS) {
    all.push({ number: all.length + 1, direction: "Request", messages });
    all.push({ number: all.length + 1, direction: "Response", messages });
  }
  return all;
}

/** The code that a message shows: responses show it when they succeed, and with STATUS_BUFFER_OVERFLOW. */
function shownCode({ code, status }, direction) {
  const isShown = direction === "Request" || ["STATUS_SUCCESS", "STATUS_BUFFER_OVERFLOW"].includes(status);
  return isShown ? code : undefined;
}

const requestCodes = REQUESTS.flat().flatMap(({ code }) => (code === undefined ? [] : [code]));
/** What the Info column tells of them. */
const namedCodes = requestCodes.map((code) => (SHOWN.get(code).startsWith("FSCTL_") ? code : null));

const microseconds = (number) => String((number - 1) * 1234).padStart(6, "0");

function frameTime({ number }) {
  return `Mar 11, 2024 09:30:00.${microseconds(number)}000 UTC`;
}

/** The Info column. */
function infoOf({ direction, messages }) {
  if (direction === null) return "Standard query 0x1a2b A files01.example";
  return messages
    .map((message) => {
      const { command, status, file, filename } = message;
      const code = shownCode(message, direction);
      const error = direction === "Response" && status !== "STATUS_SUCCESS" ? `, Error: ${status}` : "";
      const shown = code === undefined ? "" : ` ${SHOWN.get(code)}`;
      const name = filename ?? (code === undefined ? undefined : file);
      const tree = command === "Tree Connect" && direction === "Request" ? ` Tree: ${TREE}` : "";
      return `${command} ${direction}${error}${shown}${tree}${name === undefined ? "" : ` File: ${name}`}`;
    })
    .join(";");
}

/** Values of the fields of a packet, as -e names them. */
function fieldsOf({ number, direction, messages }, yes, no) {
  const values = (pick) => messages.map(pick).filter((value) => value !== undefined);
  const isResponse = direction === "Response";
  const codes = values((message) => shownCode(message, direction));
  return {
    "frame.number": [number],
    "frame.time": [frameTime({ number })],
    "smb2.cmd": values(({ command }) => COMMANDS[command]),
    "smb2.flags.response": values(() => (isResponse ? yes : no)),
    "smb2.ioctl.function": codes.map((code) => hex(code)),
    "smb2.ioctl.is_fsctl": isResponse ? [] : codes.map(() => yes),
    "smb2.nt_status": isResponse ? values(({ status }) => hex(STATUS[status])) : [],
    "smb2.tree": values(({ isTreeless }) => (isTreeless && !isResponse ? undefined : TREE)),
    "smb2.filename": isResponse ? [] : values(({ filename }) => filename),
    "smb2.time": isResponse ? values(() => "0.001234000") : [],
  };
}

/** -T fields -E header=y -E separator=, -E quote=d: every value in quotes, those inside left alone. */
function fieldsCsv() {
  const rows = packets().map((packet) =>
    Object.values(fieldsOf(packet, "1", "0")).map((values) =>
      values.length === 0 ? "" : `"${values.join(",")}"`,
    ),
  );
  const names = Object.keys(fieldsOf(packets()[0], "1", "0"));
  const broken = [
    ['"26"', '"Mar 11, 2024 09:30:00.030850000 UTC"', '"11"', '"0"', '"0x0009g0a8"', "", "", "", "", ""],
    ['"27"', '"Mar 11, 2024 09:30:00.032084000 UTC"', '"11"'],
  ];
  const lines = [names, ...rows, ...broken].map((cells) => cells.join(","));
  return { file: "tshark-fields.csv", bytes: utf8(`${lines.join("\n")}\n`), codes: requestCodes, sharing: 1 };
}

/** -T fields of a later tshark: tabs, no quotes, backslashes doubled, True and False. */
function fieldsTsv() {
  const names = Object.keys(fieldsOf(packets()[0], "True", "False"));
  const rows = packets().map((packet) =>
    Object.values(fieldsOf(packet, "True", "False")).map((values) =>
      values.join("|").replaceAll("\\", "\\\\"),
    ),
  );
  const lines = [names, ...rows].map((cells) => cells.join("\t"));
  return {
    file: "tshark-fields.tsv",
    bytes: utf8(`${lines.join("\r\n")}\r\n`),
    codes: requestCodes,
    sharing: 1,
  };
}

/** Source, destination, protocol and length of a packet. */
function headOf({ direction, messages }) {
  const isResponse = direction === "Response";
  return [
    isResponse ? SERVER : CLIENT,
    isResponse ? CLIENT : SERVER,
    direction === null ? "DNS" : "SMB2",
    direction === null ? 75 : 130 + 72 * messages.length,
  ];
}

/** The summary that tshark prints by itself. */
function summary() {
  const lines = packets().map((packet) => {
    const [source, destination, protocol, length] = headOf(packet);
    const number = String(packet.number).padStart(5);
    return `${number}   0.${microseconds(packet.number)}    ${source} → ${destination}    ${protocol} ${length} ${infoOf(packet)}`;
  });
  return { file: "tshark-summary.txt", bytes: utf8(`${lines.join("\n")}\n`), codes: namedCodes, sharing: 1 };
}

/** A cell as Wireshark's export writes it: backslashes doubled, every byte that is not ASCII in octal. */
function escaped(cell) {
  const octal = (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`);
  return Array.from(utf8(String(cell).replaceAll("\\", "\\\\")), octal).join("");
}

/** File > Export Packet Dissections > As CSV. */
function packetList() {
  const rows = packets().map((packet) =>
    quotedRow(
      [packet.number, `0.${microseconds(packet.number)}`, ...headOf(packet), infoOf(packet)].map(escaped),
    ),
  );
  const header = quotedRow(["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"]);
  return {
    file: "wireshark-list.csv",
    bytes: utf8(`${[header, ...rows].join("\n")}\n`),
    codes: namedCodes,
    sharing: 1,
  };
}

/** JSON of objects that are lists of keys and values, so that a key can stand there twice. */
function prettyJson(value, indent) {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const inner = value.map(
    ([key, item]) => `${indent}  ${JSON.stringify(key)}: ${prettyJson(item, `${indent}  `)}`,
  );
  return `{\n${inner.join(",\n")}\n${indent}}`;
}

/** The fields of a message: of its header, and of the request or response behind it. */
function messageFields(message, packet, i) {
  const { command, status, file, filename } = message;
  const { direction, number } = packet;
  const isResponse = direction === "Response";
  const code = shownCode(message, direction);
  const header = [
    ...(isResponse ? [["smb2.nt_status", hex(STATUS[status])]] : []),
    ["smb2.cmd", String(COMMANDS[command])],
    ["smb2.flags.response", isResponse],
    ["smb2.flags.chained", i > 0],
    ["smb2.msg_id", String(number + i)],
    ["smb2.pid", "0x0000feff"],
    ...(message.isTreeless && !isResponse ? [] : [["smb2.tree", TREE]]),
    ...(isResponse ? [["smb2.time", "0.001234000"]] : []),
  ];
  const body = [
    ["smb2.buffer_code", isResponse ? "0x0031" : "0x0039"],
    ...(filename === undefined || isResponse ? [] : [["smb2.filename", filename]]),
    ...(code === undefined ? [] : [["smb2.ioctl.function", hex(code)]]),
    ...(code === undefined ? [] : [["smb2.ioctl.function.method", hex(code & 3)]]),
  ];
  return {
    title: `${command} ${direction} (${hex(COMMANDS[command], 2)})`,
    header,
    body,
    handle: code === undefined || file === undefined ? undefined : `GUID handle File: ${file}`,
    flag: code === undefined || isResponse ? [] : [["smb2.ioctl.is_fsctl", true]],
  };
}

/** -T json: a message is a key `smb2`, several messages are several such keys. */
function json() {
  const text = ([key, value]) => [key, typeof value === "boolean" ? (value ? "1" : "0") : value];
  const all = packets().map((packet) => {
    const layers = [
      [
        "frame",
        [
          ["frame.time", frameTime(packet)],
          ["frame.number", String(packet.number)],
          [
            "frame.protocols",
            packet.direction === null ? "eth:ethertype:ip:udp:dns" : "eth:ethertype:ip:tcp:nbss:smb2",
          ],
        ],
      ],
      ...packet.messages.map((message, i) => {
        const { title, header, body, handle, flag } = messageFields(message, packet, i);
        const file =
          handle === undefined ? [] : [[handle, [["smb2.fid", "00000017-0004-0000-0500-000004000000"]]]];
        return [
          "smb2",
          [
            ["SMB2 Header", header.map(text)],
            [title, [...body, ...file, ...flag].map(text)],
          ],
        ];
      }),
    ];
    const root = [
      ["_index", "packets-2024-03-11"],
      ["_type", "doc"],
      ["_score", null],
      ["_source", [["layers", layers]]],
    ];
    return `  ${prettyJson(root, "  ")}`;
  });
  return {
    file: "tshark-packets.json",
    bytes: utf8(`[\n${all.join(",\n")}\n]\n`),
    codes: requestCodes,
    sharing: 1,
  };
}

/** -T ek: a line that tells Elasticsearch the index before each packet; several messages are an array. */
function ek() {
  const name = (key) => `smb2_${key.replaceAll(".", "_")}`;
  const lines = packets().flatMap((packet) => {
    const messages = packet.messages.map((message, i) => {
      const { title, header, body, handle, flag } = messageFields(message, packet, i);
      const pairs = [
        ["text", ["SMB2 Header", title]],
        ...[...header, ...body].map(([key, value]) => [name(key), value]),
      ];
      if (handle !== undefined) pairs.push(["text", handle]);
      pairs.push(...flag.map(([key, value]) => [name(key), value]));
      return `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
    });
    const time = `2024-03-11T09:30:00.${microseconds(packet.number)}000Z`;
    const smb =
      messages.length === 0
        ? []
        : [`"smb2":${messages.length === 1 ? messages[0] : `[${messages.join(",")}]`}`];
    const layers = [
      `"frame":${JSON.stringify({ frame_frame_time: time, frame_frame_number: String(packet.number) })}`,
      ...smb,
    ];
    const timestamp = `${START}${microseconds(packet.number).slice(0, 3)}`;
    return [
      '{"index":{"_index":"packets-2024-03-11","_type":"doc"}}',
      `{"timestamp":"${timestamp}","layers":{${layers.join(",")}}}`,
    ];
  });
  return {
    file: "tshark-packets.ndjson",
    bytes: utf8(`${lines.join("\n")}\n`),
    codes: requestCodes,
    sharing: 1,
  };
}

/** As -T fields -E quote=d wrote it once, with names in the place of numbers. Wireshark's numbers, not others'. */
function names() {
  const functions = [
    ["0x00140204", 0x00140204],
    ["0x0011c017", 0x0011c017],
    ["0x001401fc", 0x001401fc],
    ["FSCTL_PIPE_TRANSCEIVE", 0x0011c017],
    ["FSCTL_CREATE_USN_JOURNAL", 0x000940e7],
    ["FSCTL_SET_REPARSE_POINT", 0x000900a4],
    ["FSCTL_SRV_COPYCHUNK", 0x001440f2],
    ["FSCTL_NOT_IN_WIRESHARK", null],
    ["", undefined],
  ];
  const rows = functions.flatMap(([text], i) => [
    quotedRow([900 + 5 * i, 11, 0, text]),
    quotedRow([903 + 5 * i, 11, 1, text]),
  ]);
  const codes = functions.flatMap(([, code]) => (code === undefined ? [] : [code]));
  const header = "frame.number,smb2.cmd,smb2.flags.response,smb2.ioctl.function";
  return { file: "tshark-smb2.csv", bytes: utf8(`${[header, ...rows].join("\n")}\n`), codes };
}

export function tsharkSamples() {
  return [names(), fieldsCsv(), fieldsTsv(), packetList(), summary(), json(), ek()];
}
