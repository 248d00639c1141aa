/**
 * Group counts. A group of a code and n further columns is a chain of pairs: (code entry, text 1) gives a
 * pair id, (that pair, text 2) the next one, and so on; the last pair of the chain carries the count.
 *
 * A pair slot, 24 bytes: u32 left + 1 (0 = free), u32 right, u32 id, u32 unused, u64 count.
 * `left` of a first pair is an entry id, of a later one the pair id with the top bit set.
 */
import { groupCount } from "./config";
import { CAPACITY_PAIRS, PAIR_BITS, PAIR_BYTES, PAIRS_PTR } from "./memory";

export const PAIR_FULL: usize = 0;
const CHAINED: u32 = 0x80000000;

export let pairCount: u32 = 0;

/** Forgets all pairs. Their table is left alone where no groups are counted: to fill it takes as long as a small trace. */
export function resetPairs(): void {
  if (groupCount != 0) memory.fill(PAIRS_PTR, 0, (<usize>1 << PAIR_BITS) * PAIR_BYTES);
  pairCount = 0;
}

/** The slot of (left, right), made when it is new, or PAIR_FULL. */
export function pair(left: u32, right: u32): usize {
  const key = ((<u64>left << 32) | right) * 0x9e3779b97f4a7c15;
  let index = <u32>(key >> (64 - PAIR_BITS));
  while (true) {
    const slot = PAIRS_PTR + index * PAIR_BYTES;
    const found = load<u32>(slot);
    if (found == left + 1 && load<u32>(slot, 4) == right) return slot;
    if (found == 0) {
      if (pairCount == CAPACITY_PAIRS) return PAIR_FULL;
      store<u32>(slot, left + 1);
      store<u32>(slot, right, 4);
      store<u32>(slot, pairCount, 8);
      pairCount++;
      return slot;
    }
    index = (index + 1) & ((1 << PAIR_BITS) - 1);
  }
}

/** The left side of the next pair of a chain. */
// @ts-ignore: decorator
@inline
export function chained(slot: usize): u32 {
  return load<u32>(slot, 8) | CHAINED;
}

// @ts-ignore: decorator
@inline
export function countPair(slot: usize): void {
  store<u64>(slot, load<u64>(slot, 16) + 1, 16);
}
