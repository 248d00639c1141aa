/** The size of an event anywhere in a .pml by its own lengths, where one is in doubt. */
import { EVENT_BYTES, LARGEST_EVENT, LAST_CLASS } from "../../kernel/pml-walk.js";
import type { ByteInput } from "../byte-input.js";
import { readFull, type Steps } from "../steps.js";

/** Bytes of the event at `offset`, or 0 when there can be none. `input` has `readAt`. */
export function* measureEvent(input: ByteInput, offset: number, pointerBytes: number): Steps<number> {
  const bytes = new Uint8Array(EVENT_BYTES);
  if ((yield* readFull(input, bytes, offset)) < EVENT_BYTES) return 0;
  const view = new DataView(bytes.buffer);
  const eventClass = view.getUint32(0x08, true);
  if (eventClass < 1 || eventClass > LAST_CLASS) return 0;
  let size = EVENT_BYTES + view.getUint16(0x28, true) * pointerBytes + view.getUint32(0x2c, true);
  const extra = view.getUint32(0x30, true);
  if (extra !== 0) {
    if (extra < size || (yield* readFull(input, bytes.subarray(0, 2), offset + extra)) < 2) return 0;
    size = extra + 2 + view.getUint16(0, true);
  }
  return size <= LARGEST_EVENT ? size : 0;
}
