import { describe, expect, it } from "vitest";
import { Folder, lines, MIXED } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);
folder.write("second.csv", "IoControlCode\n0x902EB\n0x900A8\n");

interface Counts {
  records: number;
  decoded: number;
  unresolved: number;
  other: number;
  rejected: number;
  codes: number;
  bytes: number;
  distinctCodes: number;
  complete?: boolean;
}
interface Stats {
  inputs: (Counts & { file: string; source: string })[];
  total: Counts;
}

async function statsOf(args: readonly string[]): Promise<Stats> {
  const { stderr } = await folder.run([...args, "--stats", "stats.json", "--force", "-q"]);
  expect(stderr).toBe("");
  return JSON.parse(folder.read("stats.json")) as Stats;
}

describe("RULES 9: accounting", () => {
  it("says one line on standard error, and none with -q", async () => {
    const { stderr, status } = await folder.run(["summary", "mixed.csv"]);
    const said =
      "ioctlens: mixed.csv (csv): 5 records = 2 decoded + 1 unresolved + 1 other + 1 rejected; 2 distinct codes";
    expect(lines(stderr).filter((line) => line.includes("records ="))).toEqual([said]);
    expect(status).toBe(0);
    expect((await folder.run(["summary", "mixed.csv", "-q"])).stderr).toBe("");
  });

  for (const command of ["decode", "summary"]) {
    it(`--stats of ${command} has every input and the total`, async () => {
      const { inputs, total } = await statsOf([command, "mixed.csv", "second.csv"]);
      expect(inputs.map(({ file, source }) => [file, source])).toEqual([
        ["mixed.csv", "csv"],
        ["second.csv", "csv"],
      ]);
      const counts = {
        records: 5,
        decoded: 2,
        unresolved: 1,
        other: 1,
        rejected: 1,
        codes: 3,
        distinctCodes: 2,
      };
      expect(inputs[0]).toMatchObject({ ...counts, bytes: Buffer.byteLength(MIXED) });
      for (const key of [
        "records",
        "decoded",
        "unresolved",
        "other",
        "rejected",
        "codes",
        "bytes",
      ] as const) {
        expect(total[key]).toBe(inputs.reduce((sum, input) => sum + input[key], 0));
      }
      for (const c of [...inputs, total])
        expect(c.records).toBe(c.decoded + c.unresolved + c.other + c.rejected);
      expect(total.complete).toBeUndefined();
    });
  }

  it("total.distinctCodes is of the union", async () => {
    const { inputs, total } = await statsOf(["summary", "mixed.csv", "second.csv"]);
    expect(inputs.map((input) => input.distinctCodes)).toEqual([2, 2]);
    expect(total.distinctCodes).toBe(3);
  });

  it("--columns changes no count", async () => {
    const all = await statsOf(["decode", "mixed.csv"]);
    expect(await statsOf(["decode", "mixed.csv", "--columns", "row"])).toEqual(all);
  });

  it("--limit that stops early writes complete: false, and counts what came before", async () => {
    const { inputs, total } = await statsOf(["decode", "mixed.csv", "second.csv", "--limit", "2"]);
    const counts = {
      records: 2,
      decoded: 1,
      unresolved: 1,
      other: 0,
      rejected: 0,
      codes: 2,
      complete: false,
    };
    expect(inputs).toMatchObject([counts]);
    expect(total).toMatchObject(counts);
    const whole = await statsOf(["decode", "mixed.csv", "--limit", "100"]);
    expect(whole.total.complete).toBeUndefined();
  });

  it("--limit counts over all inputs", async () => {
    const { inputs } = await statsOf(["decode", "mixed.csv", "second.csv", "--limit", "4"]);
    expect(inputs.map(({ records, complete }) => [records, complete])).toEqual([
      [5, undefined],
      [1, false],
    ]);
  });

  it("--limit says nothing of records behind it", async () => {
    const { stdout, stderr } = await folder.run(["decode", "mixed.csv", "--limit", "2", "--columns", "row"]);
    expect(stdout).toBe("row\n1\n2\n");
    expect(stderr).not.toContain("E_RANGE");
    expect(stderr).toContain("stopped early");
  });

  it("--limit of summary cuts the groups, not the counting", async () => {
    const { stdout } = await folder.run([
      "summary",
      "second.csv",
      "mixed.csv",
      "--limit",
      "1",
      "-f",
      "ndjson",
    ]);
    expect(lines(stdout).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { code: "0x000902EB", count: 2, share: 0.4 },
    ]);
    expect((await statsOf(["summary", "mixed.csv", "--limit", "1"])).total).toMatchObject({ records: 5 });
  });

  it("blank lines and comments of a list are other", async () => {
    folder.write("list.txt", "# codes\n\n0x902EB  # one\nFSCTL_GET_REPARSE_POINT\n");
    expect((await statsOf(["decode", "list.txt"])).total).toMatchObject({ records: 4, decoded: 2, other: 2 });
  });

  it("a control record with an empty name is unresolved, printed parts that contradict a warning", async () => {
    folder.write(
      "parts.csv",
      '"Operation","Detail"\n"FileSystemControl","Control: "\n"DeviceIoControl","Control: 0x22a018 (Device:0x9 Function:1 Method: 3)"\n',
    );
    const { total } = await statsOf(["decode", "parts.csv"]);
    expect(total).toMatchObject({ records: 2, decoded: 1, unresolved: 1, warnings: 1 });
  });
});
