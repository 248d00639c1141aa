/** Makes kernels: the WebAssembly one where it is allowed, else the reference. */
import { DecodeError } from "../errors.js";
import type { Kernel } from "./kernel.js";
import { ReferenceKernel } from "./reference.js";
import { compileKernel, WasmKernel } from "./wasm.js";

/** `auto` takes the reference where WebAssembly is missing or forbidden (strict CSP, `--jitless`). */
export type Engine = "auto" | "wasm" | "reference";

let compiled: WebAssembly.Module | undefined;

/**
 * The embedded module, compiled once a process; may be sent to workers.
 *
 * @throws what the engine throws where WebAssembly is missing or forbidden.
 */
export function kernelModule(): WebAssembly.Module {
  compiled ??= compileKernel();
  return compiled;
}

/**
 * A kernel of its own memory. `module` saves compiling where another thread did it already.
 *
 * @throws DecodeError E_WASM when `engine` is `wasm` and WebAssembly is missing or forbidden.
 */
export function createKernel(engine: Engine = "auto", module?: WebAssembly.Module): Kernel {
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
