import { describe, expect, it } from "vitest";
import { DeviceType } from "../../src/control-code/device-type.js";
import { deviceTypeFor, deviceTypeName, deviceTypeNames } from "../../src/names/index.js";

describe("device types", () => {
  it("prints the standard name of every standard type, and the const object has no other", () => {
    const standard = Object.entries(DeviceType);
    expect(standard).toHaveLength(93);
    for (const [name, value] of standard) {
      expect(deviceTypeName(value)).toBe(name);
      expect(deviceTypeNames(value)[0]).toBe(name);
      expect(deviceTypeFor(name)).toBe(value);
    }
  });

  it("keeps all clashes: 0x56 is TRUST_ENV and the letter V of volumes", () => {
    expect(deviceTypeNames(0x56)).toEqual(["FILE_DEVICE_TRUST_ENV", "IOCTL_VOLUME_BASE"]);
    expect(deviceTypeNames(0x2a)).toEqual([
      "FILE_DEVICE_BUS_EXTENDER",
      "FILE_DEVICE_RESOURCE_HUB",
      "FILE_DEVICE_VPCI",
      "FILE_DEVICE_BUSENUM",
    ]);
  });

  it("names letters below 0x8000, and no vendor number by one owner of it", () => {
    expect(deviceTypeName(0x4d)).toBe("MOUNTDEVCONTROLTYPE");
    expect(deviceTypeName(0x6d)).toBe("MOUNTMGRCONTROLTYPE");
    expect(deviceTypeName(0x8000)).toBeNull();
    expect(deviceTypeNames(0x8000)).toEqual(["FILE_DEVICE_USB_SCAN"]);
    expect(deviceTypeName(0x9c40)).toBeNull();
    expect(deviceTypeNames(0x9c40)).toEqual(["SIOCTL_TYPE"]);
  });

  it("an unknown type keeps its number and has no name", () => {
    expect(deviceTypeName(0xdead)).toBeNull();
    expect(deviceTypeNames(0xdead)).toEqual([]);
    expect(deviceTypeFor("FILE_DEVICE_DEAD")).toBeUndefined();
    expect(deviceTypeFor("IOCTL_VOLUME_BASE")).toBe(0x56);
  });
});
