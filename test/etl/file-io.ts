/** Kernel FileIo and Kernel-File events for made traces. */
import {
  type EventParts,
  type MakeEvent,
  manifestEvent,
  type Payload,
  payload,
  perfInfoEvent,
  systemEvent,
} from "./make-etl.js";

export const KERNEL_FILE = "edd08927-9cc4-4e65-b970-c2560fb5c289";
export const FILE_IO = "90cbdc39-4a3e-11d1-84f4-0000f80464e3";

export interface Request {
  readonly irp: number;
  readonly code: number;
  readonly fileObject?: number;
  readonly fileKey?: number;
  readonly threadId?: number;
}

/** Payload of a control request: version 2 or 3 of the kernel class. */
export function controlPayload(version: number, bits: 32 | 64, request: Request): Payload {
  const p = bits / 8;
  const { irp, code, fileObject = 0, fileKey = 0, threadId = 0 } = request;
  return version <= 2
    ? payload().pointer(p, irp, threadId, fileObject, fileKey, 0).u32(code)
    : payload().pointer(p, irp, fileObject, fileKey, 0).u32(threadId, code);
}

type Make = (group: number, opcode: number, version: number, parts: EventParts) => MakeEvent;

/** Start of a control request, as PERFINFO unless `make` says otherwise. */
export function control(
  ticks: number,
  request: Request,
  bits: 32 | 64 = 64,
  version = 3,
  make: Make = perfInfoEvent,
): MakeEvent {
  return make(4, 75, version, { ticks, bits, payload: controlPayload(version, bits, request) });
}

/** End of an operation. */
export function operationEnd(ticks: number, irp: number, status = 0, bits: 32 | 64 = 64): MakeEvent {
  return perfInfoEvent(4, 76, 3, {
    ticks,
    bits,
    payload: payload()
      .pointer(bits / 8, irp, 0)
      .u32(status),
  });
}

/** Start of a read, whose IRP stands behind the file offset. */
export function read(ticks: number, irp: number, bits: 32 | 64 = 64): MakeEvent {
  const p = bits / 8;
  return perfInfoEvent(4, 67, 3, {
    ticks,
    bits,
    payload: payload().u64(0).pointer(p, irp, 1, 2).u32(3, 4, 5, 6),
  });
}

export function fileName(
  ticks: number,
  key: number,
  name: string,
  opcode = 0,
  bits: 32 | 64 = 64,
): MakeEvent {
  return systemEvent(4, opcode, 2, {
    ticks,
    bits,
    payload: payload()
      .pointer(bits / 8, key)
      .utf16(name),
  });
}

export function threadStart(ticks: number, threadId: number, processId: number, opcode = 3): MakeEvent {
  return systemEvent(5, opcode, 3, {
    ticks,
    payload: payload().u32(processId, threadId).bytes(new Uint8Array(64)),
  });
}

/** Process event of version 4, without a SID. */
export function processStart(ticks: number, processId: number, name: string, opcode = 3): MakeEvent {
  const p = payload()
    .u64(0xffffe000)
    .u32(processId, 4, 1, 259)
    .u64(0)
    .u32(0)
    .u32(0)
    .utf8(name)
    .utf16("command line");
  return systemEvent(3, opcode, 4, { ticks, payload: p.utf16("").utf16("") });
}

export function kernelFileControl(
  ticks: number,
  request: Request,
  version = 1,
  bits: 32 | 64 = 64,
): MakeEvent {
  const parts = { ticks, bits, threadId: request.threadId ?? 5, processId: 6 };
  return manifestEvent(KERNEL_FILE, 23, version, {
    ...parts,
    payload: controlPayload(version + 2, bits, request),
  });
}

export function kernelFileEnd(ticks: number, irp: number, status: number): MakeEvent {
  return manifestEvent(KERNEL_FILE, 24, 0, { ticks, payload: payload().pointer(8, irp, 0).u32(status) });
}
