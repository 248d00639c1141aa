import { describe, expect, it } from "vitest";
import { formatOfFile, isBinary, openSink, SINKS, type TextFormat } from "../../src/sinks/index.js";

describe("the list of sinks", () => {
  it("holds every format, each with a doc and suffixes of its own", () => {
    const names = SINKS.map(({ name }) => name);
    expect(names.filter((name) => !isBinary(name))).toEqual(["csv", "tsv", "ndjson", "json", "table"]);
    expect(names.filter(isBinary)).toEqual(["parquet", "arrow", "arrow-stream"]);
    const suffixes = SINKS.flatMap((sink) => sink.suffixes);
    expect(new Set(suffixes).size).toBe(suffixes.length);
    for (const { doc } of SINKS) expect(doc).not.toBe("");
  });

  it("guesses the format from the name of the output", () => {
    expect(formatOfFile("out/codes.CSV")?.name).toBe("csv");
    expect(formatOfFile("codes.jsonl")?.name).toBe("ndjson");
    expect(formatOfFile("codes.json")?.name).toBe("json");
    expect(formatOfFile("codes.ndjson")?.name).toBe("ndjson");
    expect(formatOfFile("csv")).toBeUndefined();
    expect(formatOfFile("a.parquet")?.name).toBe("parquet");
    expect(formatOfFile("a.feather")?.name).toBe("arrow");
    expect(formatOfFile("a.arrow")?.name).toBe("arrow");
    expect(formatOfFile("a.arrows")?.name).toBe("arrow-stream");
  });

  it("of the texts only table has to be waited for", () => {
    for (const { name } of SINKS) {
      if (!isBinary(name)) expect(openSink(name, []) instanceof Promise).toBe(name === "table");
    }
  });

  it("E_OPTION for a format that is none, naming those there are", () => {
    expect(() => openSink("yaml" as TextFormat, [])).toThrow(
      expect.objectContaining({
        code: "E_OPTION",
        message: 'no text format "yaml", there are csv, tsv, ndjson, json, table',
      }),
    );
  });
});
