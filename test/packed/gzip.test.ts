import { deflateRawSync, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inPieces } from "../samples/outputs.js";
import { crc32, gzipMember } from "../samples/packed.mjs";
import { codeLines, unpacked } from "./unpacked.js";

const TEXT = Buffer.from(codeLines(5000));
const ONE = gzipSync(TEXT);
const TWO = Buffer.concat([gzipMember(TEXT.subarray(0, 1000), "a.txt"), gzipSync(TEXT.subarray(1000))]);
const sound = { error: null, message: "" };

describe("gzip", () => {
  it("gives what is in one member, and in several, in pieces of any size", async () => {
    for (const packed of [ONE, TWO]) {
      for (const size of [1, 7, 1000, 65_536]) {
        expect(await unpacked(inPieces(packed, size), { size: 4096 })).toEqual({ bytes: TEXT, ...sound });
        expect(await unpacked(packed, { size })).toEqual({ bytes: TEXT, ...sound });
      }
    }
  });

  it("gives what zlib gives, for any data in any members", async () => {
    const member = fc.tuple(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 9 }));
    const property = fc.asyncProperty(
      fc.array(member, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 500 }),
      async (members, size) => {
        const packed = Buffer.concat(members.map(([bytes, level]) => gzipSync(bytes, { level })));
        expect((await unpacked(inPieces(packed, size), { size })).bytes).toEqual(gunzipSync(packed));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it("takes members without data, and zeros behind or between members", async () => {
    const empty = gzipSync("");
    const packed = Buffer.concat([empty, ONE, empty, empty, Buffer.alloc(700), ONE, Buffer.alloc(100_000)]);
    for (const size of [5, 100_000]) {
      expect(await unpacked(inPieces(packed, size))).toEqual({
        bytes: Buffer.concat([TEXT, TEXT]),
        ...sound,
      });
    }
  });

  it("takes a head with all its fields", async () => {
    const data = deflateRawSync(TEXT);
    const head = [0x1f, 0x8b, 8, 0b11100, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9];
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(crc32(TEXT), 0);
    tail.writeUInt32LE(TEXT.length, 4);
    const packed = Buffer.concat([Buffer.from(head), Buffer.from("name\0remark\0"), data, tail]);
    expect(await unpacked(packed)).toEqual({ bytes: TEXT, ...sound });
  });

  it("E_UNPACK: cut off anywhere; what was there is given", async () => {
    const whole = TEXT.subarray(0, 300);
    const packed = gzipSync(whole);
    for (let length = 4; length < packed.length; length++) {
      const { bytes, error, message } = await unpacked(packed.subarray(0, length));
      expect([length, error]).toEqual([length, "E_UNPACK"]);
      expect(message).toContain("the gzip data is cut off before its end");
      expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true);
      if (length >= packed.length - 8) expect(bytes).toEqual(whole);
    }
  });

  it("E_UNPACK: wrong checksum, wrong length; all data are given", async () => {
    for (const [place, what] of [
      [8, "incorrect data check"],
      [4, "incorrect length check"],
    ] as const) {
      const packed = Buffer.from(ONE);
      packed[packed.length - place]! ^= 1;
      const result = await unpacked(packed);
      expect(result).toMatchObject({ bytes: TEXT, error: "E_UNPACK" });
      expect(result.message).toContain(what);
    }
  });

  it("E_UNPACK: bytes behind the end that are no member; all data are given", async () => {
    for (const garbage of ["x", "garbage", "\x1f", "\x1fgarbage", "\0\0garbage"]) {
      for (const size of [1, 100_000]) {
        const packed = Buffer.concat([ONE, Buffer.from(garbage, "latin1")]);
        const { bytes, error, message } = await unpacked(inPieces(packed, size));
        expect([garbage, error, bytes.equals(TEXT)]).toEqual([garbage, "E_UNPACK", true]);
        expect(message).toMatch(/followed by bytes that are none of it|cut off/);
      }
    }
  });

  it("damage anywhere is told, unless the data are whole", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 3, max: ONE.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const packed = Buffer.from(ONE);
        packed[at]! ^= bits;
        const { bytes, error } = await unpacked(packed, { maxExpandBytes: 1e6 });
        // Some bits of the head and behind the last block say nothing of the data.
        if (error === null) expect(bytes).toEqual(TEXT);
        else expect(["E_UNPACK", "E_EXPAND_LIMIT"]).toContain(error);
        expect(bytes.length).toBeLessThan(1e6);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});
