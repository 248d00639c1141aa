/**
 * What a .pml holds by its header and its tables: where events begin and end, and whether the offset array can be relied on.
 * A capture that was not closed, or a file that was cut, has no tables; its events are read by their own lengths.
 */
import { EVENT_BYTES, OFFSET_BYTES } from "../../kernel/pml-walk.js";
import type { ByteInput } from "../byte-input.js";
import type { Steps } from "../steps.js";
import { PML_HEADER_BYTES, type PmlHeader } from "./header.js";
import { OffsetArray } from "./offset-array.js";

/** An event further back is not believed. */
const LAST_FIRST_EVENT = 1 << 20;
/** So many bytes may stand between the offset array and the process table. */
const TABLE_PADDING = 8;

export interface Capture {
  readonly header: PmlHeader;
  readonly firstEvent: number;
  /** Exclusive end of the events; infinite when it is not known. */
  readonly end: number;
  /** The tables stand where the header says. */
  readonly isClosed: boolean;
  /** Null when events are found by their own lengths alone. */
  readonly offsets: OffsetArray | null;
  /** What is to be told about it. */
  readonly warnings: readonly string[];
}

/** Looks at the tables, as far as `input` can be read at any place. */
export function* examineCapture(input: ByteInput, header: PmlHeader): Steps<Capture> {
  const { offsetArray, eventCount, processTable } = header;
  const size = input.byteLength ?? Number.POSITIVE_INFINITY;
  const isPlace = header.firstEvent >= PML_HEADER_BYTES && header.firstEvent <= LAST_FIRST_EVENT;
  const firstEvent = isPlace ? header.firstEvent : PML_HEADER_BYTES;
  const found = { header, firstEvent, offsets: null };
  if (offsetArray < firstEvent || offsetArray > size) {
    const why =
      offsetArray === 0
        ? "the capture was not closed: it has no tables"
        : `the capture was not closed, or the file was cut: its tables would stand at byte ${offsetArray}`;
    return { ...found, end: size, isClosed: false, warnings: [`${why}; processes have no names`] };
  }
  const closed = { ...found, end: offsetArray, isClosed: true };
  if (input.readAt === undefined) return { ...closed, warnings: [] };
  const offsets = new OffsetArray(input, offsetArray, eventCount);
  const rest = processTable - (offsetArray + eventCount * OFFSET_BYTES);
  const isNext = rest >= 0 && rest < TABLE_PADDING;
  const fault = isNext
    ? yield* offsets.fault(firstEvent)
    : `it does not end where the processes begin, at byte ${processTable}`;
  if (fault === null) return { ...closed, offsets, warnings: [] };
  const message = `the offset array is not used: ${fault}; events are found by their own lengths`;
  return { ...closed, warnings: offsetArray - firstEvent < EVENT_BYTES ? [] : [message] };
}
