/** Values of a JSON report -> what frames keep of them: candidates for codes, cells of columns, arguments of calls. */
import { type JsonKind, jsonText } from "../json-text.js";
import type { RecordOutput } from "../record-output.js";
import type { CodeValue } from "./code-value.js";
import type { Candidate, CellName, Frame } from "./frame.js";
import { columnOfPart, type JsonKey, KeyTable } from "./keys.js";

/** A status may be true or false, and nothing else a literal. */
const TRUTH = /^(?:true|false)$/;
const TITLE = /^IOCTL (0x[0-9A-Fa-f]+)$/;
/** Bytes that a candidate takes beside its text. */
const CANDIDATE_BYTES = 200;

/** A value that is no container, in bytes [from, to) of the window. */
export interface JsonValue {
  readonly kind: JsonKind;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

function textOf({ kind, bytes, from, to }: JsonValue): string {
  return kind === "long" ? "" : jsonText(bytes, from, to);
}

function codeValueOf(value: JsonValue, key: JsonKey): CodeValue {
  return {
    kind: value.kind,
    text: textOf(value),
    radix: key.role === "hex" ? 16 : key.role === "dec" ? 10 : null,
    table: key.text.startsWith("smb2.") ? "wireshark" : "default",
    pretty: null,
  };
}

export class Gatherer {
  readonly keys = new KeyTable();
  /** Bytes of texts that are kept for all frames; those of a frame that is done are given back. */
  kept = 0;
  readonly #maxBytes: number;

  /** `maxBytes` = most that is kept of the frames that are open. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A value that is a code by where it stands. */
  takeCode(frame: Frame, key: JsonKey, value: JsonValue): void {
    this.#add(frame, "path", key, codeValueOf(value, key));
  }

  /** A value under a key that says what it is. `isInList`: the frame is an item of an array, and may be an argument. */
  takeRole(frame: Frame, isInList: boolean, key: JsonKey, value: JsonValue): void {
    const isForm = frame.key.role === "code" || frame.key.role === "ioctl";
    switch (key.role) {
      case "code": {
        const isName = frame.key.text === "flags" && value.kind === "string";
        this.#add(frame, isName ? "name" : "code", key, codeValueOf(value, key));
        break;
      }
      case "ioctl":
      case "infoClass":
        this.#add(frame, key.role, key, codeValueOf(value, key));
        break;
      case "hex":
      case "dec":
        if (isForm) this.#add(frame, "form", key, codeValueOf(value, key));
        break;
      case "number":
        if (frame.key.role === "code") this.#add(frame, "form", key, codeValueOf(value, key));
        else this.#add(frame, frame.key.text === "data" ? "data" : "own", key, codeValueOf(value, key));
        break;
      case "value":
        if (frame.key.role === "code") this.#add(frame, "form", key, codeValueOf(value, key));
        else if (isInList) this.#takeArgumentPart(frame, key, value);
        break;
      case "name":
      case "pretty":
        if (isInList) this.#takeArgumentPart(frame, key, value);
        break;
      case "title": {
        const text = value.kind === "string" ? TITLE.exec(textOf(value))?.[1] : undefined;
        if (text !== undefined) this.#add(frame, "title", key, { ...codeValueOf(value, key), text });
        break;
      }
      default:
    }
  }

  /** A value that tells something of codes beside it: cells of the frame, or of the object around it. */
  takeCells(frame: Frame, parent: Frame | null, key: JsonKey, value: JsonValue, output: RecordOutput): void {
    const { kind } = value;
    const { role, column, rank } = key;
    if (role === "major" || role === "category" || role === "irp" || role === "own") {
      this.#set(frame, role, kind === "literal" ? "" : textOf(value), 0);
    }
    const isStatus = kind === "literal" && column === "status" && TRUTH.test(textOf(value));
    if (
      column !== null &&
      (isStatus || fits(kind, column)) &&
      (column === "operation" || output.wants(column))
    ) {
      this.#set(frame, column, textOf(value), rank);
    }
    if (!key.isPart || parent?.isObject !== true) return;
    const part = columnOfPart(frame.key, key);
    if (part !== null && fits(kind, part)) this.#set(parent, part, textOf(value), 0);
  }

  /** An argument of a call, `{"name": .., "value": ..}`, is done: what it says counts for `target`. */
  takeArgument(frame: Frame, target: Frame): void {
    const { argument, argumentValue: value, argumentPretty: pretty } = frame;
    if (argument === null || value === null || frame.candidates.length > 0) return;
    if (argument.role === "code") {
      this.#add(target, "code", argument, { ...value, pretty });
    } else if (argument.column !== null && fits(value.kind, argument.column)) {
      this.#set(target, argument.column, value.text, argument.rank);
    }
  }

  #takeArgumentPart(frame: Frame, key: JsonKey, value: JsonValue): void {
    const { argument } = frame;
    if (key.role === "name") {
      if (value.kind === "string") frame.argument = this.keys.keyAt(value.bytes, value.from, value.to);
    } else if (argument === null || argument.role === "code" || argument.column !== null) {
      if (key.role === "value") frame.argumentValue = codeValueOf(value, key);
      else if (value.kind === "string") frame.argumentPretty = textOf(value);
    }
  }

  #add(frame: Frame, role: Candidate["role"], key: JsonKey, value: CodeValue): void {
    const bytes = value.text.length + CANDIDATE_BYTES;
    frame.isTooLong ||= this.kept + bytes > this.#maxBytes;
    if (frame.isTooLong) return;
    this.kept += bytes;
    frame.kept += bytes;
    frame.add(value, key, role);
  }

  #set(frame: Frame, name: CellName, text: string, rank: number): void {
    if (this.kept + text.length > this.#maxBytes) return;
    const grown = frame.cells.set(name, text, rank);
    this.kept += grown;
    frame.kept += grown;
  }
}

/** True when a value can be one of the column: a number is no path. */
function fits(kind: JsonKind, column: CellName): boolean {
  if (kind === "string") return true;
  return kind === "number" && column !== "path" && column !== "processName" && column !== "operation";
}
