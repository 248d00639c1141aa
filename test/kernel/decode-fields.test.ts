/** The synchronous core: codes to columns of fields, on both engines, into columns of the caller. */
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { pack, unpack } from "../../src/control-code/control-code.js";
import type { DecodeError } from "../../src/errors.js";
import { decodeFields, kernelVariant, newFieldColumns } from "../../src/kernel/decode-fields.js";

const u32 = fc.integer({ min: 0, max: 0xffffffff });

function rowOf(columns: ReturnType<typeof newFieldColumns>, i: number) {
  return {
    deviceType: columns.deviceType[i]!,
    functionCode: columns.functionCode[i]!,
    requiredAccess: columns.requiredAccess[i]!,
    transferMethod: columns.transferMethod[i]!,
  };
}

function thrownBy(call: () => unknown): DecodeError {
  try {
    call();
  } catch (error) {
    return error as DecodeError;
  }
  throw new Error("nothing was thrown");
}

afterEach(() => vi.unstubAllGlobals());

describe("decodeFields", () => {
  it("splits every code as unpack does, and pack undoes it", () => {
    fc.assert(
      fc.property(fc.array(u32, { maxLength: 200 }), (codes) => {
        const columns = decodeFields(Uint32Array.from(codes));
        expect(columns.deviceType).toHaveLength(codes.length);
        codes.forEach((code, i) => {
          expect(rowOf(columns, i)).toEqual(unpack(code));
          expect(pack(rowOf(columns, i))).toBe(code);
        });
      }),
    );
  });

  it("answers the same with WebAssembly and without, for few codes and for many", async () => {
    const codes = Uint32Array.from({ length: 200_003 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
    expect(kernelVariant()).toBe("simd");
    const fast = decodeFields(codes);
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
    const plain = await import("../../src/kernel/decode-fields.js");
    const slow = plain.decodeFields(codes);
    for (const column of ["deviceType", "functionCode", "requiredAccess", "transferMethod"] as const) {
      const bytes = (columns: typeof fast): Buffer => Buffer.from(columns[column].buffer);
      expect(bytes(slow).equals(bytes(fast)), column).toBe(true);
    }
    expect(plain.kernelVariant()).toBe("reference");
    expect(decodeFields(codes.subarray(7, 11)).functionCode).toEqual(fast.functionCode.slice(7, 11));
  });

  it("fills columns that are given, returns them, and leaves what is behind the codes", () => {
    const out = newFieldColumns(4);
    out.deviceType.fill(0xabcd);
    expect(decodeFields(Uint32Array.of(0x902eb, 0x22a008), out)).toBe(out);
    expect([...out.deviceType]).toEqual([9, 0x22, 0xabcd, 0xabcd]);
    decodeFields(Uint32Array.of(0x70000), out);
    expect([...out.deviceType]).toEqual([7, 0x22, 0xabcd, 0xabcd]);
    expect(decodeFields(new Uint32Array(0), out)).toBe(out);
  });

  it("gives columns that no later call changes", () => {
    const first = decodeFields(new Uint32Array(100_000).fill(0x902eb));
    decodeFields(new Uint32Array(100_000).fill(0x22a008));
    expect(first.functionCode.every((value) => value === 186)).toBe(true);
  });

  it("fills shared memory", () => {
    const out = {
      deviceType: new Uint16Array(new SharedArrayBuffer(2)),
      functionCode: new Uint16Array(new SharedArrayBuffer(2)),
      requiredAccess: new Uint8Array(new SharedArrayBuffer(1)),
      transferMethod: new Uint8Array(new SharedArrayBuffer(1)),
    };
    expect(decodeFields(Uint32Array.of(0x22a008), out).functionCode[0]).toBe(2050);
  });

  it("refuses columns that are too short and what is no Uint32Array, before anything is written", () => {
    const out = { ...newFieldColumns(2), requiredAccess: new Uint8Array(1) };
    const error = thrownBy(() => decodeFields(Uint32Array.of(1, 2), out));
    expect(error).toMatchObject({ code: "E_RANGE", message: "requiredAccess has room for 1 of 2 codes" });
    expect(out.deviceType).toEqual(new Uint16Array(2));
    const numbers = [1] as unknown as Uint32Array;
    expect(thrownBy(() => decodeFields(numbers))).toMatchObject({ code: "E_OPTION" });
  });
});
