/**
 * Reads the events of a .pml in the order of the file: counts them, gives control requests as batches or, for a summary by
 * code, counts their codes inside the kernel. A range of rows is read the same way.
 *
 * Owns what happens at damage: with the offset array one event is lost, without one all that follow. Where there is one
 * that cannot be reached, as in a pipe, reading ends with E_NEEDS_FILE.
 */
import { DecodeError } from "../../errors.js";
import { MOST_PADDING, PML_FAULT, PML_WALK, type PmlWalk } from "../../kernel/pml-walk.js";
import { type Accounting, newAccounting } from "../../record/accounting.js";
import type { Batch } from "../../record/batch.js";
import type { GroupSink } from "../../record/group-sink.js";
import type { ColumnName } from "../../record/schema.js";
import type { ByteInput } from "../byte-input.js";
import { Entries, operationName } from "../code-entries.js";
import type { RangeReader, RangeResult, ReadRequest, SourceRange } from "../source.js";
import { run, type Steps } from "../steps.js";
import type { Capture } from "./capture.js";
import { EventWindow } from "./event-window.js";
import { faultText } from "./faults.js";
import { judgeEvent } from "./judge-event.js";
import type { PmlProcess } from "./processes.js";
import { PmlReporter } from "./reporter.js";
import { PML_COLUMNS, RequestRows } from "./request-rows.js";

/** Bytes that one call of `next` takes. */
const STEP_BYTES = 16 * 1024 * 1024;

/** True when all that is asked for is told by code and operation, which the kernel counts. */
export function isCounted({ countBy }: ReadRequest): boolean {
  return countBy?.every((name) => name === "operation") ?? false;
}

export class PmlReader implements RangeReader {
  readonly columns: readonly ColumnName[] = PML_COLUMNS;
  accounting: Accounting = newAccounting();
  readonly #input: ByteInput;
  readonly #capture: Capture;
  readonly #request: ReadRequest;
  readonly #walk: PmlWalk;
  readonly #window: EventWindow;
  readonly #rows: RequestRows;
  #reporter: PmlReporter;
  /** Event at hand, from 0, and the first one that is not asked for. */
  #row = 0;
  #lastRow: number;
  #firstRow = 0;
  #start = 0;
  /** Codes that the kernel had counted when the range began. */
  #countedBefore = 0;
  /** Null when the whole is read. */
  #range: SourceRange | null = null;
  #hasBegun = false;
  #done = false;
  describesEvents = false;

  constructor(
    input: ByteInput,
    capture: Capture,
    processes: ReadonlyMap<number, PmlProcess>,
    request: ReadRequest,
  ) {
    this.#input = input;
    this.#capture = capture;
    this.#request = request;
    this.#walk = request.kernel.pml;
    this.#walk.reset(capture.header.is64Bit, isCounted(request));
    this.#window = new EventWindow(this.#walk.bytes, input, capture.end);
    this.#rows = new RequestRows(request.columns, processes, this.#walk);
    this.#reporter = new PmlReporter(request, this.accounting);
    this.#lastRow = capture.offsets?.count ?? Number.POSITIVE_INFINITY;
  }

  /** Tells what is wrong with the file as a whole. */
  warn(message: string): void {
    this.#reporter.warning("E_PML_TABLE", 0, message);
  }

