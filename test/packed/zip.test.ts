import { deflateRawSync } from "node:zlib";
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError } from "../../src/errors.js";
import { type ExpandLimits, Expansion } from "../../src/packed/expansion.js";
import { isArchiveInput, zipFiles } from "../../src/packed/zip.js";
import { bytesInput } from "../../src/sources/byte-input.js";
import { zipArchive } from "../samples/packed.mjs";
import { codeLines } from "./unpacked.js";

const TEXT = Buffer.from(codeLines(30_000));
const SHORT = Buffer.from("0x222003\n");

interface File {
  readonly path: string;
  readonly bytes: Buffer;
  readonly error: string | null;
  readonly message: string;
}

/** What is in an archive; each file to its end or to the damage. */
async function filesOf(archive: Uint8Array, limits: ExpandLimits = {}): Promise<File[]> {
  const input = bytesInput(archive, "a.zip");
  if (!isArchiveInput(input)) throw new Error("bytes have a length");
  const files: File[] = [];
  for (const { path, open } of await zipFiles(input, "a.zip")) {
    const chunks: Buffer[] = [];
    let error: string | null = null;
    let message = "";
    try {
      const expansion = new Expansion("a.zip", limits);
      expansion.packedBytes = archive.length;
      const file = await open(`a.zip!${path}`, expansion, 0);
      expect(file.name).toBe(`a.zip!${path}`);
      for (;;) {
        const into = new Uint8Array(5000);
        const count = await file.read(into);
        if (count === 0) break;
        chunks.push(Buffer.from(into.subarray(0, count)));
      }
      await file.close();
    } catch (caught) {
      if (!(caught instanceof DecodeError)) throw caught;
      error = caught.code;
      message = caught.message;
    }
    files.push({ path, bytes: Buffer.concat(chunks), error, message });
  }
  return files;
}

const sound = { error: null, message: "" };

