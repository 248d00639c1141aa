/** User rules: `--etw-field PROVIDER:EVENT[:VERSION]:OFFSET32:OFFSET64` or `PROVIDER:EVENT[:VERSION]:FIELDNAME`. */
import { DecodeError } from "../../errors.js";

export interface FieldRule {
  /** GUID in lower case, or the provider's name as given. */
  readonly provider: string;
  /** Event id, opcode of a classic event, or the name of a TraceLogging event. */
  readonly event: number | string;
  /** Null for every version. */
  readonly version: number | null;
  /** Offsets of the code in 32-bit and 64-bit events; null when a field is named. */
  readonly offsets: readonly [number, number] | null;
  readonly fieldName: string | null;
}

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
const NUMBER = /^(?:\d+|0x[0-9a-f]+)$/i;
const LARGEST_OFFSET = 65535 - 4;
const LARGEST_ID = 65535;
const LARGEST_VERSION = 255;

function numberUpTo(text: string, limit: number, what: string, rule: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(value <= limit)) {
    throw new DecodeError(
      "E_OPTION",
      `${what} in the rule ${JSON.stringify(rule)} is no number from 0 to ${limit}`,
    );
  }
  return value;
}

/**
 * Reads one rule. A last part that is no number is a field name; four parts are offsets without a version, five with.
 * @throws DecodeError E_OPTION when the text is no rule
 */
export function parseFieldRule(text: string): FieldRule {
  const parts = text.split(":");
  const last = parts.at(-1)!;
  const byName = !NUMBER.test(last);
  const least = byName ? 3 : 4;
  if (parts.length < least || parts.length > least + 1 || parts.some((part) => part === "")) {
    throw new DecodeError(
      "E_OPTION",
      `${JSON.stringify(text)} is not PROVIDER:EVENT[:VERSION]:OFFSET32:OFFSET64 or PROVIDER:EVENT[:VERSION]:FIELDNAME`,
    );
  }
  const provider = parts[0]!;
  const guid = GUID.exec(provider);
  const hasVersion = parts.length === least + 1;
  const event = parts[1]!;
  return {
    provider: guid === null ? provider : guid[1]!.toLowerCase(),
    event: NUMBER.test(event) ? numberUpTo(event, LARGEST_ID, "the event", text) : event,
    version: hasVersion ? numberUpTo(parts[2]!, LARGEST_VERSION, "the version", text) : null,
    offsets: byName
      ? null
      : [
          numberUpTo(parts.at(-2)!, LARGEST_OFFSET, "the 32-bit offset", text),
          numberUpTo(last, LARGEST_OFFSET, "the 64-bit offset", text),
        ],
    fieldName: byName ? last : null,
  };
}
