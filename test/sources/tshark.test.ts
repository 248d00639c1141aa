/** Exports of Wireshark and tshark: the lines are those that tshark 4.0.17 wrote of a capture made for it. */
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFor, entriesOf } from "../../src/names/lookup.js";
import { RowCells } from "../../src/sources/tshark/row-cells.js";
import { allSamples } from "../samples/all-samples.mjs";
import { damageRun } from "./damage.js";
import { codesIn, errorOf, type Read, read, readOnce } from "./read.js";

const SAMPLES = allSamples().filter(({ file }) => /^(?:tshark|wireshark)-/.test(file));
const SHARED = "../shared/traces/text/tshark-smb2-ioctl.csv";
const REQUESTS_NOTE = "requests are counted, their responses are not (--direction response or both)";
const UNTOLD_NOTE =
  "requests and responses cannot be told apart here, so both may be counted; export the field smb2.flags.response, too";

function bytesOf(file: string): Uint8Array {
  return SAMPLES.find((sample) => sample.file === file)!.bytes;
}

/** Cells of the records in `names`, with their rows. */
function table({ records }: Read, ...names: readonly (keyof Read["records"][number]["cells"])[]) {
  return records.map(({ row, code, cells }) => [row, code, ...names.map((name) => cells[name])]);
}

const FIELDS = `frame.number,smb2.cmd,smb2.flags.response,smb2.ioctl.function,smb2.nt_status,smb2.filename,smb2.tree,smb2.ioctl.is_fsctl,smb2.time
"8","11","1","0x001401fc","0x00000000",,"\\\\files01\\export",,"0.001234000"
"11","11","0","0x000900a8",,,"\\\\files01\\export","1",
"12","11","1",,"0xc0000275",,"\\\\files01\\export",,"0.001234000"
"24","11","1","0x0011c017","0x80000005",,"\\\\files01\\export",,"0.001234000"
"37","5,11,6","0,0,0","0x000900a8",,"docs\\plan.txt","\\\\files01\\export,\\\\files01\\export,\\\\files01\\export","1",
"38","5,11,6","1,1,1",,"0x00000000,0xc0000275,0x00000000",,"\\\\files01\\export,\\\\files01\\export,\\\\files01\\export",,"0.001234000,0.001234000,0.001234000"
"39","11,11","0,0","0x001401fc,0x00144064",,,"\\\\files01\\export,\\\\files01\\export","1,1",
"40","11,11","1,1","0x001401fc,0x00144064","0x00000000,0x00000000",,"\\\\files01\\export,\\\\files01\\export",,"0.001234000,0.001234000"
"42","11,11","1,1","0x000900a4","0x00000000,0xc0000010",,"\\\\files01\\export,\\\\files01\\export",,"0.001234000,0.001234000"
"43","11","0","0x002d1400",,,"\\\\files01\\export","0",
`;

