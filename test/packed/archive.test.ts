import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decode, openTrace } from "../../src/decode.js";
import { spool } from "../../src/node.js";
import { type Archive, type ArchiveOptions, openArchive } from "../../src/packed/archive.js";
import { summarize } from "../../src/summarize.js";
import { codesOf, inPieces } from "../samples/outputs.js";
import { zipArchive } from "../samples/packed.mjs";
import { zstdFrame } from "./unpacked.js";

const LIST = Buffer.from("0x222003\n0x902EB\n");
const CSV = Buffer.from("IoControlCode\n0x900A8\n");
const ETL = readFileSync("samples/etl-fileio.etl");
const PROSE = Buffer.from("It was a dark and stormy night.\n");
const text = (path: string, bytes: Uint8Array = LIST) => ({ path, bytes });

/** Name -> source, or the code of what is wrong. */
function look(archive: Archive): Record<string, string> {
  return Object.fromEntries(archive.entries.map(({ name, source, error }) => [name, source ?? error!.code]));
}

async function open(bytes: Uint8Array, options: ArchiveOptions = {}): Promise<Archive> {
  return openArchive(bytes, { name: "a.zip", spool, ...options });
}

const faultsOf = ({ faults }: Archive) => faults.map(({ code, file }) => [code, file]);

describe("openArchive", () => {
  it("tells which files are traces, by content, and gives each as an input", async () => {
    const archive = await open(zipArchive([text("a.dat"), text("d/b", CSV), text("c.etl", ETL)]));
    expect(look(archive)).toEqual({ "a.zip!a.dat": "list", "a.zip!d/b": "csv", "a.zip!c.etl": "etl" });
    const codes = [];
    for (const trace of archive.traces) {
      for (let i = 0; i < 2; i++) {
        const { summary } = await summarize(await trace.open());
        codes.push([...summary.groups()].length);
      }
    }
    expect(codes).toEqual([2, 2, 1, 1, 4, 4]);
    expect([archive.faults, archive.byProducts]).toEqual([[], []]);
    await archive.close();
  });

  it("opens files that are compressed, and archives in archives", async () => {
    const inside = zipArchive([text("x.gz", gzipSync(CSV)), text("y.zst", zstdFrame(LIST))]);
    const deeper = zipArchive([text("z.zip", gzipSync(inside)), text("plain.txt")]);
    const archive = await open(deeper);
    expect(look(archive)).toEqual({
      "a.zip!z.zip!x.gz": "csv",
      "a.zip!z.zip!y.zst": "list",
      "a.zip!plain.txt": "list",
    });
    expect(await codesOf(await archive.traces[0]!.open())).toEqual([0x900a8]);
    expect(await codesOf(await archive.traces[1]!.open())).toEqual([0x222003, 0x902eb]);
    await archive.close();
    // Without a place to keep it, only the archive inside cannot be read.
    const { entries } = await openArchive(deeper, { name: "a.zip" });
    expect(entries.map(({ source, error }) => source ?? error!.code)).toEqual(["E_NEEDS_FILE", "list"]);
  });

  it("E_UNPACK: more layers than anybody packs", async () => {
    let bytes: Uint8Array = LIST;
    for (let i = 0; i < 4; i++) bytes = gzipSync(bytes);
    expect(await codesOf(bytes)).toEqual([0x222003, 0x902eb]);
    await expect(codesOf(gzipSync(bytes))).rejects.toMatchObject({ code: "E_UNPACK" });
    let zip: Uint8Array = zipArchive([text("a.txt")]);
    for (let i = 0; i < 3; i++) zip = zipArchive([text("b.zip", zip)]);
    expect(Object.values(look(await open(zip)))).toEqual(["list"]);
    zip = zipArchive([text("b.zip", zip)]);
    expect(Object.values(look(await open(zip)))).toEqual(["E_UNPACK"]);
  });

  it("takes an archive that is compressed, or comes as a stream, from a copy", async () => {
    const bytes = zipArchive([text("a.txt")]);
    for (const input of [gzipSync(bytes), inPieces(bytes, 50), inPieces(gzipSync(bytes), 50)]) {
      const archive = await openArchive(input, { name: "a.zip", spool });
      expect(look(archive)).toEqual({ "a.zip!a.txt": "list" });
      expect(await codesOf(await archive.traces[0]!.open())).toEqual([0x222003, 0x902eb]);
      await archive.close();
    }
    const streamed = openArchive(inPieces(bytes, 50));
    await expect(streamed).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
    await expect(openArchive(LIST)).rejects.toMatchObject({ code: "E_UNPACK" });
  });

  it("files that are no traces are one fault of the archive, those that cannot be read one each", async () => {
    const archive = await open(
      zipArchive([
        text("a.txt"),
        text("b.md", PROSE),
        text("empty", Buffer.alloc(0)),
        { ...text("c.txt"), flags: 1 },
        { ...text("d.txt"), crc: 1 },
      ]),
    );
    expect(look(archive)).toEqual({
      "a.zip!a.txt": "list",
      "a.zip!b.md": "E_NOT_A_TRACE",
      "a.zip!empty": "E_EMPTY",
      "a.zip!c.txt": "E_UNPACK",
      "a.zip!d.txt": "list",
    });
    expect(faultsOf(archive)).toEqual([
      ["E_UNPACK", "a.zip!c.txt"],
      ["E_NOT_A_TRACE", "a.zip"],
    ]);
    expect(archive.faults[1]!.message).toBe("2 files in it are no traces: a.zip!b.md, a.zip!empty");
  });

  it("beside an .etl nobody takes other files for traces, nor what systems leave behind", async () => {
    const beside = [
      text("trace.etl", ETL),
      text("symbols/a.pdb", Buffer.alloc(200, 1)),
      text("LogFile.md", PROSE),
    ];
    const etl = await open(zipArchive([...beside, { ...text("locked.txt"), flags: 1 }]));
    expect(etl.byProducts.map(({ name }) => name)).toEqual(["a.zip!symbols/a.pdb", "a.zip!LogFile.md"]);
    expect(faultsOf(etl)).toEqual([["E_UNPACK", "a.zip!locked.txt"]]);
    const system = await open(
      zipArchive([
        text("a.txt"),
        text("__MACOSX/._a.txt", Buffer.alloc(9)),
        text("d/.DS_Store", Buffer.alloc(9)),
      ]),
    );
    expect([system.byProducts.length, system.faults]).toEqual([2, []]);
  });

  it("an archive without any trace is a fault", async () => {
    expect(faultsOf(await open(zipArchive([])))).toEqual([["E_EMPTY", "a.zip"]]);
    expect(faultsOf(await open(zipArchive([text("a", PROSE)])))).toEqual([["E_NOT_A_TRACE", "a.zip"]]);
    const onlySystem = await open(zipArchive([text("__MACOSX/a", PROSE)]));
    expect(faultsOf(onlySystem)).toEqual([["E_NOT_A_TRACE", "a.zip"]]);
  });

  it("takes the source that is named for every file", async () => {
    const archive = await open(zipArchive([text("a.md", PROSE)]), { source: "list" });
    expect(look(archive)).toEqual({ "a.zip!a.md": "list" });
  });

  it("E_EXPAND_LIMIT: what its files unpack to counts together", async () => {
    const lines = Buffer.from("0x222003\n".repeat(2000));
    const bytes = zipArchive([text("a", lines), text("b", lines), text("c", lines)]);
    const archive = await open(bytes, { maxExpandBytes: 2.5 * lines.length });
    expect(Object.values(look(archive))).toEqual(["list", "list", "E_EXPAND_LIMIT"]);
    const [first, second] = archive.traces;
    expect((await codesOf(await first!.open())).length).toBe(2000);
    expect((await codesOf(await second!.open())).length).toBe(2000);
    const again = codesOf(await second!.open());
    await expect(again).rejects.toMatchObject({ code: "E_EXPAND_LIMIT" });
  });
});

