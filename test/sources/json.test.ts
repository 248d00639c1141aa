/** JSON reports: the shapes of known tools, what a record is, the grammar of codes, `--json-path`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DecodeOptions } from "../../src/decode.js";
import { inPieces, outputsOf } from "../samples/outputs.js";
import { damageRun, edited, edits } from "./damage.js";
import { errorOf, type ReadRecord, read, readOnce } from "./read.js";

/** Cells that are there. */
function cellsOf({ cells }: ReadRecord) {
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));
}

async function codes(value: unknown, options: DecodeOptions = {}): Promise<(number | string | null)[]> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const { records } = await read(text, { source: "json", ...options });
  return records.map(({ code, codeText }) => code ?? codeText);
}

describe("shapes of known tools", () => {
  it("CAPE: a call is a record; the name beside the number is kept where it is the number's", async () => {
    const call = (api: string, value: string, pretty: string | null, more: object = {}) => ({
      timestamp: "2031-03-02 12:00:00,123",
      thread_id: "1234",
      category: "device",
      api,
      status: true,
      return: "0x00000001",
      arguments: [
        { name: "DeviceHandle", value: "0x00000124" },
        { name: "IoControlCode", value, ...(pretty === null ? {} : { pretty_value: pretty }) },
        { name: "InBuffer", value: "\\x00" },
        { name: "InBufferLength", value: 16 },
      ],
      repeated: 0,
      ...more,
    });
    const report = {
      statistics: { processing: [{ name: "BehaviorAnalysis", time: 1.5 }] },
      info: { id: 7, machine: { name: "win10" } },
      target: { category: "file", file: { name: "sample.exe", path: "/tmp/sample.exe" } },
      behavior: {
        processes: [
          {
            process_id: 2316,
            process_name: "sample.exe",
            parent_id: 4,
            calls: [
              call("DeviceIoControl", "0x0004d008", "IOCTL_SCSI_MINIPORT"),
              { api: "NtClose", arguments: [{ name: "Handle", value: "0x00000124" }] },
              call("NtDeviceIoControlFile", "0x9c402604", null, {
                status: false,
                pretty_return: "ACCESS_DENIED",
              }),
              call("NtFsControlFile", "0x000900a8", "FSCTL_LOCK_VOLUME"),
              call("DeviceIoControl", "0x0039000e", "IOCTL_OF_ANOTHER_TABLE"),
            ],
          },
          { process_id: 4, process_name: "System", calls: [call("DeviceIoControl", "0x00070000", "")] },
        ],
      },
    };
    for (const text of [JSON.stringify(report), JSON.stringify(report, null, 4)]) {
      const { records, accounting, issues, source, notes } = await read(text);
      expect(source).toBe("json");
      expect(notes).toEqual([]);
      expect(records.map(({ row, code, codeText }) => [row, code, codeText])).toEqual([
        [1, 0x0004d008, "IOCTL_SCSI_MINIPORT"],
        [2, 0x9c402604, null],
        [3, 0x000900a8, null],
        [4, 0x0039000e, "IOCTL_OF_ANOTHER_TABLE"],
        [5, 0x00070000, null],
      ]);
      expect(records.map(({ offset }) => text.slice(offset).replace(/\s/g, "").slice(0, 13))).toEqual(
        new Array(5).fill('{"timestamp":'),
      );
      expect(cellsOf(records[0]!)).toEqual({
        time: "2031-03-02 12:00:00,123",
        processName: "sample.exe",
        processId: 2316,
        threadId: 1234,
        operation: "DeviceIoControl",
        status: "true",
        inputLength: 16,
      });
      expect(records.map(({ cells }) => [cells.processId, cells.operation, cells.status])).toEqual([
        [2316, "DeviceIoControl", "true"],
        [2316, "DeviceIoControl", "ACCESS_DENIED"],
        [2316, "FileSystemControl", "true"],
        [2316, "DeviceIoControl", "true"],
        [4, "DeviceIoControl", "true"],
      ]);
      expect(accounting).toMatchObject({ records: 5, decoded: 5, warnings: 1 });
      expect(issues).toMatchObject([{ row: 3, kind: "warning", error: "E_CODE_PARTS" }]);
    }
  });

  it("Cuckoo: decimal numbers, and their names under flags, are one code", async () => {
    const report = {
      info: { version: "2.0.7" },
      behavior: {
        processes: [
          {
            pid: 1284,
            process_name: "sample.exe",
            calls: [
              {
                category: "device",
                status: 1,
                api: "DeviceIoControl",
                return_value: 1,
                arguments: {
                  input_buffer: "",
                  device_handle: "0x00000124",
                  control_code: 2954240,
                  output_buffer: "",
                },
                time: 1920456000.125,
                tid: 1288,
                flags: { control_code: "IOCTL_STORAGE_QUERY_PROPERTY" },
              },
              { category: "file", api: "NtReadFile", arguments: { length: 4096 }, flags: {} },
            ],
          },
        ],
      },
    };
    const { records, accounting } = await read(JSON.stringify(report));
    expect(records).toMatchObject([{ row: 1, code: 0x002d1400, codeText: "IOCTL_STORAGE_QUERY_PROPERTY" }]);
    expect(cellsOf(records[0]!)).toEqual({
      time: "1920456000.125",
      processName: "sample.exe",
      processId: 1284,
      threadId: 1288,
      operation: "DeviceIoControl",
      status: "1",
    });
    expect(accounting).toMatchObject({ records: 1, decoded: 1, warnings: 0 });
  });

  it("CFB: the code of a request that is no control request is none", async () => {
    const irp = (header: object) => ({
      Header: {
        DeviceName: "\\Device\\HackSysExtremeVulnerableDriver",
        DriverName: "\\driver\\HEVD",
        InputBufferLength: 32,
        IoctlCode: 2236419,
        Irql: 0,
        MajorFunction: 14,
        MinorFunction: 0,
        OutputBufferLength: 0,
        Pid: 6596,
        ProcessName: "DriverClient.e",
        Status: 0,
        Tid: 8056,
        TimeStamp: 0,
        Type: 0,
        ...header,
      },
      InputBuffer: [65, 65],
      OutputBuffer: [],
    });
    const text = JSON.stringify([
      irp({ IoctlCode: 0, MajorFunction: 0 }),
      irp({ MajorFunction: 14 }),
      irp({ MajorFunction: 13, Status: 3221225488 }),
      irp({ MajorFunction: 3 }),
    ]).replaceAll('"TimeStamp":0', '"TimeStamp":133194954083127682');
    const { records, accounting, source } = await read(text);
    expect(source).toBe("json");
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [2, 0x00222003],
      [3, 0x00222003],
    ]);
    expect(cellsOf(records[0]!)).toEqual({
      time: "133194954083127682",
      processName: "DriverClient.e",
      processId: 6596,
      threadId: 8056,
      operation: "DeviceIoControl",
      path: "\\Device\\HackSysExtremeVulnerableDriver",
      status: "0x00000000",
      inputLength: 32,
      outputLength: 0,
    });
    expect(records[1]!.cells).toMatchObject({ operation: "FileSystemControl", status: "0xC0000010" });
    expect(accounting).toMatchObject({ records: 4, decoded: 2, other: 2 });
  });

  it("IoctlHunter: dec and hex are one code, which must agree", async () => {
    const call = (dec: string, hex: string) => ({
      symbol: "DeviceIoControl (kernelbase.dll)",
      handle_device: { dec: "452", hex: "0x000001c4" },
      handle_path: "\\Device\\ExampleSensor",
      ioctl: { dec, hex, details: { device: "0x22", access: "0x0", function: "0x800", method: "0x3" } },
      buff_in: { size: "16", hexdump: "", hex: "" },
      buff_out: { size: "0", bytes_returned: "0", hexdump: "", hex: "" },
      timestamp: "2031-03-02 12:00:00.123456",
    });
    const report = {
      counters: { ioctls: { "2236419": 2, "2236423": 1 }, drivers: { sensor: 1 } },
      exclusions: { ioctls: ["2236420"], drivers: [] },
      inclusions: { ioctls: [], drivers: [] },
      drivers: { sensor: { name: "sensor", key: "x", image_path: "C:\\sensor.sys", loaded: true } },
      ioctls: {
        "2236419": [call("2236419", "0x00222003"), call("2236419", "0x00222003")],
        "2236423": [{ ...call("2236423", "0x00222003"), handle_path: "N/A" }],
      },
    };
    const { records, issues, accounting, source } = await read(JSON.stringify(report, null, 4));
    expect(source).toBe("json");
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [1, 0x00222003],
      [2, 0x00222003],
      [3, 0x00222003],
    ]);
    expect(cellsOf(records[0]!)).toEqual({
      time: "2031-03-02 12:00:00.123456",
      operation: "DeviceIoControl",
      path: "\\Device\\ExampleSensor",
      inputLength: 16,
      outputLength: 0,
    });
    expect(records[2]!.cells.path).toBe(null);
    expect(issues).toMatchObject([{ row: 3, kind: "warning", error: "E_CODE_PARTS" }]);
    expect(issues[0]!.message).toContain("0x00222007");
    expect(accounting).toMatchObject({ records: 3, decoded: 3 });
  });

  it("ioctlance: a list is one record with its codes, every finding another", async () => {
    const report = {
      basic: {
        path: "samples/example.sys",
        time: { "ioctl handler": 2 },
        ioctl_handler: "0x11540",
        IoControlCodes: ["0x12c804", "0x12c810"],
      },
      vuln: [
        {
          title: "read",
          eval: { IoControlCode: "0x12c810", InputBufferLength: "0x30", OutputBufferLength: "<BV32 x>" },
        },
        { title: "write", eval: { IoControlCode: "0x12c814" }, parameters: { ioctl_code: "0x12c814" } },
        { title: "both", eval: { IoControlCode: "0x12c814" }, parameters: { ioctl_code: 1231888 } },
        { title: "none", eval: { IoControlCode: "N/A" } },
        { title: "nothing", eval: {} },
      ],
    };
    const { records, accounting } = await read(JSON.stringify(report, null, 2));
    expect(records.map(({ row, code, codeText }) => [row, code ?? codeText])).toEqual([
      [1, 0x12c810],
      [2, 0x12c814],
      [3, 0x12c814],
      [3, 0x12cc10],
      [4, "N/A"],
      [5, 0x12c804],
      [5, 0x12c810],
    ]);
    expect(records[0]!.cells).toMatchObject({ inputLength: 0x30, outputLength: null, path: null });
    expect(accounting).toMatchObject({ records: 5, decoded: 4, unresolved: 1, codes: 7 });
  });

  it("DriverBuddy: title and data are one code, and data of other findings is none", async () => {
    const finding = (title: string, data: object, category = "ioctl") => ({
      category,
      title,
      ea: "0x1400855b0",
      func: "DispatchDeviceControl",
      severity: "HIGH",
      detail: "FILE_DEVICE_UNKNOWN / METHOD_NEITHER / FILE_ANY_ACCESS [decompiler]",
      data,
    });
    const report = {
      tool: "DriverBuddyReloaded",
      driver: "example.sys",
      findings: [
        finding("\\Device\\Example", {}, "device_name"),
        finding("IOCTL 0x9C402604", {
          code: 2621449732,
          device_name: "<UNKNOWN>",
          device_code: 40000,
          function: 2433,
        }),
        finding("IOCTL 0x0022205B", { code: 2236511, device_name: "FILE_DEVICE_UNKNOWN" }),
        finding("memmove", { code: 404 }, "flagged_function"),
        finding("IOCTL 0x0022205F", {}),
        finding("no title", { code: 2236515 }),
      ],
    };
    const { records, issues, accounting, source } = await read(JSON.stringify(report, null, 2));
    expect(source).toBe("json");
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [1, 0x9c402604],
      [2, 0x0022205f],
      [3, 0x0022205f],
      [4, 0x00222063],
    ]);
    expect(records.map(cellsOf)).toEqual([{}, {}, {}, {}]);
    expect(issues).toMatchObject([{ row: 2, kind: "warning", error: "E_CODE_PARTS" }]);
    expect(accounting).toMatchObject({ records: 4, decoded: 4 });
  });

  it("IRPMon: IOCTL and FSCTL of requests, by number and by name", async () => {
    const irp = (major: string, more: object) => ({
      ID: "7",
      Time: "3/2/2031 12:00:00 PM",
      Type: "IRP",
      "Device name": "\\Device\\ExampleSensor",
      "Result value": "0xc0000010",
      "Result constant": "STATUS_INVALID_DEVICE_REQUEST",
      "Major function": major,
      "IRP address": "0xFFFFE00012345678",
      "Thread ID": "4812",
      "Process ID": "2316",
      "Process name": "sample.exe",
      ...more,
    });
    const lines = [
      irp("DeviceControl", { "Output length": "8", "Input length": "0", IOCTL: "0x9c402604" }),
      irp("FSControl", { "Output length": "16384", "Input length": "0", FSCTL: "FSCTL_GET_REPARSE_POINT" }),
      irp("Read", { Length: "4096" }),
    ];
    const text = lines.map((line) => JSON.stringify(line).replaceAll('":"', '" : "')).join("\r\n");
    const { records, accounting, source } = await read(text);
    expect(source).toBe("json");
    expect(records.map(({ row, code, codeText }) => [row, code, codeText])).toEqual([
      [1, 0x9c402604, null],
      [2, 0x000900a8, "FSCTL_GET_REPARSE_POINT"],
    ]);
    expect(cellsOf(records[0]!)).toEqual({
      time: "3/2/2031 12:00:00 PM",
      processName: "sample.exe",
      processId: 2316,
      threadId: 4812,
      operation: "DeviceIoControl",
      path: "\\Device\\ExampleSensor",
      status: "STATUS_INVALID_DEVICE_REQUEST",
      inputLength: 0,
      outputLength: 8,
    });
    expect(accounting).toMatchObject({ records: 3, decoded: 2, other: 1 });
  });

  it("reads what this program writes, with its columns", async () => {
    for (const sample of ["tshark-smb2.csv", "cape-report.json", "codes.ndjson", "irpmon.ndjson"]) {
      const open = (): Uint8Array => readFileSync(join("samples", sample));
      const { outputs } = await outputsOf(open, {}, ["ndjson", "json"]);
      const whole = await readOnce(open(), {});
      for (const text of [outputs["decode.ndjson"]!, outputs["decode.json"]!]) {
        const again = await readOnce(Buffer.from(text), {});
        expect(again.source).toBe("json");
        const said = ({ records }: typeof whole) =>
          records.map((record) => {
            const { direction: _, ...cells } = cellsOf(record);
            return [record.code, record.codeText, cells] as const;
          });
        // A macro is no name that stands beside its number.
        const expected = said(whole).map(([code, text, cells]) => [
          code,
          String(text).startsWith("CTL_CODE") ? null : text,
          cells,
        ]);
        expect(said(again)).toEqual(expected);
      }
    }
  });

  it("events of the file system: InfoClass is a code for FSControl alone", async () => {
    const text = [
      {
        EventName: "FileIo/FSControl",
        InfoClass: 590059,
        process: { name: "a.exe", pid: 4 },
        FileName: "C:\\x",
      },
      { EventName: "FileIo/QueryInfo", InfoClass: 4, process: { name: "a.exe", pid: 4 } },
    ];
    const { records, accounting } = await read(text.map((line) => JSON.stringify(line)).join("\n"));
    expect(records.map(({ code }) => code)).toEqual([0x000900eb]);
    expect(cellsOf(records[0]!)).toEqual({
      operation: "FileSystemControl",
      processName: "a.exe",
      processId: 4,
      path: "C:\\x",
    });
    expect(accounting).toMatchObject({ records: 2, decoded: 1, other: 1 });
  });
});