describe("-T fields", () => {
  it("counts requests by default and says so; what is left out is other", async () => {
    const result = await read(FIELDS);
    expect(table(result, "direction", "operation", "path")).toEqual([
      [2, 0x000900a8, "request", "FileSystemControl", "\\\\files01\\export"],
      [5, 0x000900a8, "request", "FileSystemControl", "\\\\files01\\export\\docs\\plan.txt"],
      [7, 0x001401fc, "request", "FileSystemControl", "\\\\files01\\export"],
      [7, 0x00144064, "request", "FileSystemControl", "\\\\files01\\export"],
      [10, 0x002d1400, "request", "DeviceIoControl", "\\\\files01\\export"],
    ]);
    expect(result.notes).toEqual([REQUESTS_NOTE]);
    expect(result.accounting).toMatchObject({ records: 10, decoded: 4, other: 6, rejected: 0, codes: 5 });
  });

  it("RULES 9: a field with two codes is one record and two rows", async () => {
    const both = await read(FIELDS, { direction: "both" });
    expect(both.accounting).toMatchObject({ records: 10, decoded: 8, other: 2, codes: 10 });
    expect(both.notes).toEqual([]);
    const responses = await read(FIELDS, { direction: "response" });
    expect(responses.accounting).toMatchObject({ records: 10, decoded: 4, other: 6, codes: 5 });
    expect(responses.notes).toEqual([]);
  });

  it("gives each code the status and time of its own message, and none when that is unknown", async () => {
    expect(table(await read(FIELDS, { direction: "response" }), "status", "duration")).toEqual([
      [1, 0x001401fc, "0x00000000", 0.001234],
      [4, 0x0011c017, "0x80000005", 0.001234],
      [8, 0x001401fc, "0x00000000", 0.001234],
      [8, 0x00144064, "0x00000000", 0.001234],
      // One of two failed and carries no code: which one is not told.
      [9, 0x000900a4, null, 0.001234],
    ]);
    const mixed = `smb2.cmd,smb2.flags.response,smb2.ioctl.function,smb2.nt_status\n"5,11,6","1,1,1","0x0011c017","0x00000000,0x80000005,0xc0000008"\n`;
    expect(table(await read(mixed, { direction: "both" }), "status")).toEqual([
      [1, 0x0011c017, "0x80000005"],
    ]);
  });

  it("has no status for a request, whatever the field says", async () => {
    const smb1 = `smb2.ioctl.function\tsmb.flags.response\tsmb.nt_status\tsmb.nt.ioctl.isfsctl\n0x000900a8\t0\t0x00000000\t1\n`;
    expect(table(await read(smb1), "direction", "status", "operation")).toEqual([
      [1, 0x000900a8, "request", null, "FileSystemControl"],
    ]);
  });

  it.each([
    [",", "d", ","],
    ["\t", "n", ","],
    [";", "s", "|"],
    ["|", "n", ","],
    [",", "s", " "],
    ["\t", "d", "/"],
  ])("is read with separator %j, quote %s, aggregator %j", async (separator, quote, aggregator) => {
    const mark = { d: '"', s: "'", n: "" }[quote]!;
    const rows = FIELDS.trimEnd()
      .split("\n")
      .slice(1)
      .map((row) =>
        Array.from(row.matchAll(/(?:^|,)(?:"([^"]*)")?/g), ([, text]) =>
          text === undefined ? "" : mark + text.replaceAll(",", aggregator) + mark,
        ).join(separator),
      );
    const header = FIELDS.slice(0, FIELDS.indexOf("\n")).replaceAll(",", separator);
    const result = await read([header, ...rows, ""].join("\r\n"), { direction: "both" });
    const expected = await read(FIELDS, { direction: "both" });
    const names = ["direction", "path", "status", "duration", "operation"] as const;
    expect(table(result, ...names)).toEqual(table(expected, ...names));
    expect(result.source).toBe("tshark");
  });

  it("is read as later versions write it: separators and backslashes behind a backslash, True and False", async () => {
    const later = String.raw`smb2.cmd,smb2.flags.response,smb2.ioctl.function,smb2.tree
11\,11,False\,False,0x001401fc\,0x00144064,\\\\files01\\export\,\\\\files01\\export
11,True,0x001401fc,\\\\files01\\export
`;
    expect(table(await read(later, { direction: "both" }), "direction", "path")).toEqual([
      [1, 0x001401fc, "request", "\\\\files01\\export"],
      [1, 0x00144064, "request", "\\\\files01\\export"],
      [2, 0x001401fc, "response", "\\\\files01\\export"],
    ]);
  });

  it("rejects rows that are not of the header's columns, with a hint, and goes on", async () => {
    const result = await read(
      "frame.number,smb2.flags.response,smb2.ioctl.function\n1,0,0,0x001401fc,0x00144064\n2,0\n3,0,0x00144064\n",
    );
    expect(table(result)).toEqual([[3, 0x00144064]]);
    expect(result.issues).toMatchObject([
      { row: 1, line: 2, error: "E_COLUMN_COUNT", message: expect.stringContaining("-E quote=d") },
      { row: 2, line: 3, error: "E_COLUMN_COUNT", message: "the row has 2 cells, the header 3" },
    ]);
  });

  it("rejects what is no code, and keeps the other codes of the record", async () => {
    const result = await read(
      'smb2.flags.response,smb2.ioctl.function\n"0","0x001401fc,0x1g"\n"0","0x1001401fc"\n"0","?"\n',
    );
    expect(table(result)).toEqual([[1, 0x001401fc]]);
    expect(result.issues.map(({ row, error }) => [row, error])).toEqual([
      [1, "E_CODE_TEXT"],
      [2, "E_RANGE"],
      [3, "E_CODE_TEXT"],
    ]);
    expect(result.accounting).toMatchObject({ decoded: 1, rejected: 2 });
  });

  it("keeps everything, and says so, when the export does not tell requests from responses", async () => {
    const text = "frame.number\tsmb2.ioctl.function\n7\t0x001401fc\n8\t0x001401fc\n";
    const result = await read(text);
    expect(result.accounting).toMatchObject({ records: 2, decoded: 2 });
    expect(result.notes).toEqual([UNTOLD_NOTE]);
    expect((await read(text, { direction: "response" })).notes).toEqual([UNTOLD_NOTE]);
    expect((await read(text, { direction: "both" })).notes).toEqual([]);
  });

  it("takes the direction and the file from the Info column where there are no fields for them", async () => {
    const text = `_ws.col.Info\tsmb2.ioctl.function\nIoctl Request FSCTL_GET_REPARSE_POINT File: docs\\plan.txt\t0x000900a8\nIoctl Response FSCTL_GET_REPARSE_POINT File: docs\\plan.txt\t0x000900a8\n`;
    expect(table(await read(text), "direction", "path")).toEqual([
      [1, 0x000900a8, "request", "docs\\plan.txt"],
    ]);
  });

  it("takes the column that is named", async () => {
    const list =
      '"No.","Protocol","Function","Info"\n"1","SMB2","0x000902eb","Ioctl Request FILE_SYSTEM Function:0x00ba"\n';
    expect(table(await read(list, { codeColumn: "function" }), "direction")).toEqual([
      [1, 0x000902eb, "request"],
    ]);
    expect(await codesIn(list, { codeColumn: 3 })).toEqual([0x000902eb]);
    expect(await codesIn(list)).toEqual([null]);
    const error = await errorOf(list, { codeColumn: "code" });
    expect(error).toMatchObject({ code: "E_MISSING_COLUMN", message: expect.stringContaining('"code"') });
  });

  it("without names is read when the column is named by its number", async () => {
    const text = "7\t11\t0\t0x001401fc\n8\t11\t1\t0x001401fc\n39\t11,11\t0,0\t0x001401fc,0x00144064\n";
    const result = await read(text, { source: "tshark", codeColumn: 4 });
    expect(table(result)).toEqual([
      [1, 0x001401fc],
      [2, 0x001401fc],
      [3, 0x001401fc],
      [3, 0x00144064],
    ]);
    expect(result.notes).toEqual([UNTOLD_NOTE]);
    expect(await codesIn(text.replaceAll("\t", ";"), { source: "tshark", codeColumn: "4" })).toHaveLength(4);
    const quoted = '"7";"0";"0x001401fc"\n"8";"1";\n';
    expect(await codesIn(quoted, { source: "tshark", codeColumn: 3 })).toEqual([0x001401fc]);
    for (const options of [{}, { codeColumn: "smb2.ioctl.function" }, { codeColumn: 5 }, { codeColumn: 0 }]) {
      const error = await errorOf(text, { source: "tshark", ...options });
      expect(error).toMatchObject({
        code: "E_NOT_A_TRACE",
        message: expect.stringContaining("--code-column"),
      });
    }
  });

  it("says which field is missing, and which stands there twice", async () => {
    expect(await errorOf("frame.number\tsmb2.cmd\n1\t11\n")).toMatchObject({
      code: "E_MISSING_COLUMN",
      message: expect.stringContaining("-e smb2.ioctl.function"),
    });
    const twice = "smb2.ioctl.function\tsmb2.ioctl.function\n0x1\t0x1\n";
    expect(await errorOf(twice)).toMatchObject({ code: "E_DUPLICATE_COLUMN" });
  });

  it("leaves tables with other titles to csv, names through Wireshark's table all the same", async () => {
    const result = await readOnce(
      Buffer.from("process,smb2.ioctl.function\nsystem,FSCTL_CREATE_USN_JOURNAL\n"),
      {},
    );
    expect(result.source).toBe("csv");
    expect(result.records).toMatchObject([{ code: 0x000940e7, cells: { processName: "system" } }]);
  });
});

