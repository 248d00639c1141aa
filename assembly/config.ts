/**
 * What a scan looks for. The wrapper writes it once before the first window; lists stand in CONFIG:
 * ```
 *  CONFIG + 0x000  u32 column of wanted cell i, ascending        (CAPACITY_SPANS)
 *  CONFIG + 0x080  u32 column of group cell i                    (CAPACITY_GROUPS)
 *  CONFIG + 0x100  4 operations of 64 bytes: u32 length, text at + 16, zero padded
 *  CONFIG + 0x200  prefix of the code's cell: u32 length, text at + 16 (at most 16 bytes)
 * ```
 */
import { CONFIG_PTR } from "./memory";

export const CAPACITY_GROUPS: u32 = 8;
export const WANTED_PTR: usize = CONFIG_PTR;
export const GROUPS_PTR: usize = CONFIG_PTR + 0x80;
export const OPERATIONS_PTR: usize = CONFIG_PTR + 0x100;
export const OPERATION_BYTES: u32 = 64;
export const PREFIX_PTR: usize = CONFIG_PTR + 0x200;

export const MODE_EMIT: u32 = 0;
export const MODE_COUNT: u32 = 1;
export const MODE_APPEND: u32 = 2;

export let delimiter: u32 = 0x2c;
export let columnCount: u32 = 1;
export let codeColumn: u32 = 0;
/** Column of the operation's name, or -1 when every row is a control record. */
export let operationColumn: i32 = -1;
export let operationCount: u32 = 0;
/** Bit n is set when a control operation's name has n bytes. */
export let operationLengths: u64 = 0;
export let wantedCount: u32 = 0;
export let groupCount: u32 = 0;
export let mode: u32 = MODE_EMIT;
export let radix: u32 = 0;
/** A new text always stops the scan, plain numbers too (a suffix must be made for it). */
export let pauseAlways: bool = false;
/** Records are counted by their code alone, and every row may have one: LIKELY is of use. */
export let countsCodesOnly: bool = false;

export function configure(
  delimiterByte: u32,
  columns: u32,
  code: u32,
  operation: i32,
  operations: u32,
  wanted: u32,
  groups: u32,
  scanMode: u32,
  bareRadix: u32,
): void {
  delimiter = delimiterByte;
  columnCount = columns;
  codeColumn = code;
  operationColumn = operation;
  operationCount = operations;
  operationLengths = 0;
  for (let i: u32 = 0; i < operations; i++) {
    operationLengths |= <u64>1 << load<u32>(OPERATIONS_PTR + i * OPERATION_BYTES);
  }
  wantedCount = wanted;
  groupCount = groups;
  mode = scanMode;
  radix = bareRadix;
  pauseAlways = scanMode == MODE_APPEND;
  countsCodesOnly = scanMode == MODE_COUNT && groups == 0 && operation < 0 && load<u32>(PREFIX_PTR) == 0;
}
