/** Columns by their titles: RULES 14; and what is no trace at all. */
import { describe, expect, it } from "vitest";
import { errorOf, read } from "./read.js";

const first = async (text: string, options = {}) => {
  const { records, source } = await read(text, options);
  expect(source).toBe("csv");
  return { code: records[0]!.code, ...records[0]!.cells };
};

describe("RULES 14: columns of a generic CSV", () => {
  it.each([
    ["timestamp", "time", "noon", "noon"],
    ["time", "time", "noon", "noon"],
    ["pid", "processId", "4", 4],
    ["tid", "threadId", "0x10", 16],
    ["process", "processName", "a.exe", "a.exe"],
    ["processName", "processName", "a.exe", "a.exe"],
    ["image", "processName", "a.exe", "a.exe"],
    ["path", "path", "C:", "C:"],
    ["file", "path", "C:", "C:"],
    ["device", "path", "C:", "C:"],
    ["status", "status", "0xC0000010", "0xC0000010"],
    ["result", "status", "SUCCESS", "SUCCESS"],
    ["inLen", "inputLength", "12", 12],
    ["inputLength", "inputLength", "12", 12],
    ["outLen", "outputLength", "12", 12],
    ["outputLength", "outputLength", "12", 12],
    ["duration", "duration", "0.25", 0.25],
    ["durationMs", "duration", "250", 0.25],
    ["durationUs", "duration", "250000", 0.25],
  ])("%s is %s", async (title, column, text, value) => {
    const spaced = title.replace(/([A-Z])/g, " $1");
    for (const spelling of [
      title,
      title.toUpperCase(),
      spaced,
      spaced.replace(" ", "_"),
      spaced.replace(" ", "-").toLowerCase(),
    ]) {
      expect(await first(`${spelling},IoControlCode\n${text},0x902eb\n`)).toEqual({
        code: 0x902eb,
        [column]: value,
      });
    }
  });

  it.each([
    "IoControlCode",
    "IoctlCode",
    "ControlCode",
    "FsControlCode",
    "smb2.ioctl.function",
    "InfoClass",
    "Control",
    "Code",
  ])("%s is the code", async (title) => {
    const spaced = title.replace(/(?<=[a-z])([A-Z])/g, " $1");
    for (const spelling of [
      title,
      title.toLowerCase(),
      spaced,
      spaced.replaceAll(" ", "_").toUpperCase(),
      `"${title}"`,
    ]) {
      expect(await first(`a,${spelling}\n1,0x902eb\n`)).toEqual({ code: 0x902eb });
    }
  });

  it("a number that is none, or too large, is missing; so is an empty cell", async () => {
    const { records } = await read(
      'code,pid,duration,path\n0x1,x,fast,\n0x1,4294967296,-,""\n0x1,-1,,x\n0x1, 7 ,"0,5",y\n',
    );
    expect(records.map(({ cells }) => [cells.processId, cells.duration, cells.path])).toEqual([
      [null, null, null],
      [null, null, null],
      [null, null, "x"],
      [7, 0.5, "y"],
    ]);
  });

  it.each([
    [",", ","],
    [";", ";"],
    ["\t", "tab"],
    ["|", "|"],
  ])("the delimiter is found in the header: %j (%s)", async (delimiter) => {
    const text = `pid,ioctlcode,path\n4,0x902eb,"a""b"\n`.replaceAll(",", delimiter);
    expect(await first(text)).toEqual({ code: 0x902eb, processId: 4, path: 'a"b' });
  });

  it("--delimiter overrules", async () => {
    expect(await first("pid:code\n4:0x1\n", { delimiter: ":" })).toEqual({ code: 1, processId: 4 });
  });

  it("--code-column is a title, or a number from 1", async () => {
    const text = "a,request no,Code\n0x1,0x2,0x3\n";
    expect(await first(text)).toMatchObject({ code: 3 });
    for (const codeColumn of ["Request-No", "request no", 2, "2"])
      expect((await first(text, { codeColumn })).code).toBe(2);
    for (const codeColumn of [0, 4, "0", "nothing"]) {
      const error = await errorOf(text, { codeColumn });
      expect([error.code, error.message]).toEqual([
        "E_NOT_A_TRACE",
        expect.stringContaining(JSON.stringify(codeColumn)),
      ]);
      expect((await errorOf(text, { codeColumn, source: "csv" })).code).toBe("E_MISSING_COLUMN");
    }
  });

  it("--no-header takes the first row as data", async () => {
    const { records } = await read("x,0x1\ny,0x2\n", { noHeader: true, codeColumn: 2 });
    expect(records.map(({ row, offset, code }) => [row, offset, code])).toEqual([
      [1, 0, 1],
      [2, 6, 2],
    ]);
  });

  it.each([
    ["Code,pid,code\n0x1,4,0x2\n", {}, '"Code" twice, as columns 1 and 3'],
    ["Io Control Code;pid;io_control_code\n0x1;4;0x2\n", {}, '"Io Control Code" twice, as columns 1 and 3'],
    ["x,pid,X\n0x1,4,0x2\n", { codeColumn: "x" }, '"x" twice, as columns 1 and 3'],
    ["Operation,Detail,Path,Detail\nReadFile,,,\n", {}, '"Detail" twice, as columns 2 and 4'],
    ["Operation,Detail,Operation\nReadFile,,\n", {}, '"Operation" twice, as columns 1 and 3'],
  ])(
    "two columns of the name that is needed are an error that names them: %j",
    async (text, options, message) => {
      const error = await errorOf(text, options);
      expect([error.code, error.message]).toEqual(["E_DUPLICATE_COLUMN", expect.stringContaining(message)]);
    },
  );

  it("two columns of another name are none", async () => {
    expect(await first("pid,code,pid\n4,0x1,8\n")).toEqual({ code: 1, processId: 4 });
  });

  it("columns that are not asked for are not filled, and change no count", async () => {
    const { records, accounting } = await read("pid,code,path\n4,0x1,x\n", { columns: ["path", "status"] });
    expect(records[0]!.cells).toEqual({ path: "x" });
    expect(accounting.decoded).toBe(1);
  });
});

