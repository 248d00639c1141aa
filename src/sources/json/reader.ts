/**
 * Walks the tokens of a JSON report, keeps what stands in the objects that are open, and gives a record when an item
 * with a code is closed. Owns what an item is and how to go on behind what is broken.
 */
import { DecodeError } from "../../errors.js";
import type { ByteInput } from "../byte-input.js";
import { FormatReader, type TextFormat } from "../format-reader.js";
import { JsonScanner } from "../json-scanner.js";
import { type JsonKind, type JsonVisitor, jsonText } from "../json-text.js";
import type { RecordOutput } from "../record-output.js";
import { DEFAULT_MAX_RECORD_BYTES, type Head, type ReadRequest } from "../source.js";
import type { TextWindow } from "../text-window.js";
import type { CodeReading } from "./code-value.js";
import { Frame } from "./frame.js";
import { Gatherer } from "./gather.js";
import { beginsLikeJson } from "./head.js";
import { JSON_COLUMNS, type JsonKey, jsonKey } from "./keys.js";
import { ITEM, type JsonPath, parseJsonPath, type Step } from "./path.js";
import { giveRecord, joinForms } from "./record.js";

const NO_KEY = jsonKey("");

class ReportFormat implements TextFormat, JsonVisitor {
  readonly columns = JSON_COLUMNS;
  readonly #scanner: JsonScanner;
  readonly #gatherer: Gatherer;
  readonly #request: ReadRequest;
  readonly #reading: CodeReading;
  readonly #path: JsonPath | null;
  /** Where the token at hand stands, when a path asks for that. */
  readonly #steps: Step[] = [];
  /** One for each level; those that are open are the first ones. */
  readonly #frames: Frame[] = [];
  /** Key that the value at hand stands under. */
  #key: JsonKey = NO_KEY;
  /** The outermost item at hand: blanks before it, whether it gave a record, whether it is part of what was broken. */
  #outerBlanks = -1;
  #hasGiven = false;
  #isPart = false;
  /** A code was found at all. */
  #isFound = false;
  #window!: TextWindow;
  #output!: RecordOutput;

  constructor(request: ReadRequest) {
    const { maxRecordBytes = DEFAULT_MAX_RECORD_BYTES, jsonPath, radix = "auto", names } = request.options;
    this.#request = request;
    this.#reading = { radix, own: names };
    this.#scanner = new JsonScanner(maxRecordBytes);
    this.#gatherer = new Gatherer(maxRecordBytes);
    this.#path = jsonPath === undefined ? null : parseJsonPath(jsonPath);
  }

