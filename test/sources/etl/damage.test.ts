/**
 * Damaged traces: cut anywhere, changed anywhere, made to burst. Whatever happens, reading ends, in time, without a
 * code that is not there, and with the good buffers on both sides of the damage. A slice of it runs always; all of
 * it with IOCTLENS_ETL_FUZZ=full.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { control, fileName, operationEnd } from "../../etl/file-io.js";
import { makeEtl } from "../../etl/make-etl.js";
import { seeded } from "../damage.js";
import { countEtl, countsOf, type EtlAnswer, readEtl, referenceWalk } from "./read.js";
import { kernelWalk } from "./walks.js";

const FULL = process.env.IOCTLENS_ETL_FUZZ === "full";
const SHARED = join(process.cwd(), "..", "shared", "traces");
const SECONDS = 2;
/** Files above this are cut at the edges of their buffers only. */
const SMALL = 2 * 1024 * 1024;

interface Trace {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function made(): Trace[] {
  const buffers = [0, 1, 2, 3, 4, 5].map((n) => ({
    processor: n & 1,
    events: Array.from({ length: 10 }, (_, i) => n * 100 + 3 * i + 1).flatMap((t) => [
      control(t, { irp: t, code: 0x90000 + t, fileKey: t, threadId: 4 }),
      fileName(t + 1, t, `\\f${t}`),
      operationEnd(t + 2, t, 0),
    ]),
  }));
  return [
    { name: "plain", bytes: makeEtl({ buffers }) },
    {
      name: "compressed",
      bytes: makeEtl({ mode: 0x04000001, buffers: buffers.map((b) => ({ ...b, compressed: true })) }),
    },
  ];
}

function shared(): Trace[] {
  const folder = join(SHARED, "etl");
  const synthetic = join(SHARED, "etl-synthetic");
  if (!existsSync(folder)) return [];
  return [
    ...readdirSync(synthetic)
      .filter((name) => name.endsWith(".etl"))
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(synthetic, name))) })),
    ...readdirSync(folder)
      .filter((name) => name.endsWith(".etl.gz"))
      .map((name) => ({ name, bytes: new Uint8Array(gunzipSync(readFileSync(join(folder, name)))) })),
  ];
}

/** Offsets of the buffers of a good file. */
function bufferStarts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts: number[] = [];
  for (let at = 0; at + 0x48 <= bytes.length; at += view.getUint32(at, true)) starts.push(at);
  return starts;
}

const recordKey = (r: EtlAnswer["records"][0]) => `${r.offset}/${r.innerOffset ?? ""} ${r.code} ${r.time}`;

async function readInTime(bytes: Uint8Array, walk = kernelWalk): Promise<EtlAnswer> {
  const before = performance.now();
  const answer = await readEtl(bytes, walk);
  expect(performance.now() - before).toBeLessThan(SECONDS * 1000);
  const { records, decoded, unresolved, other, rejected } = answer.accounting;
  expect(decoded + unresolved + other + rejected).toBe(records);
  expect(other).toBeGreaterThanOrEqual(0);
  return answer;
}

const traces = [...made(), ...shared()];

describe("cut traces", () => {
  it.each(traces)("$name", async ({ bytes }) => {
    const whole = await readInTime(bytes);
    const keys = whole.records.map(recordKey);
    const starts = bufferStarts(bytes);
    const cuts =
      bytes.length < SMALL
        ? Array.from({ length: Math.floor(bytes.length / 512) }, (_, i) => 512 * (i + 1))
        : starts.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at > 0);
    const every = FULL ? 1 : Math.max(1, Math.floor(cuts.length / 6));
    for (let i = cuts.length - 1; i >= 0; i -= every) {
      const cut = cuts[i]!;
      const answer = await readInTime(bytes.subarray(0, cut));
      const kept = new Set(starts.filter((_, n) => (starts[n + 1] ?? bytes.length) <= cut));
      const found = new Set(answer.records.map(recordKey));
      for (const key of found) expect(keys).toContain(key);
      for (const [n, record] of whole.records.entries()) {
        const start = starts.findLast((at) => at <= record.offset)!;
        if (kept.has(start)) expect(found).toContain(keys[n]);
      }
      expect(answer.records.length).toBe(found.size);
    }
  });
});

