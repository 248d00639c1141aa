/** Own names reach the threads of a summary: the same answer as in one. */
import { expect, it } from "vitest";
import { fileInput, type OwnName, Summary, summarize } from "../../dist/node.js";
import { summarizeFile } from "../../dist/workers/summarize-file.js";
import { Folder } from "../cli/command.js";

const folder = new Folder();
const names: readonly OwnName[] = [
  { name: "IOCTL_OWN", code: 0x9c402784, line: 1, file: "own.h" },
  { name: "FSCTL_GET_REPARSE_POINT", code: 0x900ff, line: 2, file: "own.h" },
];

it("counts names of the trace that only the own names know, with three threads", async () => {
  const texts = ["IOCTL_OWN", "0x9C402784", "FSCTL_GET_REPARSE_POINT", "0x222000"];
  folder.write(
    "trace.csv",
    `IoControlCode\n${Array.from({ length: 4000 }, (_, i) => `${texts[i % 4]}\n`).join("")}`,
  );
  const path = folder.at("trace.csv");
  const one = await summarize(fileInput(path), { names });
  const many = await summarizeFile(path, { names, jobs: 3 }, new Summary(), {
    blockBytes: 3000,
    minBytes: 1,
  });
  expect(many.accounting).toEqual(one.accounting);
  const groups = many.summary.groups("default", names);
  expect(groups).toEqual(one.summary.groups("default", names));
  expect(groups.map(({ code, name, count }) => [code, name, count])).toEqual([
    [0x9c402784, "IOCTL_OWN", 2000],
    [0x900ff, "FSCTL_GET_REPARSE_POINT", 1000],
    [0x222000, null, 1000],
  ]);
});