describe("a record", () => {
  it("is a line, an item of an array, a value among others, whether it has a code or not", async () => {
    const values = [{ a: 1 }, { IoctlCode: 1 }, { x: { IoctlCode: 2 } }, {}];
    const texts = [
      values.map((value) => JSON.stringify(value)).join("\n"),
      JSON.stringify(values, null, 2),
      JSON.stringify(values),
      values.map((value) => JSON.stringify(value, null, "\t")).join("\r\n\r\n"),
      values.map((value) => JSON.stringify(value)).join(""),
    ];
    for (const text of texts) {
      const { records, accounting } = await read(text);
      expect(records.map(({ row, code }) => [row, code])).toEqual([
        [2, 1],
        [3, 2],
      ]);
      expect(accounting).toMatchObject({ records: 4, decoded: 2, other: 2 });
      expect(text.slice(records[1]!.offset)[0]).toBe("{");
    }
  });

  it("is the innermost item of an array that has a code; what is around it tells the process", async () => {
    const text = `{"processName":"a.exe","status":"outer","calls":[{"pid":1,"IoctlCode":5},{"pid":2},{"x":[{"IoctlCode":6,"status":"s"}],"IoctlCode":7}]}\n{"processName":"b.exe"}`;
    const { records, accounting } = await read(text);
    expect(
      records.map(({ row, code, cells }) => [row, code, cells.processName, cells.processId, cells.status]),
    ).toEqual([
      [1, 5, "a.exe", 1, null],
      [2, 6, "a.exe", null, "s"],
      [3, 7, "a.exe", null, null],
    ]);
    expect(accounting).toMatchObject({ records: 4, decoded: 3, other: 1 });
  });

  it("stands in a table by number as in an array", async () => {
    const table = { calls: { "0": { IoctlCode: 1, pid: 10 }, "1": { IoctlCode: 2, pid: 11 } } };
    const { records } = await read(JSON.stringify(table));
    expect(records.map(({ row, code, cells }) => [row, code, cells.processId])).toEqual([
      [1, 1, 10],
      [2, 2, 11],
    ]);
  });

  it("has for each code what stands nearest to it", async () => {
    const text = JSON.stringify({
      path: "p",
      first: { IoctlCode: 1, pid: 10, path: "q" },
      second: { IoctlCode: 2, pid: 11 },
      pid: 12,
    });
    const { records } = await read(text);
    expect(records.map(({ row, code, cells }) => [row, code, cells.processId, cells.path])).toEqual([
      [1, 1, 10, "q"],
      [1, 2, 11, "p"],
    ]);
  });

  it("keeps every code of duplicate keys and of lists, and takes one said twice once", async () => {
    expect(await codes('[{"IoctlCode":1,"IoctlCode":2,"\\u0049octlCode":2}]')).toEqual([1, 2, 2]);
    expect(await codes([{ IoControlCodes: [1, 1, "0x2", null, [3]] }])).toEqual([1, 1, 2, 3]);
    expect(await codes([{ IoctlCode: 1, control_code: "0x1", fs_control_code: 2 }])).toEqual([1, 2]);
    expect(await codes([{ ioctl_codes: [{ code: "0x222003", hex: "222003" }, { value: 5 }] }])).toEqual([
      0x222003, 5,
    ]);
  });

  it("with codes by the hundred thousand costs neither stack nor quadratic time", {
    timeout: 60_000,
  }, async () => {
    const many = Array.from({ length: 150_000 }, (_, i) => i);
    const { records, accounting } = await readOnce(
      Buffer.from(JSON.stringify({ a: { b: { IoctlCodes: many } } })),
      {},
    );
    expect(records.length).toBe(150_000);
    expect(accounting).toMatchObject({ records: 1, decoded: 1, codes: 150_000 });
  });

  it("with more codes than may be kept is rejected, and the next one is read", async () => {
    const text = `{"IoctlCodes":[${new Array(100).fill(1).join(",")}]}\n{"IoctlCode":2}`;
    const { records, accounting, issues } = await read(text, { maxRecordBytes: 5000 });
    expect(records.map(({ row, code }) => [row, code])).toEqual([[2, 2]]);
    expect(accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1 });
    expect(issues).toMatchObject([{ row: 1, error: "E_RECORD_TOO_LONG" }]);
  });

  it("may have objects beside its codes without end", async () => {
    const objects = Array.from(
      { length: 2000 },
      (_, i) => `"k${i}x":{"path":"${"p".repeat(50)}"},"pid":${i}`,
    );
    const text = `{${objects.join(",")},"IoctlCode":1}`;
    const { records, accounting } = await readOnce(Buffer.from(text), {
      maxRecordBytes: 2000,
      source: "json",
    });
    expect(accounting).toMatchObject({ records: 1, decoded: 1, rejected: 0 });
    expect(records[0]!.cells.processId).toBe(1999);
  });

  it("is no longer for texts that nobody asks for", async () => {
    const text = `{"dump":"${'x\\\\\\"'.repeat(50_000)}","IoctlCode":1,"${"k".repeat(70_000)}":1}\n{"IoctlCode":2}`;
    expect(await codes(text)).toEqual([1, 2]);
    expect(await codes(text, { maxRecordBytes: 300 })).toEqual([1, 2]);
  });

  it("of one huge object is given as it comes", { timeout: 60_000 }, async () => {
    const call = `{"api":"DeviceIoControl","arguments":[{"name":"IoControlCode","value":"0x0004d008"}],"x":"${"y".repeat(900)}"}`;
    const count = 40_000;
    let given = 0;
    let most = 0;
    const pieces = function* () {
      yield Buffer.from('{"behavior":{"processes":[{"process_name":"a.exe","calls":[');
      for (given = 0; given < count; given++) yield Buffer.from(given === 0 ? call : `,${call}`);
      yield Buffer.from("]}]}}");
    };
    const { openTrace } = await import("../../src/decode.js");
    const trace = await openTrace(pieces(), {});
    let records = 0;
    for await (const batch of trace.batches()) {
      records += batch.length;
      most = Math.max(most, given - records);
    }
    await trace.close();
    expect(records).toBe(count);
    expect(most).toBeLessThan(2000);
    expect(trace.reader.accounting).toMatchObject({ records: count, decoded: count });
  });
});

