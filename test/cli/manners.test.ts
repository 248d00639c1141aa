/** MANNERS 4: what users expect of a command, point by point. Points 2, 5, 6, 10, 14, 15, 16 and 20 are proven elsewhere. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit.js";
import { Folder, lines, MAIN, MIXED, PROCMON, rows } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("procmon.csv", PROCMON);
folder.write("good.csv", "Code\n0x902EB\n");
const ROOT = join(import.meta.dirname, "../..");
const SHORT = ["--columns", "file,row,code", "-q"];
const posix = it.skipIf(process.platform === "win32");
/** Runs a command on a terminal of its own. */
const script = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux");
const onTerminal = it.skipIf(script !== true);

function terminal(args: string, env: Readonly<Record<string, string>> = {}): string {
  const command = `'${process.execPath}' '${MAIN}' ${args}`;
  const { PATH } = process.env;
  return spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd: folder.path,
    env: { PATH, TERM: "xterm", ...env },
    encoding: "utf8",
    input: "",
  }).stdout;
}

describe("MANNERS 4.1: folders and lists of names", () => {
  folder.write("tree/b/2.csv", "Code\n0x902EB\n");
  folder.write("tree/b/10.csv", "Code\n0x900A8\n");
  folder.write("tree/a.csv", "Code\n0x22A018\n");
  folder.write("tree/readme.md", "# Read me\n\nNo trace.\n");
  folder.write("tree/empty.csv", "");
  folder.write("tree/.git/x.csv", "Code\n0x902EB\n");

  it("--recursive reads the traces in a folder, in order, and leaves out the rest with a note", async () => {
    const args = ["decode", "-r", "tree", "--columns", "file,code"];
    const { status, stdout, stderr } = await folder.run(args);
    expect(lines(stdout).slice(1)).toEqual([
      "tree/a.csv,0x0022A018",
      "tree/b/10.csv,0x000900A8",
      "tree/b/2.csv,0x000902EB",
    ]);
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/^ioctlens: 2 files left out: no traces \(-v lists them\)\nioctlens: 3 inputs: /),
    ]);
    expect((await folder.run([...args, "-v"])).stderr).toContain(
      "tree/readme.md: left out: no known trace format",
    );
  });

  it("a file that was named fails also with --recursive; a folder without traces is exit 3", async () => {
    expect((await folder.run(["decode", "-r", "tree", "tree/readme.md", "-q"])).status).toBe(4);
    folder.write("prose/x.md", "# Read me\n\nNo trace.\n");
    const { status, stderr } = await folder.run(["summary", "-r", "prose"]);
    expect([status, stderr]).toEqual([3, "ioctlens: 1 file left out: no traces (-v lists them)\n"]);
    folder.write("none/.keep", "");
    expect((await folder.run(["summary", "-r", "none"])).stderr).toBe(
      "ioctlens: none: E_READ: no file is in the folder\n",
    );
  });

  posix("control characters in the name of a file do nothing to a terminal", async () => {
    folder.write("odd/\u001b[31m\u009b.md", "# Read me\n\nNo trace.\n");
    for (const args of [["-r", "odd", "-v"], ["odd/\u001b[31m\u009b.md"]]) {
      const { stderr } = await folder.run(["decode", ...args]);
      expect(stderr).toContain("odd/\ufffd[31m\ufffd.md: ");
      expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it("--file-list takes lines, or names with NUL behind, from a file or standard input", async () => {
    const expected = (await folder.run(["decode", "tree/b/2.csv", "tree/a.csv", ...SHORT])).stdout;
    for (const list of [
      "tree/b/2.csv\r\ntree/a.csv\n\n",
      "\ufefftree/b/2.csv\ntree/a.csv",
      "tree/b/2.csv\0tree/a.csv\0",
    ]) {
      folder.write("list.txt", list);
      expect((await folder.run(["decode", "--file-list", "list.txt", ...SHORT])).stdout).toBe(expected);
      const piped = await folder.run(["decode", "--file-list", "-", ...SHORT], { input: list });
      expect([piped.status, piped.stdout]).toEqual([0, expected]);
    }
    const behind = await folder.run(["decode", "tree/b/2.csv", "--file-list", "-", ...SHORT], {
      input: "tree/a.csv",
    });
    expect(behind.stdout).toBe(expected);
  });

  it("a list that is missing, empty, or takes standard input twice is told", async () => {
    const twice = await folder.run(["decode", "--file-list", "-"], { input: "-\n" });
    expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining("can be read once only")]);
    const empty = await folder.run(["decode", "--file-list", "-"], { input: "\n" });
    expect([empty.status, empty.stderr]).toEqual([3, "ioctlens: -: E_EMPTY: the list names no input\n"]);
    const missing = await folder.run(["decode", "--file-list", "no.txt"]);
    expect([missing.status, missing.stderr]).toEqual([3, "ioctlens: no.txt: E_READ: no such file\n"]);
  });

  onTerminal("an idle terminal is not waited for", () => {
    expect(terminal("decode")).toContain("E_OPTION: no input: name a file, or pipe a trace");
  });
});

