/** The package as users get it: what is in the tarball, its types and exports, and that it works where it is installed. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "ioctlens-package-"));
const project = join(folder, "project");
const installed = join(project, "node_modules/ioctlens");
const BIN = join(ROOT, "node_modules/.bin");
let tarball = "";
let files: string[] = [];

interface Manifest {
  readonly type: string;
  readonly sideEffects: boolean;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports: Readonly<Record<string, object>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest;
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" });
}

beforeAll(() => {
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: ROOT,
    stdio: "ignore",
  });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "--strip-components=1", "-C", installed]);
  files = readdirSync(installed, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  // What npm would install beside it.
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: object;
  };
  const modules = new Set(Object.keys(dependencies));
  for (const name of modules) {
    const own = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as {
      dependencies?: object;
    };
    for (const next of Object.keys(own.dependencies ?? {})) modules.add(next);
  }
  for (const name of modules) {
    mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name), "junction");
  }
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("holds what is needed and nothing else", () => {
    const { size } = statSync(tarball);
    console.info(`package: ${(size / 1024).toFixed(0)} KiB, ${files.length} files`);
    expect(size).toBeLessThan(720 * 1024);
    for (const file of [
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      "package.json",
      "dist/bin/ioctlens.js",
      "dist/index.d.ts",
      "dist/kernel.wasm",
    ]) {
      expect(files).toContain(file);
    }
    expect(
      files.filter((file) => /\.map$|\.test\.|(?:^|\/)(?:samples|test|assembly|src|\.ci)\//.test(file)),
    ).toEqual([]);
  });

  it("exports its entries, types first, and nothing below them", () => {
    const { exports, sideEffects, type } = manifest();
    expect({ sideEffects, type }).toEqual({ sideEffects: false, type: "module" });
    expect(Object.keys(exports)).toEqual([
      ...[".", "./node", "./names", "./arrow", "./parquet", "./kernel.wasm", "./package.json"],
    ]);
    for (const [name, target] of Object.entries(exports)) {
      if (typeof target === "string") {
        expect(files, name).toContain(target.slice(2));
        continue;
      }
      expect(Object.keys(target), name).toEqual(["types", "default"]);
      for (const file of Object.values(target)) expect(files, name).toContain(file.slice(2));
    }
    const deep = ["ioctlens/dist/index.js", "ioctlens/kernel", "ioctlens/sources/index.js"];
    const script = `
      for (const name of ${JSON.stringify(deep)}) await import(name).then(() => console.log(name), (e) => console.log(e.code));
    `;
    expect(node("--input-type=module", "-e", script).trim().split("\n")).toEqual(
      deep.map(() => "ERR_PACKAGE_PATH_NOT_EXPORTED"),
    );
  });

  it("needs nothing of Node behind the entries for browsers", () => {
    const { exports, dependencies, imports } = manifest();
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const code = readFileSync(join(installed, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      const found = [
        ...code.matchAll(/^(?:import|export)\s(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm),
        ...code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g),
      ];
      for (const [, name] of found) {
        if (name!.startsWith(".")) visit(posix.join(posix.dirname(file), name!));
        else packages.add(name!);
      }
    };
    for (const [name, target] of Object.entries(exports)) {
      if (typeof target !== "string" && name !== "./node") visit(posix.normalize(target.default!));
    }
    expect(seen.size).toBeGreaterThan(60);
    expect([...seen]).toContain("dist/sources/etl/reader.js");
    const known = [...Object.keys(dependencies), ...Object.keys(imports)];
    expect(
      [...packages].filter((name) => !known.some((one) => name === one || name.startsWith(`${one}/`))),
    ).toEqual([]);
    expect(packages.has("cli-table3")).toBe(false);
  });

  it("is required without waiting, as no entry has a top-level await, and leaves the globals alone", () => {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis).length;
      const entries = ["", "/names", "/node", "/arrow", "/parquet"].map((name) => typeof require("ioctlens" + name));
      console.log(entries.join(), Object.getOwnPropertyNames(globalThis).length - before);
    `;
    writeFileSync(join(project, "require.cjs"), script);
    expect(node("--no-warnings", "require.cjs")).toBe("object,object,object,object,object 0\n");
  });

  it("passes publint", () => {
    const output = execFileSync(
      process.execPath,
      [join(ROOT, "node_modules/publint/src/cli.js"), "run", tarball, "--strict"],
      { encoding: "utf8" },
    );
    expect(output).toContain("All good!");
  });

  it("has types that resolve, for ESM", () => {
    const output = execFileSync(
      join(BIN, "attw"),
      [
        tarball,
        ...["--profile", "esm-only", "--exclude-entrypoints", "kernel.wasm"],
        ...["--no-emoji", "--format", "ascii"],
      ],
      { encoding: "utf8" },
    );
    // It fails by its exit code; this shows that it looked.
    expect(output).toContain("OK (ESM)");
  });

  it("is imported from a project by its names", () => {
    const script = `
      import { codeFor } from "ioctlens/names";
      import { summarize, unpack } from "ioctlens";
      import { fileInput } from "ioctlens/node";
      import { toArrow } from "ioctlens/arrow";
      import { toParquet } from "ioctlens/parquet";
      const bytes = new TextEncoder().encode("0x902EB\\n0x902EB\\n");
      const { summary } = await summarize(bytes);
      const { accounting } = await summarize(fileInput("list.txt"));
      const ends = [];
      for (const pieces of [toParquet(bytes), toArrow(bytes)]) {
        let end = "";
        for await (const piece of pieces) end = Buffer.from(piece).toString("latin1").slice(-4);
        ends.push(end);
      }
      console.log(JSON.stringify([unpack(0x902eb), codeFor("FSCTL_GET_REPARSE_POINT").code, summary.total, accounting.decoded, ends]));
    `;
    writeFileSync(join(project, "use.mjs"), script);
    writeFileSync(join(project, "list.txt"), "0x902EB\n");
    expect(JSON.parse(node("use.mjs"))).toEqual([
      { deviceType: 9, functionCode: 186, requiredAccess: 0, transferMethod: 3 },
      0x900a8,
      2,
      1,
      ["PAR1", "ROW1"],
    ]);
  });

  it("shows no type of the libraries that encode", () => {
    const shown = files.filter((file) => file.endsWith(".d.ts"));
    expect(shown).toContain("dist/parquet.d.ts");
    const leaking = shown.filter(
      (file) =>
        file !== "dist/sinks/arrow-messages.d.ts" &&
        /hyparquet|flechette/.test(
          readFileSync(join(installed, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, ""),
        ),
    );
    expect(leaking).toEqual([]);
  });

  it("brings the command", () => {
    const { bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
      bin: { ioctlens: string };
    };
    const main = join(installed, bin.ioctlens);
    expect(readFileSync(main, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
    expect(node(main, "--version")).toMatch(/^ioctlens \d/);
    expect(node(main, "decode", "list.txt", "-q", "--columns", "row,code")).toBe("row,code\n1,0x000902EB\n");
  });
});