describe("values of codes", () => {
  it("are numbers by their digits", async () => {
    const text =
      '[{"IoctlCode":2236419},{"IoctlCode":-2147426276},{"IoctlCode":4294967295},{"IoctlCode":2236419.0}]';
    expect(await codes(text)).toEqual([0x222003, 0x8000e01c, 0xffffffff, 0x222003]);
  });

  it("are rejected when they are none", async () => {
    const values = [
      "1.5",
      "1e6",
      "4294967296",
      "12345678901234567890",
      "-2147483649",
      "true",
      '"4, 5"',
      '"0x1g"',
      '"0x1ffffffff"',
    ];
    const { records, issues, accounting } = await read(
      values.map((value) => `{"IoctlCode":${value}}`).join("\n"),
    );
    expect(records).toEqual([]);
    expect(accounting).toMatchObject({ records: values.length, rejected: values.length });
    expect(issues.map(({ error }) => error)).toEqual([
      ...[
        "E_NUMBER",
        "E_NUMBER",
        "E_RANGE",
        "E_RANGE",
        "E_RANGE",
        "E_CODE_TEXT",
        "E_NUMBER",
        "E_NUMBER",
        "E_RANGE",
      ],
    ]);
  });

  it("are texts of every spelling", async () => {
    const texts = [
      "0x222003",
      "0X00222003",
      "0x0000000000222003",
      " 0x222003 ",
      "222003h",
      "-2147426276",
      "0022201C",
    ];
    expect(await codes(texts.map((IoctlCode) => ({ IoctlCode })))).toEqual([
      ...[0x222003, 0x222003, 0x222003, 0x222003, 0x222003, 0x8000e01c, 0x22201c],
    ]);
    const others = [
      "2d1400",
      "2147541020",
      "CTL_CODE(0x22, 0x800, 3, 0)",
      "FSCTL_GET_REPARSE_POINT",
      "IOCTL_NO_SUCH",
    ];
    expect(await codes(others.map((IoctlCode) => ({ IoctlCode })))).toEqual([
      ...[0x2d1400, 0x8000e01c, 0x222003, 0x900a8, "IOCTL_NO_SUCH"],
    ]);
  });

  it("of bare digits are told by --radix, else left open", async () => {
    const text = '{"IoctlCode":"2236419"}\n{"IoctlCode":"74080"}\n{"IoctlCode":5}';
    const open = await read(text);
    expect(open.records.map(({ code, codeText }) => code ?? codeText)).toEqual(["2236419", "74080", 5]);
    expect(open.issues).toMatchObject([
      { kind: "unresolved", error: "E_AMBIGUOUS_RADIX" },
      { kind: "unresolved", error: "E_AMBIGUOUS_RADIX" },
    ]);
    expect(open.accounting).toMatchObject({ records: 3, decoded: 1, unresolved: 2 });
    expect(await codes(text, { radix: 10 })).toEqual([2236419, 74080, 5]);
    expect(await codes(text, { radix: 16 })).toEqual([0x2236419, 0x74080, 5]);
  });

  it("that are missing make no record of it", async () => {
    const { accounting } = await read(
      '{"IoctlCode":null}\n{"IoctlCode":""}\n{"IoctlCode":NaN}\n{"IoctlCode":{}}\n{"IoctlCode":1}',
    );
    expect(accounting).toMatchObject({ records: 5, decoded: 1, other: 4 });
  });

  it("stand under any spelling of the keys, and under no other", async () => {
    const keys = [
      "IoControlCode",
      "io_control_code",
      "IOCTL-Code",
      "ioctl code",
      "dwIoControlCode",
      "FsControlCode",
      "controlCode",
    ];
    expect(await codes(keys.map((key) => ({ [key]: 5 })))).toEqual(keys.map(() => 5));
    const others = {
      code: 404,
      ioctl: 21505,
      data: { code: 500 },
      InfoClass: 4,
      codes: [1],
      IoctlCodesFound: 9,
      title: "IOCTL",
    };
    const { accounting, notes } = await read(JSON.stringify([others, { ioctl: "0x5401" }]), {
      source: "json",
    });
    expect(accounting).toMatchObject({ records: 2, other: 2 });
    expect(notes[0]).toContain("--json-path");
    expect(await codes([{ ioctl: "IOCTL_DISK_GET_DRIVE_GEOMETRY" }])).toEqual([0x70000]);
    expect(await codes([{ "smb2.ioctl.function": "FSCTL_CREATE_USN_JOURNAL" }])).toEqual([0x940e7]);
  });

  it("give the code names of the request that they were in", async () => {
    const text = '{"api":"NtFsControlFile","FsControlCode":589992}';
    const trace = await (await import("../../src/decode.js")).openTrace(Buffer.from(text), {});
    for await (const batch of trace.batches()) {
      for (const entry of batch.entries) expect(entry.majorFunction).toBe("IRP_MJ_FILE_SYSTEM_CONTROL");
    }
    await trace.close();
  });
});

