/** Process Monitor XML: the same records as the CSV of the same events, and what is broken costs itself alone. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inPieces } from "../samples/outputs.js";
import { damageRun, edited, edits } from "./damage.js";
import { procmonXmlOf } from "./procmon-xml.js";
import { errorOf, type Read, read, readOnce } from "./read.js";

const HEADER =
  '\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<procmon><processlist></processlist><eventlist>\r\n';
const FOOTER = "</eventlist></procmon>";

function xml(...events: string[]): string {
  return HEADER + events.map((event) => `<event>${event}</event>\r\n`).join("") + FOOTER;
}

const NAMED =
  "<Process_Name>a.exe</Process_Name><PID>4</PID><Operation>FileSystemControl</Operation><Path>C:\\a &amp; b</Path><Result>SUCCESS</Result><Detail>Control: FSCTL_GET_REPARSE_POINT</Detail>";
const OTHER = "<Operation>ReadFile</Operation><Detail>Offset: 0, Length: 4,096</Detail>";

/** What both forms of a trace must agree on. */
function comparable({ records, accounting, issues }: Read) {
  const { records: count, decoded, unresolved, other, rejected, warnings, codes } = accounting;
  return {
    counts: { count, decoded, unresolved, other, rejected, warnings, codes },
    issues: issues.map(({ row, kind, error, message }) => ({ row, kind, error, message })),
    records: records.map(({ row, code, codeText, cells }) => ({
      row,
      code,
      codeText,
      cells: Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null)),
    })),
  };
}

