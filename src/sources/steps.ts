/**
 * Work that may have to wait for bytes, written once: a generator yields the promise of a read where there is one.
 * With an input that answers at once nothing waits, and `run` gives the result itself.
 */
import type { ByteInput } from "./byte-input.js";

export type Steps<T> = Generator<Promise<number>, T, number>;

/** Runs to the end: the result, or a promise of it from the first read that has to be waited for. */
export function run<T>(steps: Steps<T>): T | Promise<T> {
  const first = steps.next();
  return first.done === true ? first.value : runOn(steps, first.value);
}

async function runOn<T>(steps: Steps<T>, first: Promise<number>): Promise<T> {
  let waiting = first;
  for (;;) {
    const next = steps.next(await waiting);
    if (next.done === true) return next.value;
    waiting = next.value;
  }
}

/** Fills `into` from `position`, or from where the input stands when `position` is null; fewer bytes at its end. */
export function* readFull(input: ByteInput, into: Uint8Array, position: number | null): Steps<number> {
  let filled = 0;
  while (filled < into.length) {
    const rest = filled === 0 ? into : into.subarray(filled);
    const answer = position === null ? input.read(rest) : input.readAt!(rest, position + filled);
    const count = typeof answer === "number" ? answer : yield answer;
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** Lets others have their turn (signals, timers) when `yield`ed. */
export function pause(): Promise<number> {
  return new Promise((resolve) => setTimeout(() => resolve(0), 0));
}
