/** What a control event says: its code, operation, lengths and status, read from one payload. */
import { type CodeRule, OPERATION } from "../../kernel/etl-walk.js";
import { type OwnName, resolveCodeText } from "../../names/index.js";
import type { EventView } from "./event-view.js";
import { FIELD, fixedOffset, type Layout, Places, SLOT } from "./layout.js";

/** What became of an event. */
export const FOUND = {
  /** `code` is set. */
  CODE: 0,
  /** `text` is set and is no code that could be told. */
  TEXT: 1,
  /** An event of this kind without a control code. */
  NONE: 2,
  /** The payload is too short or fits no layout. */
  BROKEN: 3,
} as const;

/** The answer of `readControl`; one object, filled again for every event. */
export interface Reading {
  code: number;
  text: string | null;
  operation: number;
  inputLength: number | null;
  outputLength: number | null;
  status: number | null;
}

export function newReading(): Reading {
  return { code: 0, text: null, operation: 0, inputLength: null, outputLength: null, status: null };
}

/** A kind of event that carries a control code. */
export interface ControlEvent {
  readonly provider: string;
  readonly eventId: number;
  /** One of OPERATION, where the payload does not tell. */
  readonly operation: number;
  readonly form: "layout" | "offset" | "text" | "fileIo";
  /** The code counts only with major function 0x0E or 0x0F. */
  readonly inferred: boolean;
  readonly layouts: readonly Layout[];
  /** Offsets of the code for 32-bit and 64-bit events, where they are fixed; -1 = not known for that size. */
  readonly offset: readonly [number, number] | null;
  /** Version of the FileIo layout: 2 or 3 and up. */
  readonly fileIoVersion: number;
}

const PLAIN = { form: "layout", inferred: false, layouts: [], offset: null, fileIoVersion: 0 } as const;

export function controlEvent(
  parts: Pick<ControlEvent, "provider" | "eventId" | "operation"> & Partial<ControlEvent>,
): ControlEvent {
  return { ...PLAIN, ...parts };
}

const LONGEST = 65535;
const NEVER = 65536;

/** The place of the code for the kernel, or null when only a look at each payload finds it. */
export function ruleOf(event: ControlEvent): CodeRule | null {
  const none: readonly [number, number] = [-1, -1];
  if (event.form === "fileIo") {
    const old = event.fileIoVersion === 2;
    const length: [number, number] = old ? [24, 44] : [24, 40];
    const open = event.fileIoVersion > 3;
    return {
      offset: old ? [20, 40] : [20, 36],
      lengthFrom: length,
      lengthTo: open ? [LONGEST, LONGEST] : length,
      majorOffset: none,
      operation: OPERATION.FSCTL,
    };
  }
  const { offset } = event;
  const layout = event.layouts[0];
  if (offset === null || event.form === "text" || event.layouts.length > 1) return null;
  let majorOffset = none;
  const major = layout?.slots[SLOT.MAJOR] ?? -1;
  if (major >= 0) {
    const at = layout === undefined ? null : fixedOffset(layout.fields, major);
    if (!event.inferred || at === null) return null;
    majorOffset = at;
  } else if (event.inferred) {
    return null;
  }
  const width = layout === undefined ? 4 : layout.fields[layout.slots[SLOT.CODE]!]!.size;
  if (width !== 4) return null;
  const { operation } = event;
  if (layout?.exact === true) {
    const length = fixedOffset(layout.fields, layout.fields.length);
    return length === null ? null : { offset, lengthFrom: length, lengthTo: length, majorOffset, operation };
  }
  const from = (wide: 0 | 1) => (offset[wide] < 0 ? NEVER : Math.max(offset[wide], majorOffset[wide]) + 4);
  return { offset, lengthFrom: [from(0), from(1)], lengthTo: [LONGEST, LONGEST], majorOffset, operation };
}

const places = new Places();

