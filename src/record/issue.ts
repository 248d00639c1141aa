/** What a source reports about single records; the shape of a row of `--errors`. */
import { DecodeError, type DecodeErrorCode } from "../errors.js";

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

/** What is told about single records, and to whom. */
export interface IssueOptions {
  /** Called for every broken record and every warning, in the order of the input. */
  readonly onIssue?: ((issue: Issue) => void) | undefined;
  /**
   * What a broken record means. `skip`, the default: it is counted as rejected, and work goes on. `throw`: the first one ends
   * the work with a DecodeError of its code and place. A function is called for each and may throw to end the work. Records
   * before the broken one may not have been given out then.
   */
  readonly onError?: "throw" | "skip" | ((issue: Issue) => void) | undefined;
}

/** The error that an issue stands for. */
export function errorOfIssue({ error, message, file, row, line, offset, column }: Issue): DecodeError {
  return new DecodeError(error, message, {
    file,
    ...(row === null ? {} : { row }),
    ...(line === null ? {} : { line }),
    ...(offset === null ? {} : { byteOffset: offset }),
    ...(column === null ? {} : { column }),
  });
}

/** Tells of an issue as the options say. @throws DecodeError with `onError: "throw"`, and what its function throws */
export function tellIssue(issue: Issue, { onIssue, onError = "skip" }: IssueOptions): void {
  onIssue?.(issue);
  if (issue.kind !== "rejected" || onError === "skip") return;
  if (onError === "throw") throw errorOfIssue(issue);
  onError(issue);
}
