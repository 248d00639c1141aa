/** Cells that `--append` puts behind a row of the input, in the delimiter and quoting of that input. */
import type { CodeValues } from "../record/code-values.js";
import { type ColumnName, columnNamed } from "../record/schema.js";
import { csvCell, plainText, quoteCell } from "./csv.js";
import type { SinkValue } from "./sink.js";

/** How the input writes its cells. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Every cell stands in quotes, as Process Monitor writes. */
  readonly quoteAll: boolean;
}

const CLASH_PREFIX = "ioctl_";

function suffixOf(texts: readonly string[], { delimiter, quoteAll }: CsvDialect): string {
  return texts.map((text) => delimiter + (quoteAll ? quoteCell(text) : csvCell(text, delimiter))).join("");
}

/**
 * Delimiter and cell for each of `columns`, without a line end; cells are empty for `values` null (a rejected row) and
 * for missing values. With delimiter `,`: `,0x0022A018,FILE_DEVICE_UNKNOWN`.
 */
export function codeSuffix(
  values: CodeValues | null,
  columns: readonly ColumnName[],
  dialect: CsvDialect,
): string {
  const cells = values as Readonly<Partial<Record<ColumnName, SinkValue>>> | null;
  const texts = columns.map((name) => plainText(columnNamed(name)!.type, cells?.[name] ?? null));
  return suffixOf(texts, dialect);
}

/** The same for the header row; a name that stands among `taken` gets the prefix `ioctl_`. */
export function suffixHeader(
  columns: readonly ColumnName[],
  taken: readonly string[],
  dialect: CsvDialect,
): string {
  const texts = columns.map((column) => {
    let name: string = column;
    while (taken.includes(name)) name = CLASH_PREFIX + name;
    return name;
  });
  return suffixOf(texts, dialect);
}
