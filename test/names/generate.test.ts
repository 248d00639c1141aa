import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { deviceTypeNames, searchNames, TABLES_VERSION } from "../../src/names/index.js";

const NAMES = path.resolve("src/names");
const FACTS = path.resolve(process.cwd(), "../shared/facts");
const NO_FACTS = !existsSync(FACTS);

/** Rows of a table as cells. */
function readTsv(name: string): string[][] {
  const lines = readFileSync(path.join(NAMES, "tables", name), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("\t"));
}

/** Rows of a CSV without line ends in its cells, by column. */
function readFacts(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path.join(FACTS, name), "utf8").trim().split(/\r?\n/);
  const keys = (head as string).split(",");
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    return Object.fromEntries(
      keys.map((key, i) => [key, cells[i]?.[1]?.replace(/""/g, '"') ?? cells[i]?.[2] ?? ""]),
    );
  });
}

const sorted = (rows: string[][]): string[][] =>
  [...rows].sort((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1));

describe("the generated tables", () => {
  it("two runs of the generator give the bytes on disk", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ioctlens-names-"));
    try {
      const onDisk = readFileSync(path.join(NAMES, "tables.generated.ts"));
      for (const name of ["first.ts", "second.ts"]) {
        const output = path.join(folder, name);
        execFileSync(process.execPath, [path.join(NAMES, "generate.mjs"), output]);
        expect(readFileSync(output).equals(onDisk)).toBe(true);
      }
      expect(brotliCompressSync(onDisk).length).toBeLessThan(30_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(TABLES_VERSION).toMatch(/^[0-9a-f]{16}$/);
  });

  it("unpacks to the rows of the tables", () => {
    const packed = searchNames("").map((row) => [
      `0x${row.code.toString(16).toUpperCase().padStart(8, "0")}`,
      row.name,
      row.kind,
      row.header,
      row.canonical ? "1" : "0",
      row.relation ?? "",
      row.pack,
      String(row.sources),
    ]);
    expect(sorted(packed.filter((row) => row[2] !== "SIO"))).toEqual(readTsv("control-codes.tsv"));
    expect(
      sorted(packed.filter((row) => row[2] === "SIO").map((row) => [row[0]!, row[1]!, row[3]!])),
    ).toEqual(sorted(readTsv("winsock-sio.tsv")));
    for (const [value, name] of readTsv("device-types.tsv")) {
      expect(deviceTypeNames(Number(value))).toContain(name);
    }
  });
});

describe(
  NO_FACTS
    ? "the tables against the collected facts (skipped: not beside the project)"
    : "the tables against the collected facts",
  () => {
    it.skipIf(NO_FACTS)("control-codes.tsv has the same rows", () => {
      const facts = readFacts("control-codes.csv").map((row) => [
        row.code!,
        row.name!,
        row.kind!,
        row.header!,
        row.canonical!,
        row.relation!,
        row.pack!,
        String(row.sources!.split(";").length),
      ]);
      expect(readTsv("control-codes.tsv")).toEqual(sorted(facts));
    });

    it.skipIf(NO_FACTS)(
      "RULES 5: layouts.ts tells the layout of every row, and the split of ctl_code, as the facts do",
      async () => {
        const { splitByLayout } = await import("../../src/control-code/layouts.js");
        const { accessName, methodName } = await import("../../src/control-code/index.js");
        for (const row of readFacts("control-codes.csv")) {
          const { layout, deviceType, functionCode, requiredAccess, transferMethod } = splitByLayout(
            Number(row.code),
          );
          expect([row.code, layout]).toEqual([row.code, row.layout]);
          if (layout === "srb_io_control" || layout === "fourcc") continue;
          expect(methodName(transferMethod!)).toBe(row.method);
          // The facts give the plain split of AFD requests, where RULES 5 gives the request.
          if (layout !== "ctl_code") continue;
          expect([deviceType, functionCode]).toEqual([Number(row.device_type), Number(row.function)]);
          expect(accessName(requiredAccess!)).toBe(row.access);
        }
      },
    );

    it.skipIf(NO_FACTS)("the tables of Process Monitor, Wireshark and Winsock have the same rows", () => {
      for (const [table, facts] of [
        ["procmon.tsv", "procmon-names.csv"],
        ["wireshark.tsv", "wireshark-names.csv"],
      ] as const) {
        expect(sorted(readTsv(table))).toEqual(sorted(readFacts(facts).map((row) => [row.code!, row.name!])));
      }
      const winsock = readFacts("winsock-sio.csv").map((row) => [row.code!, row.name!, row.headers!]);
      expect(readTsv("winsock-sio.tsv")).toEqual(winsock);
    });

    it.skipIf(NO_FACTS)(
      "device-types.tsv has the same rows, but for two that describe a letter and name nothing",
      () => {
        const facts = readFacts("device-types.csv").map((row) => [
          row.value!,
          row.name!,
          row.kind!,
          row.files!,
          row.count_of_sources!,
        ]);
        const named = facts.filter((row) => /^\w+$/.test(row[1]!));
        expect(facts.length - named.length).toBe(2);
        expect(readTsv("device-types.tsv")).toEqual(sorted(named));
      },
    );

    it.skipIf(NO_FACTS)(
      "RULES 7: the preferred code of every conflict is the one codeFor gives",
      async () => {
        const { codeFor } = await import("../../src/names/index.js");
        const conflicts = readFacts("conflicts.csv");
        expect(conflicts).toHaveLength(92);
        for (const { name, code, preferred } of conflicts) {
          const found = codeFor(name!, "extra")!;
          if (preferred === "1") expect(found.code).toBe(Number(code));
          else expect(found.others).toContain(Number(code));
        }
      },
    );
  },
);