/** Reads `event` into `into`; `own` are the user's own names. Answers one of FOUND. */
export function readControl(
  control: ControlEvent,
  event: EventView,
  into: Reading,
  own?: readonly OwnName[],
): number {
  into.text = null;
  into.operation = control.operation;
  into.inputLength = null;
  into.outputLength = null;
  into.status = null;
  if (control.form === "fileIo") return readFileIo(control, event, into);
  const wide = event.pointerSize === 8 ? 1 : 0;
  if (control.offset !== null && control.offset[wide] < 0) return FOUND.NONE;
  if (control.form === "offset") {
    const at = control.offset![wide];
    if (!event.has(at, 4)) return FOUND.BROKEN;
    into.code = event.u32(at);
    return FOUND.CODE;
  }
  const layout = control.layouts.find((one) => places.locate(one, event));
  if (layout === undefined) return FOUND.BROKEN;
  readFields(layout, event, into);
  if (control.inferred && into.operation !== OPERATION.IOCTL && into.operation !== OPERATION.INTERNAL)
    return FOUND.NONE;
  const at = places.offset[SLOT.CODE]!;
  const size = places.size[SLOT.CODE]!;
  if (control.form === "text") return readText(event, layout, at, size, into, own);
  into.code = event.u32(at);
  if (size === 8 && event.u32(at + 4) !== 0) return FOUND.BROKEN;
  return FOUND.CODE;
}

function readFileIo(control: ControlEvent, event: EventView, into: Reading): number {
  const at = fileIoPlaces(control, event);
  if (at === null) return FOUND.BROKEN;
  into.code = event.u32(at.code);
  return FOUND.CODE;
}

/** Offsets inside the payload of a file system control event. */
export interface FileIoPlaces {
  readonly code: number;
  readonly fileObject: number;
  readonly fileKey: number;
  readonly thread: number;
}

function placesOf(old: boolean, p: number): FileIoPlaces {
  return old
    ? { code: 5 * p, fileObject: 2 * p, fileKey: 3 * p, thread: p }
    : { code: 4 * p + 4, fileObject: p, fileKey: 2 * p, thread: 4 * p };
}

const OLD = [placesOf(true, 4), placesOf(true, 8)] as const;
const NEW = [placesOf(false, 4), placesOf(false, 8)] as const;

/** Where things stand: by the version with 32-bit pointers, by the length with 64-bit ones. Null = fits neither. */
export function fileIoPlaces(control: ControlEvent, event: EventView): FileIoPlaces | null {
  const { length } = event;
  const version = control.fileIoVersion;
  if (event.pointerSize === 4) {
    if (length < 24 || (length > 24 && version <= 3)) return null;
    return version === 2 ? OLD[0] : NEW[0];
  }
  if (length === 40) return NEW[1];
  if (length === 44 && version <= 3) return OLD[1];
  return length > 40 && version > 3 ? NEW[1] : null;
}

function readFields(layout: Layout, event: EventView, into: Reading): void {
  const value = (slot: number): number | null => {
    const at = places.offset[slot]!;
    if (at < 0) return null;
    switch (places.size[slot]) {
      case 1:
        return event.u8(at);
      case 2:
        return event.u16(at);
      case 4:
        return event.u32(at);
      case 8:
        return event.u32(at + 4) === 0 ? event.u32(at) : null;
      default:
        return null;
    }
  };
  const major = value(SLOT.MAJOR);
  if (major === 0x0d) into.operation = OPERATION.FSCTL;
  else if (major === 0x0e) into.operation = OPERATION.IOCTL;
  else if (major === 0x0f) into.operation = OPERATION.INTERNAL;
  else if (layout.slots[SLOT.MAJOR]! >= 0) into.operation = OPERATION.NONE;
  into.inputLength = value(SLOT.INPUT);
  into.outputLength = value(SLOT.OUTPUT);
  into.status = value(SLOT.STATUS);
}

function readText(
  event: EventView,
  layout: Layout,
  at: number,
  size: number,
  into: Reading,
  own: readonly OwnName[] | undefined,
): number {
  const f = layout.fields[layout.slots[SLOT.CODE]!]!;
  const text = f.kind === FIELD.NUL16 ? event.text16Of(at, at + size - 2) : "";
  into.text = text;
  if (text === "") return FOUND.NONE;
  // Bare digits could be decimal or hexadecimal, and one event says nothing about it.
  if (/^\s*\d+\s*$/.test(text)) return FOUND.TEXT;
  try {
    into.code = resolveCodeText(text, { own }).code;
    return FOUND.CODE;
  } catch {
    return FOUND.TEXT;
  }
}