describe("--json-path", () => {
  const report = {
    calls: [
      { arguments: { code: 5, other: "0x6" }, pid: 4 },
      { arguments: { code: "0x7" }, IoctlCode: 99 },
      { arguments: { "a.b": [8, 9] } },
    ],
    code: 1,
  };
  const text = JSON.stringify(report);

  it.each([
    ["calls[].arguments.code", [5, 7]],
    ["arguments.code", [5, 7]],
    ["code", [5, 7, 1]],
    ["$.code", [1]],
    ["$.calls[].arguments.*", [5, 6, 7, 8, 9]],
    ["*.code", [5, 7]],
    ['arguments."a.b"', [8, 9]],
    ['arguments."a.b"[]', [8, 9]],
    ["arguments.*[]", [8, 9]],
    ["IoctlCode", [99]],
  ])("%s is the only place looked at", async (jsonPath, expected) => {
    expect(await codes(text, { jsonPath })).toEqual(expected);
  });

  it("is compared from the items of an array at the top as from the values of lines", async () => {
    for (const whole of ['[{"a":{"b":1}},{"b":2}]', '{"a":{"b":1}}\n{"b":2}']) {
      expect(await codes(whole, { jsonPath: "$.b" })).toEqual([2]);
      expect(await codes(whole, { jsonPath: "b" })).toEqual([1, 2]);
    }
    const list = await read('["0x1",2,{"x":1},null]', { jsonPath: "[]" });
    expect(list.records.map(({ row, code, offset }) => [row, code, offset])).toEqual([
      [1, 1, 1],
      [2, 2, 7],
    ]);
    expect(list.accounting).toMatchObject({ records: 4, decoded: 2, other: 2 });
  });

  it("keeps the columns, and makes the text JSON whatever its keys are", async () => {
    const { records, source } = await read(text, { jsonPath: "arguments.code" });
    expect(source).toBe("json");
    expect(records[0]!.cells.processId).toBe(4);
  });

  it("that is nowhere is told", async () => {
    const { accounting, notes } = await read(text, { jsonPath: "no.such" });
    expect(accounting).toMatchObject({ records: 1, other: 1 });
    expect(notes).toEqual(["--json-path no.such was nowhere in this JSON"]);
  });

  it.each(["", "$", "a..b", ".a", "a.", "a[0]", "a[", "[]a", '"a', "a.$", "$a"])(
    "%j is wrong",
    async (jsonPath) => {
      const { code, message } = await errorOf(text, { jsonPath });
      expect(code).toBe("E_OPTION");
      expect(message).toContain("--json-path");
    },
  );
});

