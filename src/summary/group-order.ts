/** The order in which a summary gives its groups. */
import type { EntryTable } from "./entry-table.js";
import { stableOrder } from "./stable-order.js";

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Larger than every code. */
const BEHIND_CODES = 2 ** 32;

/** Places of all entries: codes ascending, unknown ones behind by text. */
export function orderOfEntries(entries: EntryTable): Uint32Array {
  const codes = new Float64Array(entries.size);
  for (let i = 0; i < codes.length; i++) codes[i] = entries.codeAt(i) ?? BEHIND_CODES;
  const order = stableOrder(codes);
  const firstUnknown = order.findIndex((index) => codes[index] === BEHIND_CODES);
  if (firstUnknown >= 0) {
    const textOf = (index: number): string => entries.at(index).codeText ?? "";
    order.subarray(firstUnknown).sort((a, b) => compareText(textOf(a), textOf(b)));
  }
  return order;
}

/**
 * Groups that have a count: counts descending, then the order of their entries. Group i is one of entry `entryOf[i]`, with the
 * count `counts[i]`.
 */
export function orderOfGroups(entries: EntryTable, entryOf: Uint32Array, counts: Float64Array): Uint32Array {
  const groups = orderByEntry(entries, entryOf, placesOf(counts));
  const descending = new Float64Array(groups.length);
  for (let i = 0; i < groups.length; i++) descending[i] = -counts[groups[i]!]!;
  return stableOrder(descending).map((i) => groups[i]!);
}

/** Groups in the order of their entries, those of one entry as they stand in `groups`. */
function orderByEntry(entries: EntryTable, entryOf: Uint32Array, groups: Uint32Array): Uint32Array {
  const sizes = new Uint32Array(entries.size);
  for (let i = 0; i < groups.length; i++) sizes[entryOf[groups[i]!]!]!++;
  /** Where the next group of an entry goes. */
  const next = new Uint32Array(entries.size);
  let place = 0;
  for (const entry of orderOfEntries(entries)) {
    next[entry] = place;
    place += sizes[entry]!;
  }
  const ordered = new Uint32Array(groups.length);
  for (let i = 0; i < groups.length; i++) ordered[next[entryOf[groups[i]!]!]!++] = groups[i]!;
  return ordered;
}

/** Where `counts` is not 0. */
function placesOf(counts: Float64Array): Uint32Array {
  const places = new Uint32Array(counts.length);
  let size = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) places[size++] = i;
  return places.subarray(0, size);
}
