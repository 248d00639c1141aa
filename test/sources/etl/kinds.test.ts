/** Event headers, clocks, joins and losses that no real trace at hand shows, in made traces. */
import { describe, expect, it } from "vitest";
import {
  control,
  controlPayload,
  FILE_IO,
  fileName,
  kernelFileControl,
  kernelFileEnd,
  operationEnd,
  processStart,
  read,
  threadStart,
} from "../../etl/file-io.js";
import {
  compactEvent,
  countedPerfInfoEvent,
  errorEvent,
  fullEvent,
  instanceEvent,
  makeEtl,
  manifestEvent,
  messageEvent,
  payload,
  perfInfoEvent,
  rawEvent,
  type SessionParts,
  systemEvent,
  traceLoggingEvent,
} from "../../etl/make-etl.js";
import { countEtl, countsOf, type EtlAnswer, readEtl } from "./read.js";
import { walks } from "./walks.js";

const PROVIDER = "11223344-5566-7788-99aa-bbccddeeff00";
const STORPORT = "c4636a1e-7986-4646-bf10-7bc3b4a76e8e";
const SERVICES = "0063715b-eeda-4007-9429-ad526f62696e";
const SMB_SERVER = "d48ce617-33a2-4bc3-a5c7-11aa4f29619e";

describe.each(walks)("made traces, $name", ({ walk }) => {
  async function read1(session: SessionParts, options = {}): Promise<EtlAnswer> {
    const bytes = makeEtl(session);
    const answer = await readEtl(bytes, walk(), options);
    const counted = await countEtl(bytes, walk(), options);
    expect(counted.counts).toEqual(countsOf(answer.records));
    expect(counted.accounting).toEqual(answer.accounting);
    const { records, decoded, unresolved, other, rejected } = answer.accounting;
    expect(decoded + unresolved + other + rejected).toBe(records);
    return answer;
  }
  const codes = (answer: EtlAnswer) => answer.records.map((r) => r.code);
  const only = (...events: SessionParts["buffers"][0]["events"]): SessionParts => ({ buffers: [{ events }] });

  it("every kernel header holds the same event", async () => {
    const request = (code: number) => ({ irp: 0x1000 + code, code, threadId: 7 });
    const parts = (code: number, ticks: number, bits: 32 | 64) => ({
      ticks,
      bits,
      threadId: 70 + code,
      processId: 90 + code,
      payload: controlPayload(3, bits, request(code)),
    });
    const answer = await read1(
      only(
        systemEvent(4, 75, 3, parts(1, 10, 32)),
        systemEvent(4, 75, 3, parts(2, 20, 64)),
        compactEvent(4, 75, 3, parts(3, 30, 32)),
        compactEvent(4, 75, 3, parts(4, 40, 64)),
        perfInfoEvent(4, 75, 3, parts(5, 50, 32)),
        perfInfoEvent(4, 75, 3, parts(6, 60, 64)),
        fullEvent(FILE_IO, 75, 3, parts(7, 70, 32)),
        fullEvent(FILE_IO, 75, 3, parts(8, 80, 64)),
        instanceEvent(FILE_IO, 75, 3, parts(9, 90, 32)),
        instanceEvent(FILE_IO, 75, 3, parts(10, 100, 64)),
        manifestEvent(FILE_IO, 0, 3, { ...parts(11, 110, 32), classicOpcode: 75 }),
        manifestEvent(FILE_IO, 0, 3, { ...parts(12, 120, 64), classicOpcode: 75 }),
        countedPerfInfoEvent(4, 75, 3, 2, parts(13, 130, 64)),
        messageEvent(PROVIDER, 10, { ticks: 140, payload: payload().u32(1) }),
        errorEvent(),
        perfInfoEvent(4, 75, 3, parts(14, 150, 64)),
      ),
    );
    expect(codes(answer)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(answer.records.map((r) => r.threadId)).toEqual([
      71, 72, 73, 74, 7, 7, 77, 78, 79, 80, 81, 82, 7, 7,
    ]);
    expect(answer.records.every((r) => r.provider === "FileIo" && r.eventId === 75)).toBe(true);
    expect(answer.records.map((r) => r.row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17]);
    expect(answer.accounting).toMatchObject({ records: 17, decoded: 14, other: 3, rejected: 0 });
  });

  it.each([
    {
      name: "performance counter",
      clockType: 1,
      frequency: 3_117_777n,
      ticks: 3_117_777 * 5 + 2,
      text: "00:26:45.0000006Z",
    },
    {
      name: "fast performance counter",
      clockType: 1,
      frequency: 3_000_000_001n,
      ticks: 3_000_000_000,
      text: "00:26:40.9999999Z",
    },
    { name: "system time", clockType: 2, ticks: 12_345_678, text: "00:26:41.2345678Z" },
    { name: "CPU cycles", clockType: 3, cpuMhz: 2_400, ticks: 24_000_000_241, text: "00:26:50.0000001Z" },
  ])("clock: $name", async ({ clockType, frequency, cpuMhz, ticks, text }) => {
    const answer = await read1({
      clockType,
      ...(frequency === undefined ? {} : { frequency }),
      ...(cpuMhz === undefined ? {} : { cpuMhz }),
      buffers: [{ events: [control(ticks, { irp: 1, code: 5 })] }],
    });
    const start = Date.UTC(1601, 0, 1) + 133_000_000_000_000_000 / 10_000;
    const day = new Date(start).toISOString().slice(0, 11);
    const base = new Date(start).toISOString().slice(11, 19);
    expect([base, answer.records[0]!.time]).toEqual(["04:26:40", `${day}${text.replace(/^00/, "04")}`]);
  });

  it("several IRPs in flight on two processors, an end on the other one, a dropped start", async () => {
    const answer = await read1({
      buffers: [
        {
          processor: 1,
          events: [
            operationEnd(35, 0xa, 0xc0000010),
            control(40, { irp: 0xb, code: 3 }),
            control(45, { irp: 0xc, code: 4 }),
            operationEnd(90, 0xc, 1),
          ],
        },
        {
          processor: 0,
          events: [
            control(10, { irp: 0xa, code: 1 }),
            control(20, { irp: 0xb, code: 2 }),
            operationEnd(70, 0xb, 2),
            control(75, { irp: 0xd, code: 5 }),
            read(80, 0xd),
            operationEnd(85, 0xd, 7),
          ],
        },
      ],
    });
    expect(answer.records.map((r) => [r.code, r.processor, r.status, r.duration])).toEqual([
      [1, 0, "0xC0000010", 25e-7],
      [2, 0, null, null],
      [3, 1, "0x00000002", 30e-7],
      [4, 1, "0x00000001", 45e-7],
      [5, 0, null, null],
    ]);
  });

  it("a circular file that has wrapped: buffers of one processor stand in any order", async () => {
    const part = (n: number) => [control(n * 100, { irp: n, code: n }), operationEnd(n * 100 + 50, n)];
    const answer = await read1({
      mode: 2,
      buffers: [5, 6, 2, 3, 4].map((n, i) => ({
        events: part(n),
        sequence: n,
        processor: 0,
        flags: i === 4 ? 1 : 0,
      })),
    });
    expect(codes(answer)).toEqual([2, 3, 4, 5, 6]);
    expect(answer.records.map((r) => r.row)).toEqual([6, 8, 10, 2, 4]);
    expect(answer.records.every((r) => r.duration === 5e-6)).toBe(true);
  });

  it("times that step back inside a buffer and over overlapping buffers of one stream", async () => {
    const answer = await read1({
      mode: 0x10000001,
      buffers: [
        {
          events: [
            control(50, { irp: 1, code: 3 }),
            control(10, { irp: 2, code: 1 }),
            control(90, { irp: 3, code: 6 }),
          ],
        },
        {
          events: [
            control(70, { irp: 4, code: 4 }),
            control(30, { irp: 5, code: 2 }),
            control(90, { irp: 6, code: 7 }),
          ],
        },
        { events: [control(80, { irp: 7, code: 5 })] },
      ],
    });
    expect(codes(answer)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("names: rundown at the end, a key that is used again, drive letters, threads and processes by time", async () => {
    const volume = payload().utf16("\\Device\\HarddiskVolume3\\").utf16("C:\\");
    const at = (ticks: number, key: number, threadId: number) =>
      control(ticks, { irp: ticks, code: ticks, fileKey: key, fileObject: 77, threadId });
    const answer = await read1({
      buffers: [
        {
          events: [
            at(10, 0x100, 41),
            at(20, 0x200, 42),
            fileName(30, 0x200, "\\Device\\HarddiskVolume3\\new.txt", 32),
            at(40, 0x200, 42),
            threadStart(45, 42, 9, 1),
            processStart(46, 9, "later.exe", 1),
            at(50, 0x300, 42),
          ],
        },
        {
          events: [
            fileName(60, 0x100, "\\device\\harddiskvolume3\\old.txt", 36),
            fileName(60, 0x200, "\\Device\\HarddiskVolume30\\x", 36),
            threadStart(61, 41, 8, 4),
            processStart(61, 8, "first.exe", 4),
            fullEvent("9b79ee91-b5fd-41c0-a243-4248e266e9d0", 35, 2, { ticks: 62, payload: volume }),
          ],
        },
      ],
    });
    expect(answer.records.map((r) => [r.path, r.threadId, r.processId, r.processName])).toEqual([
      ["C:\\old.txt", 41, 8, "first.exe"],
      ["\\Device\\HarddiskVolume30\\x", 42, 9, null],
      ["C:\\new.txt", 42, 9, null],
      [null, 42, 9, "later.exe"],
    ]);
  });

  it("kernel and Kernel-File have tables of their own", async () => {
    const answer = await read1(
      only(
        control(10, { irp: 5, code: 1 }),
        kernelFileControl(20, { irp: 5, code: 2 }),
        kernelFileEnd(30, 5, 3),
        operationEnd(40, 5, 4),
        kernelFileControl(50, { irp: 6, code: 3 }, 0, 32),
      ),
    );
    expect(answer.records.map((r) => [r.provider, r.eventId, r.status])).toEqual([
      ["FileIo", 75, "0x00000004"],
      ["Microsoft-Windows-Kernel-File", 23, "0x00000003"],
      ["Microsoft-Windows-Kernel-File", 23, null],
    ]);
  });

  it("look-alikes and Parameter events of another major function are no control codes", async () => {
    const parameter = (ticks: number, major: number) =>
      manifestEvent(STORPORT, 212, 1, { ticks, payload: payload().u64(1).u32(major, 0, 0x4d014) });
    const answer = await read1(
      only(
        parameter(10, 0x03),
        parameter(20, 0x0e),
        parameter(30, 0x0f),
        manifestEvent(SERVICES, 200, 0, {
          ticks: 40,
          payload: payload().utf16("a").utf16("b").u32(4).u64(0).u32(1, 2),
        }),
        manifestEvent("2f07e2ee-15db-40f1-90ef-9d7ba282188a", 1488, 0, {
          ticks: 50,
          payload: payload().u32(0x98000004, 0),
        }),
        manifestEvent("88c09888-118d-48fc-8863-e1c6d39ca4df", 2021, 1, {
          ticks: 60,
          payload: payload().u32(1).utf16("x"),
        }),
        perfInfoEvent(4, 74, 3, { ticks: 70, payload: controlPayload(3, 64, { irp: 1, code: 9 }) }),
      ),
    );
    expect(answer.records.map((r) => [r.code, r.operation, r.entry.majorFunction])).toEqual([
      [0x4d014, "DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"],
      [0x4d014, "InternalDeviceIoControl", "IRP_MJ_INTERNAL_DEVICE_CONTROL"],
    ]);
    expect(answer.accounting.rejected).toBe(0);
  });

  it("one id and version with two layouts: the length of the payload tells", async () => {
    const smb = (ticks: number, size: number, at: number, code: number) => {
      const bytes = new Uint8Array(size);
      new DataView(bytes.buffer).setUint32(at, code, true);
      return manifestEvent(SMB_SERVER, 117, 2, { ticks, payload: payload().bytes(bytes) });
    };
    const answer = await read1(
      only(smb(10, 208, 128, 0x1401c4), smb(20, 220, 140, 0x1440f2), smb(30, 212, 128, 1)),
    );
    expect(codes(answer)).toEqual([0x1401c4, 0x1440f2]);
    expect(answer.accounting.rejected).toBe(1);
    expect(answer.issues).toMatchObject([{ error: "E_ETL_EVENT", row: 4, kind: "rejected" }]);
  });

  it("a code behind fields of variable size, a code as text, lengths and status", async () => {
    const text = (ticks: number, value: string) =>
      manifestEvent("47bc9477-a8ba-452e-b951-4f2ed3593cf9", 1002, 1, {
        ticks,
        payload: payload().u64(1).utf16(value),
      });
    const answer = await read1(
      only(
        manifestEvent("f5d05b38-80a6-4653-825d-c414e4ab3c68", 226, 1, {
          ticks: 10,
          payload: payload()
            .guid(PROVIDER)
            .u32(1)
            .utf8("v")
            .utf8("model")
            .utf8("")
            .utf8("sn")
            .u32(0xc0000001, 0x70000),
        }),
        manifestEvent("c2f86198-03ca-4771-8d4c-ce6e15cbca56", 1079, 0, {
          ticks: 20,
          payload: payload().u64(1, 2, 3, 16, 32).u32(0x41018),
        }),
        text(30, "IOCTL_SERIAL_SET_BAUD_RATE"),
        text(40, "something else"),
        text(50, "0x1B0008"),
      ),
    );
    expect(
      answer.records.map((r) => [r.code, r.status, r.inputLength, r.outputLength, r.entry.codeText]),
    ).toEqual([
      [0x70000, "0xC0000001", null, null, null],
      [0x41018, null, 16, 32, null],
      [0x1b0004, null, null, null, "IOCTL_SERIAL_SET_BAUD_RATE"],
      [null, null, null, null, "something else"],
      [0x1b0008, null, null, null, null],
    ]);
    expect(answer.accounting).toMatchObject({ decoded: 4, unresolved: 1 });
  });

  it("TraceLogging: a field whose name says so, behind others; names that do not", async () => {
    const answer = await read1(
      only(
        traceLoggingEvent(
          PROVIDER,
          "My.Driver",
          "Request",
          [
            ["Name", 1],
            ["IoControlCode", 0x88, 0x14],
          ],
          {
            ticks: 10,
            processId: 3,
            threadId: 4,
            payload: payload().utf16("x").u32(0x222003),
          },
        ),
        traceLoggingEvent(
          PROVIDER,
          "My.Driver",
          "Other",
          [
            ["IoctlCount", 8],
            ["ServiceControlCode", 8],
          ],
          {
            ticks: 20,
            payload: payload().u32(1, 2),
          },
        ),
        traceLoggingEvent(
          PROVIDER,
          "My.Driver",
          "Array",
          [
            ["Data", 0x44],
            ["FsControlCode", 8],
          ],
          {
            ticks: 30,
            payload: payload().u16(3).u8(1, 2, 3).u32(0x900a8),
          },
        ),
      ),
    );
    expect(answer.records.map((r) => [r.code, r.provider, r.operation, r.processId])).toEqual([
      [0x222003, "My.Driver", "DeviceIoControl", 3],
      [0x900a8, "My.Driver", "FileSystemControl", 0],
    ]);
  });

  it("events that the trace describes behind them: TRACE_EVENT_INFO and EventSource manifests", async () => {
    const names = ["Device", "IoctlCode"];
    const info = payload().guid(PROVIDER).guid(PROVIDER).u16(31).u8(2, 0, 4, 0).u16(0).u64(0);
    const strings = payload();
    const at = 112 + 2 * 24;
    const offsets = ["My-Provider", ...names].map((name) => {
      const offset = at + strings.length;
      strings.utf16(name);
      return offset;
    });
    info
      .u32(0, offsets[0]!, 0, 0, 0, 0, 0, 0)
      .bytes(new Uint8Array(100 - info.length))
      .u32(2, 2, 0);
    info.u32(0, offsets[1]!).u16(1, 0).u32(0).u16(1, 0).u32(0);
    info.u32(0, offsets[2]!).u16(8, 0).u32(0).u16(1, 4).u32(0);
    const xml =
      '<provider name="My-Source" guid="{aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee}"><events><event value="9" version="0" template="T"/>' +
      '</events><templates><template tid="T"><data name="n" inType="win:UInt16"/><data name="ioControlCode" inType="win:UInt32"/></template></templates></provider>';
    const source = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    const half = Math.floor(xml.length / 2);
    const chunk = (n: number, part: string) =>
      manifestEvent(source, 65534, 1, {
        ticks: 50 + n,
        payload: payload().u8(1, 1, 0, 0x5b).u16(2, n).bytes(new TextEncoder().encode(part)),
      });
    const answer = await read1(
      only(
        manifestEvent(PROVIDER, 31, 2, { ticks: 10, payload: payload().utf16("disk").u32(0x2d1080) }),
        manifestEvent(source, 9, 0, { ticks: 20, payload: payload().u16(1).u32(0x2d1400) }),
        fullEvent("bbccf6c1-6cd1-48c4-80ff-839482e37671", 32, 0, {
          ticks: 40,
          payload: info.bytes(strings.toBytes()),
        }),
        chunk(1, xml.slice(half)),
        chunk(0, xml.slice(0, half)),
      ),
    );
    expect(answer.records.map((r) => [r.code, r.provider, r.eventId])).toEqual([
      [0x2d1080, "My-Provider", 31],
      [0x2d1400, "My-Source", 9],
    ]);
  });

  it("rules of the user", async () => {
    const session = only(
      manifestEvent(PROVIDER, 5, 1, { ticks: 10, bits: 32, payload: payload().u32(1, 0x111) }),
      manifestEvent(PROVIDER, 5, 1, { ticks: 20, payload: payload().u64(1).u32(0x222) }),
      manifestEvent(PROVIDER, 5, 2, { ticks: 30, payload: payload().u64(1).u32(0x333) }),
      traceLoggingEvent(PROVIDER, "My.Driver", "Req", [["Number", 8]], {
        ticks: 40,
        payload: payload().u32(0x444),
      }),
      manifestEvent(SERVICES, 200, 0, {
        ticks: 50,
        payload: payload().utf16("a").utf16("b").u32(0x555).u64(0).u32(1, 2),
      }),
    );
    const rules = (...etwFields: string[]) => read1(session, { etwFields });
    expect(codes(await rules())).toEqual([]);
    expect(codes(await rules(`{${PROVIDER.toUpperCase()}}:5:4:8`))).toEqual([0x111, 0x222, 0x333]);
    expect(codes(await rules(`${PROVIDER}:5:1:4:8`))).toEqual([0x111, 0x222]);
    expect(codes(await rules("my.driver:Req:Number"))).toEqual([0x444]);
    expect(codes(await rules(`${SERVICES}:200:ControlCode`))).toEqual([0x555]);
  });

  it("losses are told and counted as warnings", async () => {
    const events = [control(10, { irp: 1, code: 1 })];
    const answer = await read1({
      eventsLost: 3,
      buffersLost: 2,
      buffers: [
        { events, flags: 2 },
        { events: [], flags: 4 },
      ],
    });
    expect(answer.issues.map((i) => [i.kind, i.error, i.offset])).toEqual([
      ["warning", "E_LOST", 4096],
      ["warning", "E_LOST", 8192],
      ["warning", "E_LOST", 0],
      ["warning", "E_LOST", 0],
    ]);
    expect(answer.accounting.warnings).toBe(4);
  });

  it("Windows 7 buffers, 32 bit, version 2; odd compressed buffers", async () => {
    const old = await read1({
      bits: 32,
      old: true,
      buffers: [{ processor: 3, events: [control(10, { irp: 1, code: 9, threadId: 3 }, 32, 2)] }],
    });
    expect(old.records).toMatchObject([{ code: 9, processor: 3, threadId: 3, offset: 4096 + 0x48 }]);
    expect(old.records[0]).not.toHaveProperty("innerOffset");
    const events = Array.from({ length: 60 }, (_, i) => control(10 + i, { irp: i, code: i }));
    const packed = await read1({
      mode: 0x04000001,
      bufferSize: 65536,
      buffers: [
        { events, compressed: true },
        { events: events.slice(0, 3), compressed: true },
      ],
    });
    expect(packed.records.length).toBe(63);
    expect(packed.records[0]).toMatchObject({ offset: 1024, innerOffset: 0x48 });
    expect(packed.issues).toEqual([]);
  });

  it("an unknown header type is reported; the next event that can be told, and the next buffer, are read", async () => {
    const unknown = (size: number) =>
      rawEvent(payload().u16(size).u8(25, 0xc0).bytes(new Uint8Array(28)).toBytes());
    const answer = await read1({
      buffers: [
        { events: [control(10, { irp: 1, code: 1 }), unknown(32), control(30, { irp: 3, code: 3 })] },
        { events: [control(40, { irp: 4, code: 4 }), unknown(4), control(50, { irp: 5, code: 5 })] },
        { events: [control(60, { irp: 6, code: 6 })] },
      ],
    });
    expect(codes(answer)).toEqual([1, 3, 4, 6]);
    expect(answer.issues.map((i) => [i.row, i.offset, i.error])).toEqual([
      [3, 4096 + 0x48 + 56, "E_ETL_EVENT"],
      [6, 8192 + 0x48 + 56, "E_ETL_EVENT"],
    ]);
    expect(answer.accounting).toMatchObject({ records: 7, decoded: 4, other: 1, rejected: 2 });
  });

  it("an end that comes long after its start is found, and nothing waits for one that never comes", async () => {
    const buffers = [];
    const count = 10_000;
    for (let from = 0; from < count; from += 1000) {
      const events = [];
      if (from === 0)
        events.push(control(1, { irp: 0x10, code: 0xaaaa }), control(2, { irp: 0x20, code: 0xbbbb }));
      for (let i = from; i < from + 1000; i++) {
        events.push(
          control(10 + 2 * i, { irp: 0x100 + i, code: i & 0xfff }),
          operationEnd(11 + 2 * i, 0x100 + i),
        );
      }
      if (from + 1000 === count) events.push(operationEnd(10 + 2 * count, 0x10, 5));
      buffers.push({ events });
    }
    const answer = await read1({ bufferSize: 131072, buffers });
    expect(answer.records.length).toBe(count + 2);
    expect(answer.records.slice(0, 2).map((r) => [r.code, r.status])).toEqual([
      [0xaaaa, "0x00000005"],
      [0xbbbb, null],
    ]);
    expect(answer.records.slice(2).every((r) => r.status === "0x00000000" && r.duration === 1e-7)).toBe(true);
  });
});
