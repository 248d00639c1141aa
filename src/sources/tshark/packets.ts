/**
 * Packets as JSON: `-T json` and `-T ek`, whole or with the fields of -e.
 *
 * A packet is a record. In -T json a packet with several SMB 2 messages has the key `smb2` several times, so keys are
 * read one by one and never as an object; with --no-duplicate-keys and in -T ek it is an array. The lines between
 * the packets of -T ek, which tell Elasticsearch the index, are no records.
 */
import type { TextFormat } from "../format-reader.js";
import { jsonItems, visitJson } from "../json-items.js";
import { type JsonKind, type JsonVisitor, jsonText } from "../json-text.js";
import type { ReadRequest } from "../source.js";
import { fieldNamed, packetFields, TOO_LONG } from "./fields.js";
import { MessageOutput } from "./message-output.js";
import { type ControlMessage, messagesOf } from "./messages.js";

/** The file that the dissector knows a handle by: a key of -T json, a text of -T ek. */
const FILE_OF_HANDLE = /^GUID handle File: (.+)$/;
/** A message of its own. */
const MESSAGE = /^smb2?$/;
const MAY_TELL = /ioctl[._]function"|_ws[._]col[._][Ii]nfo"|"filtered"\s*:\s*"(?:smb|SMB|text)/;
const INDEX_LINE = /^\{\s*"index"\s*:\s*\{[^{}]*\}\s*\}$/;

/** Messages and values that a packet may have. */
const MOST_VALUES = 1 << 18;

/** Values by field. */
type Values = Map<string, string[]>;

class PacketVisitor implements JsonVisitor {
  /** What belongs to the packet as a whole, then what belongs to each of its messages. */
  readonly groups: Values[] = [new Map()];
  /** True when the fields of a message were left out by -j. */
  isFiltered = false;
  /** Messages and values of fields; none is kept beyond MOST_VALUES. */
  count = 0;
  /** Key of each open container, and the group in which it stands. */
  readonly #open: { readonly key: string; readonly group: Values }[] = [];
  #group = this.groups[0]!;
  #key = "";
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  open(isObject: boolean): void {
    this.#open.push({ key: this.#key, group: this.#group });
    if (!isObject || !MESSAGE.test(this.#key) || ++this.count > MOST_VALUES) return;
    this.#group = new Map();
    this.groups.push(this.#group);
  }

  close(): void {
    const { key, group } = this.#open.pop()!;
    this.#key = key;
    this.#group = group;
  }

  key(from: number, to: number): void {
    this.#key = jsonText(this.#bytes, from, to);
    this.#noteHandle(this.#key);
  }

  value(kind: JsonKind, from: number, to: number): void {
    if (this.#key === "text") {
      this.#noteHandle(jsonText(this.#bytes, from, to));
      return;
    }
    if (this.#key === "filtered" && this.#group !== this.groups[0]) this.isFiltered = true;
    const field = fieldNamed(this.#key.toLowerCase());
    if (field === undefined || (field === "timestamp" && this.#open.length > 1)) return;
    const text = jsonText(this.#bytes, from, to);
    if (kind === "long") this.count = MOST_VALUES;
    if (kind !== "literal" || text !== "null") this.#add(field, text);
  }

  #add(field: string, text: string): void {
    if (++this.count > MOST_VALUES) return;
    const known = this.#group.get(field);
    if (known === undefined) this.#group.set(field, [text]);
    else known.push(text);
  }

  #noteHandle(text: string): void {
    const file = FILE_OF_HANDLE.exec(text)?.[1];
    if (file !== undefined && !this.#group.has("smb2.filename")) this.#add("smb2.filename", file);
  }
}

/** The format of such packets. */
export function packetsFormat(request: ReadRequest): TextFormat {
  const messages = new MessageOutput(request);
  let isFilteredTold = false;
  return jsonItems(
    {
      columns: ["time", "operation", "path", "status", "duration", "direction"],
      mayCarry: MAY_TELL,
      passOver: INDEX_LINE,
      take(bytes, from, to, output) {
        const visitor = new PacketVisitor(bytes);
        visitJson(bytes, from, to, visitor);
        if (visitor.count > MOST_VALUES) {
          output.reject("E_RECORD_TOO_LONG", TOO_LONG);
          return;
        }
        if (visitor.isFiltered && !isFilteredTold) {
          isFilteredTold = true;
          request.note("-j left the fields of SMB out, and control codes with them; export with -J instead");
        }
        const packets = visitor.groups.map((values) => packetFields((field) => values.get(field) ?? []));
        const found: ControlMessage[] = packets.flatMap(messagesOf);
        messages.give(found, packets[0]!.time[0] ?? null, output);
      },
    },
    request.options.maxRecordBytes,
  );
}
