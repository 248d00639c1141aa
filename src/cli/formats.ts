/** `formats`: the traces that can be read, the outputs that can be written and the columns in between. */
import { PACKINGS } from "../packed/packing.js";
import { type ColumnDefinition, SCHEMA, SCHEMA_VERSION } from "../record/schema.js";
import { SINKS, type SinkColumn, type SinkOptions } from "../sinks/index.js";
import { SOURCES } from "../sources/index.js";
import { align, wrap } from "./paragraph.js";
import { type CommandFormat, rowsText } from "./rows.js";

const COLUMNS: readonly SinkColumn[] = [
  { name: "direction", type: "text" },
  { name: "name", type: "text" },
  { name: "doc", type: "text" },
  { name: "record", type: "text" },
  { name: "carries", type: "text" },
  { name: "verified", type: "text" },
  { name: "suffixes", type: "list" },
  { name: "unverified", type: "text" },
];

const INDENT = "  ";
const DEEPER = "    ";

/** Everything, for scripts. */
function toJson(): string {
  const columns = SCHEMA.map(({ name, type, origin, doc, ...rest }: ColumnDefinition) => ({
    name,
    type,
    origin,
    extra: rest.extra === true,
    doc,
  }));
  const sources = SOURCES.map(({ name, doc: { writer, record, carries, verified, unverified } }) => ({
    name,
    writer,
    record,
    carries,
    verified,
    unverified: unverified ?? null,
  }));
  const sinks = SINKS.map(({ name, suffixes, doc }) => ({ name, suffixes, doc }));
  const all = { schemaVersion: SCHEMA_VERSION, columns, sources, packings: PACKINGS, sinks };
  return `${JSON.stringify(all, null, 2)}\n`;
}

function toText(): string {
  const lines = ["Reads (told by content; --source NAME overrules)"];
  for (const { name, doc } of SOURCES) {
    const rows = [
      ["written by", doc.writer],
      ["to record", doc.record],
      ["carries", doc.carries],
      ["verified", doc.verified ? "with real traces" : "no: no real file was seen yet"],
      ...(doc.unverified === undefined ? [] : [["unverified", doc.unverified]]),
    ];
    lines.push("", INDENT + name, ...align(rows, DEEPER));
  }
  const packings = PACKINGS.map(({ name, suffixes, doc }) => [name, suffixes.join(" "), doc]);
  lines.push(
    "",
    "Unpacks on the way (told by content; limits: --max-expand)",
    "",
    ...align(packings, INDENT),
  );
  const sinks = SINKS.map(({ name, suffixes, doc }) => [name, suffixes.join(" "), doc]);
  lines.push("", "Writes (-f NAME, or by the suffix of -o)", "", ...align(sinks, INDENT));
  const columns = SCHEMA.map(({ name, type, doc }) => [name, type, doc]);
  lines.push("", `Columns of a record (schema version ${SCHEMA_VERSION})`, "", ...align(columns, INDENT));
  lines.push("", ...wrap("`ioctlens formats -f json` prints all of this for scripts.", ""));
  return `${lines.join("\n")}\n`;
}

/**
 * All formats. `json` is one object with `schemaVersion`, `columns`, `sources`, `packings` and `sinks`; the other formats for
 * scripts print a row a format.
 */
export async function formats(options: {
  readonly format: CommandFormat;
  readonly sink?: SinkOptions;
}): Promise<string> {
  if (options.format === "text") return toText();
  if (options.format === "json") return toJson();
  const sources = SOURCES.map(({ name, doc: { writer, record, carries, verified, unverified } }) => ({
    direction: "in",
    name,
    doc: writer,
    record,
    carries,
    verified: verified ? "yes" : "no",
    unverified: unverified ?? null,
  }));
  const sinks = SINKS.map(({ name, doc, suffixes }) => ({ direction: "out", name, doc, suffixes }));
  return rowsText(options.format, COLUMNS, [...sources, ...sinks], options.sink);
}
