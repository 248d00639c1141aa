/** Providers and their control events as the table of this folder knows them. */
import { OPERATION } from "../../kernel/etl-walk.js";
import { CONTROL_EVENT_ROWS } from "./control-events.js";
import { FIELD, type Field, field, type Layout, layoutOf } from "./layout.js";

export type ControlClass = "ioctl" | "fsctl" | "ioctl-inferred" | "text" | "lookalike";

/** What is known of one event id and version of a provider; several layouts where only the payload tells. */
export interface KnownEvent {
  readonly class: ControlClass;
  readonly provider: string;
  /** Null for a provider that only the trace itself can name. */
  readonly guid: string | null;
  readonly id: number;
  readonly version: number;
  readonly layouts: readonly Layout[];
  /** Offsets of the code as the table states them; null where it does not. */
  readonly offset32: number | null;
  readonly offset64: number | null;
  readonly operation: number;
}

const FIXED_SIZES: Readonly<Record<string, number>> = {
  UInt8: 1,
  Int8: 1,
  UInt16: 2,
  Int16: 2,
  UInt32: 4,
  Int32: 4,
  HexInt32: 4,
  Boolean: 4,
  UInt64: 8,
  Int64: 8,
  HexInt64: 8,
  FILETIME: 8,
  GUID: 16,
  "8": 8,
};

/** How the texts of a manifest are stored: up to a NUL, or as long as a field of the same name and `Length` says. */
type TextForm = "nul" | "characters" | "bytes";

function fieldsOf(list: string, form: TextForm): Field[] {
  const names = list.split(",").map((item) => item.slice(item.indexOf(":") + 1));
  return list.split(",").map((item, i) => {
    const type = item.slice(0, item.indexOf(":"));
    const name = names[i]!;
    const size = FIXED_SIZES[type];
    if (size !== undefined)
      return field(name, FIELD.FIXED, size, { is32Bit: size === 4 && type !== "Boolean" });
    const lengthField = names.lastIndexOf(`${name}Length`, i);
    switch (type) {
      case "Pointer":
        return field(name, FIELD.POINTER);
      case "UnicodeString":
        return form === "nul" || lengthField < 0
          ? field(name, FIELD.NUL16)
          : field(name, FIELD.BY_FIELD, form === "bytes" ? 1 : 2, { lengthField });
      case "AnsiString":
        return field(name, FIELD.NUL8);
      case "Binary": {
        const before = i > 0 && names[i - 1]!.endsWith("Length") ? i - 1 : -1;
        const by = lengthField < 0 ? before : lengthField;
        return by < 0 ? field(name, FIELD.UNKNOWN) : field(name, FIELD.BY_FIELD, 1, { lengthField: by });
      }
      default:
        return field(name, FIELD.UNKNOWN);
    }
  });
}

function hasCountedText(list: string): boolean {
  const items = list.split(",");
  return items.some(
    (item) => item.startsWith("UnicodeString:") && list.includes(`:${item.slice(14)}Length,`),
  );
}

interface Row {
  readonly class: ControlClass;
  readonly provider: string;
  readonly guid: string;
  readonly id: number;
  readonly version: number;
  readonly field: string;
  readonly offset32: string;
  readonly offset64: string;
  readonly fields: string;
}

function rows(): Row[] {
  return CONTROL_EVENT_ROWS.trim()
    .split("\n")
    .map((line) => {
      const [cls, provider, guid, id, version, name, offset32, offset64, fields] = line.split("|");
      return {
        class: cls as ControlClass,
        provider: provider!,
        guid: guid!,
        id: Number(id),
        version: Number(version),
        field: name!,
        offset32: offset32!,
        offset64: offset64!,
        fields: fields!,
      };
    });
}

function layoutsOf(group: readonly Row[]): Layout[] {
  const wanted: { fields: Field[]; code: number }[] = [];
  for (const row of group) {
    const forms: readonly TextForm[] = hasCountedText(row.fields) ? ["nul", "characters", "bytes"] : ["nul"];
    for (const form of forms) {
      const fields = fieldsOf(row.fields, form);
      wanted.push({ fields, code: fields.findIndex((f) => f.name === row.field) });
    }
  }
  return wanted.map(({ fields, code }) => layoutOf(fields, code, wanted.length > 1));
}

const number = (text: string) => (text === "" ? null : Number(text));

/** Key of an event in the maps of this folder. */
export function eventKey(provider: string, id: number, version: number): string {
  return `${provider}:${id}:${version}`;
}

interface Tables {
  /** By `eventKey(guid, ...)`. */
  readonly byGuid: ReadonlyMap<string, KnownEvent>;
  /** Events of providers without a known GUID, by `eventKey(name, ...)`. */
  readonly byName: ReadonlyMap<string, KnownEvent>;
  /** Provider name by GUID. */
  readonly names: ReadonlyMap<string, string>;
}

let tables: Tables | undefined;

/** The table, read once. */
export function knownEvents(): Tables {
  if (tables !== undefined) return tables;
  const groups = new Map<string, Row[]>();
  const names = new Map<string, string>();
  for (const row of rows()) {
    const key = eventKey(row.guid === "" ? row.provider : row.guid, row.id, row.version);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
    if (row.guid !== "") names.set(row.guid, row.provider);
  }
  const byGuid = new Map<string, KnownEvent>();
  const byName = new Map<string, KnownEvent>();
  for (const [key, group] of groups) {
    const row = group[0]!;
    const alone = group.length === 1;
    const event: KnownEvent = {
      class: row.class,
      provider: row.provider,
      guid: row.guid === "" ? null : row.guid,
      id: row.id,
      version: row.version,
      layouts: layoutsOf(group),
      offset32: alone ? number(row.offset32) : null,
      offset64: alone ? number(row.offset64) : null,
      operation: row.class === "fsctl" ? OPERATION.FSCTL : OPERATION.IOCTL,
    };
    (row.guid === "" ? byName : byGuid).set(key, event);
  }
  tables = { byGuid, byName, names };
  return tables;
}
