/**
 * Which of the two is right, when an event and the offset array do not agree: the event is damaged, an entry of the array
 * is, or there is more between two events than is known.
 */
import { MOST_PADDING, PML_FAULT, type PmlWalk } from "../../kernel/pml-walk.js";
import type { ByteInput } from "../byte-input.js";
import type { Steps } from "../steps.js";
import type { Capture } from "./capture.js";
import { isControlEvent } from "./faults.js";
import { measureEvent } from "./measure-event.js";

export interface Verdict {
  /** The event is sound and ends at `next`; the entry of the next one is what is damaged. */
  readonly isEntryWrong: boolean;
  /** The event is sound and carries no code, and bytes that are not known stand behind it. */
  readonly isOther: boolean;
  /** Where the next event begins or the events end; null when nothing tells. */
  readonly next: number | null;
}

/** Judges event `row` at `offset`, at which the walk stands with a fault or because it is cut. */
export function* judgeEvent(
  input: ByteInput,
  capture: Capture,
  walk: PmlWalk,
  row: number,
  offset: number,
): Steps<Verdict> {
  const offsets = capture.offsets!;
  const next = yield* offsets.behind(offset, row + 1);
  if (walk.fault !== PML_FAULT.OFFSET) return { isEntryWrong: false, isOther: false, next };
  const own = offset + walk.size;
  if (own <= offsets.end && row + 1 < offsets.count) {
    const size = yield* measureEvent(input, own, capture.header.is64Bit ? 8 : 4);
    const behind = next === null || size === 0 ? null : yield* offsets.behind(own, row + 2);
    const isConfirmed = behind !== null && behind >= own + size && behind - (own + size) <= MOST_PADDING;
    if (isConfirmed || (next === null && size > 0)) return { isEntryWrong: true, isOther: false, next: own };
  }
  const isOther = next !== null && own < next && !isControlEvent(walk.bytes.subarray(walk.position));
  return { isEntryWrong: false, isOther, next };
}
