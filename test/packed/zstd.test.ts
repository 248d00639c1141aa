import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inPieces } from "../samples/outputs.js";
import { codeLines, unpacked, ZSTD_MANY, zstdBomb, zstdFrame, zstdSkipped } from "./unpacked.js";

const TEXT = Buffer.from(codeLines(40_000));
const sound = { error: null, message: "" };
const PLAIN = Buffer.from("0x222003\n0x902EB\n");
/** A magic number, and a descriptor of the frame's head. */
const head = (...bytes: number[]): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes]);

describe("Zstandard", () => {
  it("gives what is in a frame of several blocks, in pieces of any size", async () => {
    for (const size of [1, 7, 1000, 65_536]) {
      expect(await unpacked(inPieces(ZSTD_MANY, size))).toEqual({ bytes: TEXT, ...sound });
      expect(await unpacked(ZSTD_MANY, { size: size + 500 })).toEqual({ bytes: TEXT, ...sound });
    }
  });

  it("takes several frames, empty ones, and passes over those that are to be skipped", async () => {
    const packed = Buffer.concat([
      zstdSkipped(20),
      zstdFrame(PLAIN),
      zstdFrame(new Uint8Array(0)),
      zstdSkipped(200),
      ZSTD_MANY,
      zstdSkipped(0),
    ]);
    for (const size of [1, 3, 100_000]) {
      const result = await unpacked(inPieces(packed, size));
      expect(result).toEqual({ bytes: Buffer.concat([PLAIN, TEXT]), ...sound });
    }
  });

  it("E_UNPACK: cut off anywhere; what was there is given", async () => {
    for (let length = 4; length < ZSTD_MANY.length; length++) {
      const { bytes, error, message } = await unpacked(ZSTD_MANY.subarray(0, length));
      expect([length, error]).toEqual([length, "E_UNPACK"]);
      expect(message).toContain("the zstd data is cut off before its end");
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      if (length > ZSTD_MANY.length - 4) expect(bytes.length).toBe(TEXT.length);
    }
  });

  it("E_UNPACK: wrong checksum; the blocks are given", async () => {
    const packed = Buffer.from(ZSTD_MANY);
    packed[packed.length - 1]! ^= 1;
    const { bytes, error, message } = await unpacked(packed);
    expect([error, bytes.equals(TEXT)]).toEqual(["E_UNPACK", true]);
    expect(message).toContain("wrong checksum");
  });

  it("E_UNPACK: bytes behind the end", async () => {
    const { bytes, error, message } = await unpacked(
      Buffer.concat([zstdFrame(PLAIN), Buffer.from("garbage")]),
    );
    expect([error, bytes]).toEqual(["E_UNPACK", PLAIN]);
    expect(message).toContain("followed by bytes that are none of it");
  });

  it("E_UNPACK: a window over 128 MiB, before any memory is taken for it; a dictionary", async () => {
    const window = await unpacked(Buffer.concat([head(0, 21 << 3), Buffer.alloc(20)]));
    expect(window).toMatchObject({ error: "E_UNPACK" });
    expect(window.message).toContain("a window of more than 128 MiB");
    const dictionary = await unpacked(Buffer.concat([head(1, 0x38, 77), Buffer.alloc(20)]));
    expect(dictionary.message).toContain("needs a dictionary");
  });

  it("damage never hangs, and is told where there is a checksum", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 4, max: ZSTD_MANY.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const packed = Buffer.from(ZSTD_MANY);
        packed[at]! ^= bits;
        const { bytes, error } = await unpacked(packed, { maxExpandBytes: 1e6 });
        expect(bytes.length).toBeLessThanOrEqual(1e6);
        // The descriptor may say that there is no checksum; then its bytes are left over.
        if (error === null) expect(bytes.equals(TEXT)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it("a block whose sequences say more than a block may hold costs nothing", async () => {
    // 98,303 matches of 65,539 bytes each, in 20 bytes.
    const body = [9, 0x41, 255, 255, 255, 0b01010100, 0, 0, 52, 0xff, 0xff, 0x80];
    const block = [1 | (2 << 1) | ((body.length & 31) << 3), body.length >> 5, 0, ...body];
    const begin = performance.now();
    expect((await unpacked(Buffer.concat([head(0, 0x38), Buffer.from(block)]))).error).toBe("E_UNPACK");
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it("E_EXPAND_LIMIT: a bomb, by ratio and by size", async () => {
    const bomb = zstdBomb("0x222003\n", 5000);
    const byRatio = await unpacked(bomb);
    expect([byRatio.error, byRatio.bytes.length < 40e6]).toEqual(["E_EXPAND_LIMIT", true]);
    const bySize = await unpacked(bomb, { maxExpandBytes: 1e6 });
    expect([bySize.error, bySize.bytes.length <= 1e6]).toEqual(["E_EXPAND_LIMIT", true]);
  });
});
