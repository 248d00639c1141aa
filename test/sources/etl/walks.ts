/** Both engines, for tests that must hold for each. */
import type { EtlWalk } from "../../../src/kernel/etl-walk.js";
import { kernelModule } from "../../../src/kernel/module.js";
import { WasmKernel } from "../../../src/kernel/wasm.js";
import { referenceWalk } from "./read.js";

export const kernelWalk: EtlWalk = new WasmKernel(kernelModule()).etl;

export const walks: readonly { name: string; walk: () => EtlWalk }[] = [
  { name: "reference", walk: () => referenceWalk },
  { name: "kernel", walk: () => kernelWalk },
];
