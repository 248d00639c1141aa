/** FILETIME in two halves -> ISO 8601 UTC with 100 ns. */
import { FILETIME_EPOCH, TICKS_PER_SECOND, TimeText } from "../filetime.js";

/** 2^32 = HIGH_SECONDS * 10^7 + HIGH_REST. */
const HIGH_SECONDS = 429;
const HIGH_REST = 4_967_296;

export class EventTime {
  readonly #text = new TimeText();

  /** Time as text; null when there is none (0) or it lies behind the year 9999. */
  text(low: number, high: number): string | null {
    if (low === 0 && high === 0) return null;
    const rest = high * HIGH_REST + low;
    const whole = Math.floor(rest / TICKS_PER_SECOND);
    return this.#text.of(high * HIGH_SECONDS + whole - FILETIME_EPOCH, rest - whole * TICKS_PER_SECOND);
  }
}
