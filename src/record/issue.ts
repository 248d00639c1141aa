/** What a source reports about single records; the shape of a row of `--errors`. */
import type { DecodeErrorCode } from "../errors.js";

export interface Issue {
  readonly file: string;
  /** Record number, from 1. */
  readonly row: number | null;
  /** Line number, from 1, where the source has lines. */
  readonly line: number | null;
  /** Byte offset of the record in the (decompressed) input. */
  readonly offset: number | null;
  readonly column: string | null;
  readonly kind: "rejected" | "unresolved" | "warning";
  readonly error: DecodeErrorCode;
  readonly message: string;
}
