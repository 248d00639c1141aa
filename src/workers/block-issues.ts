/** Issues of a file that was read in blocks. */
import { type IssueOptions, tellIssue } from "../record/issue.js";
import type { CountedBlock } from "./count-blocks.js";

/** Issues in the order of the file, with rows and lines of the file. */
export function tellIssues(blocks: readonly CountedBlock[], options: IssueOptions): void {
  let rows = 0;
  let lines = 0;
  for (const block of blocks) {
    for (const issue of block.issues) {
      const row = issue.row === null ? null : issue.row + rows;
      const line = issue.line === null ? null : issue.line + lines;
      tellIssue({ ...issue, row, line }, options);
    }
    rows += block.accounting.records;
    lines += block.range.lines;
  }
}