describe("cells of a row", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "é", "资", ",", ";", '"', "'", "\\", " ", "303"),
    maxLength: 8,
  });
  const doubled = (value: string) => value.replaceAll("\\", "\\\\");

  it("are those that were written in quotes, doubled inside", () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 2, maxLength: 5 }),
        fc.constantFrom('"', "'"),
        (values, quote) => {
          const line = values
            .map((value) => quote + doubled(value).replaceAll(quote, quote + quote) + quote)
            .join(",");
          expect(new RowCells(",", values.length).split(line, Buffer.from(line))).toEqual(values);
        },
      ),
    );
  });

  it("are those that were written with separators behind a backslash", () => {
    const plain = text.filter((value) => !/^["']/.test(value));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 2, maxLength: 5 }), (values) => {
        const line = values.map((value) => doubled(value).replaceAll(",", "\\,")).join(",");
        expect(new RowCells(",", values.length).split(line, Buffer.from(line))).toEqual(values);
      }),
    );
  });

  it("are those that were written with every byte beyond ASCII in octal, but for those of an arrow", () => {
    const octal = (value: string) =>
      Buffer.concat(
        Array.from(Buffer.from(doubled(value).replaceAll('"', '""')), (byte) =>
          byte < 0x80 || [0xe2, 0x86, 0x92].includes(byte)
            ? Buffer.from([byte])
            : Buffer.from(`\\${byte.toString(8)}`),
        ),
      );
    const any = fc.string({ unit: fc.constantFrom("a", "Æ", "é", "资", "↑", '"', "\\", ","), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 5 }), (values) => {
        const cells = values.flatMap((value) => [Buffer.from('"'), octal(value), Buffer.from('",')]);
        const bytes = Buffer.concat(cells).subarray(0, -1);
        expect(new RowCells(",", values.length).split(bytes.toString(), bytes)).toEqual(values);
      }),
    );
  });

  it("keep what tshark up to 4.0 writes: quotes inside alone, backslashes single", () => {
    const split = (line: string, count: number) => new RowCells(",", count).split(line, Buffer.from(line));
    expect(split(String.raw`"5","reports\Ärger, "q3".txt",`, 3)).toEqual([
      "5",
      String.raw`reports\Ärger, "q3".txt`,
      "",
    ]);
    expect(split('"5","say "hi"",', 3)).toEqual(["5", 'say "hi"', ""]);
    expect(split(String.raw`"\\files01\export","a\303b"`, 2)).toEqual([
      String.raw`\\files01\export`,
      String.raw`a\303b`,
    ]);
  });
});

