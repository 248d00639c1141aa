/**
 * Which end belongs to which start: one table of live IRPs for each family of events, fed in order of time.
 * A new start on an IRP drops the older one, whose end was lost.
 */
import { type EventClass, FAMILY } from "./classes.js";
import type { Address, EventView } from "./event-view.js";
import { irpOf } from "./name-events.js";

export class LiveIrps<T> {
  readonly #tables = [new Map<Address, T>(), new Map<Address, T>()] as const;

  #table(cls: EventClass): Map<Address, T> {
    return this.#tables[cls.family === FAMILY.KERNEL ? 0 : 1];
  }

  /** A start: `value` is null for operations that are not asked about. Answers what it drops. */
  start(cls: EventClass, event: EventView, value: T | null): T | undefined {
    const irp = irpOf(cls, event);
    if (irp === null) return undefined;
    const table = this.#table(cls);
    const dropped = table.get(irp);
    if (value !== null) table.set(irp, value);
    else if (dropped !== undefined) table.delete(irp);
    return dropped;
  }

  /** An end: takes and removes what it belongs to. */
  end(cls: EventClass, event: EventView): T | undefined {
    const irp = irpOf(cls, event);
    if (irp === null) return undefined;
    const table = this.#table(cls);
    const value = table.get(irp);
    if (value !== undefined) table.delete(irp);
    return value;
  }

  /** Everything that has no end. */
  *rest(): Generator<T> {
    for (const table of this.#tables) yield* table.values();
  }
}

/** NTSTATUS of an operation's end, or null when the payload is too short. */
export function statusOf(event: EventView): number | null {
  const at = 2 * event.pointerSize;
  return event.has(at, 4) ? event.u32(at) : null;
}
