/** Exit codes of the command, and which error means which. */
import { DecodeError } from "../errors.js";

export const EXIT = {
  DONE: 0,
  /** Done, but --strict, --max-errors or --fail-empty found something. */
  FINDINGS: 1,
  USAGE: 2,
  /** No input could be read as a trace. */
  UNREADABLE: 3,
  /** Some inputs failed. */
  PARTIAL: 4,
  UNWRITABLE: 5,
  HUNG_UP: 129,
  INTERRUPTED: 130,
  TERMINATED: 143,
  CLOSED_PIPE: 141,
} as const;

/** The reader of the output went away; ends the command without a word. */
export class ClosedPipe extends Error {}

/** The exit code for an error that ends the command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ClosedPipe) return EXIT.CLOSED_PIPE;
  if (!(error instanceof DecodeError)) return EXIT.UNREADABLE;
  switch (error.code) {
    case "E_OPTION":
    case "E_EXISTS":
    case "E_AMBIGUOUS_RADIX":
    case "E_NAME":
    case "E_NUMBER":
    case "E_RANGE":
    case "E_DEVICE_TYPE":
    case "E_WASM":
      return EXIT.USAGE;
    case "E_WRITE":
      return EXIT.UNWRITABLE;
    default:
      return EXIT.UNREADABLE;
  }
}

/** An error as one line, without stack. */
export function errorLine(error: unknown): string {
  if (!(error instanceof DecodeError))
    return `ioctlens: ${error instanceof Error ? error.message : String(error)}`;
  const place = [error.file, error.line].filter((part) => part !== undefined).join(":");
  return `ioctlens: ${place === "" ? "" : `${place}: `}${error.code}: ${error.message}`;
}

/** The parts of an error, for --log-format json. */
export function errorDetails(error: unknown): object {
  if (!(error instanceof DecodeError)) return {};
  const { code, message, file, line, column } = error;
  return { file, line, column, error: code, message };
}
