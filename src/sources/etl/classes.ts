/**
 * What events mean by their key: which carry codes, which are needed for joins, which describe others.
 *
 * Owns all knowledge of providers: the table, what the trace itself says, and the user's rules.
 */
import { type EventKey, KEY_KIND, OPERATION } from "../../kernel/etl-walk.js";
import { type ControlEvent, controlEvent } from "./control-event.js";
import { type EventView, guidText } from "./event-view.js";
import type { FieldRule } from "./field-rules.js";
import { KERNEL_FILE_GUID as KERNEL_FILE, KERNEL_GROUPS } from "./header.js";
import { codeFieldOf, type Field, fixedOffset, layoutOf } from "./layout.js";
import { type DescribedEvent, ManifestChunks, parseEventInfo, parseManifest } from "./manifest.js";
import { eventKey, type KnownEvent, knownEvents } from "./providers.js";
import { schemaOf, traitsName } from "./tracelogging.js";

export const ROLE = {
  SKIP: 0,
  CONTROL: 1,
  /** Starts an operation on an IRP. */
  IRP_START: 2,
  IRP_END: 3,
  PROCESS: 4,
  THREAD: 5,
  FILE_NAME: 6,
  /** Names a file object and starts an operation. */
  FILE_CREATE: 7,
  VOLUME: 8,
  /** TRACE_EVENT_INFO. */
  DESCRIPTION: 9,
  /** A chunk of an EventSource manifest. */
  MANIFEST: 10,
  /** Header events with the kernel's group masks. */
  GROUP_MASKS: 11,
} as const;

/** Kernel events and their manifest twin have tables of their own: both may name the same IRP or key. */
export const FAMILY = { KERNEL: 0, KERNEL_FILE: 1, OTHER: 2 } as const;

export interface EventClass {
  readonly role: number;
  readonly family: number;
  /** Opcode or event id. */
  readonly id: number;
  readonly version: number;
  /** Set for role CONTROL. */
  readonly control: ControlEvent | null;
}

const KERNEL_PROCESS = "22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716";
const SYSTEM_CONFIG = "9b79ee91-b5fd-41c0-a243-4248e266e9d0";
const EVENT_METADATA = "bbccf6c1-6cd1-48c4-80ff-839482e37671";
const MANIFEST_EVENT = 65534;
/** Providers and events that one trace may name, describe or make us remember. */
const MOST_KNOWN = 50_000;
const FILE_GROUP = 4;
const KNOWN_NAMES: ReadonlyMap<string, string> = new Map([
  [KERNEL_FILE, "Microsoft-Windows-Kernel-File"],
  [KERNEL_PROCESS, "Microsoft-Windows-Kernel-Process"],
]);

const SKIP: EventClass = { role: ROLE.SKIP, family: FAMILY.OTHER, id: 0, version: 0, control: null };

function kernelRole(group: number, opcode: number): number {
  if (group === 0) return opcode === 0x05 || opcode === 0x20 ? ROLE.GROUP_MASKS : ROLE.SKIP;
  if (group === 3) return (opcode >= 1 && opcode <= 4) || opcode === 39 ? ROLE.PROCESS : ROLE.SKIP;
  if (group === 5) return opcode >= 1 && opcode <= 4 ? ROLE.THREAD : ROLE.SKIP;
  if (group !== FILE_GROUP) return ROLE.SKIP;
  if (opcode === 0 || opcode === 32 || opcode === 35 || opcode === 36) return ROLE.FILE_NAME;
  if (opcode === 64) return ROLE.FILE_CREATE;
  if (opcode === 75) return ROLE.CONTROL;
  if (opcode === 76) return ROLE.IRP_END;
  return opcode > 64 && opcode <= 77 ? ROLE.IRP_START : ROLE.SKIP;
}

function kernelFileRole(id: number): number {
  if (id === 10 || id === 11) return ROLE.FILE_NAME;
  if (id === 12 || id === 30) return ROLE.FILE_CREATE;
  if (id === 23) return ROLE.CONTROL;
  if (id === 24) return ROLE.IRP_END;
  return (id > 12 && id < 23) || (id >= 25 && id <= 28) ? ROLE.IRP_START : ROLE.SKIP;
}

/** The operation that a field's name tells. */
function operationOf(name: string): number {
  if (/fsctl|fs_?control/i.test(name)) return OPERATION.FSCTL;
  return /ioctl|io_?control/i.test(name) ? OPERATION.IOCTL : OPERATION.NONE;
}

