/**
 * The memory map of the kernel. Fixed size (32 MiB reserved, touched pages only are resident), no runtime,
 * nothing is ever freed: a scan begins by resetting counters. All addresses are multiples of 64.
 *
 * ```
 *  0x0000000  nothing (a null pointer stays wrong)
 *  0x0000400  MASKS       16 bytes 0xFF, then 16 bytes 0: the first n bytes of a vector are kept by loading at 16 - n
 *  0x0000600  HIDDEN      bytes of the window around the part that is indexed, while it is
 *  0x0000800  CONFIG      wanted columns, group columns, operation names, prefix (written by the wrapper)
 *  0x0010000  WINDOW      1 MiB of the trace, then 4 KiB of slack that vectors may read
 *  0x0120000  BITMAP      one bit a window byte: a delimiter outside quotes
 *  0x0150000  RECORDS     columns of emitted records, CAPACITY_RECORDS u32 each
 *  0x0400000  ROW_ENDS    one u64 a row: position of its line end | delimiters before it << 32
 *  0x0C10000  INDEX       hash table of the interned texts: u16 entry + 1, 0 = free
 *  0x0C20000  64 bytes of zero, the entry in front of the first one
 *  0x0C20040  ENTRIES     64 bytes an interned text, in order of appearance
 *  0x0D60000  PAIRS       group table, 24 bytes a slot
 *  0x0F30000  ARENA       texts longer than 16 bytes, and suffixes of --append
 *  0x1330000  OUTPUT      rows written by --append
 *  0x1540000  CODES       field extraction: u32 in; u16, u16, u8, u8 out
 *  0x1580000  LIKELY      counted texts with their counts, 32 bytes a slot
 * ```
 *
 * A walk of an event trace log uses the same memory otherwise (all above but CODES); an instance serves one scan or walk at
 * a time, and `reset` belongs to a scan:
 *
 * ```
 *  0x0010000  ETL_BYTES   raw bytes of the trace in front, unpacked buffers behind, up to CODES
 *  0x1540000  CODES       as above
 *  0x1580000  ETL_KEYS    event keys, 64 bytes a slot
 *  0x1600000  ETL_KEY_LIST  slot address of key i
 *  0x1608000  ETL_RULES   codes at fixed places, 64 bytes a rule
 *  0x160C000  ETL_TYPES   event headers by type; at 0x160C100 ETL_HEADERS, their counters
 *  0x1610000  ETL_RECORDS columns of surfaced events, CAPACITY_ETL_RECORDS u32 each
 *  0x1650000  CODE_COUNTS control codes with their counts, 16 bytes a slot
 * ```
 *
 * And a walk of a Process Monitor log:
 *
 * ```
 *  0x0010000  PML_BYTES   events of the capture, up to CODES
 *  0x1540000  CODES       as above
 *  0x1580000  PML_OFFSETS entries of the offset array, 5 bytes each
 *  0x1600000  PML_RECORDS columns of control events, CAPACITY_PML_RECORDS u32 each
 *  0x1650000  CODE_COUNTS as above
 * ```
 */
export const MASKS_PTR: usize = 0x400;
export const HIDDEN_PTR: usize = 0x600;
export const CONFIG_PTR: usize = 0x800;

export const WINDOW_PTR: usize = 0x10000;
export const WINDOW_BYTES: u32 = 1 << 20;
export const WINDOW_SLACK: u32 = 4096;

export const BITMAP_PTR: usize = 0x120000;

export const RECORDS_PTR: usize = 0x150000;
export const CAPACITY_RECORDS: u32 = 8192;
/** Fixed columns before the spans: row, start, end, entry, status. */
export const RECORD_COLUMNS: u32 = 5;
export const CAPACITY_SPANS: u32 = 24;

export const ROW_ENDS_PTR: usize = 0x400000;

export const INDEX_PTR: usize = 0xc10000;
export const INDEX_BITS: u32 = 15;

export const ENTRIES_PTR: usize = 0xc20040;
export const ENTRY_BYTES: u32 = 64;
export const CAPACITY_ENTRIES: u32 = 20000;

export const PAIRS_PTR: usize = 0xd60000;
export const PAIR_BITS: u32 = 16;
export const PAIR_BYTES: u32 = 24;
export const CAPACITY_PAIRS: u32 = 40000;

export const ARENA_PTR: usize = 0xf30000;
export const ARENA_BYTES: u32 = 1 << 22;

export const OUTPUT_PTR: usize = 0x1330000;
export const OUTPUT_BYTES: u32 = 1 << 21;

export const CODES_PTR: usize = 0x1540000;
export const CAPACITY_CODES: u32 = 16384;
export const DEVICE_TYPE_PTR: usize = CODES_PTR + 4 * 16384;
export const FUNCTION_CODE_PTR: usize = DEVICE_TYPE_PTR + 2 * 16384;
export const REQUIRED_ACCESS_PTR: usize = FUNCTION_CODE_PTR + 2 * 16384;
export const TRANSFER_METHOD_PTR: usize = REQUIRED_ACCESS_PTR + 16384;

export const LIKELY_PTR: usize = 0x1580000;
export const LIKELY_BITS: u32 = 15;

export const ETL_BYTES_PTR: usize = WINDOW_PTR;
/** 21 MiB and 128 KiB. */
export const ETL_BYTES: u32 = 0x1520000;
export const ETL_KEYS_PTR: usize = 0x1580000;
export const ETL_KEY_BITS: u32 = 13;
export const ETL_KEY_BYTES: u32 = 64;
export const CAPACITY_ETL_KEYS: u32 = 6000;
export const ETL_KEY_LIST_PTR: usize = 0x1600000;
export const ETL_RULES_PTR: usize = 0x1608000;
export const ETL_RULE_BYTES: u32 = 64;
export const ETL_TYPES_PTR: usize = 0x160c000;
export const ETL_HEADERS_PTR: usize = 0x160c100;
export const ETL_RECORDS_PTR: usize = 0x1610000;
export const CAPACITY_ETL_RECORDS: u32 = 8192;

export const CODE_COUNTS_PTR: usize = 0x1650000;
export const CODE_COUNT_BITS: u32 = 16;
export const CAPACITY_CODE_COUNTS: u32 = 40000;

export const PML_BYTES_PTR: usize = WINDOW_PTR;
/** 21 MiB and 128 KiB. */
export const PML_BYTES: u32 = 0x1520000;
export const PML_OFFSETS_PTR: usize = 0x1580000;
export const CAPACITY_PML_OFFSETS: u32 = 16384;
export const PML_RECORDS_PTR: usize = 0x1600000;
export const CAPACITY_PML_RECORDS: u32 = 4096;

/** The first `length` (0 to 16) bytes of a vector, the rest zero. */
// @ts-ignore: decorator
@inline
export function keepMask(length: u32): v128 {
  return v128.load(MASKS_PTR + 16 - length);
}

/** The part of {@link keepMask} for the first 8 bytes, or for the last 8. */
// @ts-ignore: decorator
@inline
export function firstMask(length: u32): u64 {
  return load<u64>(MASKS_PTR + 16 - length);
}

// @ts-ignore: decorator
@inline
export function secondMask(length: u32): u64 {
  return load<u64>(MASKS_PTR + 16 - length, 8);
}
