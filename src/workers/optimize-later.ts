/** When the engine compiles functions well, which is set for the whole process. */

/** As far as this thread knows. */
let isSet = false;

/**
 * Has the engine, for short runs, compile functions well not before they were used eight times as much as usual, as most of
 * those that make a table never pay it back. Engines of Node 22 and newer have a compiler between that does so by itself, and no
 * such setting: asked for it they write an error.
 *
 * Best after the threads have started: an engine with other settings than it was built with cannot use the code that Node keeps
 * ready, and a thread then starts in twice the time. The first thread that runs calls it, so that others of more than two, and
 * those of a second file, may be late.
 */
export async function optimizeLater(): Promise<void> {
  if (isSet || !process.versions.v8.startsWith("11.")) return;
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--interrupt-budget=540672");
  isSet = true;
}

/** Tells that a thread has called it, which spares this one to load what is needed for that. */
export function optimizedByThread(): void {
  isSet = true;
}
