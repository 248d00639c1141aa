/**
 * Makes small .etl files byte by byte, for tests and samples: events of every header kind in buffers of any shape.
 * Times are ticks of the session's clock, counted from the header event.
 */
import { packXpress } from "./xpress.js";

export const SESSION_START = 133_000_000_000_000_000n;
export const FIRST_TICK = 1_000_000_000n;
const BUFFER_HEADER = 0x48;

/** Bytes built from left to right, little endian. */
export class Payload {
  readonly #parts: number[] = [];

  get length(): number {
    return this.#parts.length;
  }

  #put(value: number, size: number): this {
    for (let i = 0; i < size; i++) this.#parts.push(Math.floor(value / 2 ** (8 * i)) & 0xff);
    return this;
  }

  u8(...values: number[]): this {
    for (const value of values) this.#put(value, 1);
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.#put(value, 2);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#put(value, 4);
    return this;
  }

  u64(...values: (bigint | number)[]): this {
    for (const value of values) {
      const big = BigInt.asUintN(64, BigInt(value));
      this.#put(Number(big & 0xffffffffn), 4).#put(Number(big >> 32n), 4);
    }
    return this;
  }

  /** A pointer of 4 or 8 bytes. */
  pointer(size: number, ...values: (bigint | number)[]): this {
    for (const value of values) {
      if (size === 4) this.u32(Number(BigInt.asUintN(32, BigInt(value))));
      else this.u64(value);
    }
    return this;
  }

  /** UTF-16 with its NUL. */
  utf16(text: string): this {
    for (let i = 0; i < text.length; i++) this.u16(text.charCodeAt(i));
    return this.u16(0);
  }

  /** UTF-8 with its NUL. */
  utf8(text: string): this {
    return this.bytes(new TextEncoder().encode(text)).u8(0);
  }

  guid(text: string): this {
    const hex = text.replaceAll("-", "");
    const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    return this.u8(...order.map((i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
  }

  bytes(values: Iterable<number>): this {
    for (const value of values) this.#parts.push(value);
    return this;
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#parts);
  }
}

export function payload(): Payload {
  return new Payload();
}

/** What every event has. */
export interface EventParts {
  readonly ticks: number;
  readonly payload?: Payload;
  /** 32 or 64 bit; default 64. */
  readonly bits?: 32 | 64;
  readonly threadId?: number;
  readonly processId?: number;
}

const UNKNOWN = 0xffffffff;

/** Events are made when the clock of their session is known. */
export type MakeEvent = (time: (ticks: number) => bigint) => Uint8Array;

function classic(parts: EventParts, types: readonly [number, number], header: number) {
  return (group: number, opcode: number, version: number): MakeEvent =>
    (time) => {
      const body = parts.payload?.toBytes() ?? new Uint8Array(0);
      const p = payload()
        .u16(version)
        .u8(types[parts.bits === 32 ? 0 : 1], 0xc0)
        .u16(header + body.length)
        .u8(opcode, group);
      if (header > 16) p.u32(parts.threadId ?? UNKNOWN, parts.processId ?? UNKNOWN);
      p.u64(time(parts.ticks));
      if (header === 32) p.u32(0, 0);
      return p.bytes(body).toBytes();
    };
}

/** Kernel event with thread and process id. */
export function systemEvent(group: number, opcode: number, version: number, parts: EventParts): MakeEvent {
  return classic(parts, [1, 2], 32)(group, opcode, version);
}

export function compactEvent(group: number, opcode: number, version: number, parts: EventParts): MakeEvent {
  return classic(parts, [3, 4], 24)(group, opcode, version);
}

export function perfInfoEvent(group: number, opcode: number, version: number, parts: EventParts): MakeEvent {
  return classic(parts, [16, 17], 16)(group, opcode, version);
}

/** PERFINFO with extra header bytes: a PEBS index and `counters` counters. */
export function countedPerfInfoEvent(
  group: number,
  opcode: number,
  version: number,
  counters: number,
  parts: EventParts,
): MakeEvent {
  const extra = payload().bytes(new Uint8Array(8 * (counters + 1)).fill(0xee));
  const body = extra.bytes(parts.payload?.toBytes() ?? []);
  return perfInfoEvent(group, opcode, version | 0x8000 | (counters << 8), { ...parts, payload: body });
}

function withGuid(
  guid: string,
  opcode: number,
  version: number,
  parts: EventParts,
  instance: boolean,
): MakeEvent {
  return (time) => {
    const body = parts.payload?.toBytes() ?? new Uint8Array(0);
    const types = instance ? [11, 21] : [10, 20];
    const size = (instance ? 72 : 48) + body.length;
    const p = payload()
      .u16(size)
      .u8(types[parts.bits === 32 ? 0 : 1]!, 0xc0)
      .u8(opcode, 0)
      .u16(version);
    p.u32(parts.threadId ?? UNKNOWN, parts.processId ?? UNKNOWN)
      .u64(time(parts.ticks))
      .guid(guid)
      .u32(0, 0);
    if (instance) p.u32(7, 8).guid("00000000-0000-0000-0000-000000000000");
    return p.bytes(body).toBytes();
  };
}

export function fullEvent(guid: string, opcode: number, version: number, parts: EventParts): MakeEvent {
  return withGuid(guid, opcode, version, parts, false);
}

export function instanceEvent(guid: string, opcode: number, version: number, parts: EventParts): MakeEvent {
  return withGuid(guid, opcode, version, parts, true);
}

/** Extended item of a manifest event. */
export interface ExtendedItem {
  readonly type: number;
  readonly data: Payload;
}

export function manifestEvent(
  guid: string,
  id: number,
  version: number,
  parts: EventParts & { readonly items?: readonly ExtendedItem[]; readonly classicOpcode?: number },
): MakeEvent {
  return (time) => {
    const items = payload();
    for (const [i, item] of (parts.items ?? []).entries()) {
      const size = (8 + item.data.length + 7) & ~7;
      items
        .u16(size, item.type, i + 1 < parts.items!.length ? 1 : 0, item.data.length)
        .bytes(item.data.toBytes());
      items.bytes(new Uint8Array(size - 8 - item.data.length));
    }
    const body = parts.payload?.toBytes() ?? new Uint8Array(0);
    const flags = (parts.items === undefined ? 0 : 1) | (parts.classicOpcode === undefined ? 0 : 0x100);
    const p = payload()
      .u16(80 + items.length + body.length)
      .u8(parts.bits === 32 ? 18 : 19, 0xc0)
      .u16(flags, 0);
    p.u32(parts.threadId ?? 0, parts.processId ?? 0)
      .u64(time(parts.ticks))
      .guid(guid);
    p.u16(id)
      .u8(version, 0, 4, parts.classicOpcode ?? 0)
      .u16(0)
      .u64(0)
      .u64(0);
    p.guid("00000000-0000-0000-0000-000000000000");
    return p.bytes(items.toBytes()).bytes(body).toBytes();
  };
}

/** A TraceLogging event: name, fields as [name, in-type, ...more type bytes]. */
export function traceLoggingEvent(
  guid: string,
  provider: string,
  name: string,
  fields: readonly (readonly [string, ...number[]])[],
  parts: EventParts,
): MakeEvent {
  const schema = payload().u8(0).utf8(name);
  for (const [field, ...types] of fields) schema.utf8(field).u8(...types);
  const whole = payload()
    .u16(schema.length + 2)
    .bytes(schema.toBytes());
  const traits = payload().utf8(provider);
  const items = [
    { type: 11, data: whole },
    {
      type: 12,
      data: payload()
        .u16(traits.length + 2)
        .bytes(traits.toBytes()),
    },
  ];
  return manifestEvent(guid, 0, 0, { ...parts, items });
}

/** WPP message with GUID, time and ids. */
export function messageEvent(guid: string, number: number, parts: EventParts): MakeEvent {
  return (time) => {
    const body = parts.payload?.toBytes() ?? new Uint8Array(0);
    const p = payload()
      .u16(8 + 4 + 16 + 8 + 8 + body.length)
      .u8(0, 0x90)
      .u16(number, 0x2b | 0x80);
    p.u32(1)
      .guid(guid)
      .u64(time(parts.ticks))
      .u32(parts.threadId ?? 0, parts.processId ?? 0);
    return p.bytes(body).toBytes();
  };
}

export function errorEvent(size = 24): MakeEvent {
  return () =>
    payload()
      .u16(size)
      .u8(13, 0xc0)
      .bytes(new Uint8Array(size - 4))
      .toBytes();
}

/** Bytes as an event, for what no writer would write. */
export function rawEvent(bytes: Uint8Array): MakeEvent {
  return () => bytes;
}

export interface BufferParts {
  readonly processor?: number;
  readonly events: readonly MakeEvent[];
  /** Further flags: 2 events lost, 4 buffer lost. */
  readonly flags?: number;
  readonly compressed?: boolean;
  readonly sequence?: number;
}

export interface SessionParts {
  readonly bits?: 32 | 64;
  readonly bufferSize?: number;
  readonly mode?: number;
  readonly clockType?: number;
  readonly frequency?: bigint;
  readonly cpuMhz?: number;
  readonly processors?: number;
  readonly eventsLost?: number;
  readonly buffersLost?: number;
  readonly build?: number;
  /** Windows 7 and older: no flag for the processor number. */
  readonly old?: boolean;
  readonly groupMask?: number;
  readonly buffers: readonly BufferParts[];
}

function buffer(
  parts: BufferParts,
  session: SessionParts,
  time: (ticks: number) => bigint,
  type: number,
): Uint8Array {
  // The first buffer of a compressed file is shorter than those of the session.
  const isShort = type === 4 && ((session.mode ?? 0) & 0x04000000) !== 0;
  const size = isShort ? 1024 : (session.bufferSize ?? 4096);
  const body: number[] = [];
  for (const make of parts.events) {
    for (const byte of make(time)) body.push(byte);
    while (body.length % 8 !== 0) body.push(0);
  }
  const filled = BUFFER_HEADER + body.length;
  if (filled > size && type !== 4) throw new Error(`the events take ${filled} bytes of ${size}`);
  const raw = Uint8Array.from(body);
  const packed = parts.compressed ? packXpress(raw) : raw;
  const inFile = parts.compressed ? BUFFER_HEADER + packed.length : size;
  const out = new Uint8Array(inFile).fill(0xff);
  const view = new DataView(out.buffer);
  out.fill(0, 0, BUFFER_HEADER);
  view.setUint32(0, inFile, true);
  view.setUint32(4, filled, true);
  view.setUint32(8, filled, true);
  view.setBigUint64(0x10, SESSION_START, true);
  view.setBigUint64(0x18, BigInt(parts.sequence ?? 0), true);
  const processor = parts.processor ?? 0;
  view.setUint16(0x28, session.old ? processor | 0x0800 : processor, true);
  view.setUint32(0x2c, 3, true);
  view.setUint32(0x30, filled, true);
  view.setUint16(0x34, (session.old ? 0 : 0x20) | (parts.flags ?? 0) | (parts.compressed ? 0x40 : 0), true);
  view.setUint16(0x36, type, true);
  out.set(packed, BUFFER_HEADER);
  return out;
}

function headerEvent(session: SessionParts): MakeEvent {
  const wide = session.bits !== 32;
  const p = payload()
    .u32(session.bufferSize ?? 4096)
    .u8(10, 0, session.mode !== undefined && session.mode & 0x04000000 ? 2 : 1, 5);
  p.u32(session.build ?? 19041, session.processors ?? 2)
    .u64(0)
    .u32(0, 0, session.mode ?? 1, session.buffers.length + 1, 1);
  p.u32(wide ? 8 : 4, session.eventsLost ?? 0, session.cpuMhz ?? 3000).pointer(wide ? 8 : 4, 0, 0);
  p.bytes(new Uint8Array(0xb0)).u64(
    SESSION_START - 10_000_000n,
    session.frequency ?? 10_000_000n,
    SESSION_START,
  );
  p.u32(session.clockType ?? 1, session.buffersLost ?? 0)
    .utf16("made")
    .utf16("made.etl");
  return systemEvent(0, 0, 2, { ticks: 0, bits: wide ? 64 : 32, threadId: 4, processId: 4, payload: p });
}

/** The whole file. */
export function makeEtl(session: SessionParts): Uint8Array {
  const first = session.clockType === 2 ? SESSION_START : FIRST_TICK;
  const time = (ticks: number) => first + BigInt(ticks);
  const events = [headerEvent(session)];
  if (session.groupMask !== undefined) {
    const masks = payload().u32(session.groupMask, 0, 0, 0, 0, 0, 0, 0, 0x50);
    events.push(systemEvent(0, 5, 0, { ticks: 1, payload: masks }));
  }
  const out = [buffer({ events }, session, time, 4)];
  for (const [i, parts] of session.buffers.entries()) {
    out.push(buffer({ sequence: i + 1, ...parts }, session, time, 0));
  }
  const whole = new Uint8Array(out.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of out) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
