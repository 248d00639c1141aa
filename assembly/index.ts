/** Every export of the kernel on one screen. Numbers in, numbers out; the caller owns bounds and order of calls. */
export { countedCodes, forgetCodes } from "./code-counts";
export { configure, GROUPS_PTR, OPERATION_BYTES, OPERATIONS_PTR, PREFIX_PTR, WANTED_PTR } from "./config";
export { pairCount } from "./count";
export { quotedLineFeeds } from "./csv-index";
export { fields } from "./fields";
export { setClass, setSuffix } from "./entry";
export { allocate, entryCount, MAX_INTERNED } from "./intern";
export { settleLikely } from "./likely";
export {
  ARENA_BYTES,
  CAPACITY_CODES,
  CAPACITY_ENTRIES,
  CAPACITY_PAIRS,
  CAPACITY_RECORDS,
  CAPACITY_SPANS,
  CODE_COUNT_BITS,
  CODE_COUNTS_PTR,
  CODES_PTR,
  DEVICE_TYPE_PTR,
  ENTRIES_PTR,
  ENTRY_BYTES,
  ETL_BYTES,
  ETL_BYTES_PTR,
  ETL_HEADERS_PTR,
  ETL_KEY_LIST_PTR,
  ETL_RECORDS_PTR,
  ETL_RULE_BYTES,
  ETL_RULES_PTR,
  CAPACITY_ETL_RECORDS,
  CAPACITY_PML_OFFSETS,
  CAPACITY_PML_RECORDS,
  FUNCTION_CODE_PTR,
  OUTPUT_BYTES,
  OUTPUT_PTR,
  PAIR_BITS,
  PAIR_BYTES,
  PAIRS_PTR,
  PML_BYTES,
  PML_BYTES_PTR,
  PML_OFFSETS_PTR,
  PML_RECORDS_PTR,
  RECORD_COLUMNS,
  RECORDS_PTR,
  REQUIRED_ACCESS_PTR,
  TRANSFER_METHOD_PTR,
  WINDOW_BYTES,
  WINDOW_PTR,
} from "./memory";
export {
  outputUsed,
  pendingEntry,
  recordCount,
  setEmptySuffix,
  takeOutput,
  takeRecords,
} from "./record";
export { consumed, otherCount, resumeCsv, rowCount, scanCsv } from "./scan-csv";
export { listConsumed, listOtherCount, listRowCount, resumeList, scanList } from "./scan-list";
export {
  ETL_HEADER_COUNTERS,
  etlBegin,
  etlFault,
  etlFirstTime,
  etlForgetKeys,
  etlHasTime,
  etlKeyCount,
  etlLargestTime,
  etlPendingEnd,
  etlPendingKey,
  etlPendingPayload,
  etlPosition,
  etlRecordCount,
  etlReset,
  etlResume,
  etlRowCount,
  etlSetClass,
  etlSmallestTime,
  etlTakeRecords,
  etlWalk,
} from "./walk-etl";
export {
  PML_LARGEST_EVENT,
  pmlFault,
  pmlNeeded,
  pmlPosition,
  pmlRecordCount,
  pmlReset,
  pmlRow,
  pmlSetOffsets,
  pmlSize,
  pmlWalk,
} from "./walk-pml";
export { unpackXpress } from "./xpress";

import { resetPairs } from "./count";
import { resetIntern } from "./intern";
import { resetLikely } from "./likely";
import { MASKS_PTR } from "./memory";

/** Forgets every text, count and suffix. Call it before the first scan and after TABLES_FULL. */
export function reset(): void {
  memory.fill(MASKS_PTR, 0xff, 16);
  resetIntern();
  resetLikely();
  resetPairs();
}
