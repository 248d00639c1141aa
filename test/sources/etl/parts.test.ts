/** The parts of the reader by themselves: table, rules, clock, unpacking, inputs, verdict. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../../src/kernel/kernel.js";
import { bytesInput, toByteInput } from "../../../src/sources/byte-input.js";
import { Clock } from "../../../src/sources/etl/clock.js";
import { parseFieldRule } from "../../../src/sources/etl/field-rules.js";
import { parseLogHeader } from "../../../src/sources/etl/header.js";
import { isEtl } from "../../../src/sources/etl/index.js";
import { etlInfo } from "../../../src/sources/etl/info.js";
import { formatEtlInfo } from "../../../src/sources/etl/info-text.js";
import { fixedOffset, isCodeName, SLOT } from "../../../src/sources/etl/layout.js";
import { parseManifest } from "../../../src/sources/etl/manifest.js";
import { knownEvents } from "../../../src/sources/etl/providers.js";
import * as etl from "../../../src/sources/etl/reader.js";
import type { ReadRequest } from "../../../src/sources/source.js";
import { control, operationEnd } from "../../etl/file-io.js";
import { makeEtl, manifestEvent, payload } from "../../etl/make-etl.js";
import { packXpress } from "../../etl/xpress.js";
import { countedGroups } from "../counted-groups.js";
import { headOf, readEtl, referenceWalk } from "./read.js";
import { walks } from "./walks.js";

describe("the table of control events", () => {
  const { byGuid, byName } = knownEvents();
  const events = [...byGuid.values(), ...byName.values()];

  it("has the code of every event among its fields, at the offset that is stated", () => {
    expect(events.length).toBeGreaterThan(80);
    for (const event of events) {
      for (const layout of event.layouts) {
        const code = layout.slots[SLOT.CODE]!;
        expect(code, `${event.provider} ${event.id}`).toBeGreaterThanOrEqual(0);
        const offset = fixedOffset(layout.fields, code);
        if (event.offset32 !== null)
          expect(offset?.[0], `${event.provider} ${event.id}`).toBe(event.offset32);
        if (event.offset64 !== null)
          expect(offset?.[1], `${event.provider} ${event.id}`).toBe(event.offset64);
      }
    }
  });

  it("has a major function wherever the code is inferred", () => {
    for (const event of events.filter((one) => one.class === "ioctl-inferred")) {
      expect(event.layouts.every((layout) => layout.slots[SLOT.MAJOR]! >= 0)).toBe(true);
    }
  });

  it("tells names of control codes from others", () => {
    const yes = [
      "Ioctl",
      "IoControlCode",
      "fid_IoctlCode",
      "IOCTL",
      "ioctl_code",
      "A14_FsControlCode",
      "Fsctl",
      "ControlCode",
      "FsctlCode",
      "IoControl",
    ];
    const no = [
      "IoctlType",
      "IoctlVersion",
      "IoctlStatus",
      "ServiceControlCode",
      "Code",
      "IoctlInputElementCount",
      "Control",
    ];
    expect(yes.filter((name) => !isCodeName(name))).toEqual([]);
    expect(no.filter(isCodeName)).toEqual([]);
  });
});

describe("rules of the user", () => {
  it.each([
    ["a:5:4:8", { provider: "a", event: 5, version: null, offsets: [4, 8], fieldName: null }],
    ["a:5:1:4:8", { provider: "a", event: 5, version: 1, offsets: [4, 8], fieldName: null }],
    ["a:5:Code", { provider: "a", event: 5, version: null, offsets: null, fieldName: "Code" }],
    ["a:0x10:2:Code", { provider: "a", event: 16, version: 2, offsets: null, fieldName: "Code" }],
    ["a:Name:Code", { provider: "a", event: "Name", version: null, offsets: null, fieldName: "Code" }],
    [
      "{C4636A1E-7986-4646-BF10-7BC3B4A76E8E}:1:0:0",
      {
        provider: "c4636a1e-7986-4646-bf10-7bc3b4a76e8e",
        event: 1,
        version: null,
        offsets: [0, 0],
        fieldName: null,
      },
    ],
  ])("%s", (text, rule) => expect(parseFieldRule(text)).toEqual(rule));

  it.each([
    "",
    "a",
    "a:5",
    "a:5:4",
    "a:5:1:2:3:4",
    "a::Code",
    ":5:Code",
    "a:5:x:Code",
    "a:70000:4:8",
    "a:5:4:70000",
    "a:5:300:Code",
  ])("%j is none", (text) =>
    expect(() => parseFieldRule(text)).toThrow(expect.objectContaining({ code: "E_OPTION" })),
  );
});

describe("the clock", () => {
  it("is exact to 100 ns for any frequency", () => {
    const header = parseLogHeader(makeEtl({ buffers: [] }))!;
    const second = BigInt(11_644_473_600) * 10_000_000n;
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 5_000_000_000n }),
        fc.bigInt({ min: -(2n ** 50n), max: 2n ** 52n }),
        (frequency, ticks) => {
          const clock = new Clock({ ...header, frequency });
          const scaled = ticks * 10_000_000n;
          const quotient = scaled / frequency - (scaled % frequency < 0n ? 1n : 0n);
          const filetime = header.start + quotient;
          const text = clock.text(Number(ticks));
          const unix = filetime - second;
          const seconds = unix / 10_000_000n - (unix % 10_000_000n < 0n ? 1n : 0n);
          const whole = Number(seconds) * 1000;
          if (Math.abs(whole) > 60_000_000_000_000) return;
          const rest = String(unix - seconds * 10_000_000n).padStart(7, "0");
          expect(text).toBe(`${new Date(whole).toISOString().slice(0, 20)}${rest}Z`);
        },
      ),
      { seed: 4, numRuns: 2000 },
    );
  });
});

describe.each(walks)("plain LZ77, $name", ({ walk }) => {
  it("unpacks what was packed, up to the last byte and not beyond", () => {
    const shape = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.record({ byte: fc.integer({ min: 0, max: 3 }), count: fc.integer({ min: 1, max: 3000 }) }),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(shape, (parts) => {
        const bytes = Uint8Array.from(
          parts.flatMap((p) => ("count" in p ? new Array<number>(p.count).fill(p.byte) : [...p])),
        );
        const packed = packXpress(bytes);
        const to = walk();
        to.bytes.set(packed, 100);
        const into = 1 << 20;
        to.bytes.fill(0xaa, into, into + bytes.length + 64);
        const used = to.unpack(100, 100 + packed.length, into, bytes.length);
        expect(packed.length - used).toBeLessThanOrEqual(4);
        expect(used).toBeGreaterThanOrEqual(0);
        expect(to.bytes.subarray(into, into + bytes.length)).toEqual(bytes);
        expect(
          to.bytes.subarray(into + bytes.length, into + bytes.length + 64).every((b) => b === 0xaa),
        ).toBe(true);
        if (bytes.length > 0) expect(to.unpack(100, 100 + used - 1, into, bytes.length)).toBe(-1);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("answers for noise as the reference does", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 70_000 }),
        (bytes, size) => {
          const answers = [walk(), referenceWalk].map((one) => {
            one.bytes.set(bytes, 100);
            const used = one.unpack(100, 100 + bytes.length, 1 << 20, size);
            return used < 0 ? used : [used, one.bytes.slice(1 << 20, (1 << 20) + size)];
          });
          expect(answers[0]).toEqual(answers[1]);
        },
      ),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe("inputs", () => {
  const bytes = makeEtl({
    buffers: [{ events: [control(1, { irp: 1, code: 0x900a8 }), operationEnd(2, 1)] }],
  });
  const request = (more: Partial<ReadRequest>): ReadRequest => ({
    kernel: { etl: referenceWalk } as Kernel,
    file: "x",
    options: {},
    columns: ["status"],
    reportUnresolved: false,
    report() {},
    note() {},
    ...more,
  });

  it("a stream gives a summary, and is told to be a file for records", async () => {
    const stream = () => toByteInput([bytes.subarray(0, 5000), bytes.subarray(5000)]);
    const counting = await etl.open(stream(), headOf(bytes), request({ countBy: [] }));
    while ((await counting.next()) !== null) {}
    expect(countedGroups(counting)).toMatchObject([{ entry: { code: 0x900a8 }, count: 1 }]);
    expect(() => etl.open(stream(), headOf(bytes), request({}))).toThrow(
      expect.objectContaining({ code: "E_NEEDS_FILE" }),
    );
  });

  it("a stream that describes its events behind them is told to be a file", async () => {
    const xml =
      '<provider name="P"><event value="9" version="0" template="T"/><template tid="T"><data name="Ioctl" inType="win:UInt32"/></template></provider>';
    const guid = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    const chunk = payload().u8(1, 1, 0, 0x5b).u16(1, 0).bytes(new TextEncoder().encode(xml));
    const events = [
      manifestEvent(guid, 9, 0, { ticks: 1, payload: payload().u32(7) }),
      manifestEvent(guid, 65534, 0, { ticks: 2, payload: chunk }),
    ];
    const described = makeEtl({ buffers: [{ events }] });
    const reader = await etl.open(toByteInput([described]), headOf(described), request({ countBy: [] }));
    const read = async () => {
      while ((await reader.next()) !== null) {}
    };
    await expect(read()).rejects.toMatchObject({ code: "E_NEEDS_FILE" });
    expect((await readEtl(described)).records.map((r) => r.code)).toEqual([7]);
  });

  it("a Blob is waited for, memory is not", async () => {
    const fromBlob = await etl.open(toByteInput(new Blob([bytes.slice()])), headOf(bytes), request({}));
    const batch = await fromBlob.next();
    expect(batch?.length).toBe(1);
    const fromMemory = etl.open(bytesInput(bytes), headOf(bytes), request({}));
    expect(fromMemory).not.toBeInstanceOf(Promise);
  });

  it("is recognised by its first bytes", () => {
    expect(isEtl(bytes)).toBe(true);
    expect(isEtl(bytes.subarray(0, 40))).toBe(false);
    expect(isEtl(new TextEncoder().encode("time,code\n1,0x2D1080\n".repeat(20)))).toBe(false);
  });
});

describe("manifests in the trace", () => {
  it("no text takes more than one look at each character", () => {
    const start = performance.now();
    for (const text of [
      "<".repeat(1_000_000),
      "<template ".repeat(100_000),
      `<a ${"b".repeat(1_000_000)}>`,
      "<event value=".repeat(80_000),
    ]) {
      expect(parseManifest(text, "g").events).toEqual([]);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe.each(walks)("what a trace is, $name", ({ walk }) => {
  const info = async (session: Parameters<typeof makeEtl>[0]) =>
    etlInfo(bytesInput(makeEtl(session)), { etl: walk() });

  it("verdicts: codes, starts of file operations, group masks, nothing", async () => {
    const codes = await info({ buffers: [{ events: [control(1, { irp: 1, code: 1 })] }] });
    expect(codes.verdict).toMatchObject({ answer: "yes", commands: [] });
    expect(codes.controlCodes).toBe(1);
    const masked = await info({ groupMask: 0x0001270f, buffers: [] });
    expect(masked.verdict.answer).toBe("no");
    expect(masked.verdict.reason).toContain("0x0001270f");
    expect(masked.verdict.commands.join("\n")).toMatch(/xperf[\s\S]*logman[\s\S]*wpr/);
    expect((await info({ groupMask: 0x06000000, buffers: [] })).verdict.answer).toBe("yes");
    expect((await info({ buffers: [{ events: [operationEnd(1, 1)] }] })).verdict.answer).toBe("unknown");
  });

  it("counts buffers, gaps, losses and events", async () => {
    const events = [control(1, { irp: 1, code: 1 }), operationEnd(2, 1), operationEnd(3, 1)];
    const found = await info({
      eventsLost: 5,
      buffers: [
        { events, sequence: 3, flags: 2 },
        { events, sequence: 7, flags: 4 },
      ],
    });
    expect(found).toMatchObject({
      buffers: 3,
      sequenceGaps: 3,
      eventsLost: 5,
      eventsLostBuffers: 1,
      buffersLostBuffers: 1,
      events: 7,
      headerTypes: { SYSTEM64: 1, PERFINFO64: 6 },
      distinctEvents: 3,
    });
    expect(found.providers[0]).toEqual({ provider: "FileIo", eventId: 76, count: 4 });
    expect(formatEtlInfo(found)).toContain("FileIo 76");
  });
});
