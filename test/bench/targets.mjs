/**
 * What each job must reach, and what is aimed at: job, the peer (or `read limit`), by one thread and by two. A ratio is
 * the speed of the command by the peer's; DuckDB gets as many threads.
 */
export const TARGETS = [
  ["J1", "csv-parse", [80, 100], [110, 140]],
  ["J1", "DuckDB", [7, 5], [10, 8]],
  ["J1", "read limit", [null, null], [0.5, 0.6]],
  ["J2", "csv-parse", [40, 50], [60, 70]],
  ["J2", "DuckDB", [3.5, 2.5], [5, 4]],
  ["J2", "grep | perl", [1.5, 1.8], [2, 2.5]],
  ["J3", "csv-parse", [25, 30], [40, null]],
  ["J3", "DuckDB", [7, 5], [11, 7]],
  ["J3", "cp", [0.5, 0.5], [0.65, 0.65]],
  ["J4", "DuckDB", [7, 7], [10, 10]],
  ["J4", "mawk", [8, 8], [11, 11]],
];

/** Most memory, MB, by threads. */
export const MOST_MEMORY = { must: [100, 160], aim: [70, 100] };
/** Start-up by bare `node -e 0`. */
export const MOST_START = 1.6;