export class Classes {
  readonly #rules: readonly FieldRule[];
  readonly #described = new Map<string, DescribedEvent>();
  readonly #names = new Map<string, string>();
  readonly #manifests = new ManifestChunks();
  /** Keys that were taken for events without a code, for `stale`. */
  readonly #skipped = new Set<string>();
  /** More were skipped than are remembered. */
  #skippedAll = false;
  #stale = false;
  #learned = false;

  constructor(rules: readonly FieldRule[] = []) {
    this.#rules = rules;
    for (const [guid, name] of [...knownEvents().names, ...KNOWN_NAMES]) this.#name(guid, name);
  }

  /**
   * True when the trace described an event after one like it was taken for one without a code: then everything has to
   * be read once more.
   */
  get stale(): boolean {
    return this.#stale;
  }

  /** True when the trace described an event that holds a control code: every part of it has to know. */
  get learned(): boolean {
    return this.#learned;
  }

  /** Forgets what was skipped, before everything is read once more with what is known now. */
  startAgain(): void {
    this.#skipped.clear();
    this.#skippedAll = false;
    this.#stale = false;
  }

  /** Name of a provider, or its GUID. */
  nameOf(guid: string): string {
    return this.#names.get(guid) ?? guid;
  }

  #name(guid: string, name: string): void {
    if (this.#names.has(guid) || this.#names.size >= MOST_KNOWN) return;
    this.#names.set(guid, name);
    for (const known of knownEvents().byName.values()) {
      if (known.provider === name && this.#wasSkipped(guid, known.id, known.version)) this.#stale = true;
    }
  }

  #skip(guid: string, id: number, version: number): EventClass {
    if (this.#skipped.size < MOST_KNOWN) this.#skipped.add(eventKey(guid, id, version));
    else this.#skippedAll = true;
    return SKIP;
  }

  #wasSkipped(guid: string, id: number, version: number): boolean {
    return this.#skippedAll || this.#skipped.has(eventKey(guid, id, version));
  }

  /** The class of events with this key; `event` is one of them. */
  classOf(key: EventKey, event: EventView): EventClass {
    const { id, version } = key;
    if (key.kind === KEY_KIND.CLASSIC) {
      const group = id >> 8;
      return this.#kernel(group, id & 0xff, version);
    }
    const guid = guidText(key.guid);
    if (key.kind === KEY_KIND.FULL) {
      const group = KERNEL_GROUPS.get(guid);
      if (group !== undefined) return this.#kernel(group, id, version);
      if (guid === SYSTEM_CONFIG && id === 35) return { ...SKIP, role: ROLE.VOLUME };
      if (guid === EVENT_METADATA && id === 32) return { ...SKIP, role: ROLE.DESCRIPTION };
      return this.#byRule(guid, id, version, null, null) ?? SKIP;
    }
    if (key.kind === KEY_KIND.SCHEMA) return this.#traceLogging(guid, id, version, event);
    return this.#manifestEvent(guid, id, version);
  }

