/** JSON values as records: the same in pieces of any size, in every arrangement; what is broken costs itself alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReferenceKernel } from "../../src/kernel/reference.js";
import { balances } from "../../src/record/accounting.js";
import type { Issue } from "../../src/record/issue.js";
import { bytesInput, toByteInput } from "../../src/sources/byte-input.js";
import { numberEntry } from "../../src/sources/code-text.js";
import { makeHead } from "../../src/sources/encoding.js";
import { FormatReader } from "../../src/sources/format-reader.js";
import { jsonItems, visitJson } from "../../src/sources/json-items.js";
import { MAX_DEPTH } from "../../src/sources/json-scanner.js";
import { jsonText } from "../../src/sources/json-text.js";

/** Tokens of a value as text: keys, values and brackets, in order. */
function tokensOf(bytes: Uint8Array, from: number, to: number): string[] {
  const tokens: string[] = [];
  visitJson(bytes, from, to, {
    open: (isObject) => tokens.push(isObject ? "{" : "["),
    close: () => tokens.push("end"),
    key: (start, end) => tokens.push(`key ${jsonText(bytes, start, end)}`),
    value: (kind, start, end) => tokens.push(`${kind} ${jsonText(bytes, start, end)}`),
  });
  return tokens;
}

/** The same from JSON.parse. */
function expectedTokens(value: unknown): string[] {
  if (Array.isArray(value)) return ["[", ...value.flatMap(expectedTokens), "end"];
  if (value !== null && typeof value === "object")
    return ["{", ...Object.entries(value).flatMap(([key, v]) => [`key ${key}`, ...expectedTokens(v)]), "end"];
  if (typeof value === "string") return [`string ${value}`];
  return [`${typeof value === "number" ? "number" : "literal"} ${JSON.stringify(value)}`];
}

async function read(
  given: string | Uint8Array,
  {
    piece = 0,
    mayCarry,
    maxRecordBytes,
  }: { piece?: number; mayCarry?: RegExp; maxRecordBytes?: number } = {},
) {
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
  const issues: Issue[] = [];
  const values: unknown[] = [];
  const tokens: string[][] = [];
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const format = jsonItems(
    {
      columns: [],
      ...(mayCarry === undefined ? {} : { mayCarry }),
      take(window, from, to, output) {
        values.push(JSON.parse(new TextDecoder().decode(window.subarray(from, to))));
        tokens.push(tokensOf(window, from, to));
        output.give(numberEntry(1, null));
      },
    },
    maxRecordBytes,
  );
  const reader = new FormatReader(
    piece === 0 ? bytesInput(bytes) : toByteInput(pieces()),
    makeHead(bytes, true),
    format,
    {
      kernel: new ReferenceKernel(),
      file: "x",
      options: maxRecordBytes === undefined ? {} : { maxRecordBytes },
      columns: [],
      reportUnresolved: true,
      report: (issue) => issues.push(issue),
      note: () => {},
    },
  );
  const places: [row: number, offset: number][] = [];
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.length; i++) places.push([batch.row[i]!, batch.offset[i]!]);
  }
  expect(balances(reader.accounting)).toBe(true);
  return { values, tokens, issues, places, accounting: reader.accounting };
}

/** JSON.parse keeps -0 and JSON.stringify does not. */
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const container = fc.oneof(
  fc.array(json, { maxLength: 4 }),
  fc.dictionary(fc.string(), json, { maxKeys: 4 }),
);
const object = fc.dictionary(fc.string(), json, { maxKeys: 4 });
const SEPARATORS = ["\n", "\r\n", " ", "", ",\n", "\n\n", "\u001e"] as const;

