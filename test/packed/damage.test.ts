/** Compressed inputs through the library: whole, damaged in the middle, and too large. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type DecodeOptions, openTrace } from "../../src/decode.js";
import type { DecodeError } from "../../src/errors.js";
import { spool } from "../../src/node.js";
import { balances } from "../../src/record/accounting.js";
import { summarize } from "../../src/summarize.js";
import { codesOf, inPieces, outputsOf } from "../samples/outputs.js";
import { gzipMember } from "../samples/packed.mjs";
import { codeLines, ZSTD_MANY, zstdBomb, zstdFrame } from "./unpacked.js";

const LINES = codeLines(300);
const CODES = LINES.trimEnd().split("\n").map(Number);

/** The codes up to the damage, and what it was. */
async function upToDamage(bytes: Uint8Array, options: DecodeOptions = {}) {
  const damage: DecodeError[] = [];
  const codes: (number | null)[] = [];
  const trace = await openTrace(bytes, { ...options, onDamage: (error) => damage.push(error) });
  for await (const batch of trace.batches()) {
    for (let i = 0; i < batch.length; i++) codes.push(batch.entries[batch.entry[i]!]!.code);
  }
  await trace.close();
  return { codes, damage: damage.map(({ code }) => code), accounting: trace.reader.accounting };
}

describe("compressed inputs", () => {
  it.each(["procmon-afternoon.csv", "procmon-utf16le.csv", "list-names.txt", "tshark-smb2.csv"])(
    "%s: gzip and Zstandard give what the file gives, offsets and accounting too",
    async (file) => {
      const plain = readFileSync(`samples/${file}`);
      const whole = await outputsOf(() => plain, { engine: "wasm" });
      for (const packed of [gzipSync(plain), zstdFrame(plain)]) {
        expect(await outputsOf(() => packed, { engine: "wasm" })).toEqual(whole);
        expect(await outputsOf(() => inPieces(packed, 100), { engine: "wasm" }, ["csv"])).toMatchObject({
          accounting: whole.accounting,
          issues: whole.issues,
        });
      }
    },
  );

  it("an .etl is counted as it comes, and decoded from a copy", async () => {
    const plain = readFileSync("samples/etl-fileio.etl");
    for (const packed of [gzipSync(plain), zstdFrame(plain)]) {
      const { accounting } = await summarize(packed);
      expect(accounting).toEqual((await summarize(plain)).accounting);
      expect(await codesOf(packed, { spool })).toEqual(await codesOf(plain));
      await expect(codesOf(packed)).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
    }
  });

  it("an empty input is empty when it is compressed, too", async () => {
    await expect(codesOf(gzipSync(""))).rejects.toMatchObject({ code: "E_EMPTY" });
    expect(await codesOf(gzipSync(""), { source: "list" })).toEqual([]);
    await expect(codesOf(gzipSync("prose"))).rejects.toMatchObject({ code: "E_NOT_A_TRACE" });
  });
});

