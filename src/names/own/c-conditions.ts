/** `#if` and its like: which lines of a header count. Both branches do, unless the condition is plainly 0 or 1. */
import type { Token } from "./tokens.js";

/** One `#if` that is open. */
interface Branch {
  /** The lines of the branch count. */
  isTaken: boolean;
  /** A branch that is plainly true was taken: no other one counts. */
  isDone: boolean;
}

/** 0, 1 or so: what the condition plainly is; null when it takes a compiler to tell. */
function plainValue(condition: readonly Token[]): boolean | null {
  const rest = condition.filter(({ kind, text }) => kind !== "punct" || (text !== "(" && text !== ")"));
  const [number] = rest;
  if (rest.length !== 1 || number?.kind !== "number") return null;
  return /^0+[uUlL]*$/.test(number.text) ? false : /^[1-9][0-9]*[uUlL]*$/.test(number.text) ? true : null;
}

export class Conditions {
  readonly #open: Branch[] = [];
  /** Open branches that do not count. */
  #skipped = 0;

  /** True when the lines here count. */
  get areMet(): boolean {
    return this.#skipped === 0;
  }

  /** Takes a directive; false when it is none of conditions. */
  take(directive: string, condition: readonly Token[]): boolean {
    switch (directive) {
      case "if":
        this.#begin(plainValue(condition));
        return true;
      case "ifdef":
      case "ifndef":
        this.#begin(null);
        return true;
      case "elif":
        this.#next(plainValue(condition));
        return true;
      case "elifdef":
      case "elifndef":
        this.#next(null);
        return true;
      case "else":
        this.#next(true);
        return true;
      case "endif":
        if (this.#open.pop()?.isTaken === false) this.#skipped--;
        return true;
      default:
        return false;
    }
  }

  #begin(value: boolean | null): void {
    const isTaken = value !== false;
    this.#open.push({ isTaken, isDone: value === true });
    if (!isTaken) this.#skipped++;
  }

  #next(value: boolean | null): void {
    const branch = this.#open.at(-1);
    if (branch === undefined) return;
    const isTaken = !branch.isDone && value !== false;
    if (isTaken !== branch.isTaken) this.#skipped += isTaken ? -1 : 1;
    branch.isTaken = isTaken;
    branch.isDone ||= value === true;
  }
}
