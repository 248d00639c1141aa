/** Results as Markdown. */
import { MOST_MEMORY, MOST_START, TARGETS } from "./targets.mjs";

const speed = (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} GB/s` : `${value.toFixed(0)} MB/s`);
const times = (value) => (value >= 10 ? value.toFixed(0) : value >= 2 ? value.toFixed(1) : value.toFixed(2));

/** Lines of a table whose columns are as wide as their widest cell; the first to the left, others to the right. */
function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(3, ...rows.map((row) => row[i].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(rows[0]), `| ${rule.join(" | ")} |`, ...rows.slice(1).map(line)].join("\n");
}

function jobTable({ results }) {
  const own = [1, 2].map((threads) => results.find(({ name }) => name === `ioctlens -j ${threads}`));
  const rows = [["", "MB", "speed", "peak memory", "`-j 1` is", "`-j 2` is", "answer"]];
  for (const one of results) {
    const ratio = (mine) =>
      mine === one ? "" : `${times(mine.megabytesPerSecond / one.megabytesPerSecond)}×`;
    rows.push([
      one.name.replace("|", "\\|"),
      one.megabytes.toFixed(0),
      speed(one.megabytesPerSecond),
      one.rssMegabytes > 0 ? `${one.rssMegabytes.toFixed(0)} MB` : "",
      ...own.map(ratio),
      answerOf(one),
    ]);
  }
  return table(rows);
}

function answerOf({ hasAnswer, wrong, anyOrder }) {
  if (wrong !== null) return "WRONG";
  if (!hasAnswer) return "";
  return anyOrder ? "equal, rows in any order" : "equal";
}

/** The targets of the jobs that ran. */
function targetRows(jobs) {
  const rows = [];
  for (const [job, peer, must, aim] of TARGETS) {
    const results = jobs.find((one) => one.job === job)?.results;
    if (results === undefined) continue;
    for (const threads of [1, 2]) {
      const by = results.filter(({ name }) => name.startsWith(peer));
      const other = by.find((one) => one.threads === threads) ?? by[0];
      const mine = results.find(({ name }) => name === `ioctlens -j ${threads}`);
      if (other === undefined) continue;
      const ratio = mine.megabytesPerSecond / other.megabytesPerSecond;
      const least = must[threads - 1];
      const goal = aim[threads - 1];
      rows.push([
        `${job} \`-j ${threads}\` by ${peer.replace("|", "\\|")}`,
        times(ratio),
        least === null ? "" : String(least),
        goal === null ? "" : String(goal),
        verdict(ratio, least, goal, 1),
      ]);
    }
  }
  for (const threads of [1, 2]) {
    const used = jobs
      .map(({ results }) => results.find(({ name }) => name === `ioctlens -j ${threads}`).rssMegabytes)
      .filter((value) => value > 0);
    if (used.length === 0) continue;
    const most = Math.max(...used);
    const must = MOST_MEMORY.must[threads - 1];
    const aim = MOST_MEMORY.aim[threads - 1];
    rows.push([
      `peak memory \`-j ${threads}\`, MB`,
      most.toFixed(0),
      String(must),
      String(aim),
      verdict(most, must, aim, -1),
    ]);
  }
  return rows;
}

function verdict(value, must, aim, direction) {
  const reaches = (goal) => goal !== null && (value - goal) * direction >= 0;
  if (reaches(aim)) return "aim";
  if (must === null) return "below";
  return reaches(must) ? "reached" : "short";
}

export function markdown({ size, slice, repeat, machine, jobs, start }) {
  const { cpu, cores, system, versions } = machine;
  const used = Object.entries(versions)
    .filter(([, version]) => version !== null)
    .map(([name, version]) => (/\s/.test(version) ? version : `${name} ${version}`));
  const parts = [
    `Inputs of ${size} MB (10^6 bytes), J4 of half; slow peers get the beginning (column MB). Whole processes, start included, medians of ${repeat} rounds in turns. ${cpu}, ${cores} cores, ${system}. ${used.join(", ")}.`,
  ];
  if (size < 1000) parts.push(`**A small run: the start of a process weighs more than with 1000 MB.**`);
  if (jobs.length > 0) {
    parts.push(table([["target", "measured", "must", "aim", ""], ...targetRows(jobs)]));
  }
  for (const job of jobs) parts.push(`### ${job.job}: ${job.title}`, jobTable(job));
  if (start.length > 0) {
    parts.push(
      "### Start-up",
      table([
        ["", "median", "by bare node", "must"],
        ...start.map(({ name, milliseconds, ratio }, i) => [
          name,
          `${milliseconds.toFixed(0)} ms`,
          times(ratio),
          i === 0 ? "" : String(MOST_START),
        ]),
      ]),
    );
  }
  return `${parts.join("\n\n")}\n`.replace("slow peers get", slice < size ? "slow peers get" : "all get");
}
