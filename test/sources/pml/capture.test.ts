/** What a .pml says, kind by kind: events of each sort, names, captures without tables, pipes, and what is refused. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTrace } from "../../../src/decode.js";
import { DecodeError } from "../../../src/errors.js";
import { type ByteInput, bytesInput } from "../../../src/sources/byte-input.js";
import { EventTime } from "../../../src/sources/pml/event-time.js";
import { OffsetArray } from "../../../src/sources/pml/offset-array.js";
import { resultText } from "../../../src/sources/pml/results.js";
import { run } from "../../../src/sources/steps.js";
import { summarize } from "../../../src/summarize.js";
import { inPieces } from "../../samples/outputs.js";
import { control, event, makePml, type PmlEvent } from "../../samples/pml-file.mjs";
import { readOnce } from "../read.js";
import { readPieces, readPml, STREAM_COLUMNS } from "./read.js";

const PROCESSES = [
  { index: 7, pid: 400, name: "seven.exe" },
  { index: 3, pid: 500, name: "drei.exe" },
];
const request = (code: number, parts: object = {}): PmlEvent =>
  control(64, { operation: "FileSystemControl", code, path: "C:\\x", ...parts });
const other = (parts: object = {}): PmlEvent => event({ detail: Buffer.alloc(50, 1), ...parts });
const CODES = [0x000900a8, 0x000900bb, 0x000900eb];
const EVENTS = [
  other(),
  request(CODES[0]!),
  other({ stack: 9 }),
  request(CODES[1]!),
  request(CODES[2]!),
  other(),
];

const codesOf = ({ records }: { records: readonly { code: number | null }[] }) =>
  records.map(({ code }) => code);
const messages = ({ issues }: { issues: readonly { message: string }[] }) =>
  issues.map(({ message }) => message);

async function errorOf(bytes: Uint8Array, options: object = {}): Promise<DecodeError> {
  try {
    await openTrace(bytes, { source: "procmon-pml", ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return error as DecodeError;
  }
  throw new Error("it was opened");
}

describe("the header of a .pml", () => {
  const { bytes } = makePml({ events: EVENTS });
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32LE(value, at);
    return copy;
  };

  it("of another version is refused, with the version", async () => {
    const error = await errorOf(changed(4, 10));
    expect([error.code, error.message]).toEqual(["E_PML_HEADER", expect.stringContaining("version 10")]);
  });

  it("with a pointer size that is not known is refused", async () => {
    expect((await errorOf(changed(8, 2))).code).toBe("E_PML_HEADER");
  });

  it("that is cut is refused, whatever is left of it", async () => {
    for (const length of [8, 100, 0x3a7]) {
      expect((await errorOf(bytes.subarray(0, length))).code).toBe("E_PML_HEADER");
      const detected = openTrace(bytes.subarray(0, length));
      await expect(detected).rejects.toMatchObject({ code: "E_PML_HEADER" });
    }
  });

  it("is not that of a list whose first name begins like one", async () => {
    const trace = await openTrace(Buffer.from("PML_DRIVER_NAME\nIOCTL_DISK_GET_DRIVE_GEOMETRY\n"), {
      source: "list",
    });
    await trace.close();
    expect((await readOnce(Buffer.from("PML_X\n0x222003\n0x902eb\n0x902ef\n"), {})).source).toBe("list");
  });

  it("is asked for when the format is named and the bytes are others", async () => {
    expect((await errorOf(Buffer.from("code\n0x222003\n"))).code).toBe("E_PML_HEADER");
  });

  it("without any event gives nothing", async () => {
    for (const closed of [true, false]) {
      const read = await readPml(makePml({ events: [], closed }).bytes);
      expect([read.records, read.accounting.records]).toEqual([[], 0]);
      expect(messages(read)).toHaveLength(closed ? 0 : 1);
    }
  });
});

describe("processes", () => {
  it("are found by index, not by position; an index that is not there has no name", async () => {
    const events = [3, 7, 8].map((process) => request(1, { process }));
    const { records, issues } = await readPml(makePml({ events, processes: PROCESSES }).bytes);
    expect(records.map(({ cells }) => [cells.processName, cells.processId])).toEqual([
      ["drei.exe", 500],
      ["seven.exe", 400],
      [null, null],
    ]);
    expect(issues).toEqual([]);
  });

  it.each([
    ["the table lies behind the file", () => [[0x254, 1]], "process table would"],
    [
      "it has too many",
      (places: { processTable: number }) => [[places.processTable, 0x10000001]],
      "268435457",
    ],
    [
      "a record lies behind the file",
      (places: { processTable: number }) => [[places.processTable + 12, 0x7fffffff]],
      "1 of 2 processes cannot be read",
    ],
    [
      "a record is of another process",
      (places: { processTable: number }) => [[places.processTable + 4, 6]],
      "1 of 2 processes cannot be read",
    ],
    ["the string table lies behind the file", () => [[0x25c, 1]], "2 of 2 processes have no name"],
    [
      "a string is longer than the file",
      (places: { stringTable: number }) => [[places.stringTable + 4 + 8, 0x7fffffff]],
      "1 of 2 processes have no name",
    ],
  ] as const)("have no name where the tables are damaged: %s", async (_, changesOf, said) => {
    const events = [request(CODES[0]!, { process: 3 }), request(CODES[1]!, { process: 7 })];
    const { bytes, places } = makePml({ events, processes: PROCESSES });
    for (const [at, value] of changesOf(places)) bytes.writeUInt32LE(value!, at);
    const read = await readPml(bytes);
    expect(codesOf(read)).toEqual(CODES.slice(0, 2));
    expect(read.records.some(({ cells }) => cells.processName === null)).toBe(true);
    expect(messages(read).at(-1)).toContain(said);
    expect(read.issues.at(-1)).toMatchObject({ kind: "warning", error: "E_PML_TABLE" });
  });
});

describe("captures without sound tables", () => {
  it("not closed: every code, no names, and a word on it", async () => {
    const read = await readPieces(makePml({ events: EVENTS, closed: false }).bytes, 13);
    expect(codesOf(read)).toEqual(CODES);
    expect(messages(read)).toEqual(["the capture was not closed: it has no tables; processes have no names"]);
  });

  it("not closed, with room for more that is all zero", async () => {
    for (const room of [1, 51, 52, 5000, 1_200_000]) {
      const bytes = Buffer.concat([makePml({ events: EVENTS, closed: false }).bytes, Buffer.alloc(room)]);
      const read = await readPml(bytes);
      expect([codesOf(read), read.accounting.rejected]).toEqual([CODES, 0]);
      bytes[bytes.length - 1] = 1;
      expect((await readPml(bytes)).accounting.rejected).toBe(1);
    }
  });

  it("cut before its tables", async () => {
    const { bytes, places } = makePml({ events: EVENTS });
    const read = await readPml(bytes.subarray(0, places.offsetArray - 1));
    expect(codesOf(read)).toEqual(CODES);
    expect(messages(read)[0]).toContain("or the file was cut");
    expect(read.accounting.rejected).toBe(1);
  });

  it("cut inside the offset array: events by their own lengths", async () => {
    const { bytes, places } = makePml({ events: EVENTS });
    const read = await readPml(bytes.subarray(0, places.offsetArray + 7));
    expect(codesOf(read)).toEqual(CODES);
    expect(read.accounting).toMatchObject({ records: 6, rejected: 0, warnings: 2 });
  });

  it.each([
    ["the number of events is smaller", [0x234, 4]],
    ["the number of events is larger", [0x234, 7]],
    ["the processes are elsewhere", [0x250, 0x400]],
  ] as const)("an offset array that does not fit is not used: %s", async (_, [at, value]) => {
    const { bytes } = makePml({ events: EVENTS });
    bytes.writeUInt32LE(value, at);
    const read = await readPml(bytes);
    expect(codesOf(read)).toEqual(CODES);
    expect(messages(read)[0]).toContain("the offset array is not used");
    expect(messages(read).some((text) => text.includes("the header tells of"))).toBe(at === 0x234);
  });

  it("first and last entries that are wrong", async () => {
    for (const row of [0, 5]) {
      const { bytes, places } = makePml({ events: EVENTS });
      bytes.writeUInt32LE(0x7fffffff, places.offsetArray + 5 * row);
      const read = await readPml(bytes);
      expect(codesOf(read)).toEqual(CODES);
      expect(messages(read)[0]).toMatch(row === 0 ? /its first entry/ : /its last entry/);
    }
  });

  it("without an offset array nothing is read behind an impossible event, and that is said", async () => {
    const { bytes, starts } = makePml({ events: EVENTS, closed: false });
    bytes.writeUInt32LE(0xffffffff, starts[2]! + 0x2c);
    const read = await readPieces(bytes, 100);
    expect(codesOf(read)).toEqual([CODES[0]]);
    expect(read.accounting).toMatchObject({ records: 3, rejected: 1 });
    expect(read.issues.at(-1)).toMatchObject({ error: "E_LOST", kind: "warning", offset: starts[2] });
  });

  it("without an offset array a request whose path is too long is passed over, and reading goes on", async () => {
    const { bytes, starts } = makePml({ events: EVENTS, closed: false });
    bytes.writeUInt16LE(0x7fff, starts[1]! + 0x34 + 0x40);
    const read = await readPieces(bytes, 1);
    expect(codesOf(read)).toEqual(CODES.slice(1));
    expect(read.accounting).toMatchObject({ records: 6, rejected: 1 });
  });
});

describe("damage with a sound offset array", () => {
  it("bytes that are not known between two events lose nothing but a request in front of them", async () => {
    const events = EVENTS.map((one, i) => (i === 0 || i === 3 ? { ...one, behind: 9 } : one));
    const read = await readPml(makePml({ events }).bytes);
    expect(codesOf(read)).toEqual([CODES[0], CODES[2]]);
    expect(read.accounting).toMatchObject({ records: 6, rejected: 1, other: 3 });
  });

  it("a hole in the array of any length loses nothing", async () => {
    const events = Array.from({ length: 40 }, (_, i) => (i % 3 === 1 ? request(i, { stack: i }) : other()));
    for (const [from, to] of [
      [5, 6],
      [5, 20],
      [1, 39],
    ] as const) {
      const { bytes, places } = makePml({ events });
      bytes.fill(0, places.offsetArray + 5 * from, places.offsetArray + 5 * to);
      const read = await readPml(bytes);
      expect(read.accounting).toMatchObject({ records: 40, rejected: 0, decoded: 13, warnings: to - from });
    }
  });

  it("a hole in the events loses those in it, and every row keeps its number", async () => {
    const events = Array.from({ length: 30 }, (_, i) => request(i));
    const { bytes, starts } = makePml({ events });
    bytes.fill(0, starts[10]! + 3, starts[14]! - 1);
    const read = await readPml(bytes);
    expect(read.records.map(({ row, code }) => [row, code])).toEqual(
      events.flatMap((_, i) => (i >= 10 && i < 14 ? [] : [[i + 1, i]])),
    );
    expect(read.issues.map(({ row }) => row)).toEqual([11, 12, 13, 14]);
  });

  it("a hole in both loses rows, never the count of them", async () => {
    const events = Array.from({ length: 30 }, (_, i) => request(i));
    const { bytes, starts, places } = makePml({ events });
    bytes.fill(0, starts[10]!, starts[20]!);
    bytes.fill(0, places.offsetArray + 5 * 11, places.offsetArray + 5 * 22);
    const read = await readPml(bytes);
    expect(read.accounting).toMatchObject({ records: 30, rejected: 12, decoded: 18 });
    expect(read.records.map(({ row }) => row)).toEqual(
      events.flatMap((_, i) => (i < 10 || i >= 22 ? [i + 1] : [])),
    );
  });
});

describe("inputs that come once", () => {
  const { bytes } = makePml({ events: EVENTS, processes: PROCESSES, padding: 3 });

  it("names need a file", async () => {
    await expect(openTrace(inPieces(bytes, 1000))).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
    const columns = ["path", "processId"] as const;
    await expect(openTrace(inPieces(bytes, 1000), { columns })).rejects.toMatchObject({
      code: "E_NEEDS_FILE",
    });
    const by = ["processName"] as const;
    await expect(summarize(inPieces(bytes, 1000), { by })).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
  });

  it.each([1, 7, 300, 4096])("everything else is read as it comes, in pieces of %i bytes", async (size) => {
    const stream = await readPieces(bytes, size);
    const file = await readOnce(bytes, { columns: STREAM_COLUMNS });
    expect(stream).toEqual(file);
    const { summary, accounting } = await summarize(inPieces(bytes, size));
    expect(summary.total).toBe(3);
    expect(accounting).toEqual(file.accounting);
  });

  it("a Blob has everything, as a file has", async () => {
    const blob = new Blob([Uint8Array.from(bytes)]);
    for (const engine of ["wasm", "reference"] as const) {
      expect(await readOnce(blob, { engine })).toEqual(await readOnce(bytes, { engine }));
    }
  });

  it("damage needs a file, where the offset array shows the way behind it", async () => {
    const changed = Buffer.from(bytes);
    changed.writeUInt32LE(0, 0x3a8 + 8);
    const counted = summarize(inPieces(changed, 1000));
    await expect(counted).rejects.toMatchObject({ code: "E_NEEDS_FILE", byteOffset: 0x3a8 });
    expect(codesOf(await readPml(changed))).toEqual(CODES);
  });

  it("a file without tables is one that needs no file", async () => {
    const unclosed = makePml({ events: EVENTS, closed: false }).bytes;
    expect(codesOf(await readOnce(inPieces(unclosed, 99), {}))).toEqual(CODES);
  });
});

describe("the offset array above 4 GiB", () => {
  const GIB = 2 ** 30;
  /** An input that has nothing but the array, far behind. */
  const arrayAt = (position: number, entries: readonly number[]): ByteInput => {
    const bytes = Buffer.alloc(5 * entries.length);
    for (const [i, entry] of entries.entries()) bytes.writeUInt32LE(entry % 2 ** 32, 5 * i);
    const whole = bytesInput(bytes);
    return { ...whole, readAt: (into, at) => whole.readAt!(into, at - position) };
  };

  it("gives the first place behind a known one", () => {
    const places = [0x3a8, 3 * GIB, 4 * GIB + 10, 5 * GIB, 9 * GIB];
    const array = new OffsetArray(arrayAt(9 * GIB + 100, places), 9 * GIB + 100, places.length);
    const behind = (known: number, row: number) => run(array.behind(known, row));
    expect(places.slice(1).map((_, i) => behind(places[i]!, i + 1))).toEqual([...places.slice(1, 4), null]);
    expect(behind(6 * GIB, 4)).toBe(9 * GIB);
    expect(behind(9 * GIB, 5)).toBe(9 * GIB + 100);
    expect([behind(5 * GIB, 3), behind(9 * GIB + 50, 2)]).toEqual([null, null]);
  });
});

