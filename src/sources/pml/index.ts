/**
 * Process Monitor logs (.PML): Process Monitor's own binary form, and the only one in which every control request has its
 * number; its CSV has a name instead wherever Process Monitor knows one.
 *
 * Record one with `procmon /Quiet /BackingFile trace.pml`, end it with `procmon /Terminate`. 32-bit and 64-bit, version 9.
 * What is skipped: stacks, modules, icons, host names, and the name of the computer, which is private.
 */
import type { Source } from "../source.js";
import { hasPmlSignature } from "./header.js";

export const procmonPml: Source = {
  name: "procmon-pml",
  isBinary: true,
  doc: {
    writer: "Process Monitor, in its own format (.PML)",
    record: "procmon /Quiet /BackingFile trace.pml, and procmon /Terminate at the end",
    carries: "code, time, process, thread, operation, path, result, duration, buffer lengths, minor function",
    verified: true,
  },
  detect: (head) => hasPmlSignature(head.bytes),
  load: () => import("./reader.js"),
};
