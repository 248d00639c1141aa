/** The pages of docs/ that are tasks: every `sh` block runs, and prints the `text` block behind it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const MAIN = join(ROOT, "dist/bin/ioctlens.js");
/** They need programs that are not here, or minutes; test/duckdb.test.ts runs the first. */
const ELSEWHERE = new Set(["howto-duckdb.md", "performance.md"]);

interface Example {
  readonly command: string;
  /** What it prints, where the page says so. */
  readonly printed: string | undefined;
}

function examplesOf(page: string): Example[] {
  const text = readFileSync(join(ROOT, "docs", page), "utf8").replaceAll("\r\n", "\n");
  const blocks = text.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```(?:\n|$))?/gm);
  return [...blocks].map(([, command, printed]) => ({ command: command!, printed }));
}

const pages = readdirSync(join(ROOT, "docs"))
  .filter((file) => file.endsWith(".md") && !ELSEWHERE.has(file))
  .map((page) => ({ page, examples: examplesOf(page) }))
  .filter(({ examples }) => examples.length > 0);

describe("docs", () => {
  it("have the tasks that people come with", () => {
    expect(pages.map(({ page }) => page)).toEqual(
      expect.arrayContaining(["howto-annotate.md", "howto-count.md"]),
    );
  });

  for (const { page, examples } of pages) {
    const folder = mkdtempSync(join(tmpdir(), "ioctlens-docs-"));
    symlinkSync(join(ROOT, "samples"), join(folder, "samples"), "junction");
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    for (const { command, printed } of examples) {
      it.skipIf(process.platform === "win32")(`${page} runs: ${command.split("\n")[0]}`, () => {
        const script = `ioctlens() { "${process.execPath}" "${MAIN}" "$@"; }\n${command}`;
        const output = execFileSync("bash", ["-eu", "-c", script], {
          cwd: folder,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        });
        if (printed === undefined) expect(output).not.toBe("");
        // Traces keep their line ends, pages have their own.
        else expect(output.replaceAll("\r\n", "\n")).toBe(printed);
      });
    }
  }
});
