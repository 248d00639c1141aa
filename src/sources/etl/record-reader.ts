/**
 * Records in time order with their joins. The trace is read twice: `prepare` finds the buffers, what describes
 * events, and names that hold back to the start; then the buffers are merged by time and records come out as soon
 * as the end of their operation is known.
 */
import type { EtlWalk } from "../../kernel/etl-walk.js";
import { type Accounting, newAccounting } from "../../record/accounting.js";
import type { Batch } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import { BATCH_ROWS, BatchBuilder } from "../batch-builder.js";
import type { ByteInput } from "../byte-input.js";
import { Entries } from "../code-entries.js";
import type { ReadRequest, RecordReader } from "../source.js";
import { pause, run, type Steps } from "../steps.js";
import { BufferIndex } from "./buffer-index.js";
import { BufferScan, loadBuffer, type ReadyBuffer } from "./buffer-scan.js";
import { type Classes, type EventClass, ROLE } from "./classes.js";
import { Clock } from "./clock.js";
import { ETL_COLUMNS } from "./columns.js";
import { FOUND, fileIoPlaces, newReading, readControl } from "./control-event.js";
import type { Address, EventView } from "./event-view.js";
import { EventReader, type EventSink } from "./events.js";
import type { LogHeader } from "./header.js";
import type { Lane } from "./lane.js";
import { Names } from "./names.js";
import { LiveIrps, statusOf } from "./pairing.js";
import { Reporter } from "./reporter.js";
import { TimeMerge } from "./time-merge.js";
import { type FarEnd, type Waiting, writerOf } from "./waiting.js";

/** Bytes of the first reading after which others get their turn. */
const PAUSE_BYTES = 16 * 1024 * 1024;
/** Records that may wait for the end of the first of them. */
const MOST_WAITING = 8192;

const COLUMN_ROLES: Readonly<Record<string, readonly number[]>> = {
  processName: [ROLE.PROCESS, ROLE.THREAD],
  processId: [ROLE.THREAD],
  path: [ROLE.FILE_NAME, ROLE.FILE_CREATE, ROLE.VOLUME],
  status: [ROLE.IRP_START, ROLE.IRP_END, ROLE.FILE_CREATE],
  duration: [ROLE.IRP_START, ROLE.IRP_END, ROLE.FILE_CREATE],
};

export class EtlRecordReader implements RecordReader {
  readonly columns: readonly ColumnName[];
  readonly accounting: Accounting = newAccounting();
  readonly #input: ByteInput;
  readonly #request: ReadRequest;
  readonly #walk: EtlWalk;
  readonly #header: LogHeader | null;
  readonly #clock: Clock;
  readonly #classes: Classes;
  readonly #names = new Names();
  readonly #index = new BufferIndex();
  readonly #entries = new Entries();
  readonly #reporter: Reporter;
  readonly #reading = newReading();
  readonly #roles = new Set<number>([ROLE.CONTROL]);
  readonly #pairs: boolean;
  readonly #live = new LiveIrps<Waiting>();
  #waiting: Waiting[] = [];
  #waitingFrom = 0;
  #far: Map<number, FarEnd | null> | null = null;
  #merge: TimeMerge | null = null;
  #output: BatchBuilder;
  #put: (row: number, record: Waiting) => void = () => {};
  #reader: EventReader | null = null;
  #loading: { lane: Lane; ready: ReadyBuffer; firstRow: number } | null = null;

  constructor(input: ByteInput, header: LogHeader | null, classes: Classes, request: ReadRequest) {
    this.#input = input;
    this.#request = request;
    this.#walk = request.kernel.etl;
    this.#header = header;
    this.#clock = new Clock(header);
    this.#classes = classes;
    this.#reporter = new Reporter(request.file, request, this.accounting);
    for (const name of request.columns) for (const role of COLUMN_ROLES[name] ?? []) this.#roles.add(role);
    this.#pairs = this.#roles.has(ROLE.IRP_END);
    this.columns = ETL_COLUMNS;
    this.#output = new BatchBuilder([], []);
  }

