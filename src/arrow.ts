/** The entry `ioctlens/arrow`: records as Apache Arrow IPC. Runs in Node and browsers; loads flechette when called. */
import {
  type BatchWriter,
  type EncodeOptions,
  encodeTrace,
  openBatchWriter,
  type WriterOptions,
} from "./columnar.js";
import type { ColumnName } from "./record/schema.js";
import type { ByteSink, ByteSinkOptions, SinkColumn } from "./sinks/sink.js";
import type { InputLike } from "./sources/byte-input.js";

export type { BatchWriter, EncodeOptions, WriterOptions } from "./columnar.js";

export interface IpcOptions {
  /** `file` has a footer and is known as Feather 2; `stream` can be read before it has ended. Default `file`. */
  readonly ipc?: "file" | "stream";
}

const open =
  ({ ipc }: IpcOptions) =>
  async (columns: readonly SinkColumn[], options: ByteSinkOptions): Promise<ByteSink> => {
    const { openArrowFile, openArrowStream } = await import("./sinks/arrow.js");
    return (ipc === "stream" ? openArrowStream : openArrowFile)(columns, options);
  };

/**
 * A trace as Arrow IPC, in pieces as they are ready. Memory holds one record batch (`pieceRows`, default 65,536 rows)
 * and the distinct texts of the dictionaries.
 *
 * `for await (const bytes of toArrow(fileInput("trace.csv"), { ipc: "stream" })) out.write(bytes);`
 * @throws DecodeError as `decode` does, E_OPTION for an unknown column, E_RANGE for `pieceRows`
 */
export function toArrow(
  input: InputLike,
  options: EncodeOptions & IpcOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  return encodeTrace(open(options), input, options);
}

/**
 * Arrow IPC with these columns, for batches of `decode`.
 * @throws DecodeError E_OPTION for an unknown column, E_RANGE for `pieceRows`
 */
export function openArrowWriter(
  columns: readonly ColumnName[],
  options: WriterOptions & IpcOptions = {},
): Promise<BatchWriter> {
  return openBatchWriter(open(options), columns, options);
}
