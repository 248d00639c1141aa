/**
 * Writes Process Monitor logs (.PML) by the description of the format: header, events, offset array, processes, strings.
 * Knows nothing of the code under `src`, which the samples are to judge.
 */

export const HEADER_BYTES = 0x3a8;
const EVENT_BYTES = 0x34;
const PROCESS_BYTES = 0x80;
/** FILETIME of the first event. */
export const START = (BigInt(Date.UTC(2031, 2, 2, 9, 14, 7)) + 11_644_473_600_000n) * 10_000n;

const CLASS = { process: 1, registry: 2, file: 3, profiling: 4, network: 5 };
export const OPERATION = { FileSystemControl: 33, DeviceIoControl: 34, InternalDeviceIoControl: 35 };

const u16 = (value) => [value & 0xff, (value >>> 8) & 0xff];
const u32 = (value) => [...u16(value), ...u16(value >>> 16)];

/** Bytes that look like what Process Monitor leaves lying about. */
function leftovers(count) {
  return Buffer.from(Array.from({ length: count }, (_, i) => (0xc1 + 37 * i) & 0xff));
}

/**
 * One event. `operation` is a number in the class; `ticks` are units of 100 ns behind START; `extra` = bytes of extra
 * detail or null, `extraLength` the length that is written for them, `behind` bytes between this event and the next.
 */
export function event(parts) {
  return {
    process: 7,
    thread: 100,
    class: "file",
    operation: 20,
    duration: 0,
    ticks: 0,
    status: 0,
    stack: 0,
    detail: Buffer.alloc(0),
    extra: null,
    behind: 0,
    ...parts,
  };
}

/**
 * A control request: `operation` is a name of OPERATION. `oneByte` = the path has a byte a character, `tail` stands
 * behind it.
 */
export function control(bits, { operation, code, path, ...parts }) {
  const { oneByte = true, input = 0, output = 0, minor = 0, flags = 1, tail = leftovers(2), ...rest } = parts;
  const wide = bits === 64;
  const fixed = leftovers(wide ? 0x44 : 0x30);
  const characters = oneByte ? Buffer.from(path, "latin1") : Buffer.from(path, "utf16le");
  fixed.writeUInt8(minor, 0);
  fixed.writeUInt32LE(flags, 0x0c);
  fixed.writeUInt32LE(output, 0x10);
  fixed.writeUInt32LE(input, wide ? 0x18 : 0x14);
  fixed.writeUInt32LE(code, wide ? 0x20 : 0x18);
  fixed.writeUInt16LE(path.length | (oneByte ? 0x8000 : 0), wide ? 0x40 : 0x2c);
  return event({
    ...rest,
    operation: OPERATION[operation],
    detail: Buffer.concat([fixed, characters, tail]),
  });
}

/** Tail of FSCTL_OFFLOAD_READ: the input block, then leftovers. */
export function offloadTail(offset, length) {
  const tail = leftovers(36);
  tail.writeUInt32LE(32, 0);
  tail.writeBigInt64LE(BigInt(offset), 0x10);
  tail.writeBigUInt64LE(BigInt(length), 0x18);
  return tail;
}

function eventBytes(parts, bits) {
  const { process, thread, operation, duration, ticks, status, stack, detail, extra, behind } = parts;
  const head = Buffer.alloc(EVENT_BYTES);
  const pointers = leftovers((stack * bits) / 8);
  head.writeUInt32LE(process, 0);
  head.writeUInt32LE(thread, 4);
  head.writeUInt32LE(CLASS[parts.class] ?? parts.class, 8);
  head.writeUInt16LE(operation, 0x0c);
  head.writeUInt16LE(0xab1e, 0x0e);
  head.writeUInt32LE(ticks >>> 4, 0x10);
  head.writeBigUInt64LE(BigInt(duration), 0x14);
  head.writeBigUInt64LE(START + BigInt(ticks), 0x1c);
  head.writeUInt32LE(status, 0x24);
  head.writeUInt16LE(stack, 0x28);
  head.writeUInt16LE(0x5eed, 0x2a);
  head.writeUInt32LE(detail.length, 0x2c);
  if (extra === null) return Buffer.concat([head, pointers, detail, leftovers(behind)]);
  head.writeUInt32LE(EVENT_BYTES + pointers.length + detail.length, 0x30);
  const length = Buffer.from(u16(parts.extraLength ?? extra.length));
  return Buffer.concat([head, pointers, detail, length, extra, leftovers(behind)]);
}