describe("decode of an archive", () => {
  it("is that of the one trace in it, under its name", async () => {
    const bytes = zipArchive([text("b.md", PROSE), text("a.csv", Buffer.from("Code\n0x902EB\nzz zz\n"))]);
    const files: (string | null)[] = [];
    const options = { name: "x.zip", onIssue: ({ file }: { file: string | null }) => files.push(file) };
    const { source, accounting } = await summarize(bytes, options);
    expect(source).toBe("csv");
    expect(accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1, bytes: 19, complete: true });
    expect(files).toEqual(["x.zip!a.csv"]);
  });

  it("needs a copy of a stream", async () => {
    const bytes = zipArchive([text("a.etl.gz", gzipSync(ETL))]);
    const codes = await codesOf(ETL);
    expect(await codesOf(bytes, { spool })).toEqual(codes);
    expect(await codesOf(inPieces(bytes, 999), { spool })).toEqual(codes);
    await expect(codesOf(inPieces(bytes, 999))).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
    await expect(codesOf(bytes)).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
  });

  it("E_ARCHIVE: several traces; E_NOT_A_TRACE: none", async () => {
    const first = decode(zipArchive([text("a"), text("b")]), { name: "x.zip" }).next();
    await expect(first).rejects.toMatchObject({ code: "E_ARCHIVE", file: "x.zip" });
    await expect(first).rejects.toThrow("2 traces: x.zip!a, x.zip!b; openArchive gives each");
    await expect(openTrace(zipArchive([text("a", PROSE)]))).rejects.toMatchObject({ code: "E_NOT_A_TRACE" });
    await expect(openTrace(zipArchive([]))).rejects.toMatchObject({ code: "E_EMPTY" });
  });
});
