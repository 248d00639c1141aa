/** Every sample: name, bytes, and the codes that stand in it, in order (null = a record whose code cannot be told). */
import { debugTextSamples } from "./debug-text.mjs";
import { etwTextSamples } from "./etw-text.mjs";
import { listSamples } from "./lists.mjs";
import { nameSamples } from "./names.mjs";
import { pmlSamples } from "./pml.mjs";
import { procmonSamples } from "./procmon.mjs";
import { tableSamples } from "./tables.mjs";
import { tsharkSamples } from "./tshark.mjs";
import { wineSamples } from "./wine.mjs";

export { nameSamples };

export function allSamples() {
  return [
    ...debugTextSamples(),
    ...etwTextSamples(),
    ...listSamples(),
    ...pmlSamples(),
    ...procmonSamples(),
    ...tableSamples(),
    ...tsharkSamples(),
    ...wineSamples(),
  ];
}