  next(): Batch | null | Promise<Batch | null> {
    return run(this.#step());
  }

  *#step(): Steps<Batch | null> {
    if (this.#done) return null;
    if (!this.#hasBegun) yield* this.#begin();
    this.#rows.begin();
    const stop = this.#window.offset + STEP_BYTES;
    let goesOn = this.#row < this.#lastRow;
    while (goesOn && this.#window.offset < stop) {
      const why = this.#walkOn();
      if (why === PML_WALK.RECORDS_FULL) break;
      if (why === PML_WALK.OFFSETS_OUT) yield* this.#capture.offsets!.load(this.#walk, this.#row);
      else if (why === PML_WALK.FAULT) goesOn = yield* this.#fault();
      else goesOn = (yield* this.#window.more(this.#walk.needed)) || (yield* this.#cut());
    }
    this.accounting.bytes = this.#window.offset - this.#start;
    if (!goesOn) yield* this.#end();
    return this.#rows.batch();
  }

  *#begin(): Steps<void> {
    this.#hasBegun = true;
    const range = this.#range;
    if (range === null) {
      yield* this.#window.begin(this.#capture.firstEvent);
      // An entry to begin with; the rest follows when it is asked for.
      if (this.#capture.offsets !== null && this.#lastRow > 0)
        yield* this.#capture.offsets.load(this.#walk, 0);
      return;
    }
    const offsets = this.#capture.offsets!;
    this.#row = yield* offsets.rowAt(range.from);
    this.#lastRow = range.to < offsets.end ? yield* offsets.rowAt(range.to) : offsets.count;
    this.#firstRow = this.#row;
    const end = yield* offsets.offsetOf(this.#lastRow);
    this.#start = this.#row < offsets.count ? yield* offsets.offsetOf(this.#row) : this.#input.byteLength!;
    if (this.#row === this.#lastRow) return;
    this.#window.seek(this.#start, end);
    yield* offsets.load(this.#walk, this.#row);
  }

  #walkOn(): number {
    const window = this.#window;
    const walk = this.#walk;
    const { base } = window;
    const row = this.#row;
    const why = walk.walk({
      from: window.at,
      to: window.filled,
      base,
      row,
      room: this.#rows.room,
      isEnd: window.isEnd,
    });
    window.at = walk.position;
    this.#row = walk.row;
    this.accounting.records += walk.row - row;
    this.accounting.decoded += this.#rows.take(base, this.#firstRow);
    return why;
  }

  /** The event at hand cannot be read. False when nothing behind it can. */
  *#fault(): Steps<boolean> {
    const { fault, size } = this.#walk;
    const window = this.#window;
    const { offsets, isClosed } = this.#capture;
    if (this.#range !== null) return this.#giveUpRange();
    const { offset } = window;
    const text = faultText(fault, window.bytes.subarray(window.at), offset, size);
    if (fault === PML_FAULT.DETAIL || fault === PML_FAULT.PATH) {
      this.#reject(offset, text);
      window.seek(offset + size);
      return true;
    }
    if (offsets !== null) return yield* this.#byOffsets(text);
    if (isClosed && this.#input.readAt === undefined) {
      throw new DecodeError(
        "E_NEEDS_FILE",
        `an event cannot be read (${text}), and the way to the next one stands at the end of the capture`,
        { file: this.#request.file, byteOffset: offset },
      );
    }
    if (!isClosed && (yield* window.isBlank())) return false;
    this.#reject(offset, text);
    this.#reporter.warning(
      "E_LOST",
      offset,
      "without the offset array no event behind this one can be found",
    );
    return false;
  }

  /** Anything wrong in a range: one thread is to read the whole, and to tell about it. */
  #giveUpRange(): false {
    this.describesEvents = true;
    return false;
  }

  /** The event at hand is not whole. False when nothing behind it can be read. */
  *#cut(): Steps<boolean> {
    if (this.#row === this.#lastRow) return false;
    if (this.#range !== null) return this.#giveUpRange();
    const { rest, offset } = this.#window;
    const { offsets, isClosed } = this.#capture;
    const text = `the events end ${rest} bytes into this one`;
    if (offsets !== null) return yield* this.#byOffsets(text);
    const isPadding = rest === 0 || (isClosed && rest <= MOST_PADDING);
    if (!isPadding && (isClosed || !(yield* this.#window.isBlank()))) this.#reject(offset, text);
    return false;
  }

  /** Goes on behind the event at hand as the offset array says. */
  *#byOffsets(text: string): Steps<boolean> {
    const offsets = this.#capture.offsets!;
    const { offset } = this.#window;
    const verdict = yield* judgeEvent(this.#input, this.#capture, this.#walk, this.#row, offset);
    if (verdict.isEntryWrong) {
      const entry = `the offset array is wrong about row ${this.#row + 2}, which begins at byte ${verdict.next}`;
      this.#reporter.warning("E_PML_TABLE", offset, entry);
      offsets.correct(this.#walk, this.#row + 1, verdict.next!);
      return true;
    }
    if (verdict.isOther) this.#pass();
    else this.#reject(offset, text);
    let next = verdict.next;
    while (next === null && this.#row < this.#lastRow) {
      next = yield* offsets.behind(offset, this.#row + 1);
      this.#reject(offset, "the place of the event is not known: its entry in the offset array is wrong");
    }
    if (next === null || this.#row === this.#lastRow) return false;
    this.#window.seek(next);
    return true;
  }

  #pass(): void {
    this.#row++;
    this.accounting.records++;
  }

  #reject(offset: number, message: string): void {
    this.#reporter.rejected(this.#row + 1, offset, message);
    this.#pass();
  }

  *#end(): Steps<void> {
    const { accounting } = this;
    accounting.decoded += this.#walk.countedCodes - this.#countedBefore;
    this.#countedBefore = this.#walk.countedCodes;
    accounting.codes = accounting.decoded;
    accounting.other = accounting.records - accounting.decoded - accounting.rejected;
    const { eventCount } = this.#capture.header;
    if (this.#range === null) {
      if (eventCount > 0 && eventCount !== accounting.records) {
        const text = `the header tells of ${eventCount} events, and ${accounting.records} were found`;
        this.#reporter.warning("E_LOST", 0, text);
      }
      accounting.bytes = yield* this.#window.fileBytes();
    }
    this.#done = true;
  }

  begin(range: SourceRange): void {
    this.accounting = newAccounting();
    this.#reporter = new PmlReporter(this.#request, this.accounting);
    this.#range = range;
    this.#hasBegun = false;
    this.#done = false;
  }

  get range(): RangeResult {
    const isLast = this.#lastRow === this.#capture.offsets?.count;
    const end = isLast
      ? this.#input.byteLength!
      : this.#row === this.#firstRow
        ? this.#start
        : this.#window.offset;
    return { start: this.#start, end, lines: 0 };
  }

  giveCounted(sink: GroupSink): void {
    const entries = new Entries();
    for (const { code, operation, count } of this.#walk.takeCodeCounts()) {
      sink.begin(entries.list[entries.code(code, operation)]!);
      for (const _ of this.#request.countBy ?? []) sink.value(operationName(operation));
      sink.end(count);
    }
  }
}
