/** Process Monitor's own format on the command line: pipes, damage, threads, and what is never printed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { control, event, makePml } from "../samples/pml-file.mjs";
import { Folder, lines, rows } from "./command.js";

const SAMPLES = join(import.meta.dirname, "../../samples");
const NAMES = ["64bit", "32bit", "unclosed", "damaged"] as const;
const sample = (name: (typeof NAMES)[number]): string => join(SAMPLES, `procmon-${name}.pml`);

const folder = new Folder();
folder.write("tmp/.keep", "");
const temporary = folder.at("tmp");
process.env.TMPDIR = temporary;
process.env.TEMP = temporary;
process.env.TMP = temporary;
const left = (): string[] => readdirSync(temporary).filter((name) => name !== ".keep");

describe("RULES 15: a .pml that comes once", () => {
  it.each([
    ["decode", "-f", "ndjson"],
    ["decode", "--limit", "3"],
    ["decode", "--columns", "path,threadId,code"],
    ["summary"],
    ["summary", "--by", "processName,operation,status"],
    ["summary", "--by", "operation"],
    ["summary", "--max-errors", "9"],
  ])("%s %s %s: a pipe gives what a file gives", async (...request) => {
    for (const name of NAMES) {
      const file = await folder.run([...request, sample(name)]);
      expect(file.status).toBe(0);
      const stdin = await folder.run([...request, "-"], { input: readFileSync(sample(name)) });
      if (stdin.status === 3) {
        // Damage shows while it is read, when the bytes are gone.
        expect([name, stdin.stderr]).toEqual([
          "damaged",
          expect.stringMatching(/E_NEEDS_FILE: .*save the input/),
        ]);
      } else {
        // The offset array is looked at in files only.
        const isPlain = name !== "damaged" || stdin.stderr === file.stderr.replaceAll(sample(name), "-");
        expect([isPlain, stdin.stdout]).toEqual([true, file.stdout]);
      }
    }
    expect(left()).toEqual([]);
  });

  it("is not copied when nothing from its end is asked for", async () => {
    const input = readFileSync(sample("64bit"));
    const small = ["--max-expand", "1"];
    for (const args of [
      ["summary", "-"],
      ["summary", "-", "--by", "operation,path,status"],
      ["decode", "-", "--columns", "time,path,code"],
    ]) {
      expect((await folder.run([...args, ...small], { input })).status).toBe(0);
    }
    for (const args of [
      ["decode", "-"],
      ["summary", "-", "--by", "processId"],
    ]) {
      const { status, stderr } = await folder.run([...args, ...small], { input });
      expect([status, stderr]).toEqual([3, expect.stringContaining("E_EXPAND_LIMIT")]);
    }
    const { status } = await folder.run(["decode", "-", ...small], {
      input: readFileSync(sample("unclosed")),
    });
    expect(status).toBe(0);
  });
});

describe("a damaged .pml", () => {
  it("RULES 9 and 10: every record is accounted for, and told with its row and byte", async () => {
    const args = ["decode", sample("damaged"), "--errors", "broken.ndjson", "--stats", "stats.json"];
    const { status, stderr } = await folder.run([...args, "--force"]);
    expect(status).toBe(0);
    expect(stderr).toContain("16 records = 6 decoded + 0 unresolved + 6 other + 4 rejected");
    const broken = rows(folder.read("broken.ndjson"));
    expect(broken.map(({ row, kind, error, line }) => [row, kind, error, line])).toEqual([
      [8, "rejected", "E_PML_EVENT", null],
      [null, "warning", "E_PML_TABLE", null],
      [11, "rejected", "E_PML_EVENT", null],
      [13, "rejected", "E_PML_EVENT", null],
      [15, "rejected", "E_PML_EVENT", null],
    ]);
    expect(JSON.parse(folder.read("stats.json"))).toMatchObject({ total: { rejected: 4, warnings: 1 } });
  });

  it("1: under --strict, and with too many errors", async () => {
    expect((await folder.run(["summary", "--strict", sample("damaged")])).status).toBe(1);
    const { status, stdout } = await folder.run([
      "decode",
      "--max-errors",
      "1",
      sample("damaged"),
      "-f",
      "ndjson",
    ]);
    expect([status, rows(stdout).map(({ row }) => row)]).toEqual([1, [7, 9, 10]]);
  });

  it("3: a version that is not known, and a file that is cut in its header", async () => {
    const { bytes } = makePml({ events: [] });
    folder.write("cut.pml", bytes.subarray(0, 500));
    bytes.writeUInt32LE(11, 4);
    folder.write("new.pml", bytes);
    for (const name of ["cut.pml", "new.pml"]) {
      for (const command of ["decode", "summary"]) {
        const { status, stdout, stderr } = await folder.run([command, name]);
        expect([status, stdout]).toEqual([3, ""]);
        expect(stderr).toContain(`ioctlens: ${name}: E_PML_HEADER: `);
        expect(lines(stderr)).toHaveLength(1);
      }
    }
  });
});

describe("a .pml", () => {
  it("is counted by threads as by one", async () => {
    const events = Array.from({ length: 16_000 }, (_, i) =>
      i % 20
        ? event({ stack: 40, detail: Buffer.alloc(4400) })
        : control(64, {
            operation: "DeviceIoControl",
            code: 0x222000 + (i % 700) * 4,
            path: "C:",
            process: i % 3,
          }),
    );
    const processes = [0, 1].map((index) => ({ index, pid: index, name: `p${index}.exe` }));
    folder.write("large.pml", makePml({ events, processes }).bytes);
    for (const by of [[], ["--by", "processName"]]) {
      const one = await folder.run(["summary", "large.pml", "-j", "1", "-f", "csv", ...by]);
      const many = await folder.run(["summary", "large.pml", "-j", "3", "-f", "csv", ...by]);
      expect(one.stderr).toContain("16,000 records = 800 decoded + 0 unresolved + 15,200 other + 0 rejected");
      expect(many).toEqual(one);
    }
  });

  it("never gives the name of the computer away", async () => {
    for (const name of NAMES) {
      expect(readFileSync(sample(name)).includes(Buffer.from("EXAMPLE-PC", "utf16le"))).toBe(true);
      for (const args of [
        ["decode", "-f", "json"],
        ["summary", "--by", "path,processName"],
      ]) {
        const { stdout, stderr } = await folder.run([...args, "-v", sample(name)]);
        expect((stdout + stderr).replaceAll("\0", "")).not.toContain("EXAMPLE-PC");
      }
    }
  });

  it("is listed by formats, and refuses --append", async () => {
    expect((await folder.run(["formats"])).stdout).toMatch(/^ {2}procmon-pml$/m);
    const { status, stderr } = await folder.run(["decode", "--append", sample("64bit")]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("CSV only")]);
  });
});
