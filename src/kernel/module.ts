/** The embedded module, compiled once a process. */
import type { KernelModule } from "./kernel.js";
import { compileKernel } from "./wasm.js";

let compiled: KernelModule | undefined;

/**
 * The embedded module, compiled once a process; may be sent to workers.
 *
 * @throws what the engine throws where WebAssembly is missing or forbidden.
 */
export function kernelModule(): KernelModule {
  compiled ??= compileKernel();
  return compiled;
}
