/** Copies of batches, for what keeps them: queues, streams, other threads. */
import { type Batch, type CodeEntry, type Column, NO_TEXT, SPAN_QUOTED, type SpanColumn } from "./batch.js";

/**
 * A copy of a batch that is the caller's: no array of it is shared or changed later. It holds what its records need and no
 * more; positions in `entries`, dictionaries and bytes are its own.
 */
export function ownBatch(batch: Batch): Batch {
  const { length } = batch;
  const entry = new Uint32Array(length);
  const columns = new Map(
    [...batch.columns].map(([name, column]) => [name, ownColumn(column, length)] as const),
  );
  return {
    length,
    row: batch.row.slice(0, length),
    offset: batch.offset.slice(0, length),
    entries: ownDictionary<CodeEntry>(batch.entries, batch.entry, entry),
    entry,
    columns,
  };
}

/** The values that `ids` name, in the order in which they come; `own` gets their positions. */
function ownDictionary<T>(values: readonly T[], ids: Uint32Array, own: Uint32Array): T[] {
  const kept: T[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < own.length; i++) {
    const id = ids[i]!;
    if (id === NO_TEXT) {
      own[i] = NO_TEXT;
      continue;
    }
    let at = known.get(id);
    if (at === undefined) {
      at = kept.push(values[id]!) - 1;
      known.set(id, at);
    }
    own[i] = at;
  }
  return kept;
}

function ownColumn(column: Column, length: number): Column {
  switch (column.kind) {
    case "number": {
      const values = column.values.slice(0, length);
      return column.known === undefined
        ? { kind: "number", values }
        : { kind: "number", values, known: column.known.slice(0, length) };
    }
    case "text": {
      const ids = new Uint32Array(length);
      return { kind: "text", values: ownDictionary(column.values, column.ids, ids), ids };
    }
    case "span":
      return ownSpans(column, length);
  }
}

/** Cells one behind the other, without what stands between them. */
function ownSpans(column: SpanColumn, length: number): SpanColumn {
  const from = new Uint32Array(length);
  const to = new Uint32Array(length);
  let filled = 0;
  for (let i = 0; i < length; i++) {
    const end = column.to[i]!;
    from[i] = filled;
    filled += ((end & ~SPAN_QUOTED) >>> 0) - column.from[i]!;
    to[i] = (filled | (end & SPAN_QUOTED)) >>> 0;
  }
  const bytes = new Uint8Array(filled);
  for (let i = 0; i < length; i++) {
    bytes.set(column.bytes.subarray(column.from[i]!, (column.to[i]! & ~SPAN_QUOTED) >>> 0), from[i]!);
  }
  return { kind: "span", bytes, from, to, scale: column.scale };
}
