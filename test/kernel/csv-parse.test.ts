/**
 * csv-parse as the oracle of rows and cells. RULE: a quote counts only at the start of a field; behind the closing
 * one only a delimiter, LF or CR LF; else the row is rejected and ends at the next LF. In options of csv-parse:
 *
 * - `record_delimiter: ["\n", "\r\n"]`: a bare CR is data. `encoding: "latin1"`: cells byte by byte. `bom: false`.
 * - `relax_column_count: true`: rows of any count are given; the kernel's status is compared with the count.
 * - `relax_quotes: false` stops with CSV_INVALID_CLOSING_QUOTE where the rule rejects a row; the kernel must reject
 *   the row that begins there, and csv-parse goes on behind its line end. But it also stops with
 *   INVALID_OPENING_QUOTE at a quote inside an unquoted cell, which is data by the rule: strict runs end there.
 * - `relax_quotes: true` takes such quotes as data, but also text behind closing quotes. So it runs on input whose
 *   closing quotes are all right (temper MID_QUOTES).
 *
 * A last row without a line end is a row for csv-parse and a rest for the kernel: inputs end with a line end.
 * NUL is left out: behind a closing quote csv-parse takes it for the end of the input.
 */
import { CsvError } from "csv-parse";
import { type Options, parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { ScanConfig } from "../../src/kernel/kernel.js";
import { bytesOf, drive, latin1, type SeenRecord } from "./drive.js";
import { ENGINES, emitAll } from "./engines.js";
import { hostileCsv, soup, TEMPERS } from "./hostile-csv.js";

interface OracleRow {
  readonly start: number;
  /** Offset behind the line end. */
  readonly end: number;
  readonly cells: readonly string[];
}

/** Rows of csv-parse from offset `from`, and the code of the error that stopped it. */
function oracle(bytes: Uint8Array, from: number, delimiter: string, relaxQuotes: boolean) {
  const rows: OracleRow[] = [];
  let start = from;
  const options: Options = {
    delimiter: Buffer.from(delimiter, "latin1"),
    record_delimiter: ["\n", "\r\n"],
    encoding: "latin1",
    bom: false,
    relax_column_count: true,
    relax_quotes: relaxQuotes,
    on_record: (cells: string[], { bytes: taken }) => {
      rows.push({ start, end: from + taken, cells });
      start = from + taken;
      return null;
    },
  } as Options;
  let error: string | null = null;
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from), options);
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    error = thrown.code;
  }
  return { rows, stoppedAt: start, error };
}

/** Records of a run in which every row with text in its first cell is emitted. */
type Records = Map<number, SeenRecord>;

const isBlank = ({ start, end }: OracleRow, bytes: Uint8Array) =>
  /^\r?\n$/.test(latin1(bytes.subarray(start, end)));

/** The kernel's record of a row under a column count: its status, and its cells where the count fits. */
function expectRow(
  row: OracleRow,
  record: SeenRecord | undefined,
  columnCount: number,
  bytes: Uint8Array,
): void {
  const isOther = isBlank(row, bytes) || (row.cells.length === columnCount && row.cells[0] === "");
  if (isOther) {
    expect(record, "a row without a code").toBeUndefined();
  } else if (row.cells.length !== columnCount) {
    expect(record?.status, "the column count").toBe(1 | (row.cells.length << 8));
  } else {
    expect(record?.status).toBe(0);
    expect(record?.end).toBe(row.end - 1);
    const cells = record?.spans.map(({ from, to, quoted }) => {
      const text = latin1(bytes.subarray(from, to));
      return quoted ? text.replaceAll('""', '"') : text;
    });
    expect(cells).toEqual(row.cells.slice(0, 24));
  }
}

