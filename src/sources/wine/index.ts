/**
 * Wine and Proton logs: what Wine prints about requests it does not know, and requests under `WINEDEBUG=+file`.
 *
 * Lines of ANSI or UTF-8 text, mixed with what the programs print. Every line is a record; line.ts has their form.
 * Skipped: `+relay` lines, which repeat the requests of `+file`.
 */
import type { Source } from "../source.js";
import { hasWineLine } from "./sign.js";

export const wine: Source = {
  name: "wine",
  doc: {
    writer: "Wine and Proton, on standard error or in a log file",
    record:
      "wine program.exe 2> wine.log; Proton: PROTON_LOG=1 %command%; WINEDEBUG=+file tells every request",
    carries:
      "time in seconds, process and thread id where they are printed; the printed fields check the number",
    verified: true,
  },
  detect: hasWineLine,
  load: () => import("./reader.js"),
};
