/**
 * Damaged captures: cut anywhere, changed anywhere. Whatever happens, reading ends, in time, without a code that is not there,
 * and with every event that was not touched. A slice of it runs always; all of it with IOCTLENS_PML_FUZZ=full.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { balances } from "../../../src/record/accounting.js";
import { pmlSamples } from "../../samples/pml.mjs";
import { control, event, HEADER_BYTES, makePml } from "../../samples/pml-file.mjs";
import { seeded } from "../damage.js";
import { type Read, readOnce } from "../read.js";
import { countsOf, countsOfRecords, readPml } from "./read.js";

const FULL = process.env.IOCTLENS_PML_FUZZ === "full";
const FOLDER = "../shared/traces/procmon";
const SECONDS = 5;

interface Trace {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  /** Where the offset array begins, and where the last event ends. */
  readonly end: number;
  readonly lastEnd: number;
}

function made(bits: 32 | 64): Trace {
  const operations = ["FileSystemControl", "DeviceIoControl", "InternalDeviceIoControl"];
  const events = Array.from({ length: 60 }, (_, i) =>
    i % 3 === 0
      ? event({
          class: 1 + (i % 5),
          operation: i,
          stack: i % 7,
          detail: Buffer.alloc(i, i),
          extra: i % 2 ? Buffer.alloc(i, 3) : null,
        })
      : control(bits, {
          ...{
            operation: operations[i % 3]!,
            code: 0x90000 + 4 * i,
            path: `C:\\file ${i}`,
            oneByte: i % 4 > 0,
          },
          ...{ stack: i % 9, status: i % 2 ? 0 : 0xc0000010, ticks: 1000 * i, process: i % 4, thread: i },
        }),
  );
  const processes = [0, 1, 2].map((index) => ({ index, pid: 100 + index, name: `p${index}.exe` }));
  const padding = bits === 32 ? 2 : 0;
  const { bytes, starts, places } = makePml({ bits, events, processes, padding });
  const end = places.offsetArray;
  return { name: `${bits}-bit`, bytes, starts, end, lastEnd: end - padding };
}

/** A real capture, which lies beside the repository. */
function real(name: string): Trace[] {
  const path = join(FOLDER, `${name}.pml.gz`);
  if (!existsSync(path)) return [];
  const bytes = gunzipSync(readFileSync(path));
  const end = Number(bytes.readBigUInt64LE(0x248));
  const count = bytes.readUInt32LE(0x234);
  const starts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(end + 5 * i));
  return [{ name, bytes, starts, end, lastEnd: end }];
}

/** What a record says but for the names, which stand elsewhere. */
const keyOf = ({ row, offset, code, cells }: Read["records"][0]) =>
  JSON.stringify([row, offset, code, { ...cells, processName: null, processId: null }]);

async function readInTime(bytes: Uint8Array, engine: "wasm" | "reference" = "wasm"): Promise<Read> {
  const before = performance.now();
  const read = await readOnce(bytes, { engine, source: "procmon-pml" });
  expect(performance.now() - before).toBeLessThan(SECONDS * 1000);
  expect(balances(read.accounting), JSON.stringify(read.accounting)).toBe(true);
  expect(read.accounting.other).toBeGreaterThanOrEqual(0);
  return read;
}

const traces = [made(64), made(32)];

describe("cut captures", () => {
  it.each(traces)(
    "$name: whole events are kept",
    async ({ bytes, starts, end, lastEnd }) => {
      const whole = await readPml(bytes);
      const step = FULL ? 7 : 41;
      for (let cut = bytes.length - 1; cut >= HEADER_BYTES; cut -= step) {
        const read = await readInTime(bytes.subarray(0, cut));
        const kept = whole.records.filter(({ row }) => (starts[row] ?? lastEnd) <= cut);
        expect(read.records.map(keyOf)).toEqual(kept.map(keyOf));
        if (cut < end) expect(read.issues.length).toBeGreaterThan(0);
      }
    },
    600_000,
  );

  it.each(pmlSamples())(
    "$file: kernel and reference agree at every cut",
    async ({ bytes }) => {
      const step = Math.max(1, Math.floor(bytes.length / (FULL ? 200 : 16)));
      for (let cut = bytes.length; cut >= HEADER_BYTES; cut -= step) await readPml(bytes.subarray(0, cut));
    },
    600_000,
  );

  const names = FULL ? ["LogfileTests32bitUTC", "LogfileTests64bitUTC"] : ["LogfileTests32bitUTC"];
  const reals = names.flatMap(real);
  it.skipIf(reals.length === 0)(
    "real captures, cut in a few places",
    async () => {
      const next = seeded(3);
      for (const { bytes, starts, lastEnd } of reals) {
        const whole = await readInTime(bytes);
        for (let n = 0; n < (FULL ? 100 : 4); n++) {
          const cut = HEADER_BYTES + next(bytes.length - HEADER_BYTES);
          const read = await readInTime(bytes.subarray(0, cut));
          const kept = whole.records.filter(({ row }) => (starts[row] ?? lastEnd) <= cut);
          expect(read.records.map(keyOf)).toEqual(kept.map(keyOf));
        }
      }
    },
    600_000,
  );
});

