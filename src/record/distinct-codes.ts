/** Sets of control codes as sorted columns: there may be millions of them. */

/** Codes ascending, each once. */
export function distinctCodes(codes: Iterable<number>): Uint32Array<ArrayBuffer> {
  const sorted = Uint32Array.from(codes).sort();
  return sorted.filter((code, i) => i === 0 || sorted[i - 1] !== code);
}

/** All codes of two such sets. */
export function unionOfCodes(
  a: Uint32Array<ArrayBuffer>,
  b: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const both = new Uint32Array(a.length + b.length);
  let size = 0;
  for (let i = 0, k = 0; i < a.length || k < b.length; ) {
    const [left, right] = [a[i] ?? Number.POSITIVE_INFINITY, b[k] ?? Number.POSITIVE_INFINITY];
    both[size++] = Math.min(left, right);
    if (left <= right) i++;
    if (right <= left) k++;
  }
  return both.slice(0, size);
}