describe("the Info column", () => {
  const lines = (...infos: string[]) =>
    infos
      .map(
        (info, i) =>
          `${String(i + 1).padStart(5)}   0.00740${i}     10.0.0.9 → 10.0.0.5     SMB2 202 ${info}\n`,
      )
      .join("");

  it("tells names, files and errors", async () => {
    const result = await read(
      lines(
        "Ioctl Request FSCTL_QUERY_NETWORK_INTERFACE_INFO",
        "Ioctl Response, Error: STATUS_BUFFER_OVERFLOW FSCTL_PIPE_TRANSCEIVE File: srvsvc",
        'Ioctl Request FSCTL_GET_REPARSE_POINT File: reports\\Ärger, "q3"; final.txt',
        "Ioctl Request FSCTL_DFS_GET_REFERRALS, File: ",
        "Ioctl Response FSCTL_PIPE_WAIT File: [unknown]",
        "Ioctl Response, Error: Unknown (0xC0001234) FSCTL_SRV_COPYCHUNK",
        "Ioctl Response, Error: STATUS_NOT_A_REPARSE_POINT",
        "NT Trans Request, NT IOCTL FSCTL_GET_REPARSE_POINT, FID: 0x4000",
        "NT Trans Response, NT IOCTL",
        "GetInfo Request FILE_INFO/SMB2_FILE_ALL_INFO File: Ioctl.txt",
      ),
      { direction: "both" },
    );
    expect(table(result, "time", "direction", "status", "path")).toEqual([
      [1, 0x001401fc, "0.007400", "request", null, null],
      [2, 0x0011c017, "0.007401", "response", "STATUS_BUFFER_OVERFLOW", "srvsvc"],
      [3, 0x000900a8, "0.007402", "request", null, 'reports\\Ärger, "q3"; final.txt'],
      [4, 0x00060194, "0.007403", "request", null, null],
      [5, 0x00110018, "0.007404", "response", null, null],
      [6, 0x001440f2, "0.007405", "response", "0xC0001234", null],
      [8, 0x000900a8, "0.007407", "request", null, null],
    ]);
    expect(result.accounting).toMatchObject({ records: 10, decoded: 7, other: 3 });
  });

  it("tells several messages of a packet", async () => {
    const result = await read(
      lines(
        "Create Request File: docs\\plan.txt;Ioctl Request FSCTL_GET_REPARSE_POINT;Close Request",
        "Create Response File: docs\\plan.txt;Ioctl Response, Error: STATUS_NOT_A_REPARSE_POINT;Close Response",
        "Ioctl Request FSCTL_SRV_REQUEST_RESUME_KEY File: a;b.txt;Ioctl Request FSCTL_SRV_COPYCHUNK File: c.txt",
      ),
    );
    expect(table(result, "path")).toEqual([
      [1, 0x000900a8, null],
      [3, 0x00140078, "a;b.txt"],
      [3, 0x001440f2, "c.txt"],
    ]);
  });

  it("invents no code where Wireshark shows device and function alone, or nothing", async () => {
    const result = await read(
      lines(
        "Ioctl Request FILE_SYSTEM Function:0x00ba File: a.txt",
        "Ioctl Request Unknown (0x0000DEAD) Function:0x048d",
        "Ioctl Request 8042_PORT Function:0x0002",
        "Ioctl Request File: a.txt",
        "Ioctl Request FSCTL_NEWER_THAN_THE_TABLE",
      ),
    );
    expect(result.records.map(({ code, codeText }) => [code, codeText])).toEqual([
      [null, "FILE_SYSTEM Function:0x00ba"],
      [null, "Unknown (0x0000DEAD) Function:0x048d"],
      [null, "8042_PORT Function:0x0002"],
      [null, null],
      [null, "FSCTL_NEWER_THAN_THE_TABLE"],
    ]);
    expect(result.accounting).toMatchObject({ records: 5, unresolved: 5 });
    expect(result.issues[0]).toMatchObject({
      kind: "unresolved",
      message: expect.stringContaining("access"),
    });
  });

  it("is read from the summary in all its looks", async () => {
    const info = "Ioctl Request FSCTL_QUERY_NETWORK_INTERFACE_INFO";
    for (const [line, time] of [
      [
        `    7 2023-11-14 22:13:20.008638     10.0.0.9 → 10.0.0.5     SMB2 202 ${info}`,
        "2023-11-14 22:13:20.008638",
      ],
      [`  7 1700000000.008638 fe80::1 -> fe80::2 SMB2 202 ${info}`, "1700000000.008638"],
      [`    7\t  0.007404\t    10.0.0.9\t→\t10.0.0.5    \tSMB2\t202\t${info}`, "0.007404"],
      [
        `No.     Time           Source                Destination           Protocol Length Info\r\n      7 0.007404       10.0.0.9              10.0.0.5              SMB2     202    ${info}`,
        "0.007404",
      ],
    ] as const) {
      const result = await read(`${line}\r\n`);
      expect(result.source).toBe("tshark");
      expect(result.records.map(({ code, cells }) => [code, cells.time])).toEqual([[0x001401fc, time]]);
    }
  });

  it("is read from Wireshark's CSV in UTF-16, too", async () => {
    const text = Buffer.from(bytesOf("wireshark-list.csv")).toString();
    const utf16 = Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le");
    expect(table(await read(utf16), "path")).toEqual(table(await read(text), "path"));
  });
});

