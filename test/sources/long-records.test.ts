/** Records that are long, too long, or without an end: RULES 4. */
import { describe, expect, it } from "vitest";
import { type Read, read, readOnce } from "./read.js";

const MIB = 1 << 20;
const shape = ({ records, issues }: Read) => ({
  good: records.map(({ row, code }) => [row, code]),
  bad: issues.map(({ row, line, offset, error }) => [row, line, offset, error]),
});

/** Bytes piece by piece, so that a long trace never stands in memory as a whole. */
async function* stream(...parts: (string | { fill: string; bytes: number })[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (typeof part === "string") {
      yield Buffer.from(part);
      continue;
    }
    const piece = Buffer.alloc(MIB, part.fill);
    for (let left = part.bytes; left > 0; left -= MIB) yield piece.subarray(0, Math.min(left, MIB));
  }
}

describe("RULES 4: a record may be as long as --max-record", () => {
  const HEADER = "path,code\n";
  const LIMIT = 40;

  it("to the byte; a longer one is rejected and counted, and the next is read", async () => {
    const row = (length: number) => `${"x".repeat(length - 4)},0x1`;
    const text = `${HEADER}a,0x2\n${row(LIMIT)}\n${row(LIMIT + 1)}\nb,0x3\n${row(LIMIT)}\n${row(LIMIT)}`;
    const result = await read(text, { maxRecordBytes: LIMIT });
    expect(shape(result)).toEqual({
      good: [
        [1, 2],
        [2, 1],
        [4, 3],
        [5, 1],
        [6, 1],
      ],
      bad: [[3, 4, text.indexOf(row(LIMIT + 1)), "E_RECORD_TOO_LONG"]],
    });
    expect(result.accounting).toMatchObject({ records: 6, decoded: 5, rejected: 1 });
  });

  it("also for the rows behind one that is too long", async () => {
    for (const length of [LIMIT - 1, LIMIT]) {
      const next = `${"y".repeat(length - 4)},0x2`;
      const result = await read(`${HEADER}${"x".repeat(500)},0x1\n${next}\nb,0x3\n`, {
        maxRecordBytes: LIMIT,
      });
      expect([length, ...shape(result).good]).toEqual([length, [2, 2], [3, 3]]);
    }
  });

  it("goes on at the first line end after which a row has the header's column count", async () => {
    const open = `"${"long ".repeat(30)}`;
    const text = `${HEADER}a,0x1\n${open}\none column\nth,r,ee\n"b"x,y\n"c\nd",0x2\ne,0x3\n`;
    expect(shape(await read(text, { maxRecordBytes: LIMIT }))).toEqual({
      good: [
        [1, 1],
        [3, 2],
        [4, 3],
      ],
      bad: [[2, 3, text.indexOf(open), "E_RECORD_TOO_LONG"]],
    });
  });

  it("may never find one", async () => {
    const text = `${HEADER}a,0x1\n${"x".repeat(100)}\nno\nrow\n"open,0x2\n`;
    expect(shape(await read(text, { maxRecordBytes: LIMIT }))).toEqual({
      good: [[1, 1]],
      bad: [[2, 3, text.indexOf("xxx"), "E_RECORD_TOO_LONG"]],
    });
    const last = `${HEADER}a,0x1\n${"x".repeat(100)}`;
    expect(shape(await read(last, { maxRecordBytes: LIMIT })).bad).toHaveLength(1);
  });

  it("several in a row are each rejected where they begin", async () => {
    const long = `${"x".repeat(90)},0x1\n`;
    const text = `${HEADER}${long}a,0x2\n${long}b,0x3\n${long}`;
    const { records, issues, accounting } = await read(text, { maxRecordBytes: LIMIT });
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [2, 2],
      [4, 3],
    ]);
    expect(issues.map(({ row, line, error }) => [row, line, error])).toEqual([
      [1, 2, "E_RECORD_TOO_LONG"],
      [3, 4, "E_RECORD_TOO_LONG"],
      [5, 6, "E_RECORD_TOO_LONG"],
    ]);
    expect(accounting).toMatchObject({ records: 5, rejected: 3 });
  });

  it("holds for the lines of a list", async () => {
    const text = `0x1\n0x2${" ".repeat(LIMIT - 3)}\n0x3${" ".repeat(LIMIT)}\n0x4\n`;
    expect(shape(await read(text, { maxRecordBytes: LIMIT }))).toEqual({
      good: [
        [1, 1],
        [2, 2],
        [4, 4],
      ],
      bad: [[3, 3, 4 + LIMIT + 1, "E_RECORD_TOO_LONG"]],
    });
  });

  it("an unclosed quote at the end of the file rejects that record, the rest is kept", async () => {
    const text = `${HEADER}a,0x1\n"b",0x2\n"c,0x3\nd,0x4\n`;
    for (const source of [text, text.trimEnd()]) {
      expect(shape(await read(source))).toEqual({
        good: [
          [1, 1],
          [2, 2],
        ],
        bad: [[3, 4, text.indexOf('"c'), "E_QUOTE_OPEN"]],
      });
    }
  });

  it.each([1.5, 5])("a quoted field of %d MiB is good, and so is what follows", async (size) => {
    const field = 'line ""one""\r\n'.repeat(Math.round((size * MIB) / 14));
    const text = `${HEADER}a,0x1\n"${field}","0x2"\nb,0x3\n"c\nd",0x4\n${"e,0x5\n".repeat(200_000)}"x"y\nf,0x6\n`;
    const bytes = Buffer.from(text);
    const result = await read(bytes);
    expect(result.records).toHaveLength(4 + 200_000 + 1);
    expect(result.records.slice(0, 4).map(({ row, code }) => [row, code])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(result.records[1]!.cells.path).toBe(field.replaceAll('""', '"'));
    const last = result.records.at(-1)!;
    expect(last).toMatchObject({ row: 200_006, offset: text.lastIndexOf("f,"), code: 6 });
    const lines = text.slice(0, text.indexOf('"x"y')).split("\n").length;
    expect(shape(result).bad).toEqual([[200_005, lines, text.indexOf('"x"y'), "E_QUOTE"]]);
  });

  it("a code behind a field longer than the window is counted in its group", async () => {
    const { accounting, records } = await read(`${HEADER}"${"z".repeat(2 * MIB)}",0x902eb\n"z",0x902eb\n`);
    expect(accounting).toMatchObject({ records: 2, decoded: 2 });
    expect(records.map(({ code }) => code)).toEqual([0x902eb, 0x902eb]);
  });

  it("a line of 100 MB without end is one rejected record", { timeout: 120_000 }, async () => {
    const result = await readOnce(
      stream(`${HEADER}a,0x1\n`, { fill: "x", bytes: 100_000_000 }, "\nb,0x2\n"),
      {},
    );
    expect(shape(result)).toEqual({
      good: [
        [1, 1],
        [3, 2],
      ],
      bad: [[2, 3, HEADER.length + 6, "E_RECORD_TOO_LONG"]],
    });
    expect(result.accounting).toMatchObject({ records: 3, decoded: 2, rejected: 1, bytes: 100_000_023 });
  });
});
