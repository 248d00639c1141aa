/** What tells that an input is no text. */
import type { Head } from "../source.js";

/** So many bytes are searched for zeros, which no text has. */
const SEARCHED_FOR_ZEROS = 4096;

/** True when the input is no text. */
export function isBinary(head: Head): boolean {
  return head.text.subarray(0, SEARCHED_FOR_ZEROS).includes(0);
}
