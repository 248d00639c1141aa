/** What bare digits mean, no 0x, no h, no sign: decided once for all of a column, never for one alone. */
import { quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import { isKnownCode } from "./lookup.js";
import type { OwnName } from "./own-names.js";

const BARE = /^[0-9a-fA-F]+$/;
const DIGIT = /\d/;

/**
 * Radix of the bare digits among `texts`, or 0 when none has bare digits. In this order: a letter a to f or a
 * leading zero on a longer token means hex; more than 8 digits mean decimal; else the reading under which
 * more distinct values are known codes, own ones among them.
 * @throws DecodeError E_AMBIGUOUS_RADIX when both readings are equally good
 */
export function decideRadix(
  texts: Iterable<string>,
  own?: readonly OwnName[],
): { radix: 0 | 10 | 16; why: string } {
  const bare = new Set<string>();
  for (const text of texts) {
    const trimmed = text.trim();
    if (BARE.test(trimmed) && DIGIT.test(trimmed)) bare.add(trimmed);
  }
  if (bare.size === 0) return { radix: 0, why: "" };
  for (const token of bare) {
    if (/[a-fA-F]/.test(token)) return { radix: 16, why: `${quoteText(token)} has letters` };
    if (token.length > 1 && token.startsWith("0"))
      return { radix: 16, why: `${quoteText(token)} has a leading zero` };
  }
  for (const token of bare) {
    if (token.length > 8) return { radix: 10, why: `${quoteText(token)} has more than 8 digits` };
  }
  let hex = 0;
  let decimal = 0;
  for (const token of bare) {
    if (isKnownCode(Number.parseInt(token, 16), own)) hex++;
    if (isKnownCode(Number(token), own)) decimal++;
  }
  if (hex === decimal) {
    const example = bare.values().next().value ?? "";
    throw new DecodeError(
      "E_AMBIGUOUS_RADIX",
      `bare digits such as ${quoteText(example)} read equally well both ways (${decimal} known codes as decimal, ${hex} as hexadecimal): give --radix 10 or --radix 16`,
    );
  }
  return hex > decimal
    ? { radix: 16, why: `${hex} distinct values are known codes as hexadecimal, ${decimal} as decimal` }
    : { radix: 10, why: `${decimal} distinct values are known codes as decimal, ${hex} as hexadecimal` };
}