function stringTable(strings) {
  const offsets = [];
  const parts = [];
  let at = 4 + 4 * strings.length;
  for (const text of strings) {
    const bytes = Buffer.from(`${text}\0`, "utf16le");
    offsets.push(at);
    parts.push(Buffer.from(u32(bytes.length)), bytes);
    at += 4 + bytes.length;
  }
  return Buffer.concat([Buffer.from([strings.length, ...offsets].flatMap(u32)), ...parts]);
}

/** `processes`: index, PID and name each; the names are not in the order of the processes. */
function tables(processes) {
  const strings = ["", "C:\\Windows\\", ...new Set(processes.map(({ name }) => name).sort())];
  const head = 4 + 8 * processes.length;
  const offsets = processes.map((_, i) => head + PROCESS_BYTES * i);
  const records = processes.map(({ index, pid, name }) => {
    const record = leftovers(PROCESS_BYTES);
    record.writeUInt32LE(index, 0);
    record.writeUInt32LE(pid, 4);
    record.writeUInt32LE(strings.indexOf(name), 0x40);
    return record;
  });
  const list = [processes.length, ...processes.map(({ index }) => index), ...offsets];
  return {
    processes: Buffer.concat([Buffer.from(list.flatMap(u32)), ...records]),
    strings: stringTable(strings),
  };
}

/**
 * A capture. `padding` bytes stand in front of the offset array; without `closed` there are no tables and the header
 * knows of none.
 * @returns the bytes, where each event begins, and where the tables do
 */
export function makePml({ bits = 64, events, processes = [], padding = 0, closed = true }) {
  const header = Buffer.alloc(HEADER_BYTES);
  const starts = [];
  const parts = [header];
  let at = HEADER_BYTES;
  for (const one of events) {
    const bytes = eventBytes(one, bits);
    starts.push(at);
    parts.push(bytes);
    at += bytes.length;
  }
  header.write("PML_", 0, "latin1");
  header.writeUInt32LE(9, 4);
  header.writeUInt32LE(bits === 64 ? 1 : 0, 8);
  header.write("EXAMPLE-PC", 0x0c, "utf16le");
  header.write("C:\\Windows", 0x2c, "utf16le");
  const places = { offsetArray: 0, processTable: 0, stringTable: 0 };
  if (closed) {
    const made = tables(processes);
    const array = Buffer.from(starts.flatMap((start) => [...u32(start), 0]));
    places.offsetArray = at + padding;
    places.processTable = places.offsetArray + array.length;
    places.stringTable = places.processTable + made.processes.length;
    parts.push(Buffer.alloc(padding), array, made.processes, made.strings, Buffer.from(u32(0)));
    header.writeUInt32LE(events.length, 0x234);
    header.writeBigUInt64LE(BigInt(places.stringTable + made.strings.length), 0x260);
  }
  header.writeBigUInt64LE(BigInt(HEADER_BYTES), 0x240);
  header.writeBigUInt64LE(BigInt(places.offsetArray), 0x248);
  header.writeBigUInt64LE(BigInt(places.processTable), 0x250);
  header.writeBigUInt64LE(BigInt(places.stringTable), 0x258);
  header.writeBigUInt64LE(BigInt(HEADER_BYTES), 0x398);
  return { bytes: Buffer.concat(parts), starts, places };
}
