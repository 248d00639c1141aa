/** The cells that `--append` puts behind rows, from what can be told to a thread. */
import type { NamesPack, OwnName } from "../names/index.js";
import { codeValues } from "../record/code-values.js";
import type { ColumnName } from "../record/schema.js";
import { codeSuffix, suffixHeader } from "../sinks/index.js";
import type { AppendRequest } from "../sources/source.js";

/** What cells are added. Structured clone keeps it whole. */
export interface CellChoice {
  /** Columns of origin `code`, in the order of the cells. */
  readonly columns: readonly ColumnName[];
  readonly namesPack?: NamesPack | undefined;
  /** The user's own names. */
  readonly names?: readonly OwnName[] | undefined;
}

/** Makes those cells. */
export function appendedCells({
  columns,
  namesPack,
  names,
}: CellChoice): Pick<AppendRequest, "suffix" | "header"> {
  const wantsFacts = columns.includes("facts");
  return {
    suffix: (entry, dialect) =>
      codeSuffix(entry === null ? null : codeValues(entry, namesPack, names, wantsFacts), columns, dialect),
    header: (titles, dialect) => suffixHeader(columns, titles, dialect),
  };
}
