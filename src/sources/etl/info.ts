/** What a trace is: session, system, clock, losses, what was recorded, and whether it could hold control codes. */

import { type EventKey, KEY_KIND, MESSAGE_B0_COUNTER, MESSAGE_COUNTER } from "../../kernel/etl-walk.js";
import type { Kernel } from "../../kernel/kernel.js";
import type { ByteInput } from "../byte-input.js";
import { readFull, run, type Steps } from "../steps.js";
import { BUFFER_FLAG } from "./buffer.js";
import { BufferScan } from "./buffer-scan.js";
import { Classes, type EventClass, ROLE } from "./classes.js";
import { Clock } from "./clock.js";
import { FOUND, newReading, readControl } from "./control-event.js";
import { type EventView, guidText } from "./event-view.js";
import { EventReader, type EventSink } from "./events.js";
import {
  BUFFER_HEADER_BYTES,
  KERNEL_FILE_GUID,
  KERNEL_GROUPS,
  type LogHeader,
  parseLogHeader,
} from "./header.js";
import { type Verdict, verdictOf } from "./verdict.js";

export interface ProviderEvents {
  readonly provider: string;
  /** Event id, or opcode of a classic event. */
  readonly eventId: number;
  readonly count: number;
}

export interface EtlInfo {
  /** Null when the log file header cannot be read. */
  readonly session: {
    readonly name: string;
    readonly fileName: string;
    readonly os: string;
    readonly logVersion: string;
    readonly pointerSize: number;
    readonly processors: number;
    readonly bufferSize: number;
    readonly mode: number;
    readonly buffersWritten: number;
    readonly start: string | null;
    readonly end: string | null;
    readonly clock: string;
    /** Ticks a second. */
    readonly frequency: number;
  } | null;
  readonly bytes: number;
  readonly buffers: number;
  readonly compressedBuffers: number;
  /** Bytes of headers and events, after decompression. */
  readonly usedBytes: number;
  readonly eventsLost: number;
  readonly buffersLost: number;
  /** Buffers whose flags tell of lost events, of lost buffers. */
  readonly eventsLostBuffers: number;
  readonly buffersLostBuffers: number;
  /** Numbers that are missing between the smallest and the largest sequence number. */
  readonly sequenceGaps: number;
  readonly damagedBuffers: number;
  readonly damagedEvents: number;
  readonly events: number;
  /** Events by header type. */
  readonly headerTypes: Readonly<Record<string, number>>;
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  /** Events by provider and id, most frequent first. */
  readonly providers: readonly ProviderEvents[];
  /** Distinct providers and ids in all. */
  readonly distinctEvents: number;
  readonly controlCodes: number;
  readonly verdict: Verdict;
}

const HEADER_NAMES: Readonly<Record<number, string>> = {
  1: "SYSTEM32",
  2: "SYSTEM64",
  3: "COMPACT32",
  4: "COMPACT64",
  10: "FULL32",
  11: "INSTANCE32",
  13: "ERROR",
  16: "PERFINFO32",
  17: "PERFINFO64",
  18: "EVENT32",
  19: "EVENT64",
  20: "FULL64",
  21: "INSTANCE64",
  [MESSAGE_COUNTER]: "MESSAGE",
  [MESSAGE_B0_COUNTER]: "MESSAGE_B0",
};

const GROUP_NAMES: Readonly<Record<number, string>> = {
  0: "Header",
  1: "DiskIo",
  2: "Memory",
  3: "Process",
  4: "FileIo",
  5: "Thread",
  6: "TcpIp",
  8: "UdpIp",
  9: "Registry",
  11: "Config",
  15: "PerfInfo",
  20: "Image",
  24: "StackWalk",
  26: "ALPC",
};
const CLOCK_NAMES = ["unknown", "performance counter", "system time", "CPU cycles"];
const MASK_COUNT = 8;
const HEAD_BYTES = 65536;
const DEFAULT_TOP = 20;

