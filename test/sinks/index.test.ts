import { describe, expect, it } from "vitest";
import { formatOfFile, openSink, SINKS, type TextFormat } from "../../src/sinks/index.js";

describe("the list of sinks", () => {
  it("holds every text format, each with a doc and suffixes of its own", () => {
    expect(SINKS.map(({ name }) => name)).toEqual(["csv", "tsv", "ndjson", "json", "table"]);
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
  });

  it("only table has to be waited for", () => {
    for (const { name } of SINKS) expect(openSink(name, []) instanceof Promise).toBe(name === "table");
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
