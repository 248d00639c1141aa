// Bundles the command into a few files, so that starting it does not mean loading a hundred modules.
// The library stays one file in, one file out.
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist/bin", { recursive: true, force: true });

await build({
  entryPoints: { ioctlens: "dist/cli/main.js", "count-worker": "dist/workers/count-worker.js" },
  outdir: "dist/bin",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "inline",
  // Loaded when they are needed, if ever: the thread pool starts files of its own.
  external: ["tinypool", "cli-progress", "cli-table3", "csv-parse", "csv-parse/*", "tinyglobby"],
  // commander is CommonJS inside and asks for Node's modules by require.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
