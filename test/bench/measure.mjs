/** Running a command and taking its time and memory; reading a file anew into the page cache. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { FOLDER } from "./inputs.mjs";

const HERE = import.meta.dirname;
const RSS_FILE = join(FOLDER, "rss.txt");
const POLL_MS = 20;

/** Installs the peers when they are missing or older than the lock. */
export function installPeers() {
  const lock = join(HERE, "package-lock.json");
  const installed = join(HERE, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const args = ["ci", "--prefix", HERE, "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error("the peers could not be installed");
}

export function hasCommand(name, args = ["--version"]) {
  return spawnSync(name, args, { stdio: "ignore" }).error === undefined;
}

/** First line of what a command says about itself, or null. */
export function versionOf(name, args = ["--version"]) {
  const { stdout, stderr, error } = spawnSync(name, args, { encoding: "utf8" });
  if (error !== undefined) return null;
  return (stdout + stderr).split("\n").find((line) => line.trim() !== "") ?? null;
}

/** GNU time reports the largest resident set of a process and of what it started. */
const gnuTime = spawnSync("time", ["-f", "%M", "true"], { encoding: "utf8" }).stderr?.trim() ?? "";
const hasGnuTime = /^\d+$/.test(gnuTime);

function residentPeak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Runs a command to its end.
 * @returns seconds of the whole process; cpu seconds of it and rss in KiB, 0 where they cannot be told; status; stdout,
 *   stderr as text
 */
export function run(command, args, { withRss = true } = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const env = { ...process.env, LC_ALL: "C", NODE_OPTIONS: "" };
  const timed = withRss && hasGnuTime;
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = timed
      ? spawn("time", ["-q", "-f", "%M %U %S", "-o", RSS_FILE, command, ...args], { env })
      : spawn(command, args, { env });
    const chunks = [[], []];
    child.stdin.end();
    child.stdout.on("data", (chunk) => chunks[0].push(chunk));
    child.stderr.on("data", (chunk) => chunks[1].push(chunk));
    let rss = 0;
    const poll =
      withRss && !timed
        ? setInterval(() => {
            rss = Math.max(rss, residentPeak(child.pid));
          }, POLL_MS)
        : undefined;
    child.on("error", reject);
    child.on("close", (status) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      clearInterval(poll);
      let cpu = 0;
      if (timed) {
        const [kib, user, system] = readFileSync(RSS_FILE, "utf8")
          .trim()
          .split("\n")
          .at(-1)
          .split(" ")
          .map(Number);
        rss = kib;
        cpu = user + system;
      }
      const [stdout, stderr] = chunks.map((list) => Buffer.concat(list).toString());
      resolve({ seconds, cpu, rss, status, stdout, stderr });
    });
  });
}

/**
 * Drops a file from the page cache and reads it again: pages that were written one by one lie differently in memory, and
 * the same file is then read up to three times slower. False where that cannot be done.
 */
export function readAnew(path) {
  const script =
    'sync "$1" && dd of="$1" oflag=nocache conv=notrunc,fdatasync count=0 2>/dev/null && cat "$1" > /dev/null';
  return spawnSync("sh", ["-c", script, "sh", path]).status === 0;
}

/**
 * Writes a file and removes it, so that what is written to the same folder next finds memory that was in use just before: on
 * a machine in a machine memory that was not costs several times as much, which would fall on whoever comes first.
 */
export function warmMemory(path, bytes) {
  const count = Math.ceil(bytes / 2 ** 20);
  spawnSync("dd", ["if=/dev/zero", `of=${path}`, "bs=1M", `count=${count}`], { stdio: "ignore" });
  rmSync(path, { force: true });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
