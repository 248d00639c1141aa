/**
 * JSON and NDJSON reports of sandboxes, hooks, driver analysers and scripts: CAPE, Cuckoo, CFB, IoctlHunter,
 * ioctlance, DriverBuddy Reloaded, IRPMon, and whatever names a control code by one of the usual keys.
 *
 * What a record is, and which keys mean what, stands in docs/rules.md; keys.ts has the lists. Nothing of the text is
 * kept but what is looked for, so one object of gigabytes takes no more memory than a line.
 */
import type { Source } from "../source.js";
import { beginsLikeJson, isJsonTrace } from "./head.js";

export const json: Source = {
  name: "json",
  doc: {
    writer:
      "CAPE, Cuckoo, CFB, IoctlHunter, ioctlance, DriverBuddy Reloaded, IRPMon; scripts: JSON and NDJSON",
    record: "any report with a key such as IoControlCode, or name the place with --json-path",
    carries: "time, process, ids, operation, path, status, lengths, by their keys",
    verified: true,
  },
  detect: (head, options) => (options.jsonPath === undefined ? isJsonTrace(head) : beginsLikeJson(head)),
  load: () => import("./reader.js"),
};
