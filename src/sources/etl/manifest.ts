/** Descriptions of manifest events that stand inside the trace: TRACE_EVENT_INFO of merged traces, EventSource XML. */
import { type EventView, guidText } from "./event-view.js";
import { FIELD, type Field, field } from "./layout.js";

/** What a trace says about an event of a provider. */
export interface DescribedEvent {
  readonly guid: string;
  readonly provider: string | null;
  readonly id: number;
  readonly version: number;
  readonly fields: readonly Field[];
}

const PROPERTY = { STRUCT: 1, PARAM_LENGTH: 2, PARAM_COUNT: 4 } as const;
const PROPERTIES_AT = 112;
const PROPERTY_BYTES = 24;
const MOST_PROPERTIES = 1024;

/** TDH in-types of fixed size. */
const TDH_SIZES: Readonly<Record<number, number>> = {
  3: 1,
  4: 1,
  5: 2,
  6: 2,
  7: 4,
  8: 4,
  9: 8,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  15: 16,
  17: 8,
  18: 16,
  20: 4,
  21: 8,
};
const TDH = {
  UTF16: 1,
  ANSI: 2,
  INT32: 7,
  UINT32: 8,
  BINARY: 14,
  POINTER: 16,
  SID: 19,
  HEX32: 20,
  COUNTED16: 300,
  COUNTED8: 301,
};

function tdhField(name: string, flags: number, inType: number, count: number, length: number): Field {
  if (flags & (PROPERTY.STRUCT | PROPERTY.PARAM_COUNT)) return field(name, FIELD.UNKNOWN);
  const repeat = count > 1 ? count : 0;
  const byField = (flags & PROPERTY.PARAM_LENGTH) !== 0;
  const size = TDH_SIZES[inType];
  if (size !== undefined) {
    const is32Bit = inType === TDH.INT32 || inType === TDH.UINT32 || inType === TDH.HEX32;
    return field(name, FIELD.FIXED, size, { repeat, is32Bit });
  }
  switch (inType) {
    case TDH.UTF16:
      if (byField) return field(name, FIELD.BY_FIELD, 2, { lengthField: length, repeat });
      return length > 0
        ? field(name, FIELD.FIXED, 2 * length, { repeat })
        : field(name, FIELD.NUL16, 0, { repeat });
    case TDH.ANSI:
      if (byField) return field(name, FIELD.BY_FIELD, 1, { lengthField: length, repeat });
      return length > 0
        ? field(name, FIELD.FIXED, length, { repeat })
        : field(name, FIELD.NUL8, 0, { repeat });
    case TDH.BINARY:
      if (byField) return field(name, FIELD.BY_FIELD, 1, { lengthField: length, repeat });
      return length > 0 ? field(name, FIELD.FIXED, length, { repeat }) : field(name, FIELD.UNKNOWN);
    case TDH.POINTER:
      return field(name, FIELD.POINTER, 0, { repeat });
    case TDH.SID:
      return field(name, FIELD.SID, 0, { repeat });
    case TDH.COUNTED16:
    case TDH.COUNTED8:
      return field(name, FIELD.COUNTED, 0, { repeat });
    default:
      return field(name, FIELD.UNKNOWN);
  }
}

/** A TRACE_EVENT_INFO in the payload of `event`, or null when it is broken or describes no manifest event. */
export function parseEventInfo(event: EventView): DescribedEvent | null {
  if (!event.has(0, PROPERTIES_AT)) return null;
  const textAt = (offset: number) =>
    offset >= PROPERTIES_AT && event.has(offset, 2) ? event.text16(offset).trimEnd() : "";
  const count = event.u32(100);
  const top = event.u32(104);
  if (count > MOST_PROPERTIES || top > count || !event.has(PROPERTIES_AT, count * PROPERTY_BYTES))
    return null;
  const fields: Field[] = [];
  for (let i = 0; i < top; i++) {
    const at = PROPERTIES_AT + i * PROPERTY_BYTES;
    const name = textAt(event.u32(at + 4));
    fields.push(tdhField(name, event.u32(at), event.u16(at + 8), event.u16(at + 16), event.u16(at + 18)));
  }
  for (const [i, f] of fields.entries()) {
    // A length that stands behind its text, or is no plain integer, cannot be used.
    const by = f.kind === FIELD.BY_FIELD ? fields[f.lengthField] : undefined;
    if (f.kind !== FIELD.BY_FIELD) continue;
    const usable =
      by !== undefined && f.lengthField < i && by.kind === FIELD.FIXED && [1, 2, 4].includes(by.size);
    if (!usable) fields[i] = field(f.name, FIELD.UNKNOWN);
  }
  return {
    guid: guidText(event.bytes, event.payload),
    provider: textAt(event.u32(52)) || null,
    id: event.u16(32),
    version: event.u8(34),
    fields,
  };
}

const XML_SIZES: Readonly<Record<string, number>> = {
  "win:Int8": 1,
  "win:UInt8": 1,
  "win:Int16": 2,
  "win:UInt16": 2,
  "win:Int32": 4,
  "win:UInt32": 4,
  "win:HexInt32": 4,
  "win:Int64": 8,
  "win:UInt64": 8,
  "win:HexInt64": 8,
  "win:Float": 4,
  "win:Double": 8,
  "win:Boolean": 4,
  "win:GUID": 16,
  "win:FILETIME": 8,
  "win:SYSTEMTIME": 16,
};

