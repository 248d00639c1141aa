/** RULES 6: own names first, in every direction. */
import { describe, expect, it } from "vitest";
import { codeValues } from "../../src/index.js";
import {
  checkNames,
  codeFor,
  decideRadix,
  isKnownCode,
  namesFor,
  nearMisses,
  type OwnName,
  resolveCodeText,
  searchNames,
} from "../../src/names/index.js";

const own: readonly OwnName[] = [
  { name: "IOCTL_MINE", code: 0x220003, line: 1, file: "dir/mine.h" },
  { name: "FSCTL_MINE", code: 0x220003, line: 2 },
  { name: "SMB_BUS_REQUEST", code: 0x220003, line: 3 },
  { name: "IOCTL_NEW", code: 0x9c402000, line: 4, kind: "INTERNAL_IOCTL" },
  { name: "FSCTL_GET_REPARSE_POINT", code: 0x900ff, line: 5 },
];

const spelled = (code: number, options = {}): string[] =>
  namesFor(code, { own, ...options }).map(({ name, pack }) => `${name} ${pack}`);

describe("RULES 6: own names", () => {
  it("come before all others, in their order, and take the place of a known name", () => {
    expect(spelled(0x220003)).toEqual([
      "IOCTL_MINE own",
      "FSCTL_MINE own",
      "SMB_BUS_REQUEST own",
      "IOCTL_INTERNAL_USB_SUBMIT_URB default",
      "IOCTL_BTHHFP_GET_DEVICEOBJECT default",
    ]);
    expect(spelled(0x220003, { majorFunction: "IRP_MJ_FILE_SYSTEM_CONTROL" }).slice(0, 2)).toEqual([
      "FSCTL_MINE own",
      "IOCTL_MINE own",
    ]);
    expect(namesFor(0x9c402000, { own })).toEqual([
      {
        name: "IOCTL_NEW",
        kind: "INTERNAL_IOCTL",
        header: "own names",
        canonical: false,
        relation: null,
        pack: "own",
        sources: 1,
      },
    ]);
    expect(namesFor(0x220003, { own })[0]).toMatchObject({ header: "mine.h", kind: "IOCTL" });
    expect(namesFor(0x9c402000)).toEqual([]);
  });

  it("win from name to code, and the others follow", () => {
    expect(codeFor("FSCTL_GET_REPARSE_POINT", "default", own)).toEqual({ code: 0x900ff, others: [0x900a8] });
    expect(codeFor("FSCTL_GET_REPARSE_POINT", "procmon", own)).toEqual({ code: 0x900ff, others: [0x900a8] });
    expect(codeFor("IOCTL_NEW", "wireshark", own)).toEqual({ code: 0x9c402000, others: [] });
    expect(codeFor("IOCTL_NEW")).toBeUndefined();
    expect(resolveCodeText(" IOCTL_NEW ", { own })).toEqual({ code: 0x9c402000, others: [], form: "name" });
  });

  it("are found by searches, by code, and near other codes", () => {
    expect(searchNames("ioctl_n?w", own)).toMatchObject([{ name: "IOCTL_NEW", code: 0x9c402000 }]);
    const all = searchNames("", own);
    expect(all).toHaveLength(searchNames("").length + 4);
    expect(all.filter(({ name }) => name === "SMB_BUS_REQUEST")).toMatchObject([{ pack: "own" }]);
    expect(all.map(({ code }) => code)).toEqual(all.map(({ code }) => code).toSorted((a, b) => a - b));
    expect([isKnownCode(0x9c402000), isKnownCode(0x9c402000, own)]).toEqual([false, true]);
    expect(nearMisses(0x9c406001, own)).toEqual([{ code: 0x9c402000, names: ["IOCTL_NEW"] }]);
  });

  it("tell how bare digits of a trace are meant", () => {
    const texts = ["333000", "333004"];
    expect(() => decideRadix(texts)).toThrow("--radix");
    expect(decideRadix(texts, [{ name: "IOCTL_X", code: 0x333000, line: 1 }]).radix).toBe(16);
    expect(decideRadix(texts, [{ name: "IOCTL_X", code: 333004, line: 1 }]).radix).toBe(10);
  });

  it("come before the trace's own spelling, unless that is one of them", () => {
    const values = (ownName: string | null): readonly string[] =>
      codeValues(
        { kind: "decoded", code: 0x220003, codeText: null, ownName, majorFunction: null, issue: null },
        "default",
        own,
      ).names;
    const tables = ["IOCTL_INTERNAL_USB_SUBMIT_URB", "IOCTL_BTHHFP_GET_DEVICEOBJECT"];
    expect(values(null)).toEqual(["IOCTL_MINE", "FSCTL_MINE", "SMB_BUS_REQUEST", ...tables]);
    expect(values("AS_THE_TRACE_HAS_IT")).toEqual([
      ...["IOCTL_MINE", "FSCTL_MINE", "SMB_BUS_REQUEST", "AS_THE_TRACE_HAS_IT"],
      ...tables,
    ]);
    expect(values("FSCTL_MINE")).toEqual(["FSCTL_MINE", "IOCTL_MINE", "SMB_BUS_REQUEST", ...tables]);
  });

  it("are compared with what is known", () => {
    const checked = checkNames([
      { name: "FSCTL_GET_REPARSE_POINT", code: 0x900a8, line: 1 },
      { name: "FSCTL_GET_REPARSE_POINT", code: 0x900ff, line: 2 },
      { name: "IOCTL_MINE", code: 0x900a8, line: 3 },
      { name: "IOCTL_MINE", code: 0x9c402000, line: 4 },
      { name: "FSCTL_SET_ENCRYPTION", code: 0x900d4, line: 5 },
    ]);
    expect(checked.map(({ verdict, otherCodes, otherNames }) => [verdict, otherCodes, otherNames])).toEqual([
      ["same", [], []],
      ["other-code", [0x900a8], []],
      ["other-name", [], ["FSCTL_GET_REPARSE_POINT"]],
      ["unknown", [], []],
      ["same", [0x900d7], []],
    ]);
    expect(checkNames([{ name: "IOCTL_NEW", code: 0x9c402000, line: 1 }], own)[0]?.verdict).toBe("same");
  });
});
