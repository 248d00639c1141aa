import { readdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Folder, MIXED, outcomeOf, start } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("good.csv", "Code\n0x902EB\n");
folder.write("none.csv", "Code\n\n");
folder.write("bad.csv", "Code\n0x902EB\n0x1902EB123\n0x900A8\nzz zz\n0x22A018\n");
const posix = it.skipIf(process.platform === "win32");

async function statusOf(...args: string[]): Promise<number | null> {
  const { status, stderr } = await folder.run(args);
  expect(stderr).not.toMatch(/^ +at /m);
  return status;
}

describe("MANNERS 4.3, RULES 20: exit codes", () => {
  it("0: done, also with unresolved and rejected records, and names without a hit", async () => {
    expect(await statusOf("decode", "good.csv")).toBe(0);
    expect(await statusOf("summary", "mixed.csv")).toBe(0);
    expect(await statusOf("names", "NO_SUCH_NAME_AT_ALL")).toBe(0);
    for (const args of [["--help"], ["help"], ["decode", "--help"], ["--version"]])
      expect(await statusOf(...args)).toBe(0);
  });

  it("1: --strict and a rejected record; unresolved ones do not count", async () => {
    expect(await statusOf("decode", "bad.csv", "--strict")).toBe(1);
    expect(await statusOf("summary", "bad.csv", "--strict")).toBe(1);
    folder.write("unknown.csv", "Code\nFSCTL_NO_SUCH\n");
    expect(await statusOf("decode", "unknown.csv", "--strict")).toBe(0);
  });

  it("1: --fail-empty and nothing found", async () => {
    expect(await statusOf("decode", "none.csv", "--fail-empty")).toBe(1);
    expect(await statusOf("summary", "none.csv", "--fail-empty")).toBe(1);
    expect(await statusOf("summary", "good.csv", "--fail-empty")).toBe(0);
  });

  for (const engine of ["wasm", "reference"]) {
    it(`1: --max-errors stops, and keeps the good rows before (${engine})`, async () => {
      const args = [
        "decode",
        "bad.csv",
        "--columns",
        "row,code",
        "--engine",
        engine,
        "--stats",
        "s.json",
        "--force",
      ];
      const first = await folder.run([...args, "--max-errors", "0"]);
      expect([first.status, first.stdout]).toEqual([1, "row,code\n1,0x000902EB\n"]);
      expect(first.stderr).toContain("--max-errors");
      expect(JSON.parse(folder.read("s.json"))).toMatchObject({
        total: { records: 2, decoded: 1, rejected: 1, complete: false },
      });
      const second = await folder.run([...args, "--max-errors", "1"]);
      expect([second.status, second.stdout]).toEqual([1, "row,code\n1,0x000902EB\n3,0x000900A8\n"]);
      expect((await folder.run([...args, "--max-errors", "2"])).status).toBe(0);
      const summary = await folder.run([
        "summary",
        "bad.csv",
        "good.csv",
        "--max-errors",
        "1",
        "-f",
        "ndjson",
        "--engine",
        engine,
      ]);
      expect(summary.status).toBe(1);
      expect(summary.stdout.match(/"count":1/g)).toHaveLength(2);
    });
  }

  it("2: usage", async () => {
    for (const args of [
      [],
      ["nonsense"],
      ["decode", "good.csv", "--columns", "row,nonsense"],
      ["decode", "good.csv", "--columns", "row,row"],
      ["decode", "good.csv", "--limit", "-1"],
      ["decode", "good.csv", "--limit", "ten"],
      ["decode", "good.csv", "--jobs", "0"],
      ["decode", "good.csv", "-f", "yaml"],
      ["decode", "good.csv", "--radix", "8"],
      ["decode", "good.csv", "--max-record", "many"],
      ["decode", "good.csv", "--delimiter", ""],
      ["encode", "FILE_DEVICE_UNKNOWN", "0x1000", "METHOD_BUFFERED", "FILE_ANY_ACCESS"],
      ["explain", "not-a-code!"],
    ]) {
      const { status, stdout, stderr } = await folder.run(args);
      expect([args, status, stdout]).toEqual([args, 2, ""]);
      expect(stderr).not.toBe("");
      expect(stderr).not.toMatch(/^ +at /m);
    }
  });

  it("MANNERS 4.13: 2: an unknown option, with a suggestion; options of later issues are unknown", async () => {
    const { status, stderr } = await folder.run(["decode", "good.csv", "--sorce", "csv"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--source");
    for (const option of ["--where", "--names", "--append"])
      expect(await statusOf("decode", "good.csv", option, "x")).toBe(2);
  });

  it("2: bare digits that read equally well both ways, with both options named", async () => {
    folder.write("digits.txt", "123456\n234567\n");
    const { status, stderr } = await folder.run(["decode", "digits.txt"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--radix 10.*--radix 16/);
    expect(await statusOf("decode", "digits.txt", "--radix", "16")).toBe(0);
  });

  it("3: no input could be read as a trace", async () => {
    expect(await statusOf("decode", "missing.csv")).toBe(3);
    expect(await statusOf("summary", "missing.csv", "also-missing.csv")).toBe(3);
    folder.write("prose.txt", "It was a dark and stormy night.\nThe rain fell.\n");
    const { status, stderr } = await folder.run(["decode", "prose.txt"]);
    expect(status).toBe(3);
    expect(stderr).toContain('it begins with "It was a dark and stormy night."');
  });

  it("4: some inputs failed", async () => {
    expect(await statusOf("summary", "good.csv", "missing.csv")).toBe(4);
  });

  posix("5: the output could not be written", async () => {
    for (const args of [
      ["decode", "good.csv", "-o", "/dev/full"],
      ["summary", "good.csv", "-o", "/dev/full"],
      ["decode", "good.csv", "-o", "no/such/folder/out.csv"],
      ["decode", "good.csv", "-o", "."],
      ["decode", "good.csv", "--stats", "/dev/full"],
      ["decode", "bad.csv", "--errors", "/dev/full"],
    ]) {
      const { status, stderr } = await folder.run(args);
      expect([args, status]).toEqual([args, 5]);
      expect(stderr).toMatch(/E_WRITE: (no space left on the device|no such folder|this is a folder)\n$/);
    }
  });

  it("--version is one line", async () => {
    const { stdout } = await folder.run(["--version"]);
    expect(stdout).toMatch(/^ioctlens \d+\.\d+\.\d+\n$/);
  });
});

describe("MANNERS 4.3, RULES 20: ends that come from outside", () => {
  beforeAll(() => {
    writeFileSync(folder.at("large.csv"), `IoControlCode\n${"0x902EB\n0x900A8\n".repeat(4_000_000)}`);
    folder.write("out/.keep", "");
  });

  posix("130: interrupted; no file is left", async () => {
    const args = ["decode", "large.csv", "-f", "ndjson", "-o", "out/big.ndjson", "--errors", "out/e.ndjson"];
    const child = start(args, { cwd: folder.path });
    const ended = outcomeOf(child);
    while (readdirSync(folder.at("out")).length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill("SIGINT");
    const { status, signal, stderr } = await ended;
    expect([status, signal, stderr]).toEqual([130, null, ""]);
    expect(readdirSync(folder.at("out"))).toEqual([".keep"]);
  });

  posix("130: also while standard input says nothing, and while nobody reads", async () => {
    const silent = start(["summary", "-"], { input: "" });
    const ended = outcomeOf(silent);
    await new Promise((resolve) => setTimeout(resolve, 800));
    silent.kill("SIGINT");
    expect((await ended).status).toBe(130);
    const unread = start(["decode", folder.at("large.csv")]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const exit = new Promise((resolve) => unread.on("exit", resolve));
    unread.kill("SIGINT");
    expect(await exit).toBe(130);
  });

  posix("141: the reader went away, silently", async () => {
    for (const args of [
      ["decode", "large.csv"],
      ["decode", "large.csv", "-o", "/dev/stdout"],
      ["summary", "good.csv", "-q"],
      ["names"],
      ["--help"],
      ["--version"],
    ]) {
      const child = start(args, { cwd: folder.path });
      if (args.includes("large.csv")) child.stdout!.once("data", () => child.stdout!.destroy());
      else child.stdout!.destroy();
      const { status, stderr } = await outcomeOf(child);
      expect([args, status, stderr]).toEqual([args, 141, ""]);
    }
  });
});
