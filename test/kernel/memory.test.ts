/** The memory map of the module: what must stay as it is whatever is interned. */
import { expect, it } from "vitest";
import { kernelModule } from "../../src/kernel/index.js";
import { CAPACITY, SCAN } from "../../src/kernel/kernel.js";
import { bytesOf } from "./drive.js";

const { exports } = new WebAssembly.Instance(kernelModule());
const at = (name: string) => (exports[name] as WebAssembly.Global).value as number;
const call = (name: string, ...args: number[]) => (exports[name] as (...args: number[]) => number)(...args);
const bytes = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);

it("the capacities are those of the module", () => {
  expect({
    WINDOW_BYTES: at("WINDOW_BYTES"),
    RECORDS: at("CAPACITY_RECORDS"),
    SPANS: at("CAPACITY_SPANS"),
    ENTRIES: at("CAPACITY_ENTRIES"),
    PAIRS: at("CAPACITY_PAIRS"),
    TEXT_BYTES: at("MAX_INTERNED"),
    ARENA_BYTES: at("ARENA_BYTES"),
    OUTPUT_BYTES: at("OUTPUT_BYTES"),
  }).toEqual(CAPACITY);
});

it("the entry in front of the first one stays zero in full tables, so that it is equal to no text", () => {
  const codes = Array.from({ length: CAPACITY.ENTRIES }, (_, i) => `0x${i.toString(16)}\n`).join("");
  const list = bytesOf(codes);
  call("configure", 0x2c, 1, 0, -1, 0, 0, 0, 1, 16);
  call("reset");
  bytes.set(list, at("WINDOW_PTR"));
  expect(call("scanList", 0, list.length)).toBe(SCAN.DONE);
  expect(at("entryCount")).toBe(CAPACITY.ENTRIES);
  const entries = at("ENTRIES_PTR");
  expect([...bytes.subarray(entries - at("ENTRY_BYTES"), entries)].filter((byte) => byte !== 0)).toEqual([]);
});
