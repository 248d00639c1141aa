/**
 * THE column list. Every header, schema and help text is printed from it; a column is spelled nowhere else.
 */

/** How the values of a column are stored and printed. `u53` is an integer up to 2^53 - 1. */
export type ColumnType = "text" | "u8" | "u16" | "u32" | "u53" | "seconds" | "code" | "list";

/**
 * Who fills a column: `input` is the place in the input, `source` what the trace says, `code` what follows
 * from the control code alone.
 */
export type ColumnOrigin = "input" | "source" | "code";

export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  readonly origin: ColumnOrigin;
  /** Printed only when the input has it. */
  readonly extra?: true;
  /** Few distinct texts, however long the trace: formats with dictionaries keep each once. */
  readonly few?: true;
  readonly doc: string;
}

export const SCHEMA = [
  { name: "file", type: "text", origin: "input", few: true, doc: "input as named by the user" },
  { name: "row", type: "u53", origin: "input", doc: "record number in the input, from 1" },
  {
    name: "offset",
    type: "u53",
    origin: "input",
    doc: "byte offset of the record in the (decompressed) input",
  },
  {
    name: "time",
    type: "text",
    origin: "source",
    doc: "time as the source writes it; ISO 8601 UTC with 100 ns for binary sources",
  },
  { name: "processName", type: "text", origin: "source", few: true, doc: "image name of the process" },
  { name: "processId", type: "u32", origin: "source", doc: "process id" },
  { name: "threadId", type: "u32", origin: "source", doc: "thread id" },
  {
    name: "operation",
    type: "text",
    origin: "source",
    few: true,
    doc: "FileSystemControl, DeviceIoControl or InternalDeviceIoControl",
  },
  { name: "path", type: "text", origin: "source", doc: "file or device" },
  {
    name: "status",
    type: "text",
    origin: "source",
    few: true,
    doc: "result text, or NTSTATUS as 0xC0000010",
  },
  { name: "duration", type: "seconds", origin: "source", doc: "duration in seconds, 7 decimals" },
  { name: "inputLength", type: "u32", origin: "source", doc: "input buffer length in bytes" },
  { name: "outputLength", type: "u32", origin: "source", doc: "output buffer length in bytes" },
  { name: "provider", type: "text", origin: "source", few: true, doc: "ETW provider" },
  { name: "eventId", type: "u16", origin: "source", doc: "ETW event id, or opcode of a classic event" },
  { name: "code", type: "code", origin: "code", doc: "control code, null when it could not be told" },
  {
    name: "codeText",
    type: "text",
    origin: "code",
    few: true,
    doc: "the source's own spelling when it is not a plain number",
  },
  { name: "name", type: "text", origin: "code", few: true, doc: "best name of the code" },
  { name: "names", type: "list", origin: "code", doc: "all names of the code, best first" },
  { name: "deviceType", type: "u16", origin: "code", doc: "device type field" },
  { name: "deviceTypeName", type: "text", origin: "code", few: true, doc: "name of the device type" },
  { name: "functionCode", type: "u16", origin: "code", doc: "function field" },
  {
    name: "requiredAccess",
    type: "text",
    origin: "code",
    few: true,
    doc: "FILE_ANY_ACCESS, FILE_READ_ACCESS, FILE_WRITE_ACCESS or FILE_READ_ACCESS|FILE_WRITE_ACCESS",
  },
  {
    name: "transferMethod",
    type: "text",
    origin: "code",
    few: true,
    doc: "METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT or METHOD_NEITHER",
  },
  {
    name: "layout",
    type: "text",
    origin: "code",
    few: true,
    doc: "how the number was split: ctl_code, afd, srb_io_control, fourcc, winsock_sio",
  },
  { name: "processor", type: "u16", origin: "source", extra: true, doc: "processor the event was logged on" },
  {
    name: "innerOffset",
    type: "u53",
    origin: "source",
    extra: true,
    doc: "offset inside a compressed buffer, after decompression",
  },
  { name: "minorFunction", type: "u8", origin: "source", extra: true, doc: "IRP minor function" },
  { name: "direction", type: "text", origin: "source", extra: true, few: true, doc: "request or response" },
  {
    name: "facts",
    type: "list",
    origin: "code",
    doc: "properties for review, such as METHOD_NEITHER and FILE_ANY_ACCESS (explain tells what they mean)",
  },
] as const satisfies readonly ColumnDefinition[];

/** Name of a column of the schema. */
export type ColumnName = (typeof SCHEMA)[number]["name"];

/** Version of the schema and of the text outputs; a new optional column keeps it. */
export const SCHEMA_VERSION = 1;

const BY_NAME: ReadonlyMap<string, ColumnDefinition> = new Map(SCHEMA.map((column) => [column.name, column]));

/** The definition of column `name`, or undefined when the schema has none. */
export function columnNamed(name: string): (ColumnDefinition & { readonly name: ColumnName }) | undefined {
  return BY_NAME.get(name) as (ColumnDefinition & { readonly name: ColumnName }) | undefined;
}

/** True when the column follows from the control code alone. */
export function isCodeColumn(name: ColumnName): boolean {
  return BY_NAME.get(name)?.origin === "code";
}
