/** The embedded module, compiled once a process. */
import type { KernelModule } from "./kernel.js";
import { WASM_BASE64 } from "./wasm-bytes.generated.js";

let compiled: KernelModule | undefined;

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  // Node's own way is several times as fast as its `atob`.
  const { Buffer: buffer } = globalThis as {
    Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
  };
  if (buffer !== undefined) return buffer.from(text, "base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * The embedded module, compiled once a process; may be sent to workers.
 *
 * @throws what the engine throws where WebAssembly is missing or forbidden.
 */
export function kernelModule(): KernelModule {
  compiled ??= new WebAssembly.Module(bytesOfBase64(WASM_BASE64));
  return compiled;
}
