/** `--names`, `names --export` and `names --check`, as commands. */
import { describe, expect, it } from "vitest";
import { Folder, lines, rows } from "./command.js";

const folder = new Folder();
folder.write(
  "mine.h",
  `// the driver
#define IOCTL_MINE_READ CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_DATA)
#define IOCTL_MINE_WRITE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_WRITE_DATA)
#define IOCTL_MINE_BAD CTL_CODE(MISSING, 0x803, METHOD_BUFFERED, FILE_WRITE_DATA)
`,
);
folder.write(
  "other.csv",
  "name,code\nIOCTL_MINE_READ,0x9C402000\nIOCTL_OTHER_READ,0x226004\nFSCTL_GET_REPARSE_POINT,0x900FF\nADDED,0x9C402004\n",
);
folder.write(
  "trace.csv",
  "IoControlCode,process\n0x226004,a\nIOCTL_MINE_WRITE,b\nFSCTL_GET_REPARSE_POINT,c\nIOCTL_NO_SUCH,d\n0x9C402004,e\n",
);
folder.write(
  "procmon.csv",
  '\ufeff"Operation","Path","Detail"\r\n"DeviceIoControl","C:","Control: IOCTL_MINE_WRITE"\r\n"FileSystemControl","C:","Control: FSCTL_GET_REPARSE_POINT"\r\n',
);
folder.write("list.txt", "ADDED\nADDED\nIOCTL_MINE_READ # remark\n");

const BAD = 'ioctlens: mine.h:4: warning: E_NAME: IOCTL_MINE_BAD cannot be read: "MISSING" is not known';
const TWICE =
  "ioctlens: other.csv:2: warning: E_AMBIGUOUS_NAME: IOCTL_MINE_READ is 0x00226004 in mine.h:2 and 0x9C402000 here; 0x00226004 is taken";
const KNOWN =
  "ioctlens: other.csv:4: warning: E_AMBIGUOUS_NAME: FSCTL_GET_REPARSE_POINT is 0x000900FF here and 0x000900A8 in the known names; 0x000900FF is taken";
const BOTH = ["--names", "mine.h", "--names", "other.csv"];

