/** The walk of Process Monitor logs: the kernel and the reference answer the same, whatever stands in the window. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernel/module.js";
import { PmlReference } from "../../src/kernel/pml-reference.js";
import {
  CAPACITY_OFFSETS,
  CAPACITY_PML_RECORDS,
  LARGEST_EVENT,
  PML_COLUMN_NAMES,
  PML_FAULT,
  PML_WALK,
  type PmlWalk,
  type PmlWindow,
} from "../../src/kernel/pml-walk.js";
import { WasmKernel } from "../../src/kernel/wasm.js";
import { control, event, HEADER_BYTES, makePml, type PmlEvent } from "../samples/pml-file.mjs";

const kernel: PmlWalk = new WasmKernel(kernelModule()).pml;
const reference: PmlWalk = new PmlReference();
const ENGINES = [kernel, reference];
const OPERATIONS = ["FileSystemControl", "DeviceIoControl", "InternalDeviceIoControl"] as const;

/** Everything that a walk answered. */
function answerOf(walk: PmlWalk, why: number) {
  const { position, row, needed, fault, size, recordCount, countedCodes } = walk;
  const columns = PML_COLUMN_NAMES.map((name) => [...walk.records[name].subarray(0, recordCount)]);
  return { why, position, row, needed, fault, size, recordCount, countedCodes, columns };
}

interface Case {
  readonly bits: 32 | 64;
  readonly counting: boolean;
  /** Entries of the offset array, or none to compare with. */
  readonly offsets: readonly number[] | null;
  readonly hasEnd: boolean;
}

const PLAIN: Case = { bits: 64, counting: false, offsets: null, hasEnd: false };

/** Walks in both engines, which must agree; gives the answer. */
function walkBoth(
  bytes: Uint8Array,
  window: Partial<PmlWindow>,
  { bits, counting, offsets, hasEnd }: Case = PLAIN,
) {
  const answers = ENGINES.map((walk) => {
    walk.reset(bits === 64, counting);
    walk.bytes.set(bytes);
    if (offsets !== null) {
      const view = new DataView(walk.offsets.buffer, walk.offsets.byteOffset);
      for (const [i, offset] of offsets.entries()) view.setUint32(5 * i, offset % 2 ** 32, true);
      walk.setOffsets(window.row ?? 0, offsets.length, hasEnd);
    }
    const whole = { from: 0, to: bytes.length, base: 0, row: 0, room: CAPACITY_PML_RECORDS, isEnd: true };
    const answer = answerOf(walk, walk.walk({ ...whole, ...window }));
    const counts = walk.takeCodeCounts().sort((a, b) => a.code - b.code || a.operation - b.operation);
    return { ...answer, counts };
  });
  expect(answers[0]).toEqual(answers[1]);
  return answers[1]!;
}

/** Events without a header in front of them; offsets count from the first. */
function eventsOf(bits: 32 | 64, events: readonly PmlEvent[]) {
  const { bytes, starts, places } = makePml({ bits, events });
  const end = places.offsetArray - HEADER_BYTES;
  return {
    bytes: bytes.subarray(HEADER_BYTES, HEADER_BYTES + end),
    offsets: [...starts.map((start) => start - HEADER_BYTES), end],
  };
}

const anyBytes = (most: number) => fc.uint8Array({ maxLength: most }).map((bytes) => Buffer.from(bytes));
const anyPlain = fc
  .record({
    class: fc.constantFrom("process", "registry", "file", "network", "profiling"),
    operation: fc.constantFrom(0, 20, 32, 36, 0xffff),
    stack: fc.nat({ max: 5 }),
    detail: anyBytes(40),
    extra: fc.option(anyBytes(12)),
  })
  .map((parts) => event(parts));
