/**
 * Event trace logs (.etl): written by Windows' event tracing (logman, xperf, wpr, PerfView), read here from their
 * bytes, on any system.
 *
 * Record control codes with `logman start NAME -p "Windows Kernel Trace" (fileio_init,fileio,...) -ets` and the like,
 * see `info-text.ts`. What is skipped: WPP messages, whose arguments need the driver's symbols, and stacks.
 */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import type { Head, RangeReader, ReadRequest, RecordReader, Source, SourceOptions } from "../source.js";
import { Classes } from "./classes.js";
import { EtlCountReader } from "./count-reader.js";
import { parseFieldRule } from "./field-rules.js";
import { BUFFER_HEADER_BYTES, parseLogHeader } from "./header.js";
import { EtlRecordReader } from "./record-reader.js";
import { run } from "./steps.js";

export { type EtlInfo, etlInfo } from "./info.js";
export { formatEtlInfo } from "./info-text.js";

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

  open(input: ByteInput, head: Head, request: ReadRequest): RecordReader | Promise<RecordReader> {
    const header = parseLogHeader(head.bytes);
    const classes = new Classes(rulesOf(request.options));
    if (request.countBy?.length === 0) return new EtlCountReader(input, header, classes, request);
    if (input.readAt === undefined) {
      throw new DecodeError(
        "E_NEEDS_FILE",
        "records of an .etl in time order need an input that can be read twice",
        {
          file: request.file,
        },
      );
    }
    const reader = new EtlRecordReader(input, header, classes, request);
    return run(
      (function* () {
        yield* reader.prepare();
        return reader;
      })(),
    );
  },

  openRanges(input: ByteInput, head: Head, request: ReadRequest): RangeReader | null {
    // Records come in the order of time of the whole trace; only counts by code can be taken apart.
    if (request.countBy?.length !== 0) return null;
    return new EtlCountReader(
      input,
      parseLogHeader(head.bytes),
      new Classes(rulesOf(request.options)),
      request,
    );
  },
};

function rulesOf(options: SourceOptions) {
  return (options.etwFields ?? []).map(parseFieldRule);
}
