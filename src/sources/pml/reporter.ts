/** What goes wrong in a .pml, told to the caller and counted. */
import type { DecodeErrorCode } from "../../errors.js";
import type { Accounting } from "../../record/accounting.js";
import type { Issue } from "../../record/issue.js";
import type { ReadRequest } from "../source.js";

export class PmlReporter {
  readonly #request: ReadRequest;
  readonly #accounting: Accounting;

  constructor(request: ReadRequest, accounting: Accounting) {
    this.#request = request;
    this.#accounting = accounting;
  }

  #tell(issue: Pick<Issue, "row" | "offset" | "kind" | "error" | "message">): void {
    this.#request.report({ file: this.#request.file, line: null, column: null, ...issue });
  }

  /** An event that cannot be read; `row` from 1. */
  rejected(row: number, offset: number, message: string): void {
    this.#accounting.rejected++;
    this.#tell({ row, offset, kind: "rejected", error: "E_PML_EVENT", message });
  }

  warning(error: DecodeErrorCode, offset: number, message: string): void {
    this.#accounting.warnings++;
    this.#tell({ row: null, offset, kind: "warning", error, message });
  }
}