const anyControl = (bits: 32 | 64) =>
  fc
    .record({
      operation: fc.constantFrom(...OPERATIONS),
      code: fc.nat({ max: 0xffffffff }),
      path: fc.string({ maxLength: 12 }),
      oneByte: fc.boolean(),
      stack: fc.nat({ max: 5 }),
      input: fc.nat({ max: 0xffffffff }),
      output: fc.nat({ max: 0xffffffff }),
      minor: fc.nat({ max: 255 }),
      status: fc.nat({ max: 0xffffffff }),
      duration: fc.nat(),
      ticks: fc.nat({ max: 0x7fffffff }),
      process: fc.nat({ max: 0xffffffff }),
      thread: fc.nat({ max: 0xffffffff }),
      tail: anyBytes(36),
    })
    .map((parts) => control(bits, parts));
const anyCapture = fc
  .constantFrom(32 as const, 64 as const)
  .chain((bits) =>
    fc
      .array(fc.oneof(anyPlain, anyControl(bits)), { maxLength: 12 })
      .map((events) => ({ bits, ...eventsOf(bits, events) })),
  );

describe("the walk of a .pml", () => {
  it("agrees on sound events, cut anywhere, with and without the offset array", () => {
    fc.assert(
      fc.property(
        anyCapture,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        fc.nat({ max: 3 }),
        ({ bits, bytes, offsets }, counting, checks, isEnd, cut, room) => {
          const parts = { bits, counting, offsets: checks ? offsets : null, hasEnd: true };
          const whole = walkBoth(bytes, {}, parts);
          expect([whole.why, whole.position, whole.row]).toEqual([
            PML_WALK.DONE,
            bytes.length,
            offsets.length - 1,
          ]);
          walkBoth(bytes, { to: cut % (bytes.length + 1), isEnd, room }, parts);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("agrees on changed events and on wrong offsets", () => {
    fc.assert(
      fc.property(
        anyCapture,
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: -3, max: 5 })), { maxLength: 2 }),
        fc.nat({ max: 0xffffffff }),
        fc.boolean(),
        ({ bits, bytes, offsets }, checks, changes, wrong, base, hasEnd) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value;
          const entries = offsets.map((offset) => offset + base);
          for (const [at, by] of wrong) entries[at % entries.length]! += by;
          const parts = { bits, counting: false, offsets: checks ? entries : null, hasEnd };
          walkBoth(changed, { base }, parts);
          walkBoth(changed, { base }, { ...parts, counting: true });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("agrees on noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 60 }), (bytes, from) => {
        if (bytes.length > 12) bytes[8] = 1 + (bytes[8]! % 6);
        walkBoth(bytes, { from: Math.min(from, bytes.length) });
      }),
      { numRuns: 1000 },
    );
  });

  it.each([32, 64] as const)("gives every field of a request of %i bits from its own place", (bits) => {
    const parts = {
      operation: "DeviceIoControl",
      code: 0x9c406604,
      path: "\\Device\\x",
      stack: 3,
      process: 11,
    };
    const more = { thread: 12, status: 0xc0000010, duration: 2 ** 33 + 5, input: 13, output: 14, minor: 15 };
    const { bytes } = eventsOf(bits, [
      event({ detail: Buffer.alloc(9) }),
      control(bits, { ...parts, ...more }),
    ]);
    const { columns, recordCount } = walkBoth(bytes, { row: 70, base: 5 }, { ...PLAIN, bits });
    expect(recordCount).toBe(1);
    const record = Object.fromEntries(PML_COLUMN_NAMES.map((name, i) => [name, columns[i]![0]]));
    expect(record).toMatchObject({
      row: 71,
      start: 0x34 + 9,
      code: 0x9c406604,
      operation: 2,
      minorFunction: 15,
      inputLength: 13,
      outputLength: 14,
      status: 0xc0000010,
      durationLow: 5,
      durationHigh: 2,
      processIndex: 11,
      threadId: 12,
      pathInfo: 0x8000 | 9,
    });
    expect(Buffer.from(bytes.subarray(record.path!, record.path! + 9)).toString()).toBe("\\Device\\x");
  });

  it("names what is wrong", () => {
    const request = { operation: "FileSystemControl", code: 1, path: "C:" };
    const { bytes, offsets } = eventsOf(64, [control(64, request), event({ extra: Buffer.alloc(3) })]);
    const second = offsets[1]!;
    const faultOf = (at: number, value: number, entries: readonly number[] | null = null) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt32LE(value, at);
      const { why, fault, position } = walkBoth(changed, {}, { ...PLAIN, offsets: entries, hasEnd: true });
      return why === PML_WALK.FAULT ? [fault, position] : null;
    };
    expect(faultOf(8, 0)).toEqual([PML_FAULT.CLASS, 0]);
    expect(faultOf(8, 6)).toEqual([PML_FAULT.CLASS, 0]);
    expect(faultOf(0x2c, LARGEST_EVENT + 1)).toEqual([PML_FAULT.SIZE, 0]);
    expect(faultOf(0x30, 0xffffffff)).toEqual([PML_FAULT.SIZE, 0]);
    expect(faultOf(second + 0x30, 0x33)).toEqual([PML_FAULT.EXTRA, second]);
    expect(faultOf(0x2c, 0x43)).toEqual([PML_FAULT.DETAIL, 0]);
    expect(faultOf(0x34 + 0x40, 0xff)).toEqual([PML_FAULT.PATH, 0]);
    expect(faultOf(0, 0, [0, second + 1, offsets[2]!])).toEqual([PML_FAULT.OFFSET, 0]);
    expect(faultOf(0, 0, [0, second - 1, offsets[2]!])).toEqual([PML_FAULT.OFFSET, 0]);
    expect(faultOf(0, 0, [0, second, offsets[2]! + 3])).toBe(null);
    expect(faultOf(0, 0, [0, second, offsets[2]! + 4])).toEqual([PML_FAULT.OFFSET, second]);
  });

  it("finds the event behind extra detail that is longer than its length can say, by its class alone", () => {
    const long = (behind: number) => event({ extra: Buffer.alloc(65535), behind });
    for (const behind of [0, 1]) {
      const { bytes, offsets } = eventsOf(64, [long(behind), event({ class: 1 }), long(0)]);
      for (const checks of [true, false]) {
        const { row, position } = walkBoth(
          bytes,
          {},
          { ...PLAIN, offsets: checks ? offsets : null, hasEnd: true },
        );
        expect([row, position]).toEqual([3, bytes.length]);
      }
      // As long as the next event is not in sight, there is more to be read.
      const cut = { to: offsets[1]! + 5, isEnd: false };
      expect(walkBoth(bytes, cut)).toMatchObject({ why: PML_WALK.DONE, row: 0 });
    }
  });

  it("gives codes out once its table is full", () => {
    const events = Array.from({ length: 40_100 }, (_, i) =>
      control(32, { operation: OPERATIONS[i % 3]!, code: i * 7, path: "" }),
    );
    const { bytes } = eventsOf(32, [...events, ...events.slice(0, 10)]);
    const answer = walkBoth(bytes, {}, { ...PLAIN, bits: 32, counting: true });
    expect(answer).toMatchObject({ countedCodes: 40_010, recordCount: 100, why: PML_WALK.DONE });
    expect(answer.counts.filter(({ count }) => count === 2)).toHaveLength(10);
    expect(walkBoth(bytes, { room: 50 }, { ...PLAIN, bits: 32, counting: true })).toMatchObject({
      why: PML_WALK.RECORDS_FULL,
      row: 40_050,
    });
  });

  it("asks for entries of the offset array when they are used up", () => {
    const { bytes, offsets } = eventsOf(64, [event({}), event({}), event({})]);
    const parts = { ...PLAIN, offsets: offsets.slice(0, 2) };
    expect(walkBoth(bytes, {}, parts)).toMatchObject({
      why: PML_WALK.OFFSETS_OUT,
      row: 1,
      position: offsets[1],
    });
  });

  it("has room for the largest event, and the capacities are those of the module", () => {
    for (const walk of ENGINES) {
      expect(walk.bytes.length).toBeGreaterThan(LARGEST_EVENT + 2 ** 20);
      expect(walk.offsets.length).toBe(5 * CAPACITY_OFFSETS);
      expect(walk.records.row.length).toBe(CAPACITY_PML_RECORDS);
    }
    expect(kernel.bytes.length).toBe(reference.bytes.length);
  });
});