describe("MANNERS 4", () => {
  it("MANNERS 4.3: the exit codes are those of the tables in README and --help", async () => {
    const codes = Object.values(EXIT).filter((code) => code !== EXIT.HUNG_UP);
    const table = readFileSync(join(ROOT, "README.md"), "utf8").split("## Exit codes")[1]!.split("\n##")[0]!;
    const written = [...table.matchAll(/^\| ([\d, ]+?) +\|/gm)].flatMap(([, cell]) =>
      cell!.split(", ").map(Number),
    );
    expect(written).toEqual([...codes].sort((a, b) => codes.indexOf(a) - codes.indexOf(b)));
    const help = (await folder.run(["--help"])).stdout.split("Exit codes:")[1]!;
    const inHelp = [...help.matchAll(/(?:^| {2,})(\d+) [a-z]/gm)].map(([, code]) => Number(code));
    expect(inHelp).toEqual(codes.filter((code) => code !== EXIT.TERMINATED));
  });

  posix(
    "MANNERS 4.3: a disk that fills up is exit 5, and leaves neither a file nor a part of one",
    async () => {
      folder.write("long.csv", `Code\n${"0x902EB\n".repeat(20_000)}`);
      folder.write("full/.keep", "");
      // The shell has the system refuse to write more than so many blocks; a small file system does the same where one can be made.
      const limited = spawnSync(
        "bash",
        [
          "-c",
          `trap '' XFSZ; ulimit -f 64; exec "$@"`,
          "bash",
          process.execPath,
          MAIN,
          "decode",
          "long.csv",
          "-o",
          "full/out.csv",
        ],
        { cwd: folder.path, encoding: "utf8" },
      );
      expect([limited.status, limited.stderr]).toEqual([
        5,
        expect.stringMatching(/^ioctlens: full\/out\.csv: E_WRITE: .+\n$/),
      ]);
      expect(readdirSync(folder.at("full"))).toEqual([".keep"]);
      const mounted =
        spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.at("full")]).status === 0;
      if (!mounted) return;
      try {
        const { status, stderr } = await folder.run(["decode", "long.csv", "-o", "full/out.csv"]);
        expect([status, stderr]).toEqual([
          5,
          "ioctlens: full/out.csv: E_WRITE: no space left on the device\n",
        ]);
        expect(readdirSync(folder.at("full"))).toEqual([]);
      } finally {
        execFileSync("umount", [folder.at("full")]);
      }
    },
  );

  onTerminal("MANNERS 4.4: a table on a terminal, CSV in a pipe", async () => {
    expect(terminal("decode good.csv -q --color never")).toMatch(/row +code +codeText +name/);
    expect((await folder.run(["decode", "good.csv", ...SHORT])).stdout).toContain("good.csv,1,0x000902EB\n");
  });

  it("MANNERS 4.7: -q is silent, -v says more, --log-format json makes objects of lines", async () => {
    expect((await folder.run(["decode", "mixed.csv", "-q"])).stderr).toBe("");
    expect((await folder.run(["decode", "mixed.csv", "-v"])).stderr).toContain("mixed.csv: read as csv");
    const { status, stdout, stderr } = await folder.run([
      "decode",
      "mixed.csv",
      "no.csv",
      "--log-format",
      "json",
    ]);
    expect([status, stdout]).toEqual([4, (await folder.run(["decode", "mixed.csv", "no.csv"])).stdout]);
    expect(rows(stderr)).toEqual([
      expect.objectContaining({ level: "error", file: "mixed.csv", row: 4, line: 5, error: "E_RANGE" }),
      { level: "error", file: "no.csv", error: "E_READ", message: "no such file" },
      { level: "info", message: expect.stringContaining("5 records = 2 decoded") },
    ]);
    const early = await folder.run(["decode", "mixed.csv", "--columns", "x", "--log-format", "json"]);
    expect(rows(early.stderr)).toMatchObject([{ level: "error", error: "E_OPTION" }]);
  });

  it("MANNERS 4.8: colour by --color, NO_COLOR, FORCE_COLOR, in this order", async () => {
    const isColoured = async (
      args: readonly string[],
      env: Readonly<Record<string, string>>,
    ): Promise<boolean> =>
      (await folder.run(["decode", "good.csv", "-q", "-f", "table", ...args], { env })).stdout.includes(
        "\u001b[",
      );
    expect(await isColoured([], {})).toBe(false);
    expect(await isColoured([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await isColoured([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(await isColoured(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
    expect(await isColoured(["--color", "never"], { FORCE_COLOR: "1" })).toBe(false);
  });

  onTerminal("MANNERS 4.8: a terminal has colours, unless it is dumb", () => {
    expect(terminal("decode good.csv -q")).toContain("\u001b[");
    expect(terminal("decode good.csv -q", { TERM: "dumb" })).not.toContain("\u001b[");
  });

  onTerminal("MANNERS 4.9: progress on a terminal alone, or as --progress says", async () => {
    // The bar is drawn and taken away again, with the cursor hidden.
    const HIDDEN = "\u001b[?25l";
    expect(terminal("summary good.csv > /dev/null")).toContain(HIDDEN);
    expect(terminal("summary good.csv --no-progress > /dev/null")).not.toContain(HIDDEN);
    expect(terminal("summary good.csv --log-format json > /dev/null")).not.toContain(HIDDEN);
    expect((await folder.run(["summary", "good.csv"])).stderr).toMatch(/^ioctlens: good.csv .*\n$/);
    expect((await folder.run(["summary", "good.csv", "--progress"])).stderr).toContain("good.csv [");
  });

  it("MANNERS 4.11: --on-error stop is --max-errors 0, skip is what is done anyhow", async () => {
    const [stop, zero, skip] = await Promise.all([
      folder.run(["decode", "mixed.csv", "--on-error", "stop"]),
      folder.run(["decode", "mixed.csv", "--max-errors", "0"]),
      folder.run(["decode", "mixed.csv", "--on-error", "skip"]),
    ]);
    expect([stop.status, stop.stdout]).toEqual([1, zero.stdout]);
    expect(stop.stderr).toContain("stopped: at a rejected record (--on-error stop)");
    expect([skip.status, lines(skip.stdout).length]).toEqual([0, 4]);
    expect(skip.stderr).toContain("1 rejected");
    expect((await folder.run(["decode", "mixed.csv", "--on-error", "keep"])).status).toBe(2);
  });

  it("MANNERS 4.12: --version is one line, with --verbose it tells engine, node and tables", async () => {
    expect((await folder.run(["-V"])).stdout).toMatch(/^ioctlens \d+\.\d+\.\d+\n$/);
    for (const args of [
      ["--version", "--verbose"],
      ["-v", "-V"],
    ]) {
      const { status, stdout } = await folder.run(args);
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(
          /^ioctlens \d.*\nengine +wasm with SIMD\nnode +v\d.*\nnames +tables \w+\nschema +version \d+\n$/,
        ),
      ]);
    }
    const without = await folder.run(["--version", "-v"], { node: ["--jitless", "--no-warnings"] });
    expect(without.stdout).toContain("reference (WebAssembly is not available here)");
  });

  it("MANNERS 4.13: help of every command, with examples, and a suggestion for what is mistyped", async () => {
    const { stdout } = await folder.run(["--help"]);
    expect(stdout).toContain("Examples:");
    expect((await folder.run(["help", "decode"])).stdout).toBe((await folder.run(["decode", "-h"])).stdout);
    const { status, stderr } = await folder.run(["sumary", "mixed.csv"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("Did you mean summary?")]);
  });

  it("MANNERS 4.17: two runs give the same bytes, whatever the zone, the language and the folder", async () => {
    const commands = [
      "decode procmon.csv",
      "decode mixed.csv -f json",
      "summary --by processName procmon.csv -f table",
      "diff procmon.csv mixed.csv",
      "names REPARSE",
      "formats",
      "explain 0x902eb",
    ];
    for (const command of commands) {
      const args = command.split(" ");
      const outputs = ["--stats", "s.json", "--errors", "e.ndjson", "--force"];
      const files = /^(?:decode|summary)/.test(command) ? outputs : [];
      const of = async (env: Readonly<Record<string, string>>): Promise<string[]> => {
        const { stdout, stderr } = await folder.run([...args, ...files], { env });
        return [
          stdout,
          stderr,
          ...files.filter((name) => name.includes(".")).map((name) => folder.read(name)),
        ];
      };
      const first = await of({ TZ: "UTC", LANG: "C" });
      expect(await of({ TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8" })).toEqual(first);
      expect(first.join("\n")).not.toContain(folder.path);
      if (hostname().length > 4) expect(first.join("\n")).not.toContain(hostname());
      expect(first.join("\n")).not.toContain(String(new Date().getFullYear()));
    }
  });

  it("MANNERS 4.19: doctor has both engines decode a sample", async () => {
    const { status, stdout } = await folder.run(["doctor"]);
    expect([status, stdout.match(/ ok: /g)?.length]).toEqual([0, 5]);
    const without = await folder.run(["doctor", "-f", "json"], { node: ["--jitless", "--no-warnings"] });
    expect(without.status).toBe(1);
    const report = JSON.parse(without.stdout) as { ok: boolean; checks: { name: string; ok: boolean }[] };
    expect(report.ok).toBe(false);
    expect(report.checks.filter(({ ok }) => ok).map(({ name }) => name)).toEqual([
      "names",
      "reference engine",
    ]);
  });

  it("MANNERS 4.21: explain, by its other name code too, decodes a code of the command line", async () => {
    const { status, stdout } = await folder.run(["code", "0x9c040"]);
    expect([status, stdout]).toEqual([0, (await folder.run(["explain", "0x9c040"])).stdout]);
    expect(stdout).toContain("FSCTL_SET_COMPRESSION");
  });
});
