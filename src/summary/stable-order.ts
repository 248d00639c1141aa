/** The order of numbers, by the engine's own sort of numbers: without a call for each comparison. */

/** Places of `keys` by value, ascending; equal ones keep their order. No NaN. */
export function stableOrder(keys: Float64Array): Uint32Array {
  const sorted = keys.slice().sort();
  /** Value -> where the next key of that value goes. */
  const next = new Map<number, number>();
  for (let i = sorted.length - 1; i >= 0; i--) next.set(sorted[i]!, i);
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const place = next.get(keys[i]!)!;
    order[place] = i;
    next.set(keys[i]!, place + 1);
  }
  return order;
}
