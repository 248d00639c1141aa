/**
 * A summary by code alone: one reading of the stream, codes counted inside the kernel. No order, no joins, so it
 * needs no random access, unless the trace describes events of its own behind the place where they stand.
 */
import { DecodeError } from "../../errors.js";
import type { EtlWalk } from "../../kernel/etl-walk.js";
import { type Accounting, newAccounting } from "../../record/accounting.js";
import type { Batch } from "../../record/batch.js";
import type { GroupSink } from "../../record/group-sink.js";
import type { ColumnName } from "../../record/schema.js";
import { BatchBuilder } from "../batch-builder.js";
import type { ByteInput } from "../byte-input.js";
import { Entries } from "../code-entries.js";
import type { RangeReader, RangeResult, ReadRequest, SourceRange } from "../source.js";
import { run, type Steps } from "../steps.js";
import { BufferScan } from "./buffer-scan.js";
import { type Classes, ROLE } from "./classes.js";
import { ETL_COLUMNS } from "./columns.js";
import { FOUND, newReading, readControl } from "./control-event.js";
import { EventReader, type EventSink } from "./events.js";
import type { LogHeader } from "./header.js";
import { Reporter } from "./reporter.js";

/** Bytes that one call of `next` takes. */
const STEP_BYTES = 16 * 1024 * 1024;

function wanted(role: number): boolean {
  return role === ROLE.CONTROL || role === ROLE.DESCRIPTION || role === ROLE.MANIFEST;
}

export class EtlCountReader implements RangeReader {
  readonly columns: readonly ColumnName[] = ETL_COLUMNS;
  accounting: Accounting = newAccounting();
  readonly #input: ByteInput;
  readonly #request: ReadRequest;
  readonly #header: LogHeader | null;
  readonly #classes: Classes;
  readonly #walk: EtlWalk;
  readonly #empty: Batch;
  #reporter: Reporter;
  #entries = new Entries();
  #counts: number[] = [];
  #scan: BufferScan;
  #reader: EventReader;
  #again = false;
  #isRange = false;
  /** Buffers that begin at or after this offset belong to the next range. */
  #to = Number.POSITIVE_INFINITY;
  /** Where to go before the first buffer of a range. */
  #seek: SourceRange | null = null;
  #start = 0;
  /** Codes that the kernel had counted when the range began. */
  #countedBefore = 0;
  #done = false;
  #row = 0;
  #offset = 0;

  constructor(input: ByteInput, header: LogHeader | null, classes: Classes, request: ReadRequest) {
    this.#input = input;
    this.#request = request;
    this.#header = header;
    this.#classes = classes;
    this.#walk = request.kernel.etl;
    this.#empty = new BatchBuilder([], []).batch();
    this.#reporter = new Reporter(request.file, request, this.accounting);
    this.#scan = this.#newScan();
    this.#reader = this.#newReader();
  }

  #newScan(): BufferScan {
    return new BufferScan(this.#walk, this.#input, this.#header, (offset, message) => {
      this.#reporter.buffer(this.accounting.records + 1, offset, message);
      this.accounting.records++;
    });
  }

  #newReader(): EventReader {
    const reading = newReading();
    const sink: EventSink = {
      event: (cls, event, row) => {
        const { control } = cls;
        if (control === null) return;
        const found = readControl(control, event, reading, this.#request.options.names);
        if (found === FOUND.NONE) return;
        if (found === FOUND.BROKEN) {
          const what = `event ${control.eventId} of ${control.provider} has no room for its control code`;
          this.#reporter.event(this.#row + row + 1, this.#offset, null, what);
          return;
        }
        const entry =
          reading.text === null
            ? this.#entries.code(reading.code, reading.operation)
            : this.#entries.text(reading.text, found === FOUND.CODE ? reading.code : null, reading.operation);
        this.#counts[entry] = (this.#counts[entry] ?? 0) + 1;
        if (found === FOUND.CODE) this.accounting.decoded++;
        else this.#reporter.unresolved(this.#row + row + 1, this.#offset, this.#entries.list[entry]!);
      },
      fault: (row, offset, inner, message) =>
        this.#reporter.event(this.#row + row + 1, offset, inner, message),
    };
    return new EventReader(this.#walk, this.#classes, wanted, true, sink);
  }

  next(): Batch | null | Promise<Batch | null> {
    return run(this.#step());
  }

  *#step(): Steps<Batch | null> {
    if (this.#done) return null;
    if (this.#seek !== null) {
      yield* this.#scan.seek(this.#seek.from, this.#seek.isExact);
      this.#seek = null;
      this.#start = this.#scan.offset;
    }
    const to = this.#scan.offset + STEP_BYTES;
    while (this.#scan.offset < to) {
      if (this.#scan.offset >= this.#to) return this.#end();
      const ready = yield* this.#scan.next();
      if (ready === null) return this.#end();
      this.#reporter.lost(ready);
      this.#row = this.accounting.records;
      this.#offset = ready.offset;
      this.accounting.records += this.#reader.buffer(ready);
    }
    this.accounting.bytes = this.#scan.offset - this.#start;
    return this.#empty;
  }

  #end(): Batch | null {
    if (this.#classes.stale && !this.#again && !this.#isRange) {
      this.#startAgain();
      return this.#empty;
    }
    const { accounting } = this;
    accounting.decoded += this.#walk.countedCodes - this.#countedBefore;
    this.#countedBefore = this.#walk.countedCodes;
    accounting.codes = accounting.decoded + accounting.unresolved;
    accounting.other = accounting.records - accounting.decoded - accounting.unresolved - accounting.rejected;
    accounting.bytes = this.#scan.offset - this.#start;
    this.#reporter.muted = false;
    if (this.#start === 0) this.#reporter.header(this.#header);
    this.#done = true;
    return null;
  }

  /** Reads everything once more, knowing what the trace describes. */
  #startAgain(): void {
    if (this.#input.readAt === undefined) {
      throw new DecodeError(
        "E_NEEDS_FILE",
        "the trace describes events behind the place where they stand, so it has to be read twice",
        { file: this.#request.file },
      );
    }
    this.#again = true;
    this.#classes.startAgain();
    this.accounting = newAccounting();
    this.#reporter = new Reporter(this.#request.file, this.#request, this.accounting);
    this.#reporter.muted = true;
    this.#entries = new Entries();
    this.#counts = [];
    this.#scan = this.#newScan();
    this.#reader = this.#newReader();
    this.#countedBefore = 0;
  }

  begin(range: SourceRange): void {
    this.accounting = newAccounting();
    this.#reporter = new Reporter(this.#request.file, this.#request, this.accounting);
    this.#seek = range;
    this.#to = range.to;
    this.#isRange = true;
    this.#done = false;
  }

  get range(): RangeResult {
    return { start: this.#start, end: this.#scan.offset, lines: 0 };
  }

  get describesEvents(): boolean {
    return this.#classes.learned;
  }

  giveCounted(sink: GroupSink): void {
    // Before the end nothing is sure: the whole may have to be read once more.
    if (!this.#done) return;
    for (const { code, operation, count } of this.#walk.takeCodeCounts()) {
      const entry = this.#entries.code(code, operation);
      this.#counts[entry] = (this.#counts[entry] ?? 0) + count;
    }
    for (const [i, count] of this.#counts.entries()) {
      if (!(count > 0)) continue;
      sink.begin(this.#entries.list[i]!);
      sink.end(count);
    }
    this.#counts = [];
  }
}
