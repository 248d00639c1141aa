/** The order of numbers, by the engine's own sort of numbers: without a call for each comparison. */

/** Places of `keys` by value, ascending; equal ones keep their order. No NaN. */
export function stableOrder(keys: Float64Array): Uint32Array {
  const size = keys.length;
  const order = new Uint32Array(size);
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
