/** What tells a log of Wine's: light, so that it can be asked of every input. */
import type { Head } from "../source.js";

/** A line of Wine's own at the beginning of a line, or behind the prefix of a container's log. */
const LINE =
  /^(?:.{1,40}\| )?[ \t]*(?:\d{1,9}\.\d{3,6}:)?(?:[0-9a-f]{4,8}:){0,2}(?:fixme|err|warn|trace):[\w.+-]{1,40}:[^\s:]{1,200} /m;

/** True when the head has a line of Wine's. */
export function hasWineLine(head: Head): boolean {
  return LINE.test(new TextDecoder("latin1").decode(head.text));
}
