// Bundles the command, so that starting it does not mean loading a hundred modules. The library stays one file in, one
// file out.
//
// ioctlens.js answers --version. core.js is one file with what every decode and summary needs, and nothing else: each
// kilobyte costs its share of the start. All else is loaded when it is needed: what the code imports dynamically becomes
// files of its own, which take what core.js has from there.
//
// All of them are CommonJS, which Node starts sooner: its loader of modules is loaded for packages only.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform } from "esbuild";

const OUT = "dist/bin";
/** Modules that are imported dynamically and belong to the core all the same. */
const HOT = ["cli/decode", "cli/summary", "cli/options"].map((name) => resolve(`dist/${name}.js`));
/**
 * Modules that the core imports, and of which a plain run calls nothing: loaded when one of their functions is called, or
 * one of their classes made. Nothing else may be done with those, such as `instanceof`.
 */
const LAZY = [
  ...["kernel/module", "kernel/etl-reference", "kernel/pml-reference", "record/time-range", "record/where"],
  ...["sinks/table", "sources/json-scanner", "sources/text-append"],
  ...["help", "suggestSimilar"].map((name) => `../node_modules/commander/lib/${name}`),
].map((name) => resolve(`dist/${name}.js`));
/** Small ones that the core has no use for, and takes in all the same for those that are loaded later: a file costs more. */
const SHARED = ["code-counts", "etl-walk", "pml-walk"].map((name) => resolve(`dist/kernel/${name}.js`));
for (const path of [...HOT, ...LAZY, ...SHARED]) statSync(path);
const CORE_ENTRY = resolve("dist/cli/program.js");
/** What threads begin with: the pool's own part, and what it calls there. */
const POOL_WORKER = "pool-worker";
const WORKERS = new Map([
  ...["count-worker", "append-worker"].map((name) => [resolve(`dist/workers/${name}.js`), name]),
  [resolve("node_modules/tinypool/dist/entry/worker.js"), POOL_WORKER],
]);

/** The name of a module: its path below dist or node_modules, without the suffix. */
const moduleName = (path) =>
  relative(resolve("dist"), path)
    .replaceAll("\\", "/")
    .replace(/^\.\.\/node_modules\/|\.js$/g, "");
/** The name of a file that is loaded when it is needed, without its suffix. */
const coldName = (path) => WORKERS.get(path) ?? moduleName(path).replaceAll("/", "-");
/** What a module exports. */
const loaded = (path) => import(pathToFileURL(path).href);
/** Modules by the names of such files. */
const modulesOfNames = new Map();

/**
 * Commander as modules, which esbuild lays out flat: CommonJS stays wrapped in functions, and what is in them is parsed
 * twice. It asks for `child_process`, and so for the network, to start commands that ioctlens has not.
 */
const leanCommander = {
  name: "lean-commander",
  setup({ onResolve, onLoad }) {
    const entry = ["Argument", "Command", "Option"].map((name) => [name, name.toLowerCase()]);
    const lines = [...entry, ["CommanderError", "error"]].map(
      ([name, file]) => `export { ${name} } from "./node_modules/commander/lib/${file}.js";`,
    );
    onResolve({ filter: /^commander$/ }, () => ({
      path: "commander",
      namespace: "lean",
      sideEffects: false,
    }));
    onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: "lean" }));
    onLoad({ filter: /^commander$/, namespace: "lean" }, () => ({
      contents: lines.join("\n"),
      resolveDir: ".",
    }));
    onLoad({ filter: /^node:/, namespace: "lean" }, ({ path }) => ({
      contents: `const late = (name) => (...args) => process.getBuiltinModule(${JSON.stringify(path)})[name](...args);
        module.exports = { spawn: late("spawn"), fork: late("fork") };`,
    }));
    onLoad({ filter: /commander[\\/]lib[\\/].*\.js$/, namespace: "file" }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/^const (\{.*\}) = require\('(\.\/\w+)(?:\.js)?'\);/gm, 'import $1 from "$2.js";')
        .replace(/^exports\.(\w+) = \1;/gm, "export { $1 };"),
    }));
  },
};

/**
 * The thread pool with its files beside ours, which threads load without the loader of modules. Node's assertions and clock
 * of performance are loaded for nothing as long as nothing fails, the former with a stream for standard error.
 */
