import {
  ACCESS_MASK,
  ACCESS_SHIFT,
  DEVICE_SHIFT,
  FUNCTION_MASK,
  FUNCTION_SHIFT,
  METHOD_MASK,
} from "../src/control-code/bits";
import {
  CODES_PTR,
  DEVICE_TYPE_PTR,
  FUNCTION_CODE_PTR,
  REQUIRED_ACCESS_PTR,
  TRANSFER_METHOD_PTR,
} from "./memory";

/** Fields of the 16 codes from `i` on. Access, function and method are the lower half of a code: 16 bits a lane for them. */
// @ts-ignore: decorator
@inline
function sixteen(i: u32, lowerHalf: v128, functionMask: v128, methodMask: v128): void {
  const from = CODES_PTR + (<usize>i << 2);
  const c0 = v128.load(from);
  const c1 = v128.load(from, 16);
  const c2 = v128.load(from, 32);
  const c3 = v128.load(from, 48);

  const device = DEVICE_TYPE_PTR + (<usize>i << 1);
  v128.store(device, i16x8.narrow_i32x4_u(i32x4.shr_u(c0, DEVICE_SHIFT), i32x4.shr_u(c1, DEVICE_SHIFT)));
  v128.store(
    device,
    i16x8.narrow_i32x4_u(i32x4.shr_u(c2, DEVICE_SHIFT), i32x4.shr_u(c3, DEVICE_SHIFT)),
    16,
  );

  const low0 = i16x8.narrow_i32x4_u(v128.and(c0, lowerHalf), v128.and(c1, lowerHalf));
  const low1 = i16x8.narrow_i32x4_u(v128.and(c2, lowerHalf), v128.and(c3, lowerHalf));
  const fn = FUNCTION_CODE_PTR + (<usize>i << 1);
  v128.store(fn, v128.and(i16x8.shr_u(low0, FUNCTION_SHIFT), functionMask));
  v128.store(fn, v128.and(i16x8.shr_u(low1, FUNCTION_SHIFT), functionMask), 16);
  v128.store(
    REQUIRED_ACCESS_PTR + i,
    i8x16.narrow_i16x8_u(i16x8.shr_u(low0, ACCESS_SHIFT), i16x8.shr_u(low1, ACCESS_SHIFT)),
  );
  v128.store(
    TRANSFER_METHOD_PTR + i,
    i8x16.narrow_i16x8_u(v128.and(low0, methodMask), v128.and(low1, methodMask)),
  );
}

// @ts-ignore: decorator
@inline
function sixtyFour(i: u32, lowerHalf: v128, functionMask: v128, methodMask: v128): void {
  sixteen(i, lowerHalf, functionMask, methodMask);
  sixteen(i + 16, lowerHalf, functionMask, methodMask);
  sixteen(i + 32, lowerHalf, functionMask, methodMask);
  sixteen(i + 48, lowerHalf, functionMask, methodMask);
}

/**
 * Splits `count` control codes at CODES into the four field columns, 128 a step: a loop asks for the stack each time.
 * A last partial step is done code by code, so nothing past the last row is written.
 */
export function fields(count: u32): void {
  const lowerHalf = i32x4.splat((1 << DEVICE_SHIFT) - 1);
  const functionMask = i16x8.splat(<i16>FUNCTION_MASK);
  const methodMask = i16x8.splat(<i16>METHOD_MASK);
  const whole = count & ~127;
  for (let i: u32 = 0; i < whole; i += 128) {
    sixtyFour(i, lowerHalf, functionMask, methodMask);
    sixtyFour(i + 64, lowerHalf, functionMask, methodMask);
  }
  for (let i: u32 = whole; i < count; i++) {
    const code = load<u32>(CODES_PTR + (<usize>i << 2));
    store<u16>(DEVICE_TYPE_PTR + (<usize>i << 1), <u16>(code >> DEVICE_SHIFT));
    store<u16>(FUNCTION_CODE_PTR + (<usize>i << 1), <u16>((code >> FUNCTION_SHIFT) & FUNCTION_MASK));
    store<u8>(REQUIRED_ACCESS_PTR + i, <u8>((code >> ACCESS_SHIFT) & ACCESS_MASK));
    store<u8>(TRANSFER_METHOD_PTR + i, <u8>(code & METHOD_MASK));
  }
}
