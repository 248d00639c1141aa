/** Rows and cells of a CSV: each case at every place of a 64-byte block, in every engine. */
import { describe, expect, it } from "vitest";
import { bytesOf } from "./drive.js";
import { ENGINES, rowsOf, TWO_COLUMNS } from "./engines.js";

const FAULT = "rejected: quote";
const far = "f".repeat(150);
const rowLike = "\n0x1,b\r\n".repeat(40);

/** What it is, the bytes, the rows that are not blank. */
const CASES: [string, string, (string[] | string)[]][] = [
  [
    "plain rows",
    "0x1,a\n0x2,b\n",
    [
      ["0x1", "a"],
      ["0x2", "b"],
    ],
  ],
  [
    "CR LF",
    "0x1,a\r\n0x2,b\r\n",
    [
      ["0x1", "a"],
      ["0x2", "b"],
    ],
  ],
  [
    "a bare CR is data",
    "0x1,a\rb\n\r0x2,b\r\r\n",
    [
      ["0x1", "a\rb"],
      ["\r0x2", "b\r"],
    ],
  ],
  [
    "cells without text",
    '1,\n2,""\r\n',
    [
      ["1", ""],
      ["2", ""],
    ],
  ],
  [
    "blank rows",
    "\n\r\n1,a\n\r\n\n2,b\n",
    [
      ["1", "a"],
      ["2", "b"],
    ],
  ],
  ["a row of CR CR is not blank", "\r\r\n", ["rejected: 1 columns"]],
  [
    "quoted cells",
    '"1","a"\n"2","b"\r\n',
    [
      ["1", "a"],
      ["2", "b"],
    ],
  ],
  [
    "a closing quote, then CR LF",
    '1,"x"\r\n2,y\r\n',
    [
      ["1", "x"],
      ["2", "y"],
    ],
  ],
  ["a closing quote, then CR and text", '1,"x"\ry\r\n2,z\n', [FAULT, ["2", "z"]]],
  ["a closing quote, then CR CR LF", '1,"x"\r\r\n2,z\n', [FAULT, ["2", "z"]]],
  ["a closing quote, then text", '1,"x"y\n2,z\n', [FAULT, ["2", "z"]]],
  ["a closing quote, then a blank", '"1" ,x\n2,z\n', [FAULT, ["2", "z"]]],
  ["a closing quote, then text and a quote", '1,"x"y"z"\n2,z\n', [FAULT, ["2", "z"]]],
  [
    "a fault ends at the next LF, whatever quotes follow",
    '1,"x"y,"p\nq",2\nr"\n',
    [FAULT, ['q"', "2"], "rejected: 1 columns"],
  ],
  ["a fault in front of too many columns", '1,"x"y,3,4\n2,z\n', [FAULT, ["2", "z"]]],
  [
    "doubled quotes",
    '1,"a""b"\n2,""""\n3,""""""\n',
    [
      ["1", 'a""b'],
      ["2", '""'],
      ["3", '""""'],
    ],
  ],
  ["a doubled quote, then the closing one, then text", '1,"a"""b\n2,z\n', [FAULT, ["2", "z"]]],
  [
    "three quotes do not close",
    '1,"""\n2,z"\n3,y\n',
    [
      ["1", '""\n2,z'],
      ["3", "y"],
    ],
  ],
  ["an empty quoted cell, then text", '1,""x\n2,z\n', [FAULT, ["2", "z"]]],
  [
    "a quote inside a cell is data",
    '1,a"b\n2,c""\n3, "d,e"\n',
    [["1", 'a"b'], ["2", 'c""'], "rejected: 3 columns"],
  ],
  [
    "quotes inside cells hide no delimiter",
    'a"b,"c"\n2,d"\n',
    [
      ['a"b', "c"],
      ["2", 'd"'],
    ],
  ],
  [
    "a quote behind a bare CR is data",
    '1,\r"a"\n\r"2",b\n',
    [
      ["1", '\r"a"'],
      ['\r"2"', "b"],
    ],
  ],
  [
    "delimiters and line ends in quotes",
    '1,"a,b\nc\r\nd\re"\n2,z\n',
    [
      ["1", "a,b\nc\r\nd\re"],
      ["2", "z"],
    ],
  ],
  [
    "cells longer than a block",
    `1,${far}\n${far},"${far}"\n2,z\n`,
    [
      ["1", far],
      [far, far],
      ["2", "z"],
    ],
  ],
  [
    "row-like text in quotes over many blocks",
    `1,"${rowLike}"\r\n2,z\n`,
    [
      ["1", rowLike],
      ["2", "z"],
    ],
  ],
  ["row-like text, then a fault", `1,"${rowLike}"x\r\n2,z\n`, [FAULT, ["2", "z"]]],
  [
    "irregular rows between plain ones",
    '1,a\n2,"x"y\n3,b\n4,"x"y\n5,c"\n6,d\n',
    [["1", "a"], FAULT, ["3", "b"], FAULT, ["5", 'c"'], ["6", "d"]],
  ],
  ["an irregular row, then a quoted line end", '1,"x"y\n2,"a\nb"\n3,c\n', [FAULT, ["2", "a\nb"], ["3", "c"]]],
  ["an irregular row with a quoted line end", `1,"${far}\n${far}""a"b\n2,z\n`, [FAULT, ["2", "z"]]],
  [
    "a quote inside a cell, then a quoted line end",
    `a"b,"${far}\n${far}"\n2,z\n`,
    [
      ['a"b', `${far}\n${far}`],
      ["2", "z"],
    ],
  ],
  [
    "wrong column counts",
    "1\n1,2,3\n1,2\n,,,,,\n",
    ["rejected: 1 columns", "rejected: 3 columns", ["1", "2"], "rejected: 6 columns"],
  ],
  [
    "bytes above 0x7F",
    "\xff,\xfe\xa2\xac\n\xdc,\x8a\x8d\n",
    [
      ["\xff", "\xfe\xa2\xac"],
      ["\xdc", "\x8a\x8d"],
    ],
  ],
  [
    "NUL bytes",
    "1,\0a\0\n\0,b\n",
    [
      ["1", "\0a\0"],
      ["\0", "b"],
    ],
  ],
];

