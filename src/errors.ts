/**
 * The one error type of the library and the list of its codes.
 *
 * Core code throws a DecodeError or counts it; it never prints and never exits.
 */

/** Every error code, with what it means. The codes are stable within a major version. */
export const ERROR_CODES = {
  E_RANGE: "a number lies outside the range of its field",
  E_NUMBER: "text is not a number of the accepted forms",
  E_NAME: "a name stands in no table",
  E_DEVICE_TYPE: "the code belongs to another device type",
  E_COLUMN_COUNT: "a row has not as many columns as the header",
  E_QUOTE: "text follows a closing quote",
  E_QUOTE_OPEN: "a quote is not closed before the input ends",
  E_SYNTAX: "a record is not well-formed, as JSON or XML has to be",
  E_RECORD_TOO_LONG: "a record is longer than the limit",
  E_CODE_TEXT: "the cell of the control code cannot be read as one",
  E_CODE_PARTS: "the printed parts of a code contradict its number",
  E_AMBIGUOUS_NAME: "a name stands for several codes",
  E_AMBIGUOUS_RADIX: "bare digits read well as decimal and as hexadecimal",
  E_DUPLICATE_COLUMN: "a column that is needed stands twice in the header",
  E_MISSING_COLUMN: "a column that is needed is not in the header",
  E_NOT_A_TRACE: "no source recognises the input",
  E_EMPTY: "the input has no bytes",
  E_READ: "the input cannot be read",
  E_WRITE: "the output cannot be written",
  E_EXISTS: "the output exists already",
  E_OPTION: "an option or argument is wrong",
  E_NEEDS_FILE: "the format has to be read in another order than its bytes come",
  E_UNPACK: "a compressed input is damaged, or packed in a way that is not supported",
  E_ARCHIVE: "an archive holds several traces where one is asked for",
  E_EXPAND_LIMIT:
    "an input unpacks to more than allowed, or is larger than what may be kept in a temporary file",
  E_ETL_BUFFER: "a buffer of an .etl is damaged",
  E_ETL_EVENT: "an event of an .etl cannot be read",
  E_PML_HEADER: "the header of a .pml cannot be read",
  E_PML_TABLE: "a table of a .pml is missing or cannot be read",
  E_PML_EVENT: "an event of a .pml cannot be read",
  E_LOST: "the trace itself tells that something was lost",
  E_WASM: "WebAssembly is not available and was asked for",
} as const;

/** One of the codes of {@link ERROR_CODES}. */
export type DecodeErrorCode = keyof typeof ERROR_CODES;

/** Where an error stands, as far as it is known. */
export interface ErrorPlace {
  /** Input as named by the user. */
  file?: string;
  /** Record number, from 1. */
  row?: number;
  /** Line number, from 1, for inputs that have lines. */
  line?: number;
  /** Byte offset in the (decompressed) input, from 0. */
  byteOffset?: number;
  /** Column name. */
  column?: string;
  cause?: unknown;
}

/** An error with a stable code and a place. `message` is one sentence without the place. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly code: DecodeErrorCode;
  readonly file: string | undefined;
  readonly row: number | undefined;
  readonly line: number | undefined;
  readonly byteOffset: number | undefined;
  readonly column: string | undefined;

  constructor(code: DecodeErrorCode, message: string, place: ErrorPlace = {}) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.code = code;
    this.file = place.file;
    this.row = place.row;
    this.line = place.line;
    this.byteOffset = place.byteOffset;
    this.column = place.column;
  }
}
