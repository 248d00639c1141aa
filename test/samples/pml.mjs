/** Samples of Process Monitor's own format: 64-bit, 32-bit, one that was not closed, and one that is damaged. */

import { control, event, makePml, offloadTail } from "./pml-file.mjs";
import { DIC, FILES, FSC, INTERNAL } from "./procmon-events.mjs";

const PROCESSES = [
  { index: 1025, pid: 4812, name: "explorer.exe" },
  { index: 7, pid: 1204, name: "svchost.exe" },
  { index: 1031, pid: 7720, name: "Übersicht.exe" },
  // A PID that was used again.
  { index: 1040, pid: 7720, name: "sensorctl.exe" },
];
const [EXPLORER, SERVICE, OVERVIEW, SENSOR] = PROCESSES.map(({ index }) => index);
/** Index of a process that the table has not. */
const STRANGER = 999;

const PENDING = 0x103;
const filler = (count, byte) => Buffer.alloc(count, byte);

/** Events of all classes that carry no code. */
function plain(ticks) {
  return [
    event({
      class: "registry",
      operation: 5,
      ticks,
      stack: 12,
      detail: filler(96, 0x52),
      extra: filler(18, 0x45),
    }),
    event({ class: "process", operation: 3, ticks: ticks + 1, stack: 31, detail: filler(210, 0x50) }),
    event({ operation: 20, ticks: ticks + 2, stack: 40, detail: filler(131, 0x46), extra: filler(0, 0) }),
    event({ class: "network", operation: 4, ticks: ticks + 3, detail: filler(60, 0x4e), process: EXPLORER }),
    event({ class: "profiling", operation: 1, ticks: ticks + 4, detail: filler(24, 0x54), process: SERVICE }),
    // What a control request of the file system would be in another class.
    event({ class: "registry", operation: 33, ticks: ticks + 5, detail: filler(80, 0x21) }),
  ];
}

/** Control requests, with the oddities of each. */
function requests(bits) {
  const list = [
    {
      operation: FSC,
      code: 0x000900bb,
      path: "C:",
      process: SERVICE,
      input: 40,
      output: 65536,
      duration: 391,
    },
    {
      operation: FSC,
      code: 0x000900a8,
      path: FILES[3],
      oneByte: false,
      process: EXPLORER,
      status: 0xc0000275,
    },
    { operation: DIC, code: 0x004d0008, path: FILES[4], oneByte: false, status: PENDING, process: OVERVIEW },
    {
      operation: DIC,
      code: 0x002d1400,
      path: "\\Device\\Harddisk0\\DR0",
      input: 12,
      output: 1024,
      stack: 22,
    },
    {
      ...{ operation: FSC, code: 0x00094264, path: FILES[0], input: 32, output: 528, process: EXPLORER },
      ...{ status: 0xc000a2a1, tail: offloadTail(0, 2_097_152) },
    },
    { operation: INTERNAL, code: 0x00220003, path: "\\Device\\USBPDO-3", minor: 4, process: STRANGER },
    {
      operation: DIC,
      code: 0x9c406604,
      path: "\\Device\\ExampleSensor",
      process: SENSOR,
      status: 0x80000005,
    },
    { operation: FSC, code: 0x00094148, path: "D:", status: 0xc000046f, duration: 123_456_789_012 },
    { operation: FSC, code: 0x0011c017, path: "\\\\.\\pipe\\example-ledger", flags: 2, status: 0xc01c0004 },
    { operation: DIC, code: 0x00012017, path: "", process: SENSOR, stack: 64, tail: Buffer.alloc(4) },
  ];
  return list.map((parts, i) => ({
    parts,
    event: control(bits, { ticks: 10_000 * i + 77, thread: 40 + i, ...parts }),
  }));
}

function sixtyFour() {
  const made = requests(64);
  const events = made.flatMap(({ event: one }, i) => [...plain(10_000 * i), one]);
  // A notification whose extra detail is a byte longer than its length can say.
  events.splice(
    20,
    0,
    event({
      operation: 32,
      ticks: 20_500,
      stack: 3,
      detail: filler(33, 0x44),
      extra: filler(65535, 0x6e),
      behind: 1,
    }),
  );
  return {
    file: "procmon-64bit.pml",
    bytes: makePml({ events, processes: PROCESSES, padding: 3 }).bytes,
    codes: made.map(({ parts }) => parts.code),
  };
}

function thirtyTwo() {
  const made = requests(32);
  const events = [...plain(0), ...made.map(({ event: one }) => one), ...plain(200_000)];
  return {
    file: "procmon-32bit.pml",
    bytes: makePml({ bits: 32, events, processes: PROCESSES }).bytes,
    codes: made.map(({ parts }) => parts.code),
  };
}

/** The last event is cut. */
function unclosed() {
  const made = requests(64);
  const events = [...plain(0), ...made.map(({ event: one }) => one)];
  const { bytes } = makePml({ events, closed: false });
  return {
    file: "procmon-unclosed.pml",
    bytes: bytes.subarray(0, bytes.length - 5),
    codes: made.slice(0, -1).map(({ parts }) => parts.code),
  };
}

/** Events with impossible lengths, and an entry of the offset array that is wrong. */
function damaged() {
  const made = requests(64);
  const { bytes, starts, places } = makePml({
    events: [...plain(0), ...made.map(({ event: one }) => one)],
    processes: PROCESSES,
  });
  const broken = [1, 4, 6, 8];
  const at = (i) => starts[6 + i];
  // Detail of 4 GiB, a stack that is longer by one, a path longer than the detail, another class.
  bytes.writeUInt32LE(0xfffffff0, at(broken[0]) + 0x2c);
  bytes.writeUInt16LE(1, at(broken[1]) + 0x28);
  bytes.writeUInt16LE(0xffff, at(broken[2]) + 0x34 + 0x40);
  bytes.writeUInt32LE(0x300, at(broken[3]) + 8);
  bytes.writeUInt32LE(0x1234, places.offsetArray + 5 * (6 + 3));
  return {
    file: "procmon-damaged.pml",
    bytes,
    codes: made.filter((_, i) => !broken.includes(i)).map(({ parts }) => parts.code),
  };
}

export function pmlSamples() {
  return [sixtyFour(), thirtyTwo(), unclosed(), damaged()];
}
