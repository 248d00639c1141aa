/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The keys by which `using` and `await using` end what holds memory, files or threads. Engines that do not know them yet
 * get keys of their own, which nobody asks for; `close()` does the same everywhere.
 */

export const DISPOSE: typeof Symbol.dispose =
  (Symbol as { dispose?: typeof Symbol.dispose }).dispose ??
  (Symbol.for("Symbol.dispose") as typeof Symbol.dispose);

export const ASYNC_DISPOSE: typeof Symbol.asyncDispose =
  (Symbol as { asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);
