/**
 * The access a caller's handle must have, bits 14 and 15 of a control code.
 *
 * Owns the values and their spelling; the bits stand in bits.ts.
 */
import { ACCESS_MASK } from "./bits.js";

/** Required access as single bits; read and write together are `1 | 2`. */
export const RequiredAccess = {
  /** No right on the handle is needed. `FILE_SPECIAL_ACCESS` is the same number. */
  FILE_ANY_ACCESS: 0,
  /** The handle must be open for reading. `FILE_READ_DATA` is the same number. */
  FILE_READ_ACCESS: 1,
  /** The handle must be open for writing. `FILE_WRITE_DATA` is the same number. */
  FILE_WRITE_ACCESS: 2,
} as const;

/** One of the single access values. */
export type RequiredAccess = (typeof RequiredAccess)[keyof typeof RequiredAccess];

const NAMES = [
  "FILE_ANY_ACCESS",
  "FILE_READ_ACCESS",
  "FILE_WRITE_ACCESS",
  "FILE_READ_ACCESS|FILE_WRITE_ACCESS",
] as const;

/** Every spelling of {@link accessName}. */
export type AccessName = (typeof NAMES)[number];

/** Spells an access: `accessName(2)` is `"FILE_WRITE_ACCESS"`. Takes 0 to 3, of a larger number the low two bits. */
export function accessName(requiredAccess: number): AccessName {
  return NAMES[requiredAccess & ACCESS_MASK] as AccessName;
}