describe.each(ENGINES)("rows of a CSV, %s", (_name, make) => {
  const kernel = make();

  it.each(CASES)("%s", (_what, text, expected) => {
    const bytes = bytesOf(text);
    for (let leadBytes = 0; leadBytes < 130; leadBytes++) {
      const { rows, driven } = rowsOf(kernel, TWO_COLUMNS, bytes, { leadBytes });
      expect(rows, `at ${leadBytes}`).toEqual(expected);
      expect(driven.seen.consumed).toBe(bytes.length);
    }
  });

  it.each(CASES)("%s, at every cut", (_what, text, expected) => {
    const bytes = bytesOf(text);
    const cuts = Array.from({ length: Math.min(bytes.length, 130) }, (_, i) => i + 1);
    for (const pieceBytes of cuts)
      expect(rowsOf(kernel, TWO_COLUMNS, bytes, { pieceBytes }).rows).toEqual(expected);
  });

  it("keeps a row without a line end for the next window", () => {
    for (const rest of [
      "1",
      "1,a",
      '1,"',
      '1,"x"',
      '1,"x"\r',
      '1,"x"y',
      '1,"a\nb',
      '"1"x,"\r',
      '1,a"b',
      "\r",
    ]) {
      const bytes = bytesOf(`0,z\n${rest}`);
      for (let leadBytes = 0; leadBytes < 66; leadBytes++) {
        const { rows, driven } = rowsOf(kernel, TWO_COLUMNS, bytes, { leadBytes });
        expect(rows).toEqual([["0", "z"]]);
        expect(driven.seen).toMatchObject({ consumed: 4, rows: 1, other: 0, quotedLineFeeds: 0 });
      }
    }
  });

  it("counts line feeds in quotes of the rows taken, of rejected ones up to the fault", () => {
    const bytes = bytesOf('1,"a\n\nb"\n2,"\n"x"\n3,a"\n"4","\n"\n5,"\n\n');
    expect(rowsOf(kernel, TWO_COLUMNS, bytes).driven.seen).toMatchObject({ rows: 4, quotedLineFeeds: 4 });
  });

  it("numbers rows, blank ones included, and gives where they stand", () => {
    const bytes = bytesOf('\n1,a\r\n\r\n2,"b"\nx\n');
    const { records, rows, other } = rowsOf(kernel, TWO_COLUMNS, bytes).driven.seen;
    expect({ rows, other }).toEqual({ rows: 5, other: 2 });
    expect(records.map(({ row, start, end, status }) => ({ row, start, end, status }))).toEqual([
      { row: 1, start: 1, end: 5, status: 0 },
      { row: 3, start: 8, end: 13, status: 0 },
      { row: 4, start: 14, end: 15, status: 1 | (1 << 8) },
    ]);
    expect(records[1]?.spans).toEqual([
      { from: 8, to: 9, quoted: false },
      { from: 11, to: 12, quoted: true },
    ]);
  });

  it("takes other delimiters", () => {
    for (const delimiter of [";", "\t", "|", " ", "\xa7", "\x01"]) {
      const bytes = bytesOf(`1${delimiter}a,b\n"2${delimiter}"${delimiter}"c"\n"3"x${delimiter}\n`);
      const config = { ...TWO_COLUMNS, delimiter: delimiter.charCodeAt(0) };
      expect(rowsOf(kernel, config, bytes).rows).toEqual([["1", "a,b"], [`2${delimiter}`, "c"], FAULT]);
    }
  });

  it("gives wanted cells of wide rows, near and far", () => {
    for (const columnCount of [3, 24, 30, 64, 65, 200]) {
      const cells = Array.from({ length: columnCount }, (_, i) =>
        i % 7 === 3 ? `"${"q".repeat(i)}"` : String(i),
      );
      const bytes = bytesOf(`${cells.join(",")}\n`.repeat(3));
      const wanted = [0, 1, 2, Math.trunc(columnCount / 2), columnCount - 2, columnCount - 1];
      const config = { ...TWO_COLUMNS, columnCount, wanted: [...new Set(wanted)].sort((a, b) => a - b) };
      const expected = config.wanted.map((column) => cells[column]!.replaceAll('"', ""));
      for (let leadBytes = 0; leadBytes < 64; leadBytes += 7) {
        expect(rowsOf(kernel, config, bytes, { leadBytes }).rows).toEqual([expected, expected, expected]);
      }
    }
  });

  it("gives wanted cells behind many empty ones", () => {
    for (const columnCount of [63, 64, 65, 127, 128, 129, 300]) {
      const bytes = bytesOf(`a${",".repeat(columnCount - 2)}y,"z"\r\n`.repeat(2));
      const config = { ...TWO_COLUMNS, columnCount, wanted: [0, 1, columnCount - 2, columnCount - 1] };
      for (let leadBytes = 0; leadBytes < 66; leadBytes++) {
        const expected = ["a", "", "y", "z"];
        expect(rowsOf(kernel, config, bytes, { leadBytes }).rows).toEqual([expected, expected]);
      }
    }
  });

  it("takes a row as long as the window, a window of line feeds, a window of delimiters", () => {
    const size = kernel.window.length;
    const text = "y".repeat(size - 3);
    expect(rowsOf(kernel, TWO_COLUMNS, bytesOf(`1,${text}\n2,b\n`)).rows).toEqual([
      ["1", text],
      ["2", "b"],
    ]);
    const quoted = "y\n,".repeat((size - 6) / 3).padEnd(size - 5, "z");
    expect(rowsOf(kernel, TWO_COLUMNS, bytesOf(`1,"${quoted}"\n2,b\n`)).rows).toEqual([
      ["1", quoted],
      ["2", "b"],
    ]);
    const lineFeeds = rowsOf(kernel, TWO_COLUMNS, bytesOf("\n".repeat(size))).driven.seen;
    expect(lineFeeds).toMatchObject({ rows: size, other: size, consumed: size, records: [] });
    const delimiters = rowsOf(kernel, TWO_COLUMNS, bytesOf(`${",".repeat(size - 1)}\n`));
    expect(delimiters.rows).toEqual([`rejected: ${size} columns`]);
  });
});
