/** TraceLogging: the description that an event brings with itself, and the name of its provider. */
import type { EventView } from "./event-view.js";
import { FIELD, type Field, field } from "./layout.js";

export interface TraceLoggingSchema {
  readonly eventName: string;
  readonly fields: readonly Field[];
}

const ITEM = { TRACE_LOGGING: 11, PROVIDER_TRAITS: 12 } as const;
const COUNT_BITS = 0x60;
const FIXED_ARRAY = 0x20;
const VARIABLE_ARRAY = 0x40;
const TYPE_BITS = 0x1f;
const MORE = 0x80;
const STRUCT = 24;
/** Fields of one event; more is no schema. */
const MOST_FIELDS = 4096;

/** Kind and size of in-types 0 to 23. */
const IN_TYPES: readonly (readonly [kind: number, size: number] | null)[] = [
  [FIELD.FIXED, 0],
  [FIELD.NUL16, 0],
  [FIELD.NUL8, 0],
  [FIELD.FIXED, 1],
  [FIELD.FIXED, 1],
  [FIELD.FIXED, 2],
  [FIELD.FIXED, 2],
  [FIELD.FIXED, 4],
  [FIELD.FIXED, 4],
  [FIELD.FIXED, 8],
  [FIELD.FIXED, 8],
  [FIELD.FIXED, 4],
  [FIELD.FIXED, 8],
  [FIELD.FIXED, 4],
  [FIELD.COUNTED, 0],
  [FIELD.FIXED, 16],
  [FIELD.POINTER, 0],
  [FIELD.FIXED, 8],
  [FIELD.FIXED, 16],
  [FIELD.SID, 0],
  [FIELD.FIXED, 4],
  [FIELD.FIXED, 8],
  [FIELD.COUNTED, 0],
  [FIELD.COUNTED, 0],
];
const INT32 = 7;
const UINT32 = 8;
const HEX32 = 20;

const utf8 = new TextDecoder();

/** Data of the first extended item of `type`, as [from, to) in the bytes of the event, or null. */
function extendedItem(event: EventView, type: number): { from: number; to: number } | null {
  const { view } = event;
  if ((view.getUint16(event.start + 4, true) & 1) === 0) return null;
  let at = event.start + 80;
  while (at + 8 <= event.payload) {
    const size = view.getUint16(at, true);
    if (size < 8) return null;
    if (view.getUint16(at + 2, true) === type)
      return { from: at + 8, to: at + 8 + view.getUint16(at + 6, true) };
    at += size;
  }
  return null;
}

/** The name in the provider traits of the event, or null. */
export function traitsName(event: EventView): string | null {
  const item = extendedItem(event, ITEM.PROVIDER_TRAITS);
  if (item === null || item.to - item.from < 3) return null;
  const nul = event.bytes.indexOf(0, item.from + 2);
  return nul < 0 || nul >= item.to ? null : utf8.decode(event.bytes.subarray(item.from + 2, nul));
}

/** The schema that stands in the extended items of the event, or null when there is none or it is broken. */
export function schemaOf(event: EventView): TraceLoggingSchema | null {
  const item = extendedItem(event, ITEM.TRACE_LOGGING);
  if (item === null) return null;
  return parseSchema(event.bytes.subarray(item.from, item.to));
}

/** Reads a schema: u16 size, tags, name of the event, fields. */
export function parseSchema(bytes: Uint8Array): TraceLoggingSchema | null {
  let at = 2;
  const tags = () => {
    while (at < bytes.length && bytes[at++]! & MORE) {}
  };
  const name = () => {
    const nul = bytes.indexOf(0, at);
    if (nul < 0) {
      at = bytes.length + 1;
      return "";
    }
    const text = utf8.decode(bytes.subarray(at, nul));
    at = nul + 1;
    return text;
  };
  tags();
  const eventName = name();
  if (at > bytes.length) return null;
  const fields: Field[] = [];
  while (at < bytes.length) {
    const fieldName = name();
    if (at >= bytes.length || fields.length === MOST_FIELDS) return null;
    const inType = bytes[at++]!;
    let outType = 0;
    if (inType & MORE) {
      outType = bytes[at++] ?? 0;
      if (outType & MORE) tags();
    }
    let repeat = 0;
    const counted = inType & COUNT_BITS;
    if (counted === FIXED_ARRAY) {
      if (at + 2 > bytes.length) return null;
      repeat = bytes[at]! | (bytes[at + 1]! << 8);
      at += 2;
      // An array of no values takes no bytes, which a repeat of 0 would not say.
      if (repeat === 0) continue;
    } else if (counted === VARIABLE_ARRAY) {
      repeat = -1;
    }
    const type = inType & TYPE_BITS;
    if (counted === COUNT_BITS) {
      fields.push(field(fieldName, FIELD.UNKNOWN));
      break;
    }
    if (type === STRUCT) {
      // The fields of a single struct follow as if they stood alone; those of an array cannot be told apart here.
      if (repeat === 0) continue;
      fields.push(field(fieldName, FIELD.UNKNOWN));
      break;
    }
    const known = IN_TYPES[type];
    if (known === undefined || known === null) {
      fields.push(field(fieldName, FIELD.UNKNOWN));
      break;
    }
    const is32Bit = type === INT32 || type === UINT32 || type === HEX32;
    fields.push(field(fieldName, known[0], known[1], { repeat, is32Bit }));
  }
  return { eventName, fields };
}
