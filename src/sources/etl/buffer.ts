/** The header of one buffer, and whether bytes can be one. */
import { BUFFER_HEADER_BYTES } from "./header.js";

export const BUFFER_FLAG = {
  FLUSH_MARKER: 1,
  EVENTS_LOST: 2,
  BUFFER_LOST: 4,
  PROC_INDEX: 0x20,
  COMPRESSED: 0x40,
} as const;

/** No session has larger buffers. */
export const LARGEST_BUFFER = 16 * 1024 * 1024;
const KNOWN_FLAGS = 0x7f;
const LAST_TYPE = 7;
/** Plain LZ77 of events never does better; more is a bomb. */
const LARGEST_RATIO = 1000;
const RATIO_SLACK = 4096;

export interface BufferHeader {
  /** Bytes of the buffer in the file, header included. */
  readonly size: number;
  /** End of the events, from the buffer's start, after decompression. */
  readonly filled: number;
  readonly flags: number;
  readonly type: number;
  readonly processor: number;
  readonly sequence: number;
  readonly compressed: boolean;
}

/** The buffer header at `at`; the bytes must be there. */
export function bufferHeader(view: DataView, at: number): BufferHeader {
  const flags = view.getUint16(at + 0x34, true);
  const processor = view.getUint16(at + 0x28, true);
  return {
    size: view.getUint32(at, true),
    filled: view.getUint32(at + 0x30, true),
    flags,
    type: view.getUint16(at + 0x36, true),
    processor: flags & BUFFER_FLAG.PROC_INDEX ? processor & 0x7ff : processor & 0xff,
    sequence: view.getUint32(at + 0x18, true) + view.getUint32(at + 0x1c, true) * 2 ** 32,
    compressed: (flags & BUFFER_FLAG.COMPRESSED) !== 0,
  };
}

/** What is wrong with a buffer header, or null when it can be one. */
export function bufferFault(header: BufferHeader): string | null {
  const { size, filled, flags, type } = header;
  if (size < BUFFER_HEADER_BYTES || size > LARGEST_BUFFER) {
    return `its size is ${size}, allowed are ${BUFFER_HEADER_BYTES} to ${LARGEST_BUFFER}`;
  }
  if ((flags & ~KNOWN_FLAGS) !== 0) return `its flags are 0x${flags.toString(16)}`;
  if (type > LAST_TYPE) return `its type is ${type}, the last known is ${LAST_TYPE}`;
  if (filled > LARGEST_BUFFER) return `its events would end at ${filled}, allowed is ${LARGEST_BUFFER}`;
  if (!header.compressed && filled > size) return `its events would end at ${filled} of ${size} bytes`;
  return null;
}

/** Why a compressed buffer is refused, or null. A session's buffers unpack to no more than its buffer size. */
export function bombFault(header: BufferHeader, sessionBufferSize: number): string | null {
  const most = Math.max(sessionBufferSize, 1 << 20);
  const unpacked = header.filled - BUFFER_HEADER_BYTES;
  const packed = header.size - BUFFER_HEADER_BYTES;
  if (unpacked < 0) return `its events would end at ${header.filled}, inside the header`;
  if (header.filled > most)
    return `it would unpack to ${header.filled} bytes, the session has ${sessionBufferSize}`;
  if (unpacked > packed * LARGEST_RATIO + RATIO_SLACK)
    return `it would unpack ${packed} bytes to ${unpacked}`;
  return null;
}
