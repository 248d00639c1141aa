/**
 * Control codes with the operation that asked for them and how often they were met, in walks of binary traces.
 *
 * A slot, 16 bytes: u32 code, u32 operation + 1 (0 = free), u64 count.
 */
import { CAPACITY_CODE_COUNTS, CODE_COUNT_BITS, CODE_COUNTS_PTR } from "./memory";

const K0: u64 = 0x9e3779b97f4a7c15;

/** Codes counted since forgetCountedCodes. */
export let countedCodes: u64 = 0;

let slotCount: u32 = 0;

/** Empties the table; what was counted in all stays known. */
export function forgetCodes(): void {
  memory.fill(CODE_COUNTS_PTR, 0, 16 << CODE_COUNT_BITS);
  slotCount = 0;
}

/** Empties the table and begins to count anew. */
export function forgetCountedCodes(): void {
  forgetCodes();
  countedCodes = 0;
}

/** Counts a code; false when the table is full. */
export function countCode(code: u32, operation: u32): bool {
  let index = <u32>(((<u64>code | (<u64>operation << 32)) * K0) >> (64 - CODE_COUNT_BITS));
  while (true) {
    const slot = CODE_COUNTS_PTR + (<usize>index << 4);
    const found = load<u32>(slot, 4);
    if (found == operation + 1 && load<u32>(slot) == code) {
      store<u64>(slot, load<u64>(slot, 8) + 1, 8);
      countedCodes++;
      return true;
    }
    if (found == 0) {
      if (slotCount == CAPACITY_CODE_COUNTS) return false;
      slotCount++;
      store<u32>(slot, code);
      store<u32>(slot, operation + 1, 4);
      store<u64>(slot, 1, 8);
      countedCodes++;
      return true;
    }
    index = (index + 1) & ((1 << CODE_COUNT_BITS) - 1);
  }
}
