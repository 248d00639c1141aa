/** Who may import whom, and how large files may be: the plan of the house, checked on its import statements. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const MOST_LINES = 500;
/** Above this a file has to say why it is so long. */
const MANY_LINES = 300;

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

interface Import {
  readonly from: string;
  /** A file of the project, or the name of a package. */
  readonly to: string;
  readonly isDynamic: boolean;
  readonly isType: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["'];?/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const target = (name: string): string => {
    if (!name.startsWith(".")) return name;
    const path = join(dirname(file), name).replaceAll("\\", "/");
    return `${path.replace(/\.(?:js|ts)$/, "")}.ts`;
  };
  const found: Import[] = [];
  for (const [, type, name] of text.matchAll(STATIC)) {
    found.push({ from: file, to: target(name!), isDynamic: false, isType: type !== undefined });
  }
  for (const [, name] of text.matchAll(DYNAMIC))
    found.push({ from: file, to: target(name!), isDynamic: true, isType: false });
  return found;
}

const SOURCE_FILES = filesIn("src");
const IMPORTS = SOURCE_FILES.flatMap(importsOf);
const ASSEMBLY_FILES = filesIn("assembly");

/** The room of a file: its folder under src, or its own name for the few beside them. */
function roomOf(file: string): string {
  const [, first, ...rest] = file.split("/");
  return rest.length === 0 ? first!.replace(/\.ts$/, "") : first!;
}

/** What each room may import beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  dispose: [],
  "control-code": ["errors"],
  names: ["errors", "control-code"],
  record: ["errors", "control-code", "names"],
  kernel: ["dispose", "errors", "control-code", "names", "record"],
  sources: ["errors", "control-code", "names", "record", "kernel"],
  packed: ["errors", "sources"],
  sinks: ["errors", "control-code", "names", "record"],
  summary: ["errors", "control-code", "names", "record"],
  decode: [
    ...["dispose", "errors", "control-code", "names", "record", "kernel", "sources", "packed"],
    ...["sinks", "summary"],
  ],
  summarize: ["decode", "record", "sources", "summary"],
  "on-demand": ["decode", "kernel", "packed", "record", "sources", "summarize", "summary"],
  "decode-stream": ["decode", "on-demand", "record"],
  workers: [
    ...[
      "errors",
      "control-code",
      "names",
      "record",
      "kernel",
      "sources",
      "packed",
      "sinks",
      "summary",
      "decode",
    ],
    "summarize",
  ],
};
const TOP = [...Object.keys(MAY_IMPORT)];
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  ...MAY_IMPORT,
  index: TOP,
  columnar: TOP,
  arrow: [...TOP, "columnar"],
  parquet: [...TOP, "columnar"],
  node: [...TOP, "index"],
  cli: [...TOP, "index", "node"],
  web: [...TOP, "index"],
};

const isOurs = (name: string): boolean => name.startsWith("src/");
const shown = ({ from, to }: Import): string => `${from} -> ${to}`;

describe("architecture", () => {
  it("finds the imports", () => {
    expect(IMPORTS.length).toBeGreaterThan(50);
    for (const { from, to } of IMPORTS.filter(({ to }) => isOurs(to))) {
      expect(SOURCE_FILES.includes(to) || to.includes(".generated."), `${from} -> ${to}`).toBe(true);
    }
  });

  it("every room imports only what the plan allows", () => {
    const wrong = IMPORTS.filter(({ from, to }) => {
      if (!isOurs(to) || roomOf(from) === roomOf(to)) return false;
      return ROOMS[roomOf(from)]?.includes(roomOf(to)) !== true;
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  it("sources and sinks never meet", () => {
    const rooms = ["sources", "sinks"];
    const wrong = IMPORTS.filter(
      ({ from, to }) =>
        isOurs(to) &&
        roomOf(from) !== roomOf(to) &&
        rooms.includes(roomOf(from)) &&
        rooms.includes(roomOf(to)),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it("the kernel imports its own files and the bit table only", () => {
    const wrong = ASSEMBLY_FILES.flatMap(importsOf).filter(
      ({ to }) => !to.startsWith("assembly/") && to !== "src/control-code/bits.ts",
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it("node: enters at node.ts, workers and cli only", () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => to.startsWith("node:") && !["node", "workers", "cli"].includes(roomOf(from)),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it("csv-parse is imported dynamically, in one file of sources and in names", () => {
    const found = IMPORTS.filter(({ to, isType }) => /^#?csv-parse(?:\/|$)/.test(to) && !isType);
    expect(found.filter(({ isDynamic }) => !isDynamic).map(shown)).toEqual([]);
    expect(found.filter(({ from }) => !["sources", "names"].includes(roomOf(from))).map(shown)).toEqual([]);
    expect(
      new Set(found.filter(({ from }) => roomOf(from) === "sources").map(({ from }) => from)).size,
    ).toBeLessThan(2);
  });

  it("packages are imported statically by the command alone", () => {
    const wrong = IMPORTS.filter(
      ({ from, to, isDynamic, isType }) =>
        !isOurs(to) && !to.startsWith("node:") && !isDynamic && !isType && roomOf(from) !== "cli",
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it("has no cycles", () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isType } of IMPORTS)
      if (isOurs(to) && !isType) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) cycles.push([...path.slice(at), file].join(" -> "));
      if (at >= 0 || done.has(file)) return;
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of SOURCE_FILES) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("no file is named after nothing", () => {
    const names = [...SOURCE_FILES, ...ASSEMBLY_FILES].filter((file) =>
      /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.|\/)/.test(file),
    );
    expect(names).toEqual([]);
  });

  it("files are short", () => {
    const counts = [...SOURCE_FILES, ...ASSEMBLY_FILES]
      .filter((file) => !file.includes(".generated."))
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), "utf8").split("\n").length }));
    const many = counts.filter(({ lines }) => lines > MANY_LINES);
    if (many.length > 0)
      console.info(
        `above ${MANY_LINES} lines: ${many.map(({ file, lines }) => `${file} ${lines}`).join(", ")}`,
      );
    expect(many.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });
});
