/** The embedded module, compiled once a process. */
import { compileKernel } from "./wasm.js";

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
