/** What the entries `ioctlens/parquet` and `ioctlens/arrow` share: batches, or a whole trace, to the bytes of a file. */
import { type DecodeOptions, openTrace, requireColumn, shownColumns } from "./decode.js";
import { DecodeError } from "./errors.js";
import type { NamesPack, OwnName } from "./names/index.js";
import type { Batch } from "./record/batch.js";
import { rowFilter } from "./record/row-filter.js";
import { type ColumnName, columnNamed } from "./record/schema.js";
import { provenance } from "./sinks/provenance.js";
import { RecordEncoder } from "./sinks/record-encoder.js";
import { sinkColumns } from "./sinks/records.js";
import type { ByteSink, ByteSinkOptions, SinkColumn } from "./sinks/sink.js";
import type { InputLike } from "./sources/byte-input.js";

export interface WriterOptions {
  /** Where names are looked up. Default `default`. */
  readonly pack?: NamesPack;
  /** The user's own names, which come first. */
  readonly names?: readonly OwnName[] | undefined;
  /** Most rows of a row group or record batch, from 1. Memory holds one. */
  readonly pieceRows?: number;
  /** Names of the sources that the batches come from, for the metadata of the file. */
  readonly sources?: readonly string[];
  /** Further keys and values for it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Turns batches into the bytes of one file: what `write` and `end` return, put together. */
export interface BatchWriter {
  /**
   * Takes all records of a batch, which may be used again at once. Returns the bytes that are ready, most often none;
   * they are the caller's. `file` is the value of the column of that name.
   */
  write(batch: Batch, file?: string): Uint8Array;
  /** The rest of the file. To be called once, after the last batch. */
  end(): Uint8Array;
}

/** Options of a whole trace. `columns` are those to write, in order, of any origin; default: those that the input has. */
export interface EncodeOptions extends DecodeOptions, Omit<WriterOptions, "sources"> {}

type OpenSink = (columns: readonly SinkColumn[], options: ByteSinkOptions) => Promise<ByteSink>;

/** A writer for `columns` over a sink. @throws DecodeError E_OPTION for an unknown column, E_RANGE for `pieceRows` */
export async function openBatchWriter(
  open: OpenSink,
  columns: readonly ColumnName[],
  { pack = "default", names, pieceRows, sources, metadata }: WriterOptions,
): Promise<BatchWriter> {
  if (pieceRows !== undefined && !(Number.isSafeInteger(pieceRows) && pieceRows > 0)) {
    throw new DecodeError("E_RANGE", `pieceRows is a whole number from 1, not ${pieceRows}`);
  }
  const named = columns.map(requireColumn);
  const sink = await open(sinkColumns(named), {
    metadata: () => ({ ...provenance(pack, sources), ...metadata }),
    ...(pieceRows === undefined ? {} : { pieceRows }),
  });
  const encoder = new RecordEncoder(sink, named, { pack, names });
  return {
    write: (batch, file = "input") => encoder.encode(batch, file),
    end: () => sink.end(),
  };
}

/** Reads a trace and gives the bytes of the file in pieces. */
export async function* encodeTrace(
  open: OpenSink,
  input: InputLike,
  options: EncodeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { columns, pack, ...rest } = options;
  const filter = rowFilter(options, pack);
  const needed = columns && [...columns.map(requireColumn), ...(filter?.columns ?? [])];
  const wanted = needed?.filter((column) => columnNamed(column)?.origin === "source");
  const trace = await openTrace(input, {
    ...rest,
    ...(wanted === undefined ? {} : { columns: [...new Set(wanted)] }),
  });
  try {
    const shown = columns ?? shownColumns(trace.reader.columns, false);
    const writer = await openBatchWriter(open, shown, { ...options, sources: [trace.source.name] });
    for await (const batch of trace.batches()) {
      filter?.apply(batch, options.name ?? "input");
      const bytes = writer.write(batch, options.name);
      if (bytes.length > 0) yield bytes;
    }
    yield writer.end();
  } finally {
    await trace.close();
  }
}
