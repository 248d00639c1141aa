/** CSV bytes made to be hard to take apart, and what to look for in them. A seed repeats them. */
import type { ScanConfig } from "../../src/kernel/kernel.js";
import { bytesOf } from "./drive.js";
import { Random } from "./random.js";

export interface HostileCsv {
  readonly bytes: Uint8Array;
  readonly config: ScanConfig;
}

/** Delimiters by weight; the last is a byte that UTF-8 text has too. */
const DELIMITERS = [",", ",", ",", ";", "\t", "|", "\xa7"];
const OPERATIONS = ["DeviceIoControl", "FileSystemControl", "X", 'say ""hi""'];
const OTHER_OPERATIONS = ["ReadFile", "", "DeviceIoContro", "deviceiocontrol", "XX", '""', "\xe9"];
const PREFIX = "Control: ";
const NAMES = [
  "FSCTL_PIPE_WAIT",
  "IOCTL_DISK_E",
  "NOTHING_O",
  "x",
  "Z\xc3\xbcrich E",
  "name of 16 bytes",
  "name of 17 bytes!",
];

/** How wild a document is; every probability is per cell or per row. */
interface Temper {
  readonly quoted: number;
  readonly fault: number;
  readonly midQuote: number;
  readonly bareReturn: number;
  readonly quotedLineEnd: number;
  readonly long: number;
  readonly wrongCount: number;
  readonly blank: number;
  readonly crlf: number;
}

const CALM: Temper = {
  quoted: 0,
  fault: 0,
  midQuote: 0,
  bareReturn: 0,
  quotedLineEnd: 0,
  long: 0.01,
  wrongCount: 0,
  blank: 0.01,
  crlf: 0,
};
const QUOTED: Temper = { ...CALM, quoted: 1, quotedLineEnd: 0.05, crlf: 1 };
const MIXED: Temper = {
  quoted: 0.4,
  fault: 0,
  midQuote: 0.02,
  bareReturn: 0.02,
  quotedLineEnd: 0.2,
  long: 0.05,
  wrongCount: 0.05,
  blank: 0.05,
  crlf: 0.5,
};
const WILD: Temper = {
  quoted: 0.5,
  fault: 0.1,
  midQuote: 0.15,
  bareReturn: 0.15,
  quotedLineEnd: 0.4,
  long: 0.1,
  wrongCount: 0.2,
  blank: 0.2,
  crlf: 0.5,
};
/** No quote inside an unquoted cell; text after closing quotes. */
const FAULTY: Temper = { ...WILD, fault: 0.03, midQuote: 0, wrongCount: 0.1 };
/** Quotes inside unquoted cells; no text after closing quotes. */
const MID_QUOTES: Temper = { ...WILD, fault: 0, midQuote: 0.3, wrongCount: 0.1 };
export const TEMPERS = { CALM, QUOTED, MIXED, WILD, FAULTY, MID_QUOTES };

function codeText(random: Random): string {
  switch (random.below(9)) {
    case 0:
      return `0x${random.u32().toString(16)}`;
    case 1:
      return `0X${(random.below(16) * 0x4004 + 0x222000).toString(16).toUpperCase()}`;
    case 2:
      return String(random.u32() >>> random.below(32));
    case 3:
      return (random.u32() >>> random.below(32)).toString(16);
    case 4:
      return String(-random.below(0x90000000));
    case 5:
      return `000000000${random.below(0x100000).toString(16)}`;
    case 6:
      return random.pick([
        "",
        " 0x1",
        "0x",
        "-",
        "-0",
        "+5",
        "4294967296",
        "0x100000000",
        "22a018h",
        "0xg",
        "00",
        "-2147483648",
      ]);
    default:
      return random.pick(NAMES);
  }
}

function plainText(random: Random, temper: Temper): string {
  if (random.chance(temper.long)) return longText(random);
  return random.pick([
    "",
    "a",
    "b c",
    "C:\\Windows\\System32",
    "\xff\xfe",
    "na\xc3\xafve",
    "0",
    "x".repeat(random.below(40)),
  ]);
}

function longText(random: Random): string {
  const length = random.chance(0.1)
    ? 4000 + random.below(200)
    : random.pick([15, 16, 17, 31, 60 + random.below(10), 128, 300]);
  return String.fromCharCode(0x61 + random.below(26)).repeat(length);
}

