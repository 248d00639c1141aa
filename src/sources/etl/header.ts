/** The log file header: the first event of the first buffer (TRACE_LOGFILE_HEADER). */

/** Size of a buffer header, and so the offset of the first event. */
export const BUFFER_HEADER_BYTES = 0x48;

export const LOG_MODE = { CIRCULAR: 2, NEW_FILE: 8, COMPRESSED: 0x04000000 } as const;
export const CLOCK_TYPE = { QPC: 1, SYSTEM_TIME: 2, CPU_CYCLES: 3 } as const;

export interface LogHeader {
  /** Buffer size of the session, in bytes. */
  readonly bufferSize: number;
  readonly osMajor: number;
  readonly osMinor: number;
  readonly logMajor: number;
  readonly logMinor: number;
  readonly osBuild: number;
  readonly processors: number;
  /** FILETIME; 0 when the file was not closed. */
  readonly end: bigint;
  readonly mode: number;
  readonly buffersWritten: number;
  readonly startBuffers: number;
  /** Pointer size of the traced machine. */
  readonly pointerSize: number;
  /** Pointer size of the header event itself. */
  readonly headerPointerSize: 4 | 8;
  readonly eventsLost: number;
  readonly buffersLost: number;
  readonly cpuMhz: number;
  readonly boot: bigint;
  readonly frequency: bigint;
  /** FILETIME. */
  readonly start: bigint;
  readonly clockType: number;
  readonly sessionName: string;
  readonly fileName: string;
  /** Raw time of the header event: `start` in ticks. */
  readonly startTicks: bigint;
}

const utf16 = new TextDecoder("utf-16le");

/** Text from `at` to a NUL, and where the next one begins. */
function textAt(bytes: Uint8Array, at: number, end: number): { text: string; next: number } {
  let to = at;
  while (to + 1 < end && (bytes[to] !== 0 || bytes[to + 1] !== 0)) to += 2;
  return { text: at < to ? utf16.decode(bytes.subarray(at, to)) : "", next: to + 2 };
}

/** The header event at `start` (32 bytes SYSTEM header, then the structure), or null when it is none. */
export function parseLogHeader(bytes: Uint8Array, start = BUFFER_HEADER_BYTES): LogHeader | null {
  if (start + 32 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marker = view.getUint32(start, true);
  const type = (marker >>> 16) & 0xff;
  if (marker >>> 30 !== 3 || type < 1 || type > 4 || view.getUint16(start + 6, true) !== 0) return null;
  const wide = type === 2 || type === 4;
  const size = view.getUint16(start + 4, true);
  const at = start + (type <= 2 ? 32 : 24);
  const end = Math.min(start + size, bytes.length);
  const rest = at + (wide ? 0xf8 : 0xf0);
  if (rest + 0x20 > end) return null;
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  const session = textAt(bytes, rest + 0x20, end);
  const file = textAt(bytes, session.next, end);
  return {
    bufferSize: u32(0),
    osMajor: bytes[at + 4]!,
    osMinor: bytes[at + 5]!,
    logMajor: bytes[at + 6]!,
    logMinor: bytes[at + 7]!,
    osBuild: u32(8),
    processors: u32(0x0c),
    end: view.getBigUint64(at + 0x10, true),
    mode: u32(0x20),
    buffersWritten: u32(0x24),
    startBuffers: u32(0x28),
    pointerSize: u32(0x2c),
    headerPointerSize: wide ? 8 : 4,
    eventsLost: u32(0x30),
    cpuMhz: u32(0x34),
    boot: view.getBigUint64(rest, true),
    frequency: view.getBigInt64(rest + 8, true),
    start: view.getBigUint64(rest + 0x10, true),
    clockType: view.getUint32(rest + 0x18, true),
    buffersLost: view.getUint32(rest + 0x1c, true),
    sessionName: session.text,
    fileName: file.text,
    startTicks: view.getBigUint64(start + 16, true),
  };
}

/** GUIDs of kernel event classes by group number, so that FULL events of them read like kernel events. */
export const KERNEL_GROUPS: ReadonlyMap<string, number> = new Map([
  ["68fdd900-4a3e-11d1-84f4-0000f80464e3", 0],
  ["3d6fa8d4-fe05-11d0-9dda-00c04fd7ba7c", 1],
  ["3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c", 3],
  ["90cbdc39-4a3e-11d1-84f4-0000f80464e3", 4],
  ["3d6fa8d1-fe05-11d0-9dda-00c04fd7ba7c", 5],
]);

/** Microsoft-Windows-Kernel-File, the manifest twin of the kernel's FileIo class. */
export const KERNEL_FILE_GUID = "edd08927-9cc4-4e65-b970-c2560fb5c289";
