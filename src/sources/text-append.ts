/**
 * `--append`: the rows of a text trace as they are, with cells behind them. Owns what goes out and in which
 * bytes; the kernel copies the rows.
 */
import type { Kernel } from "../kernel/kernel.js";
import type { CodeEntry } from "../record/batch.js";
import { Utf16Writer } from "./encoding.js";
import type { AppendRequest, Head } from "./source.js";
import type { TextLayout } from "./text-layout.js";

const LF = 0x0a;
const CR = 0x0d;
const utf8 = new TextEncoder();

/** Where the line end of a row begins; its length when it has none. */
function lineEndOf(row: Uint8Array): number {
  let end = row.length;
  if (row[end - 1] === LF) end--;
  if (row[end - 1] === CR) end--;
  return end;
}

export class TextAppend {
  readonly #layout: TextLayout;
  readonly #request: AppendRequest;
  readonly #dialect: { readonly delimiter: string; readonly quoteAll: boolean };
  readonly #utf16: Utf16Writer | null;
  readonly #emptySuffix: Uint8Array;
  /** What may be the line end of a broken row that is passed on in parts. */
  #held = new Uint8Array(0);

  constructor(layout: TextLayout, head: Head, request: AppendRequest) {
    this.#layout = layout;
    this.#request = request;
    this.#dialect = { delimiter: String.fromCharCode(layout.delimiter), quoteAll: layout.quoteAll };
    this.#utf16 = head.encoding === "utf-8" ? null : new Utf16Writer(head.encoding === "utf-16be");
    this.#emptySuffix = utf8.encode(request.suffix(null, this.#dialect));
  }

  /** Writes the byte order mark and the header row with the titles of the new cells. */
  begin(head: Head): void {
    if (head.bomLength > 0) this.#request.write(head.bytes.subarray(0, head.bomLength));
    const { headerBytes, titles } = this.#layout;
    if (headerBytes === 0) return;
    const row = head.text.subarray(0, headerBytes);
    const end = lineEndOf(row);
    this.#write(row.subarray(0, end));
    this.#write(utf8.encode(this.#request.header(titles, this.#dialect)));
    this.#write(row.subarray(end));
  }

  /** Gives a kernel the cells of rows without a code. */
  configure(kernel: Kernel): void {
    kernel.setEmptySuffix(this.#emptySuffix);
  }

  /** Gives a kernel the cells of a text; false when it has no room. */
  setSuffix(kernel: Kernel, id: number, entry: CodeEntry): boolean {
    return kernel.setSuffix(id, utf8.encode(this.#request.suffix(entry, this.#dialect)));
  }

  /** Writes the rows that a kernel copied, without the last line end when the input lacks it. */
  take(kernel: Kernel, withoutLineEnd: boolean): void {
    const { output } = kernel;
    if (output.length > 0) this.#write(withoutLineEnd ? output.subarray(0, -1) : output);
    kernel.takeOutput();
  }

  /** Writes the next part of a broken row that no kernel took. */
  brokenPart(part: Uint8Array): void {
    let bytes = part;
    if (this.#held.length > 0) {
      bytes = new Uint8Array(this.#held.length + part.length);
      bytes.set(this.#held);
      bytes.set(part, this.#held.length);
    }
    const end = lineEndOf(bytes);
    this.#write(bytes.subarray(0, end));
    this.#held = bytes.slice(end);
  }

  /** Ends that row: empty cells, and its line end. */
  brokenEnd(): void {
    this.#write(this.#emptySuffix);
    this.#write(this.#held);
    this.#held = new Uint8Array(0);
  }

  /** Writes text bytes in the encoding of the input. They are borrowed. */
  #write(bytes: Uint8Array): void {
    this.#request.write(this.#utf16 === null ? bytes : this.#utf16.convert(bytes));
  }
}