/** Puts a cell's text as the document's temper wants it. Quotes in `raw` stand doubled already. */
function dress(raw: string, random: Random, temper: Temper, delimiter: string): string {
  const text = temper.midQuote > 0 && temper.fault > 0 ? raw : raw.replaceAll('"', "");
  const inside = (insertion: string) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + insertion + text.slice(at);
  };
  if (!random.chance(temper.quoted)) {
    if (random.chance(temper.midQuote)) return `${text}m${random.pick(['"', '""', '"x"', ' "'])}`;
    return random.chance(temper.bareReturn) ? inside("\r") : text;
  }
  let body = random.chance(temper.quotedLineEnd)
    ? inside(
        random.pick([
          "\n",
          "\r\n",
          "\r",
          "\n\n",
          delimiter,
          `${delimiter}""${delimiter}`,
          `a${delimiter}b\nc${delimiter}""d""`,
        ]),
      )
    : raw;
  if (random.chance(0.15)) body = random.pick(['""', `""${body}`, `${body}""`, `${body}""""`]);
  const fault = random.chance(temper.fault)
    ? random.pick(["x", '"', "\r", " ", '""', '" ', "\r\r", 'y"z'])
    : "";
  return `"${body}"${fault}`;
}

/** A document of up to about `sizeBytes`, and a configuration that fits its columns. */
export function hostileCsv(seed: number, temper: Temper, sizeBytes: number): HostileCsv {
  const random = new Random(seed);
  const delimiter = random.pick(DELIMITERS);
  const columnCount = random.pick([1, 2, 3, 7, 8, 1 + random.below(30)]);
  const codeColumn = random.below(columnCount);
  const operationColumn = random.chance(0.5) && columnCount > 1 ? random.below(columnCount) : -1;
  const prefix = random.chance(0.4) ? PREFIX : "";
  const columns = Array.from({ length: columnCount }, (_, i) => i);
  const cell = (column: number): string => {
    if (column === codeColumn && !random.chance(0.05)) {
      const code = codeText(random);
      const tail = random.pick(["", ", Length: 8", ',""', ","]);
      return prefix !== "" && !random.chance(0.2) ? prefix + code + tail : code;
    }
    if (column === operationColumn) return random.pick(random.chance(0.7) ? OPERATIONS : OTHER_OPERATIONS);
    return plainText(random, temper);
  };

  const parts: string[] = [];
  let size = 0;
  while (size < sizeBytes) {
    const count = random.chance(temper.wrongCount) ? random.below(columnCount + 3) : columnCount;
    const cells = Array.from({ length: count }, (_, i) => dress(cell(i), random, temper, delimiter));
    const row = random.chance(temper.blank) ? random.pick(["", "\r", "\r\r"]) : cells.join(delimiter);
    const part = row + (random.chance(temper.crlf) ? "\r\n" : "\n");
    parts.push(part);
    size += part.length;
  }
  const bytes = bytesOf(parts.join(""));
  const end = random.chance(0.8) ? bytes.length : random.below(bytes.length);
  return {
    bytes: bytes.subarray(0, end),
    config: {
      format: "csv",
      delimiter: delimiter.charCodeAt(0),
      columnCount,
      codeColumn,
      operationColumn,
      operations: operationColumn < 0 ? [] : OPERATIONS.slice(0, 1 + random.below(4)),
      prefix,
      wanted: columns.filter(() => random.chance(0.6)).slice(0, 24),
      groups: columns
        .filter(() => random.chance(0.3))
        .slice(0, 8)
        .reverse(),
      mode: random.pick(["emit", "count", "append"]),
      radix: random.pick([0, 10, 16]),
    },
  };
}

/** Bytes of a few kinds in any order: quotes, delimiters, line ends and a little text. */
export function soup(seed: number, sizeBytes: number): HostileCsv {
  const random = new Random(seed);
  const { config } = hostileCsv(seed, WILD, 1);
  const delimiter = String.fromCharCode(config.delimiter);
  const rare = random.pick([1, 4, 30, 100]);
  const kinds = [
    '"',
    '""',
    delimiter,
    "\n",
    "\r\n",
    "\r",
    `"${delimiter}"`,
    `${delimiter}"`,
    `"${delimiter}`,
    '"\n',
    '"\r\n',
    '\n"',
    "0x1",
  ];
  let text = "";
  while (text.length < sizeBytes)
    text += random.below(rare) === 0 ? random.pick(kinds) : random.pick(["a", "b", "1", "\xe4"]);
  return {
    bytes: bytesOf(text),
    config: {
      ...config,
      columnCount: 1 + (config.columnCount % 3),
      codeColumn: 0,
      operationColumn: -1,
      operations: [],
      wanted: [0],
      groups: [0],
    },
  };
}
