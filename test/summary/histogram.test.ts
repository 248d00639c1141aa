/** Histogram: exact ends, quantiles within the bound that is told, and merging that commutes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, Histogram } from "../../src/summary/histogram.js";

const value = fc.oneof(fc.nat(100), fc.maxSafeNat());
const of = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const one of values) histogram.add(one);
  return histogram;
};
const FRACTIONS = [0, 0.01, 0.5, 0.9, 0.99, 1];

describe("histogram", () => {
  it("has buckets that rise with the numbers, one for every number below 64", () => {
    fc.assert(fc.property(value, value, (a, b) => a > b || bucketOf(a) <= bucketOf(b)));
    for (let n = 0; n < 64; n++) expect(bucketOf(n)).toBe(n);
    for (let power = 6; power <= 53; power++) {
      const n = 2 ** power;
      expect(bucketOf(n)).toBe(bucketOf(n - 1) + 1);
    }
  });

  it("gives quantiles by nearest rank, at most 1/64 off", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const histogram = of(values);
        const sorted = [...values].sort((a, b) => a - b);
        for (const fraction of FRACTIONS) {
          const exact = sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!;
          const found = histogram.quantile(fraction)!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 64);
          if (fraction === 0 || fraction === 1) expect(found).toBe(exact);
        }
      }),
    );
  });

  it("is the same however it was put together", () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (a, b) => {
        const whole = of([...a, ...b]);
        const merged = of(b);
        merged.merge(of(a));
        expect(FRACTIONS.map((f) => merged.quantile(f))).toEqual(FRACTIONS.map((f) => whole.quantile(f)));
        expect(merged.count).toBe(whole.count);
      }),
    );
  });

  it("without numbers has no quantile", () => {
    expect(new Histogram().quantile(0.5)).toBeNull();
  });
});
