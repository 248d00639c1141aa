/** The finder of each named pattern. */

import { ioctlFuzzer, irpmon, windbgIrp } from "./blocks.js";
import { apiMonitor, drMemory, ntTrace } from "./calls.js";
import type { Finder } from "./finder.js";
import { keywordNumbers, names, samba, unknownCode, wineLines } from "./keywords.js";
import type { TextPatternName } from "./patterns.js";
import { filespy, minispy, portmon } from "./rows.js";

/** Makes the finder of a pattern, which remembers lines of one input. */
export const FINDERS: Readonly<Record<TextPatternName, () => Finder>> = {
  // The frame that the reader takes off; the text within is another pattern's.
  debugview: () => () => null,
  minispy,
  filespy,
  portmon,
  "windbg-irp": windbgIrp,
  "dr-memory": drMemory,
  irpmon,
  ioctlfuzzer: ioctlFuzzer,
  "api-monitor": apiMonitor,
  nttrace: ntTrace,
  samba,
  wine: wineLines,
  keyword: keywordNumbers,
  "unknown-code": unknownCode,
  name: names,
};
