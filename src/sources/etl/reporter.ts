/** What goes wrong in a trace, told to the caller and counted. */
import type { Accounting } from "../../record/accounting.js";
import type { CodeEntry } from "../../record/batch.js";
import type { Issue } from "../../record/issue.js";
import type { ReadRequest } from "../source.js";
import { BUFFER_FLAG } from "./buffer.js";
import type { ReadyBuffer } from "./buffer-scan.js";
import type { LogHeader } from "./header.js";

export class Reporter {
  readonly #file: string;
  readonly #request: ReadRequest;
  readonly #accounting: Accounting;
  /** Counts, but tells nothing: the trace is read once more. */
  muted = false;

  constructor(file: string, request: ReadRequest, accounting: Accounting) {
    this.#file = file;
    this.#request = request;
    this.#accounting = accounting;
  }

  #tell(issue: Pick<Issue, "row" | "offset" | "kind" | "error" | "message">): void {
    if (!this.muted) this.#request.report({ file: this.#file, line: null, column: null, ...issue });
  }

  /** An event that cannot be read. */
  event(row: number, offset: number, innerOffset: number | null, message: string): void {
    this.#accounting.rejected++;
    const where = innerOffset === null ? "" : ` at ${innerOffset} of the unpacked buffer`;
    this.#tell({ row, offset, kind: "rejected", error: "E_ETL_EVENT", message: `${message}${where}` });
  }

  /** A buffer that cannot be read; it counts as one record. */
  buffer(row: number, offset: number, message: string): void {
    this.#accounting.rejected++;
    this.#tell({ row, offset, kind: "rejected", error: "E_ETL_BUFFER", message });
  }

  unresolved(row: number, offset: number, entry: CodeEntry): void {
    this.#accounting.unresolved++;
    const { issue } = entry;
    if (issue !== null && this.#request.reportUnresolved)
      this.#tell({ row, offset, kind: "unresolved", ...issue });
  }

  /** Flags of a buffer that tell of losses. */
  lost(ready: ReadyBuffer): void {
    const { flags } = ready.header;
    if (flags & BUFFER_FLAG.EVENTS_LOST)
      this.#warning(ready.offset, "events were lost while this buffer was filled");
    if (flags & BUFFER_FLAG.BUFFER_LOST) this.#warning(ready.offset, "a buffer was lost before this one");
  }

  /** Losses of the whole session. */
  header(header: LogHeader | null): void {
    if (header === null) {
      this.#warning(0, "the log file header cannot be read: times are unknown");
      return;
    }
    this.#accounting.lostEvents = header.eventsLost;
    this.#accounting.lostBuffers = header.buffersLost;
    if (header.eventsLost > 0) this.#warning(0, `the session lost ${header.eventsLost} events`);
    if (header.buffersLost > 0) this.#warning(0, `the session lost ${header.buffersLost} buffers`);
  }

  #warning(offset: number, message: string): void {
    this.#accounting.warnings++;
    this.#tell({ row: null, offset, kind: "warning", error: "E_LOST", message });
  }
}
