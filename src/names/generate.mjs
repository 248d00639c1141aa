/**
 * Packs `tables/*.tsv` into `tables.generated.ts`: `node src/names/generate.mjs [OUTPUT]`.
 *
 * Owns the checks on the tables and the packed form; tables.ts reads it back. Same tables, same bytes: everything is
 * ordered by code unit and nothing depends on time or place. A name is a line of its table, nothing else is edited.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const KINDS = ["IOCTL", "FSCTL", "INTERNAL_IOCTL", "FLT_CTL"];
const RELATIONS = ["", "alias", "collision", "alias+collision"];
const PACKS = ["default", "extra"];
/** Rank among the names of one device type: the standard name first. */
const DEVICE_KINDS = [
  "standard",
  "ms_other_header",
  "letter",
  "base",
  "sample_driver",
  "third_party_or_unverified",
];
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const CODE = /^0x[0-9A-F]{8}$/;
const DEVICE = /^0x[0-9A-F]{4}$/;
const COUNT = /^[1-9][0-9]{0,3}$/;

const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Reads a table: rows of cells, each with its place for messages. */
function readTable(name, columnCount) {
  const text = readFileSync(new URL(`tables/${name}`, import.meta.url), "utf8");
  const rows = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const cells = line.split("\t");
    const place = `${name}:${index + 1}`;
    if (cells.length !== columnCount) {
      throw new Error(`${place}: ${cells.length} columns, expected ${columnCount}`);
    }
    rows.push({ cells, place });
  }
  return rows;
}

function check(row, what, value, allowed) {
  const good = Array.isArray(allowed) ? allowed.includes(value) : allowed.test(value);
  if (!good) throw new Error(`${row.place}: ${what} ${JSON.stringify(value)} is not ${allowed}`);
}

/** The rows must ascend strictly by the given key, which also rules out doubles. */
function checkOrder(rows, keyOf) {
  for (let i = 1; i < rows.length; i += 1) {
    if (compareText(keyOf(rows[i - 1]), keyOf(rows[i])) >= 0) {
      throw new Error(`${rows[i].place}: out of order or a double, after ${keyOf(rows[i - 1])}`);
    }
  }
}

function readControlCodes() {
  const rows = readTable("control-codes.tsv", 8);
  const canonical = new Set();
  for (const row of rows) {
    const [code, name, kind, header, first, relation, pack, sources] = row.cells;
    check(row, "code", code, CODE);
    check(row, "name", name, NAME);
    check(row, "kind", kind, KINDS);
    check(row, "header", header, /^[^\s].*$/);
    check(row, "canonical", first, ["0", "1"]);
    check(row, "relation", relation, RELATIONS);
    check(row, "pack", pack, PACKS);
    check(row, "sources", sources, COUNT);
    if (first === "1" && canonical.has(code))
      throw new Error(`${row.place}: second canonical name of ${code}`);
    if (first === "1") canonical.add(code);
  }
  checkOrder(rows, ({ cells }) => `${cells[0]} ${cells[1]}`);
  return rows.map(({ cells: [code, name, kind, header, first, relation, pack, sources] }) => ({
    code: Number(code),
    name,
    header,
    shape: [kind, first, relation, pack].join(),
    sources,
  }));
}

/** Winsock's codes in the form of control codes: the first row of a code is its canonical name. */
function readWinsock(taken) {
  const rows = readTable("winsock-sio.tsv", 3);
  const seen = new Set();
  let last = "";
  return rows.map((row) => {
    const [code, name, header] = row.cells;
    check(row, "code", code, CODE);
    check(row, "name", name, NAME);
    check(row, "header", header, /^[^\s].*$/);
    if (code < last) throw new Error(`${row.place}: out of order, after ${last}`);
    if (seen.has(name)) throw new Error(`${row.place}: second row of ${name}`);
    if (taken.has(Number(code))) throw new Error(`${row.place}: ${code} is a control code too`);
    const first = code === last ? "0" : "1";
    last = code;
    seen.add(name);
    return { code: Number(code), name, header, shape: ["SIO", first, "", "default"].join(), sources: "1" };
  });
}

/** A format's own table, as positions in the rows of all names. */
function readFormatTable(file, positions) {
  const rows = readTable(file, 2);
  for (const row of rows) {
    check(row, "code", row.cells[0], CODE);
    check(row, "name", row.cells[1], NAME);
  }
  checkOrder(rows, ({ cells }) => `${cells[1]} ${cells[0]}`);
  return rows.map((row) => {
    const position = positions.get(`${Number(row.cells[0])} ${row.cells[1]}`);
    if (position === undefined) throw new Error(`${row.place}: not a row of control-codes.tsv`);
    return position;
  });
}

