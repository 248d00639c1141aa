/**
 * ndjson: one object a line. json: the same objects as one array, one a line.
 *
 * Keys in column order, missing values as null, codes as "0x000902EB", seconds with 7 and shares with 6 decimals as
 * JSON numbers, lists as arrays. The column `names` is left out of a row when its list has fewer than 2 elements
 * (`name` says it all), unless `alwaysNames`.
 */
import { numberText } from "./number-text.js";
import {
  type RowParts,
  type RowSink,
  type SinkColumn,
  type SinkOptions,
  type SinkValue,
  sinkOfParts,
} from "./sink.js";
import { plainBytes } from "./utf8-buffer.js";

const LIST_OF_NAMES = "names";

/** Anything that JSON.stringify would escape: controls, quote, backslash, surrogates that may stand alone. */
const ESCAPE_WORTHY = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

function jsonText(text: string): string {
  return ESCAPE_WORTHY.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function jsonValue(type: SinkColumn["type"], value: SinkValue): string {
  if (typeof value === "string") return jsonText(value);
  if (value === null) return "null";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return "null";
    const text = numberText(type, value);
    return type === "code" ? `"${text}"` : text;
  }
  return `[${value.map(jsonText).join(",")}]`;
}

const PLAIN_BYTES = plainBytes("", "", "\\");

function openObjects(
  columns: readonly SinkColumn[],
  options: SinkOptions,
  open: () => string,
  close: string,
  begin: () => string,
  end: () => string,
): RowSink {
  const optional =
    options.alwaysNames === true
      ? -1
      : columns.findIndex(({ name, type }) => name === LIST_OF_NAMES && type === "list");
  // A comma goes before each column but the first; where the first may be missing, it goes behind it.
  const leads = columns.map(({ name }, i) => {
    const comma = i > (optional === 0 ? 1 : 0);
    return `${comma ? "," : ""}${JSON.stringify(name)}:`;
  });
  const tail = optional === 0 && columns.length > 1 ? "," : "";
  const parts: RowParts = {
    leads,
    quote: '"',
    plain: PLAIN_BYTES,
    cell(index, value) {
      if (index !== optional) return leads[index]! + jsonValue(columns[index]!.type, value);
      const few = !Array.isArray(value) || value.length < 2;
      return few ? "" : leads[index]! + jsonValue("list", value) + tail;
    },
    open,
    close,
  };
  return sinkOfParts(parts, begin, end);
}

export function openNdjson(columns: readonly SinkColumn[], options: SinkOptions = {}): RowSink {
  const nothing = () => "";
  return openObjects(columns, options, () => "{", "}\n", nothing, nothing);
}

export function openJson(columns: readonly SinkColumn[], options: SinkOptions = {}): RowSink {
  let empty = true;
  const open = () => {
    const between = empty ? "\n{" : ",\n{";
    empty = false;
    return between;
  };
  const end = () => (empty ? "]\n" : "\n]\n");
  return openObjects(columns, options, open, "}", () => "[", end);
}
