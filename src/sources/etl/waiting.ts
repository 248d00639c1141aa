/** A record between its event and its batch: it may wait for the end of its operation. */

import type { BatchBuilder } from "../batch-builder.js";
import { operationName } from "../code-entries.js";
import type { Clock } from "./clock.js";
import type { ControlEvent } from "./control-event.js";

/** A record that waits to be given out. */
export interface Waiting {
  row: number;
  offset: number;
  inner: number;
  ticks: number;
  processor: number;
  entry: number;
  operation: number;
  control: ControlEvent;
  threadId: number | null;
  processId: number | null;
  processName: string | null;
  path: string | null;
  status: number | null;
  duration: number | null;
  inputLength: number | null;
  outputLength: number | null;
  /** The end of the operation is known, or known not to be there. */
  done: boolean;
}

/** The end of an operation that comes long after its start. */
export interface FarEnd {
  readonly ticks: number;
  readonly status: number | null;
}

/** Puts records into the columns that are asked for; without the time no text is made of it. */
export function writerOf(
  output: BatchBuilder,
  clock: Clock,
  withTime: boolean,
): (row: number, record: Waiting) => void {
  const time = output.text("time");
  const processName = output.text("processName");
  const processId = output.number("processId");
  const threadId = output.number("threadId");
  const operation = output.text("operation");
  const path = output.text("path");
  const status = output.text("status");
  const duration = output.number("duration");
  const inputLength = output.number("inputLength");
  const outputLength = output.number("outputLength");
  const provider = output.text("provider");
  const eventId = output.number("eventId");
  const processor = output.number("processor");
  const innerOffset = output.number("innerOffset");
  return (row, record) => {
    output.row[row] = record.row;
    output.offset[row] = record.offset;
    output.entry[row] = record.entry;
    if (withTime) time(row, clock.text(record.ticks));
    processName(row, record.processName);
    processId(row, record.processId);
    threadId(row, record.threadId);
    operation(row, operationName(record.operation));
    path(row, record.path);
    status(row, record.status === null ? null : statusText(record.status));
    duration(row, record.duration);
    inputLength(row, record.inputLength);
    outputLength(row, record.outputLength);
    provider(row, record.control.provider);
    eventId(row, record.control.eventId);
    processor(row, record.processor);
    innerOffset(row, record.inner < 0 ? null : record.inner);
  };
}

/** NTSTATUS as the schema prints it. */
function statusText(status: number): string {
  return `0x${status.toString(16).toUpperCase().padStart(8, "0")}`;
}
