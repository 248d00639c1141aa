/** `ioctlens summary`: counts by control code and by further columns. */

import type { ColumnName } from "../record/schema.js";
import { InputCounter } from "./count-input.js";
import { chooseFormat, parseColumns, parseCount, type TraceFlags } from "./options.js";
import { runInputs } from "./run.js";
import { firstRows, parseMeasures, parseSort, sortedRows, tableColumns, tableRows } from "./summary-table.js";
import { writeTable } from "./write-table.js";

export interface SummaryFlags extends TraceFlags {
  readonly by?: string;
  readonly measures?: string;
  readonly sort?: string;
  readonly top?: string;
}

export async function summaryCommand(args: readonly string[], flags: SummaryFlags): Promise<number> {
  const format = chooseFormat(flags);
  const by: ColumnName[] = flags.by === undefined ? [] : parseColumns(flags.by);
  const counter = new InputCounter(flags, by, parseMeasures(flags.measures));
  const top = flags.top === undefined ? Number.POSITIVE_INFINITY : parseCount(flags.top, "--top", 0);
  const total = counter.begin();
  const columns = tableColumns(format, by, total.measures);
  const sort = flags.sort === undefined ? undefined : parseSort(flags.sort, columns);
  return runInputs(args, flags, (_files, output) => {
    let most = top;
    return {
      async read(input, options, limits) {
        // --limit cuts the groups; every record is counted.
        most = Math.min(most, limits.rows);
        limits.rows = Number.POSITIVE_INFINITY;
        return counter.read(input, options, limits, total);
      },
      async finish() {
        const summary = counter.finished(total);
        const all = tableRows(summary, total.measures, {
          format,
          by,
          pack: flags.namesPack,
          names: flags.own?.names,
        });
        const rows = firstRows(sort === undefined ? all : sortedRows(all, sort), most);
        await writeTable(output, format, columns, rows, { flags, by, sources: counter.sources });
      },
    };
  });
}
