/** Opens a .pml: as a stream where no names of processes are asked for, else as a file, which has them at its end. */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import type { Head, RangeReader, ReadRequest, RecordReader } from "../source.js";
import { run, type Steps } from "../steps.js";
import { type Capture, examineCapture } from "./capture.js";
import { type PmlHeader, parsePmlHeader } from "./header.js";
import { isCounted, PmlReader } from "./pml-reader.js";
import { type PmlProcess, readProcesses } from "./processes.js";

/** Offsets of the array are whole below this. */
const FOUR_GIB = 2 ** 32;

interface Opened {
  readonly reader: PmlReader;
  readonly capture: Capture;
  readonly warnings: readonly string[];
}

function needsProcesses(request: ReadRequest): boolean {
  return (
    !isCounted(request) && request.columns.some((name) => name === "processName" || name === "processId")
  );
}

function* opening(input: ByteInput, header: PmlHeader, request: ReadRequest): Steps<Opened> {
  const capture = yield* examineCapture(input, header);
  const warnings = [...capture.warnings];
  let processes: ReadonlyMap<number, PmlProcess> = new Map();
  if (capture.isClosed && input.readAt !== undefined && needsProcesses(request)) {
    const table = yield* readProcesses(input, header);
    processes = table.byIndex;
    if (table.warning !== null) warnings.push(table.warning);
  }
  return { reader: new PmlReader(input, capture, processes, request), capture, warnings };
}

export function open(
  input: ByteInput,
  head: Head,
  request: ReadRequest,
): RecordReader | Promise<RecordReader> {
  const header = parsePmlHeader(head.bytes, request.file);
  if (needsProcesses(request) && input.readAt === undefined && header.processTable !== 0) {
    throw new DecodeError(
      "E_NEEDS_FILE",
      "the names of processes stand at the end of a .pml, so it has to be read in another order",
      { file: request.file },
    );
  }
  return run(
    (function* () {
      const { reader, warnings } = yield* opening(input, header, request);
      for (const warning of warnings) reader.warn(warning);
      return reader;
    })(),
  );
}

/** Every range begins where the offset array says. A file with anything wrong about it is read as one. */
export function openRanges(input: ByteInput, head: Head, request: ReadRequest): RangeReader | null {
  const opened = run(opening(input, parsePmlHeader(head.bytes, request.file), request));
  if (opened instanceof Promise || input.byteLength === undefined) return null;
  const { reader, capture, warnings } = opened;
  return capture.offsets === null || capture.end > FOUR_GIB || warnings.length > 0 ? null : reader;
}
