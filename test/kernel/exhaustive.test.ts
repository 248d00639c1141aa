/**
 * Every one of the 4,294,967,296 codes: the kernel's fields, the plain split by bits.ts, and back to the code. By
 * default one block of 16384 codes in 256, spread over the whole range; all of them with IOCTLENS_EXHAUSTIVE=1 (the
 * reference engine, which is the plain split itself, stays with the 256th).
 */
import { describe, expect, it } from "vitest";
import * as bits from "../../src/control-code/bits.js";
import { pack, unpack } from "../../src/control-code/control-code.js";
import type { FieldColumns, Kernel } from "../../src/kernel/kernel.js";
import { ENGINES } from "./engines.js";

/** Copied, since the test runner makes every use of an import a call. */
const { ACCESS_MASK, ACCESS_SHIFT, DEVICE_SHIFT, FUNCTION_MASK, FUNCTION_SHIFT, METHOD_MASK, METHOD_SHIFT } =
  { ...bits };

const BLOCK_CODES = 16384;
const BLOCKS = 2 ** 32 / BLOCK_CODES;
const ALL = process.env.IOCTLENS_EXHAUSTIVE === "1";

const codes = new Uint32Array(BLOCK_CODES);
const out: FieldColumns = {
  deviceType: new Uint16Array(BLOCK_CODES),
  functionCode: new Uint16Array(BLOCK_CODES),
  requiredAccess: new Uint8Array(BLOCK_CODES),
  transferMethod: new Uint8Array(BLOCK_CODES),
};

/** Splits the codes from `first` on; the index of one with other fields than expected, or -1. */
function firstWrong(kernel: Kernel, first: number): number {
  for (let i = 0; i < BLOCK_CODES; i++) codes[i] = first + i;
  kernel.fields(codes, out);
  const { deviceType, functionCode, requiredAccess, transferMethod } = out;
  for (let i = 0; i < BLOCK_CODES; i++) {
    const code = (first + i) | 0;
    const device = deviceType[i]!;
    const fn = functionCode[i]!;
    const access = requiredAccess[i]!;
    const method = transferMethod[i]!;
    const different =
      (device ^ (code >>> DEVICE_SHIFT)) |
      (fn ^ ((code >>> FUNCTION_SHIFT) & FUNCTION_MASK)) |
      (access ^ ((code >>> ACCESS_SHIFT) & ACCESS_MASK)) |
      (method ^ ((code >>> METHOD_SHIFT) & METHOD_MASK));
    const packed =
      (device << DEVICE_SHIFT) | (access << ACCESS_SHIFT) | (fn << FUNCTION_SHIFT) | (method << METHOD_SHIFT);
    if ((different | (packed ^ code)) !== 0) return i;
  }
  return -1;
}

describe.each(ENGINES)("every code, %s", (name, make) => {
  const stride = ALL && name === "wasm" ? 1 : 256;

  it(`fields of every code of one block in ${stride}, and back`, { timeout: 300_000 }, () => {
    const kernel = make();
    let checked = 0;
    for (let group = 0; group < BLOCKS; group += stride) {
      // An odd step inside the group of blocks, so that every bit above a block's 14 takes both values.
      const block = group + (((group / stride) * 101) % stride);
      const wrong = firstWrong(kernel, block * BLOCK_CODES);
      if (wrong >= 0) expect(block * BLOCK_CODES + wrong, "a code with wrong fields").toBe(-1);
      checked += BLOCK_CODES;
    }
    expect(checked).toBe(2 ** 32 / stride);
  });
});

it("pack and unpack of the library are that split: a code of every block", () => {
  for (let block = 0; block < BLOCKS; block++) {
    const code = block * BLOCK_CODES + ((block * 7919) % BLOCK_CODES);
    const fields = unpack(code);
    const same =
      fields.deviceType === code >>> DEVICE_SHIFT &&
      fields.functionCode === ((code >>> FUNCTION_SHIFT) & FUNCTION_MASK) &&
      fields.requiredAccess === ((code >>> ACCESS_SHIFT) & ACCESS_MASK) &&
      fields.transferMethod === ((code >>> METHOD_SHIFT) & METHOD_MASK) &&
      pack(fields) === code;
    if (!same) expect(fields, `code ${code}`).toBeNull();
  }
});
