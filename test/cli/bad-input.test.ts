import { closeSync, openSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Folder, lines, outcomeOf, peakOf, rows, start, TELL_PEAK } from "./command.js";

const folder = new Folder();
const ENGINES = ["wasm", "reference"];
const HEADER = "Path,IoControlCode,PID\n";

interface Found {
  readonly status: number | null;
  readonly codes: string[];
  readonly errors: Record<string, unknown>[];
  readonly stats: Record<string, number>;
}

/** Codes as `row:code`, and the reports. */
async function decode(file: string, ...args: string[]): Promise<Found> {
  const all = [
    "decode",
    file,
    "--columns",
    "row,code",
    "-q",
    "--errors",
    "e.ndjson",
    "--stats",
    "s.json",
    "--force",
    ...args,
  ];
  const { status, stdout, stderr } = await folder.run(all);
  expect(stderr).toBe("");
  return {
    status,
    codes: lines(stdout)
      .slice(1)
      .map((line) => line.replace(",", ":")),
    errors: rows(folder.read("e.ndjson")),
    stats: (JSON.parse(folder.read("s.json")) as { total: Record<string, number> }).total,
  };
}

describe.each(ENGINES)("bad input keeps the good rows (%s)", (engine) => {
  const E = ["--engine", engine];

  it("stray quotes inside a field are text", async () => {
    folder.write("inches.csv", `${HEADER}5" disk,0x902EB,1\n"5"" disk",0x900A8,2\na"b"c,0x22A018,3\n`);
    const { codes, errors } = await decode("inches.csv", ...E);
    expect(codes).toEqual(["1:0x000902EB", "2:0x000900A8", "3:0x0022A018"]);
    expect(errors).toEqual([]);
  });

  it("text behind a closing quote rejects the row, to the next line end", async () => {
    folder.write("behind.csv", `${HEADER}a,0x902EB,1\n"x"y,0x900A8,2\n"x" ,0x900A8,3\nb,0x22A018,4\n`);
    const { codes, errors, stats } = await decode("behind.csv", ...E);
    expect(codes).toEqual(["1:0x000902EB", "4:0x0022A018"]);
    expect(errors.map(({ row, error }) => [row, error])).toEqual([
      [2, "E_QUOTE"],
      [3, "E_QUOTE"],
    ]);
    expect(stats).toMatchObject({ records: 4, decoded: 2, rejected: 2 });
  });

  it("a file cut in the middle of a quoted field: that record is rejected", async () => {
    folder.write("cut.csv", `${HEADER}a,0x902EB,1\n"b, 0x900A8,2\nc,0x22A018`);
    const { status, codes, errors, stats } = await decode("cut.csv", ...E);
    expect([status, codes]).toEqual([0, ["1:0x000902EB"]]);
    expect(errors).toMatchObject([{ row: 2, line: 3, offset: 35, kind: "rejected", error: "E_QUOTE_OPEN" }]);
    expect(stats).toMatchObject({ records: 2, rejected: 1 });
  });

  it("rows with too few or too many columns are rejected", async () => {
    folder.write("ragged.csv", `${HEADER}a,0x902EB\na,0x902EB,1,2\na,0x902EB,1\n`);
    const { codes, errors } = await decode("ragged.csv", ...E);
    expect(codes).toEqual(["3:0x000902EB"]);
    expect(errors.map(({ error, message }) => [error, message])).toEqual([
      ["E_COLUMN_COUNT", "the row has 2 columns, the header 3"],
      ["E_COLUMN_COUNT", "the row has 4 columns, the header 3"],
    ]);
  });

  it("a code of nine hex digits is rejected, never cut; zeros in front are fine", async () => {
    folder.write(
      "nine.csv",
      `${HEADER}a,0x1000902EB,1\na,0x0000000902EB,2\na,4294967296,3\na,-2147483649,4\na,-2147426276,5\n`,
    );
    const { codes, errors } = await decode("nine.csv", "--radix", "10", ...E);
    expect(codes).toEqual(["2:0x000902EB", "5:0x8000E01C"]);
    expect(errors.map(({ row, error }) => [row, error])).toEqual([
      [1, "E_RANGE"],
      [3, "E_RANGE"],
      [4, "E_RANGE"],
    ]);
  });

  it("a quoted field of 3 MB, larger than the window, is an ordinary field", async () => {
    const big = `a "" b,\n${"x".repeat(3_000_000)}`;
    folder.write(
      "big.csv",
      `${HEADER}a,0x902EB,1\n"${big}",0x900A8,2\nc,0x22A018,3\n"${big}",FSCTL_GET_REPARSE_POINT,4\nd,0x902EB,5\n`,
    );
    const { codes, errors, stats } = await decode("big.csv", ...E);
    expect(errors).toEqual([]);
    expect(codes).toEqual(["1:0x000902EB", "2:0x000900A8", "3:0x0022A018", "4:0x000900A8", "5:0x000902EB"]);
    expect(stats).toMatchObject({ records: 5, decoded: 5 });
    const { stdout } = await folder.run([
      "decode",
      "big.csv",
      "--columns",
      "path",
      "-f",
      "ndjson",
      "-q",
      ...E,
    ]);
    expect(rows(stdout)[1]).toEqual({ path: `a " b,\n${"x".repeat(3_000_000)}` });
    const summary = await folder.run(["summary", "big.csv", "-f", "ndjson", "-q", ...E]);
    expect(rows(summary.stdout).map(({ code, count }) => [code, count])).toEqual([
      ["0x000900A8", 2],
      ["0x000902EB", 2],
      ["0x0022A018", 1],
    ]);
  });

  it("a record longer than --max-record is rejected, and reading resumes", async () => {
    folder.write("long.csv", `${HEADER}a,0x902EB,1\n"${"x".repeat(2_000_000)}",0x900A8,2\nb,0x22A018,3\n`);
    const { codes, errors, stats } = await decode("long.csv", "--max-record", "1M", ...E);
    expect(codes).toEqual(["1:0x000902EB", "3:0x0022A018"]);
    expect(errors).toMatchObject([{ row: 2, line: 3, error: "E_RECORD_TOO_LONG" }]);
    expect(stats).toMatchObject({ records: 3, rejected: 1 });
  });
});

