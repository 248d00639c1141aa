/**
 * THE bit table of a Windows I/O control code (CTL_CODE in winioctl.h / devioctl.h):
 *
 * ```
 *  31            16 15 14 13           2 1 0
 * |   deviceType   | acc |  functionCode | m |
 * ```
 *
 * Untyped integers: tsc compiles this file for the library and asc for the kernel.
 * Nothing else in the project spells a shift or a mask of these fields.
 */
export const METHOD_BITS = 2;
export const FUNCTION_BITS = 12;
export const ACCESS_BITS = 2;
export const DEVICE_BITS = 16;

export const METHOD_SHIFT = 0;
export const FUNCTION_SHIFT = METHOD_SHIFT + METHOD_BITS;
export const ACCESS_SHIFT = FUNCTION_SHIFT + FUNCTION_BITS;
export const DEVICE_SHIFT = ACCESS_SHIFT + ACCESS_BITS;

export const METHOD_MASK = (1 << METHOD_BITS) - 1;
export const FUNCTION_MASK = (1 << FUNCTION_BITS) - 1;
export const ACCESS_MASK = (1 << ACCESS_BITS) - 1;
export const DEVICE_MASK = (1 << DEVICE_BITS) - 1;
