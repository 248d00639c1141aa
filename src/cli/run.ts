/** One run of a command that reads traces: every input in turn, failures kept apart from data. */
import type { DecodeOptions } from "../decode.js";
import { DecodeError } from "../errors.js";
import { type Accounting } from "../record/accounting.js";
import type { ByteInput } from "../sources/byte-input.js";
import { ClosedPipe, EXIT, exitCodeOf } from "./exit.js";
import { expandInputs, openNamed } from "./inputs.js";
import { parseCount, sourceOptions, type TraceFlags } from "./options.js";
import { removeUnfinished } from "./output.js";
import { type InputResult, Report, TooManyErrors } from "./report.js";

/** What a command does with one open input. */
export type ReadInput = (input: ByteInput, options: DecodeOptions) => Promise<InputResult>;

/** Errors that end the whole run and not only one input. */
function endsRun(error: unknown): boolean {
  if (error instanceof ClosedPipe || error instanceof TooManyErrors) return true;
  if (!(error instanceof DecodeError)) return true;
  return exitCodeOf(error) === EXIT.USAGE || error.code === "E_WRITE";
}

/** Records seen so far stand for the whole when reading stopped early. */
export function stoppedEarly(accounting: Accounting): Accounting {
  const { decoded, unresolved, other, rejected } = accounting;
  return { ...accounting, records: decoded + unresolved + other + rejected, complete: false };
}

/**
 * Reads every input with `readInput`, then calls `finish` to end the output.
 * @returns the exit code
 */
export async function runInputs(
  args: readonly string[],
  flags: TraceFlags,
  begin: (files: readonly string[], report: Report) => { read: ReadInput; finish(): Promise<void> | void; abandon(): void },
): Promise<number> {
  const controller = new AbortController();
  const interrupted = (signal: NodeJS.Signals): void => {
    removeUnfinished();
    process.exit(signal === "SIGTERM" ? EXIT.TERMINATED : EXIT.INTERRUPTED);
  };
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  if (flags.jobs !== undefined) parseCount(flags.jobs, "--jobs", 1);
  const options = sourceOptions(flags);
  const files = await expandInputs(args);
  const report = new Report(flags);
  const run = begin(files, report);
  try {
    for (const file of files) {
      try {
        const input = openNamed(file);
        await report.startProgress(file, input.byteLength);
        const result = await run.read(input, {
          ...options,
          name: file,
          engine: flags.engine,
          signal: controller.signal,
          reportUnresolved: report.wantsUnresolved,
          ...(flags.source === undefined ? {} : { source: flags.source }),
          onIssue: (issue) => report.issue(issue),
          onNote: (message) => report.note(file, message),
          onProgress: (bytes) => report.progress(bytes),
        });
        report.stopProgress();
        report.detail(`${file}: read as ${result.source}`);
        report.finished(result);
        if (!result.accounting.complete) break;
      } catch (error) {
        report.stopProgress();
        if (endsRun(error)) throw error;
        const { code, message, line, column } = error as DecodeError;
        report.failed(
          new DecodeError(code, message, {
            file,
            ...(line === undefined ? {} : { line }),
            ...(column === undefined ? {} : { column }),
            cause: error,
          }),
        );
      }
    }
    await run.finish();
  } catch (error) {
    if (!(error instanceof TooManyErrors)) {
      run.abandon();
      removeUnfinished();
      throw error;
    }
    await run.finish();
    report.note(files.join(", "), "stopped: more rejected records than --max-errors allows");
  } finally {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
  }
  return report.finish();
}
