import { describe, expect, it } from "vitest";
import { formats } from "../../src/cli/formats.js";
import { PACKINGS } from "../../src/packed/packing.js";
import { SCHEMA, SCHEMA_VERSION } from "../../src/record/schema.js";
import { SINKS } from "../../src/sinks/index.js";
import { SOURCES } from "../../src/sources/index.js";

describe("formats", () => {
  it("RULES 22: -f json has the schema version, columns, sources and sinks", async () => {
    const all = JSON.parse(await formats({ format: "json" })) as Record<string, { name: string }[]>;
    expect(all.schemaVersion).toBe(SCHEMA_VERSION);
    expect(all.columns!.map(({ name }) => name)).toEqual(SCHEMA.map(({ name }) => name));
    expect(all.columns![0]).toEqual({
      name: "file",
      type: "text",
      origin: "input",
      extra: false,
      doc: "input as named by the user",
    });
    expect(all.sources!.map(({ name }) => name)).toEqual(SOURCES.map(({ name }) => name));
    for (const source of all.sources!) {
      expect(Object.keys(source)).toEqual(["name", "writer", "record", "carries", "verified", "unverified"]);
    }
    expect(all.packings).toEqual(PACKINGS);
    expect(all.sinks).toEqual(SINKS.map(({ name, suffixes, doc }) => ({ name, suffixes, doc })));
  });

  it("tells a person of every source, output and column, within 100 columns", async () => {
    const text = await formats({ format: "text" });
    for (const { name } of [...SOURCES, ...PACKINGS, ...SINKS, ...SCHEMA])
      expect(text).toMatch(new RegExp(`^ +${name}\\b`, "m"));
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it("prints a row a format otherwise", async () => {
    const lines = (await formats({ format: "csv" })).trimEnd().split("\n");
    expect(lines[0]).toBe("direction,name,doc,record,carries,verified,suffixes,unverified");
    expect(lines).toHaveLength(1 + SOURCES.length + SINKS.length);
  });
});
