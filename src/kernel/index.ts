/** Makes kernels: the WebAssembly one where it is allowed, else the reference. */
import { DecodeError } from "../errors.js";
import type { Kernel, KernelModule } from "./kernel.js";
import { kernelModule } from "./module.js";
import { ReferenceKernel } from "./reference.js";
import { WasmKernel } from "./wasm.js";

export { kernelModule };

/** `auto` takes the reference where WebAssembly is missing or forbidden (strict CSP, `--jitless`). */
export type Engine = "auto" | "wasm" | "reference";

/**
 * A kernel of its own memory. `module` saves compiling where another thread did it already.
 *
 * @throws DecodeError E_WASM when `engine` is `wasm` and WebAssembly is missing or forbidden.
 */
export function createKernel(engine: Engine = "auto", module?: KernelModule): Kernel {
  if (engine === "reference") return new ReferenceKernel();
  try {
    return new WasmKernel(module ?? kernelModule());
  } catch (cause) {
    if (engine === "auto") return new ReferenceKernel();
    throw new DecodeError("E_WASM", "WebAssembly cannot be used here; the reference engine needs none", {
      cause,
    });
  }
}
