/** What is told about events that cannot be read. */
import { EVENT_BYTES, LARGEST_EVENT, LAST_CLASS, PML_FAULT } from "../../kernel/pml-walk.js";

/** `event` begins with the fixed part of the event at byte `offset`; `size` = its bytes by its own lengths. */
export function faultText(fault: number, event: Uint8Array, offset: number, size: number): string {
  const view = new DataView(event.buffer, event.byteOffset, EVENT_BYTES);
  switch (fault) {
    case PML_FAULT.CLASS:
      return `the class of the event is ${view.getUint32(0x08, true)}, and classes are 1 to ${LAST_CLASS}`;
    case PML_FAULT.SIZE:
      return `the event would have more than ${LARGEST_EVENT} bytes`;
    case PML_FAULT.EXTRA:
      return `the extra detail would begin at ${view.getUint32(0x30, true)} of the event, inside what comes before it`;
    case PML_FAULT.OFFSET:
      return `the event ends at byte ${offset + size} by its own lengths, and elsewhere by the offset array`;
    case PML_FAULT.DETAIL:
      return `the control request has ${view.getUint32(0x2c, true)} bytes of detail, too few for a code`;
    default:
      return "the path of the control request is longer than its detail";
  }
}

const CLASS_FILE_SYSTEM = 3;
const FIRST_CONTROL = 33;
const LAST_CONTROL = 35;

/** True when the event that begins here is a control request. */
export function isControlEvent(event: Uint8Array): boolean {
  const view = new DataView(event.buffer, event.byteOffset, EVENT_BYTES);
  const operation = view.getUint16(0x0c, true);
  return (
    view.getUint32(0x08, true) === CLASS_FILE_SYSTEM &&
    operation >= FIRST_CONTROL &&
    operation <= LAST_CONTROL
  );
}
