/** Plain lists made to be hard: comments, blank lines, every spelling of a number. A seed repeats them. */
import { bytesOf } from "./drive.js";
import type { HostileCsv } from "./hostile-csv.js";
import { Random } from "./random.js";

/** A list of about `sizeBytes`. */
export function hostileList(seed: number, sizeBytes: number): HostileCsv {
  const random = new Random(seed);
  let text = "";
  while (text.length < sizeBytes) {
    text += random.pick([
      `0x${random.below(0x300000).toString(16)}`,
      String(random.u32() >>> random.below(32)),
      (random.u32() >>> random.below(32)).toString(16),
      String(-random.below(0x80000010)),
      "# a remark, 0x1",
      " # no remark",
      "",
      "\r",
      " 0x22a018 ",
      "FSCTL_PIPE_WAIT",
      "A_NAME_E",
      "A_NAME_O",
      '"quoted"',
      "x".repeat(random.below(200)),
      "0x22a018\r",
    ]);
    text += random.chance(0.5) ? "\n" : "\r\n";
  }
  if (random.chance(0.3)) text = text.slice(0, -1);
  return {
    bytes: bytesOf(text),
    config: {
      format: "list",
      delimiter: 0x2c,
      columnCount: 1,
      codeColumn: 0,
      operationColumn: -1,
      operations: [],
      prefix: "",
      wanted: [],
      groups: [],
      mode: "emit",
      radix: random.pick([0, 10, 16]),
    },
  };
}