const leanPool = {
  name: "lean-pool",
  setup({ onResolve, onLoad }) {
    const lean = {
      "node:assert": `const whole = () => REQUIRE("node:assert");
        const assert = (value, message) => value || whole()(value, message);
        assert.strictEqual = (a, b) => Object.is(a, b) || whole().strictEqual(a, b);
        assert.notStrictEqual = (a, b) => Object.is(a, b) && whole().notStrictEqual(a, b);
        export default assert;`,
      "node:perf_hooks": "export const performance = { now: () => process.uptime() * 1000 };",
    };
    onResolve({ filter: /^node:(assert|perf_hooks)$/ }, ({ path, importer }) =>
      /[\\/]tinypool[\\/]/.test(importer) ? { path, namespace: "lean-pool" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "lean-pool" }, ({ path }) => ({ contents: lean[path] }));
    onLoad({ filter: /tinypool[\\/]dist[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace('"/../entry/worker.js"', `"/../${POOL_WORKER}.js"`)
        .replace("await import(filename)", "REQUIRE(filename)"),
    }));
  },
};

/** Dynamic imports of hot modules become static ones, so that esbuild lays all modules of the core out flat. */
const hotModules = {
  name: "hot-modules",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/, namespace: "file" }, ({ path }) => {
      const imports = [];
      const text = readFileSync(path, "utf8").replace(/\bimport\("(\.[^"]+)"\)/g, (whole, target) => {
        if (!HOT.includes(resolve(dirname(path), target))) return whole;
        imports.push(`import * as hot${imports.length} from ${JSON.stringify(target)};`);
        return `hot${imports.length - 1}`;
      });
      return { contents: [...imports, text].join("\n") };
    });
  },
};

/** Dynamic imports of our own modules become imports of files of their own. */
const coldModules = {
  name: "cold-modules",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const module = resolve(resolveDir, path);
      if (!["dynamic-import", "require-call"].includes(kind) || HOT.includes(module)) return undefined;
      modulesOfNames.set(coldName(module), module);
      return { path: `./${coldName(module)}.js`, external: true };
    });
  },
};

/** Lazy modules become functions that load them. */
const lazyModules = {
  name: "lazy-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const module = resolve(resolveDir, path);
      if (kind !== "import-statement" || !LAZY.includes(module)) return undefined;
      return { path: module, namespace: "lazy", sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: "lazy" }, async ({ path }) => {
      const functions = Object.entries(await loaded(path)).filter(([, thing]) => typeof thing === "function");
      const lines = functions.map(
        ([name]) => `export function ${name}(...args) {
          const { ${name}: whole } = require(${JSON.stringify(`./${basename(path)}`)});
          return new.target ? new whole(...args) : whole(...args);
        }`,
      );
      return { contents: lines.join("\n"), resolveDir: dirname(path) };
    });
  },
};

/** A thing of the core, as files that are loaded later ask for it. */
const coreKey = (path, name) => `core:${moduleName(path)}:${name}`;

/** Modules of the core are taken from core.js, thing by thing, so that what nobody uses is left out. */
const fromCore = (core) => ({
  name: "from-core",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) => {
      const module = resolve(resolveDir, path);
      // One for each importer, or they would all be files of their own.
      return core.has(module) ? { path: module, namespace: "core", suffix: `?${importer}` } : undefined;
    });
    onResolve({ filter: /^#core$/ }, () => ({ path: "./core.js", external: true }));
    onLoad({ filter: /.*/, namespace: "core" }, async ({ path }) => {
      const things = Object.keys(await loaded(path)).map(
        (name) => `export const ${name} = /* @__PURE__ */ core(${JSON.stringify(coreKey(path, name))});`,
      );
      return { contents: [`import { core } from "#core";`, ...things].join("\n") };
    });
  },
});

const OUTPUT = { format: "cjs", platform: "node", target: "node20", minify: true, legalComments: "inline" };

const STRICT = '"use strict";';

const common = {
  ...OUTPUT,
  banner: { js: STRICT },
  bundle: true,
  write: false,
  metafile: true,
  outdir: OUT,
  // A name of package.json, which means nothing to files with a package.json of their own beside them.
  alias: { "#csv-parse": "csv-parse" },
  // Packages that are loaded when they are needed, if ever.
  external: Object.keys(JSON.parse(readFileSync("package.json", "utf8")).dependencies)
    .filter((name) => !["commander", "tinypool"].includes(name))
    .flatMap((name) => [name, `${name}/*`]),
  define: { "import.meta.url": "FILE_URL" },
  logLevel: "warning",
};

