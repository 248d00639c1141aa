/** `--pattern`: the user's expression alone says where codes stand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTrace } from "../../src/decode.js";
import { parsePattern } from "../../src/sources/text/own-pattern.js";
import { errorOf, read } from "./read.js";

async function codes(text: string, pattern: string, options = {}) {
  return (await read(text, { pattern, ...options })).records.map(({ code }) => code);
}

describe("--pattern", () => {
  it("finds every code of a line, whatever the input looks like otherwise", async () => {
    const text = "Path,IoControlCode\na,0x222003 then 0x222007\nb,0x900A8\n";
    const { source, records } = await read(text, { pattern: "(?<code>0x[0-9a-fA-F]+)" });
    expect(source).toBe("text");
    expect(records.map(({ row, code }) => [row, code])).toEqual([
      [2, 0x00222003],
      [2, 0x00222007],
      [3, 0x000900a8],
    ]);
  });

  it("is used alone: the named patterns rest", async () => {
    expect(await codes("IOCTL 0x222003\nreq=0x222007\n", "req=(?<code>\\w+)")).toEqual([0x00222007]);
  });

  it("takes numbers of any form, names and CTL_CODE(...)", async () => {
    const text =
      "<0x222003> <222003h> <-2147426276> <2147541020> <2d1400> <FSCTL_GET_REPARSE_POINT> <CTL_CODE(0x22, 0x800, 3, 0)> <IOCTL_OF_NEXT_YEAR>";
    expect(await codes(text, "<(?<code>[^>]*)>")).toEqual([
      ...[0x00222003, 0x00222003, 0x8000e01c, 0x8000e01c, 0x002d1400, 0x000900a8, 0x00222003, null],
    ]);
  });

  it("does not guess either: digits that read both ways need --radix", async () => {
    const pattern = "code (?<code>\\w+)";
    const { records, issues } = await read("code 294040\n", { pattern });
    expect(records).toMatchObject([{ code: null, codeText: "294040" }]);
    expect(issues).toMatchObject([{ kind: "unresolved", error: "E_AMBIGUOUS_RADIX" }]);
    expect(await codes("code 294040\n", pattern, { radix: 16 })).toEqual([0x00294040]);
    expect(await codes("code 294040\n", pattern, { radix: 10 })).toEqual([294040]);
  });

  it("fills columns from groups of their names", async () => {
    const pattern =
      "^(?<time>\\S+) (?<processName>\\S+)\\((?<processId>\\d+)\\) .*?(?<code>0x\\w+)(?: -> (?<status>\\w+))?";
    const { records } = await read("10:00 a.exe(12) sends 0x222003 -> OK\n10:01 b.exe(13) 0x222007\n", {
      pattern,
    });
    expect(records.map(({ cells }) => cells)).toEqual([
      { time: "10:00", processName: "a.exe", processId: 12, status: "OK" },
      { time: "10:01", processName: "b.exe", processId: 13, status: null },
    ]);
  });

  it("rejects what it caught when that is no code, and passes over what it caught empty", async () => {
    const { accounting, issues } = await read("c=zz-top\nc=\nc=0x1FFFFFFFF\n", {
      pattern: "c=(?<code>\\S*)",
    });
    expect(accounting).toMatchObject({ records: 3, rejected: 2, other: 1, codes: 0 });
    expect(issues.map(({ error }) => error)).toEqual(["E_NUMBER", "E_RANGE"]);
  });

  it("ends where it matches nothing at all, again and again", async () => {
    expect(await codes("aaa 0x222003\n", "(?<code>)|x*")).toEqual([]);
  });

  it("does not see lines of more than 65,536 characters: rejected, the next is read", async () => {
    const text = `0x222003 ${"a".repeat(65_536)}\n0x222007\n`;
    const { records, issues } = await read(text, { pattern: "(?<code>0x\\w+)" });
    expect(records.map(({ row }) => row)).toEqual([2]);
    expect(issues).toMatchObject([{ row: 1, kind: "rejected", error: "E_RECORD_TOO_LONG" }]);
    expect(issues[0]!.message).toContain("65,536");
  });

  it.each([
    ["(?<code>0x", "no regular expression"],
    ["0x\\w+", "no group named code"],
    ["(?<Code>0x\\w+)", "no group named code"],
    ["", "no group named code"],
    ["(?<pid>\\d+) (?<code>0x\\w+)", "processId"],
    ["(?<name>\\d+) (?<code>0x\\w+)", "groups may be time, processName"],
  ])("%s is E_OPTION, whatever the input is", async (pattern, part) => {
    const error = await errorOf("IOCTL 0x222003\n", { pattern });
    expect(error).toMatchObject({ code: "E_OPTION" });
    expect(error.message).toContain(part);
    await expect(openTrace(Buffer.from("x"), { pattern, source: "text" })).rejects.toMatchObject({
      code: "E_OPTION",
    });
  });

  it("accepts an expression only when its groups are known", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (source) => {
        let columns: readonly string[] | null = null;
        try {
          columns = parsePattern(source).columns;
        } catch (error) {
          expect(error).toMatchObject({ code: "E_OPTION" });
        }
        if (columns !== null) expect(source).toContain("(?<code>");
      }),
    );
  });
});
