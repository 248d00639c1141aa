/** One run of a command that reads traces: every input in turn, failures kept apart from data. */
import { setFlagsFromString } from "node:v8";
import type { DecodeOptions } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";
import { sourceNamed } from "../sources/index.js";
import { EXIT, exitCodeOf } from "./exit.js";
import { expandInputs, openNamed } from "./inputs.js";
import { parseCount, sourceOptions, type TraceFlags } from "./options.js";
import { Output } from "./output.js";
import type { Limits } from "./records.js";
import { type InputResult, Report } from "./report.js";

/** What a command makes of the inputs. */
export interface Work {
  /** Reads one input that is open. */
  read(input: ByteInput, options: DecodeOptions, limits: Limits): Promise<InputResult>;
  /** Ends the output. Called when an input could be read. */
  finish(): Promise<void>;
}

/** Signals that end a run, and the exit code of each. */
const SIGNALS = { SIGINT: EXIT.INTERRUPTED, SIGTERM: EXIT.TERMINATED, SIGHUP: EXIT.HUNG_UP } as const;

/** From so many bytes on the compiler's best code pays at once. */
const LARGE_BYTES = 32 * 1024 * 1024;

/** Has the engine compile the kernel well from the start, instead of quickly first. For this process only. */
function compileForSpeed(): void {
  setFlagsFromString("--no-liftoff");
}

/** Errors of one input only; every other one ends the run. */
function isOfInput(error: unknown): error is DecodeError {
  return error instanceof DecodeError && exitCodeOf(error) === EXIT.UNREADABLE;
}

function limitsOf(flags: TraceFlags): Limits {
  const count = (text: string | undefined, option: string): number =>
    text === undefined ? Number.POSITIVE_INFINITY : parseCount(text, option, 0);
  return { rows: count(flags.limit, "--limit"), rejected: count(flags.maxErrors, "--max-errors") };
}

/** Opens the files that are to be written, before anything is read. */
function openOutputs(flags: TraceFlags): { data: Output; report: Report } {
  const paths = [flags.output, flags.errors, flags.stats].filter(
    (path) => path !== undefined && path !== "-",
  );
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined)
    throw new DecodeError("E_OPTION", "two outputs have the same name", { file: twice });
  const force = flags.force ?? false;
  const open = (path: string | undefined): Output | null =>
    path === undefined ? null : Output.open(path, force);
  const data = Output.open(flags.output, force);
  return { data, report: new Report(flags, open(flags.errors), open(flags.stats)) };
}

/**
 * Reads every input with the work that `begin` makes, then ends the output.
 * @returns the exit code
 */
export async function runInputs(
  args: readonly string[],
  flags: TraceFlags,
  begin: (files: readonly string[], output: Output) => Work,
): Promise<number> {
  if (flags.jobs !== undefined) parseCount(flags.jobs, "--jobs", 1);
  if (flags.source !== undefined) sourceNamed(flags.source);
  const options = sourceOptions(flags);
  const limits = limitsOf(flags);
  const files = await expandInputs(args);
  const { data, report } = openOutputs(flags);
  const work = begin(files, data);
  const onSignal = (signal: NodeJS.Signals): void => process.exit(SIGNALS[signal as keyof typeof SIGNALS]);
  for (const signal of Object.keys(SIGNALS)) process.once(signal, onSignal);
  try {
    for (const file of files) {
      try {
        const input = openNamed(file);
        if ((input.byteLength ?? LARGE_BYTES) >= LARGE_BYTES) compileForSpeed();
        await report.startProgress(file, input.byteLength);
        const readOptions: DecodeOptions = {
          ...options,
          name: file,
          engine: flags.engine,
          reportUnresolved: report.wantsUnresolved,
          ...(flags.source === undefined ? {} : { source: flags.source }),
          onIssue: (issue) => report.issue(issue),
          onNote: (message) => report.note(file, message),
          onProgress: (bytes) => report.progress(bytes),
        };
        const result = await work.read(input, readOptions, limits);
        report.stopProgress();
        report.finished(result);
        if (!result.accounting.complete || limits.rejected < 0) break;
      } catch (error) {
        report.stopProgress();
        if (!isOfInput(error)) throw error;
        report.failed(file, error);
      }
    }
    if (report.isEmpty) {
      data.abandon();
    } else {
      await work.finish();
      data.finish();
    }
    return report.finish(limits.rejected < 0);
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
    // Nothing to do when all went well.
    data.abandon();
    report.abandon();
  }
}
