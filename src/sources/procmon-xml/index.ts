/**
 * Process Monitor XML: File > Save > Extensible Markup Language.
 *
 * UTF-8 with byte order mark, CR LF; a list of processes, then an `<event>` each, with the columns that the user chose
 * as elements: titles with blanks and `&` turned to `_`. Texts are those of the CSV, see procmon-control.ts. Skipped:
 * the list of processes, stack traces, everything that is no control operation.
 */
import type { Source } from "../source.js";
import { isProcmonXml } from "./head.js";

export const procmonXml: Source = {
  name: "procmon-xml",
  doc: {
    writer: "Process Monitor, saved as Extensible Markup Language",
    record:
      "procmon /BackingFile trace.pml, then File > Save > XML; keep at least the columns Operation and Detail",
    carries: "time, process, ids, operation, path, result, duration",
    verified: true,
  },
  detect: isProcmonXml,
  load: () => import("./reader.js"),
};
