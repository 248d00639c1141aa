/** What the readers of single formats give to parse-names.ts. */
import type { DecodeErrorCode } from "../../errors.js";
import type { NameKind } from "../tables.js";

/** A constant that is a control code. */
export interface Definition {
  readonly name: string;
  /** 0 to 0xFFFFFFFF. */
  readonly code: number;
  /** From 1. */
  readonly line: number;
  readonly kind?: NameKind;
}

/** Something that should be a control code and cannot be read. */
export interface Fault {
  /** From 1; null when the file as a whole is meant. */
  readonly line: number | null;
  readonly error: DecodeErrorCode;
  readonly message: string;
}

export interface Definitions {
  readonly names: readonly Definition[];
  readonly faults: readonly Fault[];
}
