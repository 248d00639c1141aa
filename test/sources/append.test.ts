/** RULES 21: the rows of a CSV go through as they are, with cells behind them. */
import { describe, expect, it } from "vitest";
import { type DecodeOptions, openTrace } from "../../src/decode.js";
import { codeValues } from "../../src/record/code-values.js";
import type { ColumnName } from "../../src/record/schema.js";
import { codeSuffix, suffixHeader } from "../../src/sinks/index.js";
import type { InputLike } from "../../src/sources/byte-input.js";
import type { AppendDialect } from "../../src/sources/source.js";
import { summarize } from "../../src/summarize.js";
import { Random } from "../kernel/random.js";
import { inPieces } from "../samples/outputs.js";
import { adversarialCsv } from "../workers/adversarial.js";
import { countedGroups } from "./counted-groups.js";

const COLUMNS: readonly ColumnName[] = ["code", "codeText", "name"];
/** Cells that are found again: no trace has such bytes. */
const OPEN = "\u0001";
const CLOSE = "\u0002";
const MARKED = new RegExp(`${OPEN}.*?${CLOSE}`, "gs");

async function appendOnce(
  input: InputLike,
  suffix: (text: string | null, dialect: AppendDialect) => string,
  options: DecodeOptions,
): Promise<Buffer> {
  const written: Uint8Array[] = [];
  const trace = await openTrace(input, {
    ...options,
    columns: [],
    append: {
      suffix: (entry, dialect) =>
        suffix(codeSuffix(entry === null ? null : codeValues(entry), COLUMNS, dialect), dialect),
      header: (titles, dialect) => suffix(suffixHeader(COLUMNS, titles, dialect), dialect),
      write: (bytes) => written.push(bytes.slice()),
    },
  });
  for await (const batch of trace.batches()) {
    expect(batch.length).toBe(0);
    countedGroups(trace.reader);
  }
  countedGroups(trace.reader);
  await trace.close();
  return Buffer.concat(written);
}

const PIECES = [1, 7, 64, 4096];
const MOST_PIECES = 30_000;

/** What comes out for `given`, the same whatever the engine and the pieces; the rows of it are those of `given`. */
async function append(given: string | Uint8Array, options: DecodeOptions = {}): Promise<Buffer> {
  const bytes = typeof given === "string" ? Buffer.from(given) : given;
  const plain = (text: string | null): string => text ?? "";
  const result = await appendOnce(bytes, plain, { ...options, engine: "wasm" });
  const same = async (input: InputLike, engine: "wasm" | "reference") => {
    const other = await appendOnce(input, plain, { ...options, engine });
    if (!other.equals(result)) expect(other.toString()).toBe(result.toString());
  };
  await same(bytes, "reference");
  for (const size of PIECES) {
    if (bytes.length / size > MOST_PIECES) continue;
    await same(inPieces(bytes, size), "wasm");
    if (size > 1) await same(inPieces(bytes, size), "reference");
  }
  const marked = await appendOnce(bytes, (text) => `${OPEN}${text}${CLOSE}`, options);
  const stripped = strip(marked);
  if (!stripped.equals(bytes))
    expect(stripped.toString("latin1")).toBe(Buffer.from(bytes).toString("latin1"));
  return result;
}

/** Bytes without what stands between the marks. */
function strip(marked: Buffer): Buffer {
  const has16 = marked.includes(Buffer.from(OPEN, "utf16le")) && marked.includes(0);
  const isBig = marked[0] === 0xfe && marked[1] === 0xff;
  const text = marked.toString("latin1");
  if (!has16) return Buffer.from(text.replace(MARKED, ""), "latin1");
  const units: number[] = [];
  let isInside = false;
  for (let at = 0; at + 1 < marked.length; at += 2) {
    const unit = isBig ? marked.readUInt16BE(at) : marked.readUInt16LE(at);
    if (unit === 1) isInside = true;
    if (!isInside) units.push(marked[at]!, marked[at + 1]!);
    if (unit === 2) isInside = false;
  }
  return Buffer.from([...units, ...marked.subarray(marked.length & ~1)]);
}

const text = async (given: string | Uint8Array, options: DecodeOptions = {}): Promise<string> =>
  (await append(given, options)).toString();

