import fc from "fast-check";
import { expect, test } from "vitest";
import { stableOrder } from "../../src/summary/stable-order.js";

const few = fc.integer({ min: -3, max: 3 });

test.each([
  ["small integers", few],
  [
    "integers",
    fc.oneof(few, fc.maxSafeInteger(), fc.constantFrom(2 ** 53 - 1, 2 ** 53 - 2, 1 - 2 ** 53, 2 ** 26)),
  ],
  ["numbers", fc.oneof(few, fc.double({ noNaN: true }))],
])(
  "is the order of a sort that compares, equal keys in their order: %s",
  (_name, key: fc.Arbitrary<number>) => {
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        // Minus zero is zero to whoever compares.
        const compared = [...keys.keys()].sort((a, b) =>
          keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b,
        );
        expect([...stableOrder(Float64Array.from(keys, (x) => x + 0))]).toEqual(compared);
      }),
    );
  },
);
