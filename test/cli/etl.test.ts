/** .etl on the command line: etl-info, --etw-field, and inputs that come once. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { control } from "../etl/file-io.js";
import { makeEtl, manifestEvent, payload } from "../etl/make-etl.js";
import { Folder, hasOpened, lines, MAIN, MIXED, outcomeOf, rows, start } from "./command.js";

const SAMPLES = join(import.meta.dirname, "../../samples");
const sample = (name: string): string => join(SAMPLES, `etl-${name}.etl`);
const PROVIDER = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

const folder = new Folder();
folder.write("tmp/.keep", "");
folder.write("mixed.csv", MIXED);
folder.write("empty.etl", "");
folder.write("short.etl", readFileSync(sample("fileio")).subarray(0, 40));
folder.write(
  "unknown.etl",
  makeEtl({
    groupMask: 0x00000203,
    buffers: [
      {
        events: [
          manifestEvent(PROVIDER, 5, 1, { ticks: 10, bits: 32, payload: payload().u32(1, 0x222003) }),
          manifestEvent(PROVIDER, 5, 1, { ticks: 20, payload: payload().u64(1).u32(0x22a008) }),
          manifestEvent(PROVIDER, 6, 1, { ticks: 30, payload: payload().u64(1).u32(0x902eb) }),
        ],
      },
    ],
  }),
);

/** The environment in which temporary files are made in the folder `tmp`. */
const temporary = folder.at("tmp");
process.env.TMPDIR = temporary;
process.env.TEMP = temporary;
process.env.TMP = temporary;
const left = (): string[] => readdirSync(temporary).filter((name) => name !== ".keep");

const posix = it.skipIf(process.platform === "win32");
const linux = it.skipIf(process.platform !== "linux");

describe("etl-info", () => {
  it("tells people what a trace is", async () => {
    const { status, stdout, stderr } = await folder.run(["etl-info", sample("fileio")]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^session {2,}made$/m);
    expect(stdout).toMatch(/^control codes {2,}5$/m);
    expect(stdout).toMatch(/^ +5 {2}FileIo 75$/m);
    expect(stdout).toContain("could hold control codes: yes\n");
  });

  it("tells how to record codes when there can be none", async () => {
    const { stdout } = await folder.run(["etl-info", "unknown.etl"]);
    expect(stdout).toContain("could hold control codes: no\n");
    expect(stdout).toMatch(/^ {2}xperf -on .*FILE_IO_INIT/m);
    expect(stdout).toMatch(/^ {2}logman create trace /m);
    expect(stdout).toMatch(/^ {2}wpr -start /m);
  });

  it("gives scripts one object, whose keys are stable", async () => {
    const { stdout } = await folder.run(["etl-info", "-f", "json", sample("damaged")]);
    const info = JSON.parse(stdout) as Record<string, object>;
    expect(Object.keys(info)).toEqual([
      "session",
      "bytes",
      "buffers",
      "compressedBuffers",
      "usedBytes",
      "eventsLost",
      "buffersLost",
      "eventsLostBuffers",
      "buffersLostBuffers",
      "sequenceGaps",
      "damagedBuffers",
      "damagedEvents",
      "events",
      "headerTypes",
      "firstEvent",
      "lastEvent",
      "providers",
      "distinctEvents",
      "controlCodes",
      "verdict",
    ]);
    expect(info).toMatchObject({ eventsLost: 3, controlCodes: 4, damagedEvents: 1 });
    expect(Object.keys(info.verdict!)).toEqual(["answer", "reason", "commands"]);
  });

  it("lists --top events", async () => {
    const { stdout } = await folder.run(["etl-info", "-f", "json", "--top", "2", sample("fileio")]);
    expect(JSON.parse(stdout)).toMatchObject({
      providers: [
        { provider: "FileIo", eventId: 75, count: 5 },
        { provider: "FileIo", eventId: 76, count: 4 },
      ],
      distinctEvents: 11,
    });
    expect((await folder.run(["etl-info", "--top", "many", sample("fileio")])).status).toBe(2);
  });

  it("prints the name of the file that the session wrote without its folder", async () => {
    const bytes = Buffer.from(makeEtl({ buffers: [] }));
    const at = bytes.indexOf(Buffer.from("made.etl", "utf16le"));
    // The name has the room of 8 characters.
    Buffer.from("C:\\bob\\x", "utf16le").copy(bytes, at);
    folder.write("named.etl", bytes);
    const { stdout } = await folder.run(["etl-info", "named.etl"]);
    expect(stdout).toMatch(/^file name {2,}x$/m);
    expect(stdout).not.toContain("bob");
  });

  it("3: no .etl, with a word on it; 2: usage", async () => {
    for (const [file, code] of [
      ["mixed.csv", "E_NOT_A_TRACE"],
      ["short.etl", "E_NOT_A_TRACE"],
      ["empty.etl", "E_EMPTY"],
      ["missing.etl", "E_READ"],
    ] as const) {
      const { status, stdout, stderr } = await folder.run(["etl-info", file]);
      expect([status, stdout]).toEqual([3, ""]);
      expect(stderr).toContain(`ioctlens: ${file}: ${code}: `);
      expect(lines(stderr)).toHaveLength(1);
    }
    expect((await folder.run(["etl-info", "-"], { input: MIXED })).status).toBe(3);
    expect((await folder.run(["etl-info"])).status).toBe(2);
    expect((await folder.run(["etl-info", sample("fileio"), "-f", "csv"])).status).toBe(2);
  });

  it("takes standard input, with the same result", async () => {
    for (const name of ["fileio", "compressed", "damaged"]) {
      const args = ["etl-info", "-f", "json"];
      const file = await folder.run([...args, sample(name)]);
      const stdin = await folder.run([...args, "-"], { input: readFileSync(sample(name)) });
      expect(stdin).toEqual(file);
    }
    expect(left()).toEqual([]);
  });
});