/** Name of the provider of a key: a kernel group, a known name, or the GUID. */
function providerOf(key: EventKey, classes: Classes): string {
  if (key.kind === KEY_KIND.CLASSIC)
    return GROUP_NAMES[key.id >> 8] ?? `Kernel group 0x${(key.id >> 8).toString(16)}`;
  const guid = guidText(key.guid);
  const group = key.kind === KEY_KIND.FULL ? KERNEL_GROUPS.get(guid) : undefined;
  return group === undefined ? classes.nameOf(guid) : GROUP_NAMES[group]!;
}

/**
 * Starts of file operations. Kernel-File 12 and 30 are left out: the keyword for creates alone brings them too, and
 * then no control request would have been recorded.
 */
function isFileStart(key: EventKey): boolean {
  const opcode = key.id & 0xff;
  const start = opcode >= 64 && opcode <= 77 && opcode !== 76;
  if (key.kind === KEY_KIND.CLASSIC) return key.id >> 8 === 4 && start;
  const guid = guidText(key.guid);
  if (key.kind === KEY_KIND.FULL) return KERNEL_GROUPS.get(guid) === 4 && start;
  return guid === KERNEL_FILE_GUID && key.id >= 13 && key.id <= 28 && key.id !== 24;
}

/** Sequence numbers that were seen; 0 is the header buffer's. */
class Sequence {
  #smallest = Number.POSITIVE_INFINITY;
  #largest = 0;
  #count = 0;

  add(number: number): void {
    if (number === 0) return;
    this.#count++;
    this.#smallest = Math.min(this.#smallest, number);
    this.#largest = Math.max(this.#largest, number);
  }

  get gaps(): number {
    return this.#count === 0 ? 0 : Math.max(0, this.#largest - this.#smallest + 1 - this.#count);
  }
}

/**
 * Reads the whole trace once and tells what it is. `top` limits `providers`.
 */
export async function etlInfo(
  input: ByteInput,
  kernel: Pick<Kernel, "etl">,
  top = DEFAULT_TOP,
): Promise<EtlInfo> {
  return await run(infoSteps(input, kernel, top));
}

