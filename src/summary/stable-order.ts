/** The order of numbers, by the engine's own sort of numbers: without a call for each comparison. */

/** Integers are cut here where they are too large to be sorted with their places. */
const HALF = 2 ** 26;

/** Places of `keys` by value, ascending; equal ones keep their order. No NaN. */
export function stableOrder(keys: Float64Array): Uint32Array {
  const size = keys.length;
  const order = new Uint32Array(size).map((_, i) => i);
  if (keys.every((key, i) => i === 0 || keys[i - 1]! <= key)) return order;
  // Where a key and its place fit into one number, which is nearly always, no two are equal.
  const largest = Number.MAX_SAFE_INTEGER / size - 1;
  const places = keys.map((key, i) =>
    Number.isInteger(key) && Math.abs(key) < largest ? key * size + i : Number.NaN,
  );
  places.sort();
  if (!Number.isNaN(places[size - 1])) {
    for (let i = 0; i < size; i++) order[i] = places[i]! - Math.floor(places[i]! / size) * size;
    return order;
  }
  if (HALF < largest && keys.every(Number.isSafeInteger)) {
    const highOf = (i: number): number => Math.floor(keys[i]! / HALF);
    const byLow = stableOrder(keys.map((key, i) => key - highOf(i) * HALF));
    const byHigh = stableOrder(Float64Array.from(byLow, highOf));
    return byHigh.map((i) => byLow[i]!);
  }
  const sorted = keys.slice().sort();
  /** Value -> where the next key of that value goes. */
  const next = new Map<number, number>();
  for (let i = size - 1; i >= 0; i--) next.set(sorted[i]!, i);
  for (let i = 0; i < size; i++) {
    const place = next.get(keys[i]!)!;
    order[place] = i;
    next.set(keys[i]!, place + 1);
  }
  return order;
}
