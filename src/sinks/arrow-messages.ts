/**
 * Messages of Arrow's IPC formats, one after the other: schema, dictionaries, record batches; in a file a footer that
 * tells where they are. flechette encodes each message; here is their order and what goes into their bodies.
 */
import type { Block, Field, RecordBatch, TypedArray } from "@uwdata/flechette";
import { joinBytes } from "./join-bytes.js";

/** The buffers of some values of a column, as flechette's builders make them. */
export interface ColumnBuffers {
  readonly length: number;
  readonly nullCount: number;
  readonly validity: TypedArray;
  readonly offsets?: TypedArray;
  readonly values?: TypedArray;
  /** Instead of values: those of the elements of lists. */
  readonly children?: readonly ColumnBuffers[];
}

/** What flechette encodes with, loaded when it is needed. */
async function loadEncoders() {
  const [constants, builder, message, schema, dictionaryBatch, recordBatch, footer] = await Promise.all([
    import("@uwdata/flechette/src/constants.js"),
    import("@uwdata/flechette/src/encode/builder.js"),
    import("@uwdata/flechette/src/encode/message.js"),
    import("@uwdata/flechette/src/encode/schema.js"),
    import("@uwdata/flechette/src/encode/dictionary-batch.js"),
    import("@uwdata/flechette/src/encode/record-batch.js"),
    import("@uwdata/flechette/src/encode/footer.js"),
  ]);
  return { ...constants, ...builder, ...message, ...schema, ...dictionaryBatch, ...recordBatch, ...footer };
}
type Encoders = Awaited<ReturnType<typeof loadEncoders>>;

/** Buffers are aligned to so many bytes. */
const ALIGNMENT = 8;

/** A record batch with its buffers, or the values of a dictionary. */
interface Body extends RecordBatch {
  byteLength: number;
  readonly buffers: Uint8Array[];
}

/** The body of a message: the columns' buffers in the order of the schema, depth first. */
function bodyOf(columns: readonly ColumnBuffers[]): Body {
  const body: Body = { byteLength: 0, nodes: [], regions: [], variadic: [], buffers: [] };
  const add = (array: TypedArray): void => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    body.regions.push({ offset: body.byteLength, length: bytes.length });
    body.buffers.push(bytes);
    body.byteLength += Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT;
  };
  const visit = ({ length, nullCount, validity, offsets, values, children }: ColumnBuffers): void => {
    body.nodes.push({ length, nullCount });
    add(validity);
    if (offsets !== undefined) add(offsets);
    if (children !== undefined) children.forEach(visit);
    else if (values !== undefined) add(values);
  };
  columns.forEach(visit);
  return body;
}

export class ArrowMessages {
  readonly #encoders: Encoders;
  readonly #builder: InstanceType<Encoders["Builder"]>;
  readonly #fields: Field[];
  readonly #isFile: boolean;
  readonly #dictionaries: Block[] = [];
  readonly #records: Block[] = [];
  #pieces: Uint8Array[] = [];

  private constructor(encoders: Encoders, fields: Field[], isFile: boolean) {
    this.#encoders = encoders;
    this.#fields = fields;
    this.#isFile = isFile;
    this.#builder = new encoders.Builder({
      write: (bytes) => {
        this.#pieces.push(bytes);
      },
      pad() {},
      finish: () => null,
    });
  }

  /** Begins a file or, without a footer, a stream. */
  static async open(
    fields: Field[],
    metadata: Readonly<Record<string, string>>,
    isFile: boolean,
  ): Promise<ArrowMessages> {
    const messages = new ArrowMessages(await loadEncoders(), fields, isFile);
    messages.#begin(metadata);
    return messages;
  }

  #schema(metadata: Readonly<Record<string, string>>) {
    return { fields: this.#fields, metadata: new Map(Object.entries(metadata)) };
  }

  #begin(metadata: Readonly<Record<string, string>>): void {
    const { MAGIC, MessageHeader, encodeSchema, writeMessage } = this.#encoders;
    const builder = this.#builder;
    if (this.#isFile) builder.addBuffer(MAGIC);
    writeMessage(builder, MessageHeader.Schema, encodeSchema(builder, this.#schema(metadata)), 0);
  }

  #addBuffers({ buffers }: Body): void {
    for (const bytes of buffers) this.#builder.addBuffer(bytes);
  }

  /** Values of dictionary `id`; a delta follows those that were written before. */
  dictionary(id: number, values: ColumnBuffers, isDelta: boolean): void {
    const { MessageHeader, encodeDictionaryBatch, writeMessage } = this.#encoders;
    const body = bodyOf([values]);
    const header = encodeDictionaryBatch(this.#builder, { id, data: body, isDelta }, null);
    const { DictionaryBatch } = MessageHeader;
    writeMessage(this.#builder, DictionaryBatch, header, body.byteLength, this.#dictionaries);
    this.#addBuffers(body);
  }

  /** A record batch. */
  records(columns: readonly ColumnBuffers[]): void {
    const { MessageHeader, encodeRecordBatch, writeMessage } = this.#encoders;
    const body = bodyOf(columns);
    const header = encodeRecordBatch(this.#builder, body);
    writeMessage(this.#builder, MessageHeader.RecordBatch, header, body.byteLength, this.#records);
    this.#addBuffers(body);
  }

  /** Ends the messages; a file says again what its schema is, and by now more may be known of its origin. */
  end(metadata: Readonly<Record<string, string>>): void {
    const { EOS, writeFooter } = this.#encoders;
    this.#builder.addBuffer(EOS);
    if (!this.#isFile) return;
    writeFooter(this.#builder, this.#schema(metadata), this.#dictionaries, this.#records, null);
  }

  /** The bytes since the last call. */
  take(): Uint8Array {
    const bytes = joinBytes(this.#pieces);
    this.#pieces = [];
    return bytes;
  }
}
