import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, openSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Folder, MIXED, outcomeOf, start } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
const ARGS = ["mixed.csv", "--columns", "row,code", "-q"];
const EXPECTED = "row,code\n1,0x000902EB\n2,\n5,0x0022A018\n";
const posix = it.skipIf(process.platform === "win32");

/** What a run leaves in a folder of its own. */
function leftIn(name: string): string[] {
  return readdirSync(folder.at(name)).sort();
}

describe("MANNERS 4.5: outputs", () => {
  it("-o writes the file and nothing else", async () => {
    folder.write("plain/.keep", "");
    const { status, stdout } = await folder.run(["decode", ...ARGS, "-o", "plain/out.csv"]);
    expect([status, stdout, folder.read("plain/out.csv")]).toEqual([0, "", EXPECTED]);
    expect(leftIn("plain")).toEqual([".keep", "out.csv"]);
  });

  it("RULES 20: an output that exists is refused without --force, before anything is read", async () => {
    for (const option of ["-o", "--errors", "--stats"]) {
      folder.write("old/file.csv", "old");
      const refused = await folder.run(["decode", "no-such-input", "-q", option, "old/file.csv"]);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toBe(
        "ioctlens: old/file.csv: E_EXISTS: the file exists already; --force replaces it\n",
      );
      expect(folder.read("old/file.csv")).toBe("old");
      expect((await folder.run(["decode", ...ARGS, option, "old/file.csv", "--force"])).status).toBe(0);
      expect(folder.read("old/file.csv")).not.toBe("old");
      expect(leftIn("old")).toEqual(["file.csv"]);
    }
  });

  it("two outputs of one name are a usage error", async () => {
    const { status } = await folder.run(["decode", ...ARGS, "-o", "same.json", "--stats", "same.json"]);
    expect(status).toBe(2);
  });

  it("the input may be the output", async () => {
    folder.write("both.csv", MIXED);
    await folder.run(["decode", "both.csv", "--columns", "row,code", "-q", "-o", "both.csv", "--force"]);
    expect(folder.read("both.csv")).toBe(EXPECTED);
  });

  it("nothing appears when no input can be read", async () => {
    folder.write("failed/.keep", "");
    const { status } = await folder.run(["decode", "missing.csv", "-q", "-o", "failed/out.csv"]);
    expect([status, leftIn("failed")]).toEqual([3, [".keep"]]);
  });

  posix("--force keeps the mode of the file", async () => {
    folder.write("mode.csv", "old");
    chmodSync(folder.at("mode.csv"), 0o640);
    await folder.run(["decode", ...ARGS, "-o", "mode.csv", "--force"]);
    expect(statSync(folder.at("mode.csv")).mode & 0o777).toBe(0o640);
  });

  posix("a symbolic link is followed, also to a file that is not there yet", async () => {
    folder.write("target/old.csv", "old");
    symlinkSync("target/old.csv", folder.at("link.csv"));
    symlinkSync("target/new.csv", folder.at("dangling.csv"));
    for (const [link, target] of [
      ["link.csv", "target/old.csv"],
      ["dangling.csv", "target/new.csv"],
    ] as const) {
      await folder.run(["decode", ...ARGS, "-o", link, "--force"]);
      expect(lstatSync(folder.at(link)).isSymbolicLink()).toBe(true);
      expect(folder.read(target)).toBe(EXPECTED);
    }
  });

  posix("/dev/stdout is written to directly, also where it is a file that has text already", async () => {
    expect((await folder.run(["decode", ...ARGS, "-o", "/dev/stdout"])).stdout).toBe(EXPECTED);
    folder.write("append.csv", "before\n");
    const fd = openSync(folder.at("append.csv"), "a");
    const { status } = await folder.run(["decode", ...ARGS, "-o", "/dev/stdout"], { stdout: fd });
    expect([status, folder.read("append.csv")]).toEqual([0, `before\n${EXPECTED}`]);
    const { stderr } = await folder.run(["decode", ...ARGS, "-o", "x.csv", "--stats", "/dev/stderr"]);
    expect(JSON.parse(stderr)).toHaveProperty("total");
  });

  posix("a pipe with a name is written to directly", async () => {
    execFileSync("mkfifo", [folder.at("out.fifo")]);
    const outcome = outcomeOf(start(["decode", ...ARGS, "-o", "out.fifo"], { cwd: folder.path }));
    const text = execFileSync("cat", [folder.at("out.fifo")], { encoding: "utf8" });
    expect([(await outcome).status, text]).toEqual([0, EXPECTED]);
    expect(lstatSync(folder.at("out.fifo")).isFIFO()).toBe(true);
  });

  it("MANNERS 4.2: data only on standard output: all talk is on standard error", async () => {
    const { stdout, stderr } = await folder.run(["decode", "mixed.csv", "--columns", "row,code", "-v"]);
    expect(stdout).toBe(EXPECTED);
    expect(stderr).toContain("read as csv");
    expect(stderr).not.toContain("\u001b");
  });

  it("colour only where asked for: never in a file", async () => {
    await folder.run(["decode", ...ARGS, "-o", "table.txt", "-f", "table"]);
    expect(readFileSync(folder.at("table.txt"), "utf8")).not.toContain("\u001b");
    expect((await folder.run(["decode", ...ARGS, "-f", "table", "--color", "always"])).stdout).toContain(
      "\u001b[1m",
    );
  });
});
