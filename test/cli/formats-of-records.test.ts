import { describe, expect, it } from "vitest";
import { TEXT_FORMATS } from "../../src/cli/trace-options.js";
import { SCHEMA } from "../../src/record/schema.js";
import { isBinary, SINKS } from "../../src/sinks/index.js";
import { Folder, lines, PROCMON, rows } from "./command.js";

const folder = new Folder();
folder.write("procmon.csv", PROCMON);
folder.write("copy.csv", PROCMON);

const HEADER =
  "row,offset,time,processName,processId,threadId,operation,path,status,duration,inputLength,outputLength,provider,eventId,code,codeText,name,deviceType,deviceTypeName,functionCode,requiredAccess,transferMethod,layout";

describe("RULES 11: text outputs of decode", () => {
  it("the header of csv is every column of the schema but file and names", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv"]);
    const [header, first, second, third] = lines(stdout);
    expect(header).toBe(HEADER);
    expect(first).toBe(
      `1,${Buffer.byteLength(PROCMON.split("\r\n")[0]!) + 2},9:00:00.0000001 AM,explorer.exe,4242,,FileSystemControl,C:\\a,SUCCESS,0.0000123,,,,,0x000900A8,FSCTL_GET_REPARSE_POINT,FSCTL_GET_REPARSE_POINT,9,FILE_DEVICE_FILE_SYSTEM,42,FILE_ANY_ACCESS,METHOD_BUFFERED,ctl_code`,
    );
    expect(second).toContain(',"C:\\b, c",INVALID PARAMETER,0.0000001,,,,,0x0022A018,,');
    expect(third).toContain(",SUCCESS,,,,,,,IOCTL_NO_SUCH_NAME,,,,,,,");
  });

  it("several inputs have the column file", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv", "copy.csv"]);
    expect(lines(stdout)[0]).toBe(`file,${HEADER}`);
    expect(lines(stdout).map((line) => line.split(",")[0])).toEqual([
      "file",
      ...Array<string>(3).fill("procmon.csv"),
      ...Array<string>(3).fill("copy.csv"),
    ]);
  });

  it("NDJSON prints nulls, and names only where there are several", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv", "-f", "ndjson"]);
    const keys = SCHEMA.filter((column) => column.name !== "file" && !("extra" in column)).map(
      (column) => column.name,
    );
    const found = rows(stdout);
    expect(found).toHaveLength(3);
    for (const row of found) {
      const names = row.names as string[] | undefined;
      expect(Object.keys(row)).toEqual(names === undefined ? keys.filter((key) => key !== "names") : keys);
      if (names !== undefined) expect(names.length).toBeGreaterThan(1);
    }
    expect(found[2]).toMatchObject({
      threadId: null,
      duration: null,
      code: null,
      codeText: "IOCTL_NO_SUCH_NAME",
      name: null,
      deviceType: null,
    });
    expect(found[0]).toMatchObject({
      processId: 4242,
      duration: 0.0000123,
      code: "0x000900A8",
      functionCode: 42,
    });
    expect(stdout).toContain('"duration":0.0000001,');
  });

  it("names is there when it is asked for, joined by ; in csv", async () => {
    const args = ["decode", "procmon.csv", "--columns", "row,names"];
    expect(
      rows((await folder.run([...args, "-f", "ndjson"])).stdout).map((row) => Array.isArray(row.names)),
    ).toEqual([true, true, true]);
    folder.write("two.csv", "Code\n0x560000\n");
    const [{ names }] = rows(
      (await folder.run(["decode", "two.csv", "--columns", "names", "-f", "ndjson"])).stdout,
    ) as [{ names: string[] }];
    const { stdout } = await folder.run(["decode", "two.csv", "--columns", "names"]);
    expect(lines(stdout)).toEqual(["names", names.join(";")]);
  });

  it("json is one array, also of nothing", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv", "-f", "json"]);
    expect(JSON.parse(stdout)).toHaveLength(3);
    folder.write("none.csv", "IoControlCode\n");
    expect(JSON.parse((await folder.run(["decode", "none.csv", "-f", "json"])).stdout)).toEqual([]);
  });

  it("the columns asked for, in the order asked for", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv", "--columns", "code,row,file", "-f", "tsv"]);
    expect(lines(stdout)).toEqual([
      "code\trow\tfile",
      "0x000900A8\t1\tprocmon.csv",
      "0x0022A018\t2\tprocmon.csv",
      "\t4\tprocmon.csv",
    ]);
  });

  it("MANNERS 4.4: every text format of the list is an option, and the suffix of -o chooses one", async () => {
    const texts = SINKS.filter(({ name }) => !isBinary(name));
    expect(TEXT_FORMATS).toEqual(texts.map((sink) => sink.name));
    for (const { name, suffixes } of texts) {
      for (const suffix of suffixes) {
        await folder.run(["decode", "procmon.csv", "-q", "-o", `out${suffix}`]);
        expect(folder.read(`out${suffix}`)).toBe(
          (await folder.run(["decode", "procmon.csv", "-q", "-f", name])).stdout,
        );
      }
    }
  });

  it("--spreadsheet-safe takes the life out of formulas", async () => {
    folder.write("evil.csv", "Code,Path\n0x902EB,=1+2\n");
    const args = ["decode", "evil.csv", "--columns", "path"];
    expect((await folder.run(args)).stdout).toBe("path\n=1+2\n");
    expect((await folder.run([...args, "--spreadsheet-safe"])).stdout).toBe("path\n'=1+2\n");
  });

  it("Date & Time is the time where there is no Time of Day", async () => {
    folder.write(
      "date.csv",
      '"Date & Time","Operation","Detail"\n"2/2/2026 9:00:00 AM","FileSystemControl","Control: 0x902eb"\n',
    );
    expect((await folder.run(["decode", "date.csv", "--columns", "time"])).stdout).toBe(
      "time\n2/2/2026 9:00:00 AM\n",
    );
  });
});

describe("RULES 13: further columns", () => {
  it("are no part of the output of a source that has none", async () => {
    const { stdout } = await folder.run(["decode", "procmon.csv", "-f", "ndjson"]);
    for (const name of ["processor", "innerOffset", "minorFunction", "direction"])
      expect(stdout).not.toContain(`"${name}"`);
  });

  it("are null where they are asked for all the same", async () => {
    const { stdout } = await folder.run([
      "decode",
      "procmon.csv",
      "--columns",
      "direction,minorFunction",
      "-f",
      "ndjson",
      "--limit",
      "1",
    ]);
    expect(rows(stdout)).toEqual([{ direction: null, minorFunction: null }]);
  });
});
