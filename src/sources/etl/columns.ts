/** What an .etl tells of a record. */
import type { ColumnName } from "../../record/schema.js";

/** Columns that an .etl has. */
export const ETL_COLUMNS = [
  "time",
  "processName",
  "processId",
  "threadId",
  "operation",
  "path",
  "status",
  "duration",
  "inputLength",
  "outputLength",
  "provider",
  "eventId",
  "processor",
] as const satisfies readonly ColumnName[];