/** A tag; bounded in every part, so that no text takes more than one look at each character. */
const TAG = /<(\/?)(\w+)\b([^<>]*)>/g;
const ATTRIBUTE = /([\w:]+)\s*=\s*"([^"]*)"/g;
const LONGEST_TAG = 4096;

function attributes(text: string): Map<string, string> {
  return new Map(Array.from(text.slice(0, LONGEST_TAG).matchAll(ATTRIBUTE), (m) => [m[1]!, m[2]!]));
}

function xmlField(data: ReadonlyMap<string, string>, before: readonly Field[]): Field {
  const name = data.get("name") ?? "";
  const type = data.get("inType") ?? "";
  if (data.has("count")) return field(name, FIELD.UNKNOWN);
  const size = XML_SIZES[type];
  if (size !== undefined)
    return field(name, FIELD.FIXED, size, { is32Bit: /^win:(U|Hex)?Int32$/.test(type) });
  if (type === "win:Pointer") return field(name, FIELD.POINTER);
  if (type === "win:SID") return field(name, FIELD.SID);
  const length = data.get("length");
  const wide = type === "win:UnicodeString";
  if (length !== undefined) {
    const lengthField = before.findIndex((f) => f.name === length && f.kind === FIELD.FIXED && f.size <= 4);
    return lengthField < 0
      ? field(name, FIELD.UNKNOWN)
      : field(name, FIELD.BY_FIELD, wide ? 2 : 1, { lengthField });
  }
  if (wide) return field(name, FIELD.NUL16);
  return field(name, type === "win:AnsiString" ? FIELD.NUL8 : FIELD.UNKNOWN);
}

/** Events with a template in an instrumentation manifest; `writer` is the GUID that wrote it into the trace. */
export function parseManifest(
  xml: string,
  writer: string,
): { provider: string | null; events: DescribedEvent[] } {
  let provider: string | null = null;
  let guid = writer;
  const templates = new Map<string, Field[]>();
  const found: { id: number; version: number; template: string }[] = [];
  let fields: Field[] | undefined;
  for (const [, closing, tag, text] of xml.matchAll(TAG)) {
    if (closing === "/") {
      if (tag === "template") fields = undefined;
      continue;
    }
    const of = attributes(text!);
    if (tag === "provider" && provider === null) {
      provider = of.get("name") ?? null;
      guid = of.get("guid")?.replace(/[{}]/g, "").toLowerCase() ?? writer;
    } else if (tag === "template") {
      fields = [];
      templates.set(of.get("tid") ?? "", fields);
    } else if ((tag === "data" || tag === "struct") && fields !== undefined) {
      fields.push(tag === "data" ? xmlField(of, fields) : field(of.get("name") ?? "", FIELD.UNKNOWN));
    } else if (tag === "event" && of.has("template")) {
      found.push({
        id: Number(of.get("value")),
        version: Number(of.get("version") ?? 0),
        template: of.get("template")!,
      });
    }
  }
  const events: DescribedEvent[] = [];
  for (const { id, version, template } of found) {
    const known = templates.get(template);
    if (known !== undefined && Number.isInteger(id))
      events.push({ guid, provider, id, version, fields: known });
  }
  return { provider, events };
}

/** Chunks of one manifest may not grow beyond this. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;
const MOST_CHUNKS = 1024;
const MOST_MANIFESTS = 64;
const CHUNK_HEADER_BYTES = 8;
const MAGIC = 0x5b;

/** Puts together the chunks of EventSource manifests: format, major, minor, magic u8; total and number u16; text. */
export class ManifestChunks {
  readonly #open = new Map<string, { parts: (Uint8Array | undefined)[]; missing: number; bytes: number }>();

  /** The whole manifest once its last chunk is there, else null. */
  add(event: EventView, guid: string): string | null {
    if (!event.has(0, CHUNK_HEADER_BYTES) || event.u8(3) !== MAGIC) return null;
    const total = event.u16(4);
    const number = event.u16(6);
    if (total === 0 || number >= total || total > MOST_CHUNKS) return null;
    let open = this.#open.get(guid);
    if (open === undefined || open.parts.length !== total) {
      if (this.#open.size >= MOST_MANIFESTS) return null;
      open = { parts: new Array<undefined>(total).fill(undefined), missing: total, bytes: 0 };
      this.#open.set(guid, open);
    }
    if (open.parts[number] === undefined) {
      const part = event.bytes.slice(event.payload + CHUNK_HEADER_BYTES, event.end);
      open.bytes += part.length;
      open.missing--;
      if (open.bytes > LARGEST_MANIFEST) {
        this.#open.delete(guid);
        return null;
      }
      open.parts[number] = part;
    }
    if (open.missing > 0) return null;
    this.#open.delete(guid);
    const decoder = new TextDecoder();
    return open.parts.map((part, i) => decoder.decode(part, { stream: i < total - 1 })).join("");
  }
}
