/**
 * Text formats whose records are the values of a JSON text: those of NDJSON and of values one after the other, and
 * the items of an array that stands at the top.
 *
 * A value that is broken is rejected, and reading goes on at the next line that begins as the line of the broken
 * one did; where values share a line, at the next object.
 */
import type { ColumnName } from "../record/schema.js";
import type { TextFormat } from "./format-reader.js";
import { JsonScanner } from "./json-scanner.js";
import type { JsonVisitor } from "./json-text.js";
import type { RecordOutput } from "./record-output.js";
import { DEFAULT_MAX_RECORD_BYTES } from "./source.js";
import type { TextWindow } from "./text-window.js";

export interface JsonItemTaker {
  /** Columns of origin `source` that the input has. */
  readonly columns: readonly ColumnName[];
  /** Matches the Latin-1 text of every value with a code; others are counted as carrying none. Without it all are taken. */
  readonly mayCarry?: RegExp;
  /** Matches the Latin-1 text of values that are no records. */
  readonly passOver?: RegExp;
  /** Takes the value in bytes [from, to), which is well-formed. `output` has begun the record and ends it. */
  take(bytes: Uint8Array, from: number, to: number, output: RecordOutput): void;
}

const latin1 = new TextDecoder("latin1");

/** Tells `visitor` the tokens of the well-formed value in bytes [from, to). */
export function visitJson(bytes: Uint8Array, from: number, to: number, visitor: JsonVisitor): void {
  new JsonScanner(DEFAULT_MAX_RECORD_BYTES).scan(bytes, from, to, true, visitor);
}

/** A format whose records are the values of the top level. */
export function jsonItems(taker: JsonItemTaker, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES): TextFormat {
  const scanner = new JsonScanner(maxRecordBytes);
  /** Depth around the values: 1 inside an array at the top, else 0. */
  let base = 0;
  /** Where the value at hand begins, -1 = between two values; blanks before it. */
  let start = -1;
  let blanks = -1;
  /** The window is scanned up to here. */
  let scanned = 0;
  /** The value at hand was too long; its rest is passed over. */
  let isTooLong = false;
  let unseen = 0;
  let window: TextWindow;
  let output: RecordOutput;

  function takeItem(from: number, to: number): void {
    start = -1;
    if (isTooLong) {
      isTooLong = false;
      scanner.stop();
      return;
    }
    const { mayCarry, passOver } = taker;
    if (mayCarry !== undefined || passOver !== undefined) {
      const text = latin1.decode(window.bytes.subarray(from, to));
      if (passOver?.test(text) === true) return;
      if (mayCarry !== undefined) {
        mayCarry.lastIndex = 0;
        if (!mayCarry.test(text)) {
          output.others(1);
          return;
        }
      }
    }
    output.begin(window.offsetAt(from), window.lineAt(from));
    taker.take(window.bytes, from, to, output);
    output.end();
  }

  const visitor: JsonVisitor = {
    open(isObject, at) {
      if (scanner.depth === 1 && !isObject) {
        base = 1;
      } else if (scanner.depth === base + 1) {
        start = at;
        blanks = scanner.blanks;
      }
    },
    close(end) {
      if (scanner.depth < base) base = 0;
      else if (scanner.depth === base) takeItem(start, end);
    },
    key() {},
    value(kind, from, to) {
      if (scanner.depth !== base) return;
      const quotes = kind === "string" ? 1 : 0;
      if (kind === "long") output.others(1);
      else takeItem(from - quotes, to + quotes);
    },
  };

  function reject(at: number, message: string): void {
    const from = start < 0 ? at : start;
    output.begin(window.offsetAt(from), window.lineAt(from));
    output.reject("E_SYNTAX", `byte ${window.offsetAt(at)}: ${message}`);
    output.end();
  }

  /** Scans on from `scanned` to the end of the window, or of a value that is too long. Returns where it stopped. */
  function scanOn(isEnd: boolean): number {
    for (;;) {
      const at = scanner.scan(window.bytes, scanned, window.filled, isEnd, visitor);
      const { problem } = scanner;
      if (problem === null) return at;
      const wasTooLong = isTooLong;
      isTooLong = false;
      if (!wasTooLong) reject(problem.at, problem.message);
      scanner.recover(start < 0 && !wasTooLong ? scanner.blanks : blanks, true);
      base = 0;
      start = -1;
      scanned = problem.at;
      if (wasTooLong) return problem.at;
    }
  }

  return {
    columns: taker.columns,
    scan(given, isEnd, to) {
      window = given;
      output = to;
      const at = scanOn(isEnd);
      const done = start < 0 ? at : start;
      scanned = at - done;
      if (start > 0) start = 0;
      return done;
    },
    resume(given, from) {
      window = given;
      isTooLong = true;
      start = -1;
      scanned = Math.max(scanned, from);
      const at = scanOn(false);
      scanned = 0;
      unseen = window.filled - at;
      return isTooLong ? -1 : at;
    },
    get unseen() {
      return unseen;
    },
  };
}
