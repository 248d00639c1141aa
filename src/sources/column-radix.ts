/** The radix of the bare digits of a column: as the user says, or as its first cells show. */
import { decideRadix } from "../names/index.js";
import type { ColumnRadix } from "./code-text.js";
import type { ReadRequest } from "./source.js";

/** The radix that the user gave, or that the texts show; says so when it was taken from them. */
export function chooseRadix(request: ReadRequest, texts: () => Iterable<string>): ColumnRadix {
  const asked = request.options.radix ?? "auto";
  if (asked !== "auto") return { radix: asked, isGiven: true };
  const { radix, why } = decideRadix(texts(), request.options.names);
  if (radix !== 0) {
    request.note(
      `bare digits are read as ${radix === 10 ? "decimal" : "hexadecimal"}: ${why} (--radix overrules)`,
    );
  }
  return { radix, isGiven: false };
}

/** The radix in which the kernel may read bare digits by itself: it does not see that a leading zero contradicts. */
export function kernelRadix({ radix, isGiven }: ColumnRadix): 0 | 10 | 16 {
  return radix === 10 && !isGiven ? 0 : radix;
}
