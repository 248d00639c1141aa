/** Inputs that can be given up while their bytes are waited for. */
import type { ByteInput } from "./byte-input.js";

/**
 * `input`, whose reads end with the reason of `signal` once that is aborted, also those that wait for bytes. Closing does not
 * wait then: an input that stands still would not answer. Without a signal it is the input as it is.
 */
export function abortable(input: ByteInput, signal: AbortSignal | undefined): ByteInput {
  if (signal === undefined) return input;
  const { readAt } = input;
  const orAbort = (read: () => number | Promise<number>): number | Promise<number> => {
    signal.throwIfAborted();
    const count = read();
    return typeof count === "number" ? count : orReason(count, signal);
  };
  return {
    ...input,
    name: input.name,
    ...(input.byteLength === undefined ? {} : { byteLength: input.byteLength }),
    read: (into) => orAbort(() => input.read(into)),
    ...(readAt === undefined
      ? {}
      : { readAt: (into, position) => orAbort(() => readAt.call(input, into, position)) }),
    close() {
      const closing = input.close();
      if (!signal.aborted) return closing;
      // Whatever it says now comes too late to be told.
      Promise.resolve(closing).catch(() => {});
      return undefined;
    },
  };
}

function orReason(count: Promise<number>, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const done = (): void => signal.removeEventListener("abort", onAbort);
    count.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
}
