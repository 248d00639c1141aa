import { describe, expect, it } from "vitest";
import { Folder, lines, PROCMON, rows } from "./command.js";

const folder = new Folder();
folder.write("procmon.csv", PROCMON);
folder.write(
  "counts.csv",
  [
    "Code,Process,Status",
    "0x900A8,b,0",
    "0x902EB,a,0",
    "FSCTL_NO_Z,a,0",
    "0x902EB,b,1",
    "FSCTL_NO_A,a,0",
    "0x900A8,a,0",
    "0x22A018,é,0",
    "0x22A018,z,0",
    "0x22A018,,0",
    "",
  ].join("\n"),
);

const KEYS = [
  "code",
  "codeText",
  "name",
  "deviceType",
  "deviceTypeName",
  "functionCode",
  "requiredAccess",
  "transferMethod",
  "layout",
];

async function groups(...args: string[]): Promise<Record<string, unknown>[]> {
  return rows((await folder.run(["summary", "counts.csv", "-q", "-f", "ndjson", ...args])).stdout);
}

describe("RULES 12: summary", () => {
  it("has the keys of the code, the --by columns, count and share", async () => {
    for (const row of await groups("--by", "status,processName")) {
      const keys = Object.keys(row).filter((key) => key !== "names");
      expect(keys).toEqual([...KEYS, "status", "processName", "count", "share"]);
    }
    const { stdout } = await folder.run(["summary", "counts.csv"]);
    expect(lines(stdout)[0]).toBe(`${KEYS.join(",")},count,share`);
  });

  it("orders by count, code with null last, codeText", async () => {
    const found = await groups();
    expect(found.map(({ code, codeText, count, share }) => [code, codeText, count, share])).toEqual([
      ["0x0022A018", null, 3, 0.333333],
      ["0x000900A8", null, 2, 0.222222],
      ["0x000902EB", null, 2, 0.222222],
      [null, "FSCTL_NO_A", 1, 0.111111],
      [null, "FSCTL_NO_Z", 1, 0.111111],
    ]);
    expect(found[3]).toMatchObject({ code: null, name: null, deviceType: null, layout: null });
  });

  it("then by the values of --by, by code unit", async () => {
    const found = await groups("--by", "processName");
    expect(found.filter((row) => row.code === "0x0022A018").map((row) => row.processName)).toEqual([
      null,
      "z",
      "é",
    ]);
    expect(found).toHaveLength(9);
  });

  it("share is a fraction of decoded and unresolved, with 6 decimals, percent in a table", async () => {
    const { stdout } = await folder.run(["summary", "procmon.csv", "-f", "csv"]);
    expect(
      lines(stdout)
        .slice(1)
        .map((line) => line.split(",").at(-1)),
    ).toEqual(["0.333333", "0.333333", "0.333333"]);
    expect((await folder.run(["summary", "procmon.csv", "-f", "table"])).stdout).toContain("33.33 %");
  });

  for (const by of ["row", "offset", "file", "operation", "row,file,operation", "name", "deviceType,path"]) {
    it(`--by ${by}`, async () => {
      const { stdout, status } = await folder.run(["summary", "procmon.csv", "-f", "ndjson", "--by", by]);
      expect(status).toBe(0);
      const found = rows(stdout);
      for (const row of found) for (const column of by.split(",")) expect(row).toHaveProperty(column);
      expect(found.reduce((sum, row) => sum + (row.count as number), 0)).toBe(3);
    });
  }

  it("--by the columns of the input counts as decode tells", async () => {
    const { stdout } = await folder.run([
      "summary",
      "procmon.csv",
      "-f",
      "ndjson",
      "--by",
      "processName,processId,duration,file",
    ]);
    const found = rows(stdout);
    expect(
      found.map(({ code, processName, processId, duration, file, count }) => [
        code,
        processName,
        processId,
        duration,
        file,
        count,
      ]),
    ).toEqual([
      ["0x000900A8", "explorer.exe", 4242, 0.0000123, "procmon.csv", 1],
      ["0x0022A018", "a.exe", 8, 0.0000001, "procmon.csv", 1],
      [null, "a.exe", 8, null, "procmon.csv", 1],
    ]);
  });

  it("gives the same by either engine, and with --max-errors, which counts in another way", async () => {
    const plain = await groups("--by", "processName,status");
    expect(await groups("--by", "processName,status", "--engine", "reference")).toEqual(plain);
    expect(await groups("--by", "processName,status", "--max-errors", "5")).toEqual(plain);
  });

  it("of several inputs is one summary", async () => {
    const { stdout } = await folder.run(["summary", "procmon.csv", "counts.csv", "-f", "ndjson", "-q"]);
    expect(rows(stdout)[0]).toMatchObject({ code: "0x0022A018", count: 4 });
  });

  it("a column that does not exist is a usage error that lists the columns", async () => {
    const { status, stderr } = await folder.run(["summary", "counts.csv", "--by", "proces"]);
    expect(status).toBe(2);
    expect(stderr).toContain("processName");
  });
});
