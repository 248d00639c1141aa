/**
 * Whether a status tells of a failure.
 *
 * An NTSTATUS fails when its upper two bits say "error" (ntstatus.h: STATUS_SEVERITY_ERROR); success, information and
 * warnings, such as STATUS_BUFFER_OVERFLOW, do not. Texts are those of Process Monitor and the names of ntstatus.h.
 */

const HEX = /^0x[0-9a-f]{1,8}$/i;
const DECIMAL = /^-?[0-9]{1,10}$/;
const SEVERITY_ERROR = 3;

/** Texts of statuses that are no errors, in the spelling of Process Monitor; facts of its captures and ntstatus.h. */
const NOT_FAILED = new Set([
  "SUCCESS",
  "OK",
  "PENDING",
  "REPARSE",
  "TIMEOUT",
  "WAIT 0",
  "MORE ENTRIES",
  "NOTIFY CLEANUP",
  "NOTIFY ENUM DIR",
  "OPLOCK BREAK IN PROGRESS",
  "OPLOCK HANDLE CLOSED",
  "FILE LOCKED WITH ONLY READERS",
  "FILE LOCKED WITH WRITERS",
  "OBJECT NAME EXISTS",
  "BUFFER OVERFLOW",
  "BUFFER ALL ZEROS",
  "NO MORE FILES",
  "NO MORE ENTRIES",
  "NO MORE EAS",
  "STOPPED ON SYMLINK",
]);

/** True for an error, false for success, information and warnings, null for a text that tells neither. */
export function isFailedStatus(status: string | null): boolean | null {
  const text = status?.trim() ?? "";
  if (text === "") return null;
  if (HEX.test(text) || DECIMAL.test(text)) return Number(text) >>> 30 === SEVERITY_ERROR;
  return !NOT_FAILED.has(
    text
      .toUpperCase()
      .replace(/^STATUS_/, "")
      .replaceAll("_", " "),
  );
}
