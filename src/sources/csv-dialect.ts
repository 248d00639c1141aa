/**
 * CSV in an odd dialect: a delimiter of several characters, an escape character, comment lines. Read by
 * csv-parse, row by row and slower; ordinary CSV never comes here.
 */
import type { CsvError, Info, Options, Parser } from "csv-parse";
import { DecodeError, type DecodeErrorCode } from "../errors.js";
import { newAccounting } from "../record/accounting.js";
import { type Batch, type CodeEntry, type Column, NO_TEXT, valueOfText } from "../record/batch.js";
import type { Issue } from "../record/issue.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import type { ByteInput } from "./byte-input.js";
import { entryOfText } from "./code-text.js";
import { chooseRadix } from "./column-radix.js";
import { cellsOf, codeColumnOf, tableOf } from "./csv-columns.js";
import { titleKey } from "./csv-header.js";
import { textInput } from "./encoding.js";
import {
  DEFAULT_MAX_RECORD_BYTES,
  HEAD_BYTES,
  type Head,
  type ReadRequest,
  type RecordReader,
  type SourceOptions,
} from "./source.js";

/** Larger chunks make csv-parse slow. */
const CHUNK_BYTES = 65536;
const BATCH_ROWS = 4096;

/** A row, or what csv-parse found wrong with one. */
interface Row {
  readonly cells: readonly string[];
  readonly error: CsvError | null;
  /** Byte offset of its end in the text, and its last line. */
  readonly end: number;
  readonly line: number;
}

async function makeParser(options: Options): Promise<Parser> {
  // Of package.json: for Node, or with streams of its own for browsers.
  const { parse } = await import("#csv-parse");
  return parse(options);
}

/** Bytes as characters 0 to 255, which is what the streams of both builds of csv-parse take. */
function binaryText(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return text;
}

async function* rowsOf(
  input: ByteInput,
  head: Head,
  options: SourceOptions,
  taken: (bytes: number) => void,
): AsyncGenerator<Row> {
  const broken: Row[] = [];
  const parser = await makeParser({
    delimiter: options.delimiter ?? ",",
    escape: options.escape ?? '"',
    comment: options.comment ?? null,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES,
    info: true,
    on_skip: (error) => {
      if (error !== undefined)
        broken.push({ cells: [], error, end: Number(error.bytes ?? 0), line: Number(error.lines ?? 0) });
      return undefined;
    },
  });
  let failure: unknown;
  parser.on("error", (error) => {
    failure = error;
  });
  const text = textInput(input, head);
  const chunk = new Uint8Array(CHUNK_BYTES);
  const waiting: Row[] = [];
  parser.on("data", ({ record, info }: { record: string[]; info: Info }) => {
    waiting.push(...broken.splice(0), { cells: record, error: null, end: info.bytes, line: info.lines });
  });
  for (;;) {
    const count = await text.read(chunk);
    if (count === 0) break;
    taken(count);
    const hasRoom = parser.write(binaryText(chunk.subarray(0, count)), "binary");
    if (failure !== undefined) break;
    await new Promise<void>((resolve) => (hasRoom ? setTimeout(resolve, 0) : parser.once("drain", resolve)));
    if (failure !== undefined) break;
    yield* waiting.splice(0);
  }
  if (failure === undefined) {
    const ended = new Promise<void>((resolve) => {
      parser.once("end", resolve);
      parser.once("error", () => resolve());
    });
    parser.end();
    await ended;
  }
  yield* waiting.splice(0);
  yield* broken.splice(0);
  if (failure !== undefined) {
    throw new DecodeError("E_QUOTE_OPEN", failure instanceof Error ? failure.message : String(failure), {
      cause: failure,
    });
  }
}