describe("Process Monitor's columns", () => {
  it("stand in any order and number; time is Time of Day, else Date & Time", async () => {
    const text =
      '"Detail","TID","Date & Time","PID","Result","Operation","Duration","Process Name","Path"\n"Control: 0x220003","12","3/2/2031 1:02:11 PM","4","SUCCESS","InternalDeviceIoControl","0,0000125","a.exe","D:"\n';
    const { records, source } = await read(text);
    expect(source).toBe("procmon-csv");
    const cells = {
      threadId: 12,
      processId: 4,
      status: "SUCCESS",
      operation: "InternalDeviceIoControl",
      duration: 0.0000125,
      processName: "a.exe",
      path: "D:",
    };
    expect(records[0]!.cells).toEqual({ time: "3/2/2031 1:02:11 PM", ...cells });
    const both = text
      .replace('"Detail"', '"Time of Day","Detail"')
      .replace('"Control', '"1:02:11.0420000 PM","Control');
    expect((await read(both)).records[0]!.cells).toEqual({ time: "1:02:11.0420000 PM", ...cells });
  });

  it("a pending request has neither status nor duration", async () => {
    const { records } = await read("Operation,Result,Duration,Detail\nDeviceIoControl,,,Control: 0x1\n");
    expect(records[0]!.cells).toEqual({ operation: "DeviceIoControl", status: null, duration: null });
  });

  it("Detail alone tells control rows by Control:", async () => {
    const { records, accounting } = await read(
      'Detail\n"Offset: 0, Control: 0x1"\nControl: 0x902eb\n"control: 0x1"\n""\n',
    );
    expect(records.map(({ row, code }) => [row, code])).toEqual([[2, 0x902eb]]);
    expect(accounting).toMatchObject({ records: 4, other: 3 });
  });
});

describe("what is no trace", () => {
  const rubbish = Uint8Array.from({ length: 70_000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff);
  it.each([
    ["binary rubbish", rubbish, "E_NOT_A_TRACE"],
    ["zeros", new Uint8Array(5000), "E_NOT_A_TRACE"],
    ["prose", "Dear all,\nplease find attached what you asked for.\n", "E_NOT_A_TRACE"],
    ["a table without a code", "a,b\n1,2\n", "E_NOT_A_TRACE"],
    ["a header cut in a quoted field", '"Operation","Deta', "E_NOT_A_TRACE"],
    ["a byte order mark alone", "\ufeff", "E_EMPTY"],
    ["nothing", "", "E_EMPTY"],
  ])("%s", async (_, input, code) => {
    expect((await errorOf(input)).code).toBe(code);
  });

  it.each(["csv", "procmon-csv", "list"])(
    "RULES 16: nothing, said to be %s, has no records",
    async (source) => {
      const { accounting, records } = await read("", { source });
      expect(records).toEqual([]);
      expect(accounting).toMatchObject({ records: 0, bytes: 0 });
    },
  );
});
