// Bundles the command, so that starting it does not mean loading a hundred modules. The library stays one file in, one
// file out.
//
// ioctlens.js answers --version. core.js is one file with what every decode and summary needs. All else is loaded when
// it is needed: what the code imports dynamically becomes files of its own, which take what core.js has from there.
// (esbuild's splitting alone makes some thirty small files of the same, and each costs half a millisecond.)
import fs, { readFileSync, rmSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { build } from "esbuild";

const OUT = "dist/bin";
/** Modules that are imported dynamically and belong to the core all the same. */
const HOT = ["cli/decode", "cli/summary", "cli/options"].map((name) => resolve(`dist/${name}.js`));
const CORE_ENTRY = resolve("dist/cli/program.js");
/** The thread pool starts it. */
const WORKER = resolve("dist/workers/count-worker.js");

/**
 * Node's modules without what nobody uses of them: to import one makes all its exports, and those of `fs` load the
 * streams; commander asks for `child_process`, and so for the network, to start commands that ioctlens has not.
 */
const leanModules = {
  name: "lean-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      path === "node:fs" || importer.includes("commander") ? { path, namespace: "lean" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "lean" }, ({ path }) => {
      const module = `process.getBuiltinModule(${JSON.stringify(path)})`;
      if (path === "node:child_process") {
        return { contents: `module.exports = { spawn: (...args) => ${module}.spawn(...args) };` };
      }
      if (path !== "node:fs") return { contents: `module.exports = ${module};` };
      const names = Object.keys(fs).filter((name) => !/Stream$|^promises$/.test(name));
      return { contents: `const fs = ${module};\nexport const { ${names.join(", ")} } = fs;` };
    });
  },
};

/** The name of a file that is loaded when it is needed, without its suffix. */
const coldName = (path) => relative(resolve("dist"), path).replace(/\.js$/, "").replaceAll(/[\\/]/g, "-");

/** Dynamic imports of hot modules become static ones, so that esbuild lays all modules of the core out flat. */
const hotModules = {
  name: "hot-modules",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
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

/** Dynamic imports of our own modules become imports of files of their own; `found` gets those modules. */
const coldModules = (found) => ({
  name: "cold-modules",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const module = resolve(resolveDir, path);
      if (kind !== "dynamic-import" || HOT.includes(module)) return undefined;
      found.add(module);
      return { path: `./${coldName(module)}.js`, external: true };
    });
  },
});

/** Modules of the core are taken from core.js, which exports each as a namespace. */
const fromCore = (core) => ({
  name: "from-core",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const module = resolve(resolveDir, path);
      return core.has(module) ? { path: module, namespace: "core" } : undefined;
    });
    onResolve({ filter: /^#core$/ }, () => ({ path: "./core.js", external: true }));
    onLoad({ filter: /.*/, namespace: "core" }, async ({ path }) => {
      const names = Object.keys(await import(path));
      return {
        contents: `import { ${core.get(path)} as module } from "#core";\nexport const { ${names.join(", ")} } = module;`,
      };
    });
  },
});

const common = {
  outdir: OUT,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "inline",
  metafile: true,
  // Packages that are loaded when they are needed, if ever.
  external: Object.keys(JSON.parse(readFileSync("package.json", "utf8")).dependencies)
    .filter((name) => name !== "commander")
    .flatMap((name) => [name, `${name}/*`])
    .concat("#csv-parse"),
  logLevel: "warning",
};

rmSync(OUT, { recursive: true, force: true });

await build({
  ...common,
  entryPoints: { ioctlens: "dist/cli/main.js" },
  plugins: [
    leanModules,
    {
      name: "core",
      setup: ({ onResolve }) =>
        onResolve({ filter: /program\.js$/ }, () => ({ path: "./core.js", external: true })),
    },
  ],
});

const cold = new Set([WORKER]);
const plugins = [leanModules, hotModules, coldModules(cold)];
const dry = await build({ ...common, entryPoints: [CORE_ENTRY, ...HOT], write: false, plugins });
const core = new Map(
  Object.keys(dry.metafile.inputs)
    .filter((path) => path.startsWith("dist/"))
    .map((path, i) => [resolve(path), `m${i}`]),
);
const exports = [...core].map(([path, name]) => `export * as ${name} from ${JSON.stringify(path)};`);
await build({
  ...common,
  entryPoints: undefined,
  outdir: undefined,
  outfile: `${OUT}/core.js`,
  stdin: {
    contents: [...exports, `export { run } from ${JSON.stringify(CORE_ENTRY)};`].join("\n"),
    resolveDir: ".",
  },
  plugins,
});

// Modules that are loaded when they are needed may need others in the same way.
for (let known = 0; known < cold.size; ) {
  known = cold.size;
  await build({
    ...common,
    entryPoints: Object.fromEntries(
      [...cold].map((path) => [path === WORKER ? "count-worker" : coldName(path), path]),
    ),
    splitting: true,
    chunkNames: "shared-[hash]",
    plugins: [leanModules, coldModules(cold), fromCore(core)],
  });
}
