/**
 * Every sample, and every real trace of ../shared when that is there, through every sink and back by other readers:
 * csv-parse, JSON.parse, hyparquet, apache-arrow. What comes back is what the source gave, cell by cell.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { openTrace, shownColumns } from "../../src/decode.js";
import { type Batch, cellValue } from "../../src/record/batch.js";
import { type CodeValues, codeValues } from "../../src/record/code-values.js";
import { type ColumnName, columnNamed } from "../../src/record/schema.js";
import { plainText } from "../../src/sinks/csv.js";
import {
  openByteSink,
  openSink,
  RecordEncoder,
  RecordFormatter,
  type SinkValue,
  sinkColumns,
  type TextFormat,
} from "../../src/sinks/index.js";
import { asNdjson, BINARY_FORMATS, readBack } from "./read-back.js";

const ROOT = join(import.meta.dirname, "../..");
const SHARED = join(ROOT, "../shared/traces");
const TEXT_FORMATS: readonly TextFormat[] = ["csv", "tsv", "ndjson", "json", "table"];

interface Trace {
  readonly name: string;
  readonly bytes: () => Buffer;
}

function tracesIn(folder: string, suffix: RegExp): Trace[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => suffix.test(name))
    .map((name) => ({
      name,
      bytes: () => {
        const bytes = readFileSync(join(folder, name));
        return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
      },
    }));
}

/** Files of names are no traces, and an archive is several. */
const SAMPLES = tracesIn(join(ROOT, "samples"), /^(?!README|\.)(?!.*\.(?:h|rs|zip)$)/);
const REAL = [
  ...tracesIn(join(SHARED, "procmon"), /\.(?:csv|pml)\.gz$/),
  ...tracesIn(join(SHARED, "text"), /./),
  ...tracesIn(join(SHARED, "etl"), /\.etl\.gz$/),
  ...tracesIn(join(SHARED, "etl-synthetic"), /\.etl$/),
];

/** The cell of record `i`, found without the code of any sink. */
function cellOf(batch: Batch, i: number, name: ColumnName, file: string): SinkValue {
  const { type, origin } = columnNamed(name)!;
  if (name === "file") return file;
  if (name === "row" || name === "offset") return batch[name][i]!;
  if (origin === "code") return codeValues(batch.entries[batch.entry[i]!]!)[name as keyof CodeValues];
  const column = batch.columns.get(name);
  return column === undefined ? null : cellValue(column, type, i);
}

/** What the source gives, and the output of every format for it. */
async function runOf(trace: Trace) {
  const open = await openTrace(trace.bytes(), { engine: "wasm" });
  const names = shownColumns(open.reader.columns, true);
  const columns = sinkColumns(names);
  const texts = await Promise.all(
    TEXT_FORMATS.map(async (format) => {
      const sink = await openSink(format, columns, { alwaysNames: true });
      return { format, sink, formatter: new RecordFormatter(sink, names), text: sink.begin() };
    }),
  );
  const binaries = await Promise.all(
    BINARY_FORMATS.map(async (format) => {
      const sink = await openByteSink(format, columns, { pieceRows: 100 });
      return { format, sink, encoder: new RecordEncoder(sink, names), pieces: [] as Uint8Array[] };
    }),
  );
  const rows: SinkValue[][] = [];
  for await (const batch of open.batches()) {
    for (let i = 0; i < batch.length; i++) rows.push(names.map((name) => cellOf(batch, i, name, trace.name)));
    for (const out of texts) out.text += out.formatter.format(batch, trace.name);
    for (const out of binaries) out.pieces.push(out.encoder.encode(batch, trace.name));
  }
  await open.close();
  return {
    names,
    columns,
    rows,
    texts: new Map(texts.map(({ format, sink, text }) => [format, text + sink.end()])),
    binaries: binaries.map(({ format, sink, pieces }) => ({
      format,
      bytes: Buffer.concat([...pieces, sink.end()]),
    })),
  };
}

const UNESCAPED: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", "\\": "\\" };

function parseTsv(text: string): string[][] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) =>
      line.split("\t").map((cell) => cell.replace(/\\(.)/g, (_, char: string) => UNESCAPED[char]!)),
    );
}

describe.each([...SAMPLES, ...REAL])("$name", (trace) => {
  const run = runOf(trace);

  it("comes back from csv and tsv", async () => {
    const { names, columns, rows, texts } = await run;
    const expected = [names, ...rows.map((row) => row.map((value, k) => plainText(columns[k]!.type, value)))];
    expect(parseCsv(texts.get("csv")!, { relaxColumnCount: false })).toEqual(expected);
    expect(parseTsv(texts.get("tsv")!)).toEqual(expected);
  });

  it("comes back from ndjson and json", async () => {
    const { names, columns, rows, texts } = await run;
    const expected = rows.map((row) =>
      Object.fromEntries(
        row.map((value, k) => {
          if (typeof value !== "number") return [names[k], value];
          const text = plainText(columns[k]!.type, value);
          return [names[k], columns[k]!.type === "code" ? text : Number(text)];
        }),
      ),
    );
    const lines = texts.get("ndjson")!.split("\n").slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
    expect(JSON.parse(texts.get("json")!)).toEqual(expected);
  });

  it("stands in a table, uncut and in order", async () => {
    const { columns, rows, texts } = await run;
    const lines = texts.get("table")!.split("\n").slice(2, -1);
    expect(lines).toHaveLength(rows.length);
    rows.forEach((row, i) => {
      let at = 0;
      row.forEach((value, k) => {
        const cell = Array.isArray(value) ? value.join("; ") : plainText(columns[k]!.type, value);
        // What a table shows as an escape is no matter of this test.
        if (!/^[ -~]+$/.test(cell)) return;
        const found = lines[i]!.indexOf(cell.trimEnd(), at);
        expect(found, `${cell} in ${lines[i]}`).toBeGreaterThanOrEqual(at);
        at = found + cell.trimEnd().length;
      });
    });
  });

  it("comes back from parquet and arrow", async () => {
    const { names, columns, rows, binaries } = await run;
    const expected = await asNdjson(columns, rows);
    for (const { format, bytes } of binaries) {
      const read = await readBack(format, bytes);
      expect(read.names, format).toEqual(names);
      expect(read.rows, format).toEqual(rows);
      expect(await asNdjson(columns, read.rows), format).toBe(expected);
    }
  });
});

if (REAL.length === 0) {
  describe("real traces", () => {
    it.skip("skipped: ../shared/traces is not here", () => {});
  });
}
