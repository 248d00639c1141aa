/** The examples of README.md: every `sh` block runs, and prints the `text` block behind it; the `ts` block compiles and runs. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8").replaceAll("\r\n", "\n");
const MAIN = join(ROOT, "dist/bin/ioctlens.js");
const folder = mkdtempSync(join(tmpdir(), "ioctlens-readme-"));
symlinkSync(join(ROOT, "samples"), join(folder, "samples"), "junction");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLES = [...README.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm)].map(
  ([, command, printed]) => ({ command: command!, printed }),
);
const [, TYPESCRIPT] = /^```ts\n([\s\S]*?)^```/m.exec(README) ?? [];

describe("README", () => {
  it("names the two commands", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(README).toContain("\nnpm ci && npm run demo\n");
    expect(README).toContain("\nnpm ci && npm test\n");
    expect(scripts).toMatchObject({
      demo: expect.any(String),
      test: expect.any(String),
      prepare: expect.any(String),
    });
  });

  it("has examples", () => {
    expect(EXAMPLES.length).toBeGreaterThan(4);
  });

  for (const { command, printed } of EXAMPLES) {
    it.skipIf(process.platform === "win32")(`runs: ${command.split("\n")[0]}`, () => {
      const script = `ioctlens() { "${process.execPath}" "${MAIN}" "$@"; }\n${command}`;
      const output = execFileSync("bash", ["-euo", "pipefail", "-c", script], {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      if (printed === undefined) expect(output).not.toBe("");
      else expect(output).toBe(printed);
    });
  }

  it("shows TypeScript that compiles and runs", () => {
    const installed = join(folder, "node_modules");
    mkdirSync(installed);
    symlinkSync(ROOT, join(installed, "ioctlens"), "junction");
    symlinkSync(join(ROOT, "node_modules/@types"), join(installed, "@types"), "junction");
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "example.ts"), `${TYPESCRIPT}`);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = [
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--lib",
      "es2023,dom",
      "--types",
      "node",
    ];
    execFileSync(process.execPath, [tsc, ...options, "example.ts"], { cwd: folder, stdio: "inherit" });
    const output = execFileSync(process.execPath, ["example.js"], { cwd: folder, encoding: "utf8" });
    expect(output.split("\n").slice(0, 2)).toEqual(["true FSCTL_GET_REPARSE_POINT", "2236416 count.exe 8"]);
  });
});