describe("what is JSON, and what is broken in it", () => {
  it("is told from other JSON and other text", async () => {
    expect((await errorOf('{"code":404,"status":"x"}')).code).toBe("E_NOT_A_TRACE");
    expect((await errorOf('{"control_code":"AC-001"}')).code).toBe("E_NOT_A_TRACE");
    expect((await errorOf('"IoControlCode"\r\n', { source: "json" })).code).toBe("E_NOT_A_TRACE");
    expect((await errorOf("  \n", { source: "json" })).code).toBe("E_NOT_A_TRACE");
    expect((await read('\ufeff \n[{"IoctlCode":1}]')).source).toBe("json");
    const sandbox = `{"info":{"id":1},"debug":"${"x".repeat(70_000)}","behavior":{"processes":[{"calls":[{"arguments":[{"name":"IoControlCode","value":"0x1"}]}]}]},"target":{}}`;
    expect((await errorOf(sandbox)).code).toBe("E_NOT_A_TRACE");
    expect(
      (await readOnce(Buffer.from(sandbox.replace('"debug"', '"target":{},"debug"')), {})).records.length,
    ).toBe(1);
  });

  it("is UTF-16 too, with its own offsets", async () => {
    const text = '\ufeff[{"p":"é😀"},\r\n{"IoctlCode":1,"path":"ü"}]';
    const { records } = await read(Buffer.from(text, "utf16le"));
    expect(records).toMatchObject([
      { row: 2, offset: 2 * text.indexOf('{"Io'), code: 1, cells: { path: "ü" } },
    ]);
  });

  it("costs a broken line itself", async () => {
    const { records, issues, accounting } = await read(
      '{"IoctlCode":1}\n{"IoctlCode":2,"x:3}\n\n{"IoctlCode":4}\n{"IoctlCode":5',
    );
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [1, 1],
      [3, 4],
    ]);
    expect(issues).toMatchObject([
      { row: 2, line: 2, offset: 16, error: "E_SYNTAX" },
      { row: 4, line: 5, error: "E_SYNTAX" },
    ]);
    expect(issues[0]!.message).toContain("byte 36: the line ends inside a string");
    expect(accounting).toMatchObject({ records: 4, decoded: 2, rejected: 2 });
  });

  it("costs a broken call itself inside a large report", async () => {
    const call = (code: number) => ({
      api: "DeviceIoControl",
      arguments: [{ name: "IoControlCode", value: `0x${code}` }],
    });
    const whole = {
      info: {},
      behavior: { processes: [{ process_id: 4, calls: [call(1), call(2), call(3), { api: "x" }, call(4)] }] },
      target: {},
    };
    for (const indent of [undefined, 2]) {
      const text = JSON.stringify(whole, null, indent).replace('"0x2"', '"0x2');
      const { records, accounting, issues } = await read(text);
      expect(records.map(({ code }) => code)).toEqual([1, 3, 4]);
      expect(accounting.rejected).toBe(accounting.records - 3);
      expect(accounting.rejected).toBeLessThan(3);
      expect(issues[0]).toMatchObject({ row: 2, error: "E_SYNTAX" });
      const next = JSON.stringify(whole, null, indent).replace("]", "]]");
      expect((await read(next)).records.map(({ code }) => code)).toEqual([2, 3, 4]);
    }
  });

  it("of a report that was cut keeps what came before", async () => {
    const text = JSON.stringify({ calls: [{ IoctlCode: 1 }, { IoctlCode: 2 }, { pid: 1, IoctlCode: 3 }] });
    const { records, accounting } = await read(text.slice(0, text.indexOf(":3") + 2));
    expect(records.map(({ code }) => code)).toEqual([1, 2]);
    expect(accounting).toMatchObject({ records: 3, decoded: 2, rejected: 1 });
  });

  it("is the same in pieces of any size, however damaged", { timeout: 120_000 }, async () => {
    const whole = readFileSync("samples/codes.ndjson", "utf8").repeat(2);
    await fc.assert(
      fc.asyncProperty(
        edits(30, [...'{}[]",:\\\n \u00e9', ""]),
        fc.integer({ min: 1, max: 40 }),
        async (cuts, size) => {
          const bytes = Buffer.from(edited(whole, cuts));
          for (const options of [{ source: "json" }, { source: "json", maxRecordBytes: 300 }]) {
            const given = await readOnce(bytes, options).catch((error: unknown) => String(error));
            const pieced = await readOnce(inPieces(bytes, size), options).catch((error: unknown) =>
              String(error),
            );
            expect(pieced).toEqual(given);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("survives damage", { timeout: 240_000 }, async () => {
    const report = {
      info: { id: 1 },
      behavior: {
        processes: [
          {
            process_name: "a.exe",
            calls: [
              {
                api: "DeviceIoControl",
                arguments: [{ name: "IoControlCode", value: "0x4d008", pretty_value: "IOCTL_SCSI_MINIPORT" }],
              },
            ],
          },
        ],
      },
      ioctls: { "2236419": [{ ioctl: { dec: "2236419", hex: "0x222003" } }] },
    };
    const lines =
      '{"IoctlCode":589992,"MajorFunction":13,"Status":0}\n{"title":"IOCTL 0x0022205B","data":{"code":2236507}}\n{"IoControlCodes":["0x12c804",-2147426276]}\n';
    await damageRun("json", Buffer.from(`${JSON.stringify(report, null, 1)}\n${lines}`), { mutations: 300 });
    await damageRun("json", Buffer.from(`[${JSON.stringify(report)}]`), {
      options: { jsonPath: "value" },
      cutStep: 3,
      mutations: 150,
    });
  });
});