describe("names", () => {
  const infoOf = (names: readonly string[]) =>
    `_ws.col.Info\n${names.map((name) => `Ioctl Request ${name}\n`).join("")}`;

  it("are those of Wireshark's table, every one", async () => {
    const entries = entriesOf("wireshark");
    expect(entries).toHaveLength(88);
    const result = await read(infoOf(entries.map(({ name }) => name)));
    expect(result.records.map(({ code, codeText }) => [codeText, code])).toEqual(
      entries.map(({ name, code }) => [name, code]),
    );
  });

  it("with a number of Wireshark's alone, and the one with two, are told; RULES 7", async () => {
    const entries = entriesOf("wireshark");
    const result = await read(infoOf(entries.map(({ name }) => name)));
    const told = result.issues.map(({ row, kind, error }) => [entries[row! - 1]!.name, kind, error]);
    const stale = entries.filter(({ name, code }) => codeFor(name)!.code !== code).map(({ name }) => name);
    expect(stale).toHaveLength(10);
    expect(told.map(([name]) => name).sort()).toEqual([...stale, "FSCTL_SET_REPARSE_POINT"].sort());
    expect(new Set(told.map(([, kind, error]) => `${kind} ${error}`))).toEqual(
      new Set(["warning E_AMBIGUOUS_NAME"]),
    );
    const messages = result.issues.map(({ message }) => message);
    expect(messages).toContain(
      "FSCTL_CREATE_USN_JOURNAL is 0x000940E7 for Wireshark, which was taken, and 0x000900E7 everywhere else",
    );
    expect(messages).toContain(
      "FSCTL_SET_REPARSE_POINT stands for 0x000900A4 and 0x000980A4; 0x000900A4 was taken",
    );
  });

  it("of responses that are left out are not told", async () => {
    const text = "smb2.flags.response,smb2.ioctl.function\n1,FSCTL_SET_REPARSE_POINT\n1,0xzz\n";
    const { issues, accounting } = await read(text);
    expect(issues).toEqual([]);
    expect(accounting).toMatchObject({ records: 2, other: 2, warnings: 0 });
  });
});