function* infoSteps(given: ByteInput, kernel: Pick<Kernel, "etl">, top: number): Steps<EtlInfo> {
  const walk = kernel.etl;
  const headBytes = new Uint8Array(HEAD_BYTES);
  const count = yield* readFull(given, headBytes, given.readAt === undefined ? null : 0);
  const head = headBytes.subarray(0, count);
  const input = given.readAt === undefined ? withHead(given, head) : given;
  const header = parseLogHeader(head);
  const clock = new Clock(header);
  const classes = new Classes();
  const keys = new Map<string, { provider: string; eventId: number; count: number }>();
  const guids = new Map<string, EventKey>();
  const reading = newReading();
  let masks: number[] | null = null;
  let codes = 0;
  let fileStarts = 0;
  let damagedBuffers = 0;
  let damagedEvents = 0;
  const sink: EventSink = {
    event(cls: EventClass, event: EventView) {
      if (cls.role === ROLE.GROUP_MASKS) masks = withMasks(event, masks);
      if (cls.control !== null && readControl(cls.control, event, reading) === FOUND.CODE) codes++;
    },
    fault: () => void damagedEvents++,
    key(key, total) {
      if (isFileStart(key)) fileStarts += total;
      const name = `${key.kind}:${guidText(key.guid)}:${key.id}`;
      const known = keys.get(name);
      if (known !== undefined) known.count += total;
      else if (keys.size < 100_000) {
        keys.set(name, {
          provider: "",
          eventId: key.kind === KEY_KIND.CLASSIC ? key.id & 0xff : key.id,
          count: total,
        });
        guids.set(name, { ...key, guid: key.guid.slice() });
      }
    },
  };
  const roles: readonly number[] = [ROLE.CONTROL, ROLE.DESCRIPTION, ROLE.MANIFEST, ROLE.GROUP_MASKS];
  const wanted = (role: number) => roles.includes(role);
  const reader = new EventReader(walk, classes, wanted, true, sink);
  const scan = new BufferScan(walk, input, header, () => void damagedBuffers++);
  const sequence = new Sequence();
  const sums = { buffers: 0, compressed: 0, used: 0, eventsLost: 0, buffersLost: 0 };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let events = 0;
  for (;;) {
    const ready = yield* scan.next();
    if (ready === null) break;
    const { flags, compressed, filled } = ready.header;
    sums.buffers++;
    if (compressed) sums.compressed++;
    sums.used += Math.min(filled, BUFFER_HEADER_BYTES + ready.to - ready.from);
    if (flags & BUFFER_FLAG.EVENTS_LOST) sums.eventsLost++;
    if (flags & BUFFER_FLAG.BUFFER_LOST) sums.buffersLost++;
    sequence.add(ready.header.sequence);
    reader.buffer(ready);
    events += walk.rowCount;
    if (!walk.hasTime) continue;
    first = Math.min(first, clock.ticksOf(walk.smallestTime));
    last = Math.max(last, clock.ticksOf(walk.largestTime));
  }
  for (const { count: counted } of walk.takeCodeCounts()) codes += counted;
  reader.drainKeys();
  for (const [name, of] of keys) of.provider = providerOf(guids.get(name)!, classes);
  const order = [...keys.values()].sort(
    (a, b) =>
      b.count - a.count ||
      (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : a.eventId - b.eventId),
  );
  const totals = walk.headerTotals();
  return {
    session: header === null ? null : sessionOf(header, clock),
    bytes: scan.offset,
    buffers: sums.buffers,
    compressedBuffers: sums.compressed,
    usedBytes: sums.used,
    eventsLost: header?.eventsLost ?? 0,
    buffersLost: header?.buffersLost ?? 0,
    eventsLostBuffers: sums.eventsLost,
    buffersLostBuffers: sums.buffersLost,
    sequenceGaps: sequence.gaps,
    damagedBuffers,
    damagedEvents,
    events,
    headerTypes: Object.fromEntries(
      totals.flatMap((total, type) => (total > 0 ? [[HEADER_NAMES[type] ?? `type ${type}`, total]] : [])),
    ),
    firstEvent: events === 0 ? null : clock.text(first),
    lastEvent: events === 0 ? null : clock.text(last),
    providers: order.slice(0, top),
    distinctEvents: order.length,
    controlCodes: codes,
    verdict: verdictOf({ codes, fileStarts, groupMasks: masks }),
  };
}

/** An input that gives `head` first; what was read of it already. */
function withHead(input: ByteInput, head: Uint8Array): ByteInput {
  let given = 0;
  return {
    name: input.name,
    read(into) {
      if (given === head.length) return input.read(into);
      const part = head.subarray(given, given + into.length);
      into.set(part);
      given += part.length;
      return part.length;
    },
    close: () => input.close(),
  };
}

/** Adds the group masks of a header event to those before. */
function withMasks(event: EventView, before: number[] | null): number[] | null {
  if (!event.has(0, 4 * MASK_COUNT)) return before;
  return Array.from({ length: MASK_COUNT }, (_, i) => (event.u32(4 * i) | (before?.[i] ?? 0)) >>> 0);
}

function sessionOf(header: LogHeader, clock: Clock): NonNullable<EtlInfo["session"]> {
  return {
    name: header.sessionName,
    fileName: header.fileName,
    os: `${header.osMajor}.${header.osMinor} build ${header.osBuild}`,
    logVersion: `${header.logMajor}.${header.logMinor}`,
    pointerSize: header.pointerSize,
    processors: header.processors,
    bufferSize: header.bufferSize,
    mode: header.mode,
    buffersWritten: header.buffersWritten,
    start: filetimeText(header.start),
    end: header.end === 0n ? null : filetimeText(header.end),
    clock: CLOCK_NAMES[header.clockType] ?? CLOCK_NAMES[0]!,
    frequency: clock.frequency,
  };
}

/** FILETIME as ISO 8601 UTC with 100 ns. */
function filetimeText(filetime: bigint): string | null {
  const milliseconds = Number(filetime / 10_000n) - 11_644_473_600_000;
  if (!(Math.abs(milliseconds) < 8e15)) return null;
  const rest = String(filetime % 10_000_000n).padStart(7, "0");
  return `${new Date(milliseconds).toISOString().slice(0, -4)}${rest}Z`;
}