describe("--names", () => {
  it("names codes, turns names of a trace into codes, and tells conflicts once and with each record", async () => {
    const { status, stdout, stderr } = await folder.run([
      ...["decode", "trace.csv", "--columns", "row,code,codeText,name,names", "-f", "json", ...BOTH],
      ...["--errors", "errors.ndjson", "--stats", "stats.json"],
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        row: 1,
        code: "0x00226004",
        codeText: null,
        name: "IOCTL_MINE_READ",
        names: expect.arrayContaining(["IOCTL_MINE_READ", "IOCTL_OTHER_READ"]),
      },
      {
        row: 2,
        code: "0x0022A008",
        codeText: "IOCTL_MINE_WRITE",
        name: "IOCTL_MINE_WRITE",
        names: expect.arrayContaining(["IOCTL_MINE_WRITE"]),
      },
      {
        row: 3,
        code: "0x000900FF",
        codeText: "FSCTL_GET_REPARSE_POINT",
        name: "FSCTL_GET_REPARSE_POINT",
        names: ["FSCTL_GET_REPARSE_POINT"],
      },
      { row: 4, code: null, codeText: "IOCTL_NO_SUCH", name: null, names: [] },
      { row: 5, code: "0x9C402004", codeText: null, name: "ADDED", names: ["ADDED"] },
    ]);
    const told = lines(stderr);
    expect(told.slice(0, 3)).toEqual([BAD, TWICE, KNOWN]);
    expect(told[3]).toMatch(
      /^ioctlens: trace.csv:4: warning: E_AMBIGUOUS_NAME: FSCTL_GET_REPARSE_POINT stands for 0x000900FF and 0x000900A8; 0x000900FF was taken/,
    );
    expect(rows(folder.read("errors.ndjson"))).toEqual([
      {
        file: "mine.h",
        row: null,
        line: 4,
        offset: null,
        column: null,
        kind: "warning",
        error: "E_NAME",
        message: 'IOCTL_MINE_BAD cannot be read: "MISSING" is not known',
      },
      expect.objectContaining({ file: "other.csv", line: 2, kind: "warning" }),
      expect.objectContaining({ file: "other.csv", line: 4, kind: "warning" }),
      expect.objectContaining({ file: "trace.csv", row: 3, kind: "warning" }),
      expect.objectContaining({ file: "trace.csv", row: 4, kind: "unresolved" }),
    ]);
    // The accounting is that of the trace alone.
    expect(JSON.parse(folder.read("stats.json")).total).toMatchObject({
      ...{ records: 5, decoded: 4, unresolved: 1, rejected: 0, warnings: 1 },
    });
  });

  it("says nothing of names under -q, and changes no exit code", async () => {
    const { status, stderr } = await folder.run(["summary", "trace.csv", ...BOTH, "-q", "--strict"]);
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("counts under the names, with every source of text and with --append", async () => {
    const summary = async (file: string): Promise<unknown[]> => {
      const { stdout } = await folder.run(["summary", file, ...BOTH, "-q", "-f", "ndjson"]);
      return rows(stdout).map(({ code, name, count }) => [code, name, count]);
    };
    expect(await summary("list.txt")).toEqual([
      ["0x9C402004", "ADDED", 2],
      ["0x00226004", "IOCTL_MINE_READ", 1],
    ]);
    expect(await summary("procmon.csv")).toEqual([
      ["0x000900FF", "FSCTL_GET_REPARSE_POINT", 1],
      ["0x0022A008", "IOCTL_MINE_WRITE", 1],
    ]);
    const odd = await folder.run([...["summary", "trace.csv", "--comment", "#", ...BOTH, "-q", "-f", "csv"]]);
    expect(odd.stdout).toContain("\n0x0022A008,IOCTL_MINE_WRITE,IOCTL_MINE_WRITE,");
    const appended = await folder.run([
      "decode",
      "--append",
      "trace.csv",
      "-q",
      "--columns",
      "code,name",
      ...BOTH,
    ]);
    expect(lines(appended.stdout)).toEqual([
      "IoControlCode,process,code,name",
      "0x226004,a,0x00226004,IOCTL_MINE_READ",
      "IOCTL_MINE_WRITE,b,0x0022A008,IOCTL_MINE_WRITE",
      "FSCTL_GET_REPARSE_POINT,c,0x000900FF,FSCTL_GET_REPARSE_POINT",
      "IOCTL_NO_SUCH,d,,",
      "0x9C402004,e,0x9C402004,ADDED",
    ]);
  });

  it("is known to --where, diff and audit", async () => {
    for (const where of ["code=IOCTL_MINE_WRITE", "name=IOCTL_MINE_WRITE", "name~^IOCTL_MINE_W"]) {
      for (const command of ["decode", "summary"]) {
        const { stdout } = await folder.run([
          command,
          "trace.csv",
          "--where",
          where,
          ...BOTH,
          "-q",
          "-f",
          "csv",
        ]);
        expect(lines(stdout), `${command} ${where}`).toHaveLength(2);
        expect(stdout).toContain("0x0022A008");
      }
    }
    const diff = await folder.run(["diff", "trace.csv", "list.txt", ...BOTH, "-q", "-f", "ndjson"]);
    expect(rows(diff.stdout)).toContainEqual(
      expect.objectContaining({ change: "vanished", name: "IOCTL_MINE_WRITE" }),
    );
    const audit = await folder.run([
      "audit",
      "trace.csv",
      "--device-type",
      "0x22",
      ...BOTH,
      "-q",
      "-f",
      "ndjson",
    ]);
    expect(rows(audit.stdout)).toContainEqual(expect.objectContaining({ code: "0x9C402004", name: "ADDED" }));
  });

  it("comes first in explain, with where it stands and what it conflicts with", async () => {
    const { stdout, stderr } = await folder.run([
      "explain",
      "IOCTL_MINE_READ",
      "FSCTL_GET_REPARSE_POINT",
      ...BOTH,
    ]);
    expect(lines(stderr)).toEqual([BAD, TWICE, KNOWN]);
    expect(stdout).toMatch(/^0x00226004 {2}IOCTL_MINE_READ\n/);
    expect(stdout).toMatch(/^ {4}IOCTL_MINE_READ +IOCTL +own names +mine\.h$/m);
    expect(stdout).toMatch(/^ {4}IOCTL_OTHER_READ +IOCTL +own names +other\.csv$/m);
    expect(stdout).toMatch(/^0x000900FF {2}FSCTL_GET_REPARSE_POINT\n/m);
    expect(stdout).toMatch(
      /stands for several codes\n +FSCTL_GET_REPARSE_POINT +0x000900A8 +default pack, [^\n]*\n +0x000900FF +own names\n/,
    );
    const json = await folder.run(["explain", "0x9C406004", "--near", "-f", "ndjson", ...BOTH]);
    expect(rows(json.stdout)[0]).toMatchObject({ name: null, near: ["0x9C402004 ADDED"] });
    const mistyped = await folder.run(["explain", "IOCTL_MINE_REED", ...BOTH]);
    expect([mistyped.status, mistyped.stderr]).toEqual([
      2,
      expect.stringContaining("did you mean IOCTL_MINE_READ"),
    ]);
  });

  it("names what encode puts together, and is searched by names", async () => {
    const encoded = await folder.run([
      "encode",
      "unknown",
      "0x802",
      "buffered",
      "write",
      "--names",
      "mine.h",
      "-f",
      "ndjson",
    ]);
    expect(rows(encoded.stdout)[0]).toMatchObject({ code: "0x0022A008", name: "IOCTL_MINE_WRITE" });
    const found = await folder.run(["names", "mine_", ...BOTH, "-f", "csv"]);
    expect(lines(found.stdout)).toEqual([
      "code,name,kind,header,pack,relation,canonical,sources",
      "0x00226004,IOCTL_MINE_READ,IOCTL,mine.h,own,,0,1",
      "0x0022A008,IOCTL_MINE_WRITE,IOCTL,mine.h,own,,0,1",
    ]);
    const own = await folder.run(["names", "--own", ...BOTH, "-f", "ndjson"]);
    expect(rows(own.stdout).map(({ name }) => name)).toEqual([
      ...["FSCTL_GET_REPARSE_POINT", "IOCTL_MINE_READ", "IOCTL_OTHER_READ", "IOCTL_MINE_WRITE", "ADDED"],
    ]);
  });

  it("is a usage error when the file cannot be read or names nothing that is known", async () => {
    folder.write("words.txt", "just some words\n");
    folder.write("bytes.h", new Uint8Array([0, 1, 2, 0, 5]));
    for (const [args, message] of [
      [
        ["decode", "trace.csv", "--names", "missing.h"],
        "ioctlens: missing.h: E_OPTION: the file of names cannot be read: no such file\n",
      ],
      [
        ["explain", "0x1", "--names", "."],
        "ioctlens: .: E_OPTION: the file of names cannot be read: this is a directory\n",
      ],
      [
        ["names", "--names", "words.txt"],
        "ioctlens: words.txt: E_OPTION: no file of names: a C or C++ header, Rust, CSV, TSV, JSON or lines of NAME HEX are read\n",
      ],
      [
        ["names", "--check", "bytes.h"],
        "ioctlens: bytes.h: E_OPTION: no file of names: a C or C++ header, Rust, CSV, TSV, JSON or lines of NAME HEX are read\n",
      ],
      [["names", "--own"], "ioctlens: E_OPTION: --own shows the names of --names, and no --names is given\n"],
      [
        ["names", "x", "--check", "mine.h"],
        "ioctlens: E_OPTION: --check compares a whole file; leave the pattern and --own out\n",
      ],
    ] as const) {
      expect(await folder.run(args)).toMatchObject({ status: 2, stdout: "", stderr: message });
    }
    folder.write("none.h", "#define A 1\n");
    const none = await folder.run(["encode", "1", "2", "3", "0", "--names", "none.h"]);
    expect([none.status, none.stderr]).toEqual([
      0,
      "ioctlens: none.h: warning: E_NAME: no control code is named here\n",
    ]);
  });

  it("shows ten warnings and counts the others", async () => {
    folder.write("many.h", Array.from({ length: 15 }, (_, i) => `#define IOCTL_${i} MISSING\n`).join(""));
    const { stderr } = await folder.run(["explain", "0x1", "--names", "many.h"]);
    expect(lines(stderr)).toHaveLength(11);
    expect(lines(stderr)[10]).toBe("ioctlens: 5 more such warnings of names");
  });
});

describe("names --export", () => {
  it.each([
    ["c", "mine.h"],
    ["rust", "mine.rs"],
    ["json", "mine.json"],
    ["csv", "mine.csv"],
  ])("%s is read again by --names, and exported again is the same", async (format, file) => {
    const first = await folder.run(["names", "--own", ...BOTH, "--export", format]);
    expect(first.status).toBe(0);
    folder.write(`export/${file}`, first.stdout);
    const list = async (...names: string[]): Promise<unknown[]> => {
      const { stdout } = await folder.run(["names", "--own", ...names, "-f", "ndjson"]);
      return rows(stdout).map(({ code, name, kind }) => [code, name, kind]);
    };
    expect(await list("--names", `export/${file}`)).toEqual(await list(...BOTH));
    const again = await folder.run(["names", "--own", "--names", `export/${file}`, "--export", format]);
    const plain = (text: string): string => text.replace(/mine\.(?:h|rs|json|csv)|other\.csv/g, "FILE");
    expect(plain(again.stdout)).toBe(plain(first.stdout));
  });

  it("takes a pattern, and is no format of its own", async () => {
    const { stdout } = await folder.run(["names", "GET_REPARSE_POINT", "--export", "csv"]);
    expect(stdout).toBe(
      "code,name,kind,header,pack\n0x000900A8,FSCTL_GET_REPARSE_POINT,FSCTL,winioctl.h,default\n",
    );
    expect((await folder.run(["names", "--export", "csv", "-f", "json"])).status).toBe(2);
    expect((await folder.run(["names", "--export", "xml"])).status).toBe(2);
  });
});

describe("names --check", () => {
  it("tells of every constant whether it is known, under which name and with which code", async () => {
    folder.write(
      "check.h",
      `#define FSCTL_GET_REPARSE_POINT 0x000900A8
#define FSCTL_SET_ENCRYPTION CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 54, METHOD_NEITHER, FILE_ANY_ACCESS)
#define IOCTL_MY_REPARSE 0x000900A8
#define IOCTL_MINE_READ CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_DATA)
#define IOCTL_MY_NEW CTL_CODE(0x9C40, 0x9E1, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_MY_BAD CTL_CODE(MISSING)
`,
    );
    const { status, stdout, stderr } = await folder.run([
      "names",
      "--check",
      "check.h",
      "--names",
      "mine.h",
      "-f",
      "json",
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        line: 1,
        code: "0x000900A8",
        name: "FSCTL_GET_REPARSE_POINT",
        verdict: "same",
        otherCodes: [],
        otherNames: [],
      },
      {
        line: 2,
        code: "0x000900DB",
        name: "FSCTL_SET_ENCRYPTION",
        verdict: "other-code",
        otherCodes: ["0x000900D7", "0x000900D4"],
        otherNames: ["FSCTL_ENCRYPTION_FSCTL_IO"],
      },
      {
        line: 3,
        code: "0x000900A8",
        name: "IOCTL_MY_REPARSE",
        verdict: "other-name",
        otherCodes: [],
        otherNames: ["FSCTL_GET_REPARSE_POINT"],
      },
      {
        line: 4,
        code: "0x00226004",
        name: "IOCTL_MINE_READ",
        verdict: "same",
        otherCodes: [],
        otherNames: expect.any(Array),
      },
      {
        line: 5,
        code: "0x9C402784",
        name: "IOCTL_MY_NEW",
        verdict: "unknown",
        otherCodes: [],
        otherNames: [],
      },
    ]);
    expect(lines(stderr)).toEqual([
      BAD,
      "ioctlens: check.h:6: warning: E_NUMBER: IOCTL_MY_BAD cannot be read: CTL_CODE takes 4 arguments, and here it has 1",
    ]);
    const csv = await folder.run(["names", "--check", "check.h"]);
    expect(lines(csv.stdout)[0]).toBe("line,code,name,verdict,otherCodes,otherNames");
  });
});
