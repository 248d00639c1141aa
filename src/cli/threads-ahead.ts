/**
 * Threads take as long to start as the command does until it asks for them: where it will, they start first. The arguments are
 * looked at alone here, so this is a guess, which costs some milliseconds when it is wrong, and changes no answer.
 */
import { THREADS_FROM_BYTES } from "../workers/file-input.js";
import { configFiles, hasSettings } from "./config-files.js";
import { statsOf } from "./file-stats.js";

type Environment = Readonly<Record<string, string | undefined>>;

const JOBS = /^(?:-j|--jobs=)(\d+)$/;
/** Files that are just large enough have no more blocks than that. */
const MOST_JOBS = 8;

function isLargeFile(path: string): boolean {
  const stats = statsOf(path);
  return stats?.isFile() === true && stats.size >= THREADS_FROM_BYTES;
}

/** The jobs that a command line asks for: undefined where it says nothing, 1 where it cannot be told. */
function jobsOf(args: readonly string[]): number | undefined {
  const at = args.findIndex((arg) => arg.startsWith("-j") || arg.startsWith("--jobs"));
  if (at < 0) return undefined;
  const isApart = args[at] === "-j" || args[at] === "--jobs";
  const jobs = Number(JOBS.exec(isApart ? `-j${args[at + 1]}` : args[at]!)?.[1] ?? 1);
  return jobs > MOST_JOBS ? 1 : jobs;
}

/**
 * Starts the threads of a `summary` of a large file, and gives what ends them where nobody asked for them. Settings in files
 * or the environment may say how many, so that none are started where there are any: null.
 */
export async function startThreadsAhead(
  args: readonly string[],
  env: Environment,
): Promise<(() => Promise<void>) | null> {
  if (args[0] !== "summary" || args.some((arg) => arg.startsWith("--config")) || hasSettings(env))
    return null;
  const jobs = jobsOf(args);
  if (jobs === 1 || !args.some(isLargeFile) || configFiles(undefined, env).length > 0) return null;
  try {
    const { COUNT_WORKER, defaultJobs, endAhead, startAhead } = await import("../workers/thread-pool.js");
    const threads = (jobs ?? defaultJobs()) - 1;
    if (threads < 1) return null;
    await startAhead(COUNT_WORKER, threads);
    return endAhead;
  } catch {
    // Who asks for threads is told why there are none.
    return null;
  }
}