  /** The first reading. */
  *prepare(): Steps<void> {
    const collects = (role: number) =>
      role === ROLE.DESCRIPTION ||
      role === ROLE.MANIFEST ||
      (this.#roles.has(role) &&
        (role === ROLE.PROCESS || role === ROLE.THREAD || role === ROLE.FILE_NAME || role === ROLE.VOLUME));
    let rows = 0;
    const sink: EventSink = {
      event: (cls, event, _row, low, high) => this.#names.collect(cls, event, this.#clock.ticks(low, high)),
      fault: (row, offset, inner, message) => this.#reporter.event(rows + row + 1, offset, inner, message),
    };
    const scan = new BufferScan(this.#walk, this.#input, this.#header, (offset, message) => {
      this.#reporter.buffer(rows + 1, offset, message);
      rows++;
    });
    const reader = new EventReader(this.#walk, this.#classes, collects, false, sink);
    let compressed = false;
    let nextPause = PAUSE_BYTES;
    for (;;) {
      const ready = yield* scan.next();
      if (ready === null) break;
      if (scan.offset >= nextPause) {
        nextPause = scan.offset + PAUSE_BYTES;
        yield pause();
      }
      this.#reporter.lost(ready);
      compressed ||= ready.header.compressed;
      const first = rows;
      rows += reader.buffer(ready);
      if (!this.#walk.hasTime) continue;
      const smallest = this.#clock.ticksOf(this.#walk.smallestTime);
      this.#index.add(ready.offset, ready.size, smallest, this.#clock.ticksOf(this.#walk.largestTime), first);
    }
    this.accounting.records = rows;
    this.accounting.bytes = scan.offset;
    this.#reporter.header(this.#header);
    this.#begin(compressed);
  }

  /** Sets up the second reading. */
  #begin(compressed: boolean): void {
    const columns: readonly ColumnName[] = compressed ? [...ETL_COLUMNS, "innerOffset"] : ETL_COLUMNS;
    (this as { columns: readonly ColumnName[] }).columns = columns;
    const wanted = this.#request.columns.filter((name) => columns.includes(name));
    this.#output = new BatchBuilder(wanted, this.#entries.list);
    this.#put = writerOf(this.#output, this.#clock, wanted.includes("time"));
    const quiet: EventSink = { event: (...args) => this.#surfaced(...args), fault() {} };
    const roles = this.#roles;
    this.#reader = new EventReader(this.#walk, this.#classes, (role) => roles.has(role), false, quiet);
    this.#merge = new TimeMerge(this.#index);
    if (!this.#merge.exact) {
      this.#request.note(
        `${this.#request.file}: the times of its buffers overlap too much, order is not exact`,
      );
    }
  }

  #surfaced(cls: EventClass, event: EventView, row: number, low: number, high: number): void {
    const { lane, ready, firstRow } = this.#loading!;
    lane.add(cls, event, event.start - ready.origin, firstRow + row, this.#clock.ticks(low, high));
  }

  *#load(lane: Lane): Steps<void> {
    const { offset, size, firstRow } = this.#index;
    const ready = yield* loadBuffer(this.#walk, this.#input, offset[lane.buffer]!, size[lane.buffer]!);
    if (ready === null) return;
    lane.clear(ready);
    this.#loading = { lane, ready, firstRow: firstRow[lane.buffer]! };
    this.#reader!.buffer(ready);
  }

  next(): Batch | null | Promise<Batch | null> {
    return run(this.#batch());
  }

  *#batch(): Steps<Batch | null> {
    const merge = this.#merge!;
    const output = this.#output;
    output.clear();
    for (;;) {
      this.#giveOut();
      if (output.length === BATCH_ROWS) return output.batch();
      if (this.#waiting.length - this.#waitingFrom >= MOST_WAITING) {
        yield* this.#resolveFirst();
        continue;
      }
      const lane = merge.top();
      if (lane === null) break;
      if (!lane.loaded) {
        yield* this.#load(lane);
        merge.settle(lane);
        continue;
      }
      const i = lane.take();
      this.#event(lane, i);
      merge.advance(lane);
    }
    for (const record of this.#live.rest()) record.done = true;
    this.#giveOut();
    if (output.length > 0) return output.batch();
    const { accounting } = this;
    accounting.other = accounting.records - accounting.decoded - accounting.unresolved - accounting.rejected;
    return null;
  }

  #event(lane: Lane, i: number): void {
    const cls = lane.classes[i]!;
    const event = lane.view;
    const ticks = lane.times[i]!;
    if (cls.role === ROLE.CONTROL) {
      this.#control(lane, i, cls, event, ticks);
      return;
    }
    if (cls.role === ROLE.IRP_END) {
      const record = this.#live.end(cls, event);
      if (record !== undefined) this.#finish(record, { ticks, status: statusOf(event) });
      return;
    }
    if ((cls.role === ROLE.IRP_START || cls.role === ROLE.FILE_CREATE) && this.#pairs) {
      const dropped = this.#live.start(cls, event, null);
      if (dropped !== undefined) dropped.done = true;
    }
    this.#names.follow(cls, event);
  }

