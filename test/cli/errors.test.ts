import { describe, expect, it } from "vitest";
import { Folder, lines, MIXED, rows } from "./command.js";

const folder = new Folder();
folder.write("mixed.csv", MIXED);

describe("MANNERS 4.10, RULES 10: rows of --errors", () => {
  for (const command of ["decode", "summary"]) {
    it(`${command} writes broken, unresolved and doubtful records with their place`, async () => {
      const procmon =
        '"Operation","Detail"\n"FileSystemControl","Control: FSCTL_NO\nSUCH"\n"DeviceIoControl","Control: 0x22a018 (Device:0x9 Function:1 Method: 3)"\n"x"y\n';
      folder.write("procmon.csv", procmon);
      const { status } = await folder.run([
        command,
        "mixed.csv",
        "procmon.csv",
        "--errors",
        "e.ndjson",
        "--force",
        "-q",
      ]);
      expect(status).toBe(0);
      const found = rows(folder.read("e.ndjson"));
      for (const row of found) {
        expect(Object.keys(row)).toEqual([
          "file",
          "row",
          "line",
          "offset",
          "column",
          "kind",
          "error",
          "message",
        ]);
      }
      expect(found.map(({ message, ...row }) => [row, typeof message])).toEqual(
        [
          {
            file: "mixed.csv",
            row: 2,
            line: 3,
            offset: MIXED.indexOf("09:00:02"),
            column: "IoControlCode",
            kind: "unresolved",
            error: "E_NAME",
          },
          {
            file: "mixed.csv",
            row: 4,
            line: 5,
            offset: MIXED.indexOf("09:00:04"),
            column: "IoControlCode",
            kind: "rejected",
            error: "E_RANGE",
          },
          {
            file: "procmon.csv",
            row: 1,
            line: 2,
            offset: 21,
            column: "Detail",
            kind: "rejected",
            error: "E_CODE_TEXT",
          },
          {
            file: "procmon.csv",
            row: 2,
            line: 4,
            offset: procmon.indexOf('"DeviceIo'),
            column: "Detail",
            kind: "warning",
            error: "E_CODE_PARTS",
          },
          {
            file: "procmon.csv",
            row: 3,
            line: 5,
            offset: procmon.indexOf('"x"'),
            column: null,
            kind: "rejected",
            error: "E_QUOTE",
          },
        ].map((row) => [row, "string"]),
      );
    });
  }

  it("offsets are those of the file in UTF-16 too", async () => {
    const text = "IoControlCode\n0x902EB\nnaïve \u{1f600}\nFSCTL_NO\n";
    folder.write("utf16.csv", Buffer.from(`\ufeff${text}`, "utf16le"));
    await folder.run(["decode", "utf16.csv", "--errors", "e16.ndjson", "-q"]);
    const [broken, unresolved] = rows(folder.read("e16.ndjson"));
    expect(broken).toMatchObject({ row: 2, line: 3, offset: 2 + 2 * text.indexOf("naïve") });
    expect(unresolved).toMatchObject({ row: 3, line: 4, offset: 2 + 2 * text.indexOf("FSCTL_NO") });
  });

  it("an unreadable input writes an empty file", async () => {
    const { status } = await folder.run(["decode", "missing.csv", "--errors", "none.ndjson", "-q"]);
    expect(status).toBe(3);
    expect(folder.read("none.ndjson")).toBe("");
  });

  it("standard error shows the first ten and says how many more there are", async () => {
    folder.write("many.csv", `IoControlCode\n0x902EB\n${"zz zz\n".repeat(25)}`);
    const { stderr } = await folder.run(["decode", "many.csv"]);
    const said = lines(stderr);
    expect(said.filter((line) => line.includes("many.csv:"))).toHaveLength(10);
    expect(said).toContain(
      "ioctlens: 15 more broken records or warnings not shown; --errors FILE.ndjson keeps them all",
    );
  });
});