describe("Process Monitor XML", () => {
  it("has the events of the facts: names, numbers, other operations, all columns", async () => {
    const trace = xml(
      `<ProcessIndex>3</ProcessIndex><Time_of_Day>7:19:37.4084372 AM</Time_of_Day><Process_Name>MsMpEng.exe</Process_Name><PID>2316</PID><Operation>FileSystemControl</Operation><Path>C:\\Windows\\System32\\propsys.dll</Path><Result>SUCCESS</Result><Detail>Control: 0x902eb (Device:0x9 Function:186 Method: 3)</Detail><Date___Time>3/2/2031 7:19:37 AM</Date___Time><Duration>0.0000291</Duration><TID>4812</TID>`,
      OTHER,
      "<Date___Time>x</Date___Time><Operation>FileSystemControl</Operation><Detail>Control: FSCTL_OFFLOAD_READ, Offset: 0, Length: 2,097,152</Detail><Result></Result><Path/>",
    );
    const { records, accounting, source, issues, notes } = await read(trace);
    expect(source).toBe("procmon-xml");
    expect(records).toMatchObject([
      {
        row: 1,
        offset: Buffer.from(HEADER).length,
        code: 0x000902eb,
        codeText: null,
        cells: {
          time: "7:19:37.4084372 AM",
          processName: "MsMpEng.exe",
          processId: 2316,
          threadId: 4812,
          operation: "FileSystemControl",
          path: "C:\\Windows\\System32\\propsys.dll",
          status: "SUCCESS",
          duration: 0.0000291,
        },
      },
      {
        row: 3,
        code: 0x00094264,
        codeText: "FSCTL_OFFLOAD_READ",
        cells: { time: "x", status: null, path: null, duration: null, processId: null },
      },
    ]);
    expect(records[1]!.offset).toBe(Buffer.from(trace.slice(0, trace.lastIndexOf("<event>"))).length);
    expect(accounting).toMatchObject({ records: 3, decoded: 2, other: 1 });
    expect([issues, notes]).toEqual([[], []]);
  });

  it("understands references, and leaves & alone where it is none", async () => {
    const { records } = await read(
      xml(
        NAMED.replace("C:\\a &amp; b", "&lt;&#233;&#x1F600;&quot;&apos;&gt; & &amp;amp; &nbsp; &#x110000;"),
      ),
    );
    expect(records[0]!.cells.path).toBe("<é\u{1f600}\"'> & &amp; &nbsp; &#x110000;");
  });

  it("takes control characters and what lies in stacks for what they are", async () => {
    const stack = "<stack><frame><depth>0</depth><path>x</path><Detail>Control: 0x1</Detail></frame></stack>";
    const { records, accounting, issues } = await read(
      xml(NAMED.replace("C:\\a", "C:\\\u0001\u001b") + stack, OTHER + stack, `${stack}<stack/>${OTHER}`),
    );
    expect(records.map(({ row, cells }) => [row, cells.path])).toEqual([[1, "C:\\\u0001\u001b & b"]]);
    expect(accounting).toMatchObject({ records: 3, decoded: 1, other: 2 });
    expect(issues).toEqual([]);
  });

  it("tells control requests by Detail alone where Operation was not chosen", async () => {
    const { records, accounting } = await read(
      xml(
        "<Detail>Control: 0x902eb</Detail>",
        "<Detail>Offset: 0</Detail>",
        "<Detail></Detail>",
        "<Operation>RegSetValue</Operation><Detail>Control: 0x1</Detail>",
      ),
    );
    expect(records.map(({ code }) => code)).toEqual([0x000902eb]);
    expect(accounting).toMatchObject({ records: 4, decoded: 1, other: 3 });
  });

  it("tells what cannot be told: unknown names, no Detail, parts that contradict, a code of 9 digits", async () => {
    const control = (detail: string) => `<Operation>DeviceIoControl</Operation><Detail>${detail}</Detail>`;
    const { records, accounting, issues } = await read(
      xml(
        control("Control: IOCTL_OF_NEXT_YEAR"),
        control(""),
        control("Control: 0x902eb (Device:0x9 Function:187 Method: 3)"),
        control("Control: 0x1000902eb"),
      ),
    );
    expect(records.map(({ code, codeText }) => [code, codeText])).toEqual([
      [null, "IOCTL_OF_NEXT_YEAR"],
      [null, null],
      [0x000902eb, null],
    ]);
    expect(issues.map(({ row, error }) => [row, error])).toEqual([
      [1, "E_NAME"],
      [2, "E_CODE_TEXT"],
      [3, "E_CODE_PARTS"],
      [4, "E_RANGE"],
    ]);
    expect(accounting).toMatchObject({ records: 4, decoded: 1, unresolved: 2, rejected: 1, warnings: 1 });
  });

  it("rejects an event that does not end, or is no list of elements, and goes on at the next", async () => {
    const open = `<event>${NAMED}\r\n`;
    const trace = `${HEADER}${open}<event>${NAMED}</event>\r\n<event>${NAMED}<Odd><Inner></Odd></event>\r\n<event>${NAMED.replace("</PID>", "</PDI>")}</event><event>${NAMED}</event>${FOOTER}`;
    const { records, issues, accounting } = await read(trace);
    expect(records.map(({ row }) => row)).toEqual([2, 5]);
    expect(issues.map(({ row, line, error }) => [row, line, error])).toEqual([
      [1, 3, "E_SYNTAX"],
      [3, 5, "E_SYNTAX"],
      [4, 6, "E_SYNTAX"],
    ]);
    expect(issues[0]!.offset).toBe(Buffer.from(HEADER).length);
    const odd = Buffer.from(trace.slice(0, trace.indexOf("<Odd>"))).length;
    expect(issues[1]!.message).toContain(`byte ${odd}: `);
    expect(accounting).toMatchObject({ records: 5, decoded: 2, rejected: 3 });
  });

  it("says so when the trace is cut", async () => {
    const whole = xml(NAMED, NAMED);
    const inside = await read(whole.slice(0, whole.lastIndexOf("<Result>")));
    expect(inside.accounting).toMatchObject({ records: 2, decoded: 1, rejected: 1 });
    expect(inside.notes).toEqual([]);
    const between = await read(whole.slice(0, whole.indexOf(FOOTER)));
    expect(between.accounting).toMatchObject({ records: 2, decoded: 2 });
    expect(between.notes[0]).toContain("cut");
  });

  it("rejects an event that is too long and finds the next", async () => {
    const long = `<Operation>FileSystemControl</Operation><Path>${"x".repeat(3000)}</Path>`;
    const { records, accounting, issues } = await read(xml(NAMED, long, OTHER, NAMED), {
      maxRecordBytes: 1000,
    });
    expect(records.map(({ row }) => row)).toEqual([1, 4]);
    expect(accounting).toMatchObject({ records: 4, decoded: 2, other: 1, rejected: 1 });
    expect(issues).toMatchObject([{ row: 2, error: "E_RECORD_TOO_LONG" }]);
  });

  it("is known when its list of processes is longer than the head, or when only events are left", async () => {
    const processes = `<processlist>${"<process><ProcessName>a</ProcessName></process>".repeat(20_000)}</processlist>`;
    const long = xml(NAMED).replace("<processlist></processlist>", processes);
    const { records, source } = await readOnce(Buffer.from(long), {});
    expect([source, records.length]).toEqual(["procmon-xml", 1]);
    expect((await read(`<event>${NAMED}</event>`)).source).toBe("procmon-xml");
  });

  it("is not taken for it: other XML, and other text under its name", async () => {
    expect((await errorOf("<Events><Event/></Events>")).code).toBe("E_NOT_A_TRACE");
    expect((await errorOf('"Operation","Detail"\r\n', { source: "procmon-xml" })).code).toBe("E_NOT_A_TRACE");
  });

  it("gives what the CSV gives, for the samples", async () => {
    for (const file of ["procmon-afternoon.csv", "procmon-few-columns.csv", "procmon-detail-only.csv"]) {
      // A row that is broken as CSV has no XML.
      const csv = readFileSync(join("samples", file), "utf8")
        .split(/(?<="\r\n)/)
        .filter((row) => !row.includes('"D:\\bro"ken"') && !row.includes('"D:\\short"'))
        .join("");
      const fromXml = await readOnce(Buffer.from(procmonXmlOf(csv)), { source: "procmon-xml" });
      const fromCsv = await readOnce(Buffer.from(csv), { source: "procmon-csv" });
      expect(comparable(fromXml)).toEqual(comparable(fromCsv));
      expect(fromXml.records.length).toBeGreaterThan(3);
    }
  });

  it("is the same in pieces of any size, however damaged", { timeout: 120_000 }, async () => {
    const whole = readFileSync("samples/procmon-events.xml", "utf8").slice(700, 4000);
    await fc.assert(
      fc.asyncProperty(
        edits(60, ["<event>", "</event>", "<", "&", "\n", ""]),
        fc.integer({ min: 1, max: 40 }),
        async (cuts, size) => {
          const bytes = Buffer.from(HEADER + edited(whole, cuts));
          for (const options of [{}, { maxRecordBytes: 400 }]) {
            expect(await readOnce(inPieces(bytes, size), options)).toEqual(await readOnce(bytes, options));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("survives damage", { timeout: 120_000 }, async () => {
    const stack = "<stack><frame><path>x</path></frame></stack>";
    const trace = xml(NAMED, OTHER, `${NAMED.replace("FSCTL_GET_REPARSE_POINT", "0x902eb")}${stack}`, OTHER);
    await damageRun("procmon-xml", Buffer.from(trace));
  });
});

const FOLDER = "../shared/traces/procmon";
const CAPTURES = ["LogfileTests64bitUTC", "LogfileTests32bitUTC", "LogFileUTC64Process"];

describe.skipIf(!existsSync(FOLDER))("real captures", () => {
  it.each(CAPTURES)("%s gives as XML what it gives as CSV", { timeout: 120_000 }, async (name) => {
    const csv = gunzipSync(readFileSync(join(FOLDER, `${name}.csv.gz`)));
    const trace = Buffer.from(procmonXmlOf(csv.toString("utf8")));
    const fromXml = await readOnce(trace, {});
    expect(fromXml.source).toBe("procmon-xml");
    expect(comparable(fromXml)).toEqual(comparable(await readOnce(csv, {})));
  });
});
