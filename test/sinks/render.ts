/** What tests of sinks share: the whole output of some rows, and values of every kind. */
import fc from "fast-check";
import {
  openSink,
  type SinkColumn,
  type SinkOptions,
  type SinkValue,
  type TextFormat,
} from "../../src/sinks/index.js";

export async function render(
  format: TextFormat,
  columns: readonly SinkColumn[],
  rows: readonly (readonly SinkValue[])[],
  options: SinkOptions = {},
): Promise<string> {
  const sink = await openSink(format, columns, options);
  return sink.begin() + rows.map((row) => sink.row(row)).join("") + sink.end();
}

/** One column of every type. */
export const EVERY_TYPE: readonly SinkColumn[] = [
  { name: "path", type: "text" },
  { name: "code", type: "code" },
  { name: "duration", type: "seconds" },
  { name: "names", type: "list" },
  { name: "count", type: "u53" },
  { name: "share", type: "share" },
  { name: "status", type: "text" },
];

/** Text with what formats trip over; never empty, since missing is null. */
export const awkwardText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(..."a ,;\"\t\r\n\\=+-@'é日😀\u0000\u001b\u2028"),
    minLength: 1,
    maxLength: 8,
  }),
);

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });

/** A row of EVERY_TYPE. */
export const awkwardRow: fc.Arbitrary<SinkValue[]> = fc.tuple(
  nullable(awkwardText),
  nullable(fc.nat(0xffffffff)),
  nullable(fc.integer({ min: 0, max: 1e12 }).map((ticks) => ticks / 1e7)),
  fc.array(fc.stringMatching(/^[A-Z_]{1,8}$/), { maxLength: 3 }),
  nullable(fc.maxSafeNat()),
  nullable(fc.integer({ min: 0, max: 1e6 }).map((millionths) => millionths / 1e6)),
  nullable(awkwardText),
);
