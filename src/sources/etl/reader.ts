/** Opens an .etl: for counts by code as a stream or in ranges, for records in the order of time. */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import type { Head, RangeReader, ReadRequest, RecordReader, SourceOptions } from "../source.js";
import { run } from "../steps.js";
import { Classes } from "./classes.js";
import { EtlCountReader } from "./count-reader.js";
import { parseFieldRule } from "./field-rules.js";
import { parseLogHeader } from "./header.js";
import { EtlRecordReader } from "./record-reader.js";

function classesOf(options: SourceOptions): Classes {
  return new Classes((options.etwFields ?? []).map(parseFieldRule));
}

/** Whatever else is damaged, an .etl has zero bytes all over. */
function refuseText(head: Head, request: ReadRequest): void {
  if (head.bytes.length === 0 || head.bytes.includes(0)) return;
  throw new DecodeError("E_NOT_A_TRACE", "this is text, and an .etl is not", { file: request.file });
}

export function open(
  input: ByteInput,
  head: Head,
  request: ReadRequest,
): RecordReader | Promise<RecordReader> {
  refuseText(head, request);
  const header = parseLogHeader(head.bytes);
  const classes = classesOf(request.options);
  if (request.countBy?.length === 0) return new EtlCountReader(input, header, classes, request);
  if (input.readAt === undefined) {
    throw new DecodeError(
      "E_NEEDS_FILE",
      "records of an .etl in time order need an input that can be read twice",
      { file: request.file },
    );
  }
  const reader = new EtlRecordReader(input, header, classes, request);
  return run(
    (function* () {
      yield* reader.prepare();
      return reader;
    })(),
  );
}

/** Records come in the order of time of the whole trace; only counts by code can be taken apart. */
export function openRanges(input: ByteInput, head: Head, request: ReadRequest): RangeReader | null {
  if (request.countBy?.length !== 0) return null;
  refuseText(head, request);
  return new EtlCountReader(input, parseLogHeader(head.bytes), classesOf(request.options), request);
}
