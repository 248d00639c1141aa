import { describe, expect, it } from "vitest";
import { type NamesCommandOptions, names } from "../../src/cli/names.js";

interface NameRow {
  code: string;
  name: string;
  pack: string;
}

const HEADER = "code,name,kind,header,pack,relation,canonical,sources\n";

async function find(pattern?: string, pack?: NamesCommandOptions["pack"]): Promise<NameRow[]> {
  const options = pack === undefined ? {} : { pack };
  return JSON.parse(await names(pattern, { format: "json", ...options })) as NameRow[];
}

describe("names", () => {
  it("RULES 6: searches both packs and prints the pack", async () => {
    expect(await names("set_encryption", { format: "csv" })).toBe(
      `${HEADER}0x000900D4,FSCTL_SET_ENCRYPTION,FSCTL,ntifs_ex.h,extra,,1,2\n` +
        "0x000900D7,FSCTL_SET_ENCRYPTION,FSCTL,winioctl.h,default,,1,19\n",
    );
    expect(new Set((await find()).map(({ pack }) => pack))).toEqual(new Set(["default", "extra"]));
    expect((await find(undefined, "extra")).length).toBe((await find()).length);
    expect(new Set((await find(undefined, "default")).map(({ pack }) => pack))).toEqual(new Set(["default"]));
  });

  it("takes a part of a name, wildcards, a number and the macro", async () => {
    const codes = async (pattern: string) => (await find(pattern)).map(({ code, name }) => `${code} ${name}`);
    expect(await codes("get_reparse")).toEqual(["0x000900A8 FSCTL_GET_REPARSE_POINT"]);
    expect(await codes("fsctl_*_reparse_poin?")).toEqual([
      "0x000900A4 FSCTL_SET_REPARSE_POINT",
      "0x000900A8 FSCTL_GET_REPARSE_POINT",
      "0x000900AC FSCTL_DELETE_REPARSE_POINT",
      "0x000980A4 FSCTL_SET_REPARSE_POINT",
      "0x000980AC FSCTL_DELETE_REPARSE_POINT",
    ]);
    const byNumber = ["0x000900A8 FSCTL_GET_REPARSE_POINT"];
    for (const same of ["0x900a8", "589992", "000900A8h", "CTL_CODE(9, 42, METHOD_BUFFERED, 0)"]) {
      expect(await codes(same), same).toEqual(byNumber);
    }
    expect(await codes("0x220003")).toEqual([
      "0x00220003 IOCTL_INTERNAL_USB_SUBMIT_URB",
      "0x00220003 IOCTL_BTHHFP_GET_DEVICEOBJECT",
      "0x00220003 SMB_BUS_REQUEST",
    ]);
  });

  it("takes digits inside names too", async () => {
    const found = await find("1394");
    expect(found.length).toBeGreaterThan(0);
    for (const { name } of found) expect(name).toContain("1394");
  });

  it("RULES 20: without a hit it prints a header alone", async () => {
    for (const nothing of ["no_such_name", "0x12345678", "99999999999"]) {
      expect(await names(nothing, { format: "csv" })).toBe(HEADER);
    }
    expect(await find("no_such_name")).toEqual([]);
    expect(await names("no_such_name", { format: "text" })).toMatch(/^code {2}name {2}kind/);
  });

  it("reports a macro that cannot be read", async () => {
    await expect(names("CTL_CODE(1,2)", { format: "text" })).rejects.toMatchObject({ code: "E_NUMBER" });
  });
});
