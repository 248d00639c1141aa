/** How a pattern finds codes in lines, and what its finders share. */
import type { MajorFunction } from "../../names/index.js";
import type { LineCode } from "../line-code.js";

/**
 * The codes of a line: null when the line is none of the pattern's, so that the next one is asked; an empty list when it is,
 * and holds no code. Called with every line that no pattern before took, so that a finder can remember what lines before
 * said; `row` is the number of the line.
 */
export type Finder = (line: string, row: number) => readonly LineCode[] | null;

/** A line of the pattern's that holds no code. */
export const NO_CODE: readonly LineCode[] = [];

/** Major functions by their number in hexadecimal, as debuggers print it. */
export const MAJOR_OF_NUMBER: Readonly<Record<string, MajorFunction>> = {
  d: "IRP_MJ_FILE_SYSTEM_CONTROL",
  e: "IRP_MJ_DEVICE_CONTROL",
  f: "IRP_MJ_INTERNAL_DEVICE_CONTROL",
};

/** Kind of request of a native call; the Win32 call makes either, so it does not tell. */
export function majorOfCall(name: string): MajorFunction | null {
  if (name.endsWith("FsControlFile")) return "IRP_MJ_FILE_SYSTEM_CONTROL";
  return name.endsWith("DeviceIoControlFile") ? "IRP_MJ_DEVICE_CONTROL" : null;
}

/** Requests to a file system that have no control code, by minor function: mount, verify, load. */
export function isRequestWithoutCode(majorFunction: MajorFunction, minor: string): boolean {
  return (
    majorFunction === "IRP_MJ_FILE_SYSTEM_CONTROL" &&
    /MOUNT_VOLUME|VERIFY_VOLUME|LOAD_FILE_SYSTEM/.test(minor)
  );
}

/** A length or an id: decimal, or hexadecimal with 0x; null when it is neither or has more than 32 bits. */
export function numberOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? "";
  if (!/^(?:\d{1,10}|0x[\da-f]{1,16})$/i.test(trimmed)) return null;
  const number = Number(trimmed);
  return number <= 0xffffffff ? number : null;
}

/** Digits without 0x as a number, hexadecimal. */
export function hexOf(digits: string | undefined): number | null {
  return numberOf(digits === undefined ? undefined : `0x${digits.trim()}`);
}

/** An NTSTATUS in the form of the schema; other text as it is, blank as null. */
export function statusOf(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "") return null;
  const number = /^(?:0x[\da-f]{1,8}|\d)$/i.test(trimmed) ? Number(trimmed) : null;
  return number === null ? trimmed : `0x${number.toString(16).toUpperCase().padStart(8, "0")}`;
}

/** A time of day, in the form of the tool. */
export function isClock(text: string): boolean {
  return /^\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,7})?(?: [AP]M)?$/i.test(text.trim());
}
