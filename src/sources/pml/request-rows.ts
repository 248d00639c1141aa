/** Control requests as the walk gives them -> rows of a batch. */
import { ONE_BYTE_CHARACTERS, type PmlWalk } from "../../kernel/pml-walk.js";
import type { Batch } from "../../record/batch.js";
import type { ColumnName } from "../../record/schema.js";
import { BATCH_ROWS, BatchBuilder } from "../batch-builder.js";
import { Entries, operationName } from "../code-entries.js";
import { EventTime } from "./event-time.js";
import { Paths } from "./paths.js";
import type { PmlProcess } from "./processes.js";
import { PENDING, resultText } from "./results.js";

/** Columns that a .pml has. */
export const PML_COLUMNS = [
  ...(["time", "processName", "processId", "threadId", "operation", "path", "status", "duration"] as const),
  ...(["inputLength", "outputLength", "minorFunction"] as const),
] as const satisfies readonly ColumnName[];

const TICKS_PER_SECOND = 10_000_000;
/** Codes and results are remembered up to so many; then the tables are begun anew. */
const MOST_ENTRIES = 65536;

/** Fills a cell: row of the batch, row of the walk's columns. */
type CellFiller = (row: number, i: number) => void;

export class RequestRows {
  readonly #walk: PmlWalk;
  readonly #processes: ReadonlyMap<number, PmlProcess>;
  readonly #wanted: readonly (typeof PML_COLUMNS)[number][];
  #entries!: Entries;
  #builder!: BatchBuilder;
  #cells!: readonly CellFiller[];

  constructor(columns: readonly ColumnName[], processes: ReadonlyMap<number, PmlProcess>, walk: PmlWalk) {
    this.#walk = walk;
    this.#processes = processes;
    this.#wanted = PML_COLUMNS.filter((name) => columns.includes(name));
    this.#renew();
  }

  #renew(): void {
    this.#entries = new Entries();
    this.#builder = new BatchBuilder(this.#wanted, this.#entries.list);
    this.#cells = this.#wanted.map((name) => this.#cell(name));
  }

  #cell(name: (typeof PML_COLUMNS)[number]): CellFiller {
    const { records, bytes } = this.#walk;
    const processes = this.#processes;
    const text = this.#builder.text(name);
    const number = this.#builder.number(name);
    switch (name) {
      case "time": {
        const time = new EventTime();
        return (row, i) => text(row, time.text(records.timeLow[i]!, records.timeHigh[i]!));
      }
      case "processName":
        return (row, i) => text(row, processes.get(records.processIndex[i]!)?.name ?? null);
      case "processId":
        return (row, i) => number(row, processes.get(records.processIndex[i]!)?.processId ?? null);
      case "operation":
        return (row, i) => text(row, operationName(records.operation[i]!));
      case "path": {
        const paths = new Paths(bytes);
        return (row, i) => {
          const info = records.pathInfo[i]!;
          const isOneByte = (info & ONE_BYTE_CHARACTERS) !== 0;
          const length = (info & ~ONE_BYTE_CHARACTERS) * (isOneByte ? 1 : 2);
          text(row, paths.text(records.path[i]!, length, isOneByte));
        };
      }
      case "status": {
        const texts = new Map<number, string | null>();
        return (row, i) => {
          const status = records.status[i]!;
          let result = texts.get(status);
          if (result === undefined) {
            if (texts.size === MOST_ENTRIES) texts.clear();
            result = resultText(status);
            texts.set(status, result);
          }
          text(row, result);
        };
      }
      case "duration":
        return (row, i) => {
          const ticks = records.durationHigh[i]! * 2 ** 32 + records.durationLow[i]!;
          number(row, records.status[i] === PENDING ? null : ticks / TICKS_PER_SECOND);
        };
      case "threadId":
      case "inputLength":
      case "outputLength":
      case "minorFunction":
        return (row, i) => number(row, records[name][i]!);
    }
  }

  /** Rows that still fit into the batch. */
  get room(): number {
    return BATCH_ROWS - this.#builder.length;
  }

  /** Begins a batch. */
  begin(): void {
    if (this.#entries.list.length > MOST_ENTRIES) this.#renew();
    this.#builder.clear();
  }

  /** Takes the requests of the walk, whose bytes stand at `base` of the file. Row numbers count from `firstRow`. */
  take(base: number, firstRow: number): number {
    const builder = this.#builder;
    const { records, recordCount } = this.#walk;
    for (let i = 0; i < recordCount; i++) {
      const row = builder.length++;
      builder.row[row] = records.row[i]! - firstRow + 1;
      builder.offset[row] = base + records.start[i]!;
      builder.entry[row] = this.#entries.code(records.code[i]!, records.operation[i]!);
      for (const cell of this.#cells) cell(row, i);
    }
    return recordCount;
  }

  batch(): Batch {
    return this.#builder.batch();
  }
}
