import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../src/cli/examples.js";
import { manPage } from "../../src/cli/man-page.js";
import { makeProgram } from "../../src/cli/program.js";
import { BINARY_FORMATS, TEXT_FORMATS } from "../../src/cli/trace-options.js";
import { Folder, lines, MAIN } from "./command.js";

const folder = new Folder();
const ROOT = join(import.meta.dirname, "../..");
const TREE = makeProgram("1.2.3");

function has(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

/** What may stand in the place of the last word. */
async function asked(...words: string[]): Promise<string[]> {
  const { stdout } = await folder.run(["complete", "--", ...words]);
  return lines(stdout).map((line) => line.split("\t")[0]!);
}

describe("MANNERS 4.14: completion", () => {
  it("offers every command and every option of the tree", async () => {
    const names = TREE.createHelp()
      .visibleCommands(TREE)
      .map((command) => command.name());
    expect(await asked("")).toEqual([...names, ":4"]);
    for (const name of ["decode", "summary", "explain"]) {
      const options = TREE.commands.find((command) => command.name() === name)!.options;
      const global = ["--version", "--config", "--no-config"];
      expect(await asked(name, "--")).toEqual([...options.map(({ long }) => long), ...global, ":4"]);
    }
  });

  it("offers the values of an option that has a choice, and files where it has none", async () => {
    expect(await asked("decode", "-f", "")).toEqual([...TEXT_FORMATS, ...BINARY_FORMATS, ":4"]);
    expect(await asked("decode", "--format", "nd")).toEqual(["ndjson", ":4"]);
    expect(await asked("completion", "")).toEqual(["bash", "zsh", "fish", "powershell", ":4"]);
    expect(await asked("decode", "")).toEqual([":0"]);
    expect(await asked("decode", "-q", "-o", "")).toEqual([":0"]);
  });

  it.each(["bash", "zsh", "fish", "powershell"])(
    "prints a script for %s that asks the command",
    async (shell) => {
      const { status, stdout } = await folder.run(["completion", shell]);
      expect([status, stdout]).toEqual([0, expect.stringMatching(/ioctlens complete '?--/)]);
      expect(stdout).not.toContain("\u001b");
      folder.write(`script.${shell}`, stdout);
      const checker = shell === "powershell" ? "pwsh" : shell;
      if (shell !== "powershell" && has(checker)) execFileSync(checker, ["-n", folder.at(`script.${shell}`)]);
    },
  );

  it("refuses another shell", async () => {
    expect((await folder.run(["completion", "tcsh"])).status).toBe(2);
  });

  it.skipIf(process.platform === "win32" || !has("bash"))(
    "works in bash, which falls back to files",
    async () => {
      folder.write("script.bash", (await folder.run(["completion", "bash"])).stdout);
      // The function of bash-completion that the script uses, and the command.
      const test = `
      _get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; }
      ioctlens() { '${process.execPath}' '${MAIN}' "$@"; }
      source script.bash
      complete -p ioctlens
      COMP_WORDS=(ioctlens decode --file-l) COMP_CWORD=2
      __ioctlens_complete 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}"`;
      const output = execFileSync("bash", ["-c", test], { cwd: folder.path, encoding: "utf8" });
      expect(lines(output)).toEqual(["complete -o default -F __ioctlens_complete ioctlens", "--file-list"]);
    },
  );
});

describe("MANNERS 4.14: the manual page", () => {
  const page = manPage(TREE, "1.2.3", EXAMPLES);

  it("has every command and option of the tree, examples and exit codes", () => {
    for (const command of TREE.createHelp().visibleCommands(TREE)) {
      if (command.name() !== "help")
        expect(page).toContain(`\n.SS ioctlens ${command.name().replaceAll("-", "\\-")} `);
      for (const { flags } of command.options)
        expect(page).toContain(`\n.B ${flags.replaceAll("-", "\\-")}\n`);
    }
    expect(page).toContain("\n.SH EXAMPLES\n");
    expect(page).toContain("\n.SH EXIT CODES\n");
    expect(page).toMatch(/^\.TH IOCTLENS 1 "" "ioctlens 1\.2\.3" /);
  });

  it("is built for the package, the same bytes every time", () => {
    const { version, man } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
      string,
      string
    >;
    expect(man).toBe("./dist/man/ioctlens.1");
    expect(readFileSync(join(ROOT, man!), "utf8")).toBe(manPage(makeProgram(version!), version!, EXAMPLES));
  });

  it.skipIf(!has("man"))("is read by man without a warning", () => {
    folder.write("ioctlens.1", page);
    const { status, stdout, stderr } = spawnSync("man", ["--warnings", "-l", folder.at("ioctlens.1")], {
      encoding: "utf8",
      env: { ...process.env, MANWIDTH: "100", LC_ALL: "C.UTF-8" },
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("FSCTL_GET_REPARSE_POINT");
  });

  it.skipIf(!has("mandoc"))("passes mandoc -Tlint, but for the date that it has not", () => {
    const { stdout } = spawnSync("mandoc", ["-Tlint", "-W", "warning"], { input: page, encoding: "utf8" });
    expect(lines(stdout).filter((line) => !/missing date/.test(line))).toEqual([]);
  });
});
