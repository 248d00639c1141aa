/** The process table and the names of its processes, out of the string table. Events name a process by its index. */
import type { ByteInput } from "../byte-input.js";
import type { Steps } from "../steps.js";
import type { PmlHeader } from "./header.js";
import { TableBytes } from "./table-bytes.js";

export interface PmlProcess {
  readonly processId: number;
  /** Null when the string table does not tell. */
  readonly name: string | null;
}

export interface ProcessTable {
  readonly byIndex: ReadonlyMap<number, PmlProcess>;
  /** What is to be told about it, or null. */
  readonly warning: string | null;
}

/** A table with more is not believed. */
const MOST_PROCESSES = 65536;
/** Bytes of a process record up to the string number of its name. */
const RECORD_BYTES = 0x44;
const PROCESS_ID = 0x04;
const NAME = 0x40;
/** A name with more bytes is not believed. */
const MOST_NAME_BYTES = 65536;

const utf16 = new TextDecoder("utf-16le");

function none(what: string): ProcessTable {
  return { byIndex: new Map(), warning: `${what}; processes have no names` };
}

/** Reads the tables of a capture that was closed. `input` has `readAt`. */
export function* readProcesses(input: ByteInput, header: PmlHeader): Steps<ProcessTable> {
  const table = header.processTable;
  const size = input.byteLength ?? Number.POSITIVE_INFINITY;
  if (table === 0 || table + 4 > size)
    return none(`the process table would stand at byte ${table}, which the file has not`);
  const records = new TableBytes(input);
  const count = (yield* records.read(table, 4))?.getUint32(0, true) ?? 0;
  if (count > MOST_PROCESSES) return none(`the process table would have ${count} processes`);
  const list = yield* new TableBytes(input).read(table + 4, count * 8);
  if (list === null) return none("the file ends inside the process table");
  const strings = new Strings(input, header.stringTable, size);
  const byIndex = new Map<number, PmlProcess>();
  let broken = 0;
  let unnamed = 0;
  for (let i = 0; i < count; i++) {
    const index = list.getUint32(4 * i, true);
    const record = yield* records.read(table + list.getUint32(4 * (count + i), true), RECORD_BYTES);
    if (record === null || record.getUint32(0, true) !== index) {
      broken++;
      continue;
    }
    const processId = record.getUint32(PROCESS_ID, true);
    const name = yield* strings.read(record.getUint32(NAME, true));
    if (name === null) unnamed++;
    byIndex.set(index, { processId, name });
  }
  const lacks = [
    ...(broken > 0 ? [`${broken} of ${count} processes cannot be read`] : []),
    ...(unnamed > 0 ? [`${unnamed} of ${count} processes have no name in the string table`] : []),
  ];
  return { byIndex, warning: lacks.length === 0 ? null : lacks.join(", ") };
}

class Strings {
  readonly #table: number;
  readonly #size: number;
  readonly #places: TableBytes;
  readonly #texts: TableBytes;
  #count = -1;

  constructor(input: ByteInput, table: number, size: number) {
    this.#table = table;
    this.#size = size;
    this.#places = new TableBytes(input);
    this.#texts = new TableBytes(input);
  }

  /** String `number`, or null when it cannot be read. */
  *read(number: number): Steps<string | null> {
    const table = this.#table;
    if (this.#count < 0) {
      const isThere = table > 0 && table + 4 <= this.#size;
      this.#count = isThere ? ((yield* this.#places.read(table, 4))?.getUint32(0, true) ?? 0) : 0;
    }
    if (number >= this.#count) return null;
    const place = yield* this.#places.read(table + 4 + 4 * number, 4);
    if (place === null) return null;
    const at = table + place.getUint32(0, true);
    const length = (yield* this.#texts.read(at, 4))?.getUint32(0, true) ?? 0;
    if (length > MOST_NAME_BYTES) return null;
    const text = yield* this.#texts.read(at + 4, length);
    if (text === null) return null;
    const name = utf16.decode(new Uint8Array(text.buffer, text.byteOffset, length)).replace(/\0.*$/s, "");
    return name === "" ? null : name;
  }
}
