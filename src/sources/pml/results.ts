/**
 * Result texts of Process Monitor by NTSTATUS. Collected from captures of which both the .PML and the CSV export are at hand,
 * unambiguous over 89,544 rows; Process Monitor's texts are its own. 0x00000103 (pending) prints as an empty cell.
 */
import { formatCode } from "../../control-code/text.js";

/** STATUS_PENDING: the operation had not ended when the capture did. */
export const PENDING = 0x00000103;

const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x00000000, "SUCCESS"],
  [0x00000104, "REPARSE"],
  [0x0000010c, "NOTIFY ENUM DIR"],
  [0x0000012a, "FILE LOCKED WITH ONLY READERS"],
  [0x0000012b, "FILE LOCKED WITH WRITERS"],
  [0x00000216, "OPLOCK HANDLE CLOSED"],
  [0x80000005, "BUFFER OVERFLOW"],
  [0x80000006, "NO MORE FILES"],
  [0x8000001a, "NO MORE ENTRIES"],
  [0xc000000d, "INVALID PARAMETER"],
  [0xc0000010, "INVALID DEVICE REQUEST"],
  [0xc0000011, "END OF FILE"],
  [0xc0000022, "ACCESS DENIED"],
  [0xc0000023, "BUFFER TOO SMALL"],
  [0xc0000033, "NAME INVALID"],
  [0xc0000034, "NAME NOT FOUND"],
  [0xc0000035, "NAME COLLISION"],
  [0xc000003a, "PATH NOT FOUND"],
  [0xc00000ba, "IS DIRECTORY"],
  [0xc00000be, "BAD NETWORK PATH"],
  [0xc0000120, "CANCELLED"],
  [0xc0000275, "NOT REPARSE POINT"],
]);

/** Value of the column `status`: Process Monitor's text, else the number as 0xC000046F; null for pending. */
export function resultText(status: number): string | null {
  return status === PENDING ? null : (TEXTS.get(status) ?? formatCode(status));
}