/** Rows that a change of byte `at` may cost; null = any. */
function touched({ bytes, starts, end }: Trace, at: number): number | null {
  if (at >= HEADER_BYTES && at < end) return starts.findLastIndex((start) => start <= at) + 1;
  // Version and width of pointers, number of events, and where the events begin and end.
  const isHeader = at < 12 || (at >= 0x234 && at < 0x238) || (at >= 0x240 && at < 0x260);
  if (isHeader) return null;
  // Entries of the array, processes, strings, and what is not read: nothing is lost.
  return bytes.length > at ? 0 : null;
}

async function change(trace: Trace, whole: Read, next: (limit: number) => number, changes: number) {
  const bytes = Buffer.from(trace.bytes);
  const rows = new Set<number | null>();
  for (let k = 0; k < changes; k++) {
    const kind = next(4);
    const start = trace.starts[next(trace.starts.length)]!;
    const at = [
      next(bytes.length),
      start + next(0x34),
      trace.end + next(5 * trace.starts.length),
      next(HEADER_BYTES),
    ][kind]!;
    const value = next(3) ? next(256) : [0, 0xff, 0x7f][next(3)]!;
    if (bytes[at] === value) continue;
    bytes[at] = value;
    rows.add(touched(trace, at));
  }
  // Another signature, version or width is refused.
  if (bytes.toString("latin1", 0, 4) !== "PML_" || bytes.readUInt32LE(4) !== 9 || bytes.readUInt32LE(8) > 1)
    return;
  const read = await readInTime(bytes);
  const isKnown = new Set(whole.records.map(keyOf));
  const found = new Set(read.records.map(keyOf));
  // A capture of the other width has its codes elsewhere; its lengths tell, but for events without a stack.
  if (bytes[8] === trace.bytes[8]) {
    for (const record of read.records) {
      const row = trace.starts.findLastIndex((start) => start <= record.offset) + 1;
      if (!rows.has(row) && !isKnown.has(keyOf(record))) throw new Error(`made up ${keyOf(record)}`);
    }
  }
  if (!rows.has(null)) {
    expect(read.accounting.records).toBe(whole.accounting.records);
    for (const record of whole.records) {
      if (!rows.has(record.row) && !found.has(keyOf(record))) throw new Error(`lost ${keyOf(record)}`);
    }
  }
  expect(await readInTime(bytes, "reference")).toEqual(read);
  expect((await countsOf(bytes)).counts).toEqual(countsOfRecords(read));
}

describe("changed captures", () => {
  const COUNT = FULL ? 1_000 : 60;
  it.each(traces)(
    `$name: ${COUNT} captures with one changed byte lose that event at most`,
    async (trace) => {
      const whole = await readPml(trace.bytes);
      const next = seeded(20_310_302);
      for (let n = 0; n < COUNT; n++) await change(trace, whole, next, 1);
    },
    600_000,
  );

  it.each(traces)(
    `$name: with several changed bytes nothing is made up, and both engines agree`,
    async (trace) => {
      const whole = await readPml(trace.bytes);
      const next = seeded(77);
      for (let n = 0; n < COUNT / 4; n++) {
        const bytes = Buffer.from(trace.bytes);
        const rows = new Set<number>();
        for (let k = 2 + next(20); k > 0; k--) {
          const at = HEADER_BYTES + next(bytes.length - HEADER_BYTES);
          bytes[at] = next(256);
          rows.add(touched(trace, at) ?? 0);
        }
        const read = await readInTime(bytes);
        const isKnown = new Set(whole.records.map(keyOf));
        for (const record of read.records) {
          const row = trace.starts.findLastIndex((start) => start <= record.offset) + 1;
          expect(rows.has(row) || isKnown.has(keyOf(record))).toBe(true);
        }
        expect(await readInTime(bytes, "reference")).toEqual(read);
      }
    },
    600_000,
  );

  const reals = real("LogfileTests32bitUTC");
  it.skipIf(reals.length === 0)(
    "a real capture with one changed byte",
    async () => {
      const whole = await readInTime(reals[0]!.bytes);
      const next = seeded(11);
      for (let n = 0; n < (FULL ? 100 : 5); n++) await change(reals[0]!, whole, next, 1);
    },
    600_000,
  );

  it("a header, then noise", async () => {
    const next = seeded(9);
    for (let n = 0; n < (FULL ? 500 : 20); n++) {
      const { bytes, end } = made(64);
      for (let at = HEADER_BYTES; at < bytes.length; at++) if (n % 2 || at < end) bytes[at] = next(256);
      const read = await readPml(bytes);
      expect(read.records).toEqual([]);
    }
  });
});
