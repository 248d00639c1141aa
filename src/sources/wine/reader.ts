/** Reads Wine and Proton logs: a record is a line. */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import { FormatReader } from "../format-reader.js";
import { giveLineCode, MOST_LINE_LENGTH, rejectLongLine } from "../line-code.js";
import { lineFormat } from "../line-format.js";
import type { RecordOutput } from "../record-output.js";
import type { Head, ReadRequest } from "../source.js";
import { parseWineLine } from "./line.js";
import { hasWineLine } from "./sign.js";

const COLUMNS = ["time", "processId", "threadId", "operation", "inputLength", "outputLength"] as const;

/**
 * Opens a log.
 * @throws DecodeError E_NOT_A_TRACE when nothing in the head was written by Wine
 */
export function open(input: ByteInput, head: Head, request: ReadRequest): FormatReader {
  if (!hasWineLine(head)) {
    throw new DecodeError(
      "E_NOT_A_TRACE",
      "no line of Wine's, such as fixme:channel:function, stands at the beginning",
    );
  }
  const { radix } = request.options;
  const format = lineFormat({
    columns: COLUMNS,
    mayCarry: /ioctl|fsctl|iocontrolfile|fscontrolfile/gi,
    take(line: string, output: RecordOutput) {
      if (line.length > MOST_LINE_LENGTH) return rejectLongLine(output);
      const parsed = parseWineLine(line);
      if (parsed === null || parsed.code === null) return;
      output.set("time", parsed.time);
      output.set("processId", parsed.processId);
      output.set("threadId", parsed.threadId);
      giveLineCode(output, parsed.code, "wine", radix);
    },
  });
  return new FormatReader(input, head, format, request);
}
