/** `ioctlens decode --append`: the rows of a CSV as they are, with decoded columns behind them. */
import { DecodeError } from "../errors.js";
import { type ColumnName, isCodeColumn } from "../record/schema.js";
import { countRecords } from "../summarize.js";
import { Summary } from "../summary/summary.js";
import { appendedCells } from "../workers/append-cells.js";
import { THREADS_FROM_BYTES } from "../workers/file-input.js";
import type { DecodeFlags } from "./decode.js";
import { parseColumns, parseCount } from "./options.js";
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
  const jobs = flags.jobs === undefined ? undefined : parseCount(flags.jobs, "--jobs", 1);
  const cells = { columns, namesPack: flags.namesPack };
  return runInputs(args, flags, (files, output) => {
    if (files.length > 1) throw new DecodeError("E_OPTION", "--append takes one input at a time");
    return {
      async read(input, options) {
        const file = options.name ?? "-";
        const isLarge = input.readAt !== undefined && (input.byteLength ?? 0) >= THREADS_FROM_BYTES;
        if (isLarge && output.file !== null && jobs !== 1) {
          // Threads open the file themselves, by its name.
          await input.close();
          const { appendFile } = await import("../workers/append-file.js");
          const given = { ...options, ...(jobs === undefined ? {} : { jobs }), ownsProcess: true };
          return { file, ...(await appendFile(file, cells, output.file, given)) };
        }
        const summary = new Summary();
        const append = {
          ...appendedCells({ ...cells, names: options.names }),
          write: (bytes: Uint8Array) => output.writeNow(bytes),
        };
        const { source, accounting } = await countRecords(input, { ...options, append }, summary);
        return { file, source, accounting, codes: summary.codes() };
      },
      async finish() {},
    };
  });
}
