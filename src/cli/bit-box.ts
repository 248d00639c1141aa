/**
 * The 32 bits of a number, drawn as a box of the fields that its layout has:
 *
 * ```
 *   31            16   15 14   13         2   1 0
 * |    deviceType    |  acc  | functionCode |  m  |
 * | 0000000000001001 |  00   | 000010111010 | 11  |
 * |      0x0009      |   0   |    0x0BA     |  3  |
 * ```
 */
import { ACCESS_BITS, DEVICE_BITS, FUNCTION_BITS, METHOD_BITS } from "../control-code/bits.js";
import { type Layout, layoutOf } from "../control-code/index.js";
import { hexText } from "./paragraph.js";

const CODE_BITS = 32;

interface BoxField {
  readonly title: string;
  readonly bits: number;
  /** What stands under the bits; default: the number. */
  readonly show?: (value: number) => string;
}

const hex = (digits: number) => (value: number) => hexText(value, digits);
const char = (value: number) => JSON.stringify(String.fromCharCode(value));
const byte = { bits: 8, show: char };

const CTL_CODE: readonly BoxField[] = [
  { title: "deviceType", bits: DEVICE_BITS, show: hex(4) },
  { title: "acc", bits: ACCESS_BITS },
  { title: "functionCode", bits: FUNCTION_BITS, show: hex(3) },
  { title: "m", bits: METHOD_BITS },
];
const AFD: readonly BoxField[] = [
  { title: "network", bits: 20, show: hex(2) },
  { title: "request", bits: 10 },
  { title: "m", bits: METHOD_BITS },
];
const SRB_IO_CONTROL: readonly BoxField[] = [
  { title: "FILE_DEVICE_SCSI", bits: 16, show: hex(4) },
  { title: "number", bits: 16, show: hex(4) },
];
const FOURCC: readonly BoxField[] = ["4th", "3rd", "2nd", "1st"].map((title) => ({ title, ...byte }));

const SIO_DIRECTION: readonly BoxField[] = ["in", "out", "void"].map((title) => ({ title, bits: 1 }));
/** IOC_WS2, IOC_PROTOCOL, IOC_VENDOR of winsock2.h. */
const SIO: readonly BoxField[] = [
  ...SIO_DIRECTION,
  { title: "kind", bits: 2, show: (kind) => ["UNIX", "WS2", "PROTOCOL", "VENDOR"][kind]! },
  { title: "family", bits: 11, show: hex(3) },
  { title: "code", bits: 16, show: hex(4) },
];
/** IOC_UNIX: as Berkeley sockets write it, a letter and a number. */
const SIO_UNIX: readonly BoxField[] = [
  ...SIO_DIRECTION,
  { title: "bytes", bits: 13 },
  { title: "group", ...byte },
  { title: "number", bits: 8 },
];
const SIO_KIND = 0x18000000;

function fieldsOf(layout: Layout, code: number): readonly BoxField[] {
  switch (layout) {
    case "afd":
      return AFD;
    case "srb_io_control":
      return SRB_IO_CONTROL;
    case "fourcc":
      return FOURCC;
    case "winsock_sio":
      return (code & SIO_KIND) === 0 ? SIO_UNIX : SIO;
    case "ctl_code":
      return CTL_CODE;
  }
}

function center(text: string, width: number): string {
  const before = (width - text.length) >> 1;
  return (" ".repeat(Math.max(0, before)) + text).padEnd(width);
}

/** Positions of the first and the last bit of a field, at its edges. */
function positions(high: number, low: number, width: number): string {
  return high === low
    ? center(String(high), width)
    : String(high) + String(low).padStart(width - String(high).length);
}

/** The box of a code by its layout, lines without indent. */
export function bitBox(code: number): string[] {
  const digits = (code >>> 0).toString(2).padStart(CODE_BITS, "0");
  let high = CODE_BITS - 1;
  const columns = fieldsOf(layoutOf(code), code).map(({ title, bits, show = String }) => {
    const from = CODE_BITS - 1 - high;
    const low = high - bits + 1;
    const binary = digits.slice(from, from + bits);
    const cells = [title, binary, show(Number.parseInt(binary, 2))];
    const edges = high === low ? String(high).length : `${high} ${low}`.length;
    const width = Math.max(edges, ...cells.map(({ length }) => length));
    const column = [positions(high, low, width), ...cells.map((cell) => center(cell, width))];
    high = low - 1;
    return column;
  });
  return [0, 1, 2, 3].map((line) => {
    const cells = columns.map((column) => column[line]!);
    return (line === 0 ? `  ${cells.join("   ")}` : `| ${cells.join(" | ")} |`).trimEnd();
  });
}
