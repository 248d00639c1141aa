/**
 * The fields of a payload and where they stand: one walk over a list of fields, whoever described them (a manifest,
 * the trace itself, a TraceLogging schema).
 */
import type { EventView } from "./event-view.js";

/** How the size of a field is found. */
export const FIELD = {
  /** `size` bytes. */
  FIXED: 0,
  POINTER: 1,
  /** Text up to a NUL. */
  NUL16: 2,
  NUL8: 3,
  /** A u16 with the length in bytes stands in front. */
  COUNTED: 4,
  SID: 5,
  /** `size` bytes for each unit that the integer field `lengthField` counts. */
  BY_FIELD: 6,
  /** Cannot be stepped over; what follows is out of reach. */
  UNKNOWN: 7,
} as const;

export interface Field {
  readonly name: string;
  readonly kind: number;
  readonly size: number;
  /** Index of the field with the length, for BY_FIELD. */
  readonly lengthField: number;
  /** 0 = one value, n = n values, -1 = a u16 in front says how many. */
  readonly repeat: number;
  /** True for a 32-bit integer, which is what a code is. */
  readonly is32Bit: boolean;
}

export function field(name: string, kind: number, size = 0, more: Partial<Field> = {}): Field {
  return { name, kind, size, lengthField: -1, repeat: 0, is32Bit: false, ...more };
}

/** What the reader takes from an event besides the code, as slots of `locate`. */
export const SLOT = { CODE: 0, MAJOR: 1, INPUT: 2, OUTPUT: 3, STATUS: 4 } as const;
const SLOT_COUNT = 5;

const NAMES: readonly (readonly [number, RegExp])[] = [
  [SLOT.MAJOR, /^MajorFunction$/],
  [SLOT.INPUT, /^(IOCTL)?Input(Buffer)?(Length|Size)$/],
  [SLOT.OUTPUT, /^(IOCTL)?Output(Buffer)?(Length|Size)$/],
  [SLOT.STATUS, /^(fid_)?(Nt|Irp|Return)?Status$/],
];

/** A list of fields with the places of those that are wanted. */
export interface Layout {
  readonly fields: readonly Field[];
  /** Field index by slot, -1 where the event has none. */
  readonly slots: Int32Array;
  /** True when the walk must end at the end of the payload for this layout to be the right one. */
  readonly exact: boolean;
}

export function layoutOf(fields: readonly Field[], code: number, exact: boolean): Layout {
  const slots = new Int32Array(SLOT_COUNT).fill(-1);
  slots[SLOT.CODE] = code;
  for (const [slot, pattern] of NAMES) {
    const index = fields.findIndex((f) => pattern.test(f.name) && f.kind === FIELD.FIXED && f.repeat === 0);
    if (index !== code) slots[slot] = index;
  }
  return { fields, slots, exact };
}

/** Offsets and sizes of the wanted fields in one event; -1 where a field is not there. */
export class Places {
  readonly offset = new Int32Array(SLOT_COUNT);
  readonly size = new Int32Array(SLOT_COUNT);
  readonly #offsets: number[] = [];

  /** Walks `event`; true when the code was found and, where the layout asks for it, the payload is used up. */
  locate(layout: Layout, event: EventView): boolean {
    this.offset.fill(-1);
    const { fields, slots } = layout;
    const offsets = this.#offsets;
    offsets.length = 0;
    let at = 0;
    let known = true;
    for (const f of fields) {
      offsets.push(at);
      const next = step(f, event, at, offsets, fields);
      if (next === STOP) {
        known = false;
        break;
      }
      if (next < 0) {
        if (layout.exact) return false;
        known = false;
        break;
      }
      for (let slot = 0; slot < SLOT_COUNT; slot++) {
        if (slots[slot] === offsets.length - 1) {
          this.offset[slot] = at;
          this.size[slot] = next - at;
        }
      }
      at = next;
    }
    if (layout.exact && known && at !== event.length) return false;
    return this.offset[SLOT.CODE]! >= 0;
  }
}

const STOP = -2;
const OVER = -1;

/** Offset behind a field at `at`; OVER when it does not fit, STOP when its size cannot be known. */
function step(
  f: Field,
  event: EventView,
  at: number,
  offsets: readonly number[],
  fields: readonly Field[],
): number {
  if (f.repeat === 0) return stepOne(f, event, at, offsets, fields);
  let count = f.repeat;
  let to = at;
  if (count < 0) {
    if (!event.has(to, 2)) return OVER;
    count = event.u16(to);
    to += 2;
  }
  for (let i = 0; i < count; i++) {
    to = stepOne(f, event, to, offsets, fields);
    if (to < 0) return to;
  }
  return to;
}

function stepOne(
  f: Field,
  event: EventView,
  at: number,
  offsets: readonly number[],
  fields: readonly Field[],
): number {
  switch (f.kind) {
    case FIELD.FIXED:
      return event.has(at, f.size) ? at + f.size : OVER;
    case FIELD.POINTER:
      return event.has(at, event.pointerSize) ? at + event.pointerSize : OVER;
    case FIELD.NUL16: {
      const nul = event.nul16(at);
      return nul < 0 ? OVER : nul + 2;
    }
    case FIELD.NUL8: {
      const nul = event.nul8(at);
      return nul < 0 ? OVER : nul + 1;
    }
    case FIELD.COUNTED:
      return event.has(at, 2) && event.has(at + 2, event.u16(at)) ? at + 2 + event.u16(at) : OVER;
    case FIELD.SID:
      return event.has(at, 8) && event.has(at, 8 + 4 * event.u8(at + 1))
        ? at + 8 + 4 * event.u8(at + 1)
        : OVER;
    case FIELD.BY_FIELD: {
      const from = offsets[f.lengthField];
      if (from === undefined) return STOP;
      const size = fields[f.lengthField]!.size;
      const count = size === 1 ? event.u8(from) : size === 2 ? event.u16(from) : event.u32(from);
      return event.has(at, count * f.size) ? at + count * f.size : OVER;
    }
    default:
      return STOP;
  }
}

/** Offset of field `index` when every field before it is of fixed size, for 32-bit and 64-bit events; else null. */
export function fixedOffset(fields: readonly Field[], index: number): [number, number] | null {
  const offset: [number, number] = [0, 0];
  for (let i = 0; i < index; i++) {
    const f = fields[i]!;
    if (f.kind > FIELD.POINTER || f.repeat < 0) return null;
    const count = f.repeat === 0 ? 1 : f.repeat;
    offset[0] += count * (f.kind === FIELD.POINTER ? 4 : f.size);
    offset[1] += count * (f.kind === FIELD.POINTER ? 8 : f.size);
  }
  return offset;
}

const CODE_NAME =
  /(?:ioctl|fsctl|io_?control|fs_?control|control)_?code$|(?:ioctl|fsctl|io_?control|fs_?control)$/i;
const NOT_CODE_NAME = /service/i;

/** True when a field of this name holds a control code. */
export function isCodeName(name: string): boolean {
  return CODE_NAME.test(name) && !NOT_CODE_NAME.test(name);
}

/** Index of the first single 32-bit field whose name says that it is a control code, or -1. */
export function codeFieldOf(fields: readonly Field[]): number {
  return fields.findIndex((f) => f.is32Bit && f.repeat === 0 && isCodeName(f.name));
}
