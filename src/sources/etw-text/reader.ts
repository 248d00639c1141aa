/** Opens a text of ETW events with the reader of its writer. */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import { FormatReader, type TextFormat } from "../format-reader.js";
import type { Head, ReadRequest, RecordReader } from "../source.js";
import { perfviewCsv } from "./perfview-csv.js";
import { perfviewXml } from "./perfview-xml.js";
import { silketw } from "./silketw.js";
import { tracerptCsv } from "./tracerpt-csv.js";
import { type Writer, writerOf } from "./which.js";
import { wtrace } from "./wtrace.js";
import { xperfDumper } from "./xperf-dumper.js";

function formatOf(writer: Writer, request: ReadRequest): TextFormat {
  switch (writer.kind) {
    case "perfview-xml":
      return perfviewXml();
    case "perfview-csv":
      return perfviewCsv(writer.header, writer.delimiter);
    case "silketw":
      return silketw();
    case "wtrace":
      return wtrace();
    case "xperf-dumper":
      request.note(unverified("xperf -a dumper"));
      return xperfDumper(request);
    case "tracerpt-csv":
      request.note(unverified("tracerpt CSV"));
      return tracerptCsv(request);
  }
}

function unverified(writer: string): string {
  return `this is ${writer}, of which no real row with a control code has been seen: only its header tells where codes stand; look twice at what comes out`;
}

export function open(input: ByteInput, head: Head, request: ReadRequest): RecordReader {
  const writer = writerOf(head);
  if (writer !== null) return new FormatReader(input, head, formatOf(writer, request), request);
  throw new DecodeError(
    "E_NOT_A_TRACE",
    "its beginning is none of a text of ETW events: PerfView XML or CSV, SilkETW, wtrace, xperf -a dumper, tracerpt CSV",
    { file: request.file },
  );
}