describe("packets as JSON", () => {
  const packet = (layers: string) => `{"_index": "packets-2023-11-14", "_source": {"layers": {${layers}}}}`;
  const message = (response: 0 | 1, code: string) =>
    `"smb2": {"SMB2 Header": {"smb2.cmd": "11", "smb2.flags_tree": {"smb2.flags.response": "${response}"}}, "Ioctl": {"smb2.ioctl.function": "${code}", "smb2.ioctl.function_tree": {"smb2.ioctl.function.function": "0x0000007f"}}}`;

  it("tell every message of a packet, though they have the same key", async () => {
    const text = `[\n${packet(`${message(0, "0x001401fc")}, ${message(0, "0x00144064")}`)},\n${packet(message(1, "0x001401fc"))}\n]\n`;
    const result = await read(text, { direction: "both" });
    expect(table(result, "direction")).toEqual([
      [1, 0x001401fc, "request"],
      [1, 0x00144064, "request"],
      [2, 0x001401fc, "response"],
    ]);
    expect(result.source).toBe("tshark");
  });

  it("tell the direction of each message, as mixed as they may be", async () => {
    const text = `[${packet(`${message(1, "0x001401fc")}, ${message(0, "0x00144064")}`)}]`;
    expect(table(await read(text))).toEqual([[1, 0x00144064]]);
  });

  it("are read with the fields of -e, from -T json and from -T ek", async () => {
    const json = packet(
      '"frame.time_epoch": ["1700000000.048128000"], "smb2.cmd": ["5", "11", "11"], "smb2.flags.response": ["0", "0", "0"], "smb2.ioctl.function": ["0x001401fc", "0x00144064"]',
    );
    const ek =
      '{"index":{"_index":"packets-2023-11-14","_type":"doc"}}\n{"timestamp":"1700000000048","layers":{"smb2_cmd":["5","11","11"],"smb2_flags_response":["0","0","0"],"smb2_ioctl_function":["0x001401fc","0x00144064"]}}\n';
    expect(table(await read(`[\n  ${json}\n]\n`), "direction", "time")).toEqual([
      [1, 0x001401fc, "request", "1700000000.048128000"],
      [1, 0x00144064, "request", "1700000000.048128000"],
    ]);
    const result = await read(ek);
    expect(table(result, "direction", "time")).toEqual([
      [1, 0x001401fc, "request", "1700000000048"],
      [1, 0x00144064, "request", "1700000000048"],
    ]);
    expect(result.accounting).toMatchObject({ records: 1, decoded: 1 });
  });

  it("are read from -T ek of older versions, which put the parent field in front", async () => {
    const text =
      '{"index" : {"_index": "packets-2018-05-01", "_type": "pcap_file", "_score": null}}\n{"timestamp" : "1525132800000", "layers" : {"frame": {"frame_frame_time": "May  1, 2018"}, "smb2": {"text_smb2_cmd": "11", "smb2_flags_smb2_flags_response": "1", "text_smb2_ioctl_function": "0x001401fc", "smb2_ioctl_function_smb2_ioctl_function_method": "0x00000000"}}}\n';
    expect(table(await read(text, { direction: "response" }), "direction", "time")).toEqual([
      [1, 0x001401fc, "response", "May  1, 2018"],
    ]);
  });

  it("tell file and share", async () => {
    const smb = (handle: string) =>
      `"smb2": {"SMB2 Header": {"smb2.flags.response": "0", "smb2.tid_tree": {"smb2.tree": "\\\\\\\\files01\\\\export"}}, "Ioctl": {"smb2.ioctl.function": "0x000900a8", "${handle}": {"smb2.fid": "x"}}}`;
    const text = `[${packet(smb("GUID handle File: docs\\\\plan.txt"))},${packet(smb("GUID handle File: [unknown]"))},${packet(smb("GUID handle"))}]`;
    expect(table(await read(text), "path")).toEqual([
      [1, 0x000900a8, "\\\\files01\\export\\docs\\plan.txt"],
      [2, 0x000900a8, "\\\\files01\\export"],
      [3, 0x000900a8, "\\\\files01\\export"],
    ]);
  });

  it("says when -j left the fields out that hold the codes", async () => {
    const json = packet(
      '"frame": {"filtered": "frame"}, "smb2": {"SMB2 Header": {"filtered": "SMB2 Header"}}',
    );
    const ek =
      '{"timestamp":"1700000000048","layers":{"frame":{"filtered":"frame"},"smb2":{"text":[{"filtered":"text"}]}}}';
    const none = packet('"frame": {"filtered": "frame"}, "dns": {"text": {"filtered": "text"}}');
    expect((await read(`[${json},${json}]`)).notes).toEqual([expect.stringContaining("-J")]);
    expect((await read(`${ek}\n${ek}\n`)).notes).toEqual([expect.stringContaining("-J")]);
    expect((await read(`[${none}]`)).notes).toEqual([]);
  });

  it("are read when the file ends early, and past a broken one", async () => {
    const good = packet(message(0, "0x001401fc"));
    const cut = await read(`[\n  ${good},\n  ${good.slice(0, -20)}`);
    expect(cut.accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1 });
    const broken = await read(
      `[\n  ${good},\n  ${good.replace('"smb2.cmd": "11"', '"smb2.cmd": "11')},\n  ${good}\n]\n`,
    );
    expect(broken.records.map(({ row }) => row)).toEqual([1, 3]);
    expect(broken.issues).toMatchObject([{ row: 2, line: 3, kind: "rejected", error: "E_SYNTAX" }]);
  });

  it("are none in an empty export", async () => {
    const result = await read("[\n\n\n]\n", { source: "tshark" });
    expect(result.accounting).toMatchObject({ records: 0 });
  });
});

