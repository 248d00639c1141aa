/** Compressed inputs and archives on the command line. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { control } from "../etl/file-io.js";
import { makeEtl, manifestEvent, payload } from "../etl/make-etl.js";
import { codeLines, zstdBomb, zstdFrame } from "../packed/unpacked.js";
import { zipArchive } from "../samples/packed.mjs";
import { Folder, hasOpened, lines, MAIN, MIXED, outcomeOf, PROCMON, rows, start } from "./command.js";

const ETL = readFileSync(join(import.meta.dirname, "../../samples/etl-fileio.etl"));
const PROSE = Buffer.from("It was a dark and stormy night.\n");

const folder = new Folder();
folder.write("tmp/.keep", "");
folder.write("mixed.csv", MIXED);
folder.write("procmon.csv", PROCMON);
folder.write("trace.etl", ETL);
folder.write("mixed.csv.gz", Buffer.concat([gzipSync(MIXED.slice(0, 100)), gzipSync(MIXED.slice(100))]));
folder.write("mixed.csv.zst", zstdFrame(Buffer.from(MIXED)));
folder.write("trace.etl.gz", gzipSync(ETL));
folder.write("trace.etl.zst", zstdFrame(ETL));
folder.write("one.zip", zipArchive([{ path: "mixed.csv", bytes: Buffer.from(MIXED) }]));
folder.write(
  "two.zip",
  zipArchive([
    { path: "a/mixed.csv", bytes: Buffer.from(MIXED) },
    { path: "b/trace.etl.gz", bytes: gzipSync(ETL), method: 0 },
  ]),
);
folder.write(
  "perf.etl.zip",
  zipArchive([
    { path: "perf.etl", bytes: ETL },
    { path: "symbols/app.pdb", bytes: Buffer.alloc(300, 3) },
    { path: "LogFile.md", bytes: PROSE },
  ]),
);
folder.write(
  "study.diagsession",
  zipArchive([
    { path: "[Content_Types].xml", bytes: Buffer.from("<Types/>"), method: 0 },
    { path: "metadata.xml", bytes: Buffer.from("<Package/>"), method: 0 },
    { path: "0A1B/sc.user_aux.etl", bytes: ETL, method: 0 },
  ]),
);

const temporary = folder.at("tmp");
process.env.TMPDIR = temporary;
process.env.TEMP = temporary;
process.env.TMP = temporary;
const left = (): string[] => readdirSync(temporary).filter((name) => name !== ".keep");

const posix = it.skipIf(process.platform === "win32");
const linux = it.skipIf(process.platform !== "linux");

describe("compressed inputs", () => {
  const REQUESTS: readonly (readonly string[])[] = [
    ["decode", "-f", "ndjson"],
    ["summary", "--by", "file"],
    ["summary", "-j", "2"],
  ];
  for (const request of REQUESTS) {
    it(`${request.join(" ")}: what is inside, from a file and from standard input, whatever it is called`, async () => {
      for (const [plain, ...packed] of [
        ["mixed.csv", "mixed.csv.gz", "mixed.csv.zst"],
        ["trace.etl", "trace.etl.gz", "trace.etl.zst"],
      ] as const) {
        const expected = await folder.run([...request, plain]);
        expect(expected.status).toBe(0);
        for (const file of packed) {
          const renamed = (text: string, name: string) => text.replaceAll(plain, name);
          const result = await folder.run([...request, file]);
          const { stdout, stderr } = expected;
          expect(result).toEqual({
            ...expected,
            stdout: renamed(stdout, file),
            stderr: renamed(stderr, file),
          });
          const stdin = await folder.run([...request, "-"], { input: readFileSync(folder.at(file)) });
          expect(stdin).toEqual({ ...expected, stdout: renamed(stdout, "-"), stderr: renamed(stderr, "-") });
        }
      }
      expect(left()).toEqual([]);
    });
  }

  posix("also from a pipe with a name, and a file as standard input", () => {
    const script = `"$1" "$2" summary -q <(cat mixed.csv.gz); "$1" "$2" summary -q - < mixed.csv.zst; "$1" "$2" summary -q <(cat one.zip)`;
    const args = ["-c", script, "-", process.execPath, MAIN];
    const output = execFileSync("bash", args, { cwd: folder.path, encoding: "utf8" });
    const one = execFileSync(process.execPath, [MAIN, "summary", "-q", "mixed.csv"], { cwd: folder.path });
    expect(output).toBe(one.toString().repeat(3));
  });

  it("--append writes the rows unpacked", async () => {
    const expected = await folder.run(["decode", "--append", "procmon.csv", "-q"]);
    folder.write("procmon.csv.gz", gzipSync(PROCMON));
    folder.write("procmon.zip", zipArchive([{ path: "p.csv", bytes: Buffer.from(PROCMON) }]));
    for (const file of ["procmon.csv.gz", "procmon.zip"]) {
      expect(await folder.run(["decode", "--append", file, "-q"])).toEqual(expected);
    }
    const two = await folder.run(["decode", "--append", "two.zip"]);
    expect([two.status, two.stdout]).toEqual([2, ""]);
  });

  it("--stats counts unpacked bytes", async () => {
    await folder.run(["summary", "mixed.csv.gz", "--stats", "s.json", "--force", "-q"]);
    const stats = JSON.parse(folder.read("s.json"));
    expect(stats.inputs).toMatchObject([
      { file: "mixed.csv.gz", source: "csv", bytes: Buffer.byteLength(MIXED) },
    ]);
  });

  it("an .etl that describes its events behind them is read once more, its issues told once", async () => {
    const provider = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    const xml =
      '<provider name="P"><event value="9" version="0" template="T"/><template tid="T"><data name="Ioctl" inType="win:UInt32"/></template></provider>';
    const chunk = payload().u8(1, 1, 0, 0x5b).u16(1, 0).bytes(new TextEncoder().encode(xml));
    const events = [
      manifestEvent(provider, 9, 0, { ticks: 1, payload: payload().u32(0x222003) }),
      manifestEvent(provider, 65534, 0, { ticks: 2, payload: chunk }),
      control(3, { irp: 1, code: 0x900a8 }),
    ];
    const etl = Buffer.concat([makeEtl({ buffers: [{ events }] }), Buffer.alloc(70_000, 1)]);
    folder.write("described.etl", etl);
    folder.write("described.etl.gz", gzipSync(etl));
    folder.write("described.etl.zip", zipArchive([{ path: "d.etl", bytes: etl }]));
    const expected = await folder.run(["summary", "described.etl"]);
    expect(expected.stderr).toContain("2 decoded");
    for (const [file, name] of [
      ["described.etl.gz", "described.etl.gz"],
      ["described.etl.zip", "described.etl.zip!d.etl"],
    ] as const) {
      const result = await folder.run(["summary", file]);
      expect(result).toEqual({ ...expected, stderr: expected.stderr.replaceAll("described.etl", name) });
    }
    const piped = await folder.run(["summary", "-"], { input: gzipSync(etl) });
    expect([piped.status, piped.stderr]).toEqual([3, expect.stringContaining("E_NEEDS_FILE")]);
    expect(left()).toEqual([]);
  });

  it("etl-info looks inside", async () => {
    const { stdout } = await folder.run(["etl-info", "trace.etl"]);
    for (const file of ["trace.etl.gz", "trace.etl.zst", "perf.etl.zip", "study.diagsession", "two.zip"]) {
      expect(await folder.run(["etl-info", file])).toEqual({ status: 0, signal: null, stdout, stderr: "" });
      const stdin = await folder.run(["etl-info", "-"], { input: readFileSync(folder.at(file)) });
      expect([stdin.status, stdin.stdout]).toEqual([0, stdout]);
    }
    expect((await folder.run(["etl-info", "one.zip"])).stderr).toContain("E_NOT_A_TRACE");
    expect((await folder.run(["etl-info", "mixed.csv.gz"])).stderr).toContain("E_NOT_A_TRACE");
    expect(left()).toEqual([]);
  });
});

describe("RULES 22: archives", () => {
  it("every trace is an input of its own, named archive!entry", async () => {
    const { status, stdout, stderr } = await folder.run([
      "decode",
      "two.zip",
      "-f",
      "ndjson",
      "--stats",
      "s.json",
      "--force",
    ]);
    expect(status).toBe(0);
    const files = rows(stdout).map(({ file }) => file);
    expect(new Set(files)).toEqual(new Set(["two.zip!a/mixed.csv", "two.zip!b/trace.etl.gz"]));
    expect(files.slice(0, 3)).toEqual(Array(3).fill("two.zip!a/mixed.csv"));
    expect(stderr).toContain("two.zip!a/mixed.csv:5: E_");
    expect(JSON.parse(folder.read("s.json")).inputs).toMatchObject([
      { file: "two.zip!a/mixed.csv", source: "csv", bytes: Buffer.byteLength(MIXED) },
      { file: "two.zip!b/trace.etl.gz", source: "etl", bytes: ETL.length },
    ]);
  });

  it("an archive with one trace is as that trace: no column of files", async () => {
    const expected = await folder.run(["decode", "mixed.csv"]);
    const one = await folder.run(["decode", "one.zip"]);
    expect(one).toEqual({
      ...expected,
      stderr: expected.stderr.replaceAll("mixed.csv", "one.zip!mixed.csv"),
    });
    const several = await folder.run(["decode", "one.zip", "mixed.csv", "-q", "--columns", "file,row"]);
    expect(lines(several.stdout)).toContain("one.zip!mixed.csv,1");
    expect(lines(several.stdout)).toContain("mixed.csv,1");
  });

  it("standard input may be one", async () => {
    for (const file of ["two.zip", "one.zip", "study.diagsession"]) {
      const expected = await folder.run(["decode", file, "--columns", "file,row,code"]);
      const input = readFileSync(folder.at(file));
      for (const bytes of [input, gzipSync(input)]) {
        const { status, stdout } = await folder.run(["decode", "-", "--columns", "file,row,code"], {
          input: bytes,
        });
        expect([status, stdout]).toEqual([0, expected.stdout.replaceAll(file, "-")]);
      }
    }
    expect(left()).toEqual([]);
  });

  it("diff takes archives, all that is in one as one side", async () => {
    const [before, after] = [
      Buffer.from("Code\n0x902EB\n0x222003\n"),
      Buffer.from("Code\n0x902EB\n0x900A8\n"),
    ];
    folder.write("before.csv", before);
    folder.write("after.csv", after);
    const parts = [before, after].map((bytes, i) => ({ path: `${i}.csv`, bytes }));
    folder.write("before.zip", zipArchive([parts[0]!]));
    folder.write("twice.zip", zipArchive([parts[1]!, { path: "again.csv.gz", bytes: gzipSync(after) }]));
    const expected = await folder.run(["diff", "before.csv", "after.csv", "-q"]);
    expect([expected.status, lines(expected.stdout).length]).toEqual([0, 3]);
    expect(await folder.run(["diff", "before.zip", "after.csv", "-q"])).toEqual(expected);
    const twice = await folder.run(["diff", "before.zip", "twice.zip", "-q", "-f", "ndjson"]);
    expect(rows(twice.stdout)).toMatchObject([
      { change: "appeared", countAfter: 2 },
      { change: "vanished", countBefore: 1 },
    ]);
  });

  it("0: what lies beside an .etl is no trace and no failure; one line tells", async () => {
    for (const file of ["perf.etl.zip", "study.diagsession"]) {
      const { status, stdout, stderr } = await folder.run(["summary", file]);
      expect([status, stdout]).toEqual([0, (await folder.run(["summary", "trace.etl", "-q"])).stdout]);
      expect(stderr).toContain(`ioctlens: ${file}: 2 files in it left out: no traces\n`);
      expect((await folder.run(["summary", file, "-v"])).stderr).toMatch(
        /(LogFile\.md|metadata\.xml): left out/,
      );
    }
  });

  it("4: files of another archive that are no traces, or cannot be read; the others are", async () => {
    folder.write(
      "mess.zip",
      zipArchive([
        { path: "notes.md", bytes: PROSE },
        { path: "locked.csv", bytes: Buffer.from(MIXED), flags: 1 },
        { path: "bzip2.csv", bytes: Buffer.from(MIXED), method: 12 },
        { path: "mixed.csv", bytes: Buffer.from(MIXED) },
      ]),
    );
    const { status, stdout, stderr } = await folder.run(["decode", "mess.zip", "--columns", "file,row"]);
    expect([status, lines(stdout).length]).toEqual([4, 4]);
    expect(stderr).toContain("mess.zip!locked.csv: E_UNPACK: the file is encrypted");
    expect(stderr).toContain("mess.zip!bzip2.csv: E_UNPACK: the file is packed in its archive with bzip2");
    expect(stderr).toContain("mess.zip: E_NOT_A_TRACE: a file in it is no trace: mess.zip!notes.md");
  });

  it("3: an archive without a trace, a damaged one", async () => {
    folder.write("none.zip", zipArchive([{ path: "notes.md", bytes: PROSE }]));
    folder.write("empty.zip", zipArchive([]));
    folder.write("cut.zip", readFileSync(folder.at("two.zip")).subarray(0, 500));
    for (const [file, code] of [
      ["none.zip", "E_NOT_A_TRACE"],
      ["empty.zip", "E_EMPTY"],
      ["cut.zip", "E_UNPACK"],
    ] as const) {
      const { status, stdout, stderr } = await folder.run(["decode", file]);
      expect([status, stdout, lines(stderr).length]).toEqual([3, "", 1]);
      expect(stderr).toContain(`ioctlens: ${file}: ${code}: `);
    }
  });
});

describe("damage", () => {
  const whole = codeLines(50_000);
  const packed = gzipSync(whole, { level: 1 });

  it("4: what stands before it is written and counted, the input fails", async () => {
    folder.write("cut.gz", packed.subarray(0, packed.length - 3));
    for (const args of [
      ["decode", "-o", "out.csv"],
      ["summary", "-o", "out.csv"],
    ]) {
      const { status, stderr } = await folder.run([...args, "cut.gz", "--force", "--stats", "s.json"]);
      expect(status).toBe(4);
      expect(stderr).toContain("ioctlens: cut.gz: E_UNPACK: the gzip data is cut off before its end");
      const { total } = JSON.parse(folder.read("s.json"));
      expect(total).toMatchObject({ records: 50_000, decoded: 50_000, complete: false });
      expect(lines(folder.read("out.csv")).length).toBe(args[0] === "decode" ? 50_001 : 20);
    }
  });

  it("4: the inputs behind it are read", async () => {
    folder.write("half.gz", packed.subarray(0, packed.length >> 1));
    const { status, stdout, stderr } = await folder.run([
      "summary",
      "half.gz",
      "mixed.csv",
      "--by",
      "file",
      "-f",
      "ndjson",
    ]);
    expect(status).toBe(4);
    expect(new Set(rows(stdout).map(({ file }) => file))).toEqual(new Set(["half.gz", "mixed.csv"]));
    expect(stderr).toContain("2 inputs: ");
  });

  it("3: nothing stands before it", async () => {
    folder.write("stub.gz", packed.subarray(0, 20));
    for (const args of [["decode"], ["summary"], ["decode", "--source", "list"]]) {
      const { status, stderr } = await folder.run([...args, "stub.gz"]);
      expect([args, status]).toEqual([args, 3]);
      expect(stderr).toContain("E_UNPACK");
    }
  });
});

describe("RULES 15: --max-expand", () => {
  it("3: a bomb, by ratio and by size, from a file, from standard input and in an archive", async () => {
    const bomb = zstdBomb(codeLines(3000), 3000);
    folder.write("bomb.zst", bomb);
    folder.write("bomb.zip", zipArchive([{ path: "b.zst", bytes: bomb, method: 0 }]));
    for (const file of ["bomb.zst", "bomb.zip"]) {
      for (const [limit, message] of [
        [[], /E_EXPAND_LIMIT: it unpacks to more than 1000 times its size.*--max-expand/],
        [
          ["--max-expand", "10M,100000"],
          /E_EXPAND_LIMIT: it unpacks to more than 10485760 bytes.*--max-expand/,
        ],
      ] as const) {
        for (const name of [file, "-"]) {
          const options = name === "-" ? { input: readFileSync(folder.at(file)) } : {};
          const args = ["summary", name, ...limit, "-o", "refused.csv"];
          const { status, stderr } = await folder.run(args, options);
          expect([name, status]).toEqual([name, 3]);
          expect(stderr).toMatch(message);
        }
      }
    }
    expect(readdirSync(folder.path)).not.toContain("refused.csv");
    expect(left()).toEqual([]);
    const allowed = await folder.run(["summary", "bomb.zst", "--max-expand", "1G,100000", "-q"]);
    expect([allowed.status, lines(allowed.stdout).length]).toEqual([0, 20]);
  });

  it("2: no size, no ratio", async () => {
    for (const value of ["much", "1G,", "1G,0", "1G,x", ",5", "1G,5,6", "1G,1.5"]) {
      const { status, stderr } = await folder.run(["summary", "mixed.csv", "--max-expand", value]);
      expect([value, status]).toEqual([value, 2]);
      expect(stderr).toContain("--max-expand");
    }
  });

  linux("130: interrupted while unpacking to a temporary file, which is private and gone", async () => {
    const big = Buffer.concat([ETL, Buffer.alloc(30_000_000, 7)]);
    folder.write("big.etl.gz", gzipSync(big, { level: 1 }));
    const half = readFileSync(folder.at("big.etl.gz")).subarray(0, -20);
    for (const args of [
      ["decode", "-"],
      ["summary", "--by", "processId", "-"],
      ["etl-info", "-"],
    ]) {
      const child = start(args, { input: "" });
      const ended = outcomeOf(child);
      child.stdin!.on("error", () => {});
      // The pipe stays open, so that it waits for the rest.
      child.stdin!.write(half);
      while (!hasOpened(child, join(temporary, "ioctlens-")) || left().length > 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      const { status, stderr } = await ended;
      expect([args, status, stderr]).toEqual([args, 130, ""]);
      expect(left()).toEqual([]);
    }
  });
});

it("works without WebAssembly, but for Zstandard, which says so", async () => {
  const options = { node: ["--jitless", "--no-warnings"] };
  const expected = await folder.run(["decode", "mixed.csv", "-q"]);
  for (const file of ["mixed.csv.gz", "one.zip"]) {
    expect(await folder.run(["decode", file, "-q"], options)).toMatchObject({
      stdout: expected.stdout,
      status: 0,
    });
  }
  const refused = await folder.run(["decode", "mixed.csv.zst"], options);
  expect(refused.status).toBe(3);
  expect(refused.stderr).toContain(
    "E_UNPACK: the zstd data cannot be unpacked, since WebAssembly is not allowed",
  );
});

it("formats tells of them", async () => {
  const { stdout } = await folder.run(["formats"]);
  for (const word of [".gz", ".zst", ".zip", ".etl.zip", ".diagsession"]) expect(stdout).toContain(word);
});