describe("changed traces", () => {
  const COUNT = FULL ? 10_000 : 100;
  const few = traces.filter(({ bytes }) => bytes.length < SMALL);

  it(`${COUNT} changes: the reference and the kernel agree, buffers that were not changed are read`, async () => {
    const next = seeded(20_260_101);
    const wholes = new Map<Trace, EtlAnswer>();
    for (let n = 0; n < COUNT; n++) {
      const trace = few[next(few.length)]!;
      let whole = wholes.get(trace);
      if (whole === undefined) {
        whole = await readEtl(trace.bytes, kernelWalk);
        wholes.set(trace, whole);
      }
      const bytes = trace.bytes.slice();
      const starts = bufferStarts(trace.bytes);
      const changed = new Set<number>();
      for (let k = 1 + next(3); k > 0; k--) {
        // Every second change is in a buffer's header or in the first events.
        const buffer = starts[next(starts.length)]!;
        const at = next(2) ? Math.min(bytes.length - 1, buffer + next(0x100)) : next(bytes.length);
        bytes[at] = next(3) ? next(256) : [0, 0xff, 0x7f][next(3)]!;
        changed.add(starts.findLast((start) => start <= at)!);
      }
      const answer = await readInTime(bytes);
      const keys = new Map(answer.records.map((r) => [recordKey(r), r]));
      const headerChanged = changed.has(0);
      for (const record of whole.records) {
        const start = starts.findLast((at) => at <= record.offset)!;
        // The header buffer says how everything else is read: its clock, its buffer size.
        if (headerChanged || changed.has(start)) continue;
        if (!keys.has(recordKey(record)))
          throw new Error(`change ${n} of ${trace.name} lost ${recordKey(record)}`);
      }
      const good = new Set(whole.records.map(recordKey));
      for (const key of keys.keys()) {
        const start = starts.findLast((at) => at <= Number.parseInt(key, 10))!;
        if (headerChanged || changed.has(start) || good.has(key)) continue;
        throw new Error(`change ${n} of ${trace.name} made up ${key}`);
      }
      const compared = await readInTime(bytes, referenceWalk);
      expect(compared).toEqual(answer);
      const counted = await countEtl(bytes, kernelWalk);
      expect(counted.counts).toEqual(countsOf(answer.records));
      expect(counted.accounting).toEqual(answer.accounting);
    }
  }, 600_000);

  it("one changed byte of a code changes that code and nothing else", async () => {
    const { bytes } = made()[0]!;
    const whole = await readEtl(bytes, kernelWalk);
    const changed = bytes.slice();
    const { offset } = whole.records[7]!;
    changed[offset + 16 + 36]! ^= 1;
    const answer = await readEtl(changed, kernelWalk);
    expect(answer.records.map((r) => r.code)).toEqual(
      whole.records.map((r, i) => (i === 7 ? r.code! ^ 1 : r.code)),
    );
  });
});

describe("decompression bombs", () => {
  /** A buffer of a few bytes that claims to hold `size` zeros. */
  function bomb(size: number): Uint8Array {
    const good = makeEtl({
      mode: 0x04000001,
      bufferSize: 65536,
      buffers: [{ events: [control(1, { irp: 1, code: 7 })], compressed: true }],
    });
    const head = new Uint8Array(0x48 + 16);
    const view = new DataView(head.buffer);
    head.set(good.subarray(1024, 1024 + 0x48));
    view.setUint32(0, head.length, true);
    view.setUint32(0x30, 0x48 + size, true);
    // One literal, then a match of `size - 1` bytes at distance 1.
    view.setUint32(0x48, 0x7fffffff, true);
    view.setUint8(0x4c, 0);
    view.setUint16(0x4d, 7, true);
    view.setUint8(0x4f, 15);
    view.setUint8(0x50, 255);
    view.setUint16(0x51, 0, true);
    view.setUint32(0x53, size - 1 - 3, true);
    const out = new Uint8Array(1024 + head.length * 500 + (good.length - 1024));
    out.set(good.subarray(0, 1024));
    for (let i = 0; i < 500; i++) out.set(head, 1024 + i * head.length);
    out.set(good.subarray(1024), 1024 + 500 * head.length);
    return out;
  }

  it.each([60_000, 900_000, 16 * 1024 * 1024 - 0x48, 0x7fffffff])(
    "%i bytes from 16 are refused, the good buffer is read",
    async (size) => {
      const answer = await readInTime(bomb(size));
      expect(answer.records.map((r) => r.code)).toEqual([7]);
      expect(answer.accounting.rejected).toBe(size < 2 ** 30 ? 500 : 1);
    },
  );
});

describe("no trace at all behind the first bytes", () => {
  it("a header buffer, then noise, in a plain and in a compressed session", async () => {
    const next = seeded(7);
    for (const mode of [1, 0x04000001]) {
      const good = makeEtl({ mode, buffers: [] });
      const bytes = new Uint8Array(good.length + 300_000);
      for (let i = good.length; i < bytes.length; i++) bytes[i] = next(256);
      bytes.set(good);
      const answer = await readInTime(bytes);
      expect(answer.records).toEqual([]);
      expect(answer.accounting.rejected).toBeGreaterThan(0);
    }
  });
});
