/**
 * Settings of the engine for short runs, which for the whole process change when functions are compiled well: not before
 * they were used eight times as much as usual, as most of those that make a table never pay it back.
 *
 * Not before the threads have started: engines with other settings than they were built with cannot use the code that
 * Node keeps ready, and a thread then starts in twice the time.
 */
export async function optimizeLater(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--interrupt-budget=540672");
}