describe("RULES 18: --etw-field", () => {
  const decoded = async (...args: string[]): Promise<unknown[]> => {
    const { stdout } = await folder.run(["decode", "unknown.etl", "-q", "-f", "ndjson", ...args]);
    return rows(stdout).map(({ code, provider, eventId }) => [code, provider, eventId]);
  };

  it("tells where events of an unknown provider hold a code", async () => {
    expect(await decoded()).toEqual([]);
    const five = [
      ["0x00222003", PROVIDER, 5],
      ["0x0022A008", PROVIDER, 5],
    ];
    expect(await decoded("--etw-field", `${PROVIDER}:5:4:8`)).toEqual(five);
    expect(await decoded("--etw-field", `${PROVIDER}:5:1:4:8`)).toEqual(five);
    expect(await decoded("--etw-field", `${PROVIDER}:5:2:4:8`)).toEqual([]);
  });

  it("may be given several times, for a summary too", async () => {
    const rules = ["--etw-field", `${PROVIDER}:5:4:8`, "--etw-field", `${PROVIDER}:6:4:8`];
    expect(await decoded(...rules)).toHaveLength(3);
    const { stdout } = await folder.run(["summary", "unknown.etl", "-q", "-f", "ndjson", ...rules]);
    expect(rows(stdout).map(({ code }) => code)).toEqual(["0x000902EB", "0x00222003", "0x0022A008"]);
  });

  it("2: wrong syntax, whatever the input is", async () => {
    for (const rule of [
      "",
      "x",
      `${PROVIDER}:5`,
      `${PROVIDER}:5:4`,
      "a:5:1:4:8:9",
      `${PROVIDER}:70000:4:8`,
      "a::b",
    ]) {
      for (const file of ["unknown.etl", "mixed.csv"]) {
        const { status, stderr } = await folder.run(["decode", file, "--etw-field", rule]);
        expect([rule, status]).toEqual([rule, 2]);
        expect(stderr).toContain("E_OPTION");
      }
    }
  });
});

