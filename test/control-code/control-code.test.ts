import { describe, expect, it } from "vitest";
import {
  ioctlNone,
  ioctlRead,
  ioctlReadWrite,
  ioctlWrite,
  matchFunction,
  pack,
  unpack,
} from "../../src/control-code/control-code.js";
import { DeviceType } from "../../src/control-code/device-type.js";
import { accessName } from "../../src/control-code/required-access.js";
import { methodName } from "../../src/control-code/transfer-method.js";
import { DecodeError } from "../../src/errors.js";

/** The error a function throws, for a look at its code and message. */
function errorOf(run: () => unknown): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("unpack and pack", () => {
  it("splits a known code", () => {
    expect(unpack(0x000902eb)).toEqual({
      deviceType: 9,
      functionCode: 186,
      requiredAccess: 0,
      transferMethod: 3,
    });
    expect(unpack(0x0022a018)).toEqual({
      deviceType: 0x22,
      functionCode: 0x806,
      requiredAccess: 2,
      transferMethod: 0,
    });
  });

  it("pack(unpack(code)) is the code: edges, every single bit, random codes", () => {
    const codes = [0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
    for (let bit = 0; bit < 32; bit += 1) codes.push((1 << bit) >>> 0, ~(1 << bit) >>> 0);
    let state = 0x9e3779b9;
    for (let i = 0; i < 100_000; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      codes.push(state);
    }
    for (const code of codes) if (pack(unpack(code)) !== code) expect(pack(unpack(code))).toBe(code);
  });

  it("pack is unsigned and keeps a device type nobody knows", () => {
    const code = pack({ deviceType: 0xdead, functionCode: 0x801, requiredAccess: 3, transferMethod: 2 });
    expect(code).toBe(0xdeade006);
    expect(unpack(code).deviceType).toBe(0xdead);
  });

  it("unpack refuses what is no u32", () => {
    for (const code of [-1, 0x100000000, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const error = errorOf(() => unpack(code));
      expect(error.code).toBe("E_RANGE");
      expect(error.message).toContain(String(code));
    }
  });

  it("pack names the field and both numbers, and never masks", () => {
    const fields = { deviceType: 0, functionCode: 0, requiredAccess: 0, transferMethod: 0 };
    const limits = { deviceType: 0xffff, functionCode: 0xfff, requiredAccess: 3, transferMethod: 3 };
    for (const [field, limit] of Object.entries(limits)) {
      expect(pack({ ...fields, [field]: limit })).toBeGreaterThan(0);
      for (const value of [limit + 1, -1, 0.5, Number.NaN]) {
        const error = errorOf(() => pack({ ...fields, [field]: value }));
        expect(error.code).toBe("E_RANGE");
        expect(error.message).toBe(`${field} ${value} lies outside 0 to ${limit}`);
      }
    }
  });
});

describe("matchFunction", () => {
  it("gives access and function when the device type is the expected one", () => {
    expect(matchFunction(0x0022a018, DeviceType.FILE_DEVICE_UNKNOWN)).toEqual({
      requiredAccess: 2,
      functionCode: 0x806,
    });
  });

  it("says both device types when it is not", () => {
    const error = errorOf(() => matchFunction(0x0022a018, 0x8000));
    expect(error.code).toBe("E_DEVICE_TYPE");
    expect(error.message).toBe("code has device type 0x0022, expected 0x8000");
  });
});

describe("builders and spellings", () => {
  it("builds by access: none is METHOD_NEITHER, the others METHOD_BUFFERED", () => {
    expect(ioctlNone(0x22, 0x800)).toBe(0x00222003);
    expect(ioctlRead(0x22, 0x800)).toBe(0x00226000);
    expect(ioctlWrite(0x22, 0x800)).toBe(0x0022a000);
    expect(ioctlReadWrite(0x22, 0x800)).toBe(0x0022e000);
    expect(errorOf(() => ioctlRead(0x22, 0x1000)).code).toBe("E_RANGE");
  });

  it("spells access and method", () => {
    expect([0, 1, 2, 3].map(accessName)).toEqual([
      "FILE_ANY_ACCESS",
      "FILE_READ_ACCESS",
      "FILE_WRITE_ACCESS",
      "FILE_READ_ACCESS|FILE_WRITE_ACCESS",
    ]);
    expect([0, 1, 2, 3].map(methodName)).toEqual([
      "METHOD_BUFFERED",
      "METHOD_IN_DIRECT",
      "METHOD_OUT_DIRECT",
      "METHOD_NEITHER",
    ]);
  });
});
