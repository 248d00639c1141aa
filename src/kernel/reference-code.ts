/** Where the control code stands in a row of a CSV: operation, prefix and text of its cell. */
import { type ScanConfig, TEXT_TAG } from "./kernel.js";
import type { CsvRow } from "./reference-csv.js";

const COMMA = 0x2c;

/** The code's text of the row looked at last. */
export class CodeCell {
  /** First byte of the text, a window position. */
  from = 0;
  /** Its end, exclusive. */
  to = 0;
  /** Bits of TEXT_TAG. */
  tag = 0;
  readonly #window: Uint8Array;
  #config: ScanConfig | null = null;
  #operations: Uint8Array[] = [];
  #prefix: Uint8Array = new Uint8Array(0);

  constructor(window: Uint8Array) {
    this.#window = window;
  }

  configure(config: ScanConfig): void {
    const encoder = new TextEncoder();
    this.#config = config;
    this.#operations = config.operations.map((operation) => encoder.encode(operation));
    this.#prefix = encoder.encode(config.prefix);
  }

  /** Sets the text of a row with the right column count; false when the row carries no code. */
  find(row: CsvRow): boolean {
    const { operationColumn, codeColumn } = this.#config!;
    this.tag = TEXT_TAG.CODE;
    if (operationColumn >= 0) {
      const operation = this.#operationOf(row.cellFrom(operationColumn), row.cellTo(operationColumn));
      if (operation === 0) return false;
      this.tag |= operation;
    }
    this.set(row.cellFrom(codeColumn), row.cellTo(codeColumn));
    if (row.isQuoted(codeColumn)) this.tag |= TEXT_TAG.QUOTED;
    const prefixLength = this.#prefix.length;
    if (prefixLength === 0) return this.to > this.from;
    if (this.to - this.from >= prefixLength && this.#matches(this.#prefix, this.from)) {
      this.from += prefixLength;
      const comma = this.#window.subarray(this.from, this.to).indexOf(COMMA);
      if (comma >= 0) this.to = this.from + comma;
      return true;
    }
    this.tag |= TEXT_TAG.NO_PREFIX;
    return operationColumn >= 0;
  }

  /** Takes a whole text [from, to) as it stands. */
  set(from: number, to: number): void {
    this.from = from;
    this.to = to;
  }

  /** Number of the operation that text [from, to) names, from 1, or 0. */
  #operationOf(from: number, to: number): number {
    const isNamed = (name: Uint8Array) => name.length === to - from && this.#matches(name, from);
    return this.#operations.findIndex(isNamed) + 1;
  }

  #matches(text: Uint8Array, at: number): boolean {
    for (let i = 0; i < text.length; i++) if (this.#window[at + i] !== text[i]) return false;
    return true;
  }
}
