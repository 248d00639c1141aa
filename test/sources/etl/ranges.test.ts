/** A summary taken apart: whatever the ranges, the same counts as in one reading. */
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../../src/kernel/kernel.js";
import { bytesInput } from "../../../src/sources/byte-input.js";
import * as etl from "../../../src/sources/etl/reader.js";
import { control, operationEnd } from "../../etl/file-io.js";
import { makeEtl } from "../../etl/make-etl.js";
import { countedGroups } from "../counted-groups.js";
import { countEtl, headOf } from "./read.js";
import { walks } from "./walks.js";

function trace(compressed: boolean): Uint8Array {
  const buffers = Array.from({ length: 40 }, (_, n) => ({
    processor: n % 2,
    compressed,
    events: Array.from({ length: 1 + ((7 * n) % 20) }, (_, i) => 100 * n + i).flatMap((t) => [
      control(t, { irp: t, code: 0x90000 + (t % 17) * 4 }),
      operationEnd(t, t),
    ]),
  }));
  return makeEtl({ mode: compressed ? 0x04000001 : 1, buffers });
}

describe.each(walks)("ranges, $name", ({ walk }) => {
  it.each([
    { name: "plain", compressed: false },
    { name: "compressed", compressed: true },
  ])("$name: guessed starts meet the ends in front of them", async ({ compressed }) => {
    const bytes = trace(compressed);
    const whole = await countEtl(bytes, walk());
    for (const size of [1000, 5000, 20_000]) {
      const reader = etl.openRanges(bytesInput(bytes, "x"), headOf(bytes), {
        kernel: { etl: walk() } as Kernel,
        file: "x",
        options: {},
        columns: [],
        countBy: [],
        reportUnresolved: false,
        report() {},
        note() {},
      })!;
      const counts = new Map<string, number>();
      let records = 0;
      let end = 0;
      for (let from = 0; from < bytes.length; from += size) {
        reader.begin({ from, to: Math.min(from + size, bytes.length), isExact: from === 0 });
        while (reader.next() !== null) {}
        if (reader.accounting.records === 0) continue;
        expect(reader.range.start).toBe(end);
        end = reader.range.end;
        records += reader.accounting.records;
        for (const { entry, count } of countedGroups(reader)) {
          const key = `${entry.code} ${entry.codeText} ${entry.majorFunction}`;
          counts.set(key, (counts.get(key) ?? 0) + count);
        }
      }
      expect(end).toBe(bytes.length);
      expect(records).toBe(whole.accounting.records);
      expect([...counts].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(whole.counts);
      expect(reader.describesEvents).toBe(false);
    }
  });
});
