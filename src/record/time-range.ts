/** Absolute times: which texts are one, and conditions on the column `time` by them (`--since`, `--until`). */
import { quoteText } from "../control-code/text.js";
import { DecodeError } from "../errors.js";
import type { Condition } from "./where.js";

/** A point in time: seconds since 1970 in UTC, and nanoseconds of the second. */
interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const DIGITS = 9;

/** Minutes that `+02:00` is ahead of UTC. */
function zoneMinutes(zone: string): number {
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
}

/** The instant of an ISO 8601 text with a date; without a zone it is UTC. Null for any other text. */
export function parseInstant(text: string): Instant | null {
  const found = ISO.exec(text.trim());
  if (found === null) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number?, number?, number?];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return null;
  const zone = found[8];
  const ahead = zone === undefined || zone === "Z" ? 0 : zoneMinutes(zone);
  return {
    seconds: date.getTime() / 1000 - ahead * 60,
    nanoseconds: Number((found[7] ?? "").padEnd(DIGITS, "0")),
  };
}

function compare(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

/**
 * Rows of a time at or after `since`, or before `until`. A row without a time is not kept; a time without a date ends the
 * work, since nobody could tell.
 *
 * @throws DecodeError E_OPTION when the text is no absolute time; the test throws it for a time of the trace
 */
export function timeCondition(which: "since" | "until", text: string): Condition {
  const limit = parseInstant(text);
  if (limit === null) {
    throw new DecodeError(
      "E_OPTION",
      `--${which} ${quoteText(text)}: give a time such as 2026-03-05T07:19:37.4Z or 2026-03-05`,
    );
  }
  return {
    column: "time",
    text: `${which} ${text}`,
    test(value) {
      if (value === null) return false;
      const time = parseInstant(String(value));
      if (time === null) {
        throw new DecodeError(
          "E_OPTION",
          `--${which} needs absolute times, and the time ${quoteText(String(value))} of this trace is not one`,
        );
      }
      return which === "since" ? compare(time, limit) >= 0 : compare(time, limit) < 0;
    },
  };
}
