/** Raw times of events: ticks since the log file header, their order, and ISO 8601 UTC with 100 ns. */
import { FILETIME_EPOCH, TICKS_PER_SECOND, TimeText } from "../filetime.js";
import { CLOCK_TYPE, type LogHeader } from "./header.js";

/** `remainder * 1e7` of a frequency up to this one is exact in a double. */
const EXACT_FREQUENCY = 900_000_000;

export class Clock {
  /** Ticks a second; 0 when the clock of the trace is unknown. */
  readonly frequency: number;
  readonly #zeroLow: number;
  readonly #zeroHigh: number;
  readonly #startSecond: number;
  readonly #startRest: number;
  readonly #text = new TimeText();

  constructor(header: LogHeader | null) {
    const zero = header?.startTicks ?? 0n;
    this.#zeroLow = Number(zero & 0xffffffffn);
    this.#zeroHigh = Number(zero >> 32n);
    const type = header?.clockType ?? 0;
    const start = type === CLOCK_TYPE.SYSTEM_TIME ? zero : (header?.start ?? 0n);
    if (header === null) this.frequency = 0;
    else if (type === CLOCK_TYPE.SYSTEM_TIME) this.frequency = TICKS_PER_SECOND;
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
    if (f === TICKS_PER_SECOND) return ticks;
    if (f > EXACT_FREQUENCY) return Number((BigInt(ticks) * 10_000_000n) / BigInt(f));
    const scaled = ticks * TICKS_PER_SECOND;
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
    const carry = part >= TICKS_PER_SECOND ? 1 : 0;
    const second = this.#startSecond + whole + carry - FILETIME_EPOCH;
    return this.#text.of(second, part - carry * TICKS_PER_SECOND);
  }
}
