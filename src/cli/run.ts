/** One run of a command that reads traces: every input in turn, failures kept apart from data. */
import type { DecodeOptions } from "../decode.js";
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";
import { sourceNamed } from "../sources/index.js";
import { optimizeLater } from "../workers/optimize-later.js";
import { EXIT, exitCodeOf } from "./exit.js";
import { statsOf } from "./file-stats.js";
import { type Expanded, expandInputs, expandNamed, type NamedInput } from "./inputs.js";
import { parseCount, parseExpandLimits, sourceOptions, type TraceFlags } from "./options.js";
import { Output } from "./output.js";
import type { Limits } from "./records.js";
import { type InputResult, Report } from "./report.js";
import { exitingOnSignals } from "./signals.js";

/** What a command makes of the inputs. */
export interface Work {
  /** Reads one input that is open. `at`: place of the name, among those that the work was begun with. */
  read(input: ByteInput, options: DecodeOptions, limits: Limits, at: number): Promise<InputResult>;
  /** Ends the output. Called when an input could be read. */
  finish(): Promise<void>;
}

/** From so many bytes on the time is the kernel's, and better code for the rest hardly pays: see optimizeLater. */
const LARGE_BYTES = 32 * 1024 * 1024;
/** Times by which a compressed trace grows. */
const USUAL_RATIO = 16;

/** What to do about an error of an input. */
function hintFor(file: string, { code }: DecodeError, recursive: boolean): string | null {
  // Late in a summary it may turn out that the trace has to be read twice; a pipe is gone then.
  if (code === "E_NEEDS_FILE") return "save the input to a file and name that";
  if (code === "E_READ" && statsOf(file)?.isDirectory() === true) {
    return recursive ? "what is in it cannot be told" : "--recursive reads the traces in it";
  }
  return null;
}

function withHint(file: string, error: DecodeError, recursive: boolean): DecodeError {
  const hint = hintFor(file, error, recursive);
  if (hint === null) return error;
  return new DecodeError(error.code, `${error.message}; ${hint}`, {
    ...(error.file === undefined ? {} : { file: error.file }),
    cause: error,
  });
}

/** Errors of one input only; every other one ends the run. */
function isOfInput(error: unknown): error is DecodeError {
  return error instanceof DecodeError && exitCodeOf(error) === EXIT.UNREADABLE;
}

/** A file that is found in a folder need not be a trace. */
function isNoTrace({ code }: DecodeError): boolean {
  return code === "E_NOT_A_TRACE" || code === "E_EMPTY";
}

