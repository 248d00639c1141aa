/** Payloads that name things: process, thread, file and volume events. */
import type { EventClass } from "./classes.js";
import { FAMILY } from "./classes.js";
import type { Address, EventView } from "./event-view.js";

export interface ProcessEvent {
  readonly processId: number;
  readonly name: string;
  /** True for an event that tells of a process which was there before it. */
  readonly heldBack: boolean;
}

export interface ThreadEvent {
  readonly threadId: number;
  readonly processId: number;
  readonly start: boolean;
}

export interface FileEvent {
  readonly key: Address;
  readonly name: string;
}

const utf8 = new TextDecoder();

/** Part of a path behind the last backslash. */
function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

/** Kernel class Process, or Microsoft-Windows-Kernel-Process 1 and 15. Null when the payload is too short. */
export function processEvent(cls: EventClass, event: EventView): ProcessEvent | null {
  return cls.family === FAMILY.KERNEL ? kernelProcess(cls, event) : manifestProcess(cls, event);
}

function kernelProcess(cls: EventClass, event: EventView): ProcessEvent | null {
  const p = event.pointerSize;
  const { version } = cls;
  let sid: number;
  let processId: number;
  if (version === 0) {
    if (!event.has(0, 4)) return null;
    processId = event.u32(0);
    // The first layout has the parent's id, then the SID block.
    sid = 8;
  } else {
    if (!event.has(p, 4)) return null;
    processId = event.u32(p);
    sid = version <= 2 ? p + 16 : version === 3 ? 2 * p + 16 : 2 * p + 20;
  }
  if (!event.has(sid, 4)) return null;
  let at = sid + 4;
  if (event.u32(sid) !== 0) {
    // Two pointers (TOKEN_USER), then the SID.
    const from = sid + 2 * p;
    if (!event.has(from, 8)) return null;
    at = from + 8 + 4 * event.u8(from + 1);
  }
  const nul = event.has(at, 1) ? event.nul8(at) : -1;
  if (nul < 0) return null;
  const name = utf8.decode(event.bytes.subarray(event.payload + at, event.payload + nul));
  return { processId, name, heldBack: cls.id !== 1 };
}

/** Fields in front of the image name, by event id and version. */
function manifestProcess(cls: EventClass, event: EventView): ProcessEvent | null {
  const { id, version } = cls;
  let at: number;
  if (id === 15 ? version === 0 : version === 1 || version === 2) {
    at = 24;
  } else if (id === 1 && version === 0) {
    at = 20;
  } else {
    // Process id u32, sequence u64, create time, parent u32 and u64, session, flags, two u32 of the token, SID.
    at = 48;
    if (!event.has(at, 8)) return null;
    at += 8 + 4 * event.u8(at + 1);
  }
  if (!event.has(at, 2)) return null;
  return { processId: event.u32(0), name: lastPart(event.text16(at)), heldBack: id === 15 };
}

/** Kernel class Thread. */
export function threadEvent(cls: EventClass, event: EventView): ThreadEvent | null {
  if (!event.has(0, 8)) return null;
  const first = event.u32(0);
  const second = event.u32(4);
  const start = cls.id === 1 || cls.id === 3;
  return cls.version === 0
    ? { threadId: first, processId: second, start }
    : { threadId: second, processId: first, start };
}

/** Name of a file key: kernel opcodes 0, 32, 35, 36, Kernel-File 10 and 11. */
export function fileNameEvent(event: EventView): FileEvent | null {
  const p = event.pointerSize;
  return event.has(0, p + 2) ? { key: event.address(0), name: event.text16(p) } : null;
}

/** Name of a file object: kernel opcode 64, Kernel-File 12 and 30. */
export function fileCreateEvent(cls: EventClass, event: EventView): FileEvent | null {
  const p = event.pointerSize;
  const old = cls.family === FAMILY.KERNEL ? cls.version <= 2 : cls.version === 0;
  const object = old ? 2 * p : p;
  const name = old ? 3 * p + 12 : 2 * p + 16;
  return event.has(name, 2) ? { key: event.address(object), name: event.text16(name) } : null;
}

/** NT prefix and DOS prefix of a volume. */
export function volumeEvent(event: EventView): { from: string; to: string } | null {
  const nul = event.nul16(0);
  if (nul < 0) return null;
  const from = event.text16Of(0, nul);
  const to = event.text16(nul + 2);
  return from === "" || to === "" ? null : { from, to };
}

/** The IRP of an operation's start or end. Read and write events have a file offset in front of it. */
export function irpOf(cls: EventClass, event: EventView): Address | null {
  const readWrite =
    cls.family === FAMILY.KERNEL ? cls.id === 67 || cls.id === 68 : cls.id === 15 || cls.id === 16;
  const at = readWrite ? 8 : 0;
  return event.has(at, event.pointerSize) ? event.address(at) : null;
}
