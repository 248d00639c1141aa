/** Seconds and units of 100 ns -> ISO 8601 UTC, as binary sources print their times. */

/** Seconds from 1601, where a FILETIME begins, to 1970. */
export const FILETIME_EPOCH = 11_644_473_600;
/** Units of 100 ns in a second. */
export const TICKS_PER_SECOND = 10_000_000;
/** First and last second that a Date can print with four digits of the year. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Prints times; that of the same second as the last one costs next to nothing. */
export class TimeText {
  #second = Number.NaN;
  #text = "";

  /** `second` since 1970, `ticks` of it in 100 ns, less than a second. Null outside the years 1 to 9999. */
  of(second: number, ticks: number): string | null {
    if (!(second >= FIRST_SECOND && second <= LAST_SECOND)) return null;
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1000).toISOString().slice(0, 20);
    }
    return `${this.#text}${String(ticks).padStart(7, "0")}Z`;
  }
}
