/**
 * Real captures beside the repository, as Process Monitor wrote them and as it exported them to CSV: both forms agree record
 * by record. For a name in the CSV the code is that of Process Monitor's own list of names.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Read, readOnce } from "../read.js";
import { countsOf, countsOfRecords } from "./read.js";

const FOLDER = "../shared/traces/procmon";
const isThere = existsSync(FOLDER);
const CAPTURES = [
  { name: "LogfileTests64bitUTC", records: 53_214, decoded: 444 },
  { name: "LogfileTests32bitUTC", records: 32_930, decoded: 191 },
  { name: "LogFileUTC64Process", records: 3_400, decoded: 0 },
] as const;

const bytesOf = (file: string) => gunzipSync(readFileSync(join(FOLDER, `${file}.gz`)));
const COMMON = ["processName", "processId", "threadId", "operation", "path", "status", "duration"] as const;
const shown = ({ records }: Read) =>
  records.map(({ row, code, cells }) => ({
    row,
    code,
    ...Object.fromEntries(COMMON.map((name) => [name, cells[name]])),
  }));

if (!isThere) {
  describe("real captures as .pml", () => {
    it.skip(`skipped: ${FOLDER} is not here`, () => {});
  });
}

describe.skipIf(!isThere).each(CAPTURES)("real capture $name", ({ name, records, decoded }) => {
  it.each(["wasm", "reference"] as const)("says the same as its CSV, with the engine %s", async (engine) => {
    const pml = await readOnce(bytesOf(`${name}.pml`), { engine });
    const csv = await readOnce(bytesOf(`${name}.csv`), { engine });
    expect([pml.source, csv.source]).toEqual(["procmon-pml", "procmon-csv"]);
    expect(shown(pml)).toEqual(shown(csv));
    expect(pml.issues).toEqual([]);
    expect(pml.accounting).toMatchObject({
      records,
      decoded,
      other: records - decoded,
      rejected: 0,
      warnings: 0,
    });
  });

  it("has the time of its CSV in UTC", async () => {
    const pml = await readOnce(bytesOf(`${name}.pml`), { columns: ["time"] });
    const csv = await readOnce(bytesOf(`${name}.csv`), { columns: ["time"] });
    const clockOf = (time: unknown) => {
      const [, hour, rest, half] = /^(\d+):(.*) ([AP])M$/.exec(String(time)) ?? [];
      return `${String((Number(hour) % 12) + (half === "P" ? 12 : 0)).padStart(2, "0")}:${rest}`;
    };
    expect(pml.records.map(({ cells }) => String(cells.time).slice(11, 27))).toEqual(
      csv.records.map(({ cells }) => clockOf(cells.time)),
    );
  });

  it("is counted the same as it is read, by code and by process", async () => {
    const bytes = bytesOf(`${name}.pml`);
    const read = await readOnce(bytes, {});
    for (const by of [[], ["operation"], ["processName", "operation", "status"]] as const) {
      const { counts, accounting } = await countsOf(bytes, by);
      expect(counts).toEqual(countsOfRecords(read, by));
      expect(accounting).toEqual(read.accounting);
    }
  });
});
