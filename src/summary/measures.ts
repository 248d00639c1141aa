/**
 * What a summary may tell of its groups beside their count: failed requests, the first and the last time, durations and
 * bytes. Taken from rows, so only where they are asked for.
 */
import { type Batch, type CellValue, type CodeEntry, cellValue } from "../record/batch.js";
import { type ColumnName, type ColumnType, columnNamed } from "../record/schema.js";
import { isFailedStatus } from "../record/status.js";
import { groupKey } from "./group-key.js";
import { Histogram } from "./histogram.js";
import type { SummaryGroup } from "./summary-group.js";

/** Durations are kept in units of 100 ns, as Windows measures them. */
const TICKS_PER_SECOND = 1e7;

/** A column that a measure adds to the groups. */
export interface MeasureColumn {
  readonly name: string;
  readonly type: ColumnType | "share";
  readonly doc: string;
}

/** The measures, the columns they need of the source, and those that they add. */
export const MEASURES = {
  errors: {
    needs: ["status"],
    columns: [
      {
        name: "errors",
        type: "u53",
        doc: "records whose status is an error (NTSTATUS 0xC0000000 and above)",
      },
      { name: "errorShare", type: "share", doc: "fraction of the records that have a status" },
    ],
  },
  time: {
    needs: ["time"],
    columns: [
      { name: "firstTime", type: "text", doc: "time of the first record, in the order of the trace" },
      { name: "lastTime", type: "text", doc: "time of the last record" },
    ],
  },
  duration: {
    needs: ["duration"],
    columns: [
      { name: "durationMin", type: "seconds", doc: "shortest duration" },
      { name: "durationP50", type: "seconds", doc: "median duration; percentiles are at most 1.6 % off" },
      { name: "durationP90", type: "seconds", doc: "90th percentile" },
      { name: "durationP99", type: "seconds", doc: "99th percentile" },
      { name: "durationMax", type: "seconds", doc: "longest duration" },
    ],
  },
  bytes: {
    needs: ["inputLength", "outputLength"],
    columns: [
      { name: "inputBytes", type: "u53", doc: "sum of the input buffers' lengths" },
      { name: "outputBytes", type: "u53", doc: "sum of the output buffers' lengths" },
    ],
  },
} as const satisfies Readonly<
  Record<string, { readonly needs: readonly ColumnName[]; readonly columns: readonly MeasureColumn[] }>
>;

export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** What is known of one group. */
class Group {
  failed = 0;
  statuses = 0;
  first: string | null = null;
  last: string | null = null;
  readonly durations = new Histogram();
  inputBytes: number | null = null;
  outputBytes: number | null = null;

  merge(other: Group): void {
    this.failed += other.failed;
    this.statuses += other.statuses;
    this.first ??= other.first;
    this.last = other.last ?? this.last;
    this.durations.merge(other.durations);
    this.inputBytes = sum(this.inputBytes, other.inputBytes);
    this.outputBytes = sum(this.outputBytes, other.outputBytes);
  }

  values(name: MeasureName): CellValue[] {
    switch (name) {
      case "errors":
        return this.statuses === 0 ? [null, null] : [this.failed, this.failed / this.statuses];
      case "time":
        return [this.first, this.last];
      case "duration":
        return [0, 0.5, 0.9, 0.99, 1].map((fraction) => {
          const ticks = this.durations.quantile(fraction);
          return ticks === null ? null : ticks / TICKS_PER_SECOND;
        });
      case "bytes":
        return [this.inputBytes, this.outputBytes];
    }
  }
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

type Cell = (i: number) => CellValue;

export class Measures {
  readonly names: readonly MeasureName[];
  /** Columns that the reader has to fill, those of `by` among them. */
  readonly columns: readonly ColumnName[];
  readonly #by: readonly ColumnName[];
  readonly #groups = new Map<string, Group>();

  /** `by`: those of the summary that the groups come from. */
  constructor(names: readonly MeasureName[], by: readonly ColumnName[]) {
    this.names = MEASURE_NAMES.filter((name) => names.includes(name));
    this.#by = by;
    const needed = this.names.flatMap((name): readonly ColumnName[] => MEASURES[name].needs);
    const own = by.filter((name) => columnNamed(name)?.origin === "source");
    this.columns = [...new Set([...own, ...needed])];
  }

  /** Columns that are added to every group. */
  get added(): readonly MeasureColumn[] {
    return this.names.flatMap((name): readonly MeasureColumn[] => MEASURES[name].columns);
  }

  #groupOf(entry: Pick<CodeEntry, "code" | "codeText">, values: readonly CellValue[]): Group {
    const key = groupKey(entry, values);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new Group();
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Adds every row of a batch; `file` is its input's name. */
  addBatch(batch: Batch, file: string): void {
    const cell = (name: ColumnName): Cell => {
      if (name === "file") return () => file;
      if (name === "row" || name === "offset") return (i) => batch[name][i]!;
      const column = batch.columns.get(name);
      const { type } = columnNamed(name)!;
      return column === undefined ? () => null : (i) => cellValue(column, type, i);
    };
    const by = this.#by.map(cell);
    const takes = this.names.map((name) => takerOf(name, cell));
    for (let i = 0; i < batch.length; i++) {
      const entry = batch.entries[batch.entry[i]!]!;
      const group = this.#groupOf(
        entry,
        by.map((value) => value(i)),
      );
      for (const take of takes) take(group, i);
    }
  }

  /** Adds what others measured in records behind these. */
  merge(other: Measures): void {
    for (const [key, group] of other.#groups) {
      const known = this.#groups.get(key);
      if (known === undefined) this.#groups.set(key, group);
      else known.merge(group);
    }
  }

  /** Values of the added columns for a group. */
  valuesOf(group: Pick<SummaryGroup, "code" | "codeText" | "values">): CellValue[] {
    return this.valuesAt(group, group.values);
  }

  /** The same for the group of a code, or of a text without one, and of values. */
  valuesAt(entry: Pick<CodeEntry, "code" | "codeText">, values: readonly CellValue[]): CellValue[] {
    const found = this.#groupOf(entry, values);
    return this.names.flatMap((name) => found.values(name));
  }
}

function takerOf(name: MeasureName, cell: (name: ColumnName) => Cell): (group: Group, i: number) => void {
  switch (name) {
    case "errors": {
      const status = cell("status");
      return (group, i) => {
        const failed = isFailedStatus(status(i) as string | null);
        if (failed === null) return;
        group.statuses++;
        if (failed) group.failed++;
      };
    }
    case "time": {
      const time = cell("time");
      return (group, i) => {
        const value = time(i) as string | null;
        if (value === null) return;
        group.first ??= value;
        group.last = value;
      };
    }
    case "duration": {
      const duration = cell("duration");
      return (group, i) => {
        const value = duration(i);
        if (typeof value === "number" && value >= 0)
          group.durations.add(Math.round(value * TICKS_PER_SECOND));
      };
    }
    case "bytes": {
      const input = cell("inputLength");
      const output = cell("outputLength");
      return (group, i) => {
        group.inputBytes = sum(group.inputBytes, input(i) as number | null);
        group.outputBytes = sum(group.outputBytes, output(i) as number | null);
      };
    }
  }
}
