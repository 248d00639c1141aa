import fc from "fast-check";
import { expect, test } from "vitest";
import { stableOrder } from "../../src/summary/stable-order.js";

test("is the order of a sort that compares, equal keys in their order", () => {
  const key = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true }).map((x) => x + 0),
  );
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      // Minus zero is zero to whoever compares.
      const compared = [...keys.keys()].sort((a, b) =>
        keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b,
      );
      expect([...stableOrder(Float64Array.from(keys, (x) => x + 0))]).toEqual(compared);
    }),
  );
});
