/**
 * Numbers that travel where control codes do and are not laid out as CTL_CODE, and how they are split.
 *
 * Owns the list of those numbers. A socket request of the AFD driver is told by its range:
 *
 * ```
 *  31               12 11              2 1 0
 * |   0x12 (network)  |    request      | m |
 * ```
 *
 * All others are told by the exact number alone: a vendor's CTL_CODE may look just like one. None of them is also
 * a named CTL_CODE of the tables (a test looks); should one become so, the name in the table's ctl_code rows wins
 * and the number leaves this list. Their names stand in `src/names/tables`.
 */
import { METHOD_BITS, METHOD_MASK } from "./bits.js";
import { unpack } from "./control-code.js";

/** How a number is laid out. */
export type Layout = "ctl_code" | "afd" | "srb_io_control" | "fourcc" | "winsock_sio";

/** The fields of a number by its layout; null where the layout has no such field. */
export interface LayoutFields {
  layout: Layout;
  deviceType: number | null;
  functionCode: number | null;
  requiredAccess: number | null;
  transferMethod: number | null;
}

const AFD_REQUEST_BITS = 10;
const AFD_DEVICE_SHIFT = METHOD_BITS + AFD_REQUEST_BITS;
const AFD_REQUEST_MASK = (1 << AFD_REQUEST_BITS) - 1;
const AFD_DEVICE_TYPE = 0x12;

/** SRB_IO_CONTROL: FILE_DEVICE_SCSI << 16 plus a plain number, carried inside IOCTL_SCSI_MINIPORT (scsi.h, ntddscsi.h). */
const SRB_IO_CONTROL: ReadonlySet<number> = /* @__PURE__ */ new Set([
  0x001b0011, 0x001b0012, 0x001b0013, 0x001b0500, 0x001b0501, 0x001b0502, 0x001b0503, 0x001b0504, 0x001b0505,
  0x001b0506, 0x001b0507, 0x001b0508, 0x001b0509, 0x001b050a, 0x001b050b, 0x001b050c, 0x001b0520, 0x001b0521,
  0x001b0600, 0x001b0620, 0x001b0720, 0x001b0721, 0x001b0780, 0x001b0900, 0x001b09a0, 0x001b09a1, 0x001b09a2,
  0x001b09a3, 0x001b09a4, 0x001b09a5, 0x001b09a6, 0x001b09a7, 0x001b09a8,
]);

/** Four characters as a number: "WMP1", "MTP1", "WMP2" (wmpdevices.h, mtpext.h). */
const FOURCC: ReadonlySet<number> = /* @__PURE__ */ new Set([0x31504d57, 0x3150544d, 0x32504d57]);

/** Winsock's SIO_ codes of WSAIoctl (ws2def.h, mswsock.h, mstcpip.h and others). */
const WINSOCK_SIO: ReadonlySet<number> = /* @__PURE__ */ new Set([
  0x2000747a, 0x28000002, 0x28000004, 0x28000017, 0x4004747b, 0x4004747e, 0x4004747f, 0x48000003, 0x48000005,
  0x48000016, 0x48000018, 0x4800001b, 0x4800001c, 0x4800001d, 0x48000022, 0x48000025, 0x50160001, 0x50160004,
  0x580000cd, 0x580000d2, 0x58000100, 0x8004747c, 0x8004747d, 0x8004747e, 0x8004747f, 0x88000001, 0x88000009,
  0x8800000a, 0x8800000b, 0x8800000c, 0x88000015, 0x88000019, 0x8800001a, 0x88000021, 0x90160003, 0x98000001,
  0x98000002, 0x98000003, 0x98000004, 0x98000005, 0x98000006, 0x98000007, 0x98000008, 0x98000009, 0x9800000a,
  0x9800000b, 0x9800000c, 0x9800000d, 0x9800000e, 0x9800000f, 0x98000010, 0x98000011, 0x98000013, 0x98000014,
  0x98000015, 0x98000016, 0x98000017, 0x98000018, 0x98000064, 0x98000065, 0x98000066, 0x980000c8, 0x980000ca,
  0x980000cb, 0x980000cc, 0x980000dc, 0x980000dd, 0x980000de, 0x980000ea, 0x980000eb, 0x98000101, 0x98000102,
  0x9800012c, 0xc8000006, 0xc8000007, 0xc8000008, 0xc800000d, 0xc8000014, 0xc8000019, 0xc800001e, 0xc800001f,
  0xc8000020, 0xc8000024, 0xd0160002, 0xd8000008, 0xd8000009, 0xd8000027, 0xd8000065, 0xd8000066, 0xd8000067,
  0xd8000068, 0xd8000069, 0xd80000c9, 0xdc000001,
]);

/** Tells how a number is laid out: `layoutOf(0x00012017)` is `"afd"`. An unlisted number is `"ctl_code"`. */
export function layoutOf(code: number): Layout {
  if (code >>> AFD_DEVICE_SHIFT === AFD_DEVICE_TYPE) return "afd";
  if (SRB_IO_CONTROL.has(code)) return "srb_io_control";
  if (FOURCC.has(code)) return "fourcc";
  if (WINSOCK_SIO.has(code)) return "winsock_sio";
  return "ctl_code";
}

/**
 * Splits a number by its layout. AFD requests have no access; the layouts known by number alone have no field at all.
 *
 * @throws DecodeError E_RANGE when `code` is not an integer from 0 to 0xFFFFFFFF.
 */
export function splitByLayout(code: number): LayoutFields {
  const fields = unpack(code);
  const layout = layoutOf(code);
  if (layout === "ctl_code") return { layout, ...fields };
  if (layout === "afd") {
    return {
      layout,
      deviceType: code >>> AFD_DEVICE_SHIFT,
      functionCode: (code >>> METHOD_BITS) & AFD_REQUEST_MASK,
      requiredAccess: null,
      transferMethod: code & METHOD_MASK,
    };
  }
  return { layout, deviceType: null, functionCode: null, requiredAccess: null, transferMethod: null };
}

/** Every number of a layout that is known by number alone, ascending. Empty for the layouts told by range. */
export function codesOfLayout(layout: Layout): number[] {
  if (layout === "srb_io_control") return [...SRB_IO_CONTROL];
  if (layout === "fourcc") return [...FOURCC].sort((a, b) => a - b);
  if (layout === "winsock_sio") return [...WINSOCK_SIO];
  return [];
}
