/**
 * arrow: Arrow's IPC file (also known as Feather 2), arrow-stream: its stream; a record batch for up to 65,536 rows.
 *
 * Integers are unsigned as in the schema, `u53` is int64, `seconds` and `share` are float64 and are not rounded, lists are
 * list<utf8>, missing is null. Columns of few texts are dictionaries of utf8 with int32 indices, other text is utf8.
 *
 * A stream tells new texts of a dictionary before the batch that uses them. A file may tell them anywhere, so it does
 * at its end: one dictionary a column, which every reader understands. Only where a dictionary grows past all
 * expectation are its texts written earlier and forgotten, so that memory stays flat; some may stand in it twice then.
 */
import type { DataType, Field } from "@uwdata/flechette";
import { ArrowMessages, type ColumnBuffers } from "./arrow-messages.js";
import { RowBlock } from "./row-block.js";
import type { ByteSink, ByteSinkOptions, SinkColumn, SinkColumnType, SinkValue } from "./sink.js";

type Flechette = typeof import("@uwdata/flechette");

const BATCH_ROWS = 65_536;
/** What is kept in memory of a dictionary, in texts and in their UTF-16 units. */
const MOST_TEXTS = 1 << 20;
const MOST_UNITS = 1 << 26;
const NOTHING = new Uint8Array(0);
export interface ArrowOptions extends ByteSinkOptions {
  /** Texts of a dictionary that are kept in memory. */
  readonly dictionaryTexts?: number;
}

function typeOf(flechette: Flechette, type: SinkColumnType): DataType {
  switch (type) {
    case "text":
      return flechette.utf8();
    case "u8":
      return flechette.uint8();
    case "u16":
      return flechette.uint16();
    case "u32":
    case "code":
      return flechette.uint32();
    case "u53":
      return flechette.int64();
    case "seconds":
    case "share":
      return flechette.float64();
    case "list":
      return flechette.list(flechette.field("item", flechette.utf8(), false));
  }
}

/** The buffers of no values, of which flechette's builders make nothing. */
function emptyBuffers(type: DataType): ColumnBuffers {
  return {
    length: 0,
    nullCount: 0,
    validity: NOTHING,
    ...("offsets" in type ? { offsets: new Int32Array(2) } : {}),
    ...("children" in type
      ? { children: type.children.map((field) => emptyBuffers(field.type)) }
      : { values: NOTHING }),
  };
}

/** The texts of one column, and how many of them have been written. */
class Dictionary {
  readonly id: number;
  readonly #indexes = new Map<string, number>();
  #fresh: string[] = [];
  #units = 0;
  #size = 0;
  isWritten = false;

  constructor(id: number) {
    this.id = id;
  }

  indexOf(text: string): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.#size++;
      this.#indexes.set(text, index);
      this.#fresh.push(text);
      this.#units += text.length;
    }
    return index;
  }

  /** True when there are texts to write, or nothing at all has been written. */
  get isDue(): boolean {
    return this.#fresh.length > 0 || !this.isWritten;
  }

  isLarge(mostTexts: number): boolean {
    return this.#indexes.size >= mostTexts || this.#units >= MOST_UNITS;
  }

  /** The texts that came since the last call. */
  takeFresh(): string[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    this.isWritten = true;
    return fresh;
  }

  /** Gives memory back; texts that come again get another index. */
  forget(): void {
    this.#indexes.clear();
    this.#units = 0;
  }
}

class ArrowSink implements ByteSink {
  readonly #flechette: Flechette;
  readonly #messages: ArrowMessages;
  /** Of the texts where a column is a dictionary. */
  readonly #types: readonly DataType[];
  readonly #dictionaries: readonly (Dictionary | null)[];
  readonly #block: RowBlock;
  readonly #isFile: boolean;
  readonly #options: ArrowOptions;
  #isEmpty = true;

  constructor(
    flechette: Flechette,
    messages: ArrowMessages,
    fields: readonly Field[],
    isFile: boolean,
    options: ArrowOptions,
  ) {
    this.#flechette = flechette;
    this.#messages = messages;
    this.#isFile = isFile;
    this.#options = options;
    this.#types = fields.map(({ type }) => ("dictionary" in type ? type.dictionary : type));
    this.#dictionaries = fields.map(({ type }, k) => ("dictionary" in type ? new Dictionary(k) : null));
    this.#block = new RowBlock(fields.length, options.pieceRows ?? BATCH_ROWS);
  }

  row(values: readonly SinkValue[]): Uint8Array {
    this.#block.push(values);
    if (!this.#block.isFull) return NOTHING;
    this.#writeBatch();
    return this.#messages.take();
  }

  end(): Uint8Array {
    // Some readers want a batch even when there are no rows.
    if (this.#block.length > 0 || this.#isEmpty) this.#writeBatch();
    if (this.#isFile) for (const dictionary of this.#dictionaries) this.#writeDictionary(dictionary);
    this.#messages.end(this.#options.metadata?.() ?? {});
    return this.#messages.take();
  }

  #writeBatch(): void {
    const columns = this.#block.columns.map((values, k) => this.#buffersOf(values, k));
    for (const dictionary of this.#dictionaries) {
      const isLarge = dictionary?.isLarge(this.#options.dictionaryTexts ?? MOST_TEXTS) === true;
      if (isLarge || !this.#isFile) this.#writeDictionary(dictionary);
      if (isLarge) dictionary.forget();
    }
    this.#messages.records(columns);
    this.#block.clear();
    this.#isEmpty = false;
  }

  #buffersOf(values: readonly SinkValue[], k: number): ColumnBuffers {
    const dictionary = this.#dictionaries[k]!;
    if (dictionary === null) return this.#build(values, this.#types[k]!);
    const indexes = values.map((text) => (text === null ? null : dictionary.indexOf(text as string)));
    return this.#build(indexes, this.#flechette.int32());
  }

  #writeDictionary(dictionary: Dictionary | null): void {
    if (dictionary === null || !dictionary.isDue) return;
    const isDelta = dictionary.isWritten;
    const texts = dictionary.takeFresh();
    this.#messages.dictionary(dictionary.id, this.#build(texts, this.#types[dictionary.id]!), isDelta);
  }

  #build(values: readonly SinkValue[], type: DataType): ColumnBuffers {
    return this.#flechette.columnFromValues(values, type).data[0] ?? emptyBuffers(type);
  }
}

/** The fields of the schema; a dictionary has the number of its column. */
function fieldsOf(flechette: Flechette, columns: readonly SinkColumn[]): Field[] {
  return columns.map(({ name, type, few }, k) => {
    const plain = typeOf(flechette, type);
    const isDictionary = type === "text" && few === true;
    return flechette.field(
      name,
      isDictionary ? flechette.dictionary(plain, flechette.int32(), false, k) : plain,
    );
  });
}

/** Loads flechette and opens an IPC file, or a stream. */
async function openArrow(
  columns: readonly SinkColumn[],
  options: ArrowOptions,
  isFile: boolean,
): Promise<ByteSink> {
  const flechette = await import("@uwdata/flechette");
  const fields = fieldsOf(flechette, columns);
  const messages = await ArrowMessages.open(fields, options.metadata?.() ?? {}, isFile);
  return new ArrowSink(flechette, messages, fields, isFile, options);
}

export function openArrowFile(columns: readonly SinkColumn[], options: ArrowOptions = {}): Promise<ByteSink> {
  return openArrow(columns, options, true);
}

export function openArrowStream(
  columns: readonly SinkColumn[],
  options: ArrowOptions = {},
): Promise<ByteSink> {
  return openArrow(columns, options, false);
}
