/** Errors on their way from a thread to the main one: structured clone drops the code of a DecodeError. */
import { DecodeError, type DecodeErrorCode } from "../errors.js";

export interface ClonedError {
  /** Null: no DecodeError. */
  readonly code: DecodeErrorCode | null;
  readonly message: string;
  readonly file: string | undefined;
}

export function clonedError(error: unknown): ClonedError {
  if (error instanceof DecodeError) return { code: error.code, message: error.message, file: error.file };
  return { code: null, message: error instanceof Error ? error.message : String(error), file: undefined };
}

/** The error that was cloned. */
export function errorOfClone({ code, message, file }: ClonedError): Error {
  if (code === null) return new Error(message);
  return new DecodeError(code, message, file === undefined ? {} : { file });
}
