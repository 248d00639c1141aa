/**
 * parquet: one row group for up to 122,880 rows, Snappy, UTF-8 text in dictionaries where that pays.
 *
 * Integers are unsigned as in the schema, `u53` is INT64, `seconds` and `share` are DOUBLE and are not rounded, lists are
 * LIST of UTF8, missing is null. hyparquet-writer encodes; it is loaded when the first sink is opened.
 */
import type { ByteWriter, ColumnSource, ParquetWriter, SchemaElement } from "hyparquet-writer";
import { CREATED_BY } from "./provenance.js";
import { RowBlock } from "./row-block.js";
import type { ByteSink, ByteSinkOptions, SinkColumn, SinkColumnType } from "./sink.js";

/** Rows of a group as DuckDB writes them, which reads a group a thread. */
const GROUP_ROWS = 122_880;
const NOTHING = new Uint8Array(0);

type ValueElement = Omit<SchemaElement, "name">;

const TEXT: ValueElement = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
/** No logical type INTEGER: hyparquet-writer 0.17.0 writes its width in a form that Arrow's readers refuse. */
const ELEMENTS: Readonly<Record<Exclude<SinkColumnType, "list">, ValueElement>> = {
  text: TEXT,
  u8: { type: "INT32", converted_type: "UINT_8" },
  u16: { type: "INT32", converted_type: "UINT_16" },
  u32: { type: "INT32", converted_type: "UINT_32" },
  code: { type: "INT32", converted_type: "UINT_32" },
  u53: { type: "INT64" },
  seconds: { type: "DOUBLE" },
  share: { type: "DOUBLE" },
};

function elementsOf({ name, type }: SinkColumn): SchemaElement[] {
  const repetition_type = "OPTIONAL";
  if (type !== "list") return [{ name, repetition_type, ...ELEMENTS[type] }];
  return [
    { name, repetition_type, num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "REQUIRED", ...TEXT },
  ];
}

class ParquetSink implements ByteSink {
  readonly #columns: readonly SinkColumn[];
  readonly #metadata: () => Readonly<Record<string, string>>;
  readonly #bytes: ByteWriter;
  readonly #writer: ParquetWriter;
  readonly #block: RowBlock;

  constructor(
    hyparquet: typeof import("hyparquet-writer"),
    columns: readonly SinkColumn[],
    { metadata = () => ({}), pieceRows = GROUP_ROWS }: ByteSinkOptions,
  ) {
    this.#columns = columns;
    this.#metadata = metadata;
    this.#block = new RowBlock(columns.length, pieceRows);
    this.#bytes = new hyparquet.ByteWriter();
    this.#writer = new hyparquet.ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: "schema", num_children: columns.length }, ...columns.flatMap(elementsOf)],
      createdBy: CREATED_BY,
    });
  }

  row(values: Parameters<ByteSink["row"]>[0]): Uint8Array {
    this.#block.push(values);
    if (!this.#block.isFull) return NOTHING;
    this.#writeGroup();
    return this.#take();
  }

  end(): Uint8Array {
    if (this.#block.length > 0) this.#writeGroup();
    this.#writer.kvMetadata = Object.entries(this.#metadata()).map(([key, value]) => ({ key, value }));
    void this.#writer.finish();
    return this.#take();
  }

  #writeGroup(): void {
    const columnData = this.#columns.map(({ name, type }, k): ColumnSource => {
      // Typed arrays would do for no column: they hold no null, and hyparquet-writer 0.17.0 refuses Uint32Array above 2^31.
      const data = this.#block.columns[k]!;
      // Differences are small and, unlike plain INT64, need no BigInt.
      return type === "u53" ? { name, data, encoding: "DELTA_BINARY_PACKED" } : { name, data };
    });
    // Done at once: a ByteWriter has nothing to wait for.
    void this.#writer.write({ columnData, rowGroupSize: this.#block.length });
    this.#block.clear();
  }

  /** What has been encoded since the last call. */
  #take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}

/** Loads hyparquet-writer and opens a file. */
export async function openParquet(
  columns: readonly SinkColumn[],
  options: ByteSinkOptions = {},
): Promise<ByteSink> {
  return new ParquetSink(await import("hyparquet-writer"), columns, options);
}
