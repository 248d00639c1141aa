/** Splitting columns of codes: every lane, every edge of a field, nothing behind the last row. */
import { describe, expect, it } from "vitest";
import { pack, unpack } from "../../src/control-code/control-code.js";
import { kernelModule } from "../../src/kernel/index.js";
import type { FieldColumns } from "../../src/kernel/kernel.js";
import { ENGINES } from "./engines.js";
import { Random } from "./random.js";

/** More than one step of the kernel. */
const LANES = 131;
const COUNTS = [0, 1, 2, 15, 16, 17, 127, 128, 129, 255, 256, 257, 16383, 16384, 16385, 40000];
const GUARD_ROWS = 40;
const GUARD = 0xa5;

function columns(rowCount: number): FieldColumns {
  const out = {
    deviceType: new Uint16Array(rowCount),
    functionCode: new Uint16Array(rowCount),
    requiredAccess: new Uint8Array(rowCount),
    transferMethod: new Uint8Array(rowCount),
  };
  for (const column of Object.values(out)) column.fill(GUARD);
  return out;
}

const rowOf = (out: FieldColumns, i: number) => ({
  deviceType: out.deviceType[i]!,
  functionCode: out.functionCode[i]!,
  requiredAccess: out.requiredAccess[i]!,
  transferMethod: out.transferMethod[i]!,
});

/** Smallest and largest value of each field, and their neighbours, in all combinations. */
function edges(): Uint32Array {
  const codes: number[] = [];
  for (const deviceType of [0, 1, 0x22, 0x7fff, 0x8000, 0xfffe, 0xffff]) {
    for (const functionCode of [0, 1, 0x7ff, 0x800, 0xffe, 0xfff]) {
      for (let low = 0; low < 16; low++) {
        codes.push(pack({ deviceType, functionCode, requiredAccess: low >> 2, transferMethod: low & 3 }));
      }
    }
  }
  return Uint32Array.from(codes);
}

function randomCodes(count: number): Uint32Array {
  const random = new Random(count);
  return Uint32Array.from({ length: count }, () => random.u32());
}

function expectFields(out: FieldColumns, codes: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const row = rowOf(out, i);
    if (pack(row) !== codes[i]) expect(row, `row ${i} of ${codes.length}`).toEqual(unpack(codes[i]!));
  }
}

describe.each(ENGINES)("fields, %s", (_name, make) => {
  const kernel = make();

  it.each(COUNTS)("%i codes, other values in every lane, nothing behind the last row", (count) => {
    const codes = randomCodes(count);
    const out = columns(count + GUARD_ROWS);
    kernel.fields(codes, out);
    expectFields(out, codes);
    for (let i = count; i < count + GUARD_ROWS; i++)
      expect(Object.values(rowOf(out, i))).toEqual([GUARD, GUARD, GUARD, GUARD]);
  });

  it("edges of every field, each in every lane", () => {
    const codes = edges();
    for (let lane = 0; lane < 16; lane++) {
      const shifted = Uint32Array.from(
        { length: codes.length + lane },
        (_, i) => codes[(i + 16 - lane) % codes.length]!,
      );
      const out = columns(shifted.length);
      kernel.fields(shifted, out);
      expectFields(out, shifted);
    }
  });

  it("one code different from all others, in every lane", () => {
    for (const [common, odd] of [
      [0, 0xffffffff],
      [0xffffffff, 0],
      [0x0022a018, 0x000902eb],
    ] as const) {
      for (let lane = 0; lane < LANES; lane++) {
        const codes = new Uint32Array(LANES).fill(common);
        codes[lane] = odd;
        const out = columns(LANES);
        kernel.fields(codes, out);
        expectFields(out, codes);
      }
    }
  });
});

describe("fields in the memory of the module", () => {
  const { exports } = new WebAssembly.Instance(kernelModule());
  const at = (name: string) => (exports[name] as WebAssembly.Global).value as number;
  const bytes = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  const fields = exports.fields as (count: number) => void;
  const capacity = at("CAPACITY_CODES");
  const COLUMNS = [
    ["DEVICE_TYPE_PTR", 2],
    ["FUNCTION_CODE_PTR", 2],
    ["REQUIRED_ACCESS_PTR", 1],
    ["TRANSFER_METHOD_PTR", 1],
  ] as const;

  it.each(COUNTS.filter((count) => count <= capacity))(
    "%i codes write their rows and no byte more",
    (count) => {
      const codesPtr = at("CODES_PTR");
      const end = at("TRANSFER_METHOD_PTR") + capacity + 4096;
      bytes.fill(GUARD, codesPtr, end);
      bytes.set(new Uint8Array(randomCodes(count).buffer), codesPtr);
      const before = bytes.slice(codesPtr, end);
      fields(count);
      const after = bytes.slice(codesPtr, end);
      for (const [name, rowBytes] of COLUMNS) {
        const from = at(name) - codesPtr;
        before.fill(0, from, from + count * rowBytes);
        after.fill(0, from, from + count * rowBytes);
      }
      expect(Buffer.compare(before, after)).toBe(0);
    },
  );
});
