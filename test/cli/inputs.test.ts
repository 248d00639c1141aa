import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Folder, lines, MIXED, outcomeOf, start } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("many/b.csv", "Code\n0x902EB\n");
folder.write("many/a.csv", "Code\n0x900A8\n");
folder.write("many/[odd].csv", "Code\n0x22A018\n");
folder.write("empty.csv", "");
folder.write("bom.csv", "\ufeff");
folder.write("header.csv", "Time,IoControlCode\n");
folder.write("procmon-header.csv", '\ufeff"Operation","Detail"\r\n');

const SHORT = ["--columns", "file,row,code", "-q"];

describe("MANNERS 4.20, RULES 16: empty input", () => {
  it("is no trace", async () => {
    for (const file of ["empty.csv", "bom.csv"]) {
      const { status, stdout, stderr } = await folder.run(["decode", file]);
      expect([status, stdout, stderr]).toEqual([3, "", `ioctlens: ${file}: E_EMPTY: the input is empty\n`]);
    }
    expect((await folder.run(["summary", "-"], { input: "" })).status).toBe(3);
  });

  for (const source of ["csv", "procmon-csv", "list"]) {
    it(`with --source ${source} gives a header and exit 0`, async () => {
      const { stdout: expected } = await folder.run(["decode", "header.csv", "-q"]);
      const { status, stdout } = await folder.run(["decode", "empty.csv", "--source", source, "-q"]);
      expect([status, stdout]).toEqual([0, expected]);
      const summary = await folder.run(["summary", "-", "--source", source], { input: "\ufeff" });
      expect(summary.status).toBe(0);
      expect(lines(summary.stdout)).toHaveLength(1);
      expect(summary.stderr).toContain(`- (${source}): 0 records`);
    });
  }

  it("a header without rows gives a header and exit 0", async () => {
    for (const file of ["header.csv", "procmon-header.csv"]) {
      for (const command of ["decode", "summary"]) {
        const { status, stdout, stderr } = await folder.run([command, file]);
        expect(status).toBe(0);
        expect(lines(stdout)).toHaveLength(1);
        expect(stderr).toContain("0 records");
      }
    }
  });
});

describe("MANNERS 4.1: inputs", () => {
  it("standard input from a pipe, by - or by no argument", async () => {
    for (const args of [["-"], []]) {
      const { stdout } = await folder.run(["decode", ...args, ...SHORT], { input: MIXED });
      expect(lines(stdout)[1]).toBe("-,1,0x000902EB");
    }
  });

  it("standard input from a file, from where it stands", async () => {
    const fd = openSync(folder.at("mixed.csv"), "r");
    expect((await folder.run(["decode", "-", ...SHORT], { stdin: fd })).stdout).toContain("-,5,0x0022A018");
    closeSync(fd);
    folder.write("skip.txt", "skip me\n0x902EB\n");
    const skipped = openSync(folder.at("skip.txt"), "r");
    readSync(skipped, Buffer.alloc(8), 0, 8, null);
    expect((await folder.run(["decode", "-", ...SHORT], { stdin: skipped })).stdout).toContain(
      "-,1,0x000902EB",
    );
    closeSync(skipped);
  });

  it("several files are read in the order given", async () => {
    const { stdout } = await folder.run(["decode", "many/b.csv", "mixed.csv", "many/a.csv", ...SHORT]);
    expect(lines(stdout).map((line) => line.split(",")[0])).toEqual([
      "file",
      "many/b.csv",
      ...Array<string>(3).fill("mixed.csv"),
      "many/a.csv",
    ]);
  });

  it("RULES 22: wildcards are expanded by the program, in order, but not names that exist", async () => {
    const files = async (pattern: string) =>
      lines((await folder.run(["decode", pattern, ...SHORT])).stdout)
        .slice(1)
        .map((line) => line.split(",")[0]);
    expect(await files("many/*.csv")).toEqual(["many/[odd].csv", "many/a.csv", "many/b.csv"]);
    expect(await files("**/[ab].csv")).toEqual(["many/a.csv", "many/b.csv"]);
    expect(await files("many/[odd].csv")).toEqual(["many/[odd].csv"]);
    expect(await files(folder.at("many/a*"))).toEqual([folder.at("many/a.csv")]);
    const { status, stderr } = await folder.run(["decode", "none/*.csv"]);
    expect([status, stderr]).toEqual([3, "ioctlens: none/*.csv: E_READ: no such file\n"]);
  });

  it("RULES 20: a missing file among good ones is exit 4 and takes nothing from them", async () => {
    const { status, stdout, stderr } = await folder.run([
      "decode",
      "many/a.csv",
      "missing.csv",
      "many/b.csv",
      ...SHORT,
    ]);
    expect(status).toBe(4);
    expect(lines(stdout).slice(1)).toEqual(["many/a.csv,1,0x000900A8", "many/b.csv,1,0x000902EB"]);
    expect(stderr).toBe("ioctlens: missing.csv: E_READ: no such file\n");
  });

  it("standard input twice is a usage error, a folder no input", async () => {
    expect((await folder.run(["decode", "-", "-"], { input: MIXED })).status).toBe(2);
    const { status, stderr } = await folder.run(["decode", "many"]);
    expect([status, stderr]).toEqual([
      3,
      "ioctlens: many: E_READ: this is a directory; --recursive reads the traces in it\n",
    ]);
  });

  it("--source overrules, and an unknown one is a usage error that lists them", async () => {
    const { stdout } = await folder.run([
      "decode",
      "many/a.csv",
      "--source",
      "list",
      "--columns",
      "row,code,codeText",
      "-q",
    ]);
    expect(lines(stdout)).toEqual(["row,code,codeText", "1,,Code", "2,0x000900A8,"]);
    const { status, stderr } = await folder.run(["decode", "many/a.csv", "--source", "pml"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/procmon-csv, (?:.+, )?csv, list/);
  });

  it.skipIf(process.platform === "win32")("a pipe with a name, also while nobody writes to it", async () => {
    execFileSync("mkfifo", [folder.at("in.fifo")]);
    const outcome = outcomeOf(start(["decode", folder.at("in.fifo"), ...SHORT]));
    writeFileSync(folder.at("in.fifo"), MIXED);
    expect((await outcome).stdout).toContain("in.fifo,5,0x0022A018");
    const idle = start(["decode", folder.at("in.fifo")]);
    const ended = outcomeOf(idle);
    await new Promise((resolve) => setTimeout(resolve, 800));
    idle.kill("SIGINT");
    expect((await ended).status).toBe(130);
  });

  it("works without WebAssembly: node --jitless takes the reference engine", async () => {
    const { stdout, status } = await folder.run(["decode", "mixed.csv", "-q"], {
      node: ["--jitless", "--no-warnings"],
    });
    expect([status, stdout]).toEqual([0, (await folder.run(["decode", "mixed.csv", "-q"])).stdout]);
    const refused = await folder.run(["decode", "mixed.csv", "--engine", "wasm"], {
      node: ["--jitless", "--no-warnings"],
    });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("E_WASM");
  });
});