function readDeviceTypes() {
  const rows = readTable("device-types.tsv", 5);
  const names = new Set();
  for (const row of rows) {
    const [value, name, kind, , sources] = row.cells;
    check(row, "value", value, DEVICE);
    check(row, "name", name, NAME);
    check(row, "kind", kind, DEVICE_KINDS);
    check(row, "sources", sources, COUNT);
    if (names.has(name)) throw new Error(`${row.place}: second row of ${name}`);
    names.add(name);
  }
  checkOrder(rows, ({ cells }) => `${cells[0]} ${cells[1]}`);
  const devices = rows.map(({ cells: [value, name, kind, , sources] }) => ({
    value: Number(value),
    name,
    rank: DEVICE_KINDS.indexOf(kind),
    sources: Number(sources),
  }));
  return devices.sort(
    (a, b) => a.value - b.value || a.rank - b.rank || b.sources - a.sources || compareText(a.name, b.name),
  );
}

/** Each name as one digit, how many letters it shares with the name before, and the rest of it. */
function frontCode(names) {
  let before = "";
  return names
    .map((name) => {
      let shared = 0;
      while (shared < 35 && shared < name.length && name[shared] === before[shared]) shared += 1;
      before = name;
      return shared.toString(36) + name.slice(shared);
    })
    .join("\n");
}

/** Ascending numbers as differences. */
function deltas(numbers) {
  let before = 0;
  return numbers
    .map((number) => {
      const step = number - before;
      before = number;
      return step.toString(36);
    })
    .join(" ");
}

/** A column of few distinct values: the values, and for every row the position of its value in digits of one width. */
function column(values) {
  const distinct = [...new Set(values)].sort(compareText);
  const width = (distinct.length - 1).toString(36).length;
  const position = new Map(distinct.map((value, index) => [value, index.toString(36).padStart(width, "0")]));
  return { distinct: distinct.join("\n"), digits: values.map((value) => position.get(value)).join("") };
}

function literal(name, doc, text) {
  return `/** ${doc} */\nexport const ${name}: string = ${JSON.stringify(text)};\n`;
}

/** The whole generated module as text. */
function generate() {
  const controls = readControlCodes();
  const winsock = readWinsock(new Set(controls.map((row) => row.code)));
  const rows = [...controls, ...winsock].sort((a, b) => a.code - b.code || compareText(a.name, b.name));
  const positions = new Map(rows.map((row, index) => [`${row.code} ${row.name}`, index]));
  const headers = column(rows.map((row) => row.header));
  const shapes = column(rows.map((row) => row.shape));
  const sources = column(rows.map((row) => row.sources));
  const ascending = (file) => deltas(readFormatTable(file, positions).sort((a, b) => a - b));
  const devices = readDeviceTypes().map(({ value, name, rank }) => `${value.toString(36)} ${rank} ${name}`);
  const body = [
    literal(
      "CODES",
      "Codes of the rows, ascending, as differences in base 36.",
      deltas(rows.map((row) => row.code)),
    ),
    literal(
      "NAMES",
      "Names of the rows: a base 36 digit of shared letters, then the rest.",
      frontCode(rows.map((row) => row.name)),
    ),
    literal("SHAPES", "Distinct kind,canonical,relation,pack.", shapes.distinct),
    literal("SHAPE_OF", "Position in SHAPES of every row.", shapes.digits),
    literal("HEADERS", "Distinct headers.", headers.distinct),
    literal("HEADER_OF", "Position in HEADERS of every row.", headers.digits),
    literal("SOURCES", "Distinct numbers of sources.", sources.distinct),
    literal("SOURCES_OF", "Position in SOURCES of every row.", sources.digits),
    literal(
      "PROCMON",
      "Rows of Process Monitor's table, ascending, as differences.",
      ascending("procmon.tsv"),
    ),
    literal("WIRESHARK", "Rows of Wireshark's table, ascending, as differences.", ascending("wireshark.tsv")),
    literal(
      "DEVICES",
      "Device types, best name of a value first: value in base 36, rank of its kind, name.",
      devices.join("\n"),
    ),
  ].join("\n");
  const version = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return (
    "/**\n * GENERATED by src/names/generate.mjs from src/names/tables/*.tsv: do not edit, run `npm run build:names`.\n" +
    " * Strings only, so that loading costs nothing; tables.ts takes them apart at the first lookup.\n */\n\n" +
    `${body}\n/** Changes whenever a table changes. */\nexport const TABLES_VERSION: string = ${JSON.stringify(version)};\n`
  );
}

writeFileSync(process.argv[2] ?? fileURLToPath(new URL("tables.generated.ts", import.meta.url)), generate());