  scan(window: TextWindow, isEnd: boolean, output: RecordOutput): number {
    this.#window = window;
    this.#output = output;
    let at = 0;
    for (;;) {
      at = this.#scanner.scan(window.bytes, at, window.filled, isEnd, this);
      const { problem } = this.#scanner;
      if (problem === null) break;
      this.#reject(problem.at, problem.message);
    }
    if (isEnd && !this.#isFound) this.#request.note(this.#whatWasNotFound());
    return at;
  }

  /** Never asked: strings that are too long are passed over, and nothing else is waited for. */
  resume(_window: TextWindow, from: number): number {
    return from;
  }

  open(isObject: boolean, at: number): void {
    const depth = this.#scanner.depth;
    const parent = depth > 1 ? this.#frames[depth - 2]! : null;
    const key = parent === null ? NO_KEY : parent.isObject ? this.#key : parent.key;
    const isOuter = this.#isOuter(depth, isObject);
    const isItem = isOuter || (isObject && parent !== null && (!parent.isObject || key.isNumber));
    if (this.#frames.length < depth) this.#frames.push(new Frame(NO_KEY));
    const frame = this.#frames[depth - 1]!;
    frame.begin(isObject, isItem, key);
    if (this.#path !== null) {
      this.#steps.length = depth - 1;
      this.#steps.push(isObject ? "" : ITEM);
    }
    if (isItem) {
      frame.offset = this.#window.offsetAt(at);
      frame.line = this.#window.lineAt(at);
    }
    if (isOuter) {
      this.#outerBlanks = this.#scanner.blanks;
      this.#hasGiven = false;
      this.#isPart = this.#scanner.isLost;
    }
  }

  key(from: number, to: number): void {
    const { bytes } = this.#window;
    this.#key = this.#gatherer.keys.keyAt(bytes, from, to);
    if (this.#path !== null) this.#steps[this.#scanner.depth - 1] = jsonText(bytes, from, to);
  }

  value(kind: JsonKind, from: number, to: number): void {
    const depth = this.#scanner.depth;
    if (depth === 0) {
      this.#output.others(1);
      return;
    }
    const frame = this.#frames[depth - 1]!;
    const parent = depth > 1 ? this.#frames[depth - 2]! : null;
    const key = frame.isObject ? this.#key : frame.key;
    if (!key.isKnown && this.#path === null && (frame.isObject || depth > 1)) return;
    const value = { kind, bytes: this.#window.bytes, from, to };
    if (this.#path === null) {
      const isInList = parent === null ? this.#isPart : !parent.isObject;
      if (key.role !== null) this.#gatherer.takeRole(frame, isInList, key, value);
    } else {
      this.#steps.length = depth;
      if (this.#path.matches(this.#steps)) this.#gatherer.takeCode(frame, key, value);
    }
    if (frame.isObject) this.#gatherer.takeCells(frame, parent, key, value, this.#output);
    else if (depth === 1) this.#endOuterValue(frame, kind === "string" ? from - 1 : from);
  }

  close(): void {
    const depth = this.#scanner.depth;
    const frame = this.#frames[depth]!;
    const parent = depth > 0 ? this.#frames[depth - 1]! : null;
    const isOuter = this.#isOuter(depth + 1, frame.isObject);
    if (this.#path !== null) this.#steps.length = depth;
    this.#gatherer.takeArgument(frame, isOuter || parent === null ? frame : parent);
    if (frame.candidates.length > 0) {
      joinForms(frame.candidates, this.#reading);
      frame.fillCandidates();
    }
    if (frame.isItem) {
      if (!this.#give(frame, depth) && isOuter && !this.#hasGiven && !this.#isPart) this.#output.others(1);
    } else if (parent !== null && (frame.candidates.length > 0 || frame.isTooLong)) {
      parent.takeOver(frame);
      return;
    }
    this.#gatherer.kept -= frame.kept;
  }

  /** True when a container at `depth` (its own level counted) is a value of the top level, or an item of an array there. */
  #isOuter(depth: number, isObject: boolean): boolean {
    return depth === 1 ? isObject : depth === 2 && !this.#frames[0]!.isObject;
  }

  /** Gives the record of an item, if codes were found in it. */
  #give(item: Frame, depth: number): boolean {
    if (item.isTooLong) {
      this.#output.begin(item.offset, item.line);
      this.#output.reject("E_RECORD_TOO_LONG", "more codes stand in the record than may be kept of one");
      this.#output.end();
    } else {
      if (item.candidates.length === 0) return false;
      if (!giveRecord(item, this.#frames.slice(0, depth), this.#output, this.#reading)) return false;
    }
    this.#isFound = true;
    this.#hasGiven = true;
    return true;
  }

  /** A value of an array at the top that is no container: a record, as the others there are. */
  #endOuterValue(list: Frame, at: number): void {
    list.offset = this.#window.offsetAt(at);
    list.line = this.#window.lineAt(at);
    list.fillCandidates();
    if (!this.#give(list, 0)) this.#output.others(1);
    list.candidates.length = 0;
    list.isTooLong = false;
    this.#gatherer.kept -= list.kept;
    list.kept = 0;
  }

  /** Rejects the records that a problem leaves open, and goes on behind it. */
  #reject(at: number, message: string): void {
    const output = this.#output;
    const open = this.#frames.slice(0, this.#scanner.depth);
    const broken = new Set<Frame>();
    let item: Frame | null = null;
    for (const frame of open) {
      if (frame.isItem) item = frame;
      if (item !== null && (frame.candidates.length > 0 || frame.isTooLong)) broken.add(item);
    }
    if (broken.size === 0 && item !== null) broken.add(item);
    const offset = this.#window.offsetAt(at);
    const line = this.#window.lineAt(at);
    const places = item === null ? [{ offset, line }] : [...broken];
    for (const place of places) {
      output.begin(place.offset, place.line);
      output.reject("E_SYNTAX", `byte ${offset}: ${message}`);
      output.end();
    }
    this.#gatherer.kept = 0;
    this.#scanner.recover(item === null ? this.#scanner.blanks : this.#outerBlanks, false);
  }

  #whatWasNotFound(): string {
    return this.#path === null
      ? "no control code stands under a known key of this JSON; --json-path tells where others stand"
      : `--json-path ${this.#path.text} was nowhere in this JSON`;
  }
}

/**
 * Begins reading.
 * @throws DecodeError E_NOT_A_TRACE when the head is no JSON, E_OPTION when the path has another form
 */
export function open(input: ByteInput, head: Head, request: ReadRequest): FormatReader {
  if (!beginsLikeJson(head)) {
    throw new DecodeError("E_NOT_A_TRACE", "this is no JSON: it begins with neither { nor [");
  }
  return new FormatReader(input, head, new ReportFormat(request), request);
}
