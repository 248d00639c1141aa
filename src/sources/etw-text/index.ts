/**
 * ETW events as text: what PerfView, SilkETW, wtrace, `xperf -a dumper` and tracerpt print of an .etl or of a session.
 *
 * Control codes stand in FileIO/FSControl (class FileIo, type 75), in FSCTL of Microsoft-Windows-Kernel-File, and in
 * the events of drivers and services that log theirs. Every event is a record; those of other kinds carry no code.
 * What is skipped: stacks and what the texts say of sessions.
 */
import { isOddDialect } from "../csv-header.js";
import type { Source, SourceOptions } from "../source.js";
import { writerOf } from "./which.js";

/** True when the user says how a table or a text is to be read, as none of these is. */
function asksForOther({ codeColumn, noHeader, pattern, jsonPath, ...options }: SourceOptions): boolean {
  if (codeColumn !== undefined || noHeader === true || isOddDialect(options)) return true;
  return pattern !== undefined || jsonPath !== undefined;
}

export const etwText: Source = {
  name: "etw-text",
  doc: {
    writer: "PerfView (XML and CSV of events), SilkETW (NDJSON), wtrace, xperf -a dumper, tracerpt -of CSV",
    record:
      "PerfView /KernelEvents=Default,FileIOInit collect, then Save View as CSV in its events, or UserCommand DumpEventsAsXml; wtrace --handlers=file",
    carries: "time, process, thread, path, status, lengths, provider, event id, as far as the text tells",
    verified: true,
    unverified:
      "xperf -a dumper, tracerpt CSV: no real row with a code was seen, they are read by their header only",
  },

  detect(head, options) {
    return !asksForOther(options) && writerOf(head) !== null;
  },

  load: () => import("./reader.js"),
};
