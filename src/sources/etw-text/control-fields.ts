/**
 * Which field of which event holds a control code, for texts that name events and fields. Owns the choice among
 * the fields of an event; the table of providers is that of the .etl.
 */
import { OPERATION } from "../../kernel/etl-walk.js";
import type { MajorFunction } from "../../names/index.js";
import { SLOT } from "../etl/layout.js";
import { type KnownEvent, knownEvents } from "../etl/providers.js";

/** An event as a text tells of it. */
export interface TextEvent {
  /** `Task/Opcode`, with the provider in front where the writer puts it there. */
  readonly name: string;
  /** Null where it does not stand by itself. */
  readonly provider: string | null;
  /** Text of a field, undefined when the event has none of that name. */
  field(name: string): string | undefined;
}

/** Names of the fields of a control request; null for those that its events do not have. */
interface RequestFields {
  readonly code: string;
  readonly status: string | null;
  readonly inputLength: string | null;
  readonly outputLength: string | null;
}

/** What a text says of a control request. */
export interface ControlRequest {
  readonly fields: RequestFields;
  readonly operation: string;
  readonly majorFunction: MajorFunction;
  /** Provider where the text tells it. */
  readonly provider: string | null;
}

/** Fields of the events of a provider that have a code in the same field. */
interface KnownFields extends RequestFields {
  readonly provider: string;
  readonly ids: readonly number[];
  readonly operation: number;
  /** The field counts only beside the MajorFunction of a control request. */
  readonly inferred: boolean;
}

const REQUESTS: Readonly<Record<number, readonly [string, MajorFunction]>> = {
  [OPERATION.FSCTL]: ["FileSystemControl", "IRP_MJ_FILE_SYSTEM_CONTROL"],
  [OPERATION.IOCTL]: ["DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"],
  [OPERATION.INTERNAL]: ["InternalDeviceIoControl", "IRP_MJ_INTERNAL_DEVICE_CONTROL"],
};

const IRP_MJ_DEVICE_CONTROL = 0x0e;
const IRP_MJ_INTERNAL_DEVICE_CONTROL = 0x0f;

/** The events whose InfoClass is a control code: class FileIo, and its manifest twin. In others it is none. */
const KERNEL_EVENT = /^(?:(.*)\/)?FileIO\/FSControl$/i;
export const KERNEL_CLASS = "FileIo";
export const FS_CONTROL_TYPE = 75;
const KERNEL_FILE = "Microsoft-Windows-Kernel-File";
const KERNEL_FILE_TASK = /^FSCTL(?:\/|$)/;
const FSCTL_ID = 23;
const KERNEL_FIELDS: RequestFields = {
  code: "InfoClass",
  status: null,
  inputLength: null,
  outputLength: null,
};

function fieldsOf(event: KnownEvent): KnownFields {
  const layout = event.layouts[0]!;
  const nameAt = (slot: number) => layout.fields[layout.slots[slot]!]?.name ?? null;
  return {
    code: nameAt(SLOT.CODE)!,
    status: nameAt(SLOT.STATUS),
    inputLength: nameAt(SLOT.INPUT),
    outputLength: nameAt(SLOT.OUTPUT),
    provider: event.provider,
    ids: [event.id],
    operation: event.operation,
    inferred: event.class === "ioctl-inferred",
  };
}

let table: ReadonlyMap<string, readonly KnownFields[]> | undefined;

/** By the name of the provider. */
function knownFields(): ReadonlyMap<string, readonly KnownFields[]> {
  if (table !== undefined) return table;
  const byProvider = new Map<string, KnownFields[]>();
  const { byGuid, byName } = knownEvents();
  for (const event of [...byGuid.values(), ...byName.values()]) {
    if (event.class === "lookalike") continue;
    const fields = fieldsOf(event);
    const list = byProvider.get(event.provider) ?? [];
    const same = list.findIndex(({ code }) => code === fields.code);
    if (same < 0) {
      list.push(fields);
    } else {
      const known = list[same]!;
      list[same] = {
        ...known,
        ids: [...known.ids, event.id],
        status: known.status ?? fields.status,
        inputLength: known.inputLength ?? fields.inputLength,
        outputLength: known.outputLength ?? fields.outputLength,
      };
    }
    byProvider.set(event.provider, list);
  }
  table = byProvider;
  return table;
}

/** Matches, with the flag `g`, what stands in the text of every event that may hold a code. */
export function controlMark(): RegExp {
  const providers = [...knownFields().keys()];
  return new RegExp(["FSControl", ...providers].join("|"), "g");
}

/**
 * The control request that event `id` of a provider is (opcode, for class FileIo), or null when it is another event.
 * Events that are one only by their MajorFunction are left out.
 */
export function controlRequestOf(provider: string, id: number): ControlRequest | null {
  if (provider === KERNEL_CLASS ? id === FS_CONTROL_TYPE : provider === KERNEL_FILE && id === FSCTL_ID) {
    return requestOf(KERNEL_FIELDS, OPERATION.FSCTL, provider);
  }
  const list = knownFields().get(provider) ?? [];
  const known = list.find(({ ids, inferred }) => !inferred && ids.includes(id));
  return known === undefined ? null : requestOf(known, known.operation, provider);
}

/** The control request that `event` tells of, or null when it is another event. */
export function controlRequest(event: TextEvent): ControlRequest | null {
  const { name } = event;
  const kernel = KERNEL_EVENT.exec(name);
  if (kernel !== null) return requestOf(KERNEL_FIELDS, OPERATION.FSCTL, event.provider ?? kernel[1] ?? null);
  const slash = name.indexOf("/");
  const provider = event.provider ?? (slash < 0 ? "" : name.slice(0, slash));
  if (provider === KERNEL_FILE) {
    const task = name.startsWith(`${provider}/`) ? name.slice(slash + 1) : name;
    return KERNEL_FILE_TASK.test(task) ? requestOf(KERNEL_FIELDS, OPERATION.FSCTL, provider) : null;
  }
  for (const known of knownFields().get(provider) ?? []) {
    if (event.field(known.code) === undefined) continue;
    const operation = known.inferred ? operationOf(event.field("MajorFunction")) : known.operation;
    if (operation !== OPERATION.NONE) return requestOf(known, operation, provider);
  }
  return null;
}

function requestOf(fields: RequestFields, operation: number, provider: string | null): ControlRequest {
  const [name, majorFunction] = REQUESTS[operation]!;
  return { fields, operation: name, majorFunction, provider };
}

/** The operation of a major function, which stands there as a decimal number or with 0x. */
function operationOf(text = ""): number {
  const major = /^\s*(?:\d+|0[xX][0-9a-fA-F]+)\s*$/.test(text) ? Number(text) : -1;
  if (major === IRP_MJ_DEVICE_CONTROL) return OPERATION.IOCTL;
  return major === IRP_MJ_INTERNAL_DEVICE_CONTROL ? OPERATION.INTERNAL : OPERATION.NONE;
}
