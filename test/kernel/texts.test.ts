/** Codes of rows: which text it is, how it is read, counted, grouped, written. */
import { describe, expect, it } from "vitest";
import { CAPACITY, type ScanConfig, TEXT_CLASS, TEXT_TAG } from "../../src/kernel/kernel.js";
import { bytesOf, drive } from "./drive.js";
import { ENGINES, emitAll, LIST, rowsOf, TWO_COLUMNS } from "./engines.js";

const PROCMON: ScanConfig = {
  ...TWO_COLUMNS,
  columnCount: 3,
  operationColumn: 0,
  codeColumn: 2,
  operations: ["DeviceIoControl", "FileSystemControl"],
  prefix: "Control: ",
  wanted: [1],
};

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

describe.each(ENGINES)("codes of rows, %s", (_name, make) => {
  const kernel = make();

  it("asks once for every text that is no plain number, and only for those", () => {
    const asked: string[] = [];
    const classify = (text: string) => {
      asked.push(text);
      return { textClass: TEXT_CLASS.COUNT };
    };
    const bytes = bytesOf(
      '0x22A018,a\nNAME,a\n22a018,a\nNAME,b\n-5,a\n"NAME",a\n22a018h,a\n0x1FFFFFFFF,a\n,a\n',
    );
    const { seen } = drive(kernel, { ...TWO_COLUMNS, mode: "count" }, bytes, { classify });
    expect(asked).toEqual(["NAME", "NAME", "22a018h", "0x1FFFFFFFF"]);
    expect(Object.fromEntries(seen.totals)).toEqual({
      "80 0x22A018 2269208": 1,
      "80 NAME 0": 2,
      "80 22a018 2269208": 1,
      "80 -5 4294967291": 1,
      "a0 NAME 0": 1,
      "80 22a018h 0": 1,
      "80 0x1FFFFFFFF 0": 1,
    });
    expect(seen).toMatchObject({ rows: 9, other: 1, records: [] });
  });

  it("asks for every text in mode append", () => {
    const asked: string[] = [];
    const classify = (text: string) => {
      asked.push(text);
      return { textClass: TEXT_CLASS.COUNT, suffix: `,<${text}>` };
    };
    const bytes = bytesOf('0x1,a\r\n0x2,b\n0x1,c\n\r\n,d\n1,"x"y\n1\n');
    const { seen } = drive(kernel, { ...TWO_COLUMNS, mode: "append" }, bytes, {
      classify,
      emptySuffix: ",-",
    });
    expect(asked).toEqual(["0x1", "0x2"]);
    expect(seen.output).toBe('0x1,a,<0x1>\r\n0x2,b,<0x2>\n0x1,c,<0x1>\n\r\n,d,-\n1,"x"y,-\n1,-\n');
    expect(seen.records.map(({ row, status }) => [row, status & 0xff])).toEqual([
      [5, 2],
      [6, 1],
    ]);
    expect(sum(seen.totals)).toBe(3);
  });

  it("takes operation, prefix and the text in front of the first comma", () => {
    const bytes = bytesOf(
      [
        "DeviceIoControl,p,Control: 0x22A018",
        '"FileSystemControl",p,"Control: 0x900EB (Device:0x9), Length: 8"',
        'FileSystemControl,p,"Control: ,"',
        "FileSystemControl,p,Control: ",
        "DeviceIoControl,p,Contro",
        "DeviceIoControl,p,",
        "ReadFile,p,Control: 0x1",
        ",p,Control: 0x1",
        "DeviceIoControl,p,Control: 0x22A018",
      ]
        .join("\n")
        .concat("\n"),
    );
    const { seen } = drive(kernel, PROCMON, bytes, { classify: emitAll });
    const { CODE, QUOTED, NO_PREFIX } = TEXT_TAG;
    expect(seen.records.map(({ row, text, tag }) => [row, text, tag])).toEqual([
      [0, "0x22A018", CODE | 1],
      [1, "0x900EB (Device:0x9)", CODE | QUOTED | 2],
      [2, "", CODE | QUOTED | 2],
      [3, "", CODE | 2],
      [4, "Contro", CODE | NO_PREFIX | 1],
      [5, "", CODE | NO_PREFIX | 1],
      [8, "0x22A018", CODE | 1],
    ]);
    expect(seen).toMatchObject({ rows: 9, other: 2 });
  });

  it("without operations a cell without the prefix carries no code", () => {
    const bytes = bytesOf("a,b,Control: 0x1\na,b,0x1\na,b,\n");
    const { seen } = drive(kernel, { ...PROCMON, operationColumn: -1, operations: [] }, bytes);
    expect(seen.records.map(({ text }) => text)).toEqual(["0x1"]);
    expect(seen.other).toBe(2);
  });

  it("keeps apart texts of 0 to 70 bytes that differ in their first, last or no byte", () => {
    const texts = Array.from({ length: 70 }, (_, i) => "t".repeat(i + 1)).flatMap((t) => [
      t,
      `u${t.slice(1)}`,
      `${t.slice(1)}v`,
    ]);
    const distinct = new Set(texts);
    const bytes = bytesOf(`${[...texts, ...texts].join("\n")}\n`);
    const { seen } = drive(kernel, { ...LIST, mode: "count" }, bytes, {
      classify: () => ({ textClass: TEXT_CLASS.COUNT }),
    });
    expect(seen.totals.size).toBe(distinct.size);
    expect(sum(seen.totals)).toBe(texts.length * 2);
  });

  it("interns texts of up to 64 KiB, longer ones are emitted without an entry", () => {
    for (const length of [15, 16, 17, 65535, 65536, 65537, 70000]) {
      const text = `${"n".repeat(length - 1)}m`;
      const bytes = bytesOf(`${text},a\n"${text}",b\n${text.slice(0, -1)}k,c\n`.repeat(2));
      const { rows, driven } = rowsOf(kernel, TWO_COLUMNS, bytes, {});
      const near = `${text.slice(0, -1)}k`;
      const expected = [
        [text, "a"],
        [text, "b"],
        [near, "c"],
      ];
      expect(rows).toEqual([...expected, ...expected]);
      const known = length <= CAPACITY.TEXT_BYTES;
      const texts = driven.seen.records.map((record) => record.text);
      expect(texts).toEqual(known ? [text, text, near, text, text, near] : Array(6).fill(null));
      expect(driven.log.filter((entry) => entry.startsWith("new")).length).toBe(known ? 3 : 0);
    }
  });

  it("groups by cells, in the order asked for", () => {
    const bytes = bytesOf('0x1,a\n0x1,"a"\n0x1,b\n0x2,a\n0x1,a\nNAME_E,a\n0x1,\n');
    const config: ScanConfig = { ...TWO_COLUMNS, mode: "count", groups: [1, 0] };
    const { seen } = drive(kernel, config, bytes);
    expect(Object.fromEntries(seen.groups)).toEqual({
      "80 0x1 1 | 40 a 0 | 40 0x1 0": 2,
      "80 0x1 1 | 60 a 0 | 40 0x1 0": 1,
      "80 0x1 1 | 40 b 0 | 40 0x1 0": 1,
      "80 0x2 2 | 40 a 0 | 40 0x2 0": 1,
      "80 0x1 1 | 40  0 | 40 0x1 0": 1,
    });
    expect(seen.records.map(({ text }) => text)).toEqual(["NAME_E"]);
    expect(sum(seen.totals)).toBe(0);
  });

  it("emits a record whose group cell is too long", () => {
    const long = "g".repeat(CAPACITY.TEXT_BYTES + 1);
    const bytes = bytesOf(`0x1,${long}\n0x1,a\n0x1,${long}\n`);
    const { seen } = drive(kernel, { ...TWO_COLUMNS, mode: "count", groups: [0, 1] }, bytes);
    expect(seen.records.map(({ row, text }) => [row, text])).toEqual([
      [0, "0x1"],
      [2, "0x1"],
    ]);
    expect(sum(seen.groups)).toBe(1);
  });

  it("takes a list: blank lines and remarks carry no code", () => {
    const bytes = bytesOf("# codes\n0x1\r\n\n\r\n 0x2\nA_NAME\n0x1\n#\n-1\n0x3");
    const { seen } = drive(kernel, LIST, bytes, { classify: emitAll });
    expect(seen.records.map(({ row, text, spans }) => [row, text, spans[0]!.from, spans[0]!.to])).toEqual([
      [1, "0x1", 8, 11],
      [4, " 0x2", 16, 20],
      [5, "A_NAME", 21, 27],
      [6, "0x1", 28, 31],
      [8, "-1", 34, 36],
    ]);
    expect(seen).toMatchObject({ rows: 9, other: 4, consumed: 37, quotedLineFeeds: 0 });
  });
});
