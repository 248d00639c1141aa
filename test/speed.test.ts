/**
 * A guard against slowing down that does not depend on the machine: the whole command against csv-parse's stream, in
 * turns, on generated inputs. Only with IOCTLENS_SPEED=1, since other work on the machine disturbs it.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type BenchInput, input } from "./bench/inputs.mjs";
import { MAIN } from "./cli/command.js";

/** How many times faster than csv-parse the command has to be: 60 % of what was measured. */
const LEAST = { J1: 13, J2: 8 };

const MEGABYTES = 100;
/** csv-parse gets less and is taken to need as long for every megabyte. */
const PEER_MEGABYTES = 25;
const ROUNDS = 3;
const PEER = join(import.meta.dirname, "bench/peers/csv-parse.mjs");

/** Output, and bytes a second of the whole process. */
function timed({ bytes }: BenchInput, args: readonly string[]): { output: string; rate: number } {
  const start = performance.now();
  const output = execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { output, rate: bytes / (performance.now() - start) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Sum of the column before the last one; no cell of the last two is quoted. */
function countOf(csv: string): number {
  return csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .reduce((sum, line) => sum + Number(line.split(",").at(-2)), 0);
}

describe.runIf(process.env.IOCTLENS_SPEED === "1")("speed", () => {
  it.each([
    ["J1", "ioctl", []],
    ["J2", "procmon", ["--by", "processName"]],
  ] as const)("%s at 100 MB by csv-parse", { retry: 1, timeout: 300_000 }, (job, name, flags) => {
    const whole = input(name, MEGABYTES);
    const part = input(name, PEER_MEGABYTES);
    const own: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { output, rate } = timed(whole, [MAIN, "summary", whole.path, ...flags, "-j", "1", "-f", "csv"]);
      own.push(rate);
      expect(countOf(output)).toBe(whole.decoded);
      peer.push(timed(part, [PEER, job, part.path]).rate);
    }
    const factor = median(own) / median(peer);
    console.info(`${job}: ${factor.toFixed(1)} times as fast as csv-parse, least ${LEAST[job]}`);
    expect(factor).toBeGreaterThan(LEAST[job]);
  });
});
