import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProgram } from "../../src/cli/program.js";
import { Folder, MIXED, type Outcome } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
const LOCAL = ".ioctlensrc.json";
const USER = process.platform === "win32" ? "appdata/ioctlens/config.json" : "xdg/ioctlens/config.json";
const HOMES = { XDG_CONFIG_HOME: folder.at("xdg"), APPDATA: folder.at("appdata") };
const posix = it.skipIf(process.platform === "win32");

afterEach(() => {
  for (const name of [LOCAL, "xdg", "appdata"]) rmSync(folder.at(name), { recursive: true, force: true });
});

function config(name: string, content: unknown): void {
  mkdirSync(join(folder.at(name), ".."), { recursive: true });
  writeFileSync(folder.at(name), typeof content === "string" ? content : JSON.stringify(content));
}

function decode(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return folder.run(["decode", "mixed.csv", ...args], { env: { ...HOMES, ...env } });
}

/** The columns of a CSV. */
async function header(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await decode(["-q", ...args], env);
  return stdout.split("\n")[0]!;
}

describe("MANNERS 4.15: config", () => {
  it("flags > environment > the local file > the user's file; --no-config leaves files out", async () => {
    config(USER, { columns: "row,status" });
    expect(await header()).toBe("row,status");
    config(LOCAL, { decode: { columns: "row,code" } });
    expect(await header()).toBe("row,code");
    expect(await header([], { IOCTLENS_COLUMNS: "row,name" })).toBe("row,name");
    expect(await header(["--columns", "row"], { IOCTLENS_COLUMNS: "row,name" })).toBe("row");
    expect(await header(["--no-config", "--columns", "file"])).toBe("file");
    expect((await header(["--no-config"])).split(",").length).toBeGreaterThan(5);
  });

  it("--config takes one file and no other; IOCTLENS_CONFIG does, too", async () => {
    config(LOCAL, { columns: "row,code" });
    config("own.json", { columns: "row,offset", output: "out.csv", force: true });
    expect((await decode(["-q", "--config", "own.json"])).stdout).toBe("");
    expect(folder.read("out.csv")).toMatch(/^row,offset\n/);
    expect((await decode(["-q", "-o", "-"], { IOCTLENS_CONFIG: "own.json" })).stdout).toMatch(
      /^row,offset\n/,
    );
    const { status, stderr } = await decode(["--config", "none.json"]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^ioctlens: none.json: E_OPTION: the config file cannot be read/),
    ]);
  });

  it("a section of a command goes before what is said for all, and only that command takes it", async () => {
    config(LOCAL, { format: "ndjson", decode: { format: "json", columns: "row" } });
    expect(JSON.parse((await decode(["-q"])).stdout)).toEqual([{ row: 1 }, { row: 2 }, { row: 5 }]);
    const summary = await folder.run(["summary", "mixed.csv", "-q"], { env: HOMES });
    expect(summary.stdout).toMatch(/^\{"code"/);
    // etl-info has no ndjson: it prints as it does without.
    const info = await folder.run(["etl-info", "mixed.csv"], { env: HOMES });
    expect(info.stderr).toContain("E_NOT_A_TRACE");
  });

  it("flags, counted flags, lists, and names turned round", async () => {
    folder.write("bare.csv", "0x902EB,1\n0x900A8,2\n");
    const run = async (env: Readonly<Record<string, string>>, settings?: object): Promise<string> => {
      if (settings !== undefined) config(LOCAL, settings);
      const args = ["decode", "bare.csv", "--code-column", "1", "--columns", "row", "-q"];
      return (await folder.run(args, { env: { ...HOMES, ...env } })).stdout;
    };
    expect(await run({ IOCTLENS_NO_HEADER: "1" })).toBe("row\n1\n2\n");
    expect(await run({ IOCTLENS_HEADER: "off" })).toBe("row\n1\n2\n");
    expect(await run({ IOCTLENS_NO_HEADER: "0" })).toBe("row\n1\n");
    expect(await run({ IOCTLENS_NO_HEADER: "" })).toBe("row\n1\n");
    expect(await run({}, { header: false })).toBe("row\n1\n2\n");
    expect(await run({}, { "no-header": true })).toBe("row\n1\n2\n");
    config(LOCAL, { verbose: 2, where: ["row>1", "row<5"], columns: "row" });
    const both = await decode();
    expect([both.stdout, both.stderr]).toEqual(["row\n2\n", expect.stringContaining("read as csv")]);
    // One of the command line takes the place of the whole list.
    expect((await decode(["--where", "row=5"])).stdout).toBe("row\n5\n");
  });

  it("an unknown key, command or value is exit 2, with the file and what may have been meant", async () => {
    for (const [content, message] of [
      [{ fromat: "csv" }, 'there is no option "fromat"; did you mean format?'],
      [{ decode: { colums: "row" } }, 'there is no option "decode.colums"; did you mean columns?'],
      [{ zzzzzz: 1 }, "the keys are the long names of options"],
      [{ config: "x" }, 'there is no option "config"'],
      ['{"__proto__": {"format": "csv"}}', 'there is no command "__proto__"'],
      [{ format: "xml" }, '"format": Allowed choices are'],
      [{ strict: "perhaps" }, '"strict": takes true or false'],
      [{ columns: true }, '"columns": takes a text or a number'],
      [{ columns: ["row", "code"] }, '"columns": takes one value'],
      [["format"], "a config file is an object"],
      ["{", "the config file is no JSON"],
    ] as const) {
      config(LOCAL, content);
      const { status, stdout, stderr } = await decode();
      expect([content, status, stdout]).toEqual([content, 2, ""]);
      expect(stderr).toContain(`ioctlens: ${LOCAL}: E_OPTION: `);
      expect(stderr).toContain(message);
    }
    rmSync(folder.at(LOCAL));
    expect((await decode([], { IOCTLENS_FORMAT: "xml" })).stderr).toContain("IOCTLENS_FORMAT: E_OPTION");
    expect((await decode([], { IOCTLENS_NOTHING: "x" })).status).toBe(0);
  });

  it("a value that the command refuses is told with the place it came from", async () => {
    config(USER, { limit: "many" });
    const { status, stderr } = await decode();
    expect([status, stderr]).toEqual([2, expect.stringContaining("config.json: sets limit")]);
    config(LOCAL, { limit: "many" });
    for (const args of [[], ["-q"]])
      expect((await decode(args)).stderr.match(/: sets limit/g)).toHaveLength(1);
  });

  it("the local file cannot write, replace or unlock anything, however it says so", async () => {
    for (const settings of [
      { output: "x.csv" },
      { decode: { output: "x.csv" } },
      { force: true },
      { "no-force": false },
      { errors: "x" },
      { stats: "x" },
      { "file-list": "x" },
      { "max-expand": "9999G" },
      { "max-record": "9G" },
      { "spreadsheet-safe": false },
    ]) {
      config(LOCAL, settings);
      const { status, stdout, stderr } = await decode(["-q"]);
      expect([settings, status, stdout]).toEqual([settings, 2, ""]);
      expect(stderr).toContain("is not taken from the working folder");
    }
  });

  it("every option that takes a file is one that the local file cannot set", async () => {
    // Those of --names are read only.
    const harmless = ["--names", "--config", "--check"];
    const options = makeProgram("0").commands.flatMap((command) => command.options);
    const files = new Set(
      options.filter(({ flags }) => /<(?:file|folder|dir)/.test(flags)).map(({ long }) => long!),
    );
    expect(files).toContain("--output");
    for (const option of files) {
      if (harmless.includes(option)) continue;
      config(LOCAL, { [option.slice(2)]: "x" });
      expect((await decode(["-q"])).stderr, option).toContain("is not taken from the working folder");
    }
  });

  it("what the local file sets is said, and it cannot silence that", async () => {
    config(LOCAL, { quiet: true, columns: "row" });
    expect((await decode()).stderr).toBe(
      `ioctlens: ${LOCAL}: sets quiet, columns (--no-config leaves files out)\n`,
    );
    expect((await decode(["-q"])).stderr).toBe("");
    config(USER, { quiet: true });
    config(LOCAL, { columns: "row" });
    expect((await decode()).stderr).toBe("");
    rmSync(folder.at(LOCAL));
    config(USER, { columns: "row" });
    expect((await decode()).stderr).not.toContain("sets columns");
    expect((await decode(["-v"])).stderr).toContain("sets columns");
  });

  posix("a pipe or a folder in its place is not waited for", async () => {
    execFileSync("mkfifo", [folder.at(LOCAL)]);
    const { status, stderr } = await decode();
    expect([status, stderr]).toEqual([2, expect.stringContaining("it is no file")]);
    rmSync(folder.at(LOCAL));
    config(LOCAL, " ".repeat((1 << 20) + 1));
    expect((await decode()).stderr).toContain("it is larger than");
  });

  it("help, completion and doctor work with a config file that does not", async () => {
    config(LOCAL, "{");
    for (const args of [
      ["--help"],
      ["decode", "--help"],
      ["--version"],
      ["doctor"],
      ["completion", "bash"],
      ["complete", "--", "decode", "--f"],
    ]) {
      expect([args, (await folder.run(args, { env: HOMES })).status]).toEqual([args, 0]);
    }
    expect((await folder.run(["explain", "0x902eb"], { env: HOMES })).status).toBe(2);
    expect((await folder.run(["--no-config", "explain", "0x902eb"], { env: HOMES })).status).toBe(0);
  });
});