describe("damage in the middle", () => {
  it("leaves what stands before it; a line that is cut is no record", async () => {
    const packed = gzipSync(LINES, { level: 0 });
    const cr = gzipSync(Buffer.from(`\ufeff${LINES}`, "utf16le"), { level: 0 });
    const big = gzipSync(Buffer.from(`\ufeff${LINES}`, "utf16le").swap16(), { level: 0 });
    for (const bytes of [packed, cr, big]) {
      for (let length = bytes.length - 1; length > 200; length -= 37) {
        const { codes, damage, accounting } = await upToDamage(bytes.subarray(0, length));
        expect(damage).toEqual(["E_UNPACK"]);
        expect(codes).toEqual(CODES.slice(0, codes.length));
        // No whole line is lost.
        const scale = bytes === packed ? 1 : 2;
        expect(codes.length).toBeGreaterThanOrEqual(
          Math.min(300, Math.floor((length - 40) / (9 * scale)) - 2),
        );
        expect(accounting).toMatchObject({ complete: false, decoded: codes.length, records: codes.length });
      }
    }
  });

  it("cuts in the middle of a number, where half of it would be one", async () => {
    const half = Buffer.from("0x222003\n0x222007\n0x2220");
    const { codes } = await upToDamage(gzipSync(half, { level: 0 }).subarray(0, -9));
    expect(codes).toEqual([0x222003, 0x222007]);
  });

  it("a longer trace, by either engine, in CSV with a quoted line end at the cut", async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `${i},"a\nb",0x${(0x222000 + 4 * (i % 9)).toString(16)}\n`,
    );
    const packed = gzipSync(`n,what,IoControlCode\n${rows.join("")}`);
    const cut = packed.subarray(0, packed.length >> 1);
    for (const engine of ["wasm", "reference"] as const) {
      const { codes, damage, accounting } = await upToDamage(cut, { engine });
      expect([damage, balances(accounting)]).toEqual([["E_UNPACK"], true]);
      expect(codes.length).toBeGreaterThan(10_000);
      expect(codes.every((code, i) => code === 0x222000 + 4 * (i % 9))).toBe(true);
      expect(accounting.rejected).toBeLessThan(2);
    }
  });

  it("is thrown behind the last batch where nobody asks for it; counts stay", async () => {
    const packed = gzipSync(LINES);
    packed[packed.length - 8]! ^= 1;
    const trace = await openTrace(packed);
    let count = 0;
    const all = async () => {
      for await (const batch of trace.batches()) count += batch.length;
    };
    await expect(all()).rejects.toMatchObject({ code: "E_UNPACK" });
    expect(count).toBe(300);
    await expect(summarize(packed)).rejects.toMatchObject({ code: "E_UNPACK" });
    const { summary, accounting } = await summarize(packed, { onDamage: () => {} });
    expect([summary.total, accounting.complete]).toEqual([300, false]);
  });

  it("at the very beginning is what is wrong, not that there is no trace", async () => {
    const packed = gzipSync(LINES);
    await expect(codesOf(packed.subarray(0, 12))).rejects.toMatchObject({ code: "E_UNPACK" });
    await expect(codesOf(ZSTD_MANY.subarray(0, 10))).rejects.toMatchObject({ code: "E_UNPACK" });
    const { damage } = await upToDamage(packed.subarray(0, 12), { source: "list" });
    expect(damage).toEqual(["E_UNPACK"]);
  });

  it("an .etl that is cut gives its events up to there", async () => {
    const plain = readFileSync("samples/etl-fileio.etl");
    const packed = gzipSync(plain, { level: 0 }).subarray(0, plain.length - 600);
    const cut = await upToDamage(packed, { spool });
    expect([cut.damage, balances(cut.accounting)]).toEqual([["E_UNPACK"], true]);
    const counted = await summarize(packed, { onDamage: () => {} });
    expect(counted.accounting.decoded).toBe(cut.codes.length);
  });
});

describe("RULES 15: --max-expand", () => {
  const bomb = zstdBomb(LINES, 5000);

  it("E_EXPAND_LIMIT: a bomb, by ratio and by size, in bounded memory", async () => {
    await expect(codesOf(bomb)).rejects.toMatchObject({ code: "E_EXPAND_LIMIT" });
    await expect(codesOf(bomb)).rejects.toThrow("1000 times its size");
    await expect(codesOf(bomb, { maxExpandBytes: 1e6 })).rejects.toThrow("more than 1000000 bytes");
    await expect(summarize(bomb, { onDamage: () => {} })).rejects.toMatchObject({ code: "E_EXPAND_LIMIT" });
    expect(await codesOf(bomb, { maxExpandRatio: 100_000 })).toEqual(CODES);
  });

  it("the ratio does not count up to 16 MiB", async () => {
    const small = zstdBomb(LINES, 100);
    expect(small.length * 1000).toBeLessThan(100 * 131_072);
    expect(await codesOf(small)).toEqual(CODES);
    await expect(codesOf(small, { maxExpandBytes: 10_000_000 })).rejects.toMatchObject({
      code: "E_EXPAND_LIMIT",
    });
  });

  it("a bomb in a bomb counts by the bytes of the outer one", async () => {
    // Each layer alone stays below 1000.
    const inner = gzipMember(Buffer.from("0x222003\n".repeat(3_000_000)));
    const outer = gzipMember(inner);
    expect(27e6 / inner.length).toBeLessThan(1000);
    expect(27e6 / outer.length).toBeGreaterThan(1000);
    expect((await codesOf(inner)).length).toBe(3_000_000);
    await expect(codesOf(outer)).rejects.toMatchObject({ code: "E_EXPAND_LIMIT" });
  });
});
