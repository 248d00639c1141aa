/** One run of a command that reads traces: every input in turn, failures kept apart from data. */
import type { DecodeOptions } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { ColumnName } from "../record/schema.js";
import type { ByteInput } from "../sources/byte-input.js";
import { sourceNamed } from "../sources/index.js";
import { spoolIfNeeded } from "../workers/spool.js";
import { EXIT, exitCodeOf } from "./exit.js";
import { expandInputs, openNamed } from "./inputs.js";
import { parseCount, parseSize, sourceOptions, type TraceFlags } from "./options.js";
import { Output } from "./output.js";
import type { Limits } from "./records.js";
import { type InputResult, Report } from "./report.js";
import { exitingOnSignals } from "./signals.js";

/** What a command makes of the inputs. */
export interface Work {
  /** Columns by which the reader may count the records itself, as openTrace gets them. */
  readonly countBy?: readonly ColumnName[] | undefined;
  /** Columns that are asked for, where that is known before reading; default: those of `countBy`, else all. */
  readonly columns?: readonly ColumnName[] | undefined;
  /** Only formats are read that never need an input twice. */
  readonly streamsOnly?: boolean;
  /** Reads one input that is open. */
  read(input: ByteInput, options: DecodeOptions, limits: Limits): Promise<InputResult>;
  /** Ends the output. Called when an input could be read. */
  finish(): Promise<void>;
}

/** From so many bytes on the compiler's best code pays at once. */
const LARGE_BYTES = 32 * 1024 * 1024;

/** Has the engine compile the kernel well from the start, instead of quickly first. For this process only. */
async function compileForSpeed(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--no-liftoff");
}

/** Late in a summary it may turn out that the trace has to be read twice; a pipe is gone then. */
function withHint(error: DecodeError): DecodeError {
  if (error.code !== "E_NEEDS_FILE") return error;
  return new DecodeError(error.code, `${error.message}; save the input to a file and name that`, {
    ...(error.file === undefined ? {} : { file: error.file }),
    cause: error,
  });
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
  const maxExpand = flags.maxExpand === undefined ? undefined : parseSize(flags.maxExpand, "--max-expand");
  const limits = limitsOf(flags);
  const files = await expandInputs(args);
  const { own } = flags;
  const { data, report } = openOutputs(flags);
  const work = begin(files, data);
  const readAll = async (): Promise<number> => {
    if (own !== undefined) await report.names(own.issues);
    for (const file of files) {
      try {
        const given = openNamed(file);
        if ((given.byteLength ?? LARGE_BYTES) >= LARGE_BYTES) await compileForSpeed();
        const readOptions: DecodeOptions = {
          ...options,
          name: file,
          engine: flags.engine,
          reportUnresolved: report.wantsUnresolved,
          ...(flags.source === undefined ? {} : { source: flags.source }),
          ...(own === undefined ? {} : { names: own.names }),
          onIssue: (issue) => report.issue(issue),
          onNote: (message) => report.note(file, message),
          onProgress: (bytes) => report.progress(bytes),
        };
        const columns = work.columns ?? work.countBy;
        const asked = columns === undefined ? readOptions : { ...readOptions, columns };
        const input =
          work.streamsOnly === true ? given : await spoolIfNeeded(given, asked, work.countBy, maxExpand);
        await report.startProgress(file, input.byteLength);
        const result = await work.read(input, readOptions, limits);
        report.stopProgress();
        report.finished(result);
        if (!result.accounting.complete || limits.rejected < 0) break;
      } catch (error) {
        report.stopProgress();
        if (!isOfInput(error)) throw error;
        report.failed(file, withHint(error));
      }
    }
    if (report.isEmpty) {
      data.abandon();
    } else {
      await work.finish();
      data.finish();
    }
    return report.finish(limits.rejected < 0);
  };
  try {
    return await exitingOnSignals(readAll);
  } finally {
    // Nothing to do when all went well.
    data.abandon();
    report.abandon();
  }
}
