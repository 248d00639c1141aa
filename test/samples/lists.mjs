/** Samples of plain lists: one code a line, in each form of number. */
import { hex, utf8 } from "./text.mjs";

/** A file system, a storage, a USB, an AFD, a vendor's and a nameless code. */
const CODES = [
  0x000902eb, 0x002d1400, 0x00220003, 0x00012017, 0x80002000, 0x9c406604, 0x000900a8, 0x0022a018,
];
const signed = (code) => String(code | 0);

function list(file, lines, codes = CODES, lineEnd = "\n") {
  return { file, bytes: utf8(lines.map((line) => line + lineEnd).join("")), codes };
}

export function listSamples() {
  const names = [
    ["# names and macros, as copied from headers and reports"],
    ["FSCTL_GET_REPARSE_POINT", 0x000900a8],
    ["IOCTL_STORAGE_QUERY_PROPERTY", 0x002d1400],
    [""],
    ["CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)", 0x00222000],
    ["CTL_CODE(0x8000, 2049, METHOD_NEITHER, FILE_READ_ACCESS | FILE_WRITE_ACCESS)", 0x8000e007],
    ["  IOCTL_DISK_GET_DRIVE_GEOMETRY   # with a remark", 0x00070000],
    ["IOCTL_EXAMPLE_OF_NEXT_YEAR", null],
    ['"FSCTL_LOCK_VOLUME"', 0x00090018],
    ["CTL_CODE(FILE_DEVICE_UNKNOWN, 0x1000, METHOD_BUFFERED, FILE_ANY_ACCESS)"],
    ["0x4D0008", 0x004d0008],
    ["   "],
  ];
  return [
    list(
      "list-0x.txt",
      ["# codes with 0x", "", ...CODES.map((code, i) => hex(code, i % 2 ? 1 : 8)), "0X2D1400", "0x1g"],
      [...CODES, 0x002d1400],
    ),
    list(
      "list-hex-bare.txt",
      [...CODES].reverse().map((code) => code.toString(16)),
      [...CODES].reverse(),
      "\r\n",
    ),
    list("list-decimal.txt", CODES.map(String)),
    list(
      "list-signed.txt",
      [...CODES.map(signed), "-1", "+2954240", "-2147483649"],
      [...CODES, 0xffffffff, 2954240],
    ),
    list(
      "list-h-suffix.txt",
      CODES.map((code, i) => (i % 2 ? `${code.toString(16)}h` : `0${code.toString(16).toUpperCase()}H`)),
    ),
    list(
      "list-names.txt",
      names.map(([text]) => text),
      names.flatMap(([, code]) => (code === undefined ? [] : [code])),
    ),
    list("list-64bit.txt", [...CODES.map((code) => hex(code, 16)), "0x00000001002D1400"]),
  ];
}
