/**
 * What a run tells beside its data: notes, broken records, progress and the accounting on standard error; the
 * files of --stats and --errors; and the exit code that follows.
 */
import { DecodeError } from "../errors.js";
import type { NamesIssue } from "../names/index.js";
import { type Accounting, addAccounting, newAccounting } from "../record/accounting.js";
import { unionOfCodes } from "../record/distinct-codes.js";
import type { Issue } from "../record/issue.js";
import { EXIT, errorDetails, errorLine } from "./exit.js";
import type { TraceFlags } from "./options.js";
import type { Output } from "./output.js";
import { isTerminal, type Level, say } from "./terminal.js";

/** So many broken records are shown on standard error. */
const SHOWN_ISSUES = 10;
const ISSUE_KEYS: (keyof Issue)[] = ["file", "row", "line", "offset", "column", "kind", "error", "message"];
/** Text of --errors is written in pieces of this length. */
const PIECE_LENGTH = 1 << 16;

export interface InputResult {
  readonly file: string;
  readonly source: string;
  readonly accounting: Accounting;
  /** Distinct codes, ascending. */
  readonly codes: Uint32Array<ArrayBuffer>;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export class Report {
  readonly #flags: TraceFlags;
  readonly #errors: Output | null;
  readonly #stats: Output | null;
  readonly #results: (Omit<InputResult, "codes"> & { readonly distinctCodes: number })[] = [];
  #codes = new Uint32Array(0);
  #errorText = "";
  #failed = 0;
  #shown = 0;
  #hidden = 0;
  #leftOut = 0;
  #bar: { update(value: number): void; setTotal(total: number): void; stop(): void } | null = null;

  /** `errors` and `stats` are the files of these options. */
  constructor(flags: TraceFlags, errors: Output | null, stats: Output | null) {
    this.#flags = flags;
    this.#errors = errors;
    this.#stats = stats;
  }

  /** True when no input could be read. */
  get isEmpty(): boolean {
    return this.#results.length === 0;
  }

  /** True when every unresolved record is to be told, too. */
  get wantsUnresolved(): boolean {
    return this.#errors !== null;
  }

  #say(line: string, level?: Level, details?: object): void {
    if (this.#flags.quiet !== true) say(line, level, details);
  }

  note(file: string, message: string): void {
    this.#say(`ioctlens: ${file}: ${message}`);
  }

  /** A remark for -v. */
  #detail(message: string): void {
    if ((this.#flags.verbose ?? 0) > 0) this.#say(`ioctlens: ${message}`);
  }

  /** What is wrong with the files of --names: warnings that belong to no record. */
  async names(issues: readonly NamesIssue[]): Promise<void> {
    const place = { row: null, offset: null, column: null, kind: "warning" } as const;
    for (const issue of issues) this.#keep({ ...issue, ...place });
    const { issueLines } = await import("./own-names.js");
    for (const line of issueLines(issues)) this.#say(line, "warning");
  }

  /** A row of --errors. */
  #keep(issue: Issue): void {
    if (this.#errors === null) return;
    this.#errorText += `${JSON.stringify(issue, ISSUE_KEYS)}\n`;
    if (this.#errorText.length >= PIECE_LENGTH) this.#flushErrors();
  }

  /** A broken or unresolved record, or a warning. */
  issue(issue: Issue): void {
    this.#keep(issue);
    if (issue.kind !== "unresolved") {
      if (this.#shown < SHOWN_ISSUES) {
        this.#shown++;
        const place = [issue.file, issue.line ?? issue.row].filter((part) => part !== null).join(":");
        const where = `row ${issue.row}, byte ${issue.offset}${issue.column === null ? "" : `, column ${issue.column}`}`;
        const kind = issue.kind === "warning" ? "warning: " : "";
        const line = `ioctlens: ${place}: ${kind}${issue.error}: ${issue.message} (${where})`;
        this.#say(line, issue.kind === "warning" ? "warning" : "error", issue);
      } else {
        this.#hidden++;
      }
    }
  }

  #flushErrors(): void {
    this.#errors?.writeNow(this.#errorText);
    this.#errorText = "";
  }

  /** An input that could not be read. */
  failed(file: string, error: DecodeError): void {
    this.#failed++;
    const { code, message, line, column } = error;
    const place = {
      file,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
    const failure = new DecodeError(code, message, place);
    say(errorLine(failure), "error", errorDetails(failure));
  }

  /** A file that a folder holds beside its traces. */
  leftOutOf(file: string, reason: string): void {
    this.#leftOut++;
    this.#detail(`${file}: left out: ${reason}`);
  }

  /** Files of an archive that are not read, since nobody takes them for traces. */
  leftOut(archive: string, names: readonly string[]): void {
    this.note(archive, `${plural(names.length, "file")} in it left out: no traces`);
    for (const name of names) this.#detail(`${name}: left out`);
  }

  /** An input that was read to its end, or to the limit. */
  finished(result: InputResult): void {
    this.#detail(`${result.file}: read as ${result.source}`);
    const { codes, ...rest } = result;
    this.#results.push({ ...rest, distinctCodes: codes.length });
    this.#codes = unionOfCodes(this.#codes, codes);
  }

  /** Shows the progress of an input of `total` bytes, on a terminal. */
  async startProgress(file: string, total: number | undefined): Promise<void> {
    const { quiet, progress: wanted, logFormat } = this.#flags;
    if (quiet === true || logFormat === "json" || !(wanted ?? isTerminal("stderr"))) return;
    const { default: progress } = await import("cli-progress");
    const bar = new progress.SingleBar(
      {
        stream: process.stderr,
        format:
          total === undefined
            ? `${file} {value} MB`
            : `${file} [{bar}] {percentage} % | {value}/{total} MB | {eta_formatted} left`,
        // With --progress a line now and then, where there is no terminal.
        noTTYOutput: true,
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

  #statsText(): string {
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
      ...(accounting.lostEvents === undefined ? {} : { lostEvents: accounting.lostEvents }),
      ...(accounting.lostBuffers === undefined ? {} : { lostBuffers: accounting.lostBuffers }),
      ...(accounting.complete ? {} : { complete: false }),
    });
    const stats = {
      inputs: this.#results.map(({ file, source, accounting, distinctCodes }) => ({
        file,
        source,
        ...counts(accounting, distinctCodes),
      })),
      total: counts(this.#total(), this.#codes.length),
    };
    return `${JSON.stringify(stats, null, 2)}\n`;
  }

  #accountingLine(total: Accounting): string {
    const [first] = this.#results;
    const what =
      this.#results.length === 1
        ? `${first!.file} (${first!.source})`
        : plural(this.#results.length, "input");
    const parts = (["decoded", "unresolved", "other", "rejected"] as const).map(
      (key) => `${grouped(total[key])} ${key}`,
    );
    const codes = plural(this.#codes.length, "distinct code");
    return `${what}: ${plural(total.records, "record")} = ${parts.join(" + ")}; ${codes}${total.complete ? "" : "; stopped early"}`;
  }

  /**
   * Writes what is left, says the accounting, and gives the exit code. `tooManyErrors`: --max-errors ended the run.
   */
  finish(tooManyErrors: boolean): number {
    this.#flushErrors();
    this.#errors?.finish();
    if (this.#hidden > 0) {
      const what = this.#hidden === 1 ? "broken record or warning" : "broken records or warnings";
      const hint = this.#errors === null ? "; --errors FILE.ndjson keeps them all" : "";
      this.#say(`ioctlens: ${grouped(this.#hidden)} more ${what} not shown${hint}`);
    }
    if (this.#leftOut > 0)
      this.#say(`ioctlens: ${plural(this.#leftOut, "file")} left out: no traces (-v lists them)`);
    const total = this.#total();
    if (!this.isEmpty) this.#say(`ioctlens: ${this.#accountingLine(total)}`);
    if (tooManyErrors) {
      const { onError, maxErrors } = this.#flags;
      const what =
        onError === "stop"
          ? "at a rejected record (--on-error stop)"
          : `more than ${maxErrors} rejected records (--max-errors)`;
      this.#say(`ioctlens: stopped: ${what}`);
    }
    this.#stats?.writeNow(this.#statsText());
    this.#stats?.finish();
    if (this.isEmpty) return EXIT.UNREADABLE;
    if (this.#failed > 0) return EXIT.PARTIAL;
    if (tooManyErrors) return EXIT.FINDINGS;
    if (this.#flags.strict === true && total.rejected > 0) return EXIT.FINDINGS;
    if (this.#flags.failEmpty === true && total.codes === 0) return EXIT.FINDINGS;
    return EXIT.DONE;
  }

  /** Gives up the files that are not finished. */
  abandon(): void {
    this.stopProgress();
    this.#errors?.abandon();
    this.#stats?.abandon();
  }
}
