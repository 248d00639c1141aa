/** Names near a mistyped one. */
import { type OwnName, searchNames } from "../names/index.js";

const MOST = 4;
/** Letters at the ends that are likeness. */
const FEWEST_LETTERS = 5;
/** Words that say little of a name. */
const COMMON_WORDS = new Set(["IOCTL", "FSCTL", "SIO", "GET", "SET", "QUERY", "INTERNAL"]);

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}

/** A name without the prefix that most names have. */
function bare(name: string): string {
  return name.toUpperCase().replace(/^(IOCTL|FSCTL|SIO)_/, "");
}

interface Likeness {
  /** True when a word is the same, or all but two letters at the ends. */
  readonly like: boolean;
  readonly score: number;
}

function compare(wanted: string, words: readonly string[], name: string): Likeness {
  const inName = new Set(name.split("_"));
  const shared = words.filter((word) => inName.has(word)).reduce((sum, { length }) => sum + length, 0);
  const atEnds = sharedLength(wanted, name) + sharedLength(reversed(wanted), reversed(name));
  return {
    like: shared > 0 || atEnds >= Math.max(FEWEST_LETTERS, wanted.length - 2),
    score: 2 * shared + atEnds - Math.abs(name.length - wanted.length) / 2,
  };
}

/**
 * Up to four names like `text`, the likest first, from both packs and own names: those that hold it, else those that share words with
 * it or agree with most of it at both ends.
 */
export function suggestNames(text: string, own: readonly OwnName[] = []): string[] {
  const whole = text
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const wanted = bare(whole);
  const words = wanted.split("_").filter((word) => word.length > 1 && !COMMON_WORDS.has(word));
  if (words.length === 0) return [];
  const holding = searchNames(whole, own);
  const scores = new Map<string, number>();
  for (const { name } of holding.length > 0 ? holding : searchNames("", own)) {
    const { like, score } = compare(wanted, words, bare(name));
    if (like || holding.length > 0) scores.set(name, score);
  }
  const names = [...scores.keys()];
  return names.sort((a, b) => scores.get(b)! - scores.get(a)! || (a < b ? -1 : 1)).slice(0, MOST);
}
