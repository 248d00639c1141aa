/**
 * A histogram of whole numbers with fixed buckets: numbers below 64 have one each, above that every power of two has
 * 32. Adding and merging are integer arithmetic that commutes.
 *
 * A quantile is the middle of its bucket, which is at most 1/64 (1.6 %) off; the smallest and the largest value are exact.
 */

/** Buckets of a power of two, and numbers below twice as many are their own bucket. */
const SUB_BUCKETS = 32;
const SUB_BITS = 5;
const FIRST_LOG = SUB_BUCKETS * 2;

/** The bucket of a whole number from 0 to 2^53 - 1. */
export function bucketOf(value: number): number {
  if (value < FIRST_LOG) return value;
  let exponent = Math.floor(Math.log2(value));
  // log2 rounds next to powers of two.
  if (2 ** exponent > value) exponent--;
  else if (2 ** (exponent + 1) <= value) exponent++;
  const step = 2 ** (exponent - SUB_BITS);
  return (exponent - SUB_BITS) * SUB_BUCKETS + Math.floor(value / step);
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < FIRST_LOG) return bucket;
  const shift = Math.floor(bucket / SUB_BUCKETS) - 1;
  const step = 2 ** shift;
  return ((bucket % SUB_BUCKETS) + SUB_BUCKETS) * step + Math.floor((step - 1) / 2);
}

export class Histogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #largest = Number.NEGATIVE_INFINITY;

  /** Numbers added so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds a whole number from 0 to 2^53 - 1. */
  add(value: number): void {
    const bucket = bucketOf(value);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count++;
    if (value < this.#smallest) this.#smallest = value;
    if (value > this.#largest) this.#largest = value;
  }

  merge(other: Histogram): void {
    for (const [bucket, count] of other.#buckets) {
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    }
    this.#count += other.#count;
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
  }

  /**
   * The number below or at which a fraction of all numbers lies, 0 to 1 (nearest rank); null when there are none.
   * 0 is the smallest and 1 the largest number, both exact.
   */
  quantile(fraction: number): number | null {
    if (this.#count === 0) return null;
    if (fraction <= 0) return this.#smallest;
    if (fraction >= 1) return this.#largest;
    const rank = Math.ceil(fraction * this.#count);
    let seen = 0;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      seen += this.#buckets.get(bucket)!;
      if (seen >= rank) return Math.min(Math.max(middleOf(bucket), this.#smallest), this.#largest);
    }
    return this.#largest;
  }
}
