/** The order in which a summary gives its groups. */
import type { CodeEntry } from "../record/batch.js";
import { stableOrder } from "./stable-order.js";

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Larger than every code. */
const BEHIND_CODES = 2 ** 32;

/** The place of every entry: codes ascending, unknown ones behind by text. */
function rankOf(entries: readonly CodeEntry[]): Uint32Array {
  const order = stableOrder(Float64Array.from(entries, ({ code }) => code ?? BEHIND_CODES));
  const firstUnknown = order.findIndex((index) => entries[index]!.code === null);
  if (firstUnknown >= 0) {
    const textOf = (index: number): string => entries[index]!.codeText ?? "";
    order.subarray(firstUnknown).sort((a, b) => compareText(textOf(a), textOf(b)));
  }
  const rank = new Uint32Array(entries.length);
  for (let place = 0; place < order.length; place++) rank[order[place]!] = place;
  return rank;
}

/**
 * Groups that have a count: counts descending, then their entries by rankOf. Group i is one of entry `entryOf[i]`, with the
 * count `counts[i]`.
 */
export function orderOfGroups(
  entries: readonly CodeEntry[],
  entryOf: Uint32Array,
  counts: Float64Array,
): Uint32Array {
  const rank = rankOf(entries);
  const used = Uint32Array.from(counts.keys()).filter((group) => counts[group] !== 0);
  const byRank = stableOrder(Float64Array.from(used, (group) => rank[entryOf[group]!]!)).map((i) => used[i]!);
  const byCount = stableOrder(Float64Array.from(byRank, (group) => -counts[group]!));
  return byCount.map((i) => byRank[i]!);
}
