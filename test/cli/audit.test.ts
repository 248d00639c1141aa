/** audit: codes whose device type is not that of the device they were sent to. */
import { describe, expect, it } from "vitest";
import { expectedType, parseDeviceRule } from "../../src/cli/audit.js";
import { Folder, rows } from "./command.js";

const folder = new Folder();
folder.write(
  "requests.csv",
  [
    "IoControlCode,Path,Process",
    "0x00070000,\\Device\\Harddisk0\\DR0,a.exe",
    "0x002D1080,\\Device\\Harddisk0\\DR0,a.exe",
    "0x002D1080,\\Device\\Harddisk1\\DR1,b.exe",
    "0x00222000,\\Device\\Example,c.exe",
    "0x80002000,\\Device\\Example,c.exe",
    "FSCTL_NO_SUCH,\\Device\\Example,c.exe",
    "",
  ].join("\n"),
);

async function audit(...args: string[]) {
  const { stdout, status, stderr } = await folder.run([
    "audit",
    "requests.csv",
    "-q",
    "-f",
    "ndjson",
    ...args,
  ]);
  return { status, stderr, rows: rows(stdout) };
}

describe("audit", () => {
  it("tells codes of another device type than the one given", async () => {
    const { rows: found } = await audit("--device-type", "FILE_DEVICE_DISK");
    expect(found.map((row) => [row.code, row.deviceType, row.expectedDeviceType, row.count])).toEqual([
      ["0x002D1080", 45, 7, 2],
      ["0x00222000", 34, 7, 1],
      ["0x80002000", 32768, 7, 1],
    ]);
    expect(found[0]).toMatchObject({
      expectedDeviceTypeName: "FILE_DEVICE_DISK",
      deviceTypeName: "FILE_DEVICE_MASS_STORAGE",
      facts: ["FILE_ANY_ACCESS"],
    });
  });

  it("knows devices by their paths; the last rule that fits decides, and a device without one is left out", async () => {
    const { rows: found } = await audit(
      ...["--device-type", "\\Device\\Harddisk*=7", "--device-type", "\\device\\harddisk1\\*=0x2d"],
    );
    expect(found.map((row) => [row.path, row.code, row.expectedDeviceType])).toEqual([
      ["\\Device\\Harddisk0\\DR0", "0x002D1080", 7],
    ]);
    const more = await audit("--device-type", "*Example=FILE_DEVICE_UNKNOWN", "--by", "processName");
    expect(more.rows.map((row) => [row.processName, row.code])).toEqual([["c.exe", "0x80002000"]]);
  });

  it("keeps to --where and --limit", async () => {
    const { rows: found } = await audit("--device-type", "7", "--where", "processName=c.exe", "--limit", "1");
    expect(found.map((row) => row.code)).toEqual(["0x00222000"]);
  });

  it("without a type, or with a wrong one, ends with 2", async () => {
    expect(await audit()).toMatchObject({ status: 2 });
    expect(await audit("--device-type", "FILE_DEVICE_NONE")).toMatchObject({ status: 2 });
    expect(await audit("--device-type", "0x12345")).toMatchObject({ status: 2 });
  });

  it("takes a path literally but for * and ?", () => {
    const rules = [parseDeviceRule("\\Device\\A.B (1)\\?=0x22")];
    expect(expectedType(rules, "\\device\\a.b (1)\\x")).toBe(0x22);
    expect(expectedType(rules, "\\device\\aXb (1)\\x")).toBeUndefined();
    expect(expectedType(rules, null)).toBeUndefined();
    expect(expectedType([parseDeviceRule("34")], null)).toBe(34);
  });
});
