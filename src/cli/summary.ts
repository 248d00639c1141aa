/** `ioctlens summary`: counts by control code and by further columns. */
import { summarize } from "../decode.js";
import { type ColumnName, columnNamed, SCHEMA } from "../record/schema.js";
import { openSink, type SinkColumn, type SinkValue, type TextFormat } from "../sinks/index.js";
import { Summary, type SummaryGroup } from "../summary/summary.js";
import { sinkOptions } from "./decode.js";
import { chooseFormat, parseColumns, parseCount, type TraceFlags } from "./options.js";
import { Output } from "./output.js";
import { runInputs } from "./run.js";

export interface SummaryFlags extends TraceFlags {
  readonly by?: string;
}

/** Groups are written in pieces of so many. */
const PIECE_GROUPS = 4096;

type CodeColumn = "code" | "codeText" | "name" | "names" | "deviceType" | "deviceTypeName" | "functionCode" | "requiredAccess" | "transferMethod" | "layout";

/** Keys of a group that follow from the code, as the format shows them. */
function codeColumns(format: TextFormat): CodeColumn[] {
  const columns = SCHEMA.filter((column) => column.origin === "code").map((column) => column.name as CodeColumn);
  if (format === "table") {
    return ["code", "codeText", "name", "deviceTypeName", "functionCode", "requiredAccess", "transferMethod"];
  }
  return format === "csv" || format === "tsv" ? columns.filter((name) => name !== "names") : columns;
}

function* pieces(groups: readonly SummaryGroup[], columns: readonly CodeColumn[], row: (values: SinkValue[]) => string): Generator<string> {
  for (let from = 0; from < groups.length; from += PIECE_GROUPS) {
    let text = "";
    for (const group of groups.slice(from, from + PIECE_GROUPS)) {
      text += row([...columns.map((name) => group[name]), ...group.values, group.count, group.share]);
    }
    yield text;
  }
}

export async function summaryCommand(args: readonly string[], flags: SummaryFlags): Promise<number> {
  const format = chooseFormat(flags);
  const by: ColumnName[] = flags.by === undefined ? [] : parseColumns(flags.by);
  const limit = flags.limit === undefined ? undefined : parseCount(flags.limit, "--limit", 0);
  const total = new Summary(by);
  return runInputs(args, flags, (files) => {
    let isAny = false;
    return {
      async read(input, options) {
        // Several inputs are counted apart first, so that one that fails half way leaves nothing behind.
        const own = files.length === 1 ? total : new Summary(by);
        const { source, accounting } = await summarize(input, { ...options, by }, own);
        if (own !== total) total.merge(own);
        isAny = true;
        return { file: options.name ?? "-", source, accounting, codes: own.codes() };
      },
      async finish() {
        if (!isAny) return;
        const columns = codeColumns(format);
        const sinkColumns: SinkColumn[] = [
          ...columns.map((name) => ({ name, type: columnNamed(name)!.type })),
          ...total.by.map((name) => ({ name, type: columnNamed(name)!.type })),
          { name: "count", type: "u53" },
          { name: "share", type: "share" },
        ];
        const sink = await openSink(format, sinkColumns, sinkOptions(flags, false));
        const output = Output.open(flags.output, flags.force ?? false);
        output.write(sink.begin());
        for (const piece of pieces(total.groups(flags.namesPack).slice(0, limit), columns, (values) => sink.row(values))) {
          output.write(piece);
        }
        output.write(sink.end());
        output.finish();
      },
      abandon() {},
    };
  });
}