describe("more than a packet can hold", () => {
  const MANY = 300_000;

  it("is rejected, in every form, and the rest is read", async () => {
    const value = "0x001401fc,".repeat(MANY);
    const rows = await readOnce(
      Buffer.from(`smb2.flags.response\tsmb2.ioctl.function\n0\t${value}\n0\t0x001401fc\n`),
      {},
    );
    const info = "Ioctl Request FSCTL_PIPE_WAIT;".repeat(MANY / 6);
    const line = (text: string) => `1 0.1 10.0.0.9 → 10.0.0.5 SMB2 202 ${text}\n`;
    const summary = await readOnce(Buffer.from(line(info) + line("Ioctl Request FSCTL_PIPE_WAIT")), {});
    const packet = (layers: string) => `{"_source": {"layers": {${layers}}}}`;
    const values = `"smb2.ioctl.function": [${'"0x1",'.repeat(MANY)}"0x1"]`;
    const messages = `${'"smb2": {},'.repeat(MANY)} "smb2.ioctl.function": "0x1"`;
    const long = `"smb2.ioctl.function": "${"0".repeat(100_000)}"`;
    const json = await readOnce(
      Buffer.from(
        `[${[values, messages, long, '"smb2.ioctl.function": null', '"smb2.ioctl.function": "0x001401fc"'].map(packet).join(",\n")}]`,
      ),
      {},
    );
    expect(rows.issues).toMatchObject([
      { row: 1, error: "E_RECORD_TOO_LONG", column: "smb2.ioctl.function" },
    ]);
    expect(summary.issues).toMatchObject([{ row: 1, error: "E_RECORD_TOO_LONG" }]);
    expect(json.issues).toMatchObject(
      [1, 2, 3].map((row) => ({ row, kind: "rejected", error: "E_RECORD_TOO_LONG" })),
    );
    expect([rows, summary, json].map(({ records }) => records.length)).toEqual([1, 1, 1]);
  });

  it("is not what a full packet holds", async () => {
    const codes = Array.from({ length: 90_000 }, (_, i) => `0x${(i + 1).toString(16)}`);
    const text = `smb2.cmd,smb2.flags.response,smb2.ioctl.function,smb2.tree\n"${codes.map(() => "11").join(",")}","${codes.map(() => "0").join(",")}","${codes.join(",")}","${codes.map(() => "x").join(",")}"\n`;
    const { records, accounting } = await readOnce(Buffer.from(text), {});
    expect(records.map(({ code }) => code)).toEqual(codes.map(Number));
    expect(accounting).toMatchObject({ records: 1, decoded: 1, codes: 90_000 });
  });
});

