/** `ioctlens decode --append`: the rows of a CSV as they are, with decoded columns behind them. */
import { DecodeError } from "../errors.js";
import { codeValues } from "../record/code-values.js";
import { type ColumnName, isCodeColumn } from "../record/schema.js";
import { codeSuffix, suffixHeader } from "../sinks/index.js";
import { countRecords } from "../summarize.js";
import { Summary } from "../summary/summary.js";
import type { DecodeFlags } from "./decode.js";
import { parseColumns } from "./options.js";
import { runInputs } from "./run.js";

const DEFAULT_COLUMNS: readonly ColumnName[] = [
  "deviceTypeName",
  "functionCode",
  "requiredAccess",
  "transferMethod",
  "name",
];

function appendedColumns(flags: DecodeFlags): readonly ColumnName[] {
  const columns = flags.columns === undefined ? DEFAULT_COLUMNS : parseColumns(flags.columns);
  const wrong = columns.find((name) => !isCodeColumn(name));
  if (wrong === undefined) return columns;
  throw new DecodeError("E_OPTION", `--append adds columns that follow from the code, and ${wrong} does not`);
}

export async function appendCommand(args: readonly string[], flags: DecodeFlags): Promise<number> {
  const columns = appendedColumns(flags);
  if (flags.format !== undefined) {
    throw new DecodeError("E_OPTION", "--append keeps the format of its input; leave --format out");
  }
  if (flags.limit !== undefined || flags.maxErrors !== undefined || flags.onError === "stop") {
    throw new DecodeError(
      "E_OPTION",
      "--append takes every row; leave --limit, --max-errors and --on-error out",
    );
  }
  if (flags.where !== undefined || flags.since !== undefined || flags.until !== undefined)
    throw new DecodeError("E_OPTION", "--append takes every row; leave --where, --since and --until out");
  return runInputs(args, flags, (files, output) => {
    if (files.length > 1) throw new DecodeError("E_OPTION", "--append takes one input at a time");
    return {
      async read(input, options) {
        const file = options.name ?? "-";
        const counted = new Summary();
        const { source, accounting } = await countRecords(
          input,
          {
            ...options,
            append: {
              suffix: (entry, dialect) =>
                codeSuffix(
                  entry === null
                    ? null
                    : codeValues(entry, flags.namesPack, options.names, columns.includes("facts")),
                  columns,
                  dialect,
                ),
              header: (titles, dialect) => suffixHeader(columns, titles, dialect),
              write: (bytes) => output.writeNow(bytes),
            },
          },
          counted,
        );
        return { file, source, accounting, codes: counted.codes() };
      },
      async finish() {},
    };
  });
}
