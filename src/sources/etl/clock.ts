/** Raw times of events: ticks since the log file header, their order, and ISO 8601 UTC with 100 ns. */
import { CLOCK_TYPE, type LogHeader } from "./header.js";

const TEN_MILLION = 10_000_000;
/** Seconds from 1601 to 1970. */
const FILETIME_EPOCH = 11_644_473_600;
/** `remainder * 1e7` of a frequency up to this one is exact in a double. */
const EXACT_FREQUENCY = 900_000_000;
/** Last second a Date can print with four digits of the year. */
const LAST_SECOND = 253_402_300_799;
const FIRST_SECOND = -62_135_596_800;

export class Clock {
  /** Ticks a second; 0 when the clock of the trace is unknown. */
  readonly frequency: number;
  readonly #zeroLow: number;
  readonly #zeroHigh: number;
  readonly #startSecond: number;
  readonly #startRest: number;
  #second = Number.NaN;
  #secondText = "";

  constructor(header: LogHeader | null) {
    const zero = header?.startTicks ?? 0n;
    this.#zeroLow = Number(zero & 0xffffffffn);
    this.#zeroHigh = Number(zero >> 32n);
    const type = header?.clockType ?? 0;
    const start = type === CLOCK_TYPE.SYSTEM_TIME ? zero : (header?.start ?? 0n);
    if (header === null) this.frequency = 0;
    else if (type === CLOCK_TYPE.SYSTEM_TIME) this.frequency = TEN_MILLION;
    else if (type === CLOCK_TYPE.CPU_CYCLES) this.frequency = header.cpuMhz * 1_000_000;
    else this.frequency = Math.max(0, Number(header.frequency));
    this.#startSecond = Number(start / 10_000_000n);
    this.#startRest = Number(start % 10_000_000n);
  }

  /** Ticks since the header event, for a raw time given in two halves. Exact below 2^53. */
  ticks(low: number, high: number): number {
    return (high - this.#zeroHigh) * 2 ** 32 + (low - this.#zeroLow);
  }

  ticksOf(raw: bigint): number {
    return this.ticks(Number(raw & 0xffffffffn), Number(raw >> 32n));
  }

  /** Units of 100 ns in the part of a second that `ticks`, less than a second, make; rounded down. */
  #part(ticks: number): number {
    const f = this.frequency;
    if (f === TEN_MILLION) return ticks;
    if (f > EXACT_FREQUENCY) return Number((BigInt(ticks) * 10_000_000n) / BigInt(f));
    const scaled = ticks * TEN_MILLION;
    const part = Math.floor(scaled / f);
    return part * f > scaled ? part - 1 : part;
  }

  /** Duration in seconds. */
  seconds(ticks: number): number | null {
    return this.frequency === 0 ? null : ticks / this.frequency;
  }

  /** Time as text, or null when the clock is unknown or the time lies outside the years 1 to 9999. */
  text(ticks: number): string | null {
    if (this.frequency === 0 || !Number.isSafeInteger(ticks)) return null;
    const whole = Math.floor(ticks / this.frequency);
    const part = this.#startRest + this.#part(ticks - whole * this.frequency);
    const carry = part >= TEN_MILLION ? 1 : 0;
    const second = this.#startSecond + whole + carry - FILETIME_EPOCH;
    if (!(second >= FIRST_SECOND && second <= LAST_SECOND)) return null;
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = new Date(second * 1000).toISOString().slice(0, 20);
    }
    return `${this.#secondText}${String(part - carry * TEN_MILLION).padStart(7, "0")}Z`;
  }
}