/** Opens a CSV of an odd dialect; the first row is its header unless the options say otherwise. */
export async function openDialect(input: ByteInput, head: Head, request: ReadRequest): Promise<RecordReader> {
  if (request.append !== undefined) {
    throw new DecodeError(
      "E_OPTION",
      "--append does not go with a delimiter of several characters, --escape or --comment",
    );
  }
  const accounting = newAccounting();
  const rows = rowsOf(input, head, request.options, (bytes) => {
    accounting.bytes += bytes;
  });
  const nextRow = async (): Promise<Row | null> => {
    const step = await rows.next();
    return step.done === true ? null : step.value;
  };
  const firstRow = await nextRow();
  const titles =
    request.options.noHeader === true
      ? (firstRow?.cells ?? []).map((_, i) => `column ${i + 1}`)
      : (firstRow?.cells ?? []);
  const keys = titles.map(titleKey);
  const codeColumn = codeColumnOf({ titles, keys }, request.options);
  if (codeColumn < 0) {
    throw new DecodeError(
      "E_MISSING_COLUMN",
      "no column of the header is known as a control code; name it with --code-column",
    );
  }
  const waiting: Row[] = request.options.noHeader === true && firstRow !== null ? [firstRow] : [];
  let start = request.options.noHeader === true ? 0 : (firstRow?.end ?? 0);
  for (let end = start; end < start + HEAD_BYTES; ) {
    const next = await nextRow();
    if (next === null) break;
    waiting.push(next);
    end = next.end;
  }
  const column = chooseRadix(request, () => waiting.map((row) => row.cells[codeColumn] ?? ""));
  const cells = cellsOf(keys, codeColumn);
  const table = tableOf(keys[codeColumn]!);
  const wanted = request.columns.filter((name) => cells.has(name));
  let row = 0;

  const tell = (
    at: Row,
    kind: Issue["kind"],
    error: DecodeErrorCode,
    message: string,
    column: string | null,
  ): void => {
    if (kind === "rejected") accounting.rejected++;
    if (kind === "warning") accounting.warnings++;
    const offset = head.bomLength + start;
    request.report({ file: request.file, row, line: at.line, offset, column, kind, error, message });
  };
  /** The entry of a row, or null when it stands in no batch. */
  const entryOf = (at: Row): CodeEntry | null => {
    if (at.error !== null) {
      const isTooLong = at.error.code === "CSV_MAX_RECORD_SIZE";
      tell(at, "rejected", isTooLong ? "E_RECORD_TOO_LONG" : "E_QUOTE", at.error.message, null);
      return null;
    }
    if (at.cells.length === 1 && at.cells[0] === "" && titles.length !== 1) {
      accounting.other++;
      return null;
    }
    if (at.cells.length !== titles.length) {
      const message = `the row has ${at.cells.length} columns, the header ${titles.length}`;
      tell(at, "rejected", "E_COLUMN_COUNT", message, null);
      return null;
    }
    const entry = entryOfText(at.cells[codeColumn]!, column, table, request.options.names);
    const { kind, issue } = entry;
    if (issue !== null && (kind !== "unresolved" || request.reportUnresolved)) {
      const told = kind === "unresolved" || kind === "rejected" ? kind : "warning";
      tell(at, told, issue.error, issue.message, titles[codeColumn]!);
    }
    if (kind === "other") accounting.other++;
    if (kind === "other" || kind === "rejected") return null;
    accounting[kind]++;
    accounting.codes++;
    return entry;
  };

  async function next(): Promise<Batch | null> {
    const entries: CodeEntry[] = [];
    const numbers: number[] = [];
    const offsets: number[] = [];
    const texts = wanted.map(() => [] as string[]);
    let isEnd = false;
    while (entries.length < BATCH_ROWS) {
      const at = waiting.shift() ?? (await nextRow());
      if (at === null) {
        isEnd = true;
        break;
      }
      row++;
      accounting.records++;
      const entry = entryOf(at);
      if (entry !== null) {
        entries.push(entry);
        numbers.push(row);
        offsets.push(head.bomLength + start);
        for (const [i, name] of wanted.entries()) texts[i]!.push(at.cells[cells.get(name)!.column]!);
      }
      start = at.end;
    }
    if (isEnd && entries.length === 0) return null;
    const columns = new Map<ColumnName, Column>();
    for (const [i, name] of wanted.entries()) {
      columns.set(name, columnOf(name, texts[i]!, cells.get(name)!.scale));
    }
    return {
      length: entries.length,
      row: Float64Array.from(numbers),
      offset: Float64Array.from(offsets),
      entry: Uint32Array.from(entries, (_, i) => i),
      entries,
      columns,
    };
  }
  return { columns: [...cells.keys()], accounting, next, giveCounted() {} };
}

/** Texts of a column as the column's type wants them. */
function columnOf(name: ColumnName, texts: readonly string[], scale: number): Column {
  const type = columnNamed(name)!.type;
  const values = texts.map((text) => valueOfText(type, text, scale));
  if (type === "text") {
    return {
      kind: "text",
      ids: Uint32Array.from(values, (value, i) => (value === null ? NO_TEXT : i)),
      values: values.map((value) => (value === null ? "" : String(value))),
    };
  }
  return {
    kind: "number",
    values: Float64Array.from(values, (value) => (typeof value === "number" ? value : 0)),
    known: Uint8Array.from(values, (value) => Number(value !== null)),
  };
}