describe.each(ENGINES)("csv-parse agrees with %s", (_name, make) => {
  const kernel = make();

  function recordsOf(bytes: Uint8Array, delimiter: string, columnCount: number): Records {
    const config: ScanConfig = {
      format: "csv",
      delimiter: delimiter.charCodeAt(0),
      columnCount,
      codeColumn: 0,
      operationColumn: -1,
      operations: [],
      prefix: "",
      wanted: Array.from({ length: Math.min(columnCount, 24) }, (_, i) => i),
      groups: [],
      mode: "emit",
      radix: 0,
    };
    const { seen } = drive(kernel, config, bytes, { classify: emitAll, leadBytes: bytes.length % 67 });
    return new Map(seen.records.map((record) => [record.start, record]));
  }

  /** The row rejected at `start` ends at the first LF that is not in quotes: csv-parse on each shorter row says so. */
  function expectRejected(bytes: Uint8Array, start: number, delimiter: string, records: Records): number {
    const record = records.get(start);
    expect((record?.status ?? 0) & 0xff, `the row at ${start} is rejected`).toBe(2);
    const end = record!.end;
    expect(bytes[end]).toBe(0x0a);
    for (let at = bytes.indexOf(0x0a, start); at < end; at = bytes.indexOf(0x0a, at + 1)) {
      expect(oracle(bytes.subarray(0, at), start, delimiter, false).error).toBe("CSV_QUOTE_NOT_CLOSED");
    }
    return end + 1;
  }

  /** Compares one document; answers what was compared. */
  function compare(bytes: Uint8Array, delimiter: string, relaxQuotes: boolean) {
    const rows: OracleRow[] = [];
    const rejected: number[] = [];
    const plain = recordsOf(bytes, delimiter, 1);
    let from = 0;
    let error: string | null = null;
    for (;;) {
      const part = oracle(bytes, from, delimiter, relaxQuotes);
      rows.push(...part.rows);
      error = part.error;
      if (error !== "CSV_INVALID_CLOSING_QUOTE") break;
      rejected.push(part.stoppedAt);
      from = expectRejected(bytes, part.stoppedAt, delimiter, plain);
    }
    for (const columnCount of new Set(rows.map(({ cells }) => cells.length))) {
      const records = columnCount === 1 ? plain : recordsOf(bytes, delimiter, columnCount);
      for (const row of rows) expectRow(row, records.get(row.start), columnCount, bytes);
      for (const start of rejected) expect((records.get(start)?.status ?? 0) & 0xff).toBe(2);
      if (error !== "INVALID_OPENING_QUOTE") {
        const emitted = rows.filter((row) => records.has(row.start)).length + rejected.length;
        expect(records.size, "records that csv-parse has not").toBe(emitted);
      }
    }
    return { rows: rows.length, rejected: rejected.length, error };
  }

  function compareAll(
    documents: Iterable<{ bytes: Uint8Array; delimiter: string; what: string }>,
    relaxQuotes: boolean,
  ) {
    const sums = { rows: 0, rejected: 0, whole: 0 };
    for (const { bytes, delimiter, what } of documents) {
      try {
        const { rows, rejected, error } = compare(bytes, delimiter, relaxQuotes);
        sums.rows += rows;
        sums.rejected += rejected;
        if (error === null) sums.whole++;
      } catch (error) {
        throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
      }
    }
    return sums;
  }

  /** Whole rows of a generated document: an unfinished last row is cut off or finished. */
  function* generated(temper: (typeof TEMPERS)[keyof typeof TEMPERS], count: number) {
    for (let seed = 0; seed < count; seed++) {
      const { bytes, config } = hostileCsv(seed, temper, 1500);
      const text = latin1(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1));
      yield { bytes: bytesOf(text), delimiter: String.fromCharCode(config.delimiter), what: `seed ${seed}` };
    }
  }

  function* soups(count: number) {
    for (let seed = 0; seed < count; seed++) {
      const { bytes, config } = soup(seed, 300);
      yield {
        bytes: bytesOf(`${latin1(bytes)}\n`),
        delimiter: String.fromCharCode(config.delimiter),
        what: `soup ${seed}`,
      };
    }
  }

  it("on calm and on quoted CSV", () => {
    for (const temper of [TEMPERS.CALM, TEMPERS.QUOTED]) {
      const sums = compareAll(generated(temper, 60), false);
      expect(sums.whole).toBeGreaterThan(40);
      expect(sums.rejected).toBe(0);
    }
  });

  it("on text behind closing quotes: the same rows are rejected, and reading goes on behind them", () => {
    const sums = compareAll(generated(TEMPERS.FAULTY, 150), false);
    expect(sums.rows).toBeGreaterThan(1000);
    expect(sums.rejected).toBeGreaterThan(100);
  });

  it("on quotes inside unquoted cells", () => {
    const sums = compareAll(generated(TEMPERS.MID_QUOTES, 150), true);
    expect(sums.rows).toBeGreaterThan(1000);
    expect(sums.whole).toBeGreaterThan(100);
  });

  it("on wild CSV and on bytes without any order, as far as csv-parse goes", () => {
    expect(compareAll(generated(TEMPERS.WILD, 150), false).rejected).toBeGreaterThan(20);
    expect(compareAll(soups(600), false).rejected).toBeGreaterThan(100);
  });
});