  #finish(record: Waiting, end: FarEnd): void {
    record.status = end.status;
    record.duration = this.#clock.seconds(end.ticks - record.ticks);
    record.done = true;
  }

  #control(lane: Lane, i: number, cls: EventClass, event: EventView, ticks: number): void {
    const control = cls.control!;
    const reading = this.#reading;
    const row = lane.rows[i]! + 1;
    const inner = lane.inner[i]!;
    const offset = lane.compressed ? lane.offset : lane.offset + inner;
    const found = readControl(control, event, reading, this.#request.options.names);
    if (found === FOUND.NONE) return;
    if (found === FOUND.BROKEN) {
      const what = `event ${control.eventId} of ${control.provider} has no room for its control code`;
      this.#reporter.event(row, offset, lane.compressed ? inner : null, what);
      return;
    }
    let entry: number;
    if (reading.text === null) entry = this.#entries.code(reading.code, reading.operation);
    else
      entry = this.#entries.text(reading.text, found === FOUND.CODE ? reading.code : null, reading.operation);
    if (found === FOUND.CODE) this.accounting.decoded++;
    else this.#reporter.unresolved(row, offset, this.#entries.list[entry]!);
    this.accounting.codes++;
    const record: Waiting = {
      row,
      offset,
      inner: lane.compressed ? inner : -1,
      ticks,
      processor: lane.processor,
      entry,
      operation: reading.operation,
      control,
      threadId: event.threadId,
      processId: event.processId,
      processName: null,
      path: null,
      status: reading.status,
      duration: null,
      inputLength: reading.inputLength,
      outputLength: reading.outputLength,
      done: true,
    };
    if (control.form === "fileIo") this.#fileIo(record, cls, event);
    if (record.processId !== null) record.processName = this.#names.processName(record.processId);
    this.#waiting.push(record);
  }

  #fileIo(record: Waiting, cls: EventClass, event: EventView): void {
    const at = fileIoPlaces(record.control, event)!;
    record.threadId ??= event.u32(at.thread);
    record.processId ??= this.#names.processOf(record.threadId);
    const key: Address = event.address(at.fileKey);
    record.path = this.#names.path(cls.family, key, event.address(at.fileObject));
    if (!this.#pairs) return;
    record.done = false;
    const dropped = this.#live.start(cls, event, record);
    if (dropped !== undefined) dropped.done = true;
  }

  /** Moves finished records from the front of the waiting ones to the batch. */
  #giveOut(): void {
    const waiting = this.#waiting;
    const output = this.#output;
    let from = this.#waitingFrom;
    while (from < waiting.length && waiting[from]!.done && output.length < BATCH_ROWS) {
      this.#put(output.length++, waiting[from]!);
      from++;
    }
    if (from === waiting.length) {
      this.#waiting = [];
      from = 0;
    } else if (from > MOST_WAITING) {
      this.#waiting = waiting.slice(from);
      from = 0;
    }
    this.#waitingFrom = from;
  }

  /** The first record waits too long: its end is looked up, in a reading of its own that is done once. */
  *#resolveFirst(): Steps<void> {
    this.#far ??= yield* this.#farEnds();
    const first = this.#waiting[this.#waitingFrom]!;
    const end = this.#far.get(first.row);
    if (end !== undefined && end !== null) this.#finish(first, end);
    first.done = true;
  }

  /** Ends that come more than half of MOST_WAITING records after their start, or never (null), by row. */
  *#farEnds(): Steps<Map<number, FarEnd | null>> {
    const far = new Map<number, FarEnd | null>();
    const live = new LiveIrps<{ row: number; count: number }>();
    const merge = new TimeMerge(this.#index);
    let count = 0;
    for (;;) {
      const lane = merge.top();
      if (lane === null) break;
      if (!lane.loaded) {
        yield* this.#load(lane);
        merge.settle(lane);
        continue;
      }
      const i = lane.take();
      const cls = lane.classes[i]!;
      if (cls.role === ROLE.IRP_END) {
        const start = live.end(cls, lane.view);
        if (start !== undefined && count - start.count > MOST_WAITING / 2) {
          far.set(start.row, { ticks: lane.times[i]!, status: statusOf(lane.view) });
        }
      } else if (cls.control?.form === "fileIo") {
        count++;
        live.start(cls, lane.view, { row: lane.rows[i]! + 1, count });
      } else if (cls.role === ROLE.IRP_START || cls.role === ROLE.FILE_CREATE) {
        live.start(cls, lane.view, null);
      }
      merge.advance(lane);
    }
    return far;
  }

  giveCounted(): void {}
}
