// Bundles a program for browsers: `node bundle.mjs BUNDLER ENTRY FOLDER`. What is configured here is where the files go and that
// they are modules; nothing is about the library.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [, , bundler, entry, folder] = process.argv;
const outdir = resolve(folder);

const bundlers = {
  async esbuild() {
    const { build } = await import("esbuild");
    await build({
      ...{ entryPoints: { main: entry }, outdir, outExtension: { ".js": ".mjs" }, bundle: true },
      ...{ platform: "browser", format: "esm", splitting: true, minify: true, logLevel: "error" },
    });
  },

  async vite() {
    const { build } = await import("vite");
    await build({
      configFile: false,
      logLevel: "error",
      base: "./",
      build: {
        outDir: outdir,
        emptyOutDir: true,
        target: "es2022",
        modulePreload: false,
        rolldownOptions: {
          input: entry,
          output: { entryFileNames: "main.mjs", chunkFileNames: "[name]-[hash].mjs" },
        },
      },
    });
  },

  async webpack() {
    const webpack = createRequire(import.meta.url)("webpack");
    const config = {
      mode: "production",
      entry,
      target: ["web", "es2022"],
      experiments: { outputModule: true },
      output: { path: outdir, filename: "main.mjs", chunkFilename: "[id].mjs", module: true },
      performance: { hints: false },
    };
    const stats = await new Promise((done, fail) =>
      webpack(config, (error, found) => (error ? fail(error) : done(found))),
    );
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  },
};

await bundlers[bundler]();
