/** What a reader counted by itself, as objects. */
import type { CellValue, CodeEntry } from "../../src/record/batch.js";
import type { RecordReader } from "../../src/sources/source.js";

export interface CountedGroup {
  readonly entry: CodeEntry;
  readonly values: readonly CellValue[];
  readonly count: number;
}

export function countedGroups(reader: Pick<RecordReader, "giveCounted">): CountedGroup[] {
  const groups: CountedGroup[] = [];
  let begun: CodeEntry;
  let values: CellValue[] = [];
  reader.giveCounted({
    begin(entry) {
      begun = entry;
      values = [];
    },
    text(bytes) {
      values.push(new TextDecoder().decode(bytes));
      return true;
    },
    value: (value) => values.push(value),
    end: (count) => groups.push({ entry: begun, values, count }),
  });
  return groups;
}
