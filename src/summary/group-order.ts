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
  const used = placesOf(counts);
  const ranks = new Float64Array(used.length);
  for (let i = 0; i < used.length; i++) ranks[i] = rank[entryOf[used[i]!]!]!;
  const byRank = stableOrder(ranks);
  const descending = new Float64Array(used.length);
  for (let i = 0; i < used.length; i++) descending[i] = -counts[used[byRank[i]!]!]!;
  const byCount = stableOrder(descending);
  return byCount.map((i) => used[byRank[i]!]!);
}

/** Where `counts` is not 0. */
function placesOf(counts: Float64Array): Uint32Array {
  const places = new Uint32Array(counts.length);
  let size = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) places[size++] = i;
  return places.subarray(0, size);
}
