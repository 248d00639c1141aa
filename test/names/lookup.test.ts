import { describe, expect, it } from "vitest";
import { pack, unpack } from "../../src/control-code/control-code.js";
import { codesOfLayout, layoutOf, splitByLayout } from "../../src/control-code/layouts.js";
import { codeFor, entriesOf, isKnownCode, namesFor, nearMisses, searchNames } from "../../src/names/index.js";

const all = searchNames("");

describe("the tables", () => {
  it("RULES 5: every row of layout ctl_code re-packs from its fields, every code from its plain split", () => {
    const split = all.filter(({ code }) => layoutOf(code) === "ctl_code");
    expect(split).toHaveLength(2422);
    for (const { code } of split) {
      const { layout: _layout, ...fields } = splitByLayout(code);
      expect(pack(fields as Parameters<typeof pack>[0])).toBe(code);
    }
    for (const { code } of all) expect(pack(unpack(code))).toBe(code);
  });

  it("RULES 5: the exact numbers of layouts.ts are the numbers with such names, and no ctl_code is among them", () => {
    const sio = new Set(all.filter(({ kind }) => kind === "SIO").map(({ code }) => code));
    expect([...sio]).toEqual(codesOfLayout("winsock_sio"));
    for (const layout of ["srb_io_control", "fourcc"] as const) {
      for (const code of codesOfLayout(layout)) {
        const names = namesFor(code, { pack: "extra" });
        expect(names.length).toBeGreaterThan(0);
        expect(names.every(({ kind }) => kind === "IOCTL")).toBe(true);
      }
    }
    expect(namesFor(0x00012017)[0]?.name).toBe("IOCTL_AFD_RECEIVE");
  });

  it("keeps every code and says which are known", () => {
    expect(all).toHaveLength(2550 + 98);
    expect(new Set(all.filter(({ kind }) => kind !== "SIO").map(({ code }) => code)).size).toBe(2297);
    for (const { code } of all) expect(isKnownCode(code)).toBe(true);
    for (const code of [0, 0x0022a019, 0xffffffff, -1, 0.5]) expect(isKnownCode(code)).toBe(false);
    expect(namesFor(0xffffffff, { pack: "extra" })).toEqual([]);
  });
});

describe("namesFor", () => {
  const named = (...args: Parameters<typeof namesFor>): string[] => namesFor(...args).map(({ name }) => name);

  it("RULES 6: 0x00220003 has three names: canonical first, then by number of sources", () => {
    expect(named(0x00220003)).toEqual([
      "IOCTL_INTERNAL_USB_SUBMIT_URB",
      "IOCTL_BTHHFP_GET_DEVICEOBJECT",
      "SMB_BUS_REQUEST",
    ]);
  });

  it("RULES 6: the major function puts its kind first and drops nothing", () => {
    expect(named(0x00220003, { majorFunction: "IRP_MJ_DEVICE_CONTROL" })).toEqual([
      "IOCTL_BTHHFP_GET_DEVICEOBJECT",
      "SMB_BUS_REQUEST",
      "IOCTL_INTERNAL_USB_SUBMIT_URB",
    ]);
    const majors = [
      "IRP_MJ_DEVICE_CONTROL",
      "IRP_MJ_FILE_SYSTEM_CONTROL",
      "IRP_MJ_INTERNAL_DEVICE_CONTROL",
    ] as const;
    for (const { code } of all) {
      for (const majorFunction of majors) {
        expect(named(code, { majorFunction, pack: "extra" }).sort()).toEqual(
          named(code, { pack: "extra" }).sort(),
        );
      }
    }
  });

  it("RULES 6: the extra pack adds names behind the default ones, in the ruled order for every code", () => {
    for (const code of new Set(all.map((row) => row.code))) {
      const wide = namesFor(code, { pack: "extra" });
      const narrow = namesFor(code);
      expect(wide.slice(0, narrow.length)).toEqual(narrow);
      expect(wide.filter(({ canonical }) => canonical)).toHaveLength(1);
      for (let i = 1; i < wide.length; i += 1) {
        const [a, b] = [wide[i - 1]!, wide[i]!];
        if (a.pack !== b.pack) expect(a.pack).toBe("default");
        else if (a.canonical !== b.canonical) expect(a.canonical).toBe(true);
        else if (a.sources !== b.sources) expect(a.sources).toBeGreaterThan(b.sources);
        else expect(a.name < b.name).toBe(true);
      }
    }
  });

  it("gives the whole row, and Winsock's names with kind SIO", () => {
    expect(namesFor(0x000900a8)).toEqual([
      expect.objectContaining({
        name: "FSCTL_GET_REPARSE_POINT",
        kind: "FSCTL",
        canonical: true,
        relation: null,
        pack: "default",
      }),
    ]);
    expect(namesFor(0xc8000006)[0]).toMatchObject({ kind: "SIO", pack: "default", relation: null });
    expect(named(0x8004747c)).toEqual(["SIO_GET_MULTICAST_FILTER", "SIOCGIPMSFILTER"]);
  });
});

