/** Control codes to columns of fields: the synchronous core, without input, text or object a code. */
import { DecodeError } from "../errors.js";
import { splitInKernel } from "./fields-wasm.js";
import type { FieldColumns } from "./kernel.js";
import { kernelModule } from "./module.js";
import { splitFields } from "./reference-fields.js";

/** Fewer codes than this are split sooner than WebAssembly is compiled. */
const FEW_CODES = 65_536;

/** What an instance exports, one for all calls, as each is over before the next; null where WebAssembly is not allowed. */
let shared: WebAssembly.Exports | null | undefined;

function sharedInstance(): WebAssembly.Exports | null {
  if (shared === undefined) {
    try {
      shared = new WebAssembly.Instance(kernelModule()).exports;
    } catch {
      shared = null;
    }
  }
  return shared;
}

/** The engine that `auto` takes here: `simd` is WebAssembly, `reference` is where that is missing or forbidden. */
export function kernelVariant(): "simd" | "reference" {
  return sharedInstance() === null ? "reference" : "simd";
}

/** Columns for `length` codes, filled with zeros. */
export function newFieldColumns(length: number): FieldColumns {
  return {
    deviceType: new Uint16Array(length),
    functionCode: new Uint16Array(length),
    requiredAccess: new Uint8Array(length),
    transferMethod: new Uint8Array(length),
  };
}

/**
 * Splits control codes into their fields, as CTL_CODE of wdm.h packs them: element i of every column belongs to
 * `codes[i]`. Every number of 32 bits is split; other layouts than CTL_CODE are for `splitByLayout`.
 *
 * With `out` its columns are filled and returned, so that they may be used for many calls; they may be longer than `codes`, and
 * what stands behind its end is left as it is. Without `out` the columns are new, as long as `codes`. Both belong to the caller:
 * nothing is kept, and no later call changes them.
 * @throws DecodeError E_OPTION when `codes` is no Uint32Array, E_RANGE when a column of `out` is shorter than `codes`
 */
export function decodeFields(codes: Uint32Array): FieldColumns;
export function decodeFields<Columns extends FieldColumns<ArrayBufferLike>>(
  codes: Uint32Array,
  out: Columns,
): Columns;
export function decodeFields(
  codes: Uint32Array,
  out: FieldColumns<ArrayBufferLike> = newFieldColumns(codes.length),
): FieldColumns<ArrayBufferLike> {
  if (!(codes instanceof Uint32Array)) throw new DecodeError("E_OPTION", "codes is to be a Uint32Array");
  for (const column of ["deviceType", "functionCode", "requiredAccess", "transferMethod"] as const) {
    const { length } = out[column];
    if (length < codes.length) {
      throw new DecodeError("E_RANGE", `${column} has room for ${length} of ${codes.length} codes`);
    }
  }
  const instance = shared === undefined && codes.length < FEW_CODES ? null : sharedInstance();
  if (instance === null) splitFields(codes, out);
  else splitInKernel(instance, codes, out);
  return out;
}
