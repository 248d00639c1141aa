/** Texts met so often that a quick loop finds them in a table of its own: more of them than have a place there. */
import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/kernel/index.js";
import type { Kernel, ScanConfig } from "../../src/kernel/kernel.js";
import { bytesOf, drive } from "./drive.js";
import { LIST, TWO_COLUMNS } from "./engines.js";
import { Random } from "./random.js";

const ROWS = 200_000;

/** Texts of 1 to 18 bytes, most of 7 to 10; some differ in their first byte, their last one or their length only. */
function texts(random: Random, count: number): string[] {
  const found = new Set<string>();
  while (found.size < count) {
    const code = random.u32() >>> random.pick([0, 4, 8, 8, 8, 12, 16, 30]);
    found.add(random.chance(0.9) ? `0x${code.toString(16)}` : `0x00000000${code.toString(16)}`);
    const fill = "0".repeat(random.below(13));
    if (random.chance(0.1)) found.add(`0x${fill}1`).add(`0x${fill}2`).add(`0x${fill}01`).add(`1${fill}00`);
  }
  return [...found];
}

/** One of `texts`, those in front much more often; which are in front changes, so that others become the frequent ones. */
function pick(random: Random, texts: readonly string[], row: number): string {
  const rank = Math.floor(texts.length * (random.u32() / 2 ** 32) ** 4);
  return texts[(rank + Math.floor(row / 50_000) * 777) % texts.length]!;
}

const ENDS = {
  LF: () => "\n",
  CRLF: () => "\r\n",
  mixed: (random: Random) => random.pick(["\n", "\r\n", "\r\r\n"]),
};

function compare(config: ScanConfig, text: string): void {
  const bytes = bytesOf(text);
  const seenBy = (kernel: Kernel) => drive(kernel, config, bytes).seen;
  const [fast, slow] = [seenBy(createKernel("wasm")), seenBy(createKernel("reference"))];
  expect(fast.rows).toBe(slow.rows);
  expect(fast.other).toBe(slow.other);
  expect(fast.totals).toEqual(slow.totals);
}

describe.each(Object.entries(ENDS))("frequent texts, line ends %s", (_name, endOf) => {
  it.each([40, 2000, 12_000])("%i of them in a list", (count) => {
    const random = new Random(count);
    const known = texts(random, count);
    let text = "";
    for (let row = 0; row < ROWS; row++) text += pick(random, known, row) + endOf(random);
    compare({ ...LIST, mode: "count" }, text);
  });

  it.each([0, 1, 2])("in column %i of a CSV, some in quotes", (codeColumn) => {
    const random = new Random(codeColumn);
    const known = texts(random, 8000);
    let text = "";
    for (let row = 0; row < ROWS / 2; row++) {
      const cells = [`a${random.below(100)}`, `"${random.below(10)}"`, "x"];
      const code = pick(random, known, row);
      cells[codeColumn] = random.chance(0.2) ? `"${code}"` : code;
      text += cells.join(random.chance(0.0001) ? ";" : ",") + endOf(random);
    }
    compare({ ...TWO_COLUMNS, columnCount: 3, codeColumn, wanted: [], mode: "count" }, text);
  });
});

describe("texts whose keys could be taken for others", () => {
  const mixed = (random: Random, parts: readonly string[], rows: number): string =>
    Array.from({ length: rows }, () => random.pick(parts)).join("");

  it("in a list", () => {
    const tail = "bcdefghijklmno";
    const texts = [
      "\0",
      `\0${tail}`,
      `\0${tail}p`,
      `x${tail}`,
      `x${tail}p`,
      "a",
      "a\0",
      "a\0\0",
      "\0a",
      "\0\0a",
      "\n".repeat(17),
    ];
    const lines = texts.flatMap((text) => [
      `${text}\n`,
      `${text}\r\n`,
      `${text}\r\r\n`,
      `${text}\r${text}\n`,
    ]);
    compare({ ...LIST, mode: "count" }, mixed(new Random(1), lines, 50_000));
  });

  it.each([0, 1])("in column %i of a CSV", (codeColumn) => {
    const tail = "bcdefghijklmn";
    const texts = [`\0${tail}o`, `x${tail}`, `x${tail}o`, "a", "a\0", "\0", "\0\0", `\0${tail}`];
    const quoted = [
      `x${tail}o,`,
      `x${tail},`,
      `\0${tail}o`,
      `${tail}o,"",`,
      "a",
      "a,",
      "a\n",
      "\n".repeat(15),
      "\n".repeat(16),
      "\0",
    ];
    const cells = [...texts, ...quoted.map((text) => `"${text}"`)];
    const rows = cells.flatMap((cell) => {
      const row = codeColumn === 0 ? `${cell},1` : `1,${cell}`;
      return [`${row}\n`, `${row}\r\n`];
    });
    compare({ ...TWO_COLUMNS, codeColumn, wanted: [], mode: "count" }, mixed(new Random(2), rows, 50_000));
  });
});