function utf16(given: string, order: "le" | "be"): Buffer {
  const bytes = Buffer.from(given, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

describe("RULES 21: --append", () => {
  it("adds cells at the end of the header and of every row", async () => {
    expect(await text("a,code\nx,0x902EB\ny,FSCTL_NO_SUCH\nz,0x1ffffffff\n,\n")).toBe(
      [
        "a,code,ioctl_code,codeText,name",
        "x,0x902EB,0x000902EB,,FSCTL_CREATE_OR_GET_OBJECT_ID".replace(/[^,]*$/, nameOf(0x902eb)),
        "y,FSCTL_NO_SUCH,,FSCTL_NO_SUCH,",
        "z,0x1ffffffff,,,",
        ",,,,",
        "",
      ].join("\n"),
    );
  });

  it("keeps the delimiter, and quotes where every title is quoted", async () => {
    for (const delimiter of [";", "\t", "|"]) {
      const row = (...cells: string[]) => `${cells.join(delimiter)}\n`;
      expect(await text(row("x", "control code") + row('"1"', "0x22A018"))).toBe(
        row("x", "control code", "code", "codeText", "name") + row('"1"', "0x22A018", "0x0022A018", "", ""),
      );
    }
    expect(await text('"x","control"\n1,0x22A018\n"a ""b""","?"\n"",""')).toBe(
      '"x","control","code","codeText","name"\n1,0x22A018,"0x0022A018","",""\n"a ""b""","?","","",""\n"","","","",""',
    );
  });

  it("keeps line ends, mixed ones too, a missing last one and blank rows", async () => {
    expect(await text("x,control\r\n1,0x1\n2,0x2\r\n\n\r\n3,0x3")).toBe(
      "x,control,code,codeText,name\r\n1,0x1,0x00000001,,\n2,0x2,0x00000002,,\r\n\n\r\n3,0x3,0x00000003,,",
    );
    expect(await text("x,control\n3,0x3\r")).toBe("x,control,code,codeText,name\n3,0x3,0x00000003,,\r");
    expect(await text("x,control\n3,0x3\n\n\r\n")).toBe(
      "x,control,code,codeText,name\n3,0x3,0x00000003,,\n\n\r\n",
    );
  });

  it("a header alone, with and without a line end", async () => {
    for (const end of ["", "\n", "\r\n"]) {
      expect(await text(`x,control${end}`)).toBe(`x,control,code,codeText,name${end}`);
    }
    expect(await text('"x\r\ny","control"\r\n')).toBe('"x\r\ny","control","code","codeText","name"\r\n');
  });

  it("--no-header: no titles are added", async () => {
    expect(await text("0x1,a\r\n0x2,b\r\n", { noHeader: true, codeColumn: 1 })).toBe(
      "0x1,a,0x00000001,,\r\n0x2,b,0x00000002,,\r\n",
    );
  });

  it("keeps a byte order mark and bytes that are no UTF-8", async () => {
    expect(await text("\ufeffx,control\nä,0x1\n")).toBe(
      "\ufeffx,control,code,codeText,name\nä,0x1,0x00000001,,\n",
    );
    const odd = Buffer.from("x,control\n\xff\xfe\x80,0x1\n\0,0x2\n", "latin1");
    expect((await append(odd)).toString("latin1")).toBe(
      "x,control,code,codeText,name\n\xff\xfe\x80,0x1,0x00000001,,\n\0,0x2,0x00000002,,\n",
    );
  });

  it.each(["le", "be"] as const)("keeps UTF-16%s, lone surrogates too", async (order) => {
    const rows = "\ufeffx,control\r\nä€😀,0x1\r\n\ud83d,0x2\n\ude00\ud83dx,0x3\n\ude00,?\n,\n\n😀";
    expect(
      (await append(utf16(rows, order))).equals(
        utf16(
          "\ufeffx,control,code,codeText,name\r\nä€😀,0x1,0x00000001,,\r\n\ud83d,0x2,0x00000002,,\n\ude00\ud83dx,0x3,0x00000003,,\n\ude00,?,,,\n,,,,\n\n😀,,,",
          order,
        ),
      ),
    ).toBe(true);
    await append(utf16(`\ufeffx,control\n${"ä€😀\ud83d,0x1\n".repeat(60_000)}\ud83d`, order));
  });

  it("keeps UTF-16LE without a byte order mark", async () => {
    const rows = "process,control\nabc,0x1\n";
    expect((await append(utf16(rows, "le"))).toString("utf16le")).toBe(
      "process,control,code,codeText,name\nabc,0x1,0x00000001,,\n",
    );
  });

  it("rows of another column count, and with text behind a quote, get empty cells", async () => {
    expect(await text('x,control\n1\r\n1,0x2,3\n"a"b,0x3\r\n"a\nb",0x4\n"c"d')).toBe(
      'x,control,code,codeText,name\n1,,,\r\n1,0x2,3,,,\n"a"b,0x3,,,\r\n"a\nb",0x4,0x00000004,,\n"c"d,,,',
    );
  });

  it("an unclosed quote: cells behind what is left, in front of its line end", async () => {
    const head = "x,control\n1,0x1\n";
    const done = "x,control,code,codeText,name\n1,0x1,0x00000001,,\n";
    for (const end of ["", "\n", "\r\n"]) {
      expect(await text(`${head}"a,0x2\nb,0x3${end}`)).toBe(`${done}"a,0x2\nb,0x3,,,${end}`);
    }
    expect(await text(`${head}"`)).toBe(`${done}",,,`);
  });

  it("a record over --max-record: cells behind it, in front of its line end", async () => {
    const options = { maxRecordBytes: 40 };
    const done = "x,control,code,codeText,name\n";
    for (const end of ["\n", "\r\n"]) {
      const long = "y".repeat(500);
      expect(await text(`x,control\n${long},0x1${end}b,0x2${end}`, options)).toBe(
        `${done}${long},0x1,,,${end}b,0x2,0x00000002,,${end}`,
      );
      for (const last of ["", end]) {
        expect(await text(`x,control\nb,0x2\n${long},0x1${last}`, options)).toBe(
          `${done}b,0x2,0x00000002,,\n${long},0x1,,,${last}`,
        );
      }
    }
    await text(`x,control\n"${"z,0x1\n".repeat(30)}`, options);
    await text(`control\n${"z".repeat(100)}`, options);
  });

  it("records longer than the window", async () => {
    const long = `"${"y,0x5\r\n".repeat(400_000)}"`;
    const rows = `x,control\n1,0x1\n${long},0x2\r\n3,0x3\n`;
    const result = await text(rows);
    expect(result.endsWith(",0x2,0x00000002,,\r\n3,0x3,0x00000003,,\n")).toBe(true);
    expect(result.length).toBe(rows.length + ",code,codeText,name".length + 3 * ",0x00000000,,".length);
    const wide = `x,control\n1,0x1\n"${"y,z,0x5\r\n".repeat(300_000)}",0x2\r\n3,0x3\n`;
    const given = await text(wide, { maxRecordBytes: 2_000_000 });
    expect(given.endsWith('\r\n",0x2,,,\r\n3,0x3,0x00000003,,\n')).toBe(true);
  });

  it("RULES 9: counts the records that are longer than the window", async () => {
    const long = (text: string) => `"${"y,0x5\r\n".repeat(200_000)}",${text}\r\n`;
    const rows = `x,control\n1,0x1\n${long("0x902EB")}${long("0x902EB")}${long("?")}3,0x3\n`;
    for (const append of [undefined, { suffix: () => ",", header: () => ",z", write: () => {} }]) {
      const { accounting, summary } = await summarize(
        Buffer.from(rows),
        append === undefined ? {} : { append },
      );
      expect(accounting).toMatchObject({ records: 5, decoded: 4, rejected: 1, codes: 4 });
      expect([...summary.codes()].sort((a, b) => a - b)).toEqual([0x1, 0x3, 0x902eb]);
    }
  });

  it("adversarial CSVs, with a long and a short --max-record", async () => {
    for (let seed = 0; seed < 16; seed++) {
      const given = adversarialCsv(seed).text;
      await append(given);
      if (seed < 8) await append(given, { maxRecordBytes: 300 });
    }
  });

  it("bytes in any order", async () => {
    const random = new Random(21);
    const kinds = ['"', '""', ",", "\n", "\r\n", "\r", "a", "0x1", "b", '","', '\n"'];
    for (let i = 0; i < 120; i++) {
      const parts = Array.from({ length: random.below(60) }, () => random.pick(kinds));
      const given = `x,control\n${parts.join("")}`;
      await append(given, random.chance(0.5) ? {} : { maxRecordBytes: 5 + random.below(30) });
    }
  });

  it("70,000 distinct codes, for which the tables are emptied in between", async () => {
    const row = (i: number) => `${i % 7},0x${(0x10000000 + i * 3).toString(16).toUpperCase()}`;
    const rows = Array.from({ length: 70_000 }, (_, i) => row(i));
    const result = await text(`x,control\n${rows.join("\n")}\n${rows.slice(0, 1000).join("\n")}\n`);
    const lines = result.split("\n").slice(1, -1);
    expect(lines.length).toBe(71_000);
    lines.forEach((line, i) => {
      const own = row(i % 70_000);
      const code = own.slice(own.indexOf("x") + 1);
      if (!line.startsWith(`${own},0x${code},,`)) expect(line).toBe(`${own},0x${code},,`);
    });
  });

  it("is for CSV only", async () => {
    await expect(append("0x902EB\n0x1\n")).rejects.toMatchObject({ code: "E_OPTION" });
  });
});

function nameOf(code: number): string {
  const entry = {
    kind: "decoded",
    code,
    codeText: null,
    ownName: null,
    majorFunction: null,
    issue: null,
  } as const;
  return codeValues(entry).name ?? "";
}