const buildMain = () =>
  build({
    ...common,
    entryPoints: { ioctlens: "dist/cli/main.js" },
    plugins: [
      {
        name: "core",
        setup: ({ onResolve }) =>
          onResolve({ filter: /program\.js$/ }, () => ({ path: "./core.js", external: true })),
      },
      coldModules,
    ],
  });

/** Bundles the core, and what others take from it: keys, each with its module and name. */
const buildCore = (taken) => {
  const things = [...taken].map(([key, { path, name }], i) => ({
    line: `import { ${name} as x${i} } from ${JSON.stringify(path)};`,
    entry: `${JSON.stringify(key)}: x${i}`,
  }));
  const contents = `${things.map(({ line }) => line).join("\n")}
    export { run } from ${JSON.stringify(CORE_ENTRY)};
    let things;
    export const core = (key) => (things ??= { ${things.map(({ entry }) => entry).join(", ")} })[key];`;
  return build({
    ...common,
    outdir: undefined,
    outfile: join(OUT, "core.js"),
    stdin: { contents, resolveDir: "." },
    plugins: [leanCommander, lazyModules, hotModules, coldModules],
  });
};

/** Bundles what is loaded later, files beside each other for what several of them need. */
const buildCold = (cold, core) =>
  build({
    ...common,
    format: "esm",
    banner: {},
    entryPoints: Object.fromEntries([...cold].map((path) => [coldName(path), path])),
    splitting: true,
    chunkNames: "shared-[hash]",
    plugins: [leanCommander, leanPool, coldModules, fromCore(core)],
  });

/** The modules of ours that a build has anything of. */
function modulesIn({ metafile }) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const used = inputs.filter(([path, { bytesInOutput }]) => path.startsWith("dist/") && bytesInOutput > 0);
  return new Set(used.map(([path]) => resolve(path)));
}

/** The modules that builds load later. */
function coldIn(...builds) {
  const imports = builds.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ imports }) => imports),
  );
  return imports
    .map(({ path }) => modulesOfNames.get(basename(path, ".js")))
    .filter((module) => module !== undefined);
}

/** What a build takes from the core. */
function takenIn({ outputFiles }) {
  const keys = outputFiles.flatMap(({ text }) => [...text.matchAll(/"(core:([\w./-]+):([\w$]+))"/g)]);
  return new Map(keys.map(([, key, module, name]) => [key, { path: resolve(`dist/${module}.js`), name }]));
}

/**
 * All files. What is loaded later takes things of the core, which may need more then, and loads others in the same
 * way: it is done when nothing new comes.
 */
async function bundles() {
  const main = await buildMain();
  const first = [...WORKERS.keys(), ...coldIn(main)];
  let cold = new Set(first);
  let taken = new Map();
  for (;;) {
    const core = await buildCore(taken);
    const later = await buildCold(cold, new Set([...modulesIn(core), ...SHARED]));
    const all = { cold: new Set([...first, ...coldIn(core, later)]), taken: takenIn(later) };
    if (all.cold.size === cold.size && all.taken.size === taken.size) {
      return [main, core, later];
    }
    ({ cold, taken } = all);
  }
}

/** The text of a bundle as CommonJS, which loads the files beside it, and what is Node's, without the loader of modules. */
async function commonJs(bundle, isModule) {
  // What is imported for its effect alone has none: shared files hold functions and facts.
  const effective = bundle.replace(/\bimport\s?"\.\/shared-\w+\.js";/g, "");
  const text = isModule ? (await transform(effective, { ...OUTPUT, banner: STRICT })).code : effective;
  return text
    .replace(/\bimport\("((?:\.\/|node:)[^"]+)"\)/g, 'Promise.resolve(require("$1"))')
    .replaceAll("REQUIRE(", "require(")
    .replaceAll("FILE_URL", 'require("node:url").pathToFileURL(__filename)');
}

const [main, core, later] = await bundles();
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, "package.json"), '{ "type": "commonjs" }\n');
for (const { outputFiles } of [main, core, later]) {
  for (const { path, text } of outputFiles) {
    writeFileSync(join(OUT, basename(path)), await commonJs(text, outputFiles === later.outputFiles), {
      mode: text.startsWith("#!") ? 0o755 : 0o644,
    });
  }
}
