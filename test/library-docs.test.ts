/** docs/library.md: its programs compile and run, and its list of error codes is that of the library. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ERROR_CODES } from "../src/errors.js";

const ROOT = join(import.meta.dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/library.md"), "utf8").replaceAll("\r\n", "\n");
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text]) => text!);
const folder = mkdtempSync(join(tmpdir(), "ioctlens-library-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

mkdirSync(join(folder, "node_modules"));
symlinkSync(ROOT, join(folder, "node_modules/ioctlens"), "junction");
symlinkSync(join(ROOT, "node_modules/@types"), join(folder, "node_modules/@types"), "junction");
symlinkSync(join(ROOT, "samples"), join(folder, "samples"), "junction");
writeFileSync(join(folder, "package.json"), '{"type":"module"}');

const run = (file: string): string =>
  execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });

describe("docs/library.md", () => {
  it("shows TypeScript that compiles and runs", () => {
    const programs = blocks("ts");
    expect(programs).toHaveLength(3);
    programs.forEach((text, i) => {
      writeFileSync(join(folder, `program${i}.ts`), text);
    });
    const config = {
      compilerOptions: {
        strict: true,
        module: "nodenext",
        target: "es2022",
        lib: ["es2023"],
        types: ["node"],
      },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc")], {
      cwd: folder,
      stdio: "inherit",
    });
    expect(programs.map((_, i) => run(`program${i}.js`).trimEnd().split("\n"))).toEqual([
      [
        "9 42 FILE_ANY_ACCESS METHOD_BUFFERED FSCTL_GET_REPARSE_POINT",
        "34 2050 FILE_WRITE_ACCESS METHOD_BUFFERED -",
      ],
      ["33 1000 E_RANGE, 1200 E_QUOTE, 1400 E_COLUMN_COUNT"],
      [expect.stringMatching(/^csv \d+ \d+ \d+$/), "true true simd"],
    ]);
  });

  it("shows programs for browsers that run", () => {
    const [show, count] = blocks("js");
    writeFileSync(
      join(folder, "show.js"),
      `${show}
      const lines = [];
      await show(new File(["IoControlCode,Process Name\\n0x900A8,a.exe\\n"], "trace.csv"), lines);
      console.log(lines.join());`.replace("import {", 'import { File } from "node:buffer";\nimport {'),
    );
    expect(run("show.js")).toBe("1 FSCTL_GET_REPARSE_POINT a.exe\n");
    writeFileSync(
      join(folder, "count.js"),
      `${count}\nconsole.log(await count(new Response("0x900A8\\n0x902EB\\n"), AbortSignal.timeout(10_000)));`,
    );
    expect(run("count.js")).toBe("2\n");
  });

  it("lists the error codes, with what they mean", () => {
    const rows = [...PAGE.matchAll(/^\| `(E_\w+)` \| (.*) \|$/gm)].map(([, code, text]) => [code, text]);
    expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
    expect(rows).toHaveLength(Object.keys(ERROR_CODES).length);
  });

  it("names every entry of the package", () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { exports: object };
    for (const name of Object.keys(exports).filter((entry) => entry !== "./package.json")) {
      expect(PAGE).toContain(`\`${name.replace(".", "ioctlens")}\``);
    }
  });
});
