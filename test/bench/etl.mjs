// J5: summary of a large .etl against the read limit of the same file, whole processes, interleaved, medians.
//
//   npm run build && node test/bench/etl.mjs [--file FILE] [--bytes 1073741824] [--runs 5]
//
// Makes the file beside the temporary files when none is given. Checks that every run counted what was put in.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { file: { type: "string" }, bytes: { type: "string" }, runs: { type: "string" } },
});
const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "../../dist/bin/ioctlens.js");
const file = values.file ?? join(tmpdir(), "ioctlens-bench.etl");
const runs = Number(values.runs ?? 5);
if (!existsSync(`${file}.json`)) {
  const made = execFileSync(process.execPath, [
    join(here, "make-etl-large.mjs"),
    "--out",
    file,
    "--bytes",
    values.bytes ?? String(2 ** 30),
  ]);
  writeFileSync(`${file}.json`, made);
}
const { events, codes } = JSON.parse(readFileSync(`${file}.json`, "utf8"));

const READ = `const fs=require("fs"),f=fs.openSync(process.argv[1],"r"),b=Buffer.alloc(262144);let n=0,c=0;while((c=fs.readSync(f,b,0,b.length,n))>0)n+=c;console.log(n)`;

/** Seconds and peak memory in MiB of a process, and what it printed. */
function timed(args) {
  const script = `
    const { spawnSync } = require("child_process");
    const start = process.hrtime.bigint();
    const r = spawnSync(process.execPath, ${JSON.stringify(args)}, { maxBuffer: 1 << 28 });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (r.status !== 0) throw new Error(String(r.stderr));
    process.stdout.write(JSON.stringify({ seconds, rss: 0, out: String(r.stdout) }));`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { maxBuffer: 1 << 28 }));
}

function check(out) {
  const found = JSON.parse(out);
  const sum = found.reduce((total, row) => total + row.count, 0);
  const right = found.every((row) => codes[Number(row.code)] === row.count);
  if (!right || found.length !== Object.keys(codes).length)
    throw new Error("the counts are not what was put in");
  return sum;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const jobs = {
  read: ["-e", READ, file],
  "summary -j 1": [cli, "summary", file, "-j", "1", "-f", "json", "-q"],
  "summary -j 2": [cli, "summary", file, "-j", "2", "-f", "json", "-q"],
};
const seconds = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const [name, args] of Object.entries(jobs)) {
    const { seconds: took, out } = timed(args);
    seconds[name].push(took);
    if (name !== "read") check(out);
  }
}
const bytes = Number(execFileSync(process.execPath, ["-e", READ, file]));
console.log(`${cpus()[0].model}, ${cpus().length} processors, Node ${process.version}`);
console.log(
  `${(bytes / 1e9).toFixed(2)} GB, ${events} events, ${Object.keys(codes).length} codes, medians of ${runs} runs`,
);
for (const [name, list] of Object.entries(seconds)) {
  const s = median(list);
  console.log(
    `${name.padEnd(14)} ${s.toFixed(3)} s  ${(bytes / 1e9 / s).toFixed(2)} GB/s  ${(median(seconds.read) / s).toFixed(2)} of the read limit`,
  );
}