describe("codeFor", () => {
  it("RULES 7: Wireshark's FSCTL_SET_REPARSE_POINT is 0x000900A4, the other value is told", () => {
    expect(codeFor("FSCTL_SET_REPARSE_POINT", "wireshark")).toEqual({
      code: 0x000900a4,
      others: [0x000980a4],
    });
    expect(codeFor("FSCTL_SET_REPARSE_POINT")).toEqual({ code: 0x000900a4, others: [] });
    expect(codeFor("FSCTL_SET_REPARSE_POINT", "extra")).toEqual({ code: 0x000900a4, others: [0x000980a4] });
  });

  it("RULES 7: a name with two values in the packs gives the confirmed one first", () => {
    const twice = entriesOf("extra").filter(({ others }) => others.length > 0);
    expect(twice).toHaveLength(46);
    for (const { name, code } of twice) expect(codeFor(name)?.code).toBe(code);
    expect(codeFor("IOCTL_GET_VERSION", "extra")).toEqual({ code: 0x80002000, others: [0x00222000] });
    expect(codeFor("IOCTL_MOUNTDEV_LINK_CREATED")?.code).toBe(0x004dc010);
  });

  it("RULES 6: the table of a trace format goes its own way", () => {
    expect(codeFor("FSCTL_CREATE_USN_JOURNAL", "procmon")?.code).toBe(0x000900e7);
    expect(codeFor("FSCTL_CREATE_USN_JOURNAL", "wireshark")?.code).toBe(0x000940e7);
    expect(codeFor("IOCTL_MOUNTDEV_LINK_CREATED", "procmon")?.code).toBe(0x004d0010);
    expect(codeFor("FSCTL_PIPE_INTERNAL_READ", "procmon")?.code).toBe(0x00116000);
  });

  it("resolves all 287 names of Process Monitor and all 88 of Wireshark", () => {
    expect(entriesOf("procmon")).toHaveLength(287);
    expect(entriesOf("procmon").every(({ others }) => others.length === 0)).toBe(true);
    expect(entriesOf("wireshark")).toHaveLength(88);
  });

  it("knows no other name", () => {
    for (const name of ["", "FSCTL_NO_SUCH", "fsctl_get_reparse_point", "constructor"]) {
      expect(codeFor(name)).toBeUndefined();
    }
    expect(codeFor("IOCTL_BEEP_SET", "wireshark")).toBeUndefined();
    expect(codeFor("SIO_RCVALL")?.code).toBe(0x98000001);
  });
});

describe("nearMisses and searchNames", () => {
  it("finds the known codes that differ in access or method alone", () => {
    expect(nearMisses(0x000940a4)).toEqual([
      { code: 0x000900a4, names: ["FSCTL_SET_REPARSE_POINT"] },
      { code: 0x000980a4, names: ["FSCTL_SET_REPARSE_POINT"] },
    ]);
    expect(nearMisses(0x00012016).map(({ code }) => code)).toEqual([0x00012017]);
    expect(nearMisses(0xc8000006)).toEqual([]);
    expect(nearMisses(0xdeade006)).toEqual([]);
  });

  it("searches by part, by wildcard and by expression, over both packs", () => {
    expect(searchNames("get_reparse_point").map(({ name }) => name)).toContain("FSCTL_GET_REPARSE_POINT");
    expect(searchNames("FSCTL_SET_REPARSE_POIN?").map(({ code, pack }) => [code, pack])).toEqual([
      [0x000900a4, "default"],
      [0x000980a4, "extra"],
    ]);
    expect(searchNames("*_BEEP_*").every(({ name }) => name.includes("_BEEP_"))).toBe(true);
    expect(searchNames(/^SIO_FLUSH$/g)).toHaveLength(1);
    expect(searchNames("no such (name")).toEqual([]);
  });
});
