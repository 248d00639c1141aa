/** Free text through the command: `--pattern`, `--radix`, and what is told when an input is not recognised. */
import { describe, expect, it } from "vitest";
import { Folder, lines } from "./command.js";

const folder = new Folder();
folder.write("mine.log", "10:00 peek sends [2d1400]\n10:01 peek sends [222003]\n10:02 nothing\n");
folder.write("driver.log", "Unsupported IOCTL: 294040\nIOCTL 0x222003\n");

describe("--pattern", () => {
  it("reads the input as text by the user's expression", async () => {
    const { status, stdout } = await folder.run([
      ...["decode", "mine.log", "-q", "--columns", "row,time,code,codeText"],
      ...["--pattern", "^(?<time>\\S+) .*\\[(?<code>[0-9a-f]+)\\]", "--radix", "16"],
    ]);
    expect([status, lines(stdout)]).toEqual([
      0,
      ["row,time,code,codeText", "1,10:00,0x002D1400,", "2,10:01,0x00222003,"],
    ]);
  });

  it.each([
    ["(?<code>", "no regular expression"],
    ["[0-9a-f]+", "no group named code"],
  ])("%s is a usage error, before any input is looked for", async (pattern, part) => {
    for (const command of ["decode", "summary"]) {
      const { status, stdout, stderr } = await folder.run([command, "missing.log", "--pattern", pattern]);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("E_OPTION");
      expect(stderr).toContain(part);
    }
  });
});

describe("debug output", () => {
  it("digits that read both ways are told, and --radix reads them", async () => {
    const run = (...args: string[]) =>
      folder.run(["decode", "driver.log", "--columns", "row,code,codeText", ...args]);
    const plain = await run("--errors", "e.ndjson", "--force");
    expect(lines(plain.stdout)).toEqual(["row,code,codeText", "1,,294040", "2,0x00222003,"]);
    expect(JSON.parse(folder.read("e.ndjson"))).toMatchObject({ row: 1, error: "E_AMBIGUOUS_RADIX" });
    expect(lines((await run("--radix", "16", "-q")).stdout)[1]).toBe("1,0x00294040,");
  });

  it("an input that is not recognised: how to have it read", async () => {
    const { status, stderr } = await folder.run(["decode", "mine.log"]);
    expect(status).toBe(3);
    expect(stderr).toContain("E_NOT_A_TRACE");
    expect(stderr).toContain("--source text");
    expect(stderr).toContain("--pattern");
  });
});
