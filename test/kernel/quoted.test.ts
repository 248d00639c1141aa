/** CSV with many quotes, which the kernel indexes in another way as long as it is regular. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/kernel/index.js";
import type { ScanConfig } from "../../src/kernel/kernel.js";
import { drive } from "./drive.js";

const fast = createKernel("wasm");
const reference = createKernel("reference");

const CONFIG: ScanConfig = {
  format: "csv",
  delimiter: 0x2c,
  columnCount: 3,
  codeColumn: 1,
  operationColumn: -1,
  operations: [],
  prefix: "",
  wanted: [0, 1, 2],
  groups: [],
  mode: "emit",
  radix: 0,
};

/** What both engines see of a text that begins at `leadBytes` of the window. */
function seen(text: string, leadBytes: number): unknown {
  const bytes = new TextEncoder().encode(text);
  const [ours, theirs] = [fast, reference].map((kernel) => drive(kernel, CONFIG, bytes, { leadBytes }));
  expect(ours!.seen.records, JSON.stringify(text)).toEqual(theirs!.seen.records);
  expect(ours!.seen, JSON.stringify(text)).toEqual(theirs!.seen);
  return ours!.seen;
}

const fields = fc.stringMatching(/^[a-z0-9,\r\n]{0,40}(?:""){0,3}[a-z,]{0,20}$/);
const rows = fc.array(fc.tuple(fields, fc.stringMatching(/^0x22[0-9a-f]{4}$/), fields), {
  minLength: 1,
  maxLength: 40,
});
const lineEnds = fc.constantFrom("\n", "\r\n");
const leads = fc.nat(130);
const bares = fc.oneof(fc.constant(0), fc.nat(2 ** 31 - 1));

/** `bare`: bits of the fields, 31 and again, around which no quotes stand where they may be left out. */
function textOf(table: readonly (readonly string[])[], lineEnd: string, bare = 0): string {
  let bits = bare;
  const cell = (field: string): string => {
    bits = (bits >>> 1) | ((bits & 1) << 30);
    return (bits & 1) === 1 && !/[",\r\n]/.test(field) ? field : `"${field}"`;
  };
  return table.map((row) => row.map(cell).join(",") + lineEnd).join("");
}

describe("CSV with many quotes", () => {
  it("is read as the reference reads it", () => {
    fc.assert(
      fc.property(rows, lineEnds, bares, leads, (table, lineEnd, bare, lead) => {
        seen(textOf(table, lineEnd, bare), lead);
      }),
      { numRuns: 500 },
    );
  });

  it("also with a few chars that are changed, missing or too many", () => {
    const changes = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(1),
        fc.constantFrom("", '"', ",", "\r", "\n", "\r\n", "x"),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(rows, lineEnds, bares, leads, changes, (table, lineEnd, bare, lead, list) => {
        let text = textOf(table, lineEnd, bare);
        for (const [place, length, change] of list) {
          const at = Math.floor(place * text.length);
          text = text.slice(0, at) + change + text.slice(at + length);
        }
        seen(`${text}"a","0x220000","b"${lineEnd}`, lead);
      }),
      { numRuns: 3000 },
    );
  });

  it("with a fault at every place of several blocks", () => {
    const short = Array.from({ length: 20 }, (_, i) => [`"",""${i}`, "0x222004", i % 3 === 0 ? "" : "b\n,c"]);
    const long = [["a,\n".repeat(60), "0x222004", "b\r\n".repeat(45)], ...short];
    const changes = ['"', ",", "\r", "\n", "x", "x".repeat(150), `\r${"x".repeat(200)}`];
    for (const [table, places] of [
      [short, 200],
      [long, 400],
    ] as const) {
      for (const lineEnd of ["\n", "\r\n"]) {
        const text = textOf(table, lineEnd);
        for (let at = 0; at < places; at++) {
          for (const change of changes) {
            seen(text.slice(0, at) + change + text.slice(at + 1), at % 64);
            seen(text.slice(0, at) + change + text.slice(at), at % 64);
          }
        }
      }
    }
  });

  it("text behind the last quote of every row is told of every row, in time", () => {
    const row = '"a","0x222004","b"';
    const took = (text: string): number => {
      const bytes = new TextEncoder().encode(text.repeat(10_000));
      const start = performance.now();
      const { seen } = drive(fast, CONFIG, bytes);
      expect(seen.records.length).toBe(10_000);
      return performance.now() - start;
    };
    took(`${row}\n`);
    // Both are broken; with the second one that is seen later.
    const [soon, late] = [`${row}xy\n`, `${row}x\n`].map((text) =>
      Math.min(...[1, 2, 3].map(() => took(text))),
    );
    expect(late!).toBeLessThan(soon! * 10 + 20);
  });
});
