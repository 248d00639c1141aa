/**
 * Programs that use the package as it is published, each built or run with what people use. These tools are installed by
 * `npm ci --prefix test/consumers` (as .ci/run does), not with the project.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OTHER_NODES } from "./nodes.js";

const ROOT = join(import.meta.dirname, "../..");
const TOOLS = join(import.meta.dirname, "node_modules");
const isThere = existsSync(join(TOOLS, "webpack"));
const folder = mkdtempSync(join(tmpdir(), "ioctlens-consumers-"));
const USE = join(folder, "use.mjs");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What use.mjs prints, wherever it runs. */
const USED = {
  fields: [9, 34, 186, 2050, 2050],
  name: "FSCTL_GET_REPARSE_POINT",
  code: 0x900a8,
  source: "csv",
  decoded: [0x902eb, 0x22a008],
  wasm: [0x902eb, 0x22a008],
  odd: ['ü " b'],
  streamed: [0x902eb, 0x22a008],
  counted: [2, 2],
  files: ["ROW1", "PAR1"],
};

/** What require.cjs prints. */
const REQUIRED = ["function function", 1, [42]];

const STRICT = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: "es2022",
};

function run(command: string, ...args: string[]): string {
  const env = {
    ...process.env,
    DENO_DIR: join(folder, "deno"),
    DENO_NO_UPDATE_CHECK: "1",
    NODE_OPTIONS: "",
    NODE_NO_WARNINGS: "1",
  };
  try {
    return execFileSync(command, args, { cwd: folder, encoding: "utf8", env, stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
}

const node = (...args: string[]): string => run(process.execPath, ...args);

function expectUsed(printed: string, variant: "simd" | "reference"): void {
  expect(JSON.parse(printed)).toEqual({ variants: [variant, variant], ...USED });
}

if (!isThere) {
  describe("consumers", () => {
    it.skip("skipped: the tools are not here; npm ci --prefix test/consumers installs them", () => {});
  });
}

describe.skipIf(!isThere)("consumers", () => {
  beforeAll(() => {
    cpSync(join(import.meta.dirname, "programs"), folder, { recursive: true });
    writeFileSync(join(folder, "trace.csv"), "IoControlCode\n0x902EB\n");
    writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
    const [tarball] = JSON.parse(
      execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
        cwd: ROOT,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ) as [{ filename: string }];
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"];
    run("npm", "install", ...quiet, join(folder, tarball.filename));
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    for (const name of ["@types/node", "undici-types"]) {
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "junction");
    }
  }, 120_000);

  it("Node imports it", () => expectUsed(node(USE), "simd"));

  it("Node requires it", () => {
    expect(JSON.parse(node("require.cjs"))).toEqual(REQUIRED);
  });

  it.each(OTHER_NODES)("Node $version imports and requires it", ({ path }) => {
    expectUsed(run(path, USE), "simd");
    expect(JSON.parse(run(path, "require.cjs"))).toEqual(REQUIRED);
  });

  it("takes a compiled kernel where none may be compiled", () => {
    expect(JSON.parse(node("module.mjs"))).toEqual(["simd", "reference", "E_WASM"]);
  });

  it("Deno runs it, without any permission", () => {
    const deno = readdirSync(join(TOOLS, "@deno")).map((name) => join(TOOLS, "@deno", name, "deno"));
    expectUsed(
      run(deno[0]!, "run", "--no-prompt", "--node-modules-dir=manual", "--cached-only", USE),
      "simd",
    );
  });

  it("Bun runs it", () => {
    const bun = readdirSync(join(TOOLS, "@oven")).map((name) => join(TOOLS, "@oven", name, "bin/bun"));
    expectUsed(run(bun[0]!, "run", USE), "simd");
  });

  describe.each(["esbuild", "vite", "webpack"])("bundled by %s for browsers", (bundler) => {
    const outdir = join(folder, `bundle-${bundler}`);
    const main = join(outdir, "main.mjs");

    beforeAll(() => {
      node(join(import.meta.dirname, "bundle.mjs"), bundler, USE, outdir);
    }, 120_000);

    it("needs nothing of Node, no eval, and loads formats apart", () => {
      const files = readdirSync(outdir).filter((name) => /\.m?js$/.test(name));
      expect(files.length).toBeGreaterThan(3);
      for (const name of files) {
        const text = readFileSync(join(outdir, name), "utf8");
        expect(text, name).not.toMatch(/["'`]node:|\brequire\(["'`]|\bnew Function\(|\beval\(/);
      }
      expect(readFileSync(main, "utf8")).not.toMatch(/PAR1|ARROW1/);
    });

    it("runs", () => expectUsed(node(main), "simd"));

    it("answers the same where WebAssembly is missing", () => {
      expectUsed(node("--jitless", main), "reference");
    });

    it("answers the same where WebAssembly and eval are forbidden, as by a content security policy", () => {
      const forbid = `for (const name of ["Module", "Instance"]) WebAssembly[name] = function () {
        throw new WebAssembly.CompileError("Refused to compile or instantiate WebAssembly module");
      };`;
      const preload = `data:text/javascript,${encodeURIComponent(forbid)}`;
      expectUsed(node("--disallow-code-generation-from-strings", "--import", preload, main), "reference");
    });
  });

  describe.each(["5.9", "6.0", "7.0"])("TypeScript %s", (version) => {
    const compile = (name: string, files: readonly string[], options: object): void => {
      const config = join(folder, `tsconfig-${version}-${name}.json`);
      const compilerOptions = { ...STRICT, ...options };
      writeFileSync(config, JSON.stringify({ compilerOptions, files }));
      node(join(TOOLS, `typescript-${version}/bin/tsc`), "-p", config);
    };

    it("compiles programs for Node, without the DOM", () => {
      const lib = ["es2022"];
      compile("node", ["types.ts", "types-node.ts"], { module: "nodenext", lib, types: ["node"] });
    });

    it("compiles programs for browsers, without Node's types", () => {
      const lib = ["es2022", "dom", "dom.iterable", "dom.asynciterable"];
      const module = { module: "esnext", moduleResolution: "bundler" };
      compile("browser", ["types.ts"], { ...module, lib, types: [] });
    });
  });
});