describe("RULES 15: inputs that come once", () => {
  const REQUESTS: readonly (readonly string[])[] = [
    ["decode", "-f", "ndjson"],
    ["decode", "--limit", "3"],
    ["summary"],
    ["summary", "--by", "processName"],
    ["summary", "--max-errors", "9"],
  ];
  for (const request of REQUESTS) {
    it(`${request.join(" ")}: a pipe gives what a file gives`, async () => {
      for (const name of ["fileio", "compressed", "damaged", "providers"]) {
        const file = await folder.run([...request, sample(name)]);
        const stdin = await folder.run([...request, "-"], { input: readFileSync(sample(name)) });
        expect(file.status).toBe(0);
        expect(stdin).toEqual({ ...file, stderr: file.stderr.replaceAll(sample(name), "-") });
      }
      expect(left()).toEqual([]);
    });
  }

  posix("also a named one", async () => {
    for (const args of ["decode", "summary --by processId", "summary -j 2"]) {
      const script = `"$1" "$2" ${args} -q <(cat "$3")`;
      const output = execFileSync("bash", ["-c", script, "-", process.execPath, MAIN, sample("fileio")]);
      const file = await folder.run([...args.split(" "), "-q", sample("fileio")]);
      expect(output.toString()).toBe(file.stdout);
    }
  });

  it("3: more than --max-expand; nothing is left, and the pipe is not read on", async () => {
    const bytes = readFileSync(sample("fileio"));
    for (const args of [["decode"], ["summary", "--by", "path"], ["etl-info"]]) {
      const child = start([...args, "-", "--max-expand", `${bytes.length - 1}`], { input: "" });
      const ended = outcomeOf(child);
      child.stdin!.on("error", () => {});
      child.stdin!.write(Buffer.concat([bytes, Buffer.alloc(100_000)]));
      const { status, stdout, stderr } = await ended;
      expect([status, stdout]).toEqual([3, ""]);
      expect(stderr).toMatch(/^ioctlens: -: E_EXPAND_LIMIT: .*--max-expand/);
      const enough = [...args, "-", "--max-expand", `${bytes.length}`];
      expect((await folder.run(enough, { input: bytes })).status).toBe(0);
    }
    expect(left()).toEqual([]);
    expect((await folder.run(["decode", "mixed.csv", "--max-expand", "much"])).status).toBe(2);
    expect((await folder.run(["etl-info", "unknown.etl", "--max-expand", "0"])).status).toBe(2);
  });

  it("texts and a summary by code need no temporary file", async () => {
    const small = ["--max-expand", "1"];
    const text = await folder.run(["decode", "-", ...small], { input: MIXED });
    expect([text.status, lines(text.stdout).length]).toEqual([0, 4]);
    const input = readFileSync(sample("fileio"));
    expect((await folder.run(["summary", "-", ...small], { input })).status).toBe(0);
    // Refused before anything is copied.
    expect((await folder.run(["decode", "--append", "-", ...small], { input })).status).toBe(2);
  });

  it("3: a trace that describes its events behind them, with the way out", async () => {
    const xml =
      '<provider name="P"><event value="9" version="0" template="T"/><template tid="T"><data name="Ioctl" inType="win:UInt32"/></template></provider>';
    const chunk = payload().u8(1, 1, 0, 0x5b).u16(1, 0).bytes(new TextEncoder().encode(xml));
    const events = [
      manifestEvent(PROVIDER, 9, 0, { ticks: 1, payload: payload().u32(0x222003) }),
      manifestEvent(PROVIDER, 65534, 0, { ticks: 2, payload: chunk }),
      control(3, { irp: 1, code: 0x900a8 }),
    ];
    const input = makeEtl({ buffers: [{ events }] });
    folder.write("described.etl", input);
    const { status, stderr } = await folder.run(["summary", "-"], { input });
    expect(status).toBe(3);
    expect(stderr).toMatch(/E_NEEDS_FILE: .*save the input to a file/);
    expect((await folder.run(["summary", "described.etl"])).stderr).toContain("2 decoded");
    expect((await folder.run(["decode", "-"], { input })).stderr).toContain("2 decoded");
  });

  linux("130: interrupted while copying; the file is private and gone", async () => {
    for (const args of [["decode"], ["summary", "--by", "processId"], ["etl-info"]]) {
      const child = start([...args, "-"], { input: "" });
      const ended = outcomeOf(child);
      child.stdin!.on("error", () => {});
      child.stdin!.write(Buffer.concat([readFileSync(sample("fileio")), Buffer.alloc(200_000)]));
      // It has lost its name.
      while (!hasOpened(child, join(temporary, "ioctlens-")) || left().length > 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      const { status, stderr } = await ended;
      expect([status, stderr]).toEqual([130, ""]);
      expect(left()).toEqual([]);
    }
  });
});
