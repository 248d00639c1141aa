import { expect, it } from "vitest";
import { distinctCodes, unionOfCodes } from "../../src/record/distinct-codes.js";
import { Random } from "../kernel/random.js";

it("distinct codes and their union are those of a set of JavaScript", () => {
  const random = new Random(3);
  let union = distinctCodes([]);
  const set = new Set<number>();
  for (const size of [0, 1, 0, 5, 200, 3000, 1]) {
    const codes = Array.from({ length: size }, () => random.u32() >>> random.pick([0, 16, 24]));
    const distinct = distinctCodes(new Set(codes));
    expect([...distinctCodes(codes)]).toEqual([...distinct]);
    expect([...distinct]).toEqual([...new Set(codes)].sort((a, b) => a - b));
    union = unionOfCodes(union, distinct);
    for (const code of codes) set.add(code);
    expect([...union]).toEqual([...set].sort((a, b) => a - b));
  }
});