function limitsOf(flags: TraceFlags): Limits {
  const count = (text: string | undefined, option: string): number =>
    text === undefined ? Number.POSITIVE_INFINITY : parseCount(text, option, 0);
  const rejected = count(flags.maxErrors, "--max-errors");
  return { rows: count(flags.limit, "--limit"), rejected: flags.onError === "stop" ? 0 : rejected };
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

/** A copy of an input in a temporary file. */
const spool: NonNullable<DecodeOptions["spool"]> = async (input, maxBytes) =>
  (await import("../workers/spool.js")).spool(input, maxBytes);

/**
 * Reads every input with the work that `begin` makes, then ends the output. `begin` gets the names of the inputs; of
 * several arguments their names, though each may stand for several inputs.
 * @returns the exit code
 */
export async function runInputs(
  args: readonly string[],
  flags: TraceFlags,
  begin: (files: readonly string[], output: Output) => Work,
): Promise<number> {
  if (flags.jobs !== undefined) parseCount(flags.jobs, "--jobs", 1);
  if (flags.source !== undefined) sourceNamed(flags.source);
  const options: DecodeOptions = {
    ...sourceOptions(flags),
    ...parseExpandLimits(flags.maxExpand),
    spool,
    engine: flags.engine,
    ...(flags.source === undefined ? {} : { source: flags.source }),
    ...(flags.own === undefined ? {} : { names: flags.own.names }),
  };
  const limits = limitsOf(flags);
  const { names: files, found } = await expandInputs(args, flags);
  // A signal from here on removes what is not finished.
  return exitingOnSignals(async () => {
    const { data, report } = openOutputs(flags);
    try {
      if (flags.own !== undefined) await report.names(flags.own.issues);
      const run = new Run(options, limits, report, { found, isRecursive: flags.recursive ?? false });
      // One argument may be an archive of several inputs.
      const only = files.length === 1 ? await run.expand(files[0]!) : null;
      const isArchive = only !== null && only.inputs.length > 1;
      const work = begin(isArchive ? only.inputs.map(({ name }) => name) : files, data);
      for (const [at, file] of files.entries()) {
        const expanded = only ?? (await run.expand(file));
        if (!(await run.read(file, expanded, work, (i) => (isArchive ? i : at)))) break;
      }
      if (report.isEmpty) {
        data.abandon();
      } else {
        if (run.isLarge) await optimizeLater();
        await work.finish();
        data.finish();
      }
      return report.finish(limits.rejected < 0);
    } finally {
      // Nothing to do when all went well.
      data.abandon();
      report.abandon();
    }
  });
}

/** What folders have to do with the inputs. */
interface Folders {
  /** Files that were found in one. */
  readonly found: ReadonlySet<string>;
  readonly isRecursive: boolean;
}

/** Reads inputs; what is wrong with one is told, and does not end the run. */
class Run {
  readonly #options: DecodeOptions;
  readonly #limits: Limits;
  readonly #report: Report;
  readonly #folders: Folders;
  #isLarge = false;

  constructor(options: DecodeOptions, limits: Limits, report: Report, folders: Folders) {
    this.#options = options;
    this.#limits = limits;
    this.#report = report;
    this.#folders = folders;
  }

  /** One of the inputs that were read is large. */
  get isLarge(): boolean {
    return this.#isLarge;
  }

  #failed(file: string, error: unknown): void {
    this.#report.stopProgress();
    if (!isOfInput(error)) throw error;
    const { found, isRecursive } = this.#folders;
    const place = error.file ?? file;
    if (found.has(file) && isNoTrace(error)) this.#report.leftOutOf(place, error.message);
    else this.#report.failed(place, withHint(file, error, isRecursive));
  }

  /** The inputs that an argument stands for; none when it cannot be read. */
  async expand(file: string): Promise<Expanded> {
    try {
      return await expandNamed(file, this.#options);
    } catch (error) {
      this.#failed(file, error);
      return { inputs: [], faults: [], byProducts: [], close: async () => {} };
    }
  }

  /** Reads what an argument stands for; `placeOf` gives the place of each input. False when the run is to end here. */
  async read(
    file: string,
    { inputs, faults, byProducts, close }: Expanded,
    work: Work,
    placeOf: (index: number) => number,
  ): Promise<boolean> {
    try {
      for (const [i, input] of inputs.entries()) {
        if (!(await this.#readInput(input, work, placeOf(i)))) return false;
      }
      for (const fault of faults) this.#failed(file, fault);
      if (byProducts.length > 0) this.#report.leftOut(file, byProducts);
      return true;
    } finally {
      await close();
    }
  }

  /**
   * Reads one input. `told`: issues that were told when it was read as it came and could not be read to its end that
   * way; it is then read once more, from a copy.
   */
  async #readInput(input: NamedInput, work: Work, at: number, told: number | null = null): Promise<boolean> {
    const { name } = input;
    const report = this.#report;
    let damage: DecodeError | null = null;
    let issues = 0;
    try {
      const opened = await input.open();
      const { packed } = opened;
      const { byteLength = LARGE_BYTES } = packed ?? opened;
      this.#isLarge ||= byteLength >= LARGE_BYTES / (packed === undefined ? 1 : USUAL_RATIO);
      await report.startProgress(name, (packed ?? opened).byteLength);
      const options: DecodeOptions = {
        ...this.#options,
        name,
        alwaysSpool: told !== null,
        reportUnresolved: report.wantsUnresolved,
        onIssue: (issue) => {
          issues++;
          if (issues > (told ?? 0)) report.issue(issue);
        },
        onNote: (message) => report.note(name, message),
        onProgress: (bytes) => report.progress(packed?.taken ?? bytes),
        onDamage: (error) => {
          damage = error;
        },
      };
      const result = await work.read(opened, options, this.#limits, at);
      report.stopProgress();
      if (damage === null || result.accounting.records > 0) report.finished(result);
      if (damage !== null) this.#failed(name, damage);
      else if (!result.accounting.complete) return false;
    } catch (error) {
      if (input.isLasting && told === null && isOfInput(error) && error.code === "E_NEEDS_FILE") {
        report.stopProgress();
        return this.#readInput(input, work, at, issues);
      }
      this.#failed(name, error);
    }
    return this.#limits.rejected >= 0;
  }
}
