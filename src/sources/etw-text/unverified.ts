/**
 * Codes in texts of which no real row was seen, so that nobody knows how they print a number: only those count that
 * speak for themselves (0x, a sign, a name), and bare digits where the user tells their radix.
 */
import { quoteText } from "../../control-code/text.js";
import type { MajorFunction } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { entryOfText, unresolvedEntry } from "../code-text.js";
import type { RecordOutput } from "../record-output.js";
import type { ReadRequest } from "../source.js";

const BARE = /^[0-9a-fA-F]*[0-9][0-9a-fA-F]*$/;

/** Gives out the codes of an input, and tells the user once when --radix is wanted. */
export class UnverifiedCodes {
  readonly #request: ReadRequest;
  #isTold = false;

  constructor(request: ReadRequest) {
    this.#request = request;
  }

  give(text: string, majorFunction: MajorFunction, output: RecordOutput): void {
    output.giveText(text, (spelling) => this.#entryOf(spelling.trim(), majorFunction), majorFunction);
  }

  #entryOf(text: string, majorFunction: MajorFunction): CodeEntry {
    if (text === "") return unresolvedEntry(null, "the code is empty", majorFunction);
    const { radix = "auto", names } = this.#request.options;
    if (radix !== "auto") {
      return { ...entryOfText(text, { radix, isGiven: true }, "default", names), majorFunction };
    }
    if (!BARE.test(text)) {
      return { ...entryOfText(text, { radix: 0, isGiven: false }, "default", names), majorFunction };
    }
    if (!this.#isTold) {
      this.#request.note(
        `bare digits such as ${quoteText(text)} are not read: give --radix 10 or --radix 16`,
      );
      this.#isTold = true;
    }
    const message = `${quoteText(text)}: whether bare digits are decimal or hexadecimal here is not known; give --radix 10 or 16`;
    return {
      ...unresolvedEntry(text, message, majorFunction),
      issue: { error: "E_AMBIGUOUS_RADIX", message },
    };
  }
}
