/**
 * What a run tells beside its data: notes, broken records, progress and the accounting on standard error; the
 * files of --stats and --errors; and the exit code that follows.
 */
import { DecodeError } from "../errors.js";
import { type Accounting, addAccounting, newAccounting } from "../record/accounting.js";
import type { Issue } from "../record/issue.js";
import { EXIT, errorLine } from "./exit.js";
import { parseCount, type TraceFlags } from "./options.js";
import { Output } from "./output.js";

/** So many broken records are shown on standard error. */
const SHOWN_ISSUES = 10;
/** Text of --errors is written in pieces of this length. */
const PIECE_LENGTH = 1 << 16;

/** --max-errors was reached. */
export class TooManyErrors extends Error {}

export interface InputResult {
  readonly file: string;
  readonly source: string;
  readonly accounting: Accounting;
  readonly codes: Iterable<number>;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export class Report {
  readonly #flags: TraceFlags;
  readonly #maxErrors: number;
  readonly #errors: Output | null;
  readonly #results: InputResult[] = [];
  readonly #codes = new Set<number>();
  #errorText = "";
  #failed = 0;
  #firstFailure: unknown;
  #shown = 0;
  #hidden = 0;
  #rejected = 0;
  #stopped = false;
  #bar: { update(value: number): void; setTotal(total: number): void; stop(): void } | null = null;

  constructor(flags: TraceFlags) {
    this.#flags = flags;
    this.#maxErrors =
      flags.maxErrors === undefined ? Number.POSITIVE_INFINITY : parseCount(flags.maxErrors, "--max-errors", 0);
    this.#errors = flags.errors === undefined ? null : Output.open(flags.errors, flags.force ?? false);
  }

  /** True when every unresolved record is to be told, too. */
  get wantsUnresolved(): boolean {
    return this.#errors !== null;
  }

  #say(line: string): void {
    if (this.#flags.quiet !== true) process.stderr.write(`${line}\n`);
  }

  note(file: string, message: string): void {
    this.#say(`ioctlens: ${file}: ${message}`);
  }

  /** Remarks for -v. */
  detail(message: string): void {
    if ((this.#flags.verbose ?? 0) > 0) this.#say(`ioctlens: ${message}`);
  }

  /** @throws TooManyErrors when --max-errors is exceeded */
  issue(issue: Issue): void {
    if (this.#errors !== null) {
      this.#errorText += `${JSON.stringify(issue)}\n`;
      if (this.#errorText.length >= PIECE_LENGTH) this.#flushErrors();
    }
    if (issue.kind !== "unresolved") {
      if (this.#shown < SHOWN_ISSUES) {
        this.#shown++;
        const place = [issue.file, issue.line ?? issue.row].filter((part) => part !== null).join(":");
        const where = `row ${issue.row}, byte ${issue.offset}${issue.column === null ? "" : `, column ${issue.column}`}`;
        const kind = issue.kind === "warning" ? "warning: " : "";
        this.#say(`ioctlens: ${place}: ${kind}${issue.error}: ${issue.message} (${where})`);
      } else {
        this.#hidden++;
      }
    }
    if (issue.kind === "rejected" && ++this.#rejected > this.#maxErrors) {
      this.#stopped = true;
      throw new TooManyErrors();
    }
  }

  #flushErrors(): void {
    this.#errors?.write(this.#errorText);
    this.#errorText = "";
  }

  /** An input that could not be read. */
  failed(error: unknown): void {
    this.#failed++;
    this.#firstFailure ??= error;
    process.stderr.write(`${errorLine(error)}\n`);
  }

  /** An input that was read to its end, or to the limit. */
  finished(result: InputResult): void {
    this.#results.push(result);
    for (const code of result.codes) this.#codes.add(code);
  }

  /** Shows the progress of an input of `total` bytes, on a terminal. */
  async startProgress(file: string, total: number | undefined): Promise<void> {
    if (!process.stderr.isTTY || this.#flags.quiet === true || !this.#flags.progress) return;
    const { default: progress } = await import("cli-progress");
    const bar = new progress.SingleBar(
      {
        stream: process.stderr,
        format: total === undefined ? `${file} {value} MB` : `${file} [{bar}] {percentage} % | {value}/{total} MB | {eta_formatted} left`,
        clearOnComplete: true,
        hideCursor: true,
        barsize: 24,
      },
      progress.Presets.shades_classic,
    );
    bar.start(Math.round((total ?? 0) / 1e6), 0);
    this.#bar = bar;
  }

  progress(bytes: number): void {
    this.#bar?.update(Math.round(bytes / 1e6));
  }

  stopProgress(): void {
    this.#bar?.stop();
    this.#bar = null;
  }

  #total(): Accounting {
    const total = newAccounting();
    for (const { accounting } of this.#results) addAccounting(total, accounting);
    return total;
  }

  #stats(): string {
    const counts = (accounting: Accounting, distinctCodes: number) => ({
      records: accounting.records,
      decoded: accounting.decoded,
      unresolved: accounting.unresolved,
      other: accounting.other,
      rejected: accounting.rejected,
      warnings: accounting.warnings,
      codes: accounting.codes,
      bytes: accounting.bytes,
      distinctCodes,
      ...(accounting.complete ? {} : { complete: false }),
    });
    const stats = {
      inputs: this.#results.map(({ file, source, accounting, codes }) => ({
        file,
        source,
        ...counts(accounting, [...codes].length),
      })),
      total: counts(this.#total(), this.#codes.size),
    };
    return `${JSON.stringify(stats, null, 2)}\n`;
  }

  /** Writes what is left, says the accounting, and gives the exit code. */
  finish(): number {
    this.stopProgress();
    this.#flushErrors();
    this.#errors?.finish();
    if (this.#hidden > 0) {
      const hint = this.#errors === null ? "; --errors FILE.ndjson keeps them all" : "";
      this.#say(`ioctlens: ${plural(this.#hidden, "more broken record or warning").replace("records", "record")} not shown${hint}`);
    }
    const total = this.#total();
    if (this.#results.length > 0) {
      const [first] = this.#results;
      const what = this.#results.length === 1 ? `${first!.file} (${first!.source})` : plural(this.#results.length, "input");
      this.#say(
        `ioctlens: ${what}: ${plural(total.records, "record")} = ${grouped(total.decoded)} decoded + ${grouped(total.unresolved)} unresolved + ${grouped(total.other)} other + ${grouped(total.rejected)} rejected; ${plural(this.#codes.size, "distinct code")}${total.complete ? "" : "; stopped early"}`,
      );
    }
    if (this.#flags.stats !== undefined) {
      const file = Output.open(this.#flags.stats, true);
      file.write(this.#stats());
      file.finish();
    }
    if (this.#results.length === 0 && this.#failed > 0) {
      return this.#firstFailure instanceof DecodeError && this.#firstFailure.code === "E_WRITE" ? EXIT.UNWRITABLE : EXIT.UNREADABLE;
    }
    if (this.#failed > 0) return EXIT.PARTIAL;
    if (this.#stopped) return EXIT.FINDINGS;
    if (this.#flags.strict === true && total.rejected > 0) return EXIT.FINDINGS;
    if (this.#flags.failEmpty === true && total.codes === 0) return EXIT.FINDINGS;
    return EXIT.DONE;
  }
}
