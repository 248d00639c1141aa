/** What a finished summary gives. */
import type { CellValue } from "../record/batch.js";
import type { CodeValues } from "../record/code-values.js";

/** What was counted of one group. */
interface GroupCount {
  /** Values of the `by` columns that do not follow from the code, in order. */
  readonly values: readonly CellValue[];
  readonly count: number;
  /** Fraction of decoded and unresolved records, 0 to 1. */
  readonly share: number;
}

/** One group of a finished summary. */
export interface SummaryGroup extends CodeValues, GroupCount {}

/** The same with what follows from its code apart: groups of one code share it. */
export interface GroupOfCode extends GroupCount {
  readonly code: CodeValues;
}