describe("values of a JSON text", () => {
  it("are records one by one, with their tokens, whatever the arrangement and the pieces", async () => {
    const arrangement = fc.constantFrom("array", "array over lines", ...SEPARATORS);
    const indent = fc.constantFrom(undefined, 2, "\t");
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { maxLength: 5 }),
        arrangement,
        indent,
        fc.integer({ min: 0, max: 9 }),
        async (values, way, space, piece) => {
          const text =
            way === "array"
              ? JSON.stringify(values, null, space)
              : way === "array over lines"
                ? `[\n  ${values.map((value) => JSON.stringify(value)).join("\n  ,\n  ")}\n\n]\n`
                : values.map((value) => JSON.stringify(value, null, space)).join(way);
          const result = await read(text, { piece });
          expect(result.values).toEqual(values);
          expect(result.tokens).toEqual(values.map(expectedTokens));
          expect(result.places.map(([row]) => row)).toEqual(values.map((_, i) => i + 1));
          for (const [i, [, offset]] of result.places.entries()) {
            const rest = Buffer.from(text).subarray(offset).toString();
            expect(rest.startsWith(JSON.stringify(values[i], null, space).slice(0, 1))).toBe(true);
          }
          expect(result.issues).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("may be of any kind inside an array", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(json, { maxLength: 6 }),
        fc.integer({ min: 0, max: 5 }),
        async (values, piece) => {
          const result = await read(JSON.stringify(values), { piece });
          expect(result.values).toEqual(values);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("that do not fit the pattern are counted and not taken", async () => {
    const { accounting, values } = await read('{"a":1}\n{"code":2}\n[{"b":3},{"code":4}]', {
      mayCarry: /code/g,
    });
    expect(values).toEqual([{ code: 2 }, { code: 4 }]);
    expect(accounting).toMatchObject({ records: 4, decoded: 2, other: 2 });
  });

  it("keep duplicate keys and the digits of large numbers", async () => {
    const { tokens } = await read('{"k":1,"k":12345678901234567890,"\\u006b":-0.50e+3}');
    expect(tokens).toEqual([
      ["{", "key k", "number 1", "key k", "number 12345678901234567890", "key k", "number -0.50e+3", "end"],
    ]);
  });

  it("may be written a little wrong: commas too many or too few, NaN, control characters", async () => {
    const bytes = Buffer.from('[{"a":"\t\u0001",},{"b":[1,2,],"c":1}\n{"d":2}]');
    const { accounting, issues } = await read(bytes, { mayCarry: /no such/g });
    expect(accounting).toMatchObject({ records: 3, other: 3 });
    expect(issues).toEqual([]);
    expect(tokensOf(Buffer.from("[NaN,-Infinity]"), 0, 15)).toEqual([
      "[",
      "literal NaN",
      "literal -Infinity",
      "end",
    ]);
  });
});

describe("a broken value", () => {
  const BROKEN = [
    '{"a":1',
    '{"a":"x',
    '{"a" 1}',
    '{"a":1]',
    '{"a":tru}',
    '{"a":}',
    "{a:1}",
    '{"a":1} x',
    "INFO start",
  ];

  it.each(BROKEN)("%s costs itself alone among lines", async (broken) => {
    for (const piece of [0, 1, 3]) {
      const { values, accounting, issues, places } = await read(`{"n":1}\n${broken}\n{"n":2}\r\n{"n":3}\n`, {
        piece,
      });
      const isWhole = broken.startsWith('{"a":1} ');
      expect(values).toEqual([{ n: 1 }, ...(isWhole ? [{ a: 1 }] : []), { n: 2 }, { n: 3 }]);
      expect(accounting.rejected).toBe(1);
      expect(issues[0]).toMatchObject({ error: "E_SYNTAX", line: 2, offset: isWhole ? 16 : 8 });
      expect(places.at(-1)![0]).toBe(accounting.records);
    }
  });

  it.each(BROKEN.slice(0, 7))("%s costs itself alone in an array over lines", async (broken) => {
    const text = `[\n  {\n    "n": [\n      {"x":1}\n    ]\n  },\n  ${broken},\n  {\n    "n": 2\n  },\n  {"n":3}\n]\n`;
    for (const piece of [0, 1, 3]) {
      const { values, accounting } = await read(text, { piece });
      expect(values).toEqual([{ n: [{ x: 1 }] }, { n: 2 }, { n: 3 }]);
      expect(accounting.rejected).toBe(1);
    }
  });

  it("leaves the objects behind it where values share a line", async () => {
    const { values, accounting } = await read('[{"n":1},{"a" 1},{"n":2},{"n":3}]');
    expect(values).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(accounting.rejected).toBe(1);
  });

  it("that the input ends in is rejected", async () => {
    const whole = '{"n":1}\n{"a":{"b":"c\\"d"}}';
    for (let length = 9; length < whole.length; length++) {
      const { values, issues, accounting } = await read(whole.slice(0, length), { piece: 2 });
      expect(values).toEqual([{ n: 1 }]);
      expect(accounting).toMatchObject({ records: 2, rejected: 1 });
      expect(issues).toMatchObject([{ row: 2, offset: 8, error: "E_SYNTAX" }]);
    }
  });

  it("of too many levels is rejected and not followed", async () => {
    const deep = `{"a":${"[".repeat(MAX_DEPTH)}`;
    const { values, issues } = await read(`${deep}\n{"n":1}`);
    expect(values).toEqual([{ n: 1 }]);
    expect(issues[0]!.message).toContain("512");
    const fits = `{"a":${"[".repeat(MAX_DEPTH - 1)}${"]".repeat(MAX_DEPTH - 1)}}`;
    expect((await read(fits)).accounting.decoded).toBe(1);
  });

  it("of too many bytes is rejected, and the next one is read", async () => {
    const long = `{"a":"${"y".repeat(60)}\\"","b":[1,{}]}`;
    for (const piece of [0, 1, 7]) {
      for (const text of [`{"n":1}\n${long}\n{"n":2}`, `[{"n":1},${long},{"n":2}]`]) {
        const { values, accounting, issues } = await read(text, { piece, maxRecordBytes: 50 });
        expect(values).toEqual([{ n: 1 }, { n: 2 }]);
        expect(accounting).toMatchObject({ records: 3, rejected: 1 });
        expect(issues).toMatchObject([{ row: 2, error: "E_RECORD_TOO_LONG" }]);
      }
    }
  });

  it("of any kind crashes nothing and loses no count", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(container, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\\n \u00e9e1')), {
          minLength: 1,
          maxLength: 4,
        }),
        async (values, damage) => {
          let text = values.map((value) => JSON.stringify(value, null, 1)).join("\n");
          for (const [at, character] of damage) {
            const place = at % (text.length + 1);
            text = text.slice(0, place) + character + text.slice(place + (at % 2));
          }
          const tolerant = { mayCarry: /no such/g };
          const whole = await read(text, tolerant);
          const pieced = await read(text, { ...tolerant, piece: 1 });
          expect(pieced.accounting).toEqual(whole.accounting);
          expect(pieced.issues).toEqual(whole.issues);
        },
      ),
      { numRuns: 300 },
    );
  });
});
