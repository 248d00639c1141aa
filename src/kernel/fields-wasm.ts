/** Fields of control codes, split by an instance of the AssemblyScript kernel. */
import type { FieldColumns } from "./kernel.js";

/** What `Kernel.fields` does, with the exports of an instance. */
export function splitInKernel(
  exports: Readonly<Record<string, unknown>>,
  codes: Uint32Array,
  out: FieldColumns<ArrayBufferLike>,
): void {
  const constant = (name: string): number => (exports[name] as WebAssembly.Global).value >>> 0;
  const { buffer } = exports.memory as WebAssembly.Memory;
  const capacity = constant("CAPACITY_CODES");
  const input = new Uint32Array(buffer, constant("CODES_PTR"), capacity);
  for (let from = 0; from < codes.length; from += capacity) {
    const count = Math.min(capacity, codes.length - from);
    input.set(codes.subarray(from, from + count));
    (exports.fields as (count: number) => void)(count);
    out.deviceType.set(new Uint16Array(buffer, constant("DEVICE_TYPE_PTR"), count), from);
    out.functionCode.set(new Uint16Array(buffer, constant("FUNCTION_CODE_PTR"), count), from);
    out.requiredAccess.set(new Uint8Array(buffer, constant("REQUIRED_ACCESS_PTR"), count), from);
    out.transferMethod.set(new Uint8Array(buffer, constant("TRANSFER_METHOD_PTR"), count), from);
  }
}
