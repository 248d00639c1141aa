/** Control codes counted inside a walk of a binary trace, as both engines give them out. */

type Exports = Readonly<Record<string, unknown>>;

/** A control code that was counted, with its operation. */
export interface CodeCount {
  readonly code: number;
  readonly operation: number;
  readonly count: number;
}

/** Distinct codes that a walk counts. */
const CAPACITY_CODES = 40000;
const SLOT_WORDS = 4;

/** The table of assembly/code-counts.ts in plain TypeScript. */
export class CodeCounter {
  /** Codes counted since `reset`, in all. */
  total = 0;
  #counts = new Map<number, number>();

  reset(): void {
    this.total = 0;
    this.#counts = new Map();
  }

  /** False when the table is full. */
  count(code: number, operation: number): boolean {
    const key = operation * 2 ** 32 + code;
    const count = this.#counts.get(key);
    if (count === undefined && this.#counts.size === CAPACITY_CODES) return false;
    this.#counts.set(key, (count ?? 0) + 1);
    this.total++;
    return true;
  }

  /** The counts since `reset` or the last call. */
  take(): CodeCount[] {
    const counts = this.#counts;
    this.#counts = new Map();
    return Array.from(counts, ([key, count]) => ({
      code: key % 2 ** 32,
      operation: Math.floor(key / 2 ** 32),
      count,
    }));
  }
}

/** The same out of the kernel's memory, whose table is empty afterwards. */
export function takeKernelCodeCounts(exports: Exports, words: Uint32Array): CodeCount[] {
  const number = (name: string) => (exports[name] as WebAssembly.Global).value >>> 0;
  const from = number("CODE_COUNTS_PTR") >>> 2;
  const to = from + SLOT_WORDS * 2 ** number("CODE_COUNT_BITS");
  const counts: CodeCount[] = [];
  for (let at = from; at < to; at += SLOT_WORDS) {
    const operation = words[at + 1]!;
    if (operation === 0) continue;
    counts.push({
      code: words[at]!,
      operation: operation - 1,
      count: words[at + 2]! + words[at + 3]! * 2 ** 32,
    });
  }
  (exports.forgetCodes as () => void)();
  return counts;
}
