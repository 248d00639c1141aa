/**
 * npm run bench [-- --size 1000 --jobs J1,J2 --repeat 5]: the command and its peers on the same inputs, in turns, every
 * answer checked. Writes .bench/results.json and .bench/results.md, and with --docs the table of docs/performance.md.
 */
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FOLDER, input } from "./inputs.mjs";
import { installPeers, median, readAnew, run, versionOf, warmMemory } from "./measure.mjs";
import { markdown } from "./report.mjs";

const OPTIONS = {
  size: { type: "string", default: "1000" },
  jobs: { type: "string", default: "J1,J2,J3,J4,start" },
  repeat: { type: "string", default: "5" },
  slice: { type: "string", default: "100" },
  only: { type: "string" },
  out: { type: "string" },
  docs: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};
const HELP = `npm run bench -- [options]
  --size MB      size of the inputs (1000; J4 takes half)
  --jobs LIST    of J1,J2,J3,J4,start (all)
  --repeat N     rounds; the median counts (5; the start-up has 4 times as many)
  --slice MB     what slow peers get: csv-parse and miller this, uDSV and papaparse 2.5 times as much (100)
  --only TEXT    only contestants with one of these comma separated texts in their name, and ioctlens
  --out FOLDER   where J3 writes (memory, where there is a file system in it and it has room)
  --docs         put the table into docs/performance.md`;

const { values } = parseArgs({ options: OPTIONS });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const ROOT = join(import.meta.dirname, "../..");
const size = Number(values.size);
const slice = Number(values.slice);
const repeat = Number(values.repeat);
const wanted = values.only?.split(",");

/** A file system in memory, so that a disk does not decide how fast rows are written. */
function outputFolder() {
  const memory = "/dev/shm";
  if (existsSync(memory)) {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > size * 1e6 * 3) return memory;
  }
  return FOLDER;
}

function machine() {
  const [{ model }] = cpus();
  const installed = (name) =>
    JSON.parse(readFileSync(join(import.meta.dirname, "node_modules", name, "package.json"), "utf8")).version;
  const versions = {
    ioctlens: JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version,
    node: process.version.slice(1),
    duckdb: installed("@duckdb/node-api"),
    udsv: installed("udsv"),
    papaparse: installed("papaparse"),
    "csv-parse": installed("csv-parse"),
    mawk: versionOf("mawk", ["-W", "version"]),
    grep: versionOf("grep"),
    perl: versionOf("perl", ["-e", "print $^V"]),
    miller: versionOf("mlr"),
    cp: versionOf("cp"),
  };
  return { cpu: model.trim(), cores: cpus().length, system: `${process.platform} ${process.arch}`, versions };
}

