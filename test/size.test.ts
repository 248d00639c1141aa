/**
 * How much a page downloads, minified and compressed with brotli: what the entry `ioctlens` imports, and what reading a CSV loads
 * besides. Chunks that are imported dynamically are of their own; a bundler shares modules with the entry as is done here.
 */
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { describe, expect, it } from "vitest";

const DIST = join(import.meta.dirname, "../dist");
/** The tables of names and the kernel's bytes. */
const DATA = [join(DIST, "names/tables.generated.js"), join(DIST, "kernel/wasm-bytes.generated.js")];

/** Bytes of an entry with what it imports statically, and `more` modules with it; `without` leaves modules out. */
async function brotliBytes(
  entry: string,
  { more = [], without = [] }: { more?: readonly string[]; without?: readonly string[] } = {},
): Promise<{ bytes: number; inputs: string[]; packages: string[] }> {
  const packages: string[] = [];
  const leaveOut: Plugin = {
    name: "leave-out",
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, kind, resolveDir }) => {
        const isOurs = path.startsWith(".");
        if (!isOurs && kind === "import-statement") packages.push(path);
        const module = resolve(resolveDir, path);
        const isLeftOut = kind === "dynamic-import" || without.includes(module);
        return isLeftOut ? { path, external: true } : undefined;
      });
    },
  };
  const all = [entry, ...more].map((file) => `export * from ${JSON.stringify(`./${file}`)};`).join("\n");
  const { outputFiles, metafile } = await build({
    stdin: { contents: all, resolveDir: DIST },
    ...{ bundle: true, minify: true, write: false, metafile: true, format: "esm", platform: "browser" },
    target: "es2022",
    plugins: [leaveOut],
  });
  const compressed = brotliCompressSync(outputFiles![0]!.contents, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  });
  return { bytes: compressed.length, inputs: Object.keys(metafile!.inputs), packages };
}

describe("size", () => {
  it("of the root entry is at most 60 KB, without kernel and names 16 KB", async () => {
    const whole = await brotliBytes("index.js");
    const { bytes } = await brotliBytes("index.js", { without: DATA });
    console.info(
      `root entry: ${whole.bytes} bytes brotli, ${bytes} without the kernel's bytes and the tables of names`,
    );
    expect(whole.bytes).toBeLessThanOrEqual(60_000);
    expect(bytes).toBeLessThanOrEqual(16_000);
    expect(bytes).toBeGreaterThan(4000);
    expect(whole.inputs.some((file) => file.endsWith("tables.generated.js"))).toBe(true);
    expect(whole.packages).toEqual([]);
  });

  it("of names alone is less than that of the root entry", async () => {
    const { bytes } = await brotliBytes("names/index.js");
    console.info(`ioctlens/names: ${bytes} bytes brotli`);
    expect(bytes).toBeLessThan((await brotliBytes("index.js")).bytes);
  });

  it("of all that reading a CSV loads is told, and takes no package, no sink and no other format's reader", async () => {
    const { bytes, inputs, packages } = await brotliBytes("index.js", {
      more: ["decode.js", "summarize.js"],
    });
    console.info(`root entry and what reads CSV and lists: ${bytes} bytes brotli`);
    expect(bytes).toBeLessThanOrEqual(80_000);
    expect(packages).toEqual([]);
    expect(inputs.filter((file) => /\/sinks\/|etl\/reader|tshark\/reader|csv-dialect/.test(file))).toEqual(
      [],
    );
  });
});
