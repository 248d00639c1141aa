/** The samples/*.etl: what stands in each, made by the generator beside this file, with the codes put in. */
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
} from "./file-io.js";
import {
  type BufferParts,
  compactEvent,
  errorEvent,
  fullEvent,
  instanceEvent,
  type MakeEvent,
  makeEtl,
  manifestEvent,
  messageEvent,
  payload,
  perfInfoEvent,
  rawEvent,
  systemEvent,
  traceLoggingEvent,
} from "./make-etl.js";

export interface EtlSample {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Codes in the order of time; null for one that cannot be told. */
  readonly codes: readonly (number | null)[];
}

const GET_REPARSE_POINT = 0x000900a8;
const QUERY_USN_JOURNAL = 0x000900f4;
const SET_SPARSE = 0x000900c4;
const REQUEST_OPLOCK = 0x00090240;
const STORAGE_QUERY_PROPERTY = 0x002d1400;
const SAMPLE_DRIVER = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const STORPORT = "c4636a1e-7986-4646-bf10-7bc3b4a76e8e";
const BUFFER_SIZE = 2048;

function at(ticks: number, irp: number, code: number, fileKey: number, threadId: number): MakeEvent {
  return control(ticks, { irp, code, fileKey, fileObject: 0x900, threadId });
}

const VOLUME = payload().utf16("\\Device\\HarddiskVolume3\\").utf16("C:\\");

function fileIo(): EtlSample {
  const buffers: BufferParts[] = [
    {
      processor: 1,
      events: [
        operationEnd(1_200, 0xa00, 0xc0000275),
        at(1_300, 0xb00, SET_SPARSE, 0x500, 52),
        at(1_450, 0xc00, QUERY_USN_JOURNAL, 0x600, 41),
        operationEnd(1_600, 0xc00, 0),
      ],
    },
    {
      processor: 0,
      events: [
        processStart(10, 500, "reader.exe"),
        threadStart(20, 41, 500),
        at(1_000, 0xa00, GET_REPARSE_POINT, 0x400, 41),
        at(1_100, 0xb00, REQUEST_OPLOCK, 0x500, 52),
        operationEnd(1_500, 0xb00, 0),
        at(1_700, 0xd00, REQUEST_OPLOCK, 0x500, 41),
        read(1_800, 0xd00),
        operationEnd(1_900, 0xd00, 0),
      ],
    },
    {
      processor: 1,
      flags: 1,
      events: [
        fileName(9_000, 0x400, "\\Device\\HarddiskVolume3\\data\\link", 36),
        fileName(9_001, 0x500, "\\Device\\HarddiskVolume3\\data\\sp\u00e4te.bin", 36),
        threadStart(9_010, 52, 600, 4),
        processStart(9_020, 600, "writer.exe", 4),
        fullEvent("9b79ee91-b5fd-41c0-a243-4248e266e9d0", 35, 2, { ticks: 9_030, payload: VOLUME }),
      ],
    },
  ];
  return {
    file: "etl-fileio.etl",
    bytes: makeEtl({ bufferSize: BUFFER_SIZE, groupMask: 0x06000203, buffers }),
    codes: [GET_REPARSE_POINT, REQUEST_OPLOCK, SET_SPARSE, QUERY_USN_JOURNAL, REQUEST_OPLOCK],
  };
}

function circular(): EtlSample {
  const order = [5, 6, 2, 3, 4];
  const buffers = order.map((n) => ({
    sequence: n,
    events: [at(1_000 * n, n, 0x90000 + 4 * n, 0x400, 41), operationEnd(1_000 * n + 7, n)],
  }));
  return {
    file: "etl-circular.etl",
    bytes: makeEtl({ bufferSize: 1024, mode: 2, buffersLost: 1, buffers }),
    codes: [2, 3, 4, 5, 6].map((n) => 0x90000 + 4 * n),
  };
}

function compressed(): EtlSample {
  const codes = Array.from({ length: 120 }, (_, i) => 0x90000 + 4 * (i % 7));
  const part = (from: number, to: number, processor: number): BufferParts => ({
    processor,
    compressed: true,
    events: codes.slice(from, to).flatMap((code, i) => {
      const n = from + i;
      return [at(1_000 + 10 * n, n, code, 0x400, 41), operationEnd(1_003 + 10 * n, n)];
    }),
  });
  return {
    file: "etl-compressed.etl",
    bytes: makeEtl({
      bufferSize: 65536,
      mode: 0x04010001,
      buffers: [part(60, 120, 1), part(0, 60, 0)],
    }).slice(),
    codes,
  };
}

