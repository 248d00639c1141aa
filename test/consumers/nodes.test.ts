/** The command on other versions of Node: what it prints and writes must be, byte for byte, what it is on this one. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Folder, type Outcome } from "../cli/command.js";
import { OTHER_NODES } from "./nodes.js";

const SAMPLES = join(import.meta.dirname, "../../samples");
const folder = new Folder();
/** Large enough for threads. */
const LARGE = folder.at("large.csv");
const OUTPUT = folder.at("output");

/** Command lines, their standard input, and a piece of what each prints or writes, so that no failure passes as the same. */
const CASES: readonly (readonly [line: string, expected: string, input?: string])[] = [
  ["summary -f table SAMPLES/procmon-afternoon.csv", "FSCTL_"],
  ["summary --by file,processName -f csv --recursive SAMPLES", "packed-two-members.csv.gz"],
  ["decode -f ndjson --recursive SAMPLES", "IOCTL_"],
  ["decode -f csv --engine reference --recursive SAMPLES", "IOCTL_"],
  ["decode -f csv -", "FSCTL_", "procmon-utf16le.csv"],
  ["summary -f json -", "0x00226004", "packed-two-members.csv.gz"],
  ["decode -f ndjson -", "FSCTL_", "procmon-64bit.pml"],
  ["summary -f csv -j 2 LARGE", "FSCTL_"],
  ["summary -f csv -j 2 --by processName,status LARGE", "FSCTL_"],
  ["decode --append -j 2 -o OUTPUT LARGE", "FSCTL_"],
  ["decode -f parquet -o OUTPUT SAMPLES/procmon-64bit.pml", "PAR1"],
  ["decode -f arrow -o OUTPUT SAMPLES/etl-providers.etl", "ARROW1"],
  ["etl-info SAMPLES/etl-compressed.etl", "events"],
  ["explain 0x900a8 IOCTL_DISK_GET_LENGTH_INFO", "FSCTL_GET_REPARSE_POINT"],
  ["names --names SAMPLES/example-driver.h EXAMPLE", "EXAMPLE"],
  ["decode --where processName~^a -f tsv SAMPLES/procmon-afternoon.csv", "code"],
  ["diff SAMPLES/procmon-afternoon.csv SAMPLES/procmon-few-columns.csv", "FSCTL_"],
  ["decode SAMPLES/no-such-file", "no-such-file"],
  ["summary --no-such-option", "no-such-option"],
];

interface Result extends Outcome {
  readonly output: string | null;
}

async function resultOn(executable: string, line: string, input: string | undefined): Promise<Result> {
  rmSync(OUTPUT, { force: true });
  const places: Record<string, string> = { SAMPLES, LARGE, OUTPUT };
  const args = line.split(" ").map((arg) => arg.replace(/^[A-Z]+/, (word) => places[word] ?? word));
  const outcome = await folder.run(args, {
    executable,
    ...(input === undefined ? {} : { input: readFileSync(join(SAMPLES, input)) }),
  });
  return { ...outcome, output: existsSync(OUTPUT) ? readFileSync(OUTPUT, "latin1") : null };
}

if (OTHER_NODES.length === 0) {
  describe("other versions of Node", () => {
    it.skip("skipped: they are not here; npm ci --prefix test/consumers installs them", () => {});
  });
}

describe.skipIf(OTHER_NODES.length === 0)("other versions of Node", () => {
  beforeAll(() => {
    const text = readFileSync(join(SAMPLES, "procmon-afternoon.csv"), "utf8").replace(/\r?\n?$/, "\r\n");
    const header = text.indexOf("\n") + 1;
    const copies = Math.ceil((66 * 1024 * 1024) / (text.length - header));
    folder.write("large.csv", text.slice(0, header) + text.slice(header).repeat(copies));
  });

  for (const [line, expected, input] of CASES) {
    it(`run the same: ${line}`, { timeout: 60_000 }, async () => {
      const here = await resultOn(process.execPath, line, input);
      expect(here.stdout + here.stderr + (here.output ?? "")).toContain(expected);
      for (const { version, path } of OTHER_NODES) {
        const there = await resultOn(path, line, input);
        const keys = Object.keys(here) as (keyof Result)[];
        expect([version, ...keys.filter((key) => here[key] !== there[key])]).toEqual([version]);
      }
    });
  }
});
