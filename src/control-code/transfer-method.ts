/**
 * How the buffers of a request travel, bits 0 and 1 of a control code.
 *
 * Owns the values and their spelling; what they mean for the buffers stands in buffer-plan.ts.
 */
import { METHOD_MASK } from "./bits.js";

/** Transfer methods. */
export const TransferMethod = {
  /** Both buffers are copied through one system buffer. */
  METHOD_BUFFERED: 0,
  /** Input copied, second buffer locked and read by the driver. `METHOD_DIRECT_TO_HARDWARE` is the same number. */
  METHOD_IN_DIRECT: 1,
  /** Input copied, second buffer locked and written. `METHOD_DIRECT_FROM_HARDWARE` is the same number. */
  METHOD_OUT_DIRECT: 2,
  /** The driver gets the caller's raw pointers. */
  METHOD_NEITHER: 3,
} as const;

/** One of the transfer methods. */
export type TransferMethod = (typeof TransferMethod)[keyof typeof TransferMethod];

const NAMES = ["METHOD_BUFFERED", "METHOD_IN_DIRECT", "METHOD_OUT_DIRECT", "METHOD_NEITHER"] as const;

/** Every spelling of {@link methodName}. */
export type MethodName = (typeof NAMES)[number];

/** Spells a method: `methodName(3)` is `"METHOD_NEITHER"`. Takes 0 to 3, of a larger number the low two bits. */
export function methodName(transferMethod: number): MethodName {
  return NAMES[transferMethod & METHOD_MASK] as MethodName;
}
