/** Where a record stands: RULES 8. */
import { describe, expect, it } from "vitest";
import { read } from "./read.js";

const BOM = "\ufeff";

/** Texts of the rows, so that an offset can be checked against the bytes themselves. */
const HEADER = '"Operation","Detail","Path"\r\n';
const ROWS = [
  '"CloseFile","","D:\\ä"\r\n',
  '"FileSystemControl","Control: 0x902eb","D:\\資料 😀"\r\n',
  "\r\n",
  '"Process Start","one\ntwo\r\nthree\rfour","é"\r\n',
  '"FileSystemControl","Control: FSCTL_LOCK_VOLUME","😀😀\r\n"\r\n',
  '"DeviceIoControl","Control: 0x1000902eb","ß"\r\n',
  '"DeviceIoControl"x,"Control: 0x2d1400","ß\n","é"\r\n',
  '"DeviceIoControl","Control: 0x2d1400"\r\n',
  '"FileSystemControl","Control: FSCTL_OF_NOBODY","ß"\r\n',
  '"InternalDeviceIoControl","Control: 0x220003 (Device:0x1 Function:0 Method: 3)","-"\r\n',
  '"DeviceIoControl","Control: 0x2d1400","end"',
];
/** The row with text behind a closing quote ends at the line end inside its quotes: one more row. */
const TEXTS = ROWS.flatMap((row) => (row.includes("x,") ? row.split(/(?<=\n)(?=",)/) : row));
/** Row -> line, the header being line 1. */
const LINES = TEXTS.map((_, i) => 2 + TEXTS.slice(0, i).join("").split("\n").length - 1);
const GOOD = [2, 5, 10, 11, 12];
const REPORTED = [6, 7, 8, 9, 10, 11];
const WHOLE = HEADER + ROWS.join("");

const ENCODINGS: [string, (text: string) => Buffer][] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with BOM", (text) => Buffer.from(BOM + text)],
  ["UTF-16LE with BOM", (text) => Buffer.from(BOM + text, "utf16le")],
  ["UTF-16LE", (text) => Buffer.from(text, "utf16le")],
  ["UTF-16BE with BOM", (text) => Buffer.from(BOM + text, "utf16le").swap16()],
];

describe.each(ENCODINGS)("RULES 8: row, line and offset in %s", (_, encode) => {
  const bytes = encode(WHOLE);
  const empty = encode("").length;
  /** Bytes of a text in the middle of the input. */
  const encoded = (text: string) => encode(text).subarray(empty);
  const offsets = TEXTS.map((_text, i) => empty + encoded(HEADER + TEXTS.slice(0, i).join("")).length);

  it("count every record from 1 and point into the original bytes", async () => {
    const { records, issues } = await read(bytes);
    expect(records.map(({ row }) => row)).toEqual(GOOD);
    expect(issues.map(({ row }) => row)).toEqual(REPORTED);
    for (const { row, offset } of [...records, ...issues]) {
      expect([row, offset]).toEqual([row, offsets[row! - 1]]);
      const text = encoded(TEXTS[row! - 1]!);
      expect(bytes.subarray(offset!, offset! + text.length).equals(text)).toBe(true);
    }
    for (const { row, line } of issues) expect([row, line]).toEqual([row, LINES[row! - 1]]);
  });

  it("hold far into a trace of many windows", async () => {
    const COUNT = 2000;
    const filler = `"ReadFile","${"数 é 😀\n".repeat(60)}","x"\n`;
    const big = encode(HEADER + filler.repeat(COUNT) + ROWS.join(""));
    const { records, issues } = await read(big);
    const before = encoded(filler).length * COUNT;
    expect(records.map(({ row, offset }) => [row - COUNT, offset - before])).toEqual(
      GOOD.map((row) => [row, offsets[row - 1]]),
    );
    expect(issues.map(({ row, line }) => [row! - COUNT, line! - 61 * COUNT])).toEqual(
      REPORTED.map((row) => [row, LINES[row - 1]]),
    );
  });

  it("hold for every record of a CSV and of a list of many chunks", async () => {
    const paths = Array.from({ length: 30_000 }, (_, i) => `é${"😀".repeat(i % 7)}${i}`);
    const rows = paths.map((path, i) => `${path},0x${(0x220000 + 4 * (i % 50)).toString(16)}\n`);
    const lines = rows.map((row) => row.replace(/^.*,/, (i) => " ".repeat(i.length)));
    for (const [head, texts, source] of [
      ["Path,Code\n", rows, "csv"],
      ["", lines, "list"],
    ] as const) {
      const { records } = await read(encode(head + texts.join("")), { source });
      expect(records.length).toBe(texts.length);
      let offset = empty + encoded(head).length;
      const wrong = records.filter((record, i) => {
        const isWrong = record.offset !== offset;
        offset += encoded(texts[i]!).length;
        return isWrong;
      });
      expect(wrong.length).toBe(0);
    }
  });

  it("hold in a list", async () => {
    const lines = ["# ä 😀", "0x902eb", "", "IOCTL_ÄNDERN", "0x2d1400 # 資料", "-5"];
    const list = encode(lines.join("\n"));
    const at = (i: number) => empty + encoded(lines.slice(0, i).join("\n") + (i > 0 ? "\n" : "")).length;
    const { records, issues } = await read(list, { source: "list" });
    expect(records.map(({ row, offset }) => [row, offset])).toEqual(
      [2, 5, 6].map((row) => [row, at(row - 1)]),
    );
    expect(issues.map(({ row, line, offset }) => [row, line, offset])).toEqual([[4, 4, at(3)]]);
  });
});

describe("RULES 8: file order", () => {
  it("rows rise through batches, windows and engines", async () => {
    const text = `Code\n${Array.from({ length: 300_000 }, (_, i) => (i % 7 === 3 ? "" : `0x${i.toString(16)}`)).join("\n")}\n`;
    const { records } = await read(text);
    expect(
      records.every(
        ({ row, code, offset }, i) => row === code! + 1 && (i === 0 || offset > records[i - 1]!.offset),
      ),
    ).toBe(true);
    expect(records.at(-1)!.row).toBe(300_000);
  });
});