  #kernel(group: number, opcode: number, version: number): EventClass {
    const role = kernelRole(group, opcode);
    if (role === ROLE.SKIP) return SKIP;
    let control: ControlEvent | null = null;
    if (role === ROLE.CONTROL) {
      control = controlEvent({
        provider: "FileIo",
        eventId: opcode,
        operation: OPERATION.FSCTL,
        form: "fileIo",
        fileIoVersion: Math.max(2, version),
      });
    }
    return { role, family: FAMILY.KERNEL, id: opcode, version, control };
  }

  #manifestEvent(guid: string, id: number, version: number): EventClass {
    const described = this.#described.get(eventKey(guid, id, version));
    const byRule = this.#byRule(guid, id, version, null, described?.fields ?? null);
    if (byRule !== null) return byRule;
    if (guid === KERNEL_FILE) {
      const role = kernelFileRole(id);
      if (role === ROLE.CONTROL && version > 1) return SKIP;
      const control =
        role === ROLE.CONTROL
          ? controlEvent({
              provider: this.nameOf(guid),
              eventId: id,
              operation: OPERATION.FSCTL,
              form: "fileIo",
              fileIoVersion: version + 2,
            })
          : null;
      return role === ROLE.SKIP ? SKIP : { role, family: FAMILY.KERNEL_FILE, id, version, control };
    }
    if (guid === KERNEL_PROCESS) {
      return id === 1 || id === 15
        ? { role: ROLE.PROCESS, family: FAMILY.OTHER, id, version, control: null }
        : SKIP;
    }
    if (id === MANIFEST_EVENT) return { ...SKIP, role: ROLE.MANIFEST };
    const tables = knownEvents();
    const name = this.#names.get(guid);
    const known =
      tables.byGuid.get(eventKey(guid, id, version)) ??
      (name === undefined ? undefined : tables.byName.get(eventKey(name, id, version)));
    if (known !== undefined) return known.class === "lookalike" ? SKIP : this.#known(known, guid);
    if (described !== undefined) return this.#describedClass(described, guid);
    return this.#skip(guid, id, version);
  }

  #control(control: ControlEvent, version: number): EventClass {
    return { role: ROLE.CONTROL, family: FAMILY.OTHER, id: control.eventId, version, control };
  }

  #known(known: KnownEvent, guid: string): EventClass {
    const layout = known.layouts[0]!;
    const at = known.layouts.length === 1 ? fixedOffset(layout.fields, layout.slots[0]!) : null;
    // A row that states the offset for one size only is not used for the other.
    const oneSided = known.offset32 === null && known.offset64 !== null;
    const offset: [number, number] | null = at !== null && oneSided ? [-1, at[1]] : at;
    const control = controlEvent({
      provider: this.nameOf(guid),
      eventId: known.id,
      operation: known.operation,
      form: known.class === "text" ? "text" : "layout",
      inferred: known.class === "ioctl-inferred",
      layouts: known.layouts,
      offset,
    });
    return this.#control(control, known.version);
  }

  #describedClass(described: DescribedEvent, guid: string): EventClass {
    const code = codeFieldOf(described.fields);
    return code < 0 ? SKIP : this.#byField(guid, described.id, described.version, described.fields, code);
  }

  #byField(guid: string, id: number, version: number, fields: readonly Field[], code: number): EventClass {
    const control = controlEvent({
      provider: this.nameOf(guid),
      eventId: id,
      operation: operationOf(fields[code]!.name),
      layouts: [layoutOf(fields, code, true)],
      offset: fixedOffset(fields, code),
    });
    return this.#control(control, version);
  }

  #traceLogging(guid: string, id: number, version: number, event: EventView): EventClass {
    const name = traitsName(event);
    if (name !== null && name !== "") this.#name(guid, name);
    const schema = schemaOf(event);
    if (schema === null) return SKIP;
    const byRule = this.#byRule(guid, id, version, schema.eventName, schema.fields);
    if (byRule !== null) return byRule;
    const code = codeFieldOf(schema.fields);
    return code < 0 ? SKIP : this.#byField(guid, id, version, schema.fields, code);
  }

  /** What a rule of the user says about the event, or null when none does. */
  #byRule(
    guid: string,
    id: number,
    version: number,
    eventName: string | null,
    fields: readonly Field[] | null,
  ): EventClass | null {
    for (const rule of this.#rules) {
      const provider =
        rule.provider === guid || rule.provider.toLowerCase() === this.nameOf(guid).toLowerCase();
      if (!provider || (rule.event !== id && rule.event !== eventName)) continue;
      if (rule.version !== null && rule.version !== version) continue;
      if (rule.offsets !== null) {
        const operation = OPERATION.NONE;
        const offset = rule.offsets;
        return this.#control(
          controlEvent({ provider: this.nameOf(guid), eventId: id, operation, form: "offset", offset }),
          version,
        );
      }
      const known = fields ?? knownEvents().byGuid.get(eventKey(guid, id, version))?.layouts[0]?.fields ?? [];
      const code = known.findIndex((f) => f.name === rule.fieldName && f.repeat === 0 && f.is32Bit);
      if (code >= 0) return this.#byField(guid, id, version, known, code);
      if (fields === null) this.#skip(guid, id, version);
    }
    return null;
  }

  /** Learns from an event of role DESCRIPTION or MANIFEST. */
  learn(role: number, key: EventKey, event: EventView): void {
    if (role === ROLE.DESCRIPTION) {
      const described = parseEventInfo(event);
      if (described !== null) this.#describe(described);
    } else if (role === ROLE.MANIFEST) {
      const guid = guidText(key.guid);
      const xml = this.#manifests.add(event, guid);
      if (xml === null) return;
      const manifest = parseManifest(xml, guid);
      for (const described of manifest.events) this.#describe(described);
    }
  }

  #describe(described: DescribedEvent): void {
    const { guid, id, version, provider, fields } = described;
    const key = eventKey(guid, id, version);
    if (this.#described.has(key) || this.#described.size >= MOST_KNOWN) return;
    if (provider !== null) this.#name(guid, provider);
    this.#described.set(key, described);
    const named = provider !== null && knownEvents().byName.has(eventKey(provider, id, version));
    if (named || codeFieldOf(fields) >= 0 || this.#rules.length > 0) this.#learned = true;
    if (!this.#wasSkipped(guid, id, version)) return;
    if (codeFieldOf(fields) >= 0 || this.#rules.length > 0) this.#stale = true;
  }
}