describe("large captures", () => {
  it("events larger than a reading, and more requests than a batch", async () => {
    const events = Array.from({ length: 9_000 }, (_, i) => request(i % 50, { path: `C:\\${i}`, ticks: i }));
    events.splice(
      5_000,
      0,
      other({ detail: Buffer.alloc(3_000_000, 7), extra: Buffer.alloc(65_535), behind: 1 }),
    );
    const read = await readPml(makePml({ events }).bytes);
    expect(read.accounting).toMatchObject({ records: 9_001, decoded: 9_000, warnings: 0 });
    expect(read.records.map(({ cells }) => cells.path)).toEqual(
      Array.from({ length: 9_000 }, (_, i) => `C:\\${i}`),
    );
    expect(read.records[8_999]!.row).toBe(9_001);
  });

  it("more entries of the offset array than fit at once, and more paths than are kept", async () => {
    const events = Array.from({ length: 34_000 }, (_, i) => request(1, { path: `${i % 33_000}` }));
    const { bytes } = makePml({ events });
    const { records } = await readOnce(bytes, { columns: ["path"] });
    expect(records.every(({ cells }, i) => cells.path === String(i % 33_000))).toBe(true);
    expect(records).toHaveLength(34_000);
  });
});

describe("single columns", () => {
  it("time: every 100 ns of a FILETIME, from 1601 to 9999", () => {
    const time = new EventTime();
    const textOf = (filetime: bigint) => time.text(Number(filetime & 0xffffffffn), Number(filetime >> 32n));
    const epoch = 116_444_736_000_000_000n;
    expect(textOf(0n)).toBe(null);
    expect(textOf(1n)).toBe("1601-01-01T00:00:00.0000001Z");
    expect(textOf(epoch - 1n)).toBe("1969-12-31T23:59:59.9999999Z");
    expect(textOf(epoch + 15_234_567_890_123_456n)).toBe("2018-04-11T14:26:29.0123456Z");
    for (let i = 0n; i < 2000n; i++) {
      const filetime = epoch + i * 98_765_432_109_877n;
      const date = new Date(Number((filetime - epoch) / 10_000n)).toISOString().slice(0, 20);
      expect(textOf(filetime)).toBe(`${date}${String(filetime % 10_000_000n).padStart(7, "0")}Z`);
    }
    expect(textOf(2_650_467_743_999_999_999n)).toBe("9999-12-31T23:59:59.9999999Z");
    expect(textOf(2_650_467_744_000_000_000n)).toBe(null);
    expect(textOf(2n ** 64n - 1n)).toBe(null);
  });

  it("RULES 11: pending has neither status nor duration; a status that is not known is its number", async () => {
    const events = [0x103, 0, 0xc01c0004].map((status) => request(1, { status, duration: 15 }));
    const { records } = await readPml(makePml({ events }).bytes);
    expect(records.map(({ cells }) => [cells.status, cells.duration])).toEqual([
      [null, null],
      ["SUCCESS", 0.0000015],
      ["0xC01C0004", 0.0000015],
    ]);
  });

  const facts = join(process.cwd(), "../shared/facts/procmon-results.tsv");
  it.skipIf(!existsSync(facts))("status: every text that Process Monitor was seen to print", () => {
    const rows = readFileSync(facts, "utf8").trimEnd().split("\n").slice(1);
    expect(rows.length).toBe(23);
    for (const [number, text] of rows.map((row) => row.split("\t"))) {
      expect(resultText(Number(number))).toBe(text === "" ? null : text);
    }
  });
});