/** Runs `list` in turns, each round in another order. `one(who, round)` answers seconds, rss and what was wrong. */
async function inTurns(list, rounds, one) {
  const runs = new Map(list.map((who) => [who, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < list.length; i++) {
      const who = list[(i + round) % list.length];
      runs.get(who).push(await one(who, round));
    }
  }
  return runs;
}

async function runJob(job, { contestants, wrongCounts, wrongFile, JOBS }) {
  const out = values.out ?? outputFolder();
  const all = contestants(job, { size, slice, out });
  const list = all.filter(
    ({ name }) =>
      wanted === undefined || name.startsWith("ioctlens") || wanted.some((text) => name.includes(text)),
  );
  for (const path of new Set(list.map((who) => who.input.path))) {
    if (!readAnew(path)) console.error(`${path} could not be dropped from the page cache`);
  }
  console.error(`${job}: ${JOBS[job].title}, ${repeat} rounds of ${list.map(({ name }) => name).join(", ")}`);
  const runs = await inTurns(list, repeat, async (who, round) => {
    rmSync(who.out, { force: true });
    if (job === "J3") warmMemory(who.out, 2.2 * who.input.bytes);
    const [command, ...args] = who.command;
    const { seconds, rss, status, stdout, stderr } = await run(command, args);
    let wrong = status === 0 ? null : `exit ${status}: ${stderr.trim().split("\n").at(-1)}`;
    if (wrong === null && who.hasAnswer && (round === 0 || job !== "J3")) {
      wrong = job === "J3" ? await wrongFile(who) : await wrongCounts(job, who, stdout);
    }
    // It would take memory from the others.
    rmSync(who.out, { force: true });
    return { seconds, rss, wrong };
  });
  return {
    job,
    title: JOBS[job].title,
    results: list.map((who) => {
      const own = runs.get(who);
      const seconds = median(own.map((one) => one.seconds));
      return {
        name: who.name,
        threads: who.threads,
        megabytes: who.input.bytes / 1e6,
        rows: who.input.rows,
        seconds: own.map((one) => one.seconds),
        median: seconds,
        megabytesPerSecond: who.input.bytes / 1e6 / seconds,
        rssMegabytes: Math.max(...own.map((one) => one.rss)) / 1024,
        hasAnswer: who.hasAnswer,
        anyOrder: who.anyOrder && job === "J3",
        wrong: own.find(({ wrong }) => wrong !== null)?.wrong ?? null,
      };
    }),
  };
}

/** The start of the command beside that of node alone. */
async function runStart(main) {
  const small = join(FOLDER, "1-kb.csv");
  const head = Buffer.alloc(1024);
  const file = openSync(input("ioctl", Math.min(size, 20)).path, "r");
  readSync(file, head);
  writeFileSync(small, head.subarray(0, head.lastIndexOf(10) + 1));
  const cases = [
    ["node -e 0", ["-e", "0"]],
    ["ioctlens --version", [main, "--version"]],
    ["ioctlens decode, 1 KB", [main, "decode", small]],
    ["ioctlens summary, 1 KB", [main, "summary", small]],
  ];
  const rounds = Math.max(20, 4 * repeat);
  console.error(`start: ${rounds} rounds of ${cases.map(([name]) => name).join(", ")}`);
  const runs = await inTurns(cases, rounds, ([, args]) => run(process.execPath, args, { withRss: false }));
  const bare = median(runs.get(cases[0]).map(({ seconds }) => seconds));
  return cases.map((one) => {
    const own = runs.get(one);
    const milliseconds = median(own.map(({ seconds }) => seconds)) * 1000;
    const failed = own.find(({ status }) => status !== 0);
    return {
      name: one[0],
      milliseconds,
      ratio: milliseconds / 1000 / bare,
      wrong: failed === undefined ? null : failed.stderr.trim(),
    };
  });
}

const MARKS = ["<!-- bench: begin -->\n", "<!-- bench: end -->"];

function intoDocs(text) {
  const path = join(ROOT, "docs/performance.md");
  const page = readFileSync(path, "utf8");
  const from = page.indexOf(MARKS[0]) + MARKS[0].length;
  writeFileSync(path, `${page.slice(0, from)}\n${text}\n${page.slice(page.indexOf(MARKS[1]))}`);
}

mkdirSync(FOLDER, { recursive: true });
installPeers();
const bench = await import("./contestants.mjs");
if (!existsSync(bench.MAIN)) throw new Error("npm run build comes first");
const results = { size, slice, repeat, machine: machine(), jobs: [], start: [] };
for (const job of values.jobs.split(",")) {
  if (job === "start") results.start = await runStart(bench.MAIN);
  else if (job in bench.JOBS) results.jobs.push(await runJob(job, bench));
  else throw new Error(`no job ${job}`);
}
writeFileSync(join(FOLDER, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
const text = markdown(results);
writeFileSync(join(FOLDER, "results.md"), text);
console.log(text);
if (values.docs) intoDocs(text);
const wrong = [...results.jobs.flatMap((job) => job.results), ...results.start].filter((one) => one.wrong);
for (const one of wrong) console.error(`${one.name}: ${one.wrong}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