describe("bad input", () => {
  it("binary rubbish is no trace: one line says what was seen", async () => {
    let seed = 1;
    folder.write(
      "rubbish.bin",
      Uint8Array.from({ length: 300_000 }, () => {
        seed = (seed * 48271) % 2147483647;
        return seed & 0xff;
      }),
    );
    const { status, stdout, stderr } = await folder.run(["decode", "rubbish.bin"]);
    expect([status, stdout, lines(stderr).length]).toEqual([3, "", 1]);
    expect(stderr).toContain("E_NOT_A_TRACE");
    for (const source of ["csv", "procmon-csv"]) {
      const forced = await folder.run(["decode", "rubbish.bin", "--source", source]);
      expect([forced.status, forced.stdout, lines(forced.stderr).length]).toEqual([3, "", 1]);
    }
    expect(
      (await folder.run(["decode", "rubbish.bin", "--source", "list", "--radix", "16"])).stderr,
    ).not.toMatch(/^ +at /m);
  });

  it("a header with two Detail columns names them", async () => {
    folder.write("two.csv", '"Operation","Detail","Detail"\n"DeviceIoControl","Control: 0x22a018","x"\n');
    const { status, stderr } = await folder.run(["decode", "two.csv"]);
    expect([status, lines(stderr).length]).toEqual([3, 1]);
    expect(stderr).toContain('the column "Detail" twice, as columns 2 and 3');
  });

  it("a column that is not there", async () => {
    folder.write("other.csv", "a,b\n1,2\n");
    for (const args of [
      ["--code-column", "IoControlCode"],
      ["--code-column", "3"],
      ["--source", "csv"],
    ]) {
      const { status, stderr } = await folder.run(["decode", "other.csv", ...args]);
      expect([status, lines(stderr).length]).toEqual([3, 1]);
    }
  });

  const LONG_LINES = [
    ["a CSV", `${HEADER}a,0x902EB,1\n`, "x", ["1:0x000902EB"]],
    ["a CSV with an open quote", `${HEADER}a,0x902EB,1\n"`, "y,", ["1:0x000902EB"]],
    ["a list", "0x902EB\n", "z", ["1:0x000902EB"]],
  ] as const;
  for (const [i, [what, head, text, expected]] of LONG_LINES.entries()) {
    it(`100 MB without a line end in ${what}: bounded memory and time`, async () => {
      const name = `line-${i}.csv`;
      const fd = openSync(folder.at(name), "w");
      writeSync(fd, head);
      const piece = text.repeat(1_000_000 / text.length);
      for (let megabyte = 0; megabyte < 100; megabyte++) writeSync(fd, piece);
      closeSync(fd);
      for (const command of ["decode", "summary"]) {
        const begin = performance.now();
        const columns = command === "decode" ? ["--columns", "row,code"] : [];
        const child = start([command, name, ...columns, "-q", "--stats", "s.json", "--force"], {
          cwd: folder.path,
          node: TELL_PEAK,
        });
        const { status, stdout, stderr } = await outcomeOf(child);
        expect(performance.now() - begin).toBeLessThan(20_000);
        expect(peakOf(stderr) / 2 ** 20).toBeLessThan(300);
        expect(status).toBe(0);
        if (command === "decode")
          expect(
            lines(stdout)
              .slice(1)
              .map((line) => line.replace(",", ":")),
          ).toEqual(expected);
        expect(JSON.parse(folder.read("s.json"))).toMatchObject({
          total: { records: 2, decoded: 1, rejected: 1 },
        });
      }
    });
  }
});
