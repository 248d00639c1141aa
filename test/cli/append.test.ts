/** RULES 21: `decode --append`, as a command. */
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adversarialCsv } from "../workers/adversarial.js";
import { Folder, lines, MIXED, outcomeOf, PROCMON, start } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("procmon.csv", PROCMON);
folder.write("list.txt", "0x902EB\n0x22A018\n");

async function append(...args: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await folder.run(["decode", "--append", "-q", ...args]);
  expect(status, stderr).toBe(0);
  return lines(stdout);
}

describe("RULES 21: decode --append", () => {
  it("adds device type, function, access, method and name; rows without a code get empty cells", async () => {
    expect(await append("mixed.csv")).toEqual([
      "Time,PID,Process,IoControlCode,deviceTypeName,functionCode,requiredAccess,transferMethod,name",
      expect.stringMatching(
        /^09:00:01,4,System,0x902EB,FILE_DEVICE_FILE_SYSTEM,186,FILE_ANY_ACCESS,METHOD_NEITHER,\w+$/,
      ),
      "09:00:02,88,a.exe,FSCTL_NO_SUCH_NAME,,,,,",
      "09:00:03,88,a.exe,,,,,,",
      "09:00:04,88,a.exe,0x1902EB123,,,,,",
      expect.stringMatching(/^09:00:05,92,"b, c.exe",0x22A018,FILE_DEVICE_UNKNOWN,2054,/),
    ]);
  });

  it("keeps quotes, line ends and the byte order mark of Process Monitor", async () => {
    const { stdout } = await folder.run([
      "decode",
      "--append",
      "procmon.csv",
      "-q",
      "--columns",
      "code,name",
    ]);
    const given = PROCMON.split("\r\n");
    const got = stdout.split("\r\n");
    const name = (code: string) => new RegExp(`^,"${code}","[A-Z0-9_]*"$`);
    const added = got.map((line, i) => {
      expect(line.startsWith(given[i]!)).toBe(true);
      return line.slice(given[i]!.length);
    });
    expect(added).toEqual([
      ',"code","name"',
      expect.stringMatching(name("0x000900A8")),
      expect.stringMatching(name("0x0022A018")),
      ',"",""',
      ',"",""',
      "",
    ]);
  });

  it("a title that is taken gets the prefix ioctl_", async () => {
    folder.write("clash.csv", "name,ioctl_code,IoControlCode,code\nx,y,0x902EB,\n");
    const [header] = await append("clash.csv", "--columns", "name,code,codeText");
    expect(header).toBe("name,ioctl_code,IoControlCode,code,ioctl_name,ioctl_ioctl_code,codeText");
  });

  it("--columns, in their order; one that the code does not tell is refused", async () => {
    expect((await append("mixed.csv", "--columns", "transferMethod,code"))[1]).toBe(
      "09:00:01,4,System,0x902EB,METHOD_NEITHER,0x000902EB",
    );
    const { status, stderr } = await folder.run(["decode", "--append", "mixed.csv", "--columns", "path"]);
    expect(status, stderr).toBe(2);
  });

  it("--no-header adds no titles", async () => {
    folder.write("bare.csv", "a,0x902EB\nb,0x22A018\n");
    const flags = ["--no-header", "--code-column", "2", "--columns", "code"];
    expect(await append("bare.csv", ...flags)).toEqual(["a,0x902EB,0x000902EB", "b,0x22A018,0x0022A018"]);
  });

  it("gives the same bytes for a pipe, a file as output, and both engines", async () => {
    const { stdout } = await folder.run(["decode", "--append", "mixed.csv", "-q"]);
    const piped = await folder.run(["decode", "--append", "-q"], { input: MIXED });
    expect(piped.stdout).toBe(stdout);
    await folder.run(["decode", "--append", "mixed.csv", "-o", "out.csv", "--force"]);
    expect(folder.read("out.csv")).toBe(stdout);
    for (const engine of ["wasm", "reference"]) {
      const other = await folder.run(["decode", "--append", "mixed.csv", "-q", "--engine", engine]);
      expect(other.stdout).toBe(stdout);
    }
  });

  it("RULES 9: accounts for the rows as decode does", async () => {
    await folder.run(["decode", "mixed.csv", "-o", "a.ndjson", "--stats", "plain.json"]);
    await folder.run(["decode", "--append", "mixed.csv", "-o", "a.csv", "--stats", "append.json"]);
    const stats = ["plain.json", "append.json"].map((file) => JSON.parse(folder.read(file)));
    expect(stats[1].total).toEqual(stats[0].total);
  });

  it.each([
    ["another input than CSV", ["list.txt"]],
    ["several inputs", ["mixed.csv", "procmon.csv"]],
    ["--format", ["mixed.csv", "-f", "csv"]],
    ["--limit", ["mixed.csv", "--limit", "1"]],
    ["--max-errors", ["mixed.csv", "--max-errors", "1"]],
  ])("%s: exit 2, nothing is written", async (_, args) => {
    const { status, stdout, stderr } = await folder.run(["decode", "--append", ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).not.toBe("");
  });

  it("--strict and --fail-empty: exit 1, the rows are written", async () => {
    const strict = await folder.run(["decode", "--append", "mixed.csv", "-q", "--strict"]);
    expect(strict.status).toBe(1);
    expect(lines(strict.stdout).length).toBe(6);
    folder.write("empty.csv", "Code,x\n,1\n");
    const empty = await folder.run([
      "decode",
      "--append",
      "empty.csv",
      "-q",
      "--fail-empty",
      "--columns",
      "name",
    ]);
    expect([empty.status, empty.stdout]).toEqual([1, "Code,x,name\n,1,\n"]);
  });
});

/** Large enough for several threads. */
function writeLarge(name: string): void {
  const pieces = Array.from({ length: 8 }, (_, seed) => adversarialCsv(seed))
    .filter(({ isProcmon }) => !isProcmon)
    .map(({ text }) => text.replace(/^\ufeff/, "").replace(/^.*\n/, ""));
  const piece = Buffer.from(`${pieces.join("\n").replace(/"unclosed.*$/s, "")}\n`);
  const fd = openSync(folder.at(name), "w");
  writeSync(fd, "process,IoControlCode,path\n");
  for (let size = 0; size < 70e6; size += piece.length) writeSync(fd, piece);
  closeSync(fd);
}

describe("RULES 12 and 21: decode --append -o of a large file", () => {
  it("writes the same bytes and tells the same with -j 1 and -j 2", async () => {
    writeLarge("large.csv");
    folder.write("own.txt", "IOCTL_OWN 0x22000c\n");
    const outputs: unknown[] = [];
    const annotated: Buffer[] = [];
    for (const jobs of ["1", "2"]) {
      const [out, stats, errors] = [`out-${jobs}.csv`, `stats-${jobs}.json`, `errors-${jobs}.ndjson`];
      const files = ["-o", out, "--stats", stats, "--errors", errors, "--names", "own.txt"];
      const flags = ["--columns", "name,code,facts", "-j", jobs, ...files];
      const { status, stderr } = await folder.run(["decode", "--append", "large.csv", ...flags]);
      expect(status, stderr).toBe(0);
      outputs.push({ stderr, stats: folder.read(stats), errors: folder.read(errors) });
      annotated.push(readFileSync(folder.at(out)));
    }
    expect(outputs[1]).toEqual(outputs[0]);
    expect(annotated[1]!.equals(annotated[0]!)).toBe(true);
    expect(annotated[0]!.includes(",IOCTL_OWN,0x0022000C,")).toBe(true);
    const { stdout } = await folder.run(["decode", "out-2.csv", "-q", "--columns", "row", "-f", "csv"]);
    expect(lines(stdout).length - 1).toBe(JSON.parse(folder.read("stats-2.json")).total.codes);
  });

  it("130: interrupted, nothing is left", async () => {
    writeLarge("large.csv");
    const child = start(["decode", "--append", "large.csv", "-o", "never.csv", "-j", "2"], {
      cwd: folder.path,
    });
    const ended = outcomeOf(child);
    const parts = () => readdirSync(folder.path).filter((name) => name.startsWith(".ioctlens-"));
    while (!parts().some((name) => statSync(folder.at(name)).size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill("SIGINT");
    expect((await ended).status).toBe(130);
    expect(parts()).toEqual([]);
    expect(readdirSync(folder.path)).not.toContain("never.csv");
  });
});