function headers(): EtlSample {
  const parts = (n: number, bits: 32 | 64) => ({
    ticks: 100 * n,
    bits,
    threadId: 40 + n,
    processId: 500 + n,
    payload: controlPayload(3, bits, { irp: n, code: 0x90000 + 4 * n, threadId: 7 }),
  });
  const events = [
    systemEvent(4, 75, 3, parts(1, 32)),
    systemEvent(4, 75, 3, parts(2, 64)),
    compactEvent(4, 75, 3, parts(3, 32)),
    compactEvent(4, 75, 3, parts(4, 64)),
    perfInfoEvent(4, 75, 3, parts(5, 32)),
    perfInfoEvent(4, 75, 3, parts(6, 64)),
    fullEvent(FILE_IO, 75, 3, parts(7, 32)),
    fullEvent(FILE_IO, 75, 3, parts(8, 64)),
    instanceEvent(FILE_IO, 75, 3, parts(9, 32)),
    instanceEvent(FILE_IO, 75, 3, parts(10, 64)),
    messageEvent(SAMPLE_DRIVER, 10, { ticks: 1_050, payload: payload().u32(1) }),
    errorEvent(),
    kernelFileControl(1_100, { irp: 11, code: 0x90000 + 44 }, 0, 32),
    kernelFileControl(1_200, { irp: 12, code: 0x90000 + 48 }, 1, 64),
    kernelFileEnd(1_205, 12, 0),
  ];
  return {
    file: "etl-headers.etl",
    bytes: makeEtl({ bufferSize: BUFFER_SIZE, clockType: 2, buffers: [{ events }] }),
    codes: Array.from({ length: 12 }, (_, i) => 0x90000 + 4 * (i + 1)),
  };
}

function providers(): EtlSample {
  const parameter = (ticks: number, major: number) =>
    manifestEvent(STORPORT, 212, 1, {
      ticks,
      processId: 4,
      threadId: 8,
      payload: payload().u64(1).u32(major, 0, 0x4d014),
    });
  const request = (ticks: number, code: number) =>
    traceLoggingEvent(
      SAMPLE_DRIVER,
      "Sample.Driver",
      "Request",
      [
        ["Device", 1],
        ["IoControlCode", 0x94, 0x14],
      ],
      {
        ticks,
        processId: 500,
        threadId: 41,
        payload: payload().utf16("\\Device\\Sample").u32(code),
      },
    );
  const serial = (ticks: number, text: string) =>
    manifestEvent("47bc9477-a8ba-452e-b951-4f2ed3593cf9", 1002, 1, {
      ticks,
      payload: payload().u64(1).utf16(text),
    });
  const events = [
    parameter(100, 0x0e),
    parameter(200, 0x03),
    parameter(300, 0x0f),
    manifestEvent("412bdff2-a8c4-470d-8f33-63fe0d8c20e2", 1002, 0, {
      ticks: 400,
      payload: payload().u32(0, STORAGE_QUERY_PROPERTY, 0),
    }),
    request(500, 0x222003),
    serial(600, "IOCTL_SERIAL_SET_BAUD_RATE"),
    serial(700, "a text that is no code"),
    manifestEvent("0063715b-eeda-4007-9429-ad526f62696e", 200, 0, {
      ticks: 800,
      payload: payload().utf16("Service").utf16("A service").u32(4).u64(0).u32(1, 2),
    }),
    manifestEvent("2f07e2ee-15db-40f1-90ef-9d7ba282188a", 1488, 0, {
      ticks: 900,
      payload: payload().u32(0x98000004, 0),
    }),
  ];
  return {
    file: "etl-providers.etl",
    bytes: makeEtl({ bufferSize: BUFFER_SIZE, clockType: 3, cpuMhz: 2_400, buffers: [{ events }] }),
    codes: [0x4d014, 0x4d014, STORAGE_QUERY_PROPERTY, 0x222003, 0x1b0004, null],
  };
}

function damaged(): EtlSample {
  const unknown = rawEvent(payload().u16(32).u8(25, 0xc0).bytes(new Uint8Array(28)).toBytes());
  const bytes = makeEtl({
    bufferSize: 1024,
    eventsLost: 3,
    buffers: [
      { events: [at(100, 1, GET_REPARSE_POINT, 0, 41), unknown, at(200, 2, SET_SPARSE, 0, 41)], flags: 2 },
      { events: [at(300, 3, 0x11111111, 0, 41)] },
      { events: [at(400, 4, QUERY_USN_JOURNAL, 0, 41)], flags: 4 },
      { events: [at(500, 5, REQUEST_OPLOCK, 0, 41)] },
    ],
  });
  // The second buffer's header is gone, and the file ends inside the last one, behind its event.
  bytes.fill(0, 2 * 1024, 2 * 1024 + 0x48);
  return {
    file: "etl-damaged.etl",
    bytes: bytes.slice(0, bytes.length - 512),
    codes: [GET_REPARSE_POINT, SET_SPARSE, QUERY_USN_JOURNAL, REQUEST_OPLOCK],
  };
}

export function etlSamples(): EtlSample[] {
  return [fileIo(), circular(), compressed(), headers(), providers(), damaged()];
}
