/** Threads that start before the command is loaded: only where it is going to use them, and never with another answer. */
import { expect, it } from "vitest";
import { Folder, run } from "./command.js";

const folder = new Folder();

/** Writes a file, and gives its whole path. */
function written(name: string, text: string): string {
  return folder.at(folder.write(name, text));
}

/** Large enough for threads. */
const LARGE = written("large.txt", "0x0022E014\n".repeat(6_200_000));
const SMALL = written("small.txt", "0x0022E014\n");

/** Has node tell every thread that starts, and whether the command was loaded by then. */
const TELL = written(
  "tell.cjs",
  `const threads = require("node:worker_threads");
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(...args) {
      const isLoaded = Object.keys(require.cache).some((path) => /[\\\\/]core\\.js$/.test(path));
      process.stderr.write(isLoaded ? "later;" : "ahead;");
      super(...args);
    }
  };`,
);

interface Told {
  /** "ahead;" or "later;" for each thread. */
  readonly threads: string;
  readonly rows: string;
  readonly status: number | null;
  readonly stderr: string;
}

async function told(
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Told> {
  const { stdout, stderr, status } = await run(["summary", ...args], {
    ...options,
    node: ["--require", TELL],
  });
  const threads = stderr.match(/ahead;|later;/g)?.join("") ?? "";
  return { threads, rows: stdout, status, stderr: stderr.replace(/ahead;|later;/g, "") };
}

const alone = await told(["-j", "1", LARGE]);

it("one thread is told by -j 1", () => {
  expect(alone).toMatchObject({ threads: "", status: 0 });
  expect(alone.rows).toContain("6200000");
});

it.each([["-j", "2"], ["-j2"], ["--jobs", "2"], ["--jobs=2"]])(
  "ahead where as many are asked for: %s %s",
  async (...jobs) => {
    expect(await told([...jobs, LARGE])).toEqual({ ...alone, threads: "ahead;" });
  },
);

it("as many as there are to be", async () => {
  expect(await told([LARGE, "-j3"])).toEqual({ ...alone, threads: "ahead;ahead;" });
});

it("not for small inputs, and others", async () => {
  expect((await told(["-j", "2", SMALL])).threads).toBe("");
  expect((await told(["-j", "2"])).threads).toBe("");
});

it("later where something else says how many, and as it says", async () => {
  folder.write("two/.ioctlensrc.json", '{ "jobs": 2 }');
  const own = written("own.json", '{ "jobs": 2 }');
  expect((await told([LARGE], { cwd: folder.at("two") })).threads).toBe("later;");
  expect((await told([LARGE, "--config", own])).threads).toBe("later;");
  expect((await told([LARGE], { env: { IOCTLENS_JOBS: "2" } })).threads).toBe("later;");
  expect((await told([LARGE], { env: { IOCTLENS_JOBS: "1" } })).threads).toBe("");
});

it("a wrong guess changes nothing", async () => {
  const byRow = ["--where", "row>6199999", LARGE];
  const wrong = await told(["-j2", ...byRow]);
  expect(wrong).toEqual({ ...(await told(["-j1", ...byRow])), threads: "ahead;" });
  expect(wrong.rows).toContain("0x0022E014");
  expect((await told(["-qj3", LARGE])).rows).toBe(alone.rows);
});

it("a name that the system does not even look for is an input that cannot be read", async () => {
  const long = "x".repeat(5000);
  const { threads, rows, status, stderr } = await told([long, LARGE, "-j2"]);
  expect({ threads, rows, status }).toEqual({ threads: "ahead;", rows: alone.rows, status: 4 });
  expect(stderr).toContain(`ioctlens: ${long}: E_READ: `);
});
