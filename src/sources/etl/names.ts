/**
 * Names by time: which process a thread belonged to, how it was called, which file an address meant.
 *
 * First the whole trace is read for what holds back to its start; then names follow the events in time order.
 */
import { type EventClass, ROLE } from "./classes.js";
import type { Address, EventView } from "./event-view.js";
import { fileCreateEvent, fileNameEvent, processEvent, threadEvent, volumeEvent } from "./name-events.js";

/** A value that holds from the start of the trace, with the time of the event that says so. */
interface Held<T> {
  readonly value: T;
  readonly ticks: number;
}

function hold<K, T>(map: Map<K, Held<T>>, key: K, value: T, ticks: number): void {
  const known = map.get(key);
  if (known === undefined || ticks < known.ticks) map.set(key, { value, ticks });
}

/** Kernel opcodes and Kernel-File ids that tell of a file which was there before: delete, rundown. */
const HELD_FILES = new Set([35, 36, 11]);

export class Names {
  readonly #heldProcesses = new Map<number, Held<string>>();
  readonly #heldThreads = new Map<number, Held<number>>();
  readonly #endedThreads = new Map<number, Held<number>>();
  /** One map for each family: the same address may mean two things. */
  readonly #heldFiles = [new Map<Address, Held<string>>(), new Map<Address, Held<string>>()] as const;
  readonly #volumes: { from: string; to: string }[] = [];
  readonly #processes = new Map<number, string>();
  readonly #threads = new Map<number, number>();
  readonly #files = [new Map<Address, string>(), new Map<Address, string>()] as const;
  readonly #texts = new Map<string, string>();
  /** Path with its drive letter, by name. */
  readonly #paths = new Map<string, string>();

  /** Takes an event of the first reading, in any order. */
  collect(cls: EventClass, event: EventView, ticks: number): void {
    switch (cls.role) {
      case ROLE.PROCESS: {
        const process = processEvent(cls, event);
        if (process?.heldBack) hold(this.#heldProcesses, process.processId, this.#one(process.name), ticks);
        break;
      }
      case ROLE.THREAD: {
        const thread = threadEvent(cls, event);
        if (thread === null) break;
        hold(thread.start ? this.#heldThreads : this.#endedThreads, thread.threadId, thread.processId, ticks);
        break;
      }
      case ROLE.FILE_NAME: {
        if (!HELD_FILES.has(cls.id)) break;
        const file = fileNameEvent(event);
        if (file !== null) hold(this.#heldFiles[cls.family as 0 | 1], file.key, this.#one(file.name), ticks);
        break;
      }
      case ROLE.VOLUME: {
        const volume = volumeEvent(event);
        if (volume !== null && !this.#volumes.some(({ from }) => from === volume.from))
          this.#volumes.push(volume);
        break;
      }
    }
  }

  /** Takes an event of the second reading, in time order. */
  follow(cls: EventClass, event: EventView): void {
    switch (cls.role) {
      case ROLE.PROCESS: {
        const process = processEvent(cls, event);
        if (process !== null) this.#processes.set(process.processId, this.#one(process.name));
        break;
      }
      case ROLE.THREAD: {
        const thread = threadEvent(cls, event);
        if (thread !== null) this.#threads.set(thread.threadId, thread.processId);
        break;
      }
      case ROLE.FILE_NAME: {
        const file = fileNameEvent(event);
        if (file !== null) this.#files[cls.family as 0 | 1].set(file.key, this.#one(file.name));
        break;
      }
      case ROLE.FILE_CREATE: {
        const file = fileCreateEvent(cls, event);
        if (file !== null) this.#files[cls.family as 0 | 1].set(file.key, this.#one(file.name));
        break;
      }
    }
  }

  /** One string for equal names. */
  #one(name: string): string {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    this.#texts.set(name, name);
    return name;
  }

  processOf(threadId: number): number | null {
    return (
      this.#threads.get(threadId) ??
      this.#heldThreads.get(threadId)?.value ??
      this.#endedThreads.get(threadId)?.value ??
      null
    );
  }

  processName(processId: number): string | null {
    return this.#processes.get(processId) ?? this.#heldProcesses.get(processId)?.value ?? null;
  }

  /** Path by file key, then by file object, with the drive letter where the volume is known. */
  path(family: number, key: Address, object: Address): string | null {
    const now = this.#files[family as 0 | 1];
    const held = this.#heldFiles[family as 0 | 1];
    const name = now.get(key) ?? held.get(key)?.value ?? now.get(object) ?? held.get(object)?.value;
    if (name === undefined) return null;
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = this.#withDrive(name);
      this.#paths.set(name, path);
    }
    return path;
  }

  #withDrive(name: string): string {
    const lower = name.toLowerCase();
    for (const { from, to } of this.#volumes) {
      const whole = from.endsWith("\\") || name.length === from.length || name[from.length] === "\\";
      if (whole && lower.startsWith(from.toLowerCase())) return to + name.slice(from.length);
    }
    return name;
  }
}
