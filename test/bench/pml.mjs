// J6: summary of a large .pml beside the same capture as CSV, each against the read limit of its own file; whole
// processes, in turns, medians.
//
//   npm run build && node test/bench/pml.mjs [--base PATH] [--bytes 1073741824] [--runs 5]
//
// Makes PATH.pml and PATH.csv beside the temporary files when they are not there. Checks every answer: the counts by code are
// those that were put in, and both forms give the same counts by process, operation and result.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MAIN } from "./contestants.mjs";
import { median, readAnew, run } from "./measure.mjs";

const { values } = parseArgs({
  options: { base: { type: "string" }, bytes: { type: "string" }, runs: { type: "string" } },
});
const here = import.meta.dirname;
const base = values.base ?? join(tmpdir(), "ioctlens-bench-procmon");
const runs = Number(values.runs ?? 5);
if (!existsSync(`${base}.json`)) {
  const size = values.bytes ?? String(2 ** 30);
  const made = execFileSync(process.execPath, [
    join(here, "make-pml-large.mjs"),
    "--out",
    base,
    "--bytes",
    size,
  ]);
  writeFileSync(`${base}.json`, made);
}
const { events, controls, pmlBytes, csvBytes, codes } = JSON.parse(readFileSync(`${base}.json`, "utf8"));
const FILES = { pml: pmlBytes, csv: csvBytes };
const BY = ["--by", "processName,operation,status"];

const jobs = Object.keys(FILES).flatMap((form) => {
  const file = `${base}.${form}`;
  const summary = (...more) => [MAIN, "summary", file, "-f", "json", "--no-progress", ...more];
  return [
    { form, name: "read limit", args: [join(here, "peers/read-limit.mjs"), "", file] },
    { form, name: "summary -j 1", args: summary("-j", "1") },
    { form, name: "summary -j 2", args: summary("-j", "2") },
    { form, name: `summary -j 1 ${BY.join(" ")}`, args: summary("-j", "1", ...BY) },
  ].map((job) => ({ ...job, runs: [], cpu: [], rss: 0, answer: null }));
});

/** What an answer says, the same for both forms: names stand beside the codes of one of them. */
function answerOf(stdout) {
  const groups = JSON.parse(stdout).map(({ code, processName, operation, status, count }) =>
    JSON.stringify([code, processName, operation, status, count]),
  );
  return groups.sort().join("\n");
}

function check(job, stdout) {
  if (job.name === "read limit") return;
  const byCode = {};
  for (const { code, count } of JSON.parse(stdout)) byCode[code] = (byCode[code] ?? 0) + count;
  const isRight = Object.entries(codes).every(([code, count]) => byCode[code] === count);
  if (!isRight || Object.keys(byCode).length !== Object.keys(codes).length)
    throw new Error(`${job.form}, ${job.name}: the counts are not what was put in`);
  job.answer ??= answerOf(stdout);
}

for (const form of Object.keys(FILES)) {
  if (!readAnew(`${base}.${form}`)) console.error(`${base}.${form} could not be dropped from the page cache`);
}
for (let round = 0; round < runs; round++) {
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[(i + round) % jobs.length];
    const { seconds, cpu, rss, status, stdout, stderr } = await run(process.execPath, job.args);
    if (status !== 0) throw new Error(`${job.form}, ${job.name}: ${stderr}`);
    check(job, stdout);
    job.runs.push(seconds);
    job.cpu.push(cpu);
    job.rss = Math.max(job.rss, rss);
  }
}
for (const job of jobs) {
  const twin = jobs.find(({ form, name }) => form !== job.form && name === job.name);
  if (job.answer !== twin.answer) throw new Error(`${job.name}: .pml and CSV do not agree`);
}

const grouped = (number) => number.toLocaleString("en-US");
console.log(`${cpus()[0].model.trim()}, ${cpus().length} processors, Node ${process.version}`);
console.log(
  `${grouped(events)} events, ${grouped(controls)} of them control requests, ${Object.keys(codes).length} codes; ` +
    `.pml ${grouped(pmlBytes)} bytes, CSV ${grouped(csvBytes)} bytes; medians of ${runs} rounds; all answers equal\n`,
);
console.log(
  "| form | what | seconds | MB/s | million events/s | by its read limit | CPU seconds | peak memory |",
);
console.log(
  "| ---- | ---- | ------: | ---: | ---------------: | ----------------: | ----------: | ----------: |",
);
for (const { form, name, runs: seconds, cpu, rss } of jobs) {
  const limit = median(jobs.find((job) => job.form === form && job.name === "read limit").runs);
  const took = median(seconds);
  const cells = [form, name, took.toFixed(3), (FILES[form] / 1e6 / took).toFixed(0)];
  cells.push(
    (events / 1e6 / took).toFixed(2),
    `${(limit / took).toFixed(2)}×`,
    median(cpu).toFixed(2),
    `${Math.round(rss / 1024)} MiB`,
  );
  console.log(`| ${cells.join(" | ")} |`);
}