describe("zip", () => {
  it("gives stored and deflated files, in the order of the directory, and no folders", async () => {
    const archive = zipArchive([
      { path: "d/", bytes: Buffer.alloc(0), method: 0 },
      { path: "d/b.txt", bytes: TEXT, method: 0 },
      { path: "a.txt", bytes: TEXT },
      { path: "nothing", bytes: Buffer.alloc(0), method: 0 },
      { path: "nothing deflated", bytes: Buffer.alloc(0) },
    ]);
    expect(await filesOf(archive)).toEqual([
      { path: "d/b.txt", bytes: TEXT, ...sound },
      { path: "a.txt", bytes: TEXT, ...sound },
      { path: "nothing", bytes: Buffer.alloc(0), ...sound },
      { path: "nothing deflated", bytes: Buffer.alloc(0), ...sound },
    ]);
  });

  it("takes what another writer makes: zip64, lengths behind the data, names in other scripts", async () => {
    for (const zip64 of [false, true]) {
      const writer = new ZipWriter(new Uint8ArrayWriter(), {
        zip64,
        useWebWorkers: false,
        dataDescriptor: true,
      });
      await writer.add("Übersicht 計画.txt", new Uint8ArrayReader(TEXT));
      await writer.add("stored.txt", new TextReader("0x222003\n"), { level: 0 });
      expect(await filesOf(await writer.close())).toEqual([
        { path: "Übersicht 計画.txt", bytes: TEXT, ...sound },
        { path: "stored.txt", bytes: SHORT, ...sound },
      ]);
    }
  });

  it("takes Deflate64, which is deflate where no match is longer than 258", async () => {
    const archive = zipArchive([
      { path: "a", bytes: SHORT, method: 9, data: deflateRawSync(SHORT) },
      { path: "b", bytes: SHORT, method: 9, data: deflateRawSync(SHORT), crc: 1 },
    ]);
    const [sane, broken] = await filesOf(archive);
    expect(sane).toEqual({ path: "a", bytes: SHORT, ...sound });
    expect(broken!.error).toBe("E_UNPACK");
  });

  it("E_UNPACK: encrypted files, and methods that are not supported, by name", async () => {
    const archive = zipArchive([
      { path: "a", bytes: SHORT, flags: 1 },
      { path: "b", bytes: SHORT, method: 12 },
      { path: "c", bytes: SHORT, method: 77 },
      { path: "d", bytes: SHORT },
    ]);
    const files = await filesOf(archive);
    expect(files.map(({ error }) => error)).toEqual(["E_UNPACK", "E_UNPACK", "E_UNPACK", null]);
    expect(files[0]!.message).toContain("encrypted");
    expect(files[1]!.message).toContain("bzip2");
    expect(files[2]!.message).toContain("method 77");
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, password: "secret" });
    await writer.add("aes.txt", new TextReader("0x222003\n"));
    expect((await filesOf(await writer.close()))[0]!.message).toContain("encrypted");
  });

  it("E_UNPACK: wrong checksum, wrong length; what is sound is given", async () => {
    for (const method of [0, 8]) {
      const [crc, short, long] = await filesOf(
        zipArchive([
          { path: "crc", bytes: TEXT, method, crc: 1 },
          { path: "short", bytes: TEXT, method, size: TEXT.length - 1 },
          { path: "long", bytes: TEXT, method, size: TEXT.length + 1 },
        ]),
      );
      expect(crc).toMatchObject({ error: "E_UNPACK", bytes: TEXT });
      expect(short!.error).toBe("E_UNPACK");
      expect(long!.error).toBe("E_UNPACK");
    }
  });

  it("E_UNPACK: cut off anywhere: the directory is gone", async () => {
    const archive = zipArchive([{ path: "a.txt", bytes: SHORT }]);
    for (let length = 4; length < archive.length; length++) {
      await expect(filesOf(archive.subarray(0, length))).rejects.toMatchObject({ code: "E_UNPACK" });
    }
    await expect(filesOf(archive.subarray(0, archive.length - 1))).rejects.toThrow("cut off or damaged");
  });

  it("replaces control characters in names, which terminals would obey", async () => {
    const archive = zipArchive([{ path: "a\x1b[31m\nb\u202e.txt", bytes: SHORT }]);
    expect((await filesOf(archive))[0]!.path).toBe("a\ufffd[31m\ufffdb\ufffd.txt");
  });

  it("takes names as names: nothing is written anywhere", async () => {
    const archive = zipArchive([
      { path: "../../up.txt", bytes: SHORT },
      { path: "/etc/passwd", bytes: SHORT },
    ]);
    expect((await filesOf(archive)).map(({ error }) => error)).toEqual([null, null]);
  });

  it("damage anywhere gives E_UNPACK or sound data, and never hangs", async () => {
    const archive = zipArchive([
      { path: "a.txt", bytes: TEXT },
      { path: "b.txt", bytes: TEXT.subarray(0, 500), method: 0 },
    ]);
    const property = fc.asyncProperty(
      fc.nat({ max: archive.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const broken = Buffer.from(archive);
        broken[at]! ^= bits;
        let files: File[];
        try {
          files = await filesOf(broken, { maxExpandBytes: 1e6 });
        } catch (error) {
          expect(error).toMatchObject({ code: "E_UNPACK" });
          return;
        }
        for (const { bytes, error } of files) {
          if (error === null) expect([TEXT.length, 500, 0]).toContain(bytes.length);
          else expect(["E_UNPACK", "E_EXPAND_LIMIT"]).toContain(error);
        }
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("E_EXPAND_LIMIT: a bomb is refused by the size that it tells, and by what it gives when that is a lie", async () => {
    const zeros = Buffer.alloc(40_000_000);
    const honest = zipArchive([{ path: "a", bytes: zeros }]);
    const [told] = await filesOf(honest);
    expect(told).toMatchObject({ error: "E_EXPAND_LIMIT", bytes: Buffer.alloc(0) });
    const liar = zipArchive([{ path: "a", bytes: zeros, size: 1000 }]);
    const [lied] = await filesOf(liar);
    expect(lied).toMatchObject({ error: "E_UNPACK", bytes: Buffer.alloc(0) });
    expect(lied!.message).toContain("longer than the archive tells");
    const [small] = await filesOf(zipArchive([{ path: "a", bytes: TEXT }]), { maxExpandBytes: 1000 });
    expect(small!.error).toBe("E_EXPAND_LIMIT");
  });
});
