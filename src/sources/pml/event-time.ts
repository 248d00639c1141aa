/** FILETIME in two halves -> ISO 8601 UTC with 100 ns. */

const TEN_MILLION = 10_000_000;
/** 2^32 = HIGH_SECONDS * 10^7 + HIGH_REST. */
const HIGH_SECONDS = 429;
const HIGH_REST = 4_967_296;
/** Seconds from 1601 to 1970. */
const FILETIME_EPOCH = 11_644_473_600;
/** Last second a Date can print with four digits of the year. */
const LAST_SECOND = 253_402_300_799;

export class EventTime {
  #second = Number.NaN;
  #text = "";

  /** Time as text; null when there is none (0) or it lies behind the year 9999. */
  text(low: number, high: number): string | null {
    if (low === 0 && high === 0) return null;
    const rest = high * HIGH_REST + low;
    const whole = Math.floor(rest / TEN_MILLION);
    const second = high * HIGH_SECONDS + whole - FILETIME_EPOCH;
    if (second > LAST_SECOND) return null;
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1000).toISOString().slice(0, 20);
    }
    return `${this.#text}${String(rest - whole * TEN_MILLION).padStart(7, "0")}Z`;
  }
}