describe("a wrong --source tshark", () => {
  it.each([
    ['"Time of Day","Process Name","PID","Operation","Path","Result","Detail"\n', "Process Monitor"],
    ["0x222000\n0x222004\n", "a list"],
    ["timestamp,process,IoControlCode\n1,a.exe,0x222000\n", "a table"],
    ['{"name":"IoControlCode","value":"0x0004d008"}\n', "other JSON"],
    ["0080:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d0c10 (device=2d access=0)\n", "a log"],
  ])("ends with an error for %j (%s)", async (text) => {
    expect(await errorOf(text, { source: "tshark" })).toMatchObject({ code: "E_NOT_A_TRACE" });
  });
});

describe("the samples", () => {
  it("tell the same of one conversation, whichever way it was exported", async () => {
    const all = await Promise.all(
      ["tshark-packets.json", "tshark-packets.ndjson", "tshark-fields.tsv", "tshark-fields.csv"].map(
        async (file) => {
          const result = await read(bytesOf(file), { direction: "both" });
          return table(result, "direction", "status", "duration", "operation");
        },
      ),
    );
    expect(all[0]).toHaveLength(17);
    for (const other of all.slice(1)) expect(other).toEqual(all[0]);
  });

  it("tell the same in the list and in the summary, and the codes that have names", async () => {
    const list = await read(bytesOf("wireshark-list.csv"), { direction: "both" });
    const summary = await read(bytesOf("tshark-summary.txt"), { direction: "both" });
    const names = ["time", "direction", "status", "path"] as const;
    expect(table(list, ...names)).toEqual(table(summary, ...names));
    const json = await read(bytesOf("tshark-packets.json"), { direction: "both" });
    const named = list.records.map(({ row, code }) => [row, code]);
    const numbers = json.records.map(({ row, code }) => [row, code]);
    expect(named.filter(([, code]) => code !== null)).toEqual(
      numbers.filter((_, i) => named[i]![1] !== null),
    );
  });

  it.each(SAMPLES)(
    "$file survives damage",
    async ({ bytes }) => {
      await damageRun("tshark", bytes, { cutStep: Math.ceil(bytes.length / 250), mutations: 150 });
    },
    120_000,
  );
});

describe.skipIf(!existsSync(SHARED))("a real export", () => {
  it("is read as its own lines say", async () => {
    const text = readFileSync(SHARED, "utf8");
    const rows = text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.replaceAll('"', "").split(","));
    for (const [direction, flag] of [
      ["request", "0"],
      ["response", "1"],
    ] as const) {
      const expected = rows.filter((row) => row[2] === flag && row[3] !== "").map((row) => Number(row[3]));
      expect(await codesIn(text, { direction })).toEqual(expected);
    }
    expect(rows).toHaveLength(11);
  });
});
