/** The entry `ioctlens/parquet`: records as Apache Parquet. Runs in Node and browsers; loads hyparquet-writer when called. */
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

const open = async (columns: readonly SinkColumn[], options: ByteSinkOptions): Promise<ByteSink> =>
  (await import("./sinks/parquet.js")).openParquet(columns, options);

/**
 * A trace as a Parquet file, in pieces as they are ready. Memory holds one row group (`pieceRows`, default 122,880 rows).
 *
 * `for await (const bytes of toParquet(fileInput("trace.csv"))) out.write(bytes);`
 * @throws DecodeError as `decode` does, E_OPTION for an unknown column, E_RANGE for `pieceRows`
 */
export function toParquet(
  input: InputLike,
  options: EncodeOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  return encodeTrace(open, input, options);
}

/**
 * A Parquet file with these columns, for batches of `decode`.
 * @throws DecodeError E_OPTION for an unknown column, E_RANGE for `pieceRows`
 */
export function openParquetWriter(
  columns: readonly ColumnName[],
  options: WriterOptions = {},
): Promise<BatchWriter> {
  return openBatchWriter(open, columns, options);
}
