import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { Folder, MIXED } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);

describe("RULES 22: -f json works for every command", () => {
  for (const args of [
    ["decode", "mixed.csv"],
    ["summary", "mixed.csv"],
    ["explain", "0x902eb", "FSCTL_GET_REPARSE_POINT"],
    ["explain", "-2147426276"],
    ["encode", "FILE_DEVICE_UNKNOWN", "0x800", "METHOD_BUFFERED", "FILE_ANY_ACCESS"],
    ["names", "REPARSE"],
    ["names", "NO_SUCH_NAME_AT_ALL"],
    ["formats"],
  ]) {
    it(args.join(" "), async () => {
      const { status, stdout } = await folder.run([...args, "-f", "json"]);
      expect(status).toBe(0);
      expect(typeof JSON.parse(stdout)).toBe("object");
    });
  }

  it("formats -f json prints schemaVersion", async () => {
    const { stdout } = await folder.run(["formats", "-f", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  });
});

describe("the command", () => {
  /** The files of ours and the modules of Node that a run loads. */
  async function loadedBy(args: readonly string[]): Promise<{ files: string[]; builtins: string[] }> {
    folder.write(
      "loaded.cjs",
      `const before = new Set(process.moduleLoadList);
      process.on("exit", () => {
        const files = Object.keys(require.cache).filter((path) => path !== __filename);
        const builtins = process.moduleLoadList.filter((name) => !before.has(name));
        require("node:fs").writeFileSync("loaded.json", JSON.stringify({ files, builtins }));
      });`,
    );
    const { status } = await folder.run(args, { node: ["-r", "./loaded.cjs"] });
    expect(status).toBe(0);
    const { files, builtins } = JSON.parse(folder.read("loaded.json")) as Record<string, string[]>;
    return { files: files!.map((path) => basename(path)), builtins: builtins! };
  }

  it("answers --version without loading anything more", async () => {
    expect(await loadedBy(["--version"])).toEqual({ files: ["ioctlens.js"], builtins: [] });
  });

  it.each(["decode", "summary"])("%s of a small CSV loads one file beside the first", async (command) => {
    const { files, builtins } = await loadedBy([command, "mixed.csv"]);
    expect(files).toEqual(["ioctlens.js", "core.js"]);
    // Streams, and the loader of modules, take a tenth of a short run each.
    expect(builtins.filter((name) => /stream|net|child_process|modules\/esm/.test(name))).toEqual([]);
  });

  it("--help shows examples and exit codes, and every command has help", async () => {
    const { stdout } = await folder.run(["--help"]);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("Exit codes:");
    for (const command of ["decode", "summary", "explain", "encode", "names", "formats"]) {
      expect(stdout).toContain(command);
      expect((await folder.run(["help", command])).stdout).toContain(`Usage: ioctlens ${command}`);
    }
  });

  it("takes a code of the trace apart", async () => {
    const { stdout } = await folder.run(["explain", "0x220003"]);
    expect(stdout).toContain("FILE_DEVICE_UNKNOWN");
    expect((await folder.run(["encode", "0x22", "0x800", "0", "0"])).stdout).toContain("0x00222000");
  });
});
