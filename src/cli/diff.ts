/** `ioctlens diff A B`: codes that appeared, vanished, or changed their rate between two traces. */
import { DecodeError } from "../errors.js";
import { type ColumnName, isCodeColumn } from "../record/schema.js";
import { type SinkColumn, type SinkValue, sinkColumns } from "../sinks/index.js";
import { groupKey } from "../summary/group-key.js";
import type { Summary } from "../summary/summary.js";
import type { SummaryGroup } from "../summary/summary-group.js";
import { InputCounter } from "./count-input.js";
import { chooseFormat, parseColumns, type TraceFlags } from "./options.js";
import { runInputs } from "./run.js";
import { codeColumns } from "./summary-table.js";
import { writeTable } from "./write-table.js";

export interface DiffFlags extends TraceFlags {
  readonly by?: string;
  readonly all?: boolean;
  readonly minRatio?: string;
}

/** What became of a group, in the order in which they are printed. */
const CHANGES = ["appeared", "vanished", "changed", "same"] as const;
type Change = (typeof CHANGES)[number];

const DEFAULT_MIN_RATIO = 2;

/** A group of either trace, with what both say of it; a group that a trace has not is 0 there. */
export interface Difference {
  readonly change: Change;
  readonly group: SummaryGroup;
  readonly counts: readonly [before: number, after: number];
  /** Fractions of the decoded and unresolved records of the trace. */
  readonly shares: readonly [before: number, after: number];
  /** Share after by share before; null when one of them is 0. */
  readonly ratio: number | null;
}

function changeOf(shares: readonly [number, number], minRatio: number): Change {
  const [before, after] = shares;
  if (before === 0) return "appeared";
  if (after === 0) return "vanished";
  const ratio = after / before;
  return ratio >= minRatio || ratio <= 1 / minRatio ? "changed" : "same";
}

/**
 * Every group of two summaries over the same columns: those that appeared, vanished, changed, stayed; within each by the
 * larger count, then by code and values as a summary orders them. `minRatio`, above 1: a share that grew or shrank by that
 * factor has changed.
 */
export function differences(
  before: readonly SummaryGroup[],
  after: readonly SummaryGroup[],
  minRatio = DEFAULT_MIN_RATIO,
): Difference[] {
  const groups = new Map<string, [SummaryGroup | undefined, SummaryGroup | undefined]>();
  for (const [side, list] of [before, after].entries()) {
    for (const group of list) {
      const key = groupKey(group, group.values);
      const pair = groups.get(key) ?? [undefined, undefined];
      pair[side] = group;
      groups.set(key, pair);
    }
  }
  const found = [...groups.values()].map(([first, second]): Difference => {
    const shares = [first?.share ?? 0, second?.share ?? 0] as const;
    return {
      change: changeOf(shares, minRatio),
      group: (second ?? first)!,
      counts: [first?.count ?? 0, second?.count ?? 0],
      shares,
      ratio: shares[0] === 0 || shares[1] === 0 ? null : shares[1] / shares[0],
    };
  });
  const order = (a: Difference, b: Difference): number =>
    CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) ||
    Math.max(...b.counts) - Math.max(...a.counts) ||
    (a.group.code ?? 2 ** 32) - (b.group.code ?? 2 ** 32);
  return found.sort(order);
}

function parseMinRatio(text: string): number {
  const ratio = Number(text);
  if (ratio > 1 && Number.isFinite(ratio)) return ratio;
  throw new DecodeError("E_OPTION", `--min-ratio takes a number above 1, not ${JSON.stringify(text)}`);
}

export async function diffCommand(args: readonly string[], flags: DiffFlags): Promise<number> {
  const format = chooseFormat(flags);
  const by: ColumnName[] = flags.by === undefined ? [] : parseColumns(flags.by);
  const minRatio = flags.minRatio === undefined ? DEFAULT_MIN_RATIO : parseMinRatio(flags.minRatio);
  const counter = new InputCounter(flags, by);
  const sides = [counter.begin(), counter.begin()];
  const codes = codeColumns(format, by);
  const others = by.filter((name) => !isCodeColumn(name));
  const columns: SinkColumn[] = [
    { name: "change", type: "text" },
    ...sinkColumns([...codes, ...others]),
    { name: "countBefore", type: "u53" },
    { name: "countAfter", type: "u53" },
    { name: "shareBefore", type: "share" },
    { name: "shareAfter", type: "share" },
    { name: "ratio", type: "share" },
  ];
  return runInputs(args, flags, (files, output) => {
    if (files.length !== 2)
      throw new DecodeError("E_OPTION", `diff compares two traces, and these are ${files.length}`);
    const read = new Set<number>();
    return {
      async read(input, options, limits, side) {
        limits.rows = Number.POSITIVE_INFINITY;
        const result = await counter.read(input, options, limits, sides[side]!);
        read.add(side);
        return result;
      },
      async finish() {
        if (read.size < 2)
          throw new DecodeError("E_READ", "diff needs both traces, and one could not be read");
        const [before, after] = sides.map((side): Summary => counter.finished(side)) as [Summary, Summary];
        const groups = (side: Summary) => side.groups(flags.namesPack, flags.own?.names);
        const all = differences(groups(before), groups(after), minRatio);
        const shown = flags.all === true ? all : all.filter(({ change }) => change !== "same");
        const most = flags.limit === undefined ? shown.length : Number(flags.limit);
        const rows = shown
          .slice(0, most)
          .map(({ change, group, counts, shares, ratio }): SinkValue[] => [
            change,
            ...codes.map((name) => group[name]),
            ...group.values,
            ...counts,
            ...shares,
            ratio,
          ]);
        await writeTable(output, format, columns, rows, { flags, by, sources: counter.sources });
      },
    };
  });
}
