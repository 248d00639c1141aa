/**
 * Event trace logs (.etl): written by Windows' event tracing (logman, xperf, wpr, PerfView), read here from their
 * bytes, on any system.
 *
 * Record control codes with `logman start NAME -p "Windows Kernel Trace" (fileio_init,fileio,...) -ets` and the like,
 * see `info-text.ts`. What is skipped: WPP messages, whose arguments need the driver's symbols, and stacks.
 */
import type { Head, Source } from "../source.js";
import { BUFFER_HEADER_BYTES } from "./header.js";

const SMALLEST_FIRST_BUFFER = 0x200;
const LARGEST_FIRST_BUFFER = 0x1000000;
const HEADER_TYPE = 4;

/** True when the first bytes are a header buffer with the log file header as its first event. */
export function isEtl(bytes: Uint8Array): boolean {
  if (bytes.length < BUFFER_HEADER_BYTES + 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(0, true);
  if (
    size < SMALLEST_FIRST_BUFFER ||
    size > LARGEST_FIRST_BUFFER ||
    view.getUint16(0x36, true) !== HEADER_TYPE
  )
    return false;
  const marker = view.getUint32(BUFFER_HEADER_BYTES, true);
  return marker >>> 16 === 0xc001 || marker >>> 16 === 0xc002;
}

export const etl: Source = {
  name: "etl",
  isBinary: true,
  doc: {
    writer: "Windows event tracing: logman, xperf, wpr, PerfView, tracelog",
    record:
      'xperf -on FILE_IO+FILE_IO_INIT+FILENAME -f trace.etl, or logman with "Microsoft-Windows-Kernel-File"',
    carries: "code, time, process, thread, path, status, duration, provider, event id, processor",
    verified: true,
  },

  detect(head: Head): boolean {
    return isEtl(head.bytes);
  },

  load: () => import("./reader.js"),
};
